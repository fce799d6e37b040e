#include "fs/fuse/node_table.h"

#include <fmt/format.h>

#include "config/base/error.h"

namespace heafs {

Node NodeTable::find(uint64_t ino) const {
    const std::lock_guard lock(mutex_);
    const auto found = nodes_.find(ino);
    if (found == nodes_.end()) throw Error(Fault::kStale, fmt::format("no inode {}", ino));
    return found->second.node;
}

void NodeTable::remember(const Node& node) {
    const std::lock_guard lock(mutex_);
    Known& known = nodes_[node.ino];
    if (known.times++ == 0) known.node = node;
}

bool NodeTable::forget(uint64_t ino, uint64_t times) {
    const std::lock_guard lock(mutex_);
    const auto found = nodes_.find(ino);
    if (found == nodes_.end() || ino == kRootIno) return false;
    if (found->second.times > times) {
        found->second.times -= times;
        return false;
    }
    nodes_.erase(found);
    return true;
}

void NodeTable::rename(uint64_t ino, const std::string& path) {
    const std::lock_guard lock(mutex_);
    const auto found = nodes_.find(ino);
    if (found != nodes_.end()) found->second.node.path = path;
}

}  // namespace heafs
