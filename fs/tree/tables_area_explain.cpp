#include <fmt/format.h>

#include "core/base/files.h"
#include "fs/tree/table_names.h"
#include "fs/tree/tables_area.h"
#include "fs/tree/virtual_walk.h"
#include "fs/tree/walk_words.h"
#include "products/texts/table_texts.h"

namespace heafs {
namespace {

constexpr const char* kFolder = "tables";

std::string endings() {
    std::string text;
    for (const TableFormat format : kTableFormats)
        text += fmt::format("{}{}", text.empty() ? "" : ", ", ending_of(format));
    return text;
}

std::string names_of(const ArchiveTableSet& tables) {
    std::string names;
    for (const auto& [name, table] : tables) names += (names.empty() ? "" : ", ") + name;
    return names;
}

std::string about(const ArchiveTable& table) {
    const TableSchema& schema = table.segment.schema();
    return fmt::format("  table      {}: {}\n  content    {} rows, {} columns\n", schema.name,
                       schema.description, table.segment.size(), schema.columns.size());
}

std::string why_no_table(const ArchiveTableSet& tables, const std::string& name) {
    const TableFileName file = split_table_file(name);
    const auto table = tables.find(file.table);
    if (table == tables.end()) return no_such_table(tables, file.table);
    return fmt::format("'{}' is none of its files: {}.<fmt> with {}", name, file.table, endings());
}

}  // namespace

std::string TablesArea::why_absent(const ArchiveTableSet& tables, const std::string& folder,
                                   const std::string& name) {
    if (folder == kFolder) return why_no_table(tables, name);
    const auto place = place_of(tables, folder);
    if (!place) return folder + " has no such name";
    const SharedTable table = place->table->segment;
    const TableSchema& schema = table->schema();
    if (place->below.empty()) {
        TableRequest request;
        request.table = schema.name;
        if (name == "cone") return selections_.why_absent(table, request, name);
        return fmt::format(
            "'{}' is none of cone/<ra>/<dec>/<radius>, where/<column>/<value>, "
            "rows/<key>",
            name);
    }
    if (place->below == "rows" || place->below.starts_with("rows/"))
        return rows_.why_absent(tables, table,
                                place->below.size() > 5 ? place->below.substr(5) : "", name);
    const auto request = table_request_of(schema, place->below);
    return request ? selections_.why_absent(table, *request, name) : folder + " has no such name";
}

std::string TablesArea::explain_selection(const ArchiveTableSet& tables, const VirtualWalk& walk) {
    const bool is_folder = walk.entry.kind == VirtualEntry::Kind::kFolder;
    const auto place = place_of(tables, is_folder ? walk.path : parent_path(walk.path));
    if (!place || place->below.empty()) return "";
    const SharedTable table = place->table->segment;
    const auto request = table_request_of(table->schema(), place->below);
    if (!request || !request->selects()) return "";
    return fmt::format("  asked      {}\n  found      {} rows\n",
                       words_of(table->schema(), *request), selections_.count(table, *request));
}

std::string TablesArea::explain(const std::string& path) {
    const auto tables = current_();
    const VirtualWalk walk = walk_virtual(*this, path);
    if (!walk.found) {
        const bool in_folder = walk.entry.kind == VirtualEntry::Kind::kFolder;
        return words_of_absence(walk, path,
                                in_folder ? why_absent(*tables, walk.folder, walk.missing) : "");
    }
    std::string text = words_of_entry(walk, path);
    if (walk.path == kFolder) text += fmt::format("  tables     {}\n", names_of(*tables));
    const size_t end = walk.path.find('/', std::string(kFolder).size() + 1);
    const std::string name = split_table_file(base_name(walk.path.substr(0, end))).table;
    if (const auto table = tables->find(name); table != tables->end()) text += about(table->second);
    return text;
}

}  // namespace heafs
