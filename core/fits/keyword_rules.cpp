#include "core/fits/keyword_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "core/fits/card.h"
#include "core/fits/compressed_check.h"
#include "core/fits/date_value.h"
#include "core/fits/reserved_keywords.h"
#include "core/fits/wcs_check.h"

namespace heafs {
namespace {

constexpr size_t kMostHdusNamed = 10;

bool is_token_character(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == ' ';
}

// What is wrong with a HIERARCH card, or nullptr.
const char* hierarch_fault(const HeaderCard& card) {
    if (card.kind == ValueKind::kNone) return "has no \"=\"";
    if (card.quoted_card.size() > 8 && card.quoted_card[8] != ' ')
        return "has no blank in column 9";
    if (!std::all_of(card.keyword.begin(), card.keyword.end(), is_token_character))
        return "has a character in its name that is none of A-Z 0-9 - _";
    return card.kind == ValueKind::kUnknown ? "has a value that is none of FITS" : nullptr;
}

void report_hierarch(const StatedHeader& stated, const HeaderCard& card, const std::string& what) {
    report(stated, &card,
           {"FIT-022", Severity::kWarning,
            fmt::format("the HIERARCH card {} (`{}`) {}", card.card, card.quoted_card, what),
            "HIERARCH NAME OF SOME WORDS = value, each name once",
            "Write HIERARCH NAME = value, or use plain keywords"});
}

void check_hierarch(const StatedHeader& stated) {
    std::map<std::string, int64_t> seen;
    for (const HeaderCard& card : stated.cards) {
        if (!card.keyword.starts_with("HIERARCH")) continue;
        if (const char* fault = hierarch_fault(card)) {
            report_hierarch(stated, card, fault);
            continue;
        }
        const auto [first, is_new] = seen.try_emplace(card.keyword, card.card);
        if (!is_new)
            report_hierarch(stated, card,
                            fmt::format("repeats the name of card {}", first->second));
    }
}

void check_long_strings(const StatedHeader& stated, bool has_long_strings) {
    if (!has_long_strings || stated.find("LONGSTRN") != nullptr) return;
    report(
        stated, nullptr,
        {"FIT-014", Severity::kInfo, "strings go on in CONTINUE cards, but LONGSTRN is not stated",
         "LONGSTRN= 'OGIP 1.0'", "Add LONGSTRN= 'OGIP 1.0' for readers that look for it"});
}

std::string upper(std::string text) {
    for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
}

}  // namespace

void check_keywords(const StatedHeader& stated, bool has_long_strings) {
    check_reserved_keywords(stated);
    check_dates(stated);
    check_hierarch(stated);
    check_long_strings(stated, has_long_strings);
    check_image_wcs(stated);
    check_column_wcs(stated);
    check_compressed(stated);
}

void FileKeywords::add(const StatedHeader& stated) {
    ++hdus_;
    if (stated.header.hdu == 1) {
        primary_has_data_ = stated.header.naxis && stated.header.naxis->value != 0;
        const HeaderCard* extend = stated.find("EXTEND");
        extend_false_ = extend != nullptr && extend->value == "F";
    }
    check_name(stated);
    check_inherit(stated);
    note_sums(stated);
}

void FileKeywords::check_name(const StatedHeader& stated) {
    if (stated.header.hdu == 1 || stated.header.extname.empty()) return;
    const int64_t version = stated.integer("EXTVER").value_or(1);
    const int64_t level = stated.integer("EXTLEVEL").value_or(1);
    const std::string key = fmt::format("{} {} {}", version, level, upper(stated.header.extname));
    const auto [first, is_new] = names_.try_emplace(key, stated.header.hdu);
    if (is_new) return;
    report(stated, stated.find("EXTNAME"),
           {"FIT-021", Severity::kWarning,
            fmt::format("HDUs {} and {} both have the name `{}`, EXTVER {} and EXTLEVEL {}",
                        first->second, stated.header.hdu, quoted(stated.header.extname), version,
                        level),
            "a name and version of its own", "Number extensions of one name by EXTVER"});
}

void FileKeywords::check_inherit(const StatedHeader& stated) const {
    const HeaderCard* inherit = stated.find("INHERIT");
    if (inherit == nullptr) return;
    const bool primary = stated.header.hdu == 1;
    if (!primary && !primary_has_data_) return;
    // INHERIT = F takes nothing over and harms nobody.
    const bool harmless = !primary && inherit->value == "F";
    report(stated, inherit,
           {"FIT-023", harmless ? Severity::kWarning : Severity::kError,
            fmt::format("INHERIT in card {} may {}", inherit->card,
                        primary ? "not stand in the primary HDU"
                                : "only stand beside a primary HDU without data"),
            "no INHERIT", "Remove the INHERIT card"});
}

void FileKeywords::note_sums(const StatedHeader& stated) {
    if (stated.header.datasum && stated.header.checksum) return;
    ++without_sums_;
    if (first_without_sums_.size() < kMostHdusNamed)
        first_without_sums_.push_back(stated.header.hdu);
}

void FileKeywords::finish(FindingList& findings) const {
    if (extend_false_ && hdus_ > 1) {
        Finding finding;
        finding.rule = "FIT-019";
        finding.severity = Severity::kError;
        finding.hdu = 1;
        finding.text = fmt::format("HDU 1: EXTEND is F, but {} extensions follow.", hdus_ - 1);
        finding.expected = "EXTEND = T";
        finding.remedy = "Write EXTEND = T";
        findings.add(std::move(finding));
    }
    if (without_sums_ == 0) return;
    Finding finding;
    finding.rule = "SUM-003";
    finding.severity = Severity::kWarning;
    finding.hdu = first_without_sums_[0];
    finding.text = fmt::format(
        "DATASUM or CHECKSUM is missing in {} of {} HDUs: {}{}.", without_sums_, hdus_,
        fmt::join(first_without_sums_, ", "),
        without_sums_ > static_cast<int64_t>(first_without_sums_.size()) ? ", ..." : "");
    finding.expected = "DATASUM and CHECKSUM in each HDU";
    finding.remedy = "Run `ftchecksum update=yes` after the last edit";
    findings.add(std::move(finding));
}

}  // namespace heafs
