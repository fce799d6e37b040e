#include "config/tables/table_schema.h"

#include <algorithm>
#include <charconv>

namespace heafs {
namespace {

struct TypeName {
    std::string_view name;
    CellType cell;
};

// The canonical name of each type comes first.
constexpr TypeName kTypeNames[] = {
    {"int1", CellType::kInt1},   {"integer1", CellType::kInt1}, {"tinyint", CellType::kInt1},
    {"int2", CellType::kInt2},   {"integer2", CellType::kInt2}, {"smallint", CellType::kInt2},
    {"int4", CellType::kInt4},   {"integer4", CellType::kInt4}, {"integer", CellType::kInt4},
    {"int8", CellType::kInt8},   {"bigint", CellType::kInt8},   {"float4", CellType::kFloat4},
    {"real", CellType::kFloat4}, {"float8", CellType::kFloat8}, {"float", CellType::kFloat8},
};

std::optional<ColumnType> parse_text_type(std::string_view rest) {
    if (rest.starts_with('(') && rest.ends_with(')')) rest = rest.substr(1, rest.size() - 2);
    int64_t length = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), length);
    if (error != std::errc() || end != rest.data() + rest.size() || length < 1) return std::nullopt;
    return ColumnType{CellType::kText, length};
}

}  // namespace

bool is_integer(CellType type) {
    return type == CellType::kInt1 || type == CellType::kInt2 || type == CellType::kInt4 ||
           type == CellType::kInt8;
}

bool is_real(CellType type) { return type == CellType::kFloat4 || type == CellType::kFloat8; }

std::optional<ColumnType> parse_column_type(std::string_view text) {
    if (text.starts_with("char")) return parse_text_type(text.substr(4));
    for (const TypeName& known : kTypeNames)
        if (known.name == text) return ColumnType{known.cell, 1};
    return std::nullopt;
}

std::string name_of(const ColumnType& type) {
    if (type.cell == CellType::kText) return "char" + std::to_string(type.length);
    for (const TypeName& known : kTypeNames)
        if (known.cell == type.cell) return std::string(known.name);
    return {};
}

std::optional<size_t> TableSchema::find_column(std::string_view column) const {
    const auto found = std::find_if(columns.begin(), columns.end(),
                                    [&](const TableColumn& one) { return one.name == column; });
    if (found == columns.end()) return std::nullopt;
    return static_cast<size_t>(found - columns.begin());
}

}  // namespace heafs
