// The publish journal: what is being moved into data/, written before anything moves, so that a
// crash at any point can be finished or never began. Writes only through the one write connection.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/catalog/database.h"
#include "core/catalog/retirement_store.h"
#include "core/catalog/segment_store.h"
#include "core/catalog/table_store.h"

namespace heafs {

// The published file that a new version takes the place of.
struct ReplacedFile {
    int64_t file_id = 0;
    uint64_t inode = 0;
    std::string sha256;
    int64_t size = 0;
    std::string superseded_path;  // below the storage root: where its bytes will be
};

// One file on its way from staging into data/.
struct JournalEntry {
    int64_t delivery_id = 0;
    std::string delivery_path;  // its path inside the delivery
    int64_t file_id = 0;        // given by begin_publication; the inode number in the mount
    int version = 1;            // likewise
    std::string staged;         // below the storage root
    std::string final_path;     // below the storage root: "obs/halosat/123401/..."
    uint64_t inode = 0;         // of the staged file on disk, which the rename keeps
    std::string sha256;
    int64_t size = 0;
    int64_t inflated_size = 0;
    int64_t mtime_ns = 0;
    uint32_t uid = 0;
    uint32_t gid = 0;
    std::string file_class;
    int level = 0;
    std::string mission;
    std::string obs_id;
    std::optional<ReplacedFile> replaces;
    std::string findings;     // JSON list: warnings and waived findings, for the record
    std::string observation;  // JSON object with what the headers say of the observation, or ""
    bool replaces_observation = false;  // delivery.toml: the whole old observation retires
    std::string public_date;            // of a formerly proprietary observation, else empty
};

// Gives each entry its file id and version, finds what the orders retire, and records all in one
// durable transaction. Returns the number of the publication.
int64_t begin_publication(Database& database, std::vector<JournalEntry>& entries,
                          const std::vector<RetirementOrder>& orders = {});

// The publications that were begun and not committed, oldest first.
std::vector<int64_t> open_publications(Database& database);

// The entries of one publication, as begin_publication recorded them.
std::vector<JournalEntry> load_publication(Database& database, int64_t publication);

// What was made of the files of a publication, beside the ledger's own rows.
struct DerivedRows {
    std::vector<SegmentRow> segments;
    std::vector<TableVersionRow> tables;
    // Tables of which files are withdrawn: the least version that must not be seen any more.
    std::map<std::string, int64_t> withdrawn_tables = {};
};

// The ledger's change, in one durable transaction: new files and their folders are visible, the
// files they replace and those that retire are hidden, observations, segments and versions of
// tables are known, staged rows point to their files.
void commit_publication(Database& database, int64_t publication,
                        const std::vector<JournalEntry>& entries, const DerivedRows& derived,
                        int64_t now_ns);

// A publication of the past, as its records tell: the same as begin and commit, but with the
// number, file ids, versions and time that it had then. A version that the ledger has under that
// name already gets the next number; what the ledger shows under a final path is superseded, also
// where `replaces` does not name it. Call it in a transaction, publications in their order.
void replay_publication(Database& database, int64_t publication, std::vector<JournalEntry>& entries,
                        int64_t published_ns, const std::vector<RetiredFile>& retired = {});

// The folder of `path` and everything above it, made where missing; not visible by that.
int64_t ensure_folder(Database& database, const std::string& path);
// The same, and visible: `now_ns` is the change time of the folder and of what is new above it.
void publish_folder(Database& database, const std::string& path, int64_t now_ns);

}  // namespace heafs
