#include "fs/fuse/request.h"

#include <fuse_lowlevel.h>
#include <sys/stat.h>

namespace heafs {
namespace {

constexpr blksize_t kBlockSize = 1 << 20;  // what cp and tar read and write at a time
constexpr int64_t kSecondNs = 1000000000;

timespec timespec_of(int64_t nanoseconds) {
    timespec time{};
    time.tv_sec = nanoseconds / kSecondNs;
    time.tv_nsec = nanoseconds % kSecondNs;
    if (time.tv_nsec < 0) {
        time.tv_nsec += kSecondNs;
        --time.tv_sec;
    }
    return time;
}

mode_t type_of(NodeKind kind) {
    if (is_folder(kind)) return S_IFDIR;
    return kind == NodeKind::kLink ? S_IFLNK : S_IFREG;
}

}  // namespace

Mounted& mounted_of(fuse_req_t request) {
    return **static_cast<Mounted**>(fuse_req_userdata(request));
}

Owner caller_of(fuse_req_t request) {
    const fuse_ctx* context = fuse_req_ctx(request);
    return {context->uid, context->gid};
}

struct stat stat_of(const Node& node, const Attributes& attributes) {
    struct stat status {};
    status.st_ino = node.ino;
    status.st_mode = type_of(node.kind) | attributes.mode;
    status.st_nlink = 1;
    status.st_uid = attributes.uid;
    status.st_gid = attributes.gid;
    status.st_size = attributes.size;
    status.st_blocks = (attributes.size + 511) / 512;
    status.st_blksize = kBlockSize;
    status.st_mtim = timespec_of(attributes.mtime_ns);
    status.st_ctim = timespec_of(attributes.ctime_ns);
    status.st_atim = status.st_mtim;
    return status;
}

fuse_entry_param entry_param_of(const Entry& entry) {
    fuse_entry_param parameters{};
    parameters.ino = entry.node.ino;
    parameters.generation = 1;
    parameters.attr = stat_of(entry.node, entry.attributes);
    parameters.attr_timeout = entry.lifetime.attributes.value;
    parameters.entry_timeout = entry.lifetime.name.value;
    return parameters;
}

void answer(fuse_req_t request, const char* operation, const std::function<void()>& work) {
    const int error = guarded(operation, work);
    if (error != 0) fuse_reply_err(request, error);
}

void answer_about(fuse_req_t request, const Node& folder, const char* operation,
                  std::function<void()> work) {
    if (folder.kind != NodeKind::kVirtualFolder) return answer(request, operation, work);
    mounted_of(request).planning.add(
        [request, operation, work = std::move(work)] { answer(request, operation, work); });
}

void require_staged_folder(const Node& node) {
    if (node.kind == NodeKind::kStagedFolder) return;
    throw Error(Fault::kReadOnly, "'" + node.path + "' is read-only; only deliveries are writable");
}

}  // namespace heafs
