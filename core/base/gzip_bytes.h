// Compressing in memory, for files that tests make.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace heafs {

// One gzip member (RFC 1952) without name and with modification time 0: the same bytes always.
std::vector<std::byte> gzip_bytes(std::span<const std::byte> bytes);

}  // namespace heafs
