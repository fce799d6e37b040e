// Files on their way out of sight: those of an old processing, and those that are withdrawn. The
// rows are written with the journal of the publication that retires them, and stay as its history.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "core/catalog/database.h"

namespace heafs {

inline constexpr const char* kSuperseded = "superseded";
inline constexpr const char* kWithdrawn = "withdrawn";

// All published files of one observation shall go, but for those that are named; or one file.
struct RetirementOrder {
    int64_t delivery_id = 0;  // the one that asks for it: its record tells of it
    std::string mission;
    std::string obs_id;          // "": `final_path` goes
    std::set<std::string> kept;  // final paths that stay: "obs/halosat/123401/..."
    std::string state = kSuperseded;
    std::string reason;           // of a withdrawal
    std::string final_path = {};  // the one file: "tables/messier/0002_append.tdat.gz"
};

// One file that retires: it stays in the ledger, and its bytes in `kept`.
struct RetiredFile {
    int64_t delivery_id = 0;  // of the order
    int64_t file_id = 0;
    std::string final_path;  // below the storage root, where it was published
    uint64_t inode = 0;      // on disk
    std::string sha256;
    int64_t size = 0;
    std::string kept;  // below the storage root
    std::string state;
    std::string reason;
    std::string mission;
    std::string obs_id;
};

// Finds what the orders retire and notes it under the publication. Files that the publication's
// journal replaces by name are left to it. Part of begin_publication's transaction.
void begin_retirements(Database& database, int64_t publication,
                       const std::vector<RetirementOrder>& orders);

// What the publication retires, by file id.
std::vector<RetiredFile> load_retirements(Database& database, int64_t publication);

// The ledger's change: the files have their state, their segments and observations are gone as far
// as nothing else is published of them. Part of the transaction that commits, before new entries.
void settle_retirements(Database& database, int64_t publication, int64_t now_ns);

// Folders that show nothing any more are not visible any more, up to the mission's own. The last
// part of that transaction.
void hide_empty_folders(Database& database, int64_t publication, int64_t now_ns);

// A retirement of the past, as its record tells. A file that the ledger does not know is left out.
void replay_retirement(Database& database, int64_t publication, const RetiredFile& file);

}  // namespace heafs
