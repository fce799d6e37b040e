// Listing folders: a snapshot at opendir, stable offsets, attributes where they are at hand.
#include <fuse_lowlevel.h>

#include <vector>

#include "core/base/files.h"
#include "fs/fuse/request.h"

namespace heafs {
namespace {

OpenFolder* open_folder_of(const fuse_file_info* info) {
    return reinterpret_cast<OpenFolder*>(info->fh);
}

void open_folder(fuse_req_t request, const Node& node, fuse_file_info info) {
    Mounted& mounted = mounted_of(request);
    auto folder = std::make_unique<OpenFolder>();
    folder->node = node;
    folder->publications = mounted.publications;
    folder->entries = mounted.tree.list(folder->node);
    folder->parent_ino = folder_ino(parent_path(folder->node.path));
    info.fh = reinterpret_cast<uint64_t>(folder.get());
    if (fuse_reply_open(request, &info) == 0) folder.release();
}

void opendir(fuse_req_t request, fuse_ino_t ino, fuse_file_info* info) {
    answer(request, "opendir", [&] {
        const Node node = mounted_of(request).nodes.find(ino);
        answer_about(request, node, "opendir",
                     [request, node, info = *info] { open_folder(request, node, info); });
    });
}

Entry dot_entry(const OpenFolder& folder, bool dot_dot) {
    Entry entry;
    entry.name = dot_dot ? ".." : ".";
    entry.node = folder.node;
    if (dot_dot) entry.node.ino = folder.parent_ino;
    entry.attributes_known = false;
    return entry;
}

// Offsets count entries from 1; `.` and `..` come first.
Entry entry_at(const OpenFolder& folder, size_t index) {
    if (index < 2) return dot_entry(folder, index == 1);
    return folder.entries[index - 2];
}

size_t add_plain(fuse_req_t request, std::vector<char>& buffer, size_t used, const Entry& entry,
                 off_t next) {
    const struct stat status = stat_of(entry.node, entry.attributes);
    return fuse_add_direntry(request, buffer.data() + used, buffer.size() - used,
                             entry.name.c_str(), &status, next);
}

size_t add_full(fuse_req_t request, std::vector<char>& buffer, size_t used, const Entry& entry,
                off_t next) {
    fuse_entry_param parameters = entry_param_of(entry);
    if (!entry.attributes_known) parameters.ino = 0;
    return fuse_add_direntry_plus(request, buffer.data() + used, buffer.size() - used,
                                  entry.name.c_str(), &parameters, next);
}

void read_folder(fuse_req_t request, size_t size, off_t offset, const fuse_file_info* info,
                 bool full) {
    const OpenFolder& folder = *open_folder_of(info);
    std::vector<char> buffer(size);
    size_t used = 0;
    std::vector<Node> told;
    // After a publication the snapshot's names may mean other inodes: they are listed, not linked.
    const bool current = folder.publications == mounted_of(request).publications;
    for (size_t index = static_cast<size_t>(offset); index < folder.entries.size() + 2; ++index) {
        Entry entry = entry_at(folder, index);
        entry.attributes_known = entry.attributes_known && current;
        const auto next = static_cast<off_t>(index + 1);
        const size_t added = full ? add_full(request, buffer, used, entry, next)
                                  : add_plain(request, buffer, used, entry, next);
        if (added > size - used) break;
        used += added;
        if (full && entry.attributes_known) told.push_back(entry.node);
    }
    NodeTable& nodes = mounted_of(request).nodes;
    for (const Node& node : told) nodes.remember(node);
    if (fuse_reply_buf(request, buffer.data(), used) != 0)
        for (const Node& node : told) nodes.forget(node.ino, 1);
}

void readdir(fuse_req_t request, fuse_ino_t, size_t size, off_t offset, fuse_file_info* info) {
    answer(request, "readdir", [&] { read_folder(request, size, offset, info, false); });
}

void readdirplus(fuse_req_t request, fuse_ino_t, size_t size, off_t offset, fuse_file_info* info) {
    answer(request, "readdirplus", [&] { read_folder(request, size, offset, info, true); });
}

void releasedir(fuse_req_t request, fuse_ino_t, fuse_file_info* info) {
    delete open_folder_of(info);
    fuse_reply_err(request, 0);
}

void fsyncdir(fuse_req_t request, fuse_ino_t ino, int, fuse_file_info*) {
    answer(request, "fsyncdir", [&] {
        Mounted& mounted = mounted_of(request);
        if (mounted.nodes.find(ino).kind == NodeKind::kStagedFolder)
            mounted.staging.synchronise_names();
        fuse_reply_err(request, 0);
    });
}

}  // namespace

void add_folder_operations(fuse_lowlevel_ops& operations) {
    operations.opendir = opendir;
    operations.readdir = readdir;
    operations.readdirplus = readdirplus;
    operations.releasedir = releasedir;
    operations.fsyncdir = fsyncdir;
}

}  // namespace heafs
