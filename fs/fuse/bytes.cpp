// Operations on the bytes of files.
#include <fcntl.h>
#include <fuse_lowlevel.h>

#include <cerrno>
#include <vector>

#include "fs/fuse/opener.h"
#include "fs/fuse/product_open.h"
#include "fs/fuse/request.h"

namespace heafs {
namespace {

OpenFile* open_file_of(const fuse_file_info* info) { return reinterpret_cast<OpenFile*>(info->fh); }

bool wants_write(int flags) { return (flags & O_ACCMODE) != O_RDONLY; }

void open_delivered(fuse_req_t request, OpenFile& file, fuse_file_info* info) {
    Mounted& mounted = mounted_of(request);
    UniqueFd fd = mounted.tree.open_file(file.node);
    const bool kernel_reads = mounted.passthrough.open(request, file.node.ino, fd.get(), info);
    if (!kernel_reads) file.fd = std::move(fd);
}

// Not by the request of the open: a reply frees it, whatever became of the reply.
void undo_open(Mounted& mounted, const OpenFile& file) {
    const bool rendered = file.node.kind == NodeKind::kProduct && !file.product;
    if (file.node.kind == NodeKind::kLedgerFile || rendered)
        mounted.passthrough.release(file.node.ino);
    if (file.node.kind == NodeKind::kStagedFile) mounted.staging.release(file.staged);
}

void open(fuse_req_t request, fuse_ino_t ino, fuse_file_info* info) {
    answer(request, "open", [&] {
        Mounted& mounted = mounted_of(request);
        auto file = std::make_unique<OpenFile>();
        file->node = mounted.nodes.find(ino);
        file->opener = fuse_req_ctx(request)->pid;
        const bool writes = wants_write(info->flags);
        // A close of what nobody writes has nothing to say, and a question less is half its time.
        info->noflush = file->node.kind != NodeKind::kStagedFile;
        if (file->node.kind == NodeKind::kProduct) {
            if (writes) throw Error(Fault::kReadOnly, file->node.path + " is read-only");
            return open_product(request, file->node, *info);
        }
        switch (file->node.kind) {
            case NodeKind::kLedgerFile:
                if (writes) throw Error(Fault::kReadOnly, file->node.path + " is read-only");
                open_delivered(request, *file, info);
                break;
            case NodeKind::kText:
                if (writes) throw Error(Fault::kReadOnly, file->node.path + " is read-only");
                file->text = file->node.bytes;
                info->keep_cache = 1;
                break;
            case NodeKind::kStagedFile:
                if (writes || (info->flags & O_TRUNC) != 0) require_entitled(request, file->node);
                file->staged = mounted.staging.open(
                    ino, {.write = writes, .truncate = (info->flags & O_TRUNC) != 0});
                info->direct_io = 1;
                break;
            default:
                throw Error(Fault::kIsFolder, file->node.path + " is a folder");
        }
        info->fh = reinterpret_cast<uint64_t>(file.get());
        // An interrupted open gets no release.
        if (fuse_reply_open(request, info) != 0)
            undo_open(mounted, *file);
        else
            file.release();
    });
}

void create(fuse_req_t request, fuse_ino_t parent, const char* name, mode_t mode,
            fuse_file_info* info) {
    answer(request, "create", [&] {
        Mounted& mounted = mounted_of(request);
        const Node folder = mounted.nodes.find(parent);
        if (mounted.tree.is_virtual_in_delivery(folder, name))
            throw Error(Fault::kExists, std::string(name) + " is always there");
        require_staged_folder(folder);
        require_entitled(request, folder);
        const auto [made, handle] = mounted.staging.create(parent, name, caller_of(request), mode);
        const Entry entry = mounted.tree.staged_entry(folder.path, name, made);
        auto file = std::make_unique<OpenFile>();
        file->node = entry.node;
        file->staged = handle;
        file->opener = fuse_req_ctx(request)->pid;
        info->fh = reinterpret_cast<uint64_t>(file.get());
        info->direct_io = 1;
        mounted.nodes.remember(entry.node);
        const fuse_entry_param parameters = entry_param_of(entry);
        if (fuse_reply_create(request, &parameters, info) == 0) {
            file.release();
            return;
        }
        mounted.nodes.forget(entry.node.ino, 1);
        undo_open(mounted, *file);
    });
}

void read(fuse_req_t request, fuse_ino_t, size_t size, off_t offset, fuse_file_info* info) {
    answer(request, "read", [&] {
        const OpenFile& file = *open_file_of(info);
        if (file.text) {
            const auto from = std::min(static_cast<size_t>(offset), file.text->size());
            fuse_reply_buf(request, file.text->data() + from,
                           std::min(size, file.text->size() - from));
            return;
        }
        if (file.fd) {
            fuse_bufvec source = FUSE_BUFVEC_INIT(size);
            source.buf[0].flags = static_cast<fuse_buf_flags>(FUSE_BUF_IS_FD | FUSE_BUF_FD_SEEK);
            source.buf[0].fd = file.fd.get();
            source.buf[0].pos = offset;
            fuse_reply_data(request, &source, FUSE_BUF_SPLICE_MOVE);
            return;
        }
        std::vector<std::byte> bytes(size);
        const size_t got = file.product
                               ? file.product->read(offset, bytes)
                               : mounted_of(request).staging.read(file.staged, bytes, offset);
        fuse_reply_buf(request, reinterpret_cast<const char*>(bytes.data()), got);
    });
}

void write(fuse_req_t request, fuse_ino_t, const char* bytes, size_t size, off_t offset,
           fuse_file_info* info) {
    bool replied = false;
    const int error = guarded("write", [&] {
        mounted_of(request).staging.write(open_file_of(info)->staged,
                                          std::as_bytes(std::span(bytes, size)), offset, [&] {
                                              replied = true;
                                              fuse_reply_write(request, size);
                                          });
    });
    if (!replied) fuse_reply_err(request, error);
}

int errno_of(CloseVerdict verdict) {
    switch (verdict) {
        case CloseVerdict::kRejected:
            return EBADMSG;
        case CloseVerdict::kNotKept:
            return ENOSPC;
        default:
            return 0;
    }
}

void flush(fuse_req_t request, fuse_ino_t, fuse_file_info* info) {
    answer(request, "flush", [&] {
        const OpenFile& file = *open_file_of(info);
        if (file.node.kind != NodeKind::kStagedFile) {
            fuse_reply_err(request, 0);
            return;
        }
        const pid_t closer = fuse_req_ctx(request)->pid;
        mounted_of(request).staging.flush(
            file.staged,
            [request, closer, opener = file.opener, path = file.node.path](CloseVerdict verdict) {
                const bool goes_on = verdict == CloseVerdict::kRejected &&
                                     another_process_has_it_open(opener, closer, path);
                fuse_reply_err(request, goes_on ? 0 : errno_of(verdict));
            });
    });
}

void release(fuse_req_t request, fuse_ino_t, fuse_file_info* info) {
    const std::unique_ptr<OpenFile> file(open_file_of(info));
    guarded("release", [&] { undo_open(mounted_of(request), *file); });
    fuse_reply_err(request, 0);
}

void fsync(fuse_req_t request, fuse_ino_t, int, fuse_file_info* info) {
    answer(request, "fsync", [&] {
        const OpenFile& file = *open_file_of(info);
        if (file.node.kind == NodeKind::kStagedFile)
            mounted_of(request).staging.synchronise(file.staged);
        fuse_reply_err(request, 0);
    });
}

void fallocate(fuse_req_t request, fuse_ino_t ino, int mode, off_t offset, off_t length,
               fuse_file_info* info) {
    answer(request, "fallocate", [&] {
        const OpenFile& file = *open_file_of(info);
        if (file.node.kind != NodeKind::kStagedFile)
            throw Error(Fault::kReadOnly, file.node.path + " is read-only");
        if (mode != 0) {
            fuse_reply_err(request, EOPNOTSUPP);
            return;
        }
        Staging& staging = mounted_of(request).staging;
        if (staging.attributes(ino).size < offset + length) {
            AttributeChange grow;
            grow.size = offset + length;
            staging.change_attributes(ino, grow);
        }
        fuse_reply_err(request, 0);
    });
}

// The caller copies by reading and writing instead, so that every byte is seen.
void copy_file_range(fuse_req_t request, fuse_ino_t, off_t, fuse_file_info*, fuse_ino_t, off_t,
                     fuse_file_info*, size_t, int) {
    fuse_reply_err(request, EOPNOTSUPP);
}

}  // namespace

void add_byte_operations(fuse_lowlevel_ops& operations) {
    operations.open = open;
    operations.create = create;
    operations.read = read;
    operations.write = write;
    operations.flush = flush;
    operations.release = release;
    operations.fsync = fsync;
    operations.fallocate = fallocate;
    operations.copy_file_range = copy_file_range;
}

}  // namespace heafs
