// The FUSE operations: each answers one request of the kernel with what the tree or the staging
// area says. Errors become errno values in one guard (errno_of.h).
#pragma once

#include <atomic>
#include <functional>

#include "core/delivery/staging.h"
#include "fs/fuse/node_table.h"
#include "fs/fuse/passthrough.h"
#include "fs/fuse/task_pool.h"
#include "fs/tree/tree.h"
#include "products/plan/product_cache.h"

struct fuse_lowlevel_ops;

namespace heafs {

// What the operations work on.
struct Mounted {
    Tree& tree;
    Staging& staging;
    NodeTable nodes;
    Passthrough& passthrough;
    ProductCache& products;
    TaskPool& planning;  // where names below sky/ and tables/ are looked up
    // Raised before the kernel is told of what a publication changed.
    const std::atomic<uint64_t>& publications;
    std::function<void()> ready;
};

// The table of operations. The user data of their session is a Mounted**, so that a session can
// be made before what it serves; it must be set before the first request is read.
const fuse_lowlevel_ops& fuse_operations();

}  // namespace heafs
