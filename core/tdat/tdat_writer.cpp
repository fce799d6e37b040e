#include "core/tdat/tdat_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <iterator>

#include "config/base/error.h"
#include "core/tdat/tdat_header.h"

namespace heafs {
namespace {

// Whether a reader takes blanks or quotes off its ends.
bool needs_quotes(std::string_view value) {
    if (value.empty()) return false;
    if (tdat_trimmed(value) != value) return true;
    return value.size() >= 2 && value.front() == value.back() &&
           std::string_view("\"'`").find(value.front()) != std::string_view::npos;
}

void append_line(std::string& text, std::string_view key, std::string_view value) {
    text += needs_quotes(value) ? fmt::format("{} = \"{}\"\n", key, value)
                                : fmt::format("{} = {}\n", key, value);
}

void append_comments(std::string& text, const TableSchema& schema, const TdatHeading& heading) {
    text +=
        fmt::format("#\n#         TABLE: {}\n#    TOTAL ROWS: {}\n#\n", schema.name, heading.rows);
    if (!heading.created.empty()) text += fmt::format("# CREATION DATE: {}\n", heading.created);
    if (!heading.modified.empty()) text += fmt::format("# LAST MODIFIED: {}\n", heading.modified);
    if (!heading.created.empty() || !heading.modified.empty()) text += "#\n";
}

void append_parameters(std::string& text, const TableSchema& schema) {
    append_line(text, "table_name", schema.name);
    text += fmt::format("table_description = \"{}\"\n", schema.description);
    if (!schema.document_url.empty()) append_line(text, "table_document_url", schema.document_url);
    append_line(text, "table_security", schema.security);
    text += "#\n# Table Parameters\n#\n";
    for (const TableColumn& column : schema.columns) text += tdat_field_line(column) + "\n";
    text += "#\n";
    if (schema.parameter_defaults.empty()) return;
    append_line(text, "parameter_defaults",
                fmt::format("{}", fmt::join(schema.parameter_defaults, " ")));
    text += "#\n";
}

// By key; a key that repeats keeps its values' order.
void append_virtual_parameters(std::string& text, const TableSchema& schema) {
    std::vector<KeyValue> parameters = schema.virtual_parameters;
    if (!schema.unique_key.empty())
        parameters.emplace_back("unique_key", fmt::format("{}", fmt::join(schema.unique_key, ",")));
    if (parameters.empty()) return;
    std::stable_sort(parameters.begin(), parameters.end(),
                     [](const KeyValue& a, const KeyValue& b) { return a.first < b.first; });
    text += "# Virtual Parameters\n#\n";
    for (const auto& [key, value] : parameters) append_line(text, key, value);
    text += "#\n";
}

void append_relations(std::string& text, const TableSchema& schema) {
    if (schema.relations.empty()) return;
    text += "# Relationship Definitions\n#\n";
    for (const auto& [key, value] : schema.relations)
        append_line(text, fmt::format("relate[{}]", key), value);
    text += "#\n";
}

void append_format(std::string& text, const TableSchema& schema) {
    text += "# Data Format Specification\n#\nline[1] =";
    for (const TableColumn& column : schema.columns) text += " " + column.name;
    text += "\n#\n<DATA>\n";
}

void refuse_control_characters(const std::string& text) {
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f)
            throw Error(Fault::kMalformed,
                        fmt::format("the text '{}' holds a control character, which TDAT cannot "
                                    "write",
                                    text));
    }
}

}  // namespace

std::string tdat_field_line(const TableColumn& column) {
    std::string line = fmt::format("field[{}] = {}", column.name, name_of(column.type));
    if (!column.format.empty()) line += ":" + column.format;
    line += column.unit.empty() ? " " : "_" + column.unit;
    if (!column.ucd.empty()) line += " [" + column.ucd + "]";
    line += " ";
    if (!column.index.empty()) line += "(" + column.index + ")";
    if (!column.description.empty() || !column.comment.empty()) line += " // " + column.description;
    if (!column.comment.empty()) line += " // " + column.comment;
    return line;
}

std::string tdat_header(const TableSchema& schema, const TdatHeading& heading) {
    std::string text = "<HEADER>\n";
    append_comments(text, schema, heading);
    append_parameters(text, schema);
    append_virtual_parameters(text, schema);
    append_relations(text, schema);
    append_format(text, schema);
    return text;
}

// A bar inside text is \|. So a backslash before a bar, or before the bar that ends the value, is
// doubled, and with it all that stand directly before it: a run of them reads one way only.
void append_tdat_text(std::string& record, std::string_view text) {
    size_t backslashes = 0;
    for (const char c : text) {
        if (c == '|') record.append(backslashes + 1, '\\');
        backslashes = c == '\\' ? backslashes + 1 : 0;
        record += c;
    }
    record.append(backslashes, '\\');
}

void append_tdat_real(std::string& record, double value, CellType type) {
    const auto narrow = static_cast<float>(value);
    if (type == CellType::kFloat4 ? !std::isfinite(narrow) : !std::isfinite(value)) return;
    if (type == CellType::kFloat4)
        fmt::format_to(std::back_inserter(record), "{}", narrow);
    else
        fmt::format_to(std::back_inserter(record), "{}", value);
}

std::string tdat_row(const std::vector<TableColumn>& columns, const TableCells& cells) {
    assert(columns.size() == cells.size());
    std::string row;
    for (size_t i = 0; i < cells.size(); ++i) {
        if (const auto* text = std::get_if<std::string>(&cells[i])) {
            refuse_control_characters(*text);
            append_tdat_text(row, *text);
        }
        if (const auto* whole = std::get_if<int64_t>(&cells[i])) row += std::to_string(*whole);
        if (const auto* real = std::get_if<double>(&cells[i]))
            append_tdat_real(row, *real, columns[i].type.cell);
        row += '|';
    }
    row += '\n';
    return row;
}

}  // namespace heafs
