#include "products/plan/value_text.h"

#include <fmt/format.h>

#include <charconv>

#include "products/plan/name_text.h"

namespace heafs {
namespace {

// "5.0" and "+5" are "5"; what is too large or too small for plain digits gets an exponent.
std::string shortest_number(const std::string& text) {
    if (const auto decimal = Decimal::parse(text)) return decimal->text();
    const size_t sign = text.starts_with('+') ? 1 : 0;
    double value = 0;
    const auto [end, error] = std::from_chars(text.data() + sign, text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return text;
    if (const auto decimal = Decimal::from_double_shortest(value)) return decimal->text();
    return fmt::format("{}", value);
}

std::string_view forms_of(const TableColumn& column) {
    if (column.type.cell == CellType::kText)
        return "a text (* and ? stand for any characters and for one; in double quotes as it "
               "stands), a..b, a.., ..b or null";
    return is_integer(column.type.cell)
               ? "a whole number as 5, a range as 2..5, 2.. or ..5, or null"
               : "a number as 5.2, a range as -2.5..1e3, 2.. or ..5, or null";
}

}  // namespace

std::string text_of_condition(const TableSchema& schema, const ColumnCondition& condition) {
    if (condition.null) return "null";
    const bool is_text = schema.columns[condition.column].type.cell == CellType::kText;
    const auto end = [&](const std::optional<std::string>& value) {
        if (!value) return std::string();
        return is_text ? *value : shortest_number(*value);
    };
    if (condition.like) return end(condition.like);
    const std::string least = end(condition.least);
    const std::string most = end(condition.most);
    // A range of one text is what quotes make of it.
    if (is_text && condition.least && condition.least == condition.most)
        if (std::string literal = literal_value(least); literal != least) return literal;
    if (!is_text && condition.least && condition.most && least == most) return least;
    return least + ".." + most;
}

ParsedPart<AskedValue> parse_asked_value(const TableSchema& schema, size_t column,
                                         const std::string& name) {
    const auto decoded = decode_name(name);
    if (const auto* refusal = std::get_if<SkyRefusal>(&decoded)) return *refusal;
    const std::string& text = std::get<std::string>(decoded);
    const auto condition = parse_condition(schema, column, text);
    if (!condition)
        return SkyRefusal{fmt::format("'{}' is no value of {}: {}", text,
                                      schema.columns[column].name,
                                      forms_of(schema.columns[column]))};
    return AskedValue{*condition, text_of_condition(schema, *condition)};
}

}  // namespace heafs
