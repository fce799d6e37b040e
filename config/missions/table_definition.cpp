#include "config/missions/table_definition.h"

#include <fmt/format.h>

#include <algorithm>

#include "config/base/pattern.h"

namespace heafs {
namespace {

constexpr const char* kUniqueKey = "obsid";

bool matches(const std::string& text, const char* expression) {
    return Pattern(expression).matches(text);
}

// A text that stands in one line of a header and is not cut anywhere.
std::string one_line(const TomlTable& table, const std::string& key, size_t most) {
    const std::string text = table.find_string(key).value_or("");
    if (!matches(text, "[ -~]*")) table.refuse(key, "must be printable ASCII in one line");
    if (text.size() > most) table.refuse(key, fmt::format("has more than {} characters", most));
    return text;
}

// A part of a field line, which ends at the first blank.
std::string one_word(const TomlTable& table, const std::string& key, const char* expression) {
    const std::string text = table.find_string(key).value_or("");
    if (!text.empty() && !matches(text, expression))
        table.refuse(key, fmt::format("'{}' does not match {}", text, expression));
    return text;
}

template <typename T>
T choice_of(const TomlTable& table, const std::string& key,
            const std::vector<std::pair<std::string, T>>& choices) {
    const auto text = table.find_string(key);
    if (!text) return choices.front().second;
    std::vector<std::string> names;
    for (const auto& [name, value] : choices) {
        if (*text == name) return value;
        names.push_back(name);
    }
    table.refuse(key, fmt::format("'{}' is none of {}", *text, fmt::join(names, ", ")));
}

FileClassName read_class(const TomlTable& table, const std::string& text,
                         const std::set<std::string>& classes) {
    const auto parts = Pattern("(?<name>[^:]+)(:(?<level>[123]))?").match(text);
    if (!parts) table.refuse("from", fmt::format("'{}' is no class, and no class:level", text));
    const std::string& name = parts->at("name");
    if (classes.count(name) == 0)
        table.refuse("from", fmt::format("'{}' is none of the classes of [[obs.file]]", name));
    const std::string& level = parts->at("level");
    return {name, level.empty() ? 0 : level[0] - '0'};
}

std::vector<FileClassName> read_classes(const TomlTable& table,
                                        const std::set<std::string>& classes) {
    std::vector<FileClassName> from;
    for (const std::string& text : table.strings("from"))
        from.push_back(read_class(table, text, classes));
    return from;
}

std::string read_keyword(const TomlTable& table, const std::string& key, const std::string& name) {
    if (!matches(name, "[A-Z0-9_-]{1,8}"))
        table.refuse(key, fmt::format("'{}' is no FITS keyword", name));
    return name;
}

TableColumn read_column(const TomlTable& table) {
    TableColumn column;
    column.name = table.string("name");
    if (!matches(column.name, "[a-z][a-z0-9_]*") || column.name.size() > kMaxColumnName)
        table.refuse("name",
                     "must be at most 24 lower-case letters, digits and _, beginning with "
                     "a letter");
    const auto type = parse_column_type(table.string("type"));
    if (!type) table.refuse("type", "is none of charN, int1, int2, int4, int8, float4, float8");
    column.type = *type;
    column.format = one_word(table, "format", "\\d*\\.?\\d*[a-z]");
    column.unit = one_word(table, "unit", "[!-^`-~]+");
    column.ucd = one_word(table, "ucd", "[A-Za-z0-9.;-]+");
    column.index = one_word(table, "index", "index|key");
    column.description = one_line(table, "description", kMaxColumnDescription);
    return column;
}

void read_source_of_keywords(const TomlTable& table, ColumnSource& source) {
    const auto hdu = table.find_integer("hdu").value_or(0);
    if (table.has("hdu") && (hdu < 1 || hdu > 64)) table.refuse("hdu", "must be 1 to 64");
    for (const std::string& name : table.strings("keywords"))
        source.keywords.push_back({read_keyword(table, "keywords", name), static_cast<int>(hdu)});
    if (source.keywords.empty()) table.refuse("keywords", "is missing, and so is value");
    source.where = table.string_map("where");
    for (const auto& [name, value] : source.where) read_keyword(table, "where", name);
}

ColumnSource read_source(const TomlTable& table, const std::vector<FileClassName>& from,
                         const std::set<std::string>& classes) {
    ColumnSource source;
    if (const auto value = table.find_string("value")) {
        if (*value != "obs_id") table.refuse("value", fmt::format("'{}' is not obs_id", *value));
        for (const char* other : {"keywords", "hdu", "convert", "combine", "from", "where"})
            if (table.has(other)) table.refuse(other, "has no meaning beside value");
        source.obs_id = true;
        return source;
    }
    read_source_of_keywords(table, source);
    source.conversion = choice_of<Conversion>(
        table, "convert", {{"none", Conversion::kNone}, {"date_to_mjd", Conversion::kDateToMjd}});
    source.combination = choice_of<Combination>(table, "combine",
                                                {{"first", Combination::kFirst},
                                                 {"min", Combination::kMin},
                                                 {"max", Combination::kMax},
                                                 {"sum", Combination::kSum}});
    source.from = read_classes(table, classes);
    if (source.from.empty()) source.from = from;
    if (source.from.empty()) table.refuse("from", "is missing, here and in table");
    return source;
}

void check_fit(const TomlTable& table, const TableColumn& column, const ColumnSource& source) {
    if (source.conversion == Conversion::kDateToMjd && column.type.cell != CellType::kFloat8)
        table.refuse("type", "must be float8 for a date as MJD");
    if (source.obs_id && column.type.cell != CellType::kText)
        table.refuse("type", "must be charN for obs_id");
    if (source.combination != Combination::kFirst && column.type.cell == CellType::kText)
        table.refuse("combine", "has no meaning for text");
}

void read_heading(const TomlTable& table, TableSchema& schema) {
    table.allow_only({"name", "description", "document_url", "source", "from", "unique_key",
                      "defaults", "virtual", "column"});
    schema.name = table.string("name");
    if (!matches(schema.name, "[a-z][a-z0-9_]*") || schema.name.size() > kMaxTableName)
        table.refuse("name",
                     "must be at most 20 lower-case letters, digits and _, beginning with "
                     "a letter");
    if (schema.name.starts_with("zz"))
        table.refuse("name", "begins with zz, as the archive's own tables do");
    schema.description = one_line(table, "description", kMaxTableDescription);
    if (schema.description.find('"') != std::string::npos)
        table.refuse("description", "stands in quotes in headers and can hold none");
    schema.document_url = one_line(table, "document_url", 200);
    schema.unique_key = {table.find_string("unique_key").value_or(kUniqueKey)};
    schema.parameter_defaults = table.strings("defaults");
}

void read_virtual_parameters(const TomlTable& table, TableSchema& schema) {
    const auto parameters = table.find_table("virtual");
    if (!parameters) return;
    for (const auto& [key, value] : table.string_map("virtual")) {
        if (!matches(key, "[a-z][a-z0-9_]*") || key == "unique_key")
            parameters->refuse(key, "is no name of a virtual parameter");
        one_line(*parameters, key, 200);
        if (value.starts_with('@') && !schema.find_column(value.substr(1)))
            parameters->refuse(key, fmt::format("'{}' is no column", value.substr(1)));
        schema.virtual_parameters.emplace_back(key, value);
    }
}

// Names of columns that other keys mention.
void check_names(const TomlTable& table, const TableDefinition& definition) {
    const TableSchema& schema = definition.schema;
    for (const std::string& name : schema.parameter_defaults)
        if (!schema.find_column(name)) table.refuse("defaults", "'" + name + "' is no column");
    const auto key = schema.find_column(schema.unique_key.front());
    if (!key) table.refuse("unique_key", "'" + schema.unique_key.front() + "' is no column");
    if (!definition.sources[*key].obs_id)
        table.refuse("unique_key", "must be the column of value = \"obs_id\"");
    const size_t keywords = definition.keywords().size();
    if (keywords > kMaxTableKeywords)
        table.refuse("column", fmt::format("{} keywords; at most {} are kept of a file", keywords,
                                           kMaxTableKeywords));
}

}  // namespace

std::vector<HeaderKeyword> TableDefinition::keywords() const {
    std::vector<HeaderKeyword> all = {{"DATE", 0}};
    const auto add = [&](const HeaderKeyword& keyword) {
        if (std::find(all.begin(), all.end(), keyword) == all.end()) all.push_back(keyword);
    };
    for (const ColumnSource& source : sources) {
        for (const HeaderKeyword& keyword : source.keywords) add(keyword);
        for (const auto& [name, value] : source.where) add({name, 0});
    }
    return all;
}

bool TableDefinition::uses(const std::string& file_class, int level) const {
    return std::any_of(sources.begin(), sources.end(), [&](const ColumnSource& source) {
        return std::any_of(source.from.begin(), source.from.end(), [&](const FileClassName& from) {
            return from.covers(file_class, level);
        });
    });
}

std::string obstacle_to_merging(const TableDefinition& definition, const TableSchema& delivered) {
    const std::string& key = definition.schema.unique_key.front();
    const auto column = delivered.find_column(key);
    if (delivered.unique_key == definition.schema.unique_key && column &&
        delivered.columns[*column].type.cell == CellType::kText)
        return {};
    return fmt::format(
        "{} is made from headers too, and rows of one observation are found by {}: the delivered "
        "table needs a column {} of text and 'unique_key = {}' (or the mission's file says "
        "source = \"delivered\")",
        definition.schema.name, key, key, key);
}

std::optional<TableDefinition> read_table_definition(const TomlTable& root,
                                                     const std::set<std::string>& classes) {
    const auto table = root.find_table("table");
    if (!table) return std::nullopt;
    TableDefinition definition;
    read_heading(*table, definition.schema);
    definition.origin = choice_of<TableSource>(*table, "source",
                                               {{"both", TableSource::kBoth},
                                                {"headers", TableSource::kHeaders},
                                                {"delivered", TableSource::kDelivered}});
    const auto from = read_classes(*table, classes);
    for (const TomlTable& column : table->tables("column")) {
        column.allow_only({"name", "type", "format", "unit", "ucd", "index", "description", "value",
                           "keywords", "hdu", "convert", "combine", "from", "where"});
        TableColumn made = read_column(column);
        if (definition.schema.find_column(made.name))
            column.refuse("name", "'" + made.name + "' is the name of two columns");
        definition.sources.push_back(read_source(column, from, classes));
        check_fit(column, made, definition.sources.back());
        definition.schema.columns.push_back(std::move(made));
    }
    read_virtual_parameters(*table, definition.schema);
    check_names(*table, definition);
    return definition;
}

}  // namespace heafs
