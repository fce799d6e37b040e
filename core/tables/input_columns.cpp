#include "core/tables/input_columns.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/delivery/rules.h"
#include "core/tdat/tdat_header.h"

namespace heafs {
namespace {

constexpr size_t kPointAdds = 10;  // to the decimals of ".5f", in the export's TDISP

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool all_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

bool is_degrees(const TableColumn& column) {
    return is_real(column.type.cell) &&
           (column.unit == "degree" || column.unit == "degrees" || column.unit.empty());
}

const TableColumn* find_degrees(const TableSchema& schema, std::string_view name) {
    const auto at = schema.find_column(name);
    return at && is_degrees(schema.columns[*at]) ? &schema.columns[*at] : nullptr;
}

const TableColumn* find_ucd(const TableSchema& schema, std::string_view ucd) {
    const auto found =
        std::find_if(schema.columns.begin(), schema.columns.end(),
                     [&](const TableColumn& one) { return one.ucd == ucd && is_degrees(one); });
    return found == schema.columns.end() ? nullptr : &*found;
}

}  // namespace

std::string input_column_name(std::string_view name) {
    std::string made;
    for (char c : tdat_trimmed(name)) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        made += (c >= 'a' && c <= 'z') || is_digit(c) ? c : '_';
    }
    if (!made.empty() && !(made[0] >= 'a' && made[0] <= 'z')) made.insert(0, 1, 'n');
    return made;
}

std::string input_unit(std::string_view unit) {
    unit = tdat_trimmed(unit);
    if (unit == "deg") return "degree";
    if (unit == "%") return "percent";
    std::string made;
    if (unit.size() > 1 && unit[0] == 'u' && unit != "unit" && unit != "u") {
        made = "micro";
        unit.remove_prefix(1);
    }
    for (const char c : unit) {
        if (c == '_' || c == '[' || c == ']' || c < ' ' || c > '~') return {};
        if (c != ' ')
            made += c;
        else if (made.back() != '.' && made.back() != '*' && made.back() != '/')
            made += '.';
    }
    return made;
}

std::string input_format(std::string_view tdisp, const ColumnType& type) {
    if (tdisp.size() < 2) return {};
    const char letter = tdisp[0];
    std::string_view width = tdisp.substr(1), decimals;
    if (const size_t point = width.find('.'); point != std::string_view::npos) {
        decimals = width.substr(point + 1);
        width = width.substr(0, point);
    }
    if (!all_digits(width)) return {};
    if (letter == 'I' && is_integer(type.cell) && decimals.empty())
        return fmt::format("{}d", width);
    if ((letter != 'F' && letter != 'E') || !is_real(type.cell) || !all_digits(decimals) ||
        width.size() > 2 || decimals.size() > 2)
        return {};
    const char form = letter == 'F' ? 'f' : 'e';
    if (std::stoul(std::string(width)) == std::stoul(std::string(decimals)) + kPointAdds)
        return fmt::format(".{}{}", decimals, form);
    return fmt::format("{}.{}{}", width, decimals, form);
}

std::string input_text(std::string_view text) {
    std::string made;
    for (const char c : tdat_trimmed(text)) {
        const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (blank && !made.empty() && made.back() == ' ') continue;
        made += blank ? ' ' : (c < ' ' || c > '~') ? '?' : c == '"' ? '\'' : c;
    }
    for (size_t at = 0; (at = made.find(" // ", at)) != std::string::npos;) made.erase(at + 1, 1);
    return made;
}

std::string input_ucd(std::string_view ucd) {
    const bool is_one = std::all_of(ucd.begin(), ucd.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '.' ||
               c == ';' || c == '-' || c == '_';
    });
    return is_one ? std::string(ucd) : std::string();
}

TableColumn& InputColumns::add(const std::string& name, const ColumnType& type) {
    std::string made = input_column_name(name);
    if (made.empty()) {
        problems_.push_back(
            make_finding("TDT-001", "", fmt::format("column {} has no name", columns_.size() + 1)));
        made = fmt::format("n{}", columns_.size() + 1);
    }
    if (columns_.size() == kMaxTdatFields)
        problems_.push_back(make_finding(
            "TDT-001", "",
            fmt::format("more than {} columns, arrays counted by their elements", kMaxTdatFields)));
    std::string own = made;
    for (int i = 2; !names_.insert(own).second; ++i) own = fmt::format("{}_{}", made, i);
    if (own != made)
        notes_.push_back(make_finding(
            "TDT-004", "",
            fmt::format("'{}' is the name of another column: it becomes '{}'", made, own)));
    if (own.size() > kMaxColumnName)
        notes_.push_back(make_finding("TDT-004", "",
                                      fmt::format("the name '{}' has {} characters, more than {}",
                                                  own, own.size(), kMaxColumnName)));
    if (type.cell == CellType::kInt8)
        notes_.push_back(make_finding(
            "TDT-004", "", fmt::format("{}: int8 is not known to all readers of TDAT", own)));
    TableColumn column;
    column.name = own;
    column.type = type;
    columns_.push_back(std::move(column));
    return columns_.back();
}

std::vector<Finding> InputColumns::notes() const { return notes_; }

void note_positions(TableSchema& schema) {
    const auto is_said = [&](std::string_view key) {
        return std::any_of(schema.virtual_parameters.begin(), schema.virtual_parameters.end(),
                           [&](const KeyValue& one) { return one.first == key; });
    };
    if (is_said("right_ascension") || is_said("declination")) return;
    const TableColumn* ra = find_ucd(schema, "pos.eq.ra;meta.main");
    const TableColumn* dec = find_ucd(schema, "pos.eq.dec;meta.main");
    for (const auto& [x, y] : {std::pair{"ra", "dec"}, std::pair{"raj2000", "dej2000"},
                               std::pair{"ra_j2000", "dec_j2000"}}) {
        if (ra != nullptr && dec != nullptr) break;
        ra = find_degrees(schema, x);
        dec = find_degrees(schema, y);
    }
    if (ra == nullptr || dec == nullptr) return;
    schema.virtual_parameters.emplace_back("declination", "@" + dec->name);
    schema.virtual_parameters.emplace_back("right_ascension", "@" + ra->name);
    std::sort(schema.virtual_parameters.begin(), schema.virtual_parameters.end());
}

}  // namespace heafs
