#include "fs/fuse/operations.h"

#include <fuse_lowlevel.h>

#include "fs/fuse/request.h"

namespace heafs {
namespace {

constexpr unsigned kMaxWrite = 1 << 20;

void init(void* userdata, fuse_conn_info* connection) {
    auto& mounted = **static_cast<Mounted**>(userdata);
    mounted.passthrough.negotiate(connection);
    connection->max_write = kMaxWrite;
    // Written bytes are hashed as they pass, so they have to be in memory anyway.
    connection->want &= ~static_cast<unsigned>(FUSE_CAP_SPLICE_READ);
    if (mounted.ready) mounted.ready();
}

}  // namespace

const fuse_lowlevel_ops& fuse_operations() {
    static const fuse_lowlevel_ops kOperations = [] {
        fuse_lowlevel_ops operations{};
        operations.init = init;
        add_name_operations(operations);
        add_byte_operations(operations);
        add_folder_operations(operations);
        return operations;
    }();
    return kOperations;
}

}  // namespace heafs
