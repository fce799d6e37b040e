// What the daemon asks of a worker and what it answers besides a description of content, as JSON.
// The descriptor of the file in question comes along with a request; that of a finished index
// segment with its answer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/delivery/content.h"
#include "core/events/segment_builder.h"

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
    std::optional<IndexOrder> index;         // absent: its content is to be described
    std::optional<ContentPlace> place = {};  // present: its content is to be judged as well
    bool operator==(const WorkerRequest&) const = default;
};

std::string worker_request_to_json(const WorkerRequest& request);
// Raises Fault::kMalformed.
WorkerRequest worker_request_from_json(const std::string& text);

// The answer to an IndexOrder: "" when a segment comes along, else why there is none.
std::string index_answer_to_json(const std::string& why_not);
// Raises Fault::kMalformed.
std::string index_answer_from_json(const std::string& text);

}  // namespace heafs
