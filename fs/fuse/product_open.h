// Opening a product: from the cache, or after it was rendered. The reply comes when it is there;
// an interrupt of the request ends the wait, not the rendering that others wait for.
#pragma once

#include "fs/fuse/request.h"

struct fuse_file_info;

namespace heafs {

// Replies to the open of `node`, now or later.
void open_product(fuse_req_t request, const Node& node, const fuse_file_info& info);

}  // namespace heafs
