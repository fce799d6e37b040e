// Writing whole buffers, as POSIX does not promise to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace heafs {

// All of `bytes` at `offset` of the file. Raises the Error of the system call: "cannot write
// <what>".
void write_at(int fd, std::span<const std::byte> bytes, int64_t offset, const std::string& what);

}  // namespace heafs
