#include "fs/tree/tables_area.h"

#include <fmt/format.h>

#include "products/texts/tables_readme.h"

namespace heafs {
namespace {

constexpr const char* kFolder = "tables";
constexpr const char* kReadme = "README.txt";
constexpr const char* kIndex = "index.html";

VirtualEntry readme_entry(const ArchiveTableSet& tables) {
    VirtualEntry entry;
    entry.name = kReadme;
    entry.kind = VirtualEntry::Kind::kText;
    entry.text = tables_readme(tables);
    return entry;
}

struct FileName {
    std::string table;
    std::string format;  // empty when the name has no dot
};

FileName parse_file_name(const std::string& name) {
    const size_t dot = name.rfind('.');
    if (dot == std::string::npos) return {name, ""};
    return {name.substr(0, dot), name.substr(dot + 1)};
}

std::string names_of(const ArchiveTableSet& tables) {
    std::string names;
    for (const auto& [name, table] : tables) names += (names.empty() ? "" : ", ") + name;
    return names;
}

std::string explain_table(const ArchiveTable& table) {
    const LazyTable::Summary& summary = table.segment.summary();
    std::string text =
        fmt::format("{}: {}\n{} rows, {} columns", summary.schema.name, summary.schema.description,
                    summary.size, summary.schema.columns.size());
    if (summary.dates.modified)
        text += fmt::format(", as of {}Z", text_of(*summary.dates.modified));
    return text + "\n";
}

std::string explain_file(const Product& product) {
    return fmt::format("made when it is read: {} bytes, content {}\n", product.size,
                       product.provenance);
}

// What is asked for below tables/<table>/.
std::string explain_query(const std::string& asked) {
    for (const char* known : {"cone", "where", "rows"})
        if (asked == known)
            return fmt::format("Selections ({}/) are not offered yet: read the whole table.\n",
                               known);
    return fmt::format(
        "'{}' is no selection of rows, and none are offered yet: read the whole "
        "table.\n",
        asked);
}

}  // namespace

std::optional<VirtualEntry> TablesArea::find(const std::string& folder, const std::string& name) {
    if (folder != kFolder) return std::nullopt;
    const auto tables = tables_.current();
    if (name == kReadme) return readme_entry(*tables);
    if (name == kIndex) return product_entry(name, plan_table_index(*tables));
    const FileName file = parse_file_name(name);
    const auto table = tables->find(file.table);
    if (table == tables->end()) return std::nullopt;
    const auto format = parse_table_format(file.format);
    if (!format) return std::nullopt;
    return product_entry(name, plan_table_file(*tables, file.table, *format));
}

std::vector<VirtualEntry> TablesArea::list(const std::string& folder) {
    if (folder != kFolder) return {};
    const auto tables = tables_.current();
    std::vector<VirtualEntry> entries = {readme_entry(*tables),
                                         product_entry(kIndex, plan_table_index(*tables))};
    for (const auto& [name, table] : *tables)
        for (const TableFormat format : kTableFormats)
            entries.push_back(product_entry(fmt::format("{}.{}", name, ending_of(format)),
                                            plan_table_file(*tables, name, format)));
    return entries;
}

std::string TablesArea::explain(const std::string& path) {
    const auto tables = tables_.current();
    const std::string below = path.size() <= 7 ? "" : path.substr(7);  // behind "tables/"
    if (below.empty())
        return fmt::format("The tables of the archive, as whole exports: {}\n", names_of(*tables));
    if (below == kIndex) return "All tables of the archive, with links to their pages and files.\n";
    if (below == kReadme) return "What is in tables/, in words.\n";
    const size_t slash = below.find('/');
    const FileName file = parse_file_name(below.substr(0, slash));
    const auto table = tables->find(file.table);
    if (table == tables->end())
        return fmt::format("There is no table '{}'. There are: {}\n", file.table,
                           names_of(*tables));
    const std::string about = explain_table(table->second);
    if (const auto format = parse_table_format(file.format); format && slash == std::string::npos)
        return about + explain_file(*plan_table_file(*tables, file.table, *format));
    if (file.format.empty() && slash != std::string::npos) {
        const std::string rest = below.substr(slash + 1);
        return about + explain_query(rest.substr(0, rest.find('/')));
    }
    return about + fmt::format("'{}' is none of its files: {}.tdat, .fits, .vot, .csv, .html\n",
                               below, file.table);
}

}  // namespace heafs
