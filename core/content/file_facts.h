// The HDUs of one file as the rules about content see them: their OGIP class, their keywords by
// name, their columns by name.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/missions/mission.h"
#include "core/base/finding.h"
#include "core/fits/hdu_facts.h"

namespace heafs {

// HDUCLAS1 (OGIP/94-006, "HDUCLAS keywords"), or EXTNAME where that is missing.
enum class HduClass {
    kEvents,
    kGti,
    kSpectrum,
    kLightCurve,
    kRedistribution,  // RMF: HDUCLAS2 = RSP_MATRIX
    kEnergyBounds,
    kEffectiveArea,  // ARF: HDUCLAS2 = SPECRESP
    kImage,
    kOther,
};

std::string_view name_of(HduClass hdu_class);  // "EVENTS", "GTI", ...

// What is known of a file beside its bytes.
struct ContentContext {
    const Mission* mission = nullptr;  // null: judged by standards alone
    std::string area;                  // "obs", "trend", "caldb", ...; "" where it is not known
    std::string path;                  // in the observation folder, or the name alone
    int64_t now = 0;                   // seconds since 1970
    std::string passphrase = {};       // of an encrypted file, where it is known
    std::string plaintext_sha256 = {};
};

class HduView {
   public:
    explicit HduView(const HduFacts& facts);

    const HduFacts& facts() const { return *facts_; }
    HduClass hdu_class() const { return class_; }
    // Events, spectra, light curves and responses: what analysis stands on.
    bool is_science() const;
    bool is_response() const;
    // Some column's name contains the word, as in QUAD0_COUNTS.
    bool has_column_with(std::string_view word) const;

    // The first card of that name, or null.
    const HeaderCard* find(std::string_view keyword) const;
    // Its value without blanks around it; "" when it is missing or undefined.
    std::string text(std::string_view keyword) const;
    bool has(std::string_view keyword) const { return !text(keyword).empty(); }
    // A number, also one that was written as a string (as in Fermi's MJDREFF).
    std::optional<double> number(std::string_view keyword) const;

    // Of TTYPEn; 1 is the first column; names ignore case (FITS 4.0, 7.3.2).
    std::optional<int64_t> column(std::string_view name) const;
    const ColumnFacts* column_facts(std::string_view name) const;
    std::string column_keyword(std::string_view prefix, std::string_view column) const;

    // A finding here, with the card quoted when it is given.
    Finding finding(std::string_view rule, std::string text,
                    const HeaderCard* card = nullptr) const;
    // The same, a warning at most unless this is a science HDU.
    Finding softened(std::string_view rule, std::string text,
                     const HeaderCard* card = nullptr) const;

   private:
    const HduFacts* facts_;
    HduClass class_;
    std::map<std::string_view, const HeaderCard*> cards_;
    std::map<std::string, int64_t> columns_;  // in upper case
};

struct FileFacts {
    FileFacts(std::span<const HduFacts> facts, const ContentContext& context);

    std::vector<HduView> hdus;
    const ContentContext& context;

    const HduView* first_science() const;
    // The value of a keyword in an HDU, or else in the primary header.
    const HeaderCard* find(const HduView& hdu, std::string_view keyword) const;
    std::optional<double> number(const HduView& hdu, std::string_view keyword) const;
    std::string text(const HduView& hdu, std::string_view keyword) const;
};

std::string upper_case(std::string_view text);

}  // namespace heafs
