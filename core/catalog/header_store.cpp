#include "core/catalog/header_store.h"

#include <algorithm>

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

// One "KEYWORD=value" a line: read a million times when a mount begins, where JSON would take
// seconds. A line end inside a value, which FITS does not allow, becomes a blank.
std::string text_of_values(const std::map<std::string, std::string>& values) {
    std::string text;
    for (const auto& [keyword, value] : values) {
        const size_t from = text.size() + keyword.size() + 1;
        text += keyword;
        text += '=';
        text += value;
        std::replace(text.begin() + static_cast<std::ptrdiff_t>(from), text.end(), '\n', ' ');
        text += '\n';
    }
    return text;
}

std::map<std::string, std::string> values_of_text(std::string_view text) {
    std::map<std::string, std::string> values;
    while (!text.empty()) {
        const size_t end = std::min(text.find('\n'), text.size() - 1);
        const std::string_view line = text.substr(0, end);
        const size_t equals = std::min(line.find('='), line.size());
        values.emplace_hint(values.end(), line.substr(0, equals),
                            line.substr(std::min(equals + 1, line.size())));
        text.remove_prefix(end + 1);
    }
    return values;
}

void sort_files(ObservationHeaders& observation) {
    std::sort(observation.files.begin(), observation.files.end(),
              [](const FileHeader& a, const FileHeader& b) { return a.path < b.path; });
}

}  // namespace

void store_header(Database& database, int64_t file_id, std::string_view mission,
                  std::string_view obs_id, std::map<std::string, std::string> values) {
    if (const auto sketch = values.extract(kSketchHeader))
        database.run("INSERT OR REPLACE INTO event_sketch(file_id, sketch) VALUES(?, ?)", file_id,
                     sketch.mapped());
    if (values.empty()) return;
    database.run(
        "INSERT OR REPLACE INTO file_header(file_id, mission, obs_id, header) VALUES(?, ?, ?, ?)",
        file_id, mission, obs_id, text_of_values(values));
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

std::vector<FileHeader> headers_below(Database& database, const std::string& folder) {
    // '0' follows '/' in ASCII: all paths below the folder, by the index of paths.
    Rows rows = database.query(
        "SELECT d.path || '/' || f.name, f.class, f.level, h.header FROM dir d JOIN file f ON "
        "f.dir_id = d.id AND f.state = 'published' JOIN file_header h ON h.file_id = f.id "
        "WHERE (d.path >= ? AND d.path < ?) OR d.path = ? ORDER BY 1",
        folder + "/", folder + "0", folder);
    std::vector<FileHeader> files;
    while (rows.next())
        files.push_back({rows.text(0), rows.text(1), static_cast<int>(rows.integer(2)),
                         values_of_text(rows.text(3))});
    return files;
}

std::vector<SketchedFile> sketches_below(Database& database, const std::string& folder) {
    Rows rows = database.query(
        "SELECT d.path || '/' || f.name, s.sketch FROM dir d JOIN file f ON f.dir_id = d.id AND "
        "f.state = 'published' JOIN event_sketch s ON s.file_id = f.id "
        "WHERE (d.path >= ? AND d.path < ?) OR d.path = ? ORDER BY 1",
        folder + "/", folder + "0", folder);
    std::vector<SketchedFile> files;
    while (rows.next()) files.push_back({rows.text(0), rows.text(1)});
    return files;
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
                                     values_of_text(rows.text(7))});
    }
    finish();
    return newest;
}

}  // namespace heafs
