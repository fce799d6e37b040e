// Deliveries and their staged files in the catalogue, so that everything about a delivery survives
// the end of the daemon at any moment.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/catalog/database.h"

namespace heafs {

struct DeliveryRow {
    int64_t id = 0;
    std::string mission;
    std::string name;
    int revision = 1;
    std::string state;
    std::string unit_mode;
    std::string manifest_sha256;
    int64_t made_ns = 0;
    int64_t changed_ns = 0;
    int64_t published_ns = 0;
};

struct StagedRow {
    int64_t delivery_id = 0;
    std::string path;
    uint64_t serial = 0;
    bool folder = false;
    int64_t size = 0;
    int64_t mtime_ns = 0;
    uint32_t uid = 0;
    uint32_t gid = 0;
    uint32_t mode = 0;
    // "received", "held", "publishing" or "published"; folders: "folder"; a COMMIT is "due" from
    // when its word was complete, and "used" from when the journal has what it published.
    std::string state;
    std::string sha256;
    std::string content;  // content_json.h
    int64_t file_id = 0;
};

// The delivery of that mission and name, made if there is none. A known one comes back with its
// old id; it is visible (state not 'gone') afterwards.
DeliveryRow open_delivery(Database& database, const std::string& mission, const std::string& name,
                          const std::string& unit_mode, int64_t now_ns);
std::vector<DeliveryRow> load_deliveries(Database& database);
void store_delivery(Database& database, const DeliveryRow& row);

// How a delivery stands, for lists of deliveries.
struct DeliveryStanding {
    int64_t id = 0;
    std::string mission;
    std::string name;
    int revision = 1;
    std::string state;  // the word of verdict.txt; of one that is gone: expired, removed, dropped
    int64_t files = 0;
    int64_t bytes = 0;
    int64_t errors = 0;
    int64_t made_ns = 0;
    int64_t changed_ns = 0;
    int64_t published_ns = 0;  // 0: nothing yet
    std::string reason;        // why it is gone or withdrawn
};

// State, counts and time of the last change. A withdrawal that the ledger has stays one.
void note_standing(Database& database, const DeliveryStanding& standing);
// The word that was told last; "" when none was.
std::string last_told(Database& database, int64_t delivery_id);
void note_told(Database& database, int64_t delivery_id, const std::string& word);
// The delivery is gone: its staged rows too. `ended` is expired, removed or dropped.
void end_delivery(Database& database, const DeliveryStanding& last, const std::string& ended,
                  const std::string& reason, int64_t now_ns);
// All deliveries by mission and name; those that are gone only when `gone`.
std::vector<DeliveryStanding> list_standings(Database& database, bool gone);

void store_staged(Database& database, const StagedRow& row);
void remove_staged(Database& database, int64_t delivery_id, const std::string& path);
// A file or folder (with everything below it) under a new path.
void move_staged(Database& database, int64_t delivery_id, const std::string& from,
                 const std::string& to);
void touch_staged(Database& database, const StagedRow& row);
// The COMMIT of a delivery has published what waited for it: 'due' becomes 'used'.
void use_up_commit(Database& database, int64_t delivery_id);
std::vector<StagedRow> load_staged(Database& database, int64_t delivery_id);

}  // namespace heafs
