// Parts of a tar archive (POSIX.1-2017 pax, "ustar Interchange Format"), so that its size is known
// before its members are made.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace heafs {

inline constexpr int64_t kTarBlock = 512;

struct TarMember {
    std::string name;  // at most 100 bytes
    int64_t size = 0;
    int64_t mtime_seconds = 0;
};

// The header of a regular file, mode 0444, owned by nobody in particular (0, 0). Sizes from 8 GiB
// on stand in base 256, as GNU tar writes them.
std::array<std::byte, kTarBlock> tar_header(const TarMember& member);

// Bytes that fill a member's last block.
int64_t tar_fill(int64_t size);

// With the two empty blocks at the end.
int64_t tar_bytes(const std::vector<TarMember>& members);

}  // namespace heafs
