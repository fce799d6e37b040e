#include "core/tdat/csv_record.h"

#include <algorithm>

namespace heafs {
namespace {

std::string_view without_end(std::string_view record) {
    if (record.ends_with('\n')) record.remove_suffix(1);
    if (record.ends_with('|')) record.remove_suffix(1);
    return record;
}

// No value holds what TDAT or CSV write otherwise than as it is.
bool is_plain(std::string_view record) {
    return record.find_first_of("\\,\"") == std::string_view::npos;
}

// Takes the first value off a record that ends with a bar. A bar with an odd number of backslashes
// before it is text; half of the backslashes before any bar stay.
std::string take_value(std::string_view& record) {
    std::string value;
    size_t backslashes = 0;
    while (!record.empty()) {
        const char c = record.front();
        record.remove_prefix(1);
        if (c == '|') {
            value.resize(value.size() - (backslashes + 1) / 2);
            if (backslashes % 2 == 0) return value;
        }
        backslashes = c == '\\' ? backslashes + 1 : 0;
        value += c;
    }
    return value;
}

}  // namespace

void append_csv_value(std::string_view value, std::string& csv) {
    if (value.find_first_of(",\"\r\n") == std::string_view::npos) {
        csv += value;
        return;
    }
    csv += '"';
    for (const char c : value) {
        if (c == '"') csv += '"';
        csv += c;
    }
    csv += '"';
}

void append_csv_record(std::string_view tdat, std::string& csv) {
    std::string_view record = without_end(tdat);
    if (record.empty()) {  // one column that is null: an empty line would be no record
        csv += "\"\"";
        return;
    }
    if (is_plain(record)) {
        const size_t begin = csv.size();
        csv += record;
        std::replace(csv.begin() + static_cast<std::ptrdiff_t>(begin), csv.end(), '|', ',');
        return;
    }
    std::string_view rest = tdat.substr(0, record.size() + 1);
    while (true) {
        append_csv_value(take_value(rest), csv);
        if (rest.empty()) break;
        csv += ',';
    }
}

int64_t csv_record_bytes(std::string_view tdat) {
    const std::string_view record = without_end(tdat);
    if (!record.empty() && is_plain(record)) return static_cast<int64_t>(record.size()) + 2;
    std::string csv;
    append_csv_record(tdat, csv);
    return static_cast<int64_t>(csv.size()) + 2;
}

}  // namespace heafs
