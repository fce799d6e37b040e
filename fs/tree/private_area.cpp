#include "fs/tree/private_area.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "core/base/files.h"
#include "core/base/user_group.h"
#include "fs/tree/table_names.h"
#include "fs/tree/virtual_walk.h"
#include "fs/tree/walk_words.h"
#include "products/texts/tables_readme.h"

namespace heafs {
namespace {

constexpr const char* kTables = "tables";
constexpr const char* kReadme = "README.txt";

// A link out of tables/ has two folders more to go up from here.
VirtualEntry relocated(VirtualEntry entry, const std::string& inner_folder) {
    if (entry.kind != VirtualEntry::Kind::kLink) return entry;
    const auto depth = std::count(inner_folder.begin(), inner_folder.end(), '/') + 1;
    std::string_view rest = entry.text;
    std::ptrdiff_t up = 0;
    for (; rest.starts_with("../"); rest.remove_prefix(3)) ++up;
    if (up >= depth) entry.text = "../../" + entry.text;
    return entry;
}

// "secrets" of "tables/secrets/rows".
std::string table_of(const std::string& inner) {
    const size_t from = std::string(kTables).size() + 1;
    return inner.substr(from, inner.find('/', from) - from);
}

}  // namespace

PrivateArea::PrivateArea(const Archive& archive, ArchiveTables& tables, TableSelections& selections,
                         DataProducts& products, const RowFolders::LinksOf& links)
    : tables_(tables) {
    for (const auto& [name, mission] : archive.missions()) {
        const auto gid = mission.group.empty() ? std::nullopt : find_group(mission.group);
        if (!gid) continue;
        const auto seen = [&tables, group = mission.group] {
            const auto all = tables.private_to(group);
            return std::shared_ptr<const ArchiveTableSet>(all, &all->tables);
        };
        groups_[mission.group] = {*gid,
                                  std::make_unique<TablesArea>(seen, selections, products, links)};
    }
}

PrivateArea::Place PrivateArea::place_of(const std::string& folder) {
    const size_t from = std::string(kPrivateArea).size() + 1;
    if (folder.size() <= from) return {};
    const size_t end = folder.find('/', from);
    if (end == std::string::npos) return {folder.substr(from), ""};
    return {folder.substr(from, end - from), folder.substr(end + 1)};
}

bool PrivateArea::is_own(const std::string& group, const std::string& table) {
    return tables_.private_to(group)->own.count(table) > 0;
}

std::optional<VirtualEntry> PrivateArea::find_inside(const Place& place, const std::string& name) {
    const bool among_tables = place.inner == kTables;
    const std::string table =
        among_tables ? split_table_file(name).table : table_of(place.inner + "/");
    TablesArea& area = *groups_.at(place.group).tables;
    if (among_tables && name == kReadme)
        return text_entry(name,
                          private_tables_readme(place.group, tables_.private_to(place.group)->own));
    if (!among_tables && !is_own(place.group, table)) return std::nullopt;
    auto entry = area.find(place.inner, name);
    if (!entry) return std::nullopt;
    if (among_tables && !is_own(place.group, table)) {
        const bool leads_to_own = entry->kind == VirtualEntry::Kind::kLink &&
                                  is_own(place.group, split_table_file(entry->text).table);
        if (!leads_to_own) return std::nullopt;
    }
    return relocated(std::move(*entry), place.inner);
}

std::optional<VirtualEntry> PrivateArea::find(const std::string& folder, const std::string& name) {
    const Place place = place_of(folder);
    if (place.group.empty())
        return groups_.count(name) > 0 ? std::optional(lasting_folder_entry(name)) : std::nullopt;
    if (groups_.count(place.group) == 0) return std::nullopt;
    if (!place.inner.empty()) return find_inside(place, name);
    return name == kTables ? std::optional(lasting_folder_entry(name)) : std::nullopt;
}

std::vector<VirtualEntry> PrivateArea::list_tables(const std::string& group) {
    const Place place{group, kTables};
    std::vector<VirtualEntry> entries;
    const auto add = [&](const std::string& name) {
        if (auto entry = find_inside(place, name)) entries.push_back(std::move(*entry));
    };
    add(kReadme);
    for (const std::string& table : tables_.private_to(group)->own) {
        add(table);
        for (const TableFormat format : kTableFormats)
            add(fmt::format("{}.{}", table, ending_of(format)));
    }
    return entries;
}

std::vector<VirtualEntry> PrivateArea::list(const std::string& folder) {
    const Place place = place_of(folder);
    std::vector<VirtualEntry> entries;
    if (place.group.empty()) {
        for (const auto& [name, group] : groups_) entries.push_back(lasting_folder_entry(name));
        return entries;
    }
    const auto group = groups_.find(place.group);
    if (group == groups_.end()) return entries;
    if (place.inner.empty()) return {lasting_folder_entry(kTables)};
    if (place.inner == kTables) return list_tables(place.group);
    if (!is_own(place.group, table_of(place.inner + "/"))) return entries;
    for (VirtualEntry& entry : group->second.tables->list(place.inner))
        entries.push_back(relocated(std::move(entry), place.inner));
    return entries;
}

std::optional<FolderAccess> PrivateArea::access(const std::string& folder) {
    const auto group = groups_.find(place_of(folder).group);
    if (group == groups_.end()) return std::nullopt;
    return FolderAccess{::geteuid(), group->second.gid, 0550};
}

std::string PrivateArea::explain(const std::string& path) {
    const VirtualWalk walk = walk_virtual(*this, path);
    if (walk.found) return words_of_entry(walk, path);
    return words_of_absence(walk, path,
                            fmt::format("'{}' is no private table of the group, nor anything of "
                                        "one; tables for everybody are in tables/",
                                        walk.missing));
}

}  // namespace heafs
