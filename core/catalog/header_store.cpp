#include "core/catalog/header_store.h"

#include <algorithm>

#include "core/catalog/observation_json.h"

namespace heafs {
namespace {

// One row for each file with a header, or one without a file where an observation has none.
constexpr const char* kChanged =
    "SELECT c.mission, c.obs_id, c.change, EXISTS(SELECT 1 FROM file p WHERE "
    "p.mission = c.mission AND p.obs_id = c.obs_id AND p.state = 'published'), "
    "d.path || '/' || f.name, f.class, f.level, h.header FROM observation_change c "
    "LEFT JOIN file_header h ON h.mission = c.mission AND h.obs_id = c.obs_id "
    "LEFT JOIN file f ON f.id = h.file_id AND f.state = 'published' "
    "LEFT JOIN dir d ON d.id = f.dir_id WHERE c.change > ?";

void sort_files(ObservationHeaders& observation) {
    std::sort(observation.files.begin(), observation.files.end(),
              [](const FileHeader& a, const FileHeader& b) { return a.path < b.path; });
}

}  // namespace

void store_header(Database& database, int64_t file_id, std::string_view mission,
                  std::string_view obs_id, const std::map<std::string, std::string>& values) {
    if (values.empty() || obs_id.empty()) return;
    database.run(
        "INSERT OR REPLACE INTO file_header(file_id, mission, obs_id, header) VALUES(?, ?, ?, ?)",
        file_id, mission, obs_id, header_values_to_json(values));
}

void note_observation_change(Database& database, std::string_view mission,
                             std::string_view obs_id) {
    if (obs_id.empty()) return;
    database.run(
        "INSERT INTO observation_change(mission, obs_id, change) VALUES(?, ?, "
        "(SELECT coalesce(max(change), 0) + 1 FROM observation_change)) "
        "ON CONFLICT(mission, obs_id) DO UPDATE SET change = excluded.change",
        mission, obs_id);
}

int64_t newest_observation_change(Database& database) {
    Rows rows = database.query("SELECT coalesce(max(change), 0) FROM observation_change");
    return rows.next() ? rows.integer(0) : 0;
}

int64_t read_changed_observations(Database& database, int64_t after,
                                  const std::function<void(ObservationHeaders)>& take) {
    int64_t newest = after;
    ObservationHeaders observation;
    const auto finish = [&] {
        sort_files(observation);
        if (!observation.obs_id.empty()) take(std::move(observation));
    };
    Rows rows = database.query(kChanged, after);
    while (rows.next()) {
        std::string mission = rows.text(0), obs_id = rows.text(1);
        if (obs_id != observation.obs_id || mission != observation.mission) {
            finish();
            observation = {std::move(mission), std::move(obs_id), rows.integer(3) != 0, {}};
            newest = std::max(newest, rows.integer(2));
        }
        if (rows.is_null(4)) continue;
        observation.files.push_back({rows.text(4), rows.text(5), static_cast<int>(rows.integer(6)),
                                     header_values_from_json(rows.text(7))});
    }
    finish();
    return newest;
}

}  // namespace heafs
