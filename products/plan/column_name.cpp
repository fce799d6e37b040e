#include "products/plan/column_name.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <vector>

#include "core/base/edit_distance.h"

namespace heafs {
namespace {

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return result;
}

}  // namespace

std::optional<size_t> find_column_named(const TableSchema& schema, std::string_view name) {
    if (const auto column = schema.find_column(name)) return column;
    const std::string wanted = lower(name);
    for (size_t i = 0; i < schema.columns.size(); ++i)
        if (lower(schema.columns[i].name) == wanted) return i;
    return std::nullopt;
}

std::string nearest_name(std::span<const std::string> names, std::string_view name) {
    const std::string wanted = lower(name);
    // A name may be missed by a third of its letters.
    size_t least = 1 + wanted.size() / 3;
    std::string nearest;
    for (const std::string& one : names) {
        const size_t distance = edit_distance(lower(one), wanted);
        if (distance > least || (distance == least && !nearest.empty())) continue;
        least = distance;
        nearest = one;
    }
    return nearest;
}

std::string no_such_column(const TableSchema& schema, std::string_view name) {
    std::vector<std::string> names;
    for (const TableColumn& column : schema.columns) names.push_back(column.name);
    const std::string nearest = nearest_name(names, name);
    if (!nearest.empty())
        return fmt::format("{} has no column '{}'; the nearest is {}", schema.name, name, nearest);
    return fmt::format("{} has no column '{}'; it has {}", schema.name, name,
                       fmt::join(names, ", "));
}

}  // namespace heafs
