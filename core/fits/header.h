// What the header of one HDU says about its structure: the facts that size and layout are
// computed from. Values are as stated; they are judged in hdu_size.h and table_layout.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace heafs {

inline constexpr int64_t kMaxAxes = 999;
inline constexpr int64_t kMaxColumns = 999;

// An integer that a card states, and the card that states it (1 is the first of the header).
struct StatedInteger {
    int64_t value = 0;
    int64_t card = 0;

    bool operator==(const StatedInteger&) const = default;
};

struct StatedText {
    std::string value;
    int64_t card = 0;
    std::string quoted_card;

    bool operator==(const StatedText&) const = default;
};

// TTYPEn, TFORMn and TBCOLn of one column.
struct ColumnCards {
    std::optional<StatedText> name;
    std::optional<StatedText> form;
    std::optional<StatedInteger> start;
};

// A keyword whose number says which column it belongs to.
struct ColumnIndex {
    std::string keyword;  // "TUNIT12"
    int64_t index = 0;    // 12
    int64_t card = 0;
};

struct Header {
    int hdu = 0;  // 1 is the primary
    int64_t offset = 0;
    int64_t blocks = 0;
    std::string extname;
    std::optional<StatedText> xtension;  // nothing in a primary HDU
    std::optional<StatedInteger> bitpix;
    std::optional<StatedInteger> naxis;
    std::vector<std::optional<StatedInteger>> axes;  // NAXIS1 first
    std::optional<StatedInteger> pcount;
    std::optional<StatedInteger> gcount;
    std::optional<StatedInteger> tfields;
    std::optional<StatedInteger> theap;
    bool groups = false;                // GROUPS = T
    std::vector<ColumnCards> columns;   // as far as cards name them, at most kMaxColumns
    std::vector<ColumnIndex> stray;     // column keywords beyond TFIELDS, the first thousand
    std::optional<StatedText> datasum;  // nothing if absent or blank, which FITS 4.0 makes equal
    std::optional<StatedText> checksum;

    bool operator==(const Header&) const = delete;
};

// "HDU 3 (EVENTS)"
std::string hdu_label(const Header& header);

}  // namespace heafs
