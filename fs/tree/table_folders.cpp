#include "fs/tree/table_folders.h"

#include <fmt/format.h>

#include "core/base/files.h"
#include "products/plan/name_text.h"
#include "products/texts/table_texts.h"

namespace heafs {
namespace {

constexpr const char* kReadme = "README.txt";
constexpr std::string_view kRows = "rows";
constexpr size_t kLongestName = 255;

std::optional<std::vector<std::string>> listed_values(const TableSegment& table, size_t column) {
    return distinct_values(table, column, kMostListedValues);
}

}  // namespace

std::optional<TableFormat> format_of_file(const std::string& name, std::string_view stem) {
    const size_t dot = name.rfind('.');
    if (dot == std::string::npos || std::string_view(name).substr(0, dot) != stem)
        return std::nullopt;
    return parse_table_format(std::string_view(name).substr(dot + 1));
}

std::string TableFolders::readme(const SharedTable& table, const TableRequest& request) {
    const TableSchema& schema = table->schema();
    if (request.column)
        return column_readme(schema, *request.column, table->ranges()[*request.column],
                             listed_values(*table, *request.column));
    if (request.selects())
        return selection_readme(schema, request, *selections_.rows(table, request));
    return request.where ? where_readme(schema) : cone_readme(schema);
}

std::optional<VirtualEntry> TableFolders::find(const SharedTable& table,
                                               const TableRequest& request,
                                               const std::string& name) {
    if (name == kReadme) return text_entry(name, readme(table, request));
    const TableSchema& schema = table->schema();
    if (request.selects())
        if (const auto format = format_of_file(name, kRows))
            return product_entry(name, selections_.file(join_path(request.path(schema), name),
                                                        table, request, *format));
    const TableStep step = interpret_table_name(schema, request, name);
    if (std::holds_alternative<TableFolder>(step)) return folder_entry(name);
    if (const auto* link = std::get_if<SkyLink>(&step)) return link_entry(name, link->target);
    return std::nullopt;
}

std::vector<VirtualEntry> TableFolders::list(const SharedTable& table,
                                             const TableRequest& request) {
    const TableSchema& schema = table->schema();
    std::vector<VirtualEntry> entries = {text_entry(kReadme, readme(table, request))};
    const auto add = [&](const std::string& name) {
        if (name.size() > kLongestName) return;  // no folder has such a name; README.txt counts it
        if (auto entry = find(table, request, name)) entries.push_back(std::move(*entry));
    };
    if (request.column) {
        for (const std::string& value :
             listed_values(*table, *request.column).value_or(std::vector<std::string>()))
            add(encode_name(value));
        return entries;
    }
    if (request.selects())
        for (const TableFormat format : kTableFormats)
            add(fmt::format("{}.{}", kRows, ending_of(format)));
    if (request.cone && !request.where) {
        if (request.cone->is_whole()) add("where");
        if (request.cone->dec && !request.cone->is_whole()) add("default");
    }
    // Below a condition the columns open too, but the folder is easier to read without them.
    if (request.where && request.where->empty())
        for (const TableColumn& column : schema.columns) add(column.name);
    return entries;
}

std::string TableFolders::why_absent(const SharedTable& table, const TableRequest& request,
                                     const std::string& name) {
    const TableStep step = interpret_table_name(table->schema(), request, name);
    if (const auto* refusal = std::get_if<SkyRefusal>(&step)) return refusal->reason;
    std::string formats;
    for (const TableFormat format : kTableFormats)
        formats += fmt::format("{}{}.{}", formats.empty() ? "" : ", ", kRows, ending_of(format));
    return fmt::format("'{}' is none of {}; conditions are where/<column>/<value>", name, formats);
}

}  // namespace heafs
