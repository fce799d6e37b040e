#include "fs/tree/tables_area.h"

#include "core/base/files.h"
#include "fs/tree/table_names.h"
#include "products/texts/table_texts.h"
#include "products/texts/tables_readme.h"

namespace heafs {
namespace {

constexpr const char* kFolder = "tables";
constexpr const char* kReadme = "README.txt";
constexpr const char* kIndex = "index.html";
constexpr const char* kRows = "rows";

// "rows/M31/links" is "M31/links"; nothing for what is not below rows/.
std::optional<std::string> below_rows(const std::string& below) {
    if (below == kRows) return std::string();
    const std::string prefix = std::string(kRows) + "/";
    if (!below.starts_with(prefix)) return std::nullopt;
    return below.substr(prefix.size());
}

// A file or a folder of tables/ itself.
std::optional<VirtualEntry> find_table_entry(const ArchiveTableSet& tables,
                                             const std::string& name) {
    if (name == kReadme) return text_entry(name, tables_readme(tables));
    if (name == kIndex) return product_entry(name, plan_table_index(tables));
    const TableFileName file = split_table_file(name);
    const bool is_folder = name.find('.') == std::string::npos;
    const auto format = parse_table_format(file.ending);
    if (!is_folder && !format) return std::nullopt;
    if (tables.count(file.table) > 0)
        return is_folder ? folder_entry(name)
                         : product_entry(name, plan_table_file(tables, file.table, *format));
    const auto meant = table_of_other_name(tables, file.table);
    if (!meant) return std::nullopt;
    return link_entry(name, is_folder ? *meant : *meant + "." + file.ending);
}

}  // namespace

std::optional<TablesArea::Place> TablesArea::place_of(const ArchiveTableSet& tables,
                                                      const std::string& folder) {
    const std::string prefix = std::string(kFolder) + "/";
    if (!folder.starts_with(prefix)) return std::nullopt;
    const std::string rest = folder.substr(prefix.size());
    const size_t slash = rest.find('/');
    const auto table = tables.find(rest.substr(0, slash));
    if (table == tables.end()) return std::nullopt;
    return Place{&table->second, slash == std::string::npos ? "" : rest.substr(slash + 1)};
}

std::optional<VirtualEntry> TablesArea::find_in_table(const ArchiveTable& table,
                                                      const std::string& name) {
    const TableSchema& schema = table.segment.schema();
    if (name == kReadme)
        return text_entry(name,
                          table_readme(schema, table.segment.size(), rows_.has_links(schema.name),
                                       rows_.has_products(schema.name)));
    const bool is_there =
        name == "where" || name == kRows || (name == "cone" && position_columns_of(schema));
    return is_there ? std::optional(folder_entry(name)) : std::nullopt;
}

std::optional<VirtualEntry> TablesArea::find(const std::string& folder, const std::string& name) {
    const auto tables = current_();
    if (folder == kFolder) return find_table_entry(*tables, name);
    const auto place = place_of(*tables, folder);
    if (!place) return std::nullopt;
    if (place->below.empty()) return find_in_table(*place->table, name);
    const SharedTable table = place->table->segment;
    if (const auto below = below_rows(place->below))
        return rows_.find(*tables, table, *below, name);
    const auto request = table_request_of(table->schema(), place->below);
    return request ? selections_.find(table, *request, name) : std::nullopt;
}

std::vector<VirtualEntry> TablesArea::list_tables(const ArchiveTableSet& tables) {
    std::vector<VirtualEntry> entries;
    const auto add = [&](const std::string& name) {
        if (auto entry = find_table_entry(tables, name)) entries.push_back(std::move(*entry));
    };
    add(kReadme);
    add(kIndex);
    for (const auto& [name, table] : tables) {
        add(name);
        for (const TableFormat format : kTableFormats)
            add(name + "." + std::string(ending_of(format)));
    }
    return entries;
}

std::vector<VirtualEntry> TablesArea::list(const std::string& folder) {
    const auto tables = current_();
    if (folder == kFolder) return list_tables(*tables);
    std::vector<VirtualEntry> entries;
    const auto place = place_of(*tables, folder);
    if (!place) return entries;
    if (place->below.empty()) {
        for (const char* name : {kReadme, "cone", kRows, "where"})
            if (auto entry = find_in_table(*place->table, name))
                entries.push_back(std::move(*entry));
        return entries;
    }
    const SharedTable table = place->table->segment;
    if (const auto below = below_rows(place->below)) return rows_.list(*tables, table, *below);
    if (const auto request = table_request_of(table->schema(), place->below))
        return selections_.list(table, *request);
    return entries;
}

}  // namespace heafs
