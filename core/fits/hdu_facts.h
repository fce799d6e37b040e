// What the verifier's one pass keeps of an HDU beside its findings: its cards, and what its columns
// hold. Rules about content (units, times, keywords) are judged on these, so that nobody reads a
// file a second time. Bounded, whatever the file claims.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/fits/card.h"

namespace heafs {

inline constexpr size_t kMostCardsKept = 4000;           // of an HDU
inline constexpr size_t kMostIntervalsKept = 1'000'000;  // of a file

// A card with a value; commentary is not kept. Long strings are joined.
struct HeaderCard {
    int64_t card = 0;     // 1 is the first of the header
    std::string keyword;  // HIERARCH cards: "HIERARCH A B C"
    ValueKind kind = ValueKind::kNone;
    std::string value;  // strings unquoted, without trailing blanks; else as it stands
    std::string comment;
    std::string quoted_card;  // for people

    bool operator==(const HeaderCard&) const = default;
};

// The values of a numeric column (B I J K E D) of a binary table, all elements of all rows; scaled
// by TSCAL and TZERO; without nulls (TNULL, and NaN, which is counted). Every such column of a
// sound table with rows of at most 1 MiB has its facts; no other column has, and no ASCII table.
struct ColumnFacts {
    int64_t number = 0;  // 1 is the first
    std::string name;
    std::string form;  // TFORM
    int64_t values = 0;
    int64_t nans = 0;  // NaN or infinite
    int64_t first_nan_row = 0;
    double least = 0;  // of `values`, when there are any
    double most = 0;
    bool ascending = true;  // no value below the one before; of scalar columns
    int64_t first_descending_row = 0;

    bool operator==(const ColumnFacts&) const = default;
};

struct IntervalFact {
    double start = 0;
    double stop = 0;
    bool operator==(const IntervalFact&) const = default;
};

struct HduFacts {
    int number = 0;  // 1 is the primary
    std::string extname;
    std::string kind;  // "PRIMARY", or XTENSION: "IMAGE", "BINTABLE", "TABLE"
    int64_t naxis = 0;
    int64_t data_bytes = 0;
    int64_t rows = 0;  // of tables
    std::vector<HeaderCard> cards;
    bool cards_cut = false;  // there were more than kMostCardsKept
    std::vector<ColumnFacts> columns;
    // Rows of scalar D or E columns START and STOP, in the order of the file: good time intervals.
    // Rows in which either is NaN or infinite are left out.
    std::vector<IntervalFact> intervals;
    bool intervals_cut = false;

    bool operator==(const HduFacts&) const = default;
};

}  // namespace heafs
