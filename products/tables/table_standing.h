// How the tables of an archive stand, for `heafs status`: how many there are, and which wait for
// the update that was agreed.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "core/archive/archive.h"
#include "core/archive/status_json.h"
#include "core/base/calendar_date.h"
#include "core/catalog/database.h"

namespace heafs {

// Any thread may use it.
class TableStandings {
   public:
    explicit TableStandings(const Archive& archive) : archive_(archive) {}

    // `now_ns` is what stale tables are stale by. A version that cannot be read counts no rows.
    TableStanding of(Database& catalogue, int64_t now_ns);

   private:
    struct Version {
        std::string path;  // below the archive
        std::string name;
        int64_t rows = 0;
        std::optional<CalendarMoment> modified;
    };
    const Version& version_of(const std::string& table, const std::string& path);

    const Archive& archive_;
    std::mutex mutex_;                      // guards known_
    std::map<std::string, Version> known_;  // by table: each is opened once
};

}  // namespace heafs
