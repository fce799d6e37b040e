// One entry of the mounted tree, with the number that kernels know it by. Nodes are immutable
// values: what an inode number stands for never changes while it is known.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "config/base/units.h"

namespace heafs {

enum class NodeKind {
    kFixedFolder,   // the root, FTP/, delivery/, delivery/<mission>/, .heafs/
    kLedgerFolder,  // below obs/ and trend/
    kLedgerFile,    // a delivered file
    kText,          // README.txt, report.txt, status.json: bytes kept with the node
    kLink,          // a symbolic link; its bytes are the target
    kStagedFolder,  // below delivery/<mission>/
    kStagedFile,
    kVirtualFolder,  // below sky/ and tables/
    kProduct,        // a file that is rendered when it is read
};

struct Attributes {
    int64_t size = 0;
    uint32_t mode = 0;  // permission bits; the kind gives the type
    uint32_t uid = 0;
    uint32_t gid = 0;
    int64_t mtime_ns = 0;
    int64_t ctime_ns = 0;
    bool operator==(const Attributes&) const = default;
};

// How long a kernel may trust a name and its attributes.
struct Lifetime {
    Seconds name;
    Seconds attributes;
};

// As much of a product as a kernel may ask for at any time; its plan is made again for an open.
struct ProductFacts {
    std::string key;
    int64_t size = 0;
    std::string provenance;
};

struct Node {
    uint64_t ino = 0;
    NodeKind kind = NodeKind::kFixedFolder;
    std::string path;                          // canonical, below the mount; "" is the root
    int64_t ledger_id = 0;                     // of ledger folders and files
    std::shared_ptr<const std::string> bytes;  // of texts and links; shared with open handles
    int64_t mtime_ns = 0;                      // of texts and links
    std::shared_ptr<const ProductFacts> product = {};  // of products
    bool lasting = false;                              // of virtual folders: they never go away
};

// A name in a folder. `attributes_known` is false where they would cost something to find out.
struct Entry {
    std::string name;
    Node node;
    Attributes attributes;
    Lifetime lifetime;
    bool attributes_known = true;
};

inline bool is_folder(NodeKind kind) {
    return kind == NodeKind::kFixedFolder || kind == NodeKind::kLedgerFolder ||
           kind == NodeKind::kStagedFolder || kind == NodeKind::kVirtualFolder;
}

// Numbers as store.md divides them: delivered files below 2^61 (their ledger ids), staging from
// 2^61, folders from 2^62, snapshots and links from 2^62 + 2^61, products from 2^63.
inline constexpr uint64_t kRootIno = 1;
uint64_t folder_ino(const std::string& path);
// Another content is another number: `revision` is the text or the target itself.
uint64_t snapshot_ino(const std::string& path, const std::string& revision);
// From 2^63 on: a product's key is a hash of its request and its inputs.
uint64_t product_ino(const std::string& key);

}  // namespace heafs
