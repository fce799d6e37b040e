// Writing and reading whole buffers, as POSIX does not promise to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace heafs {

// All of `bytes` at `offset` of the file. Raises the Error of the system call: "cannot write
// <what>".
void write_at(int fd, std::span<const std::byte> bytes, int64_t offset, const std::string& what);

// All of `into` from `offset` on. Raises the Error of the system call, and Fault::kSystem when the
// file ends before.
void read_at(int fd, std::span<std::byte> into, int64_t offset, const std::string& what);

}  // namespace heafs
