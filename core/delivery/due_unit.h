// What is due for publication: files that become public together or not at all.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/delivery/name_rules.h"
#include "core/delivery/staged_node.h"

namespace heafs {

struct DueFile {
    int64_t delivery_id = 0;
    std::string delivery_name;
    std::string delivery_path;
    const Mission* mission = nullptr;
    bool replaces_observation = false;  // delivery.toml asks for it
    DeliveryPlace place;
    uint32_t uid = 0;
    uint32_t gid = 0;
    int64_t mtime_ns = 0;
    std::shared_ptr<StagedFile> file;  // shared with its node, which may move on to a new version
    std::string public_date = {};      // of a proprietary observation
};

using DueUnit = std::vector<DueFile>;

// The files of `delivery` that are valid and due now, in units. Sets delivery.findings for what
// keeps the delivery as a whole back. `changed` is the node that gave the occasion.
std::vector<std::vector<StagedNode*>> find_due(Delivery& delivery, StagedNode& changed);

// A CSV table, which needs a header before it: <table>.hdr, or a table that is there.
bool is_csv_table(const DeliveryPlace& place);

// CSV tables that would be published alone and wait for their headers, by path.
std::vector<StagedNode*> waiting_tables(Delivery& delivery);

// How a file at this path of the delivery is published.
PublishMode mode_of(const Delivery& delivery, const DeliveryPlace& place);

// Expected files of observations that have begun to arrive and are not complete, by path; and the
// headers that CSV tables wait for.
std::vector<std::string> missing_files(Delivery& delivery);

}  // namespace heafs
