// Small things that all operations share: the mounted archive behind a request, replies, the
// kernel's form of attributes.
#pragma once

#include <sys/stat.h>

#include <functional>
#include <optional>
#include <string>

#include "fs/fuse/errno_of.h"
#include "fs/fuse/operations.h"
#include "products/plan/product.h"

struct fuse_entry_param;
struct fuse_lowlevel_ops;
struct fuse_req;
typedef struct fuse_req* fuse_req_t;

namespace heafs {

Mounted& mounted_of(fuse_req_t request);
Owner caller_of(fuse_req_t request);

struct stat stat_of(const Node& node, const Attributes& attributes);
fuse_entry_param entry_param_of(const Entry& entry);

// Runs `work`, which replies itself; an exception is replied as its errno instead.
void answer(fuse_req_t request, const char* operation, const std::function<void()>& work);

// The same on this thread, or for a computed folder on a thread of the planning pool, so that slow
// plans keep no FUSE thread. What `work` uses must outlive this call.
void answer_about(fuse_req_t request, const Node& folder, const char* operation,
                  std::function<void()> work);

// "delivery/swift/first/obs" -> "swift"; nothing for what lies in no mission's deliveries.
std::optional<std::string> mission_of_path(const std::string& path);

// Raises Fault::kReadOnly unless the node lies in a delivery.
void require_staged_folder(const Node& node);

// Raises Fault::kDenied when the node lies in deliveries that a group alone may make, and the
// caller is neither in it, nor root, nor the archive's own user. For what writes; reads are
// nobody's business but the mode bits'.
void require_entitled(fuse_req_t request, const Node& node);

// What an open file or folder handle of the kernel stands for.
struct OpenFile {
    Node node;
    std::shared_ptr<const std::string> text;  // of text nodes
    UniqueFd fd;                              // of delivered files without passthrough
    // Of products that give every byte at once; shared with the reads under way.
    std::shared_ptr<const Product> product = nullptr;
    uint64_t staged = 0;  // of staged files
    pid_t opener = 0;     // the thread that opened it
};
struct OpenFolder {
    Node node;
    std::vector<Entry> entries;  // as they were when the folder was opened
    uint64_t parent_ino = kRootIno;
    uint64_t publications = 0;  // as many as there were then
};

// The operations by file: names.cpp, bytes.cpp, folders.cpp; opening products: product_open.h.
void add_name_operations(fuse_lowlevel_ops& operations);
void add_byte_operations(fuse_lowlevel_ops& operations);
void add_folder_operations(fuse_lowlevel_ops& operations);

}  // namespace heafs
