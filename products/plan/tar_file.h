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
    std::string name;
    int64_t size = 0;
    int64_t mtime_seconds = 0;
};

// The header of a regular file, mode 0444, owned by nobody in particular (0, 0). Sizes from 8 GiB
// on stand in base 256, as GNU tar writes them. A name of more than 100 bytes is divided at a slash
// between the fields name and prefix; one that cannot be is to be told by tar_head().
std::array<std::byte, kTarBlock> tar_header(const TarMember& member);

// All that stands before the bytes of a member, in whole blocks: its header, and before it, where
// the name is too long for that, a header of pax with the name.
std::vector<std::byte> tar_head(const TarMember& member);
int64_t tar_head_bytes(const TarMember& member);

// Bytes that fill a member's last block.
int64_t tar_fill(int64_t size);

// With the two empty blocks at the end.
int64_t tar_bytes(const std::vector<TarMember>& members);

}  // namespace heafs
