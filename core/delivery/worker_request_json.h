// What the daemon asks of a worker, as JSON: the size of the file whose descriptor comes along.
#pragma once

#include <cstdint>
#include <string>

namespace heafs {

std::string worker_request_to_json(int64_t size);
// Raises Fault::kMalformed.
int64_t worker_request_from_json(const std::string& text);

}  // namespace heafs
