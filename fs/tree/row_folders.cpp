#include "fs/tree/row_folders.h"

#include <fmt/format.h>

#include <algorithm>

#include "config/base/error.h"
#include "core/base/files.h"
#include "fs/tree/link_target.h"
#include "fs/tree/table_folders.h"
#include "fs/tree/table_names.h"
#include "products/plan/name_text.h"
#include "products/tables/row_key.h"
#include "products/tables/table_link.h"
#include "products/texts/row_text.h"

namespace heafs {
namespace {

constexpr const char* kReadme = "README.txt";
constexpr const char* kProductsTar = "products.tar";
constexpr const char* kRowText = "row.txt";

std::string row_path(const TableSegment& table, const std::string& key) {
    return fmt::format("tables/{}/rows/{}", table.schema().name, key);
}

std::vector<std::string> parts_of(const std::string& path) {
    std::vector<std::string> parts;
    for (size_t at = 0; at < path.size();) {
        const size_t end = std::min(path.find('/', at), path.size());
        parts.push_back(path.substr(at, end - at));
        at = end + 1;
    }
    return parts;
}

SharedTable linked_table(const ArchiveTableSet& tables, const LinkDefinition& link) {
    const ArchiveTable* found = find_table(tables, link.link_table);
    return found == nullptr ? nullptr : found->segment.get();
}

}  // namespace

std::optional<RowFolders::Place> RowFolders::place_of(const TableSegment& table,
                                                      const std::string& below) {
    const std::vector<std::string> parts = parts_of(below);
    if (parts.empty() || parts.size() > 3) return std::nullopt;
    const auto row = find_named_row(table, parts[0]);
    const auto* found = std::get_if<int64_t>(&row);
    if (found == nullptr || row_name(table, *found) != parts[0]) return std::nullopt;
    Place place{*found, parts[0], parts.size() > 1 ? parts[1] : "",
                parts.size() > 2 ? parts[2] : ""};
    if (parts.size() > 1 && place.part != "links" && place.part != "products") return std::nullopt;
    if (parts.size() > 2 && place.part != "products") return std::nullopt;
    return place;
}

std::optional<VirtualEntry> RowFolders::find_row_folder(const TableSegment& table,
                                                        const std::string& name) {
    if (name == kReadme) {
        const bool lists = table.size() <= kMostListedRows;
        const int64_t listed = lists ? static_cast<int64_t>(list_rows(table).size()) : 0;
        return text_entry(name, rows_readme(table.schema(), table.size(), listed));
    }
    const auto row = find_named_row(table, name);
    const auto* found = std::get_if<int64_t>(&row);
    if (found == nullptr) return std::nullopt;
    const std::string canonical = row_name(table, *found);
    if (canonical == name) return folder_entry(name);
    return canonical.empty() ? std::nullopt : std::optional(link_entry(name, canonical));
}

std::vector<VirtualEntry> RowFolders::list_rows(const TableSegment& table) {
    std::vector<VirtualEntry> entries;
    if (table.size() > kMostListedRows) return entries;
    for (int64_t row = 0; row < table.size(); ++row)
        if (std::string name = row_name(table, row); !name.empty())
            entries.push_back(folder_entry(std::move(name)));
    return entries;
}

std::optional<VirtualEntry> RowFolders::find_in_row(const SharedTable& table, const Place& place,
                                                    const std::string& name) {
    if (name == kRowText) return text_entry(name, row_text(*table, place.row));
    const std::string& table_name = table->schema().name;
    if (name == "links" && has_links(table_name)) return folder_entry(name);
    if (products_.sets(table_name).empty()) return std::nullopt;
    if (name == "products") return folder_entry(name);
    if (name == kProductsTar) {
        const std::string path = join_path(row_path(*table, place.key), kProductsTar);
        return product_entry(name, products_.tar(path, {{table, place.row}}));
    }
    return std::nullopt;
}

SharedSelection RowFolders::linked_rows(const SharedTable& table, const Place& place,
                                        const LinkDefinition& link, const SharedTable& linked) {
    const std::string name = fmt::format("{}\n{}\n{}\n{}", table->content_hash(), place.row,
                                         link.criterion, linked->content_hash());
    return selections_.rows(name, [&] {
        return TableLink(parse_link_criterion(link.criterion), table->schema(), linked->schema())
            .rows_of(*table, place.row, *linked);
    });
}

std::vector<ShownLink> RowFolders::shown_links(const ArchiveTableSet& tables,
                                               const SharedTable& table, const Place& place) {
    std::vector<ShownLink> shown;
    for (const LinkDefinition& link : links_of_(table->schema().name)) {
        ShownLink one{link, 0, ""};
        try {
            const SharedTable linked = linked_table(tables, link);
            if (linked == nullptr)
                one.why_not = fmt::format("{} is no table of this archive", link.link_table);
            else
                one.rows =
                    static_cast<int64_t>(linked_rows(table, place, link, linked)->rows.size());
        } catch (const Error& error) {
            one.why_not = error.what();
        }
        shown.push_back(std::move(one));
    }
    return shown;
}

std::optional<VirtualEntry> RowFolders::find_link(const ArchiveTableSet& tables,
                                                  const SharedTable& table, const Place& place,
                                                  const std::string& name) {
    const std::string row = row_path(*table, place.key);
    if (name == kReadme)
        return text_entry(name, links_readme(row, shown_links(tables, table, place)));
    for (const LinkDefinition& link : links_of_(table->schema().name)) {
        const auto format = format_of_file(name, encode_name(link.symbol));
        const SharedTable linked = format ? linked_table(tables, link) : nullptr;
        if (linked == nullptr) continue;
        try {
            const SharedSelection rows = linked_rows(table, place, link, linked);
            return product_entry(
                name, plan_table_export(join_path(row, "links/" + name), linked, rows, *format));
        } catch (const Error& error) {
            // A criterion that does not fit the tables: the folder's README.txt tells.
            if (error.fault() != Fault::kMalformed) throw;
        }
    }
    return std::nullopt;
}

std::vector<VirtualEntry> RowFolders::list_links(const ArchiveTableSet& tables,
                                                 const SharedTable& table, const Place& place) {
    std::vector<VirtualEntry> entries;
    for (const LinkDefinition& link : links_of_(table->schema().name))
        for (const TableFormat format : kTableFormats) {
            const std::string name =
                fmt::format("{}.{}", encode_name(link.symbol), ending_of(format));
            if (auto entry = find_link(tables, table, place, name))
                entries.push_back(std::move(*entry));
        }
    if (auto readme = find_link(tables, table, place, kReadme))
        entries.push_back(std::move(*readme));
    return entries;
}

std::optional<VirtualEntry> RowFolders::find_product(const SharedTable& table, const Place& place,
                                                     const std::string& name) {
    for (VirtualEntry& entry : list_products(table, place))
        if (entry.name == name) return std::move(entry);
    return std::nullopt;
}

std::vector<VirtualEntry> RowFolders::list_products(const SharedTable& table, const Place& place) {
    std::vector<VirtualEntry> entries;
    if (place.set.empty()) {
        for (const ProductSet& set : products_.sets(table->schema().name))
            entries.push_back(folder_entry(set.folder));
        return entries;
    }
    const std::string folder =
        fmt::format("{}/products/{}", row_path(*table, place.key), place.set);
    for (const RowProduct& file : products_.files(*table, place.row, place.set))
        entries.push_back(file.path.empty()
                              ? text_entry(file.name, file.text)
                              : link_entry(file.name, link_target(folder, file.path)));
    return entries;
}

std::optional<VirtualEntry> RowFolders::find(const ArchiveTableSet& tables,
                                             const SharedTable& table, const std::string& below,
                                             const std::string& name) {
    if (below.empty()) return find_row_folder(*table, name);
    const auto place = place_of(*table, below);
    if (!place) return std::nullopt;
    if (place->part == "links") return find_link(tables, table, *place, name);
    if (place->part == "products") return find_product(table, *place, name);
    return find_in_row(table, *place, name);
}

std::vector<VirtualEntry> RowFolders::list(const ArchiveTableSet& tables, const SharedTable& table,
                                           const std::string& below) {
    std::vector<VirtualEntry> entries;
    if (below.empty()) {
        entries = list_rows(*table);
        entries.push_back(*find_row_folder(*table, kReadme));
        return entries;
    }
    const auto place = place_of(*table, below);
    if (!place) return entries;
    if (place->part == "links") return list_links(tables, table, *place);
    if (place->part == "products") return list_products(table, *place);
    for (const char* name : {"links", "products", kProductsTar, kRowText})
        if (auto entry = find_in_row(table, *place, name)) entries.push_back(std::move(*entry));
    return entries;
}

std::string RowFolders::why_no_link(const ArchiveTableSet& tables, const TableSegment& table,
                                    const std::string& name) {
    std::string symbols;
    for (const LinkDefinition& link : links_of_(table.schema().name)) {
        symbols += (symbols.empty() ? "" : ", ") + encode_name(link.symbol);
        if (!format_of_file(name, encode_name(link.symbol))) continue;
        const SharedTable linked = linked_table(tables, link);
        if (linked == nullptr)
            return fmt::format("it leads to {}, which is no table of this archive",
                               link.link_table);
        try {
            TableLink(parse_link_criterion(link.criterion), table.schema(), linked->schema());
        } catch (const Error& error) {
            return error.what();
        }
    }
    return fmt::format("'{}' is no link of {}: <symbol>.<fmt> with one of {}", name,
                       table.schema().name, symbols);
}

std::string RowFolders::why_absent(const ArchiveTableSet& tables, const SharedTable& table,
                                   const std::string& below, const std::string& name) {
    const std::string& table_name = table->schema().name;
    if (below.empty()) {
        const auto row = find_named_row(*table, name);
        if (const auto* refusal = std::get_if<SkyRefusal>(&row)) return refusal->reason;
        return fmt::format("the key of this row is longer than a name may be; where/ finds it");
    }
    const auto place = place_of(*table, below);
    if (!place) return fmt::format("{} has no such name", below);
    if (place->part == "links") return why_no_link(tables, *table, name);
    if (place->part == "products")
        return place->set.empty()
                   ? fmt::format("{} has no data product set '{}'", table_name, name)
                   : fmt::format("this row has no file '{}' in the set {}", name, place->set);
    if (name == "links") return table_name + " declares no links to other tables";
    if (name == "products") return table_name + " has no data product sets";
    return fmt::format("'{}' is none of row.txt, links, products, products.tar", name);
}

}  // namespace heafs
