// Which rows of a table lie in a cone or have certain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/base/units.h"
#include "core/sky/direction.h"
#include "core/tables/table_segment.h"

namespace heafs {

struct Cone {
    SkyPoint centre;
    Angle radius;  // at most 180 degrees; the border belongs to it
};

// A condition on one column; what is absent bounds nothing. Text compares without regard to case
// (ASCII), `*` stands for any characters and `?` for one; of numbers both bounds belong to it.
struct ColumnCondition {
    size_t column = 0;
    bool null = false;                 // only rows where it is null
    std::optional<std::string> least;  // decimal text, or text for text columns
    std::optional<std::string> most;
    std::optional<std::string> like;  // text with wildcards, or one exact value
    bool operator==(const ColumnCondition&) const = default;
};

struct TableQuery {
    std::optional<Cone> cone;
    std::vector<ColumnCondition> where;  // all of them
};

// The rows of an answer, in the order of the table; with a cone by separation, then by that order.
struct RowSelection {
    std::vector<uint32_t> rows;
    std::vector<double> offsets_arcmin;  // of the cone's centre, one a row; empty without a cone
    bool of_cone = false;                // so that one without rows can be told from others
};

// Parses `x`, `lo..hi`, `..hi`, `lo..`, `null`, text with * and ?, for a column of that type.
// Nothing when it can be none ("abc" for a number). A text in double quotes is that text, whatever
// it looks like: "null" with its quotes is four letters.
std::optional<ColumnCondition> parse_condition(const TableSchema& schema, size_t column,
                                               const std::string& value);

// The value of a text column as parse_condition() takes it: in quotes where it would mean something
// else without them.
std::string literal_value(std::string_view text);

// Raises Fault::kUsage when the table has no positions and a cone is asked for.
RowSelection select_rows(const TableSegment& table, const TableQuery& query);
// How many they are, where nothing else is wanted.
int64_t count_rows(const TableSegment& table, const TableQuery& query);

// The distinct values of a column as texts that parse_condition() takes, ascending; nothing when
// there are more than `most`.
std::optional<std::vector<std::string>> distinct_values(const TableSegment& table, size_t column,
                                                        size_t most);

// The row whose unique key has these values (texts as in TDAT), or nothing.
std::optional<int64_t> find_row(const TableSegment& table, const std::vector<std::string>& key);

}  // namespace heafs
