// Records of CSV as RFC 4180 has them: commas, CRLF at the end, quotes around what holds a comma or
// a quote, which is doubled. Null is an empty field; a record that would be an empty line is "".
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace heafs {

inline constexpr std::string_view kCsvLineEnd = "\r\n";

void append_csv_record(std::string& text, std::span<const std::string_view> fields);

// How many bytes a field has in it, and what a record of so many fields has around them.
int64_t csv_field_bytes(std::string_view field);
int64_t csv_record_bytes(int64_t field_bytes, int64_t fields);

}  // namespace heafs
