#include "core/archive/archive.h"

#include <fmt/format.h>
#include <unistd.h>

#include "config/base/error.h"
#include "core/archive/archive_keys.h"
#include "core/archive/areas.h"
#include "core/archive/status_json.h"
#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/catalog/journal.h"
#include "core/catalog/schema.h"

namespace heafs {
namespace {

namespace stdfs = std::filesystem;

void make_private_folder(const stdfs::path& path) {
    stdfs::create_directories(path);
    stdfs::permissions(path, stdfs::perms::owner_all);
}

Error belongs_to_another(const stdfs::path& path, const std::error_code& denied) {
    return Error(Fault::kDenied, fmt::format("the archive {} belongs to another user: {}",
                                             path.string(), denied.message()));
}

void refuse_occupied(const stdfs::path& path) {
    if (stdfs::exists(path / "archive.toml"))
        throw Error(Fault::kExists, path.string() + " is an archive already");
    if (stdfs::exists(path) && (!stdfs::is_directory(path) || !stdfs::is_empty(path)))
        throw Error(Fault::kExists,
                    path.string() + " is not an empty folder; name a new or an empty one");
}

}  // namespace

void create_archive(const stdfs::path& path, const ArchiveSettings& settings) {
    refuse_occupied(path);
    for (const std::string& mission : settings.missions)
        load_mission(mission, mission_folders(path));
    for (const char* folder : {"", "missions", "table-settings", "data", "deliveries", "private",
                               "tables", "index", "cache", "run"})
        make_private_folder(path / folder);
    make_private_folder(path / "data" / kStagingFolder);
    make_private_folder(path / "data" / kSupersededFolder);
    Database database(path / "catalog.db", Access::kWrite);
    bring_up_schema(database);
    database.transaction([&] {
        for (const std::string_view area : kAreas)
            if (is_shown_area(area)) publish_folder(database, std::string(area), now_nanoseconds());
    });
    open_signing_key(path);
    // The settings come last: what has no archive.toml is no archive yet.
    write_file_durably(path / "archive.toml", archive_settings_text(settings));
}

Archive::Archive(const stdfs::path& path) : path_(stdfs::absolute(path).lexically_normal()) {
    std::error_code denied;
    const bool has_settings = stdfs::exists(path_ / "archive.toml", denied);
    if (denied) throw belongs_to_another(path, denied);
    if (!stdfs::exists(path_))
        throw Error(Fault::kNotFound, fmt::format("no archive in {}: there is no such folder. "
                                                  "Make one with `heafs init {}`",
                                                  path.string(), path.string()));
    if (!has_settings)
        throw Error(Fault::kNotFound, fmt::format("{} is no archive: it has no archive.toml. Make "
                                                  "one with `heafs init {}`",
                                                  path.string(), path.string()));
    settings_ = parse_archive_settings(read_file(path_ / "archive.toml"),
                                       (path_ / "archive.toml").string());
    for (const std::string& name : settings_.missions)
        missions_.emplace(name, load_mission(name, mission_folders(path_)));
    if (missions_.count(kCatalogs) == 0)
        missions_.emplace(kCatalogs, load_mission(kCatalogs, mission_folders(path_)));
    table_settings_ = load_table_settings(table_settings_folders(path_));
    root_ = open_folder(data());
}

const TableSettings* Archive::find_table_settings(const std::string& table) const {
    const auto found = table_settings_.find(table_key(table));
    return found == table_settings_.end() ? nullptr : &found->second;
}

const Mission* Archive::find_mission(const std::string& name) const {
    const auto found = missions_.find(name);
    return found == missions_.end() ? nullptr : &found->second;
}

stdfs::path resolve_archive(const stdfs::path& path) {
    std::error_code denied;
    if (stdfs::exists(path / "archive.toml", denied)) return path;
    if (denied) throw belongs_to_another(path, denied);
    const stdfs::path status = path / ".heafs" / "status.json";
    if (stdfs::exists(status, denied)) return archive_of_status(read_file(status));
    throw Error(Fault::kNotFound,
                fmt::format("{} is neither an archive (no archive.toml) nor a mount of one",
                            path.string()));
}

}  // namespace heafs
