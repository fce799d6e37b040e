#include "core/delivery/table_numbers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "config/base/error.h"
#include "config/tables/table_settings.h"
#include "core/base/files.h"
#include "core/delivery/area_places.h"

namespace heafs {
namespace {

TableFile table_file_of(const DueFile& due) {
    const auto file = parse_table_path(due.place.rest);
    if (!file) throw Error(Fault::kBadName, due.delivery_path + " is no file of a table");
    return *file;
}

// "0002_append.tdat.gz" is the second.
int64_t number_of(const std::string& name) { return std::strtoll(name.c_str(), nullptr, 10); }

}  // namespace

TableNumbers::Newest& TableNumbers::newest_of(const std::string& table) {
    const auto [found, is_new] = newest_.try_emplace(table);
    Newest& newest = found->second;
    if (!is_new) return newest;
    const auto folder = ledger_.find_folder("tables/" + table);
    if (!folder) return newest;
    for (const std::string& name : ledger_.names_ever_in(folder->id))
        newest.last = std::max(newest.last, number_of(name));
    for (const FileRow& row : ledger_.files_in(folder->id)) {
        const int64_t number = number_of(row.name);
        if (number <= newest.number) continue;
        const size_t from = row.name.find('_') + 1;
        newest = {newest.last, number, row.name.substr(from, row.name.find('.') - from),
                  row.sha256};
    }
    return newest;
}

std::string TableNumbers::next(const DueFile& due) {
    TableFile file = table_file_of(due);
    file.mode = mode_of(file, archive_.find_table_settings(file.table));
    Newest& newest = newest_of(file.table);
    if (newest.mode != file.mode || newest.sha256 != due.file->sha256)
        newest = {newest.last + 1, newest.last + 1, file.mode, due.file->sha256};
    return kept_table_path(file, newest.number);
}

std::string newest_table_file(Ledger& ledger, const std::string& mission,
                              const std::string& table) {
    const auto folder = ledger.find_folder("tables/" + table);
    if (!folder) return {};
    const FileRow* newest = nullptr;
    const std::vector<FileRow> files = ledger.files_in(folder->id);
    for (const FileRow& row : files)
        if (newest == nullptr || number_of(row.name) > number_of(newest->name)) newest = &row;
    return newest != nullptr && newest->mission == mission ? join_path(newest->folder, newest->name)
                                                           : std::string();
}

std::string obstacle_to_table(const DueFile& due, const std::map<std::string, Mission>& missions,
                              Ledger& ledger) {
    const std::string table = table_file_of(due).table;
    for (const auto& [name, mission] : missions)
        if (&mission != due.mission && mission.table &&
            table_key(mission.table->schema.name) == table)
            return fmt::format("'{}' is the observation table of {}", table, name);
    const auto& own = due.mission->table;
    if (own && own->origin == TableSource::kHeaders && table_key(own->schema.name) == table)
        return fmt::format(
            "'{}' is made from headers alone, as source = \"headers\" of the "
            "mission's file says",
            table);
    const auto folder = ledger.find_folder("tables/" + table);
    if (!folder) return {};
    for (const FileRow& row : ledger.files_in(folder->id))
        if (row.mission != due.mission->name)
            return fmt::format("the table '{}' is delivered by {}", table, row.mission);
    return {};
}

}  // namespace heafs
