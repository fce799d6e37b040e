// An archive on disk: its folders, settings and missions. Legacy first: data/ and deliveries/ are
// plain files and suffice; everything else can be made again from them.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "config/archive/archive_settings.h"
#include "config/missions/mission.h"
#include "config/tables/table_settings.h"
#include "core/base/unique_fd.h"

namespace heafs {

// Below ARCHIVE/data.
inline constexpr const char* kStagingFolder = ".heafs-staging";
inline constexpr const char* kSupersededFolder = ".heafs-superseded";

// The mission of tables and files that belong to none; every archive has it.
inline constexpr const char* kCatalogs = "catalogs";

// Makes a new archive in `path`, which must be absent or an empty folder.
// Raises Fault::kExists when it holds something, Fault::kNotFound for an unknown mission.
void create_archive(const std::filesystem::path& path, const ArchiveSettings& settings);

class Archive {
   public:
    // Opens what is there. Raises Fault::kNotFound with what is missing when `path` is no archive.
    explicit Archive(const std::filesystem::path& path);

    const std::filesystem::path& path() const { return path_; }
    const ArchiveSettings& settings() const { return settings_; }
    // Those of the settings, and kCatalogs.
    const std::map<std::string, Mission>& missions() const { return missions_; }
    // Nothing when the archive does not know the mission.
    const Mission* find_mission(const std::string& name) const;

    // What is set of a table, under whichever of its names; nothing where nothing is.
    const TableSettings* find_table_settings(const std::string& table) const;
    // All of them, by table_key().
    const std::map<std::string, TableSettings>& table_settings() const { return table_settings_; }

    std::filesystem::path catalogue() const { return path_ / "catalog.db"; }
    std::filesystem::path data() const { return path_ / "data"; }
    std::filesystem::path deliveries() const { return path_ / "deliveries"; }
    std::filesystem::path run() const { return path_ / "run"; }
    std::filesystem::path cache() const { return path_ / "cache"; }
    // The storage root data/, open for openat2.
    int root() const { return root_.get(); }

   private:
    std::filesystem::path path_;
    ArchiveSettings settings_;
    std::map<std::string, Mission> missions_;
    std::map<std::string, TableSettings> table_settings_;
    UniqueFd root_;
};

// The archive behind `path`: its folder, or any mount of it (by .heafs/status.json there).
// Raises Fault::kNotFound with what was sought.
std::filesystem::path resolve_archive(const std::filesystem::path& path);

}  // namespace heafs
