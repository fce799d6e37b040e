// One condition on the rows of a segment, ready to be put to many of them.
#pragma once

#include <cstdint>
#include <limits>
#include <string>

#include "core/tables/table_query.h"
#include "core/tables/table_segment.h"

namespace heafs {

class RowTest {
   public:
    // The segment outlives it. Raises Fault::kUsage for a bound that is none of the column's type.
    RowTest(const TableSegment& table, const ColumnCondition& condition);

    bool passes(int64_t row) const;

    // Which rows in the order of the column's index may pass; `all`: each of them does. Of a column
    // that has one.
    struct Stretch {
        int64_t first = 0;
        int64_t end = 0;
        bool all = false;
    };
    Stretch indexed() const;
    size_t column() const { return column_; }

   private:
    enum class Kind { kEverything, kNull, kNothing, kInteger, kReal, kText };

    void take_integers(const ColumnCondition& condition);
    void take_reals(const ColumnCondition& condition);
    void take_texts(const ColumnCondition& condition);
    // Where the value of a row lies: before the bounds (-1), within (0), behind (1).
    int side_of(int64_t row) const;

    const TableSegment& table_;
    size_t column_;
    Kind kind_ = Kind::kEverything;
    int64_t least_whole_ = std::numeric_limits<int64_t>::min();
    int64_t most_whole_ = std::numeric_limits<int64_t>::max();
    double least_real_ = -std::numeric_limits<double>::infinity();
    double most_real_ = std::numeric_limits<double>::infinity();
    std::optional<std::string> least_text_, most_text_;
    std::string pattern_;  // with wildcards, else empty
    std::string prefix_;   // of the pattern, before its first wildcard
};

// Whether the text is what the pattern stands for, capitals or not (ASCII).
bool matches_wildcards(std::string_view text, std::string_view pattern);

}  // namespace heafs
