#include "config/base/toml.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "config/base/error.h"

namespace heafs {
namespace {

TomlValue value_of(const toml::node& node);

std::map<std::string, TomlValue> values_of(const toml::table& table) {
    std::map<std::string, TomlValue> values;
    for (const auto& [key, node] : table) values.emplace(std::string(key.str()), value_of(node));
    return values;
}

template <typename T>
std::string text_of(const T& value) {
    std::ostringstream out;
    out << value;
    return out.str();
}

TomlValue value_of(const toml::node& node) {
    TomlValue result;
    result.line = static_cast<int>(node.source().begin.line);
    if (const auto* table = node.as_table()) {
        result.value = values_of(*table);
    } else if (const auto* array = node.as_array()) {
        std::vector<TomlValue> items;
        for (const auto& item : *array) items.push_back(value_of(item));
        result.value = std::move(items);
    } else if (const auto* text = node.as_string()) {
        result.value = text->get();
    } else if (const auto* integer = node.as_integer()) {
        result.value = integer->get();
    } else if (const auto* number = node.as_floating_point()) {
        result.value = number->get();
    } else if (const auto* boolean = node.as_boolean()) {
        result.value = boolean->get();
    } else if (const auto* date = node.as_date()) {
        result.value = text_of(date->get());
    } else if (const auto* moment = node.as_date_time()) {
        result.value = text_of(moment->get());
    } else if (const auto* time = node.as_time()) {
        result.value = text_of(time->get());
    }
    return result;
}

size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<size_t> row(b.size() + 1);
    for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (size_t i = 1; i <= a.size(); ++i) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.size(); ++j) {
            const size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, change});
        }
    }
    return row[b.size()];
}

// TOML knows nan and inf, which no setting can mean.
std::optional<double> number_of(const TomlValue& value) {
    if (const auto* whole = std::get_if<int64_t>(&value.value)) return static_cast<double>(*whole);
    const auto* real = std::get_if<double>(&value.value);
    return real != nullptr && std::isfinite(*real) ? std::optional(*real) : std::nullopt;
}

}  // namespace

TomlTable TomlTable::parse(std::string_view text, const std::string& source) {
    try {
        const toml::table table = toml::parse(text, source);
        return TomlTable(values_of(table), source, "", 1);
    } catch (const toml::parse_error& error) {
        throw Error(Fault::kMalformed, fmt::format("{}:{}: {}", source, error.source().begin.line,
                                                   error.description()));
    }
}

const TomlValue* TomlTable::find(const std::string& key) const {
    const auto found = values_.find(key);
    return found == values_.end() ? nullptr : &found->second;
}

void TomlTable::refuse(const std::string& key, const std::string& why) const {
    const TomlValue* value = find(key);
    throw Error(Fault::kMalformed,
                fmt::format("{}:{}: {}{}{}: {}", source_, value ? value->line : line_, name_,
                            name_.empty() ? "" : ".", key, why));
}

void TomlTable::allow_only(std::initializer_list<std::string_view> known) const {
    for (const auto& [key, value] : values_) {
        if (std::find(known.begin(), known.end(), key) != known.end()) continue;
        std::string_view nearest = *known.begin();
        for (const auto candidate : known)
            if (edit_distance(candidate, key) < edit_distance(nearest, key)) nearest = candidate;
        refuse(key, fmt::format("unknown key; did you mean '{}'?", nearest));
    }
}

std::vector<std::string> TomlTable::keys() const {
    std::vector<std::string> keys;
    for (const auto& [key, value] : values_) keys.push_back(key);
    return keys;
}

std::string TomlTable::string(const std::string& key) const {
    if (!has(key)) refuse(key, "is missing");
    return *find_string(key);
}

std::optional<std::string> TomlTable::find_string(const std::string& key) const {
    const TomlValue* value = find(key);
    if (value == nullptr) return std::nullopt;
    const auto* text = std::get_if<std::string>(&value->value);
    if (text == nullptr) refuse(key, "must be a text in quotes");
    return *text;
}

std::optional<int64_t> TomlTable::find_integer(const std::string& key) const {
    const TomlValue* value = find(key);
    if (value == nullptr) return std::nullopt;
    const auto* integer = std::get_if<int64_t>(&value->value);
    if (integer == nullptr) refuse(key, "must be a whole number");
    return *integer;
}

std::optional<bool> TomlTable::find_boolean(const std::string& key) const {
    const TomlValue* value = find(key);
    if (value == nullptr) return std::nullopt;
    const auto* boolean = std::get_if<bool>(&value->value);
    if (boolean == nullptr) refuse(key, "must be true or false");
    return *boolean;
}

std::optional<double> TomlTable::find_number(const std::string& key) const {
    const TomlValue* value = find(key);
    if (value == nullptr) return std::nullopt;
    const auto number = number_of(*value);
    if (!number) refuse(key, "must be a number");
    return number;
}

double TomlTable::number(const std::string& key) const {
    if (!has(key)) refuse(key, "is missing");
    return *find_number(key);
}

std::vector<double> TomlTable::numbers(const std::string& key) const {
    const TomlValue* value = find(key);
    if (value == nullptr) return {};
    const auto* items = std::get_if<std::vector<TomlValue>>(&value->value);
    if (items == nullptr) refuse(key, "must be a list of numbers");
    std::vector<double> result;
    for (const TomlValue& item : *items) {
        const auto number = number_of(item);
        if (!number) refuse(key, "must hold numbers only");
        result.push_back(*number);
    }
    return result;
}

std::vector<std::vector<double>> TomlTable::number_rows(const std::string& key,
                                                        size_t columns) const {
    const TomlValue* value = find(key);
    if (value == nullptr) return {};
    const auto* rows = std::get_if<std::vector<TomlValue>>(&value->value);
    if (rows == nullptr) refuse(key, "must be a list of lists of numbers");
    std::vector<std::vector<double>> result;
    for (const TomlValue& row : *rows) {
        const auto* items = std::get_if<std::vector<TomlValue>>(&row.value);
        if (items == nullptr || items->size() != columns)
            refuse(key, fmt::format("must hold lists of {} numbers", columns));
        std::vector<double>& numbers = result.emplace_back();
        for (const TomlValue& item : *items) {
            const auto number = number_of(item);
            if (!number) refuse(key, "must hold numbers only");
            numbers.push_back(*number);
        }
    }
    return result;
}

std::vector<std::string> TomlTable::strings(const std::string& key) const {
    const TomlValue* value = find(key);
    if (value == nullptr) return {};
    const auto* items = std::get_if<std::vector<TomlValue>>(&value->value);
    if (items == nullptr) refuse(key, "must be a list of texts");
    std::vector<std::string> result;
    for (const auto& item : *items) {
        const auto* text = std::get_if<std::string>(&item.value);
        if (text == nullptr) refuse(key, "must hold texts in quotes only");
        result.push_back(*text);
    }
    return result;
}

std::optional<TomlTable> TomlTable::find_table(const std::string& key) const {
    const TomlValue* value = find(key);
    if (value == nullptr) return std::nullopt;
    const auto* table = std::get_if<std::map<std::string, TomlValue>>(&value->value);
    if (table == nullptr) refuse(key, "must be a table");
    return TomlTable(*table, source_, name_.empty() ? key : name_ + "." + key, value->line);
}

std::vector<TomlTable> TomlTable::tables(const std::string& key) const {
    const TomlValue* value = find(key);
    if (value == nullptr) return {};
    const auto* items = std::get_if<std::vector<TomlValue>>(&value->value);
    if (items == nullptr) refuse(key, "must be tables, written as [[" + key + "]]");
    std::vector<TomlTable> result;
    for (const auto& item : *items) {
        const auto* table = std::get_if<std::map<std::string, TomlValue>>(&item.value);
        if (table == nullptr) refuse(key, "must be tables, written as [[" + key + "]]");
        result.push_back(
            TomlTable(*table, source_, name_.empty() ? key : name_ + "." + key, item.line));
    }
    return result;
}

std::map<std::string, std::string> TomlTable::string_map(const std::string& key) const {
    const std::optional<TomlTable> table = find_table(key);
    std::map<std::string, std::string> result;
    if (!table) return result;
    for (const auto& [name, value] : table->values_) result[name] = table->string(name);
    return result;
}

}  // namespace heafs
