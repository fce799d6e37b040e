// What a catalogue table is: its name, its columns and what else its header says, in the words of
// the HEASARC database guide (TDAT). No rows, and nothing of where they come from.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace heafs {

// The guide's limits, in characters.
inline constexpr size_t kMaxTableName = 20;
inline constexpr size_t kMaxTableDescription = 80;
inline constexpr size_t kMaxColumnName = 24;
inline constexpr size_t kMaxColumnDescription = 80;

enum class CellType { kText, kInt1, kInt2, kInt4, kInt8, kFloat4, kFloat8 };

bool is_integer(CellType type);
bool is_real(CellType type);

struct ColumnType {
    CellType cell = CellType::kText;
    int64_t length = 1;  // of kText, in characters: the 30 of "char30"
    bool operator==(const ColumnType&) const = default;
};

// "char30", "char(30)", "int2", "smallint", "float8", "float", ...; nothing for other texts.
std::optional<ColumnType> parse_column_type(std::string_view text);
// The form that HEASARC writes: "char30", "int2", "float8".
std::string name_of(const ColumnType& type);

struct TableColumn {
    std::string name;
    ColumnType type;
    std::string format;  // for display: ".5f", "8.3f", "3d"; may be empty
    std::string unit;    // in the guide's words: "degree", "mjd"; may be empty
    std::string ucd;
    std::string index;  // "index", "key" or empty
    std::string description;
    std::string comment;  // beyond the description; may be empty
    bool operator==(const TableColumn&) const = default;
};

using KeyValue = std::pair<std::string, std::string>;

struct TableSchema {
    std::string name;
    std::string description;
    std::string document_url;  // may be empty
    std::string security = "public";
    std::vector<TableColumn> columns;             // in the order of the values of a row
    std::vector<std::string> parameter_defaults;  // names of the columns shown first
    std::vector<std::string> unique_key;          // names of columns
    std::vector<KeyValue> virtual_parameters;     // without unique_key; a key may repeat
    std::vector<KeyValue> relations;              // "class", "heasarc_class(class_id)"
    bool operator==(const TableSchema&) const = default;

    // The place of a column in `columns`, or nothing.
    std::optional<size_t> find_column(std::string_view name) const;
};

}  // namespace heafs
