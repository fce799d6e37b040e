#include "fs/tree/node.h"

#include "core/base/sha256.h"

namespace heafs {

uint64_t folder_ino(const std::string& path) {
    if (path.empty()) return kRootIno;
    return (uint64_t{1} << 62) + hash60(path);
}

uint64_t snapshot_ino(const std::string& path, const std::string& revision) {
    std::string key = path;
    key += '\0';
    key += revision;
    return (uint64_t{1} << 62) + (uint64_t{1} << 61) + hash60(key);
}

uint64_t product_ino(const std::string& key) {
    constexpr uint64_t kFirst = uint64_t{1} << 63;
    return kFirst + (std::stoull(key.substr(0, 16), nullptr, 16) >> 2);
}

}  // namespace heafs
