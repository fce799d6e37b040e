// The values of one FIELD of a VOTable, in both of its forms: as text of TABLEDATA and as bytes of
// BINARY and BINARY2 (VOTable 1.4, sections 2.1 and 6).
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/tables/table_schema.h"

namespace heafs {

struct VotableField {
    std::string name;
    std::string datatype;
    int64_t elements = 1;      // values of the table that a cell becomes; of text one
    int64_t length = 1;        // of text, in characters; 0: of any length
    bool is_variable = false;  // in BINARY a count stands before it
    bool is_array = false;
    std::string null;  // of VALUES, for whole numbers
    std::string unit, ucd, description;
    bool operator==(const VotableField&) const = default;
};

// Of the attributes of FIELD; `why_not` says what no column of a table can hold.
std::optional<VotableField> votable_field(const std::map<std::string, std::string>& attributes,
                                          std::string& why_not);
ColumnType column_type_of(const VotableField& field);

// Texts as those of TDAT, field.elements of them; "" is null. Infinite numbers are null and counted
// in `infinite`. Nothing when the cell holds another number of values, or is no such text.
std::optional<std::vector<std::string>> values_of_text(const VotableField& field,
                                                       std::string_view cell, int64_t& infinite);
// The same of bytes that begin with the cell, which loses it. Nothing when they end too early.
std::optional<std::vector<std::string>> values_of_bytes(const VotableField& field,
                                                        std::span<const std::byte>& bytes,
                                                        bool is_null, int64_t& infinite);

}  // namespace heafs
