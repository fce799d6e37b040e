// The record of a row as CSV has it (RFC 4180), made from its TDAT record: the same texts, with
// commas between them, quoted where they hold a comma or a quotation mark.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace heafs {

// Appends the values of a record of tdat_row() (its newline may be there), without a line end.
void append_csv_record(std::string_view tdat, std::string& csv);
// One value, quoted if need be.
void append_csv_value(std::string_view value, std::string& csv);
// The bytes of the record with its CRLF.
int64_t csv_record_bytes(std::string_view tdat);

}  // namespace heafs
