#include "fs/tree/search_products.h"

#include <algorithm>

#include "core/base/files.h"
#include "fs/tree/link_target.h"
#include "products/tables/asked_rows.h"
#include "products/tables/row_key.h"

namespace heafs {

std::vector<std::string> SearchProducts::set_folders(const std::string& table) const {
    std::vector<std::string> folders;
    for (const ProductSet& set : products_.sets(table)) folders.push_back(set.folder);
    return folders;
}

std::vector<ChosenRow> SearchProducts::rows_of(const ArchiveTableSet& tables,
                                               const SearchRequest& request,
                                               const std::string& name) {
    std::vector<ChosenRow> rows;
    const auto found = tables.find(name);
    if (found == tables.end() || products_.sets(name).empty()) return rows;
    const auto cone = cone_request(found->second.segment.schema(), *request.ra, *request.dec,
                                   request.radius_arcmin());
    if (!cone) return rows;
    const SharedTable table = found->second.segment;
    for (const uint32_t row : selections_.rows(table, *cone)->rows) rows.push_back({table, row});
    return rows;
}

std::vector<std::string> SearchProducts::tables_with_products(const ArchiveTableSet& tables,
                                                              const SearchRequest& request) {
    std::vector<std::string> names;
    for (const auto& [name, table] : tables)
        if (!rows_of(tables, request, name).empty()) names.push_back(name);
    return names;
}

bool SearchProducts::has_any(const ArchiveTableSet& tables, const SearchRequest& request) {
    return !tables_with_products(tables, request).empty();
}

std::vector<VirtualEntry> SearchProducts::list(const ArchiveTableSet& tables,
                                               const SearchRequest& request,
                                               const std::string& below) {
    std::vector<VirtualEntry> entries;
    if (below.empty()) {
        for (const std::string& name : tables_with_products(tables, request))
            entries.push_back(folder_entry(name));
        return entries;
    }
    const std::string table = below.substr(0, below.find('/'));
    const std::string behind = below.substr(std::min(below.size(), table.size() + 1));
    const std::string key = behind.substr(0, behind.find('/'));
    const std::string set = behind.substr(std::min(behind.size(), key.size() + 1));
    for (const ChosenRow& chosen : rows_of(tables, request, table)) {
        const std::string name = row_name(*chosen.table, chosen.row);
        if (key.empty() && !name.empty()) entries.push_back(folder_entry(name));
        if (key.empty() || name != key) continue;
        if (set.empty())
            for (const std::string& folder : set_folders(table))
                entries.push_back(folder_entry(folder));
        if (set.empty()) break;
        const std::string here = join_path(request.path(), "products/" + below);
        for (const RowProduct& file : products_.files(*chosen.table, chosen.row, set))
            entries.push_back(file.path.empty()
                                  ? text_entry(file.name, file.text)
                                  : link_entry(file.name, link_target(here, file.path)));
        break;
    }
    return entries;
}

std::optional<VirtualEntry> SearchProducts::find(const ArchiveTableSet& tables,
                                                 const SearchRequest& request,
                                                 const std::string& below,
                                                 const std::string& name) {
    for (VirtualEntry& entry : list(tables, request, below))
        if (entry.name == name) return std::move(entry);
    return std::nullopt;
}

SharedProduct SearchProducts::tar(const ArchiveTableSet& tables, const SearchRequest& request) {
    std::vector<ChosenRow> rows;
    for (const auto& [name, table] : tables)
        for (ChosenRow& row : rows_of(tables, request, name)) rows.push_back(std::move(row));
    return products_.tar(join_path(request.path(), "products.tar"), rows);
}

}  // namespace heafs
