#include "products/texts/row_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "products/tables/row_key.h"
#include "products/texts/position_words.h"

namespace heafs {
namespace {

constexpr size_t kWidestValue = 40;  // longer ones stand out of their column

struct Widths {
    size_t name = 6, value = 5, unit = 4;
};

std::string shown_value(const TableSegment& table, int64_t row, size_t column) {
    return table.is_null(row, column) ? "null" : value_text(table, row, column);
}

Widths widths_of(const TableSegment& table, const std::vector<std::string>& values) {
    Widths widths;
    const auto& columns = table.schema().columns;
    for (size_t i = 0; i < columns.size(); ++i) {
        widths.name = std::max(widths.name, columns[i].name.size());
        widths.unit = std::max(widths.unit, columns[i].unit.size());
        if (values[i].size() <= kWidestValue)
            widths.value = std::max(widths.value, values[i].size());
    }
    return widths;
}

std::string line_of(const Widths& widths, const std::string& name, const std::string& value,
                    const std::string& unit, const std::string& description) {
    std::string line = fmt::format("{:<{}}  {:<{}}  {:<{}}  {}", name, widths.name, value,
                                   widths.value, unit, widths.unit, description);
    line.resize(line.find_last_not_of(' ') + 1);
    return line + "\n";
}

std::string position_line(const TableSegment& table, int64_t row) {
    const auto& columns = table.position_columns();
    if (!columns) return {};
    const double ra = table.number(row, columns->ra), dec = table.number(row, columns->dec);
    if (!std::isfinite(ra) || !std::isfinite(dec)) return {};
    return fmt::format("at {}\n", sexagesimal(Angle{ra}, Angle{dec}));
}

}  // namespace

std::string row_text(const TableSegment& table, int64_t row) {
    const TableSchema& schema = table.schema();
    std::vector<std::string> values;
    for (size_t i = 0; i < schema.columns.size(); ++i) values.push_back(shown_value(table, row, i));
    const Widths widths = widths_of(table, values);
    std::string text = schema.name;
    if (!schema.description.empty()) text += ": " + schema.description;
    text += fmt::format("\nrow {} of {}\n{}\n", row + 1, table.size(), position_line(table, row));
    text += line_of(widths, "column", "value", "unit", "what it is");
    text += line_of(widths, std::string(widths.name, '-'), std::string(widths.value, '-'),
                    std::string(widths.unit, '-'), "----------");
    for (size_t i = 0; i < schema.columns.size(); ++i)
        text += line_of(widths, schema.columns[i].name, values[i], schema.columns[i].unit,
                        schema.columns[i].description);
    return text;
}

}  // namespace heafs
