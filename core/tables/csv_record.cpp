#include "core/tables/csv_record.h"

#include <algorithm>

namespace heafs {
namespace {

constexpr std::string_view kEmptyRecord = "\"\"";

bool needs_quotes(std::string_view field) {
    return field.find_first_of(",\"\r\n") != std::string_view::npos;
}

void append_field(std::string& text, std::string_view field) {
    if (!needs_quotes(field)) {
        text += field;
        return;
    }
    text += '"';
    for (const char c : field) {
        if (c == '"') text += c;
        text += c;
    }
    text += '"';
}

}  // namespace

void append_csv_record(std::string& text, std::span<const std::string_view> fields) {
    if (fields.size() == 1 && fields[0].empty()) text += kEmptyRecord;
    for (size_t i = 0; i < fields.size(); ++i) {
        if (i > 0) text += ',';
        append_field(text, fields[i]);
    }
    text += kCsvLineEnd;
}

int64_t csv_field_bytes(std::string_view field) {
    const auto bytes = static_cast<int64_t>(field.size());
    return needs_quotes(field) ? bytes + 2 + std::count(field.begin(), field.end(), '"') : bytes;
}

int64_t csv_record_bytes(int64_t field_bytes, int64_t fields) {
    const bool empty = fields == 1 && field_bytes == 0;
    return field_bytes + (fields - 1) + static_cast<int64_t>(kCsvLineEnd.size()) +
           (empty ? static_cast<int64_t>(kEmptyRecord.size()) : 0);
}

}  // namespace heafs
