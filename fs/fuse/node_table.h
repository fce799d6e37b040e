// The inodes that the kernel knows, with how often it was told of each. No descriptor is held.
// Any thread may use it.
#pragma once

#include <cstdint>
#include <mutex>
#include <unordered_map>

#include "fs/tree/node.h"

namespace heafs {

class NodeTable {
   public:
    explicit NodeTable(const Node& root) { nodes_[root.ino] = {root, 1}; }

    // Raises Fault::kStale for a number that was never given out or is forgotten.
    Node find(uint64_t ino) const;
    // The kernel is told of the node once more.
    void remember(const Node& node);
    // True when the kernel does not know the node any more.
    bool forget(uint64_t ino, uint64_t times);
    // The node has another name now.
    void rename(uint64_t ino, const std::string& path);

   private:
    struct Known {
        Node node;
        uint64_t times = 0;
    };
    mutable std::mutex mutex_;  // guards nodes_
    std::unordered_map<uint64_t, Known> nodes_;
};

}  // namespace heafs
