// What the daemon asks of a worker and what it answers besides a description of content, as JSON.
// With a request comes the descriptor of the file in question; with one for an index segment also
// those of two files that can be written: the segment's own, and one for what is in the making.
// With one for a table come five: the new version, and four for what is in the making; then that of
// the version before, where there is one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/delivery/content.h"
#include "core/events/segment_builder.h"
#include "core/sandbox/sandbox.h"
#include "core/tables/ingest_plan.h"

namespace heafs {

// To make an index segment of the event list, by the instrument of that mission file.
struct IndexOrder {
    std::string mission_file;  // its text
    std::string instrument;
    SegmentSource source;
    bool operator==(const IndexOrder&) const = default;
};

struct WorkerRequest {
    int64_t size = 0;                        // of the file
    std::vector<std::string> keywords;       // wanted of its headers beside those always needed
    std::optional<IndexOrder> index = {};    // absent: its content is to be described
    std::optional<ContentPlace> place = {};  // present: its content is to be judged as well
    std::optional<IngestOrder> table = {};   // it is to be applied to a table
    int seconds = 0;                         // after which the worker ends itself; 0: never
    // The place's mission file is the one that came with a request before: its text is left out.
    bool same_mission_file = false;
    bool operator==(const WorkerRequest&) const = default;
};

std::string worker_request_to_json(const WorkerRequest& request);
// Raises Fault::kMalformed.
WorkerRequest worker_request_from_json(const std::string& text);

// The first message of a worker, before any request: the layers of its sandbox that are missing.
std::string greeting_to_json(const Missing& missing);
// Raises Fault::kMalformed.
Missing greeting_from_json(const std::string& text);

// The answer to an IndexOrder: "" when the segment is made, else why not.
struct IndexVerdict {
    std::string why_not;
    bool no_space = false;  // on the disk
    bool operator==(const IndexVerdict&) const = default;
};

// The answer to an IngestOrder: what ingest_table() says.
struct TableVerdict {
    std::vector<Finding> findings;
    bool no_space = false;  // on the disk; then the findings mean nothing
    bool operator==(const TableVerdict&) const = default;
};

std::string table_verdict_to_json(const TableVerdict& verdict);
// Raises Fault::kMalformed.
TableVerdict table_verdict_from_json(const std::string& text);

std::string index_verdict_to_json(const IndexVerdict& verdict);
// Raises Fault::kMalformed.
IndexVerdict index_verdict_from_json(const std::string& text);

}  // namespace heafs
