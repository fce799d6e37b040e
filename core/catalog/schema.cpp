#include "core/catalog/schema.h"

#include <fmt/format.h>

#include <iterator>

#include "config/base/error.h"
#include "core/base/clock.h"

namespace heafs {
namespace {

// Step 1: deliveries, the ledger of files and folders, the publish journal, observations.
// Inode numbers of delivered files are their ids here, so that 1 (the root of every mount) is
// never given out and none is ever used twice.
constexpr const char* kStep1 = R"sql(
CREATE TABLE delivery(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  mission TEXT NOT NULL,
  name TEXT NOT NULL,
  revision INTEGER NOT NULL DEFAULT 1,
  state TEXT NOT NULL,
  unit_mode TEXT NOT NULL,
  manifest_sha256 TEXT,
  made_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  published_at INTEGER,
  UNIQUE(mission, name));
CREATE TABLE dir(
  id INTEGER PRIMARY KEY,
  parent INTEGER REFERENCES dir(id),
  name TEXT NOT NULL,
  path TEXT NOT NULL UNIQUE,
  mtime INTEGER NOT NULL,
  published INTEGER NOT NULL DEFAULT 0);
CREATE INDEX dir_parent ON dir(parent, name);
CREATE TABLE file(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  dir_id INTEGER NOT NULL REFERENCES dir(id),
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  size INTEGER NOT NULL,
  inflated_size INTEGER NOT NULL,
  mtime INTEGER NOT NULL,
  uid INTEGER NOT NULL,
  gid INTEGER NOT NULL,
  mode INTEGER NOT NULL,
  class TEXT NOT NULL,
  level INTEGER NOT NULL,
  mission TEXT NOT NULL,
  obs_id TEXT NOT NULL,
  delivery_id INTEGER NOT NULL REFERENCES delivery(id),
  state TEXT NOT NULL CHECK(state IN ('staged','published','superseded','withdrawn')),
  replaces INTEGER REFERENCES file(id),
  disk_path TEXT NOT NULL,
  disk_inode INTEGER NOT NULL,
  published_at INTEGER,
  UNIQUE(dir_id, name, version));
CREATE UNIQUE INDEX file_visible ON file(dir_id, name) WHERE state = 'published';
INSERT INTO sqlite_sequence(name, seq) VALUES('file', 1);
CREATE TABLE journal(
  publication INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  delivery_id INTEGER NOT NULL REFERENCES delivery(id),
  delivery_path TEXT NOT NULL,
  file_id INTEGER NOT NULL,
  staged TEXT NOT NULL,
  final TEXT NOT NULL,
  inode INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  size INTEGER NOT NULL,
  old_file_id INTEGER,
  old_inode INTEGER,
  old_sha256 TEXT,
  old_size INTEGER,
  superseded TEXT,
  findings TEXT NOT NULL,
  observation TEXT NOT NULL,
  public_date TEXT NOT NULL,
  done INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY(publication, seq));
CREATE INDEX journal_open ON journal(done) WHERE done = 0;
CREATE TABLE staged(
  delivery_id INTEGER NOT NULL REFERENCES delivery(id),
  path TEXT NOT NULL,
  serial INTEGER NOT NULL,
  folder INTEGER NOT NULL,
  size INTEGER NOT NULL,
  mtime INTEGER NOT NULL,
  uid INTEGER NOT NULL,
  gid INTEGER NOT NULL,
  mode INTEGER NOT NULL,
  state TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  content TEXT NOT NULL,
  file_id INTEGER,
  PRIMARY KEY(delivery_id, path)) WITHOUT ROWID;
CREATE TABLE observation(
  mission TEXT NOT NULL,
  obs_id TEXT NOT NULL,
  object TEXT,
  start TEXT,
  stop TEXT,
  ra REAL,
  dec REAL,
  public_date TEXT,
  PRIMARY KEY(mission, obs_id)) WITHOUT ROWID;
)sql";

// Step 2: the event index.
constexpr const char* kStepSegments = R"sql(
CREATE TABLE segment(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  instrument TEXT NOT NULL,
  mission TEXT NOT NULL,
  obs_id TEXT NOT NULL,
  file_id INTEGER NOT NULL REFERENCES file(id),
  path TEXT NOT NULL,
  t0 REAL NOT NULL,
  t1 REAL NOT NULL,
  e0 INTEGER NOT NULL,
  e1 INTEGER NOT NULL,
  nevents INTEGER NOT NULL,
  coverage TEXT NOT NULL,
  UNIQUE(instrument, file_id));
)sql";

// Step 3: header values of files, and which observations changed since when: the observation
// tables. `header` has one "KEYWORD=value" a line. Files that were published before have none until
// they are read again.
constexpr const char* kStepTables = R"sql(
CREATE TABLE file_header(
  file_id INTEGER PRIMARY KEY REFERENCES file(id),
  mission TEXT NOT NULL,
  obs_id TEXT NOT NULL,
  header TEXT NOT NULL);
CREATE INDEX file_header_observation ON file_header(mission, obs_id);
CREATE INDEX file_published_observation ON file(mission, obs_id) WHERE state = 'published';
CREATE TABLE observation_change(
  mission TEXT NOT NULL,
  obs_id TEXT NOT NULL,
  change INTEGER NOT NULL,
  PRIMARY KEY(mission, obs_id)) WITHOUT ROWID;
CREATE INDEX observation_change_order ON observation_change(change);
INSERT INTO observation_change(mission, obs_id, change)
  SELECT mission, obs_id, row_number() OVER (ORDER BY mission, obs_id)
  FROM (SELECT DISTINCT mission, obs_id FROM file WHERE state = 'published' AND obs_id <> '');
)sql";

// Files that left the public tree otherwise than by a new version of their name, and those whose
// bytes were removed for good.
constexpr const char* kStepHistory = R"sql(
CREATE TABLE retirement(
  file_id INTEGER PRIMARY KEY REFERENCES file(id),
  publication INTEGER NOT NULL,
  delivery_id INTEGER NOT NULL REFERENCES delivery(id),
  kept TEXT NOT NULL,
  state TEXT NOT NULL CHECK(state IN ('superseded','withdrawn')),
  reason TEXT NOT NULL,
  retired_at INTEGER,
  done INTEGER NOT NULL DEFAULT 0);
CREATE INDEX retirement_publication ON retirement(publication);
CREATE INDEX retirement_open ON retirement(done) WHERE done = 0;
CREATE TABLE purged(
  file_id INTEGER PRIMARY KEY REFERENCES file(id),
  purge INTEGER NOT NULL,
  at INTEGER NOT NULL,
  done INTEGER NOT NULL DEFAULT 0);
)sql";

// How deliveries stand, what was told of it, and why those that are gone went; and names across
// observations.
constexpr const char* kStepStanding = R"sql(
CREATE TABLE standing(
  delivery_id INTEGER PRIMARY KEY REFERENCES delivery(id),
  told TEXT NOT NULL,
  files INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  errors INTEGER NOT NULL DEFAULT 0,
  ended TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '');
INSERT INTO standing(delivery_id, told) SELECT id, state FROM delivery;
CREATE INDEX file_published_name ON file(mission, name) WHERE state = 'published';
)sql";

// Step 6: the sketches of event lists, which stood among the header values, as the line
// "event-sketch=...": these are read whole when a mount begins, sketches only where an observation
// is published.
constexpr const char* kStepSketches = R"sql(
CREATE TABLE event_sketch(
  file_id INTEGER PRIMARY KEY REFERENCES file(id),
  sketch TEXT NOT NULL);
CREATE TEMP TABLE moved AS
  SELECT file_id, substr(rest, 1, instr(rest, char(10)) - 1) AS sketch
  FROM (SELECT file_id, substr(char(10) || header,
          instr(char(10) || header, char(10) || 'event-sketch=') + 14) AS rest
        FROM file_header WHERE instr(char(10) || header, char(10) || 'event-sketch=') > 0);
INSERT INTO event_sketch(file_id, sketch) SELECT file_id, sketch FROM moved;
UPDATE file_header
  SET header = replace(header, 'event-sketch=' || moved.sketch || char(10), '')
  FROM moved WHERE moved.file_id = file_header.file_id;
DROP TABLE moved;
)sql";

// Step 7: the versions of ingested tables.
constexpr const char* kStepTableVersions = R"sql(
CREATE TABLE table_version(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  mission TEXT NOT NULL,
  path TEXT NOT NULL,
  version INTEGER NOT NULL,
  file_id INTEGER NOT NULL REFERENCES file(id),
  UNIQUE(name, version));
)sql";

constexpr const char* kSteps[] = {kStep1,        kStepSegments, kStepTables,       kStepHistory,
                                  kStepStanding, kStepSketches, kStepTableVersions};

}  // namespace

int newest_schema_step() { return static_cast<int>(std::size(kSteps)); }

void bring_up_schema(Database& database) {
    database.script("CREATE TABLE IF NOT EXISTS schema(step INTEGER PRIMARY KEY, at TEXT)");
    int step = 0;
    {
        Rows rows = database.query("SELECT coalesce(max(step), 0) FROM schema");
        if (rows.next()) step = static_cast<int>(rows.integer(0));
    }
    if (step > newest_schema_step())
        throw Error(Fault::kUsage, fmt::format("the catalogue is at schema step {}, this heafs "
                                               "knows {}: use the newer heafs",
                                               step, newest_schema_step()));
    for (int next = step + 1; next <= newest_schema_step(); ++next)
        database.transaction([&] {
            database.script(kSteps[next - 1]);
            database.run("INSERT INTO schema(step, at) VALUES(?, ?)", next,
                         utc_text(now_nanoseconds()));
        });
}

}  // namespace heafs
