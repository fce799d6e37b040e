// A file in memory, inflated where it is gzip.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace heafs {

// The first `size` bytes behind `fd`. Raises Fault::kTooBig when more than `limit` bytes come out,
// and Fault::kMalformed for a damaged gzip stream.
std::vector<std::byte> read_inflated(int fd, int64_t size, size_t limit);

}  // namespace heafs
