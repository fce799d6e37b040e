#include "fs/tree/search_area.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/files.h"
#include "fs/tree/table_names.h"
#include "fs/tree/virtual_walk.h"
#include "fs/tree/walk_words.h"
#include "products/tables/asked_rows.h"

namespace heafs {
namespace {

constexpr const char* kFolder = "search";
constexpr const char* kNames = "search/name";
constexpr const char* kReadme = "README.txt";
constexpr const char* kSummary = "summary.txt";
constexpr const char* kProducts = "products";
constexpr const char* kProductsTar = "products.tar";

// "products/messier" is "messier"; nothing for what is not below products/.
std::optional<std::string> below_products(const std::string& below) {
    const std::string folder = kProducts;
    if (below == folder) return std::string();
    if (!below.starts_with(folder + "/")) return std::nullopt;
    return below.substr(folder.size() + 1);
}

std::optional<TableRequest> cone_of(const TableSchema& schema, const SearchRequest& request) {
    return cone_request(schema, *request.ra, *request.dec, request.radius_arcmin());
}

std::string radius_words(const TableSchema& schema, const TableRequest& cone) {
    if (const auto* arcmin = std::get_if<Decimal>(&*cone.cone->radius)) return arcmin->text();
    const size_t column = std::get<AskedRowRadius>(*cone.cone->radius).column;
    return fmt::format("its own {}", schema.columns[column].name);
}

}  // namespace

std::vector<SearchCount> SearchArea::counts(const ArchiveTableSet& tables,
                                            const SearchRequest& request) {
    std::vector<SearchCount> counts;
    for (const auto& [name, table] : tables) {
        const TableSchema& schema = table.segment.schema();
        if (!position_columns_of(schema)) continue;
        SearchCount count;
        count.table = name;
        count.description = schema.description;
        if (const auto cone = cone_of(schema, request)) {
            const SharedSelection rows = selections_.rows(table.segment, *cone);
            count.rows = static_cast<int64_t>(rows->rows.size());
            count.radius = radius_words(schema, *cone);
            count.product_sets = products_.set_folders(name);
            if (!rows->rows.empty()) count.nearest_arcmin = rows->offsets_arcmin.front();
        } else {
            count.why_not = "no default radius";
        }
        counts.push_back(std::move(count));
    }
    return counts;
}

std::optional<VirtualEntry> SearchArea::find_table(const ArchiveTableSet& tables,
                                                   const SearchRequest& request,
                                                   const std::string& name) {
    const TableFileName file = split_table_file(name);
    const auto format = parse_table_format(file.ending);
    if (!format) return std::nullopt;
    const auto found = tables.find(file.table);
    if (found == tables.end()) {
        const auto meant = table_of_other_name(tables, file.table);
        if (!meant || !find_table(tables, request, *meant + "." + file.ending)) return std::nullopt;
        return link_entry(name, *meant + "." + file.ending);
    }
    const auto cone = cone_of(found->second.segment.schema(), request);
    if (!cone) return std::nullopt;
    return product_entry(name, selections_.file(join_path(request.path(), name),
                                                found->second.segment, *cone, *format));
}

std::optional<VirtualEntry> SearchArea::find_in_search(const ArchiveTableSet& tables,
                                                       const SearchRequest& request,
                                                       const std::string& name) {
    if (name == kSummary) return text_entry(name, search_summary(request, counts(tables, request)));
    if (name == kProducts && products_.has_any(tables, request)) return folder_entry(name);
    if (name == kProductsTar && products_.has_any(tables, request))
        return product_entry(name, products_.tar(tables, request));
    return find_table(tables, request, name);
}

std::optional<VirtualEntry> SearchArea::find(const std::string& folder, const std::string& name) {
    if (folder == kFolder && name == kReadme) return text_entry(name, search_readme());
    if (folder == kFolder && name == "name") return lasting_folder_entry(name);
    if (folder == kNames) {
        const auto place = names_.find(name);
        if (!place) return std::nullopt;
        return link_entry(name, fmt::format("../{}/default", *place));
    }
    const auto place = search_place_of(folder);
    if (!place) return std::nullopt;
    if (!place->request.radius) {
        const SearchStep step = interpret_search_name(place->request, name);
        if (std::holds_alternative<SearchFolder>(step)) return lasting_folder_entry(name);
        if (const auto* link = std::get_if<SkyLink>(&step)) return link_entry(name, link->target);
        return std::nullopt;
    }
    const auto tables = tables_.current();
    if (place->below.empty()) return find_in_search(*tables, place->request, name);
    const auto below = below_products(place->below);
    return below ? products_.find(*tables, place->request, *below, name) : std::nullopt;
}

std::vector<VirtualEntry> SearchArea::list_search(const ArchiveTableSet& tables,
                                                  const SearchRequest& request) {
    std::vector<VirtualEntry> entries;
    const auto add = [&](const std::string& name) {
        if (auto entry = find_in_search(tables, request, name))
            entries.push_back(std::move(*entry));
    };
    for (const char* name : {kProducts, kProductsTar, kSummary}) add(name);
    // Those without a row there open too, and have none.
    for (const SearchCount& count : counts(tables, request))
        for (const TableFormat format : kTableFormats)
            if (count.rows > 0) add(fmt::format("{}.{}", count.table, ending_of(format)));
    return entries;
}

std::vector<VirtualEntry> SearchArea::list(const std::string& folder) {
    if (folder == kFolder)
        return {text_entry(kReadme, search_readme()), lasting_folder_entry("name")};
    std::vector<VirtualEntry> entries;
    if (folder == kNames) {
        for (const std::string& target : names_.observed()->listed())
            if (auto entry = find(folder, target)) entries.push_back(std::move(*entry));
        return entries;
    }
    const auto place = search_place_of(folder);
    if (!place) return entries;
    if (!place->request.radius)
        return place->request.dec ? std::vector{lasting_folder_entry("default")} : entries;
    const auto tables = tables_.current();
    if (place->below.empty()) return list_search(*tables, place->request);
    if (const auto below = below_products(place->below))
        return products_.list(*tables, place->request, *below);
    return entries;
}

std::string SearchArea::why_absent(const ArchiveTableSet& tables, const std::string& folder,
                                   const std::string& name) {
    if (folder == kNames)
        return fmt::format(
            "neither an observation's OBJECT nor a name of a catalogue is '{}'; "
            "`ls search/name` shows what was observed",
            name);
    const auto place = search_place_of(folder);
    if (!place) return folder + " has no such name";
    if (!place->request.radius) {
        const SearchStep step = interpret_search_name(place->request, name);
        const auto* refusal = std::get_if<SkyRefusal>(&step);
        return refusal != nullptr ? refusal->reason : folder + " has no such name";
    }
    if (!place->below.empty()) return "no row found there has data products of this name";
    if (name == kProducts || name == kProductsTar)
        return "no row found there is of a table with data products";
    const TableFileName file = split_table_file(name);
    const auto table = tables.find(file.table);
    if (table == tables.end()) return no_such_table(tables, file.table);
    const TableSchema& schema = table->second.segment.schema();
    if (!position_columns_of(schema)) return file.table + " has no positions";
    if (!cone_of(schema, place->request)) return file.table + " has no default_search_radius";
    return fmt::format(
        "a file here is summary.txt or <table>.<fmt> with csv, fits, html, tdat, "
        "vot");
}

std::string SearchArea::explain(const std::string& path) {
    const auto tables = tables_.current();
    const VirtualWalk walk = walk_virtual(*this, path);
    if (!walk.found) {
        const bool in_folder = walk.entry.kind == VirtualEntry::Kind::kFolder;
        return words_of_absence(walk, path,
                                in_folder ? why_absent(*tables, walk.folder, walk.missing) : "");
    }
    std::string text = words_of_entry(walk, path);
    if (walk.entry.kind != VirtualEntry::Kind::kFolder) return text;
    const auto place = search_place_of(walk.path);
    if (place && place->request.radius && place->below.empty())
        text.append("\n").append(search_summary(place->request, counts(*tables, place->request)));
    return text;
}

}  // namespace heafs
