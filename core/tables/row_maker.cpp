#include "core/tables/row_maker.h"

#include <fmt/format.h>

#include <cmath>

#include "core/delivery/rules.h"
#include "core/tdat/tdat_check.h"
#include "core/tdat/tdat_number.h"

namespace heafs {
namespace {

constexpr size_t kShownWords = 5;

std::string lowered(std::string_view text) {
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

std::string short_number(const TableColumn& column, std::string_view text) {
    if (is_integer(column.type.cell)) {
        TdatInteger number;
        if (parse_tdat_integer(text, column.type.cell, number) == NumberFault::kNone)
            return std::to_string(number.value);
    }
    TdatReal number;
    if (is_real(column.type.cell) &&
        parse_tdat_real(text, column.type.cell, number) == NumberFault::kNone)
        return fmt::format("{}", number.value);
    return std::string(text);
}

std::string text_of_cell(const TableCell& cell) {
    if (const auto* text = std::get_if<std::string>(&cell)) return *text;
    if (const auto* whole = std::get_if<int64_t>(&cell)) return std::to_string(*whole);
    if (const auto* real = std::get_if<double>(&cell)) return fmt::format("{}", *real);
    return {};
}

}  // namespace

std::string key_text(const IngestPlan& plan, std::span<const std::string_view> values) {
    std::string key;
    for (const size_t column : plan.key) {
        if (column != plan.key.front()) key += '|';
        if (!values[column].empty())
            key += short_number(plan.schema.columns[column], values[column]);
    }
    return key;
}

std::string key_text(const IngestPlan& plan, const TableSegment& table, int64_t row) {
    std::string key;
    for (const size_t column : plan.key) {
        if (column != plan.key.front()) key += '|';
        key += text_of_cell(table.cell(row, column));
    }
    return key;
}

RowMaker::RowMaker(const IngestPlan& plan) : plan_(plan), values_(plan.schema.columns.size()) {}

std::span<const std::string_view> RowMaker::make(const TableInputRow& row,
                                                 std::vector<Finding>& faults) {
    for (size_t i = 0; i < values_.size(); ++i)
        values_[i] = plan_.input[i] ? row.values[*plan_.input[i]] : std::string_view();
    for (const ColumnPlan& column : plan_.columns) apply(column);
    if (plan_.position) transform(row, faults);
    if (!plan_.fatal.empty()) require(row, faults);
    return values_;
}

std::string_view RowMaker::other_word(const ColumnRule& rule, std::string_view word) {
    const auto found = rule.values.find(lowered(word));
    if (found == rule.values.end()) return word;
    ++counts_.mapped;
    return found->second;
}

void RowMaker::apply(const ColumnPlan& column) {
    const ColumnRule& rule = *column.rule;
    std::string_view& value = values_[column.column];
    if (value.empty() && column.from && !values_[*column.from].empty()) {
        const std::string_view word = values_[*column.from];
        const bool known = rule.values.empty() || rule.values.count(lowered(word)) > 0;
        if (known) {
            value = other_word(rule, word);
            return;
        }
        ++counts_.unknown;
        if (counts_.words.size() < kShownWords) counts_.words.insert(shown_value(word));
    }
    if (value.empty() && rule.otherwise) {
        value = *rule.otherwise;
        ++counts_.defaulted;
        const auto found = rule.values.find(lowered(value));
        if (found != rule.values.end()) value = found->second;
        return;
    }
    if (!value.empty()) value = other_word(rule, value);
}

void RowMaker::transform(const TableInputRow& row, std::vector<Finding>& faults) {
    const PositionPlan& position = *plan_.position;
    std::string_view& ra = values_[position.ra];
    std::string_view& dec = values_[position.dec];
    const std::string_view longitude = values_[position.longitude];
    const std::string_view latitude = values_[position.latitude];
    if (position.replaces) ra = dec = {};
    if (!ra.empty() || !dec.empty() || longitude.empty() || latitude.empty()) return;
    TdatReal x, y;
    if (parse_tdat_real(longitude, CellType::kFloat8, x) != NumberFault::kNone ||
        parse_tdat_real(latitude, CellType::kFloat8, y) != NumberFault::kNone)
        return;  // told as values of the wrong type
    if (std::fabs(y.value) > 90 || std::fabs(x.value) > 360) {
        faults.push_back(value_finding(row, plan_.schema.columns[position.latitude],
                                       fmt::format("{}, {}", longitude, latitude),
                                       "no position on the sky"));
        return;
    }
    const SkyPoint point = j2000_of(position.frame, Angle{x.value}, Angle{y.value});
    position_ = {fmt::format("{}", point.ra.degrees), fmt::format("{}", point.dec.degrees)};
    ra = position_[0];
    dec = position_[1];
    ++counts_.transformed;
}

void RowMaker::require(const TableInputRow& row, std::vector<Finding>& faults) const {
    for (const size_t column : plan_.fatal) {
        if (!values_[column].empty()) continue;
        const std::string key = plan_.key.empty() ? std::string() : key_text(plan_, values_);
        Finding finding = make_finding(
            "TDT-006", "",
            fmt::format("{}{}{} is null, which the settings of the table refuse",
                        row_place(row.number, row.line),
                        key.empty() ? std::string() : fmt::format("'{}': ", shown_value(key)),
                        plan_.schema.columns[column].name));
        finding.row = row.number;
        finding.column = plan_.schema.columns[column].name;
        faults.push_back(std::move(finding));
    }
}

}  // namespace heafs
