#include "core/tdat/tdat_header.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

namespace heafs {
namespace {

constexpr size_t kMaxProblems = 100;
constexpr std::string_view kBlanks = " \t";

std::string lowered(std::string_view text) {
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

// Values may stand between two quotes of one kind; inside, anything goes.
std::string_view unquoted(std::string_view value) {
    if (value.size() >= 2 && value.front() == value.back() &&
        std::string_view("\"'`").find(value.front()) != std::string_view::npos)
        return value.substr(1, value.size() - 2);
    return value;
}

// "field[ra]" -> "ra" for `word` "field"; "line[2]" -> "2".
std::optional<std::string_view> bracketed(std::string_view name, std::string_view word) {
    if (name.size() < word.size() + 2 || name.back() != ']') return std::nullopt;
    if (lowered(name.substr(0, word.size())) != word || name[word.size()] != '[')
        return std::nullopt;
    return tdat_trimmed(name.substr(word.size() + 1, name.size() - word.size() - 2));
}

std::optional<int64_t> whole_number(std::string_view text) {
    int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

// "12d", "8.3f", ".2e", "5.1g": what a display format is (of C's printf, without %).
bool is_display_format(std::string_view format) {
    if (format.empty()) return true;
    if (std::string_view("dfegxs").find(format.back()) == std::string_view::npos) return false;
    format.remove_suffix(1);
    const auto digits = [](std::string_view text) {
        return text.find_first_not_of("0123456789") == std::string_view::npos;
    };
    const size_t dot = format.find('.');
    return digits(format.substr(0, dot)) &&
           (dot == std::string_view::npos || digits(format.substr(dot + 1)));
}

std::string decoded(std::string_view text) {
    std::string result;
    constexpr std::string_view kLetters = "tbrfva", kMeant = "\t\b\r\f\v\a";
    for (size_t i = 0; i < text.size(); ++i) {
        const size_t letter =
            text[i] == '\\' && i + 1 < text.size() ? kLetters.find(text[i + 1]) : kLetters.npos;
        if (letter == kLetters.npos) {
            result += text[i];
        } else {
            result += kMeant[letter];
            ++i;
        }
    }
    return result;
}

}  // namespace

TdatProblem& TdatHeaderParser::refuse(int64_t line, std::string text) {
    if (problems_.size() >= kMaxProblems) problems_.pop_back();
    problems_.push_back({TdatFault::kStructure, false, line, 0, "", std::move(text), "", ""});
    return problems_.back();
}

void TdatHeaderParser::warn(int64_t line, std::string text) {
    refuse(line, std::move(text)).warning = true;
}

const KeyValue* TdatHeaderParser::keyword(std::string_view name) const {
    const auto found =
        std::find_if(header_.keywords.begin(), header_.keywords.end(),
                     [&](const KeyValue& one) { return lowered(one.first) == name; });
    return found == header_.keywords.end() ? nullptr : &*found;
}

void TdatHeaderParser::take(std::string_view text, int64_t line) {
    text = tdat_trimmed(text);
    if (text.empty()) return;
    if (text[0] == '#' || text.substr(0, 2) == "//") return take_comment(text);
    const size_t equals = text.find('=');
    if (equals == std::string_view::npos) {
        refuse(line, "a header line that is neither a comment nor `name = value`").found =
            std::string(text.substr(0, 80));
        return;
    }
    take_keyword(tdat_trimmed(text.substr(0, equals)),
                 unquoted(tdat_trimmed(text.substr(equals + 1))), line);
}

// HEASARC's exports tell the number of rows and the dates in comments.
void TdatHeaderParser::take_comment(std::string_view text) {
    text.remove_prefix(text[0] == '#' ? 1 : 2);
    const size_t colon = text.find(':');
    if (colon == std::string_view::npos) return;
    const std::string label = lowered(tdat_trimmed(text.substr(0, colon)));
    const std::string_view value = tdat_trimmed(text.substr(colon + 1));
    if (label == "total rows" && !header_.total_rows) header_.total_rows = whole_number(value);
    if (label == "creation date" && header_.created.empty()) header_.created = std::string(value);
    if (label == "last modified" && header_.modified.empty()) header_.modified = std::string(value);
}

void TdatHeaderParser::take_keyword(std::string_view name, std::string_view value, int64_t line) {
    if (header_.keywords.size() >= 3 * kMaxTdatFields) {
        if (!too_many_) refuse(line, "the header has more keywords than any table needs");
        too_many_ = true;
        return;
    }
    header_.keywords.emplace_back(name, value);
    if (const auto field = bracketed(name, "field")) return take_field(*field, value, line);
    if (const auto relation = bracketed(name, "relate")) {
        header_.schema.relations.emplace_back(*relation, value);
        return;
    }
    if (const auto number = bracketed(name, "line")) {
        const auto order = whole_number(*number);
        if (!order || *order < 1)
            refuse(line, fmt::format("line[{}]: the number of a line is 1, 2, ...", *number));
        else
            orders_.push_back({*order, std::string(value), line});
        return;
    }
    TableSchema& schema = header_.schema;
    const std::string key = lowered(name);
    if (key == "table_name") {
        schema.name = std::string(value);
    } else if (key == "table_description") {
        schema.description = std::string(value);
    } else if (key == "table_document_url") {
        schema.document_url = std::string(value);
    } else if (key == "table_security") {
        schema.security = std::string(value);
    } else if (key == "parameter_defaults") {
        schema.parameter_defaults = tdat_words(lowered(value), kBlanks);
    } else if (key == "unique_key") {
        schema.unique_key = tdat_words(lowered(value), ", \t");
    } else if (key == "field_delimiter") {
        header_.delimiters = decoded(value);
    } else if (key == "record_delimiter") {
        refuse(line, "record_delimiter is not read: write one record a line");
    } else {
        schema.virtual_parameters.emplace_back(name, value);
    }
}

void TdatHeaderParser::take_field(std::string_view name, std::string_view definition,
                                  int64_t line) {
    if (fields_.size() > kMaxTdatFields) return;  // told at the end
    auto column = parse_tdat_field(name, definition);
    if (!column) {
        TdatProblem& problem =
            refuse(line, fmt::format("field[{}] has no type that is known", name));
        problem.column = std::string(name);
        problem.found = std::string(definition.substr(0, 80));
        problem.expected = "char(N), int1, int2, int4, int8, float4 or float8";
        return;
    }
    const bool known = std::any_of(fields_.begin(), fields_.end(), [&](const Field& field) {
        return field.column.name == column->name;
    });
    if (known) {
        refuse(line, fmt::format("field[{}] is defined twice", name));
        return;
    }
    if (column->type.cell == CellType::kInt8)
        warn(line, fmt::format("field[{}]: int8 is not known to all readers of TDAT", name));
    if (!is_display_format(column->format))
        warn(line, fmt::format("field[{}]: '{}' is no display format", name, column->format));
    if (!column->index.empty() && column->index != "index" && column->index != "key")
        warn(line,
             fmt::format("field[{}]: '({})' is neither (index) nor (key)", name, column->index));
    fields_.push_back({std::move(*column), line, false});
}

// The columns get the order of their values.
void TdatHeaderParser::order_columns() {
    std::sort(orders_.begin(), orders_.end(),
              [](const Order& a, const Order& b) { return a.number < b.number; });
    if (orders_.empty()) refuse(0, "line[1], the order of the values, is missing");
    std::map<std::string, Field*> by_name;
    for (Field& field : fields_) by_name[field.column.name] = &field;
    int64_t expected = 1;
    for (const Order& order : orders_) {
        if (order.number != expected++)
            refuse(order.line,
                   fmt::format("line[{}] follows line[{}]", order.number, expected - 2));
        std::vector<size_t>& line = header_.lines.emplace_back();
        for (const std::string& name : tdat_words(order.names, kBlanks)) {
            const auto found = by_name.find(lowered(name));
            if (found == by_name.end() || found->second->used) {
                refuse(order.line, fmt::format("line[{}] names '{}', which {}", order.number, name,
                                               found == by_name.end() ? "no field defines"
                                                                      : "has its place already"))
                    .column = name;
                continue;
            }
            found->second->used = true;
            line.push_back(header_.schema.columns.size());
            header_.schema.columns.push_back(found->second->column);
        }
    }
    for (const Field& field : fields_)
        if (!field.used && !orders_.empty())
            refuse(field.line, fmt::format("field[{}] is in no line[n]: its values have no place",
                                           field.column.name))
                .column = field.column.name;
}

void TdatHeaderParser::check_references() {
    const TableSchema& schema = header_.schema;
    for (const std::string& name : schema.parameter_defaults)
        if (!schema.find_column(name))
            refuse(0, fmt::format("parameter_defaults names '{}', which no field defines", name));
    for (const std::string& name : schema.unique_key)
        if (!schema.find_column(name))
            refuse(0, fmt::format("unique_key names '{}', which no field defines", name)).fault =
                TdatFault::kKey;
    if (schema.unique_key.empty())
        refuse(0, "unique_key is missing: nothing tells the rows apart").fault = TdatFault::kKey;
    for (const auto& [key, value] : schema.virtual_parameters)
        if (value.size() > 1 && value[0] == '@' && !schema.find_column(lowered(value.substr(1))))
            refuse(0, fmt::format("{} refers to '{}', which no field defines", key, value));
    if (header_.delimiters.empty()) {
        refuse(0, "field_delimiter is empty");
        header_.delimiters.assign(1, '|');
    }
}

// HEASARC's own limits: exceeded they are told, nothing is cut.
void TdatHeaderParser::check_limits() {
    const auto limit = [&](std::string_view what, const std::string& text, size_t most) {
        if (text.size() > most)
            warn(0, fmt::format("{} '{}' has {} characters; HEASARC takes {}", what, text,
                                text.size(), most));
    };
    limit("table_name", header_.schema.name, kMaxTableName);
    limit("table_description", header_.schema.description, kMaxTableDescription);
    for (const TableColumn& column : header_.schema.columns) {
        limit("the field", column.name, kMaxColumnName);
        limit("the description", column.description, kMaxColumnDescription);
    }
}

// TDT-004: what Browse and its users look for.
void TdatHeaderParser::check_description() {
    const auto lacks = [&](const std::string& what) {
        refuse(0, what + " is missing from the header").fault = TdatFault::kDescription;
        problems_.back().warning = true;
    };
    if (header_.schema.description.empty()) lacks("table_description");
    for (const char* name : {"right_ascension", "declination", "target_name"})
        if (keyword(name) == nullptr) lacks(name);
}

TdatHeader TdatHeaderParser::finish() {
    if (fields_.empty()) refuse(0, "the header defines no field");
    if (fields_.size() > kMaxTdatFields)
        refuse(0, fmt::format("more than {} fields; no more are read", kMaxTdatFields));
    if (header_.schema.name.empty()) refuse(0, "table_name is missing");
    order_columns();
    check_references();
    check_limits();
    check_description();
    return std::move(header_);
}

}  // namespace heafs
