-- A catalogue of schema step 7 with rows in its tables, as sqlite3's .dump gives it. Do not change:
-- it stands for the archives that exist.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE schema(step INTEGER PRIMARY KEY, at TEXT);
INSERT INTO schema VALUES(1,'2026-11-22T20:02:00Z');
INSERT INTO schema VALUES(2,'2026-11-23T20:02:00Z');
INSERT INTO schema VALUES(3,'2026-11-24T20:02:00Z');
INSERT INTO schema VALUES(4,'2026-11-25T20:02:00Z');
INSERT INTO schema VALUES(5,'2026-11-26T20:02:00Z');
INSERT INTO schema VALUES(6,'2026-11-28T16:02:00Z');
INSERT INTO schema VALUES(7,'2026-11-28T16:02:00Z');
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
INSERT INTO delivery VALUES(1,'halosat','first',1,'published','unit',NULL,1,2,3);
CREATE TABLE dir(
  id INTEGER PRIMARY KEY,
  parent INTEGER REFERENCES dir(id),
  name TEXT NOT NULL,
  path TEXT NOT NULL UNIQUE,
  mtime INTEGER NOT NULL,
  published INTEGER NOT NULL DEFAULT 0);
INSERT INTO dir VALUES(1,NULL,'obs','obs',1795377720815873321,1);
INSERT INTO dir VALUES(2,NULL,'trend','trend',1795377720815930418,1);
INSERT INTO dir VALUES(3,1,'halosat','obs/halosat',5,1);
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
INSERT INTO file VALUES(2,3,'hs123401.att.gz',1,'ab',10,20,5,0,0,292,'attitude',1,'halosat','123401',1,'published',NULL,'obs/halosat/hs123401.att.gz',77,3);
INSERT INTO file VALUES(3,3,'hs123401.hk.gz',1,'cd',11,22,5,0,0,292,'housekeeping',1,'halosat','123401',1,'withdrawn',NULL,'obs/halosat/hs123401.hk.gz',78,4);
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
INSERT INTO segment VALUES(1,'halosat_s14','halosat','123401',2,'index/halosat_s14/2.fits',58400.499999999999998,58401.5,0,4095,7,'10 20 5');
CREATE TABLE file_header(
  file_id INTEGER PRIMARY KEY REFERENCES file(id),
  mission TEXT NOT NULL,
  obs_id TEXT NOT NULL,
  header TEXT NOT NULL);
INSERT INTO file_header VALUES(2,'halosat','123401','TELESCOP=HALOSAT');
CREATE TABLE observation_change(
  mission TEXT NOT NULL,
  obs_id TEXT NOT NULL,
  change INTEGER NOT NULL,
  PRIMARY KEY(mission, obs_id)) WITHOUT ROWID;
INSERT INTO observation_change VALUES('halosat','123401',1);
CREATE TABLE retirement(
  file_id INTEGER PRIMARY KEY REFERENCES file(id),
  publication INTEGER NOT NULL,
  delivery_id INTEGER NOT NULL REFERENCES delivery(id),
  kept TEXT NOT NULL,
  state TEXT NOT NULL CHECK(state IN ('superseded','withdrawn')),
  reason TEXT NOT NULL,
  retired_at INTEGER,
  done INTEGER NOT NULL DEFAULT 0);
INSERT INTO retirement VALUES(3,2,1,'.heafs-superseded/a','withdrawn','asked',5,1);
CREATE TABLE purged(
  file_id INTEGER PRIMARY KEY REFERENCES file(id),
  purge INTEGER NOT NULL,
  at INTEGER NOT NULL,
  done INTEGER NOT NULL DEFAULT 0);
INSERT INTO purged VALUES(3,1,6,1);
CREATE TABLE standing(
  delivery_id INTEGER PRIMARY KEY REFERENCES delivery(id),
  told TEXT NOT NULL,
  files INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  errors INTEGER NOT NULL DEFAULT 0,
  ended TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '');
INSERT INTO standing VALUES(1,'published',1,10,0,'','');
CREATE TABLE event_sketch(
  file_id INTEGER PRIMARY KEY REFERENCES file(id),
  sketch TEXT NOT NULL);
INSERT INTO event_sketch VALUES(2,'PI [1,2]');
CREATE TABLE table_version(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  mission TEXT NOT NULL,
  path TEXT NOT NULL,
  version INTEGER NOT NULL,
  file_id INTEGER NOT NULL REFERENCES file(id),
  UNIQUE(name, version));
INSERT INTO table_version VALUES(1,'messier','halosat','tables/messier.0001_0123456789ab.fits',1,2);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('file',3);
INSERT INTO sqlite_sequence VALUES('delivery',1);
INSERT INTO sqlite_sequence VALUES('segment',1);
INSERT INTO sqlite_sequence VALUES('table_version',1);
CREATE INDEX dir_parent ON dir(parent, name);
CREATE UNIQUE INDEX file_visible ON file(dir_id, name) WHERE state = 'published';
CREATE INDEX journal_open ON journal(done) WHERE done = 0;
CREATE INDEX file_header_observation ON file_header(mission, obs_id);
CREATE INDEX file_published_observation ON file(mission, obs_id) WHERE state = 'published';
CREATE INDEX observation_change_order ON observation_change(change);
CREATE INDEX retirement_publication ON retirement(publication);
CREATE INDEX retirement_open ON retirement(done) WHERE done = 0;
CREATE INDEX file_published_name ON file(mission, name) WHERE state = 'published';
COMMIT;
