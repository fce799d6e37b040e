// What the daemon asks of a worker, as JSON: the size of the file whose descriptor comes along,
// and which keywords of its headers are wanted beside those that the archive always needs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace heafs {

struct WorkerRequest {
    int64_t size = 0;
    std::vector<std::string> keywords;
    bool operator==(const WorkerRequest&) const = default;
};

std::string worker_request_to_json(const WorkerRequest& request);
// Raises Fault::kMalformed.
WorkerRequest worker_request_from_json(const std::string& text);

}  // namespace heafs
