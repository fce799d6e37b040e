// A file of the mount that is made when it is read: its exact size and its identity are known
// before one byte of it is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>

namespace heafs {

// Immutable once planned; any thread may use it, and render() may run in several at once.
struct Product {
    std::string path;        // canonical, below the mount: "tables/swiftmastr.fits"
    std::string key;         // 64 hex digits over everything that the bytes follow from
    int64_t size = 0;        // exact
    int64_t mtime_ns = 0;    // DATE of the product: its inputs' latest
    std::string provenance;  // hash over the inputs, as DATAVERS in its header
    // Writes all bytes into the empty file behind the descriptor, in any order, with pwrite.
    // Raises heafs::Error when inputs cannot be read.
    std::function<void(int)> render;
    // Where every byte can be given at once, without rendering: fills as much of the span from that
    // offset on as there is, and returns how much that was. Such a product is not kept in a cache.
    // Any number of threads may call it; it raises what render() raises.
    std::function<size_t(int64_t, std::span<std::byte>)> read = {};
};

}  // namespace heafs
