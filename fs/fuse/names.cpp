// Operations on names and attributes.
#include <fuse_lowlevel.h>

#include <cerrno>
#include <climits>

#include "core/base/clock.h"
#include "core/base/files.h"
#include "fs/fuse/request.h"

#ifndef RENAME_NOREPLACE
#define RENAME_NOREPLACE (1 << 0)
#endif

namespace heafs {
namespace {

void reply_entry(fuse_req_t request, const Entry& entry) {
    Mounted& mounted = mounted_of(request);
    mounted.nodes.remember(entry.node);
    const fuse_entry_param parameters = entry_param_of(entry);
    if (fuse_reply_entry(request, &parameters) != 0) mounted.nodes.forget(entry.node.ino, 1);
}

void look_up(fuse_req_t request, const Node& folder, const std::string& name) {
    Mounted& mounted = mounted_of(request);
    if (auto entry = mounted.tree.find(folder, name)) return reply_entry(request, *entry);
    // An inode of 0 lets the kernel remember that there is nothing.
    fuse_entry_param absent{};
    absent.entry_timeout = mounted.tree.absence_lifetime(folder).value;
    if (absent.entry_timeout > 0)
        fuse_reply_entry(request, &absent);
    else
        fuse_reply_err(request, ENOENT);
}

void lookup(fuse_req_t request, fuse_ino_t parent, const char* name) {
    answer(request, "lookup", [&] {
        const Node folder = mounted_of(request).nodes.find(parent);
        answer_about(request, folder, "lookup", [request, folder, name = std::string(name)] {
            look_up(request, folder, name);
        });
    });
}

void forget_one(Mounted& mounted, fuse_ino_t ino, uint64_t times) {
    if (mounted.nodes.forget(ino, times) && ino >= kFirstStagedIno) mounted.staging.forget(ino);
}

void forget(fuse_req_t request, fuse_ino_t ino, uint64_t times) {
    guarded("forget", [&] { forget_one(mounted_of(request), ino, times); });
    fuse_reply_none(request);
}

void forget_multi(fuse_req_t request, size_t count, fuse_forget_data* forgotten) {
    guarded("forget", [&] {
        for (size_t i = 0; i < count; ++i)
            forget_one(mounted_of(request), forgotten[i].ino, forgotten[i].nlookup);
    });
    fuse_reply_none(request);
}

void getattr(fuse_req_t request, fuse_ino_t ino, fuse_file_info*) {
    answer(request, "getattr", [&] {
        Mounted& mounted = mounted_of(request);
        const Node node = mounted.nodes.find(ino);
        const struct stat status = stat_of(node, mounted.tree.attributes(node));
        fuse_reply_attr(request, &status, mounted.tree.lifetime(node).attributes.value);
    });
}

AttributeChange change_of(const struct stat& wanted, int mask) {
    AttributeChange change;
    if ((mask & FUSE_SET_ATTR_MODE) != 0) change.mode = wanted.st_mode & 07777;
    if ((mask & FUSE_SET_ATTR_UID) != 0) change.uid = wanted.st_uid;
    if ((mask & FUSE_SET_ATTR_GID) != 0) change.gid = wanted.st_gid;
    if ((mask & FUSE_SET_ATTR_SIZE) != 0) change.size = wanted.st_size;
    if ((mask & FUSE_SET_ATTR_MTIME) != 0)
        change.mtime_ns = int64_t{wanted.st_mtim.tv_sec} * 1000000000 + wanted.st_mtim.tv_nsec;
    if ((mask & FUSE_SET_ATTR_MTIME_NOW) != 0) change.mtime_ns = now_nanoseconds();
    return change;
}

void setattr(fuse_req_t request, fuse_ino_t ino, struct stat* wanted, int mask, fuse_file_info*) {
    answer(request, "setattr", [&] {
        Mounted& mounted = mounted_of(request);
        const Node node = mounted.nodes.find(ino);
        if (node.kind != NodeKind::kStagedFile && node.kind != NodeKind::kStagedFolder)
            throw Error(Fault::kReadOnly, "'" + node.path + "' is read-only");
        require_entitled(request, node);
        const StagedAttributes changed =
            mounted.staging.change_attributes(ino, change_of(*wanted, mask));
        const Entry entry = mounted.tree.staged_entry("", base_name(node.path), changed);
        const struct stat status = stat_of(node, entry.attributes);
        fuse_reply_attr(request, &status, mounted.tree.lifetime(node).attributes.value);
    });
}

void readlink(fuse_req_t request, fuse_ino_t ino) {
    answer(request, "readlink", [&] {
        const Node node = mounted_of(request).nodes.find(ino);
        if (node.kind != NodeKind::kLink) throw Error(Fault::kUsage, node.path + " is no link");
        fuse_reply_readlink(request, node.bytes->c_str());
    });
}

void mkdir(fuse_req_t request, fuse_ino_t parent, const char* name, mode_t mode) {
    answer(request, "mkdir", [&] {
        Mounted& mounted = mounted_of(request);
        const Node folder = mounted.nodes.find(parent);
        require_entitled(request, folder);
        if (mounted.tree.is_virtual_in_delivery(folder, name))
            throw Error(Fault::kExists, std::string(name) + " exists");
        StagedAttributes made;
        if (const auto mission = mounted.tree.mission_of_delivery_folder(folder)) {
            made = mounted.staging.make_delivery(*mission, name, caller_of(request));
        } else {
            require_staged_folder(folder);
            made = mounted.staging.make_folder(parent, name, caller_of(request), mode);
        }
        reply_entry(request, mounted.tree.staged_entry(folder.path, name, made));
    });
}

// Removing a name that a delivery shows by itself succeeds without effect, so that rm -rf works.
bool removal_is_idle(Mounted& mounted, const Node& folder, const char* name) {
    return folder.kind == NodeKind::kStagedFolder &&
           mounted.tree.is_virtual_in_delivery(folder, name);
}

void unlink(fuse_req_t request, fuse_ino_t parent, const char* name) {
    answer(request, "unlink", [&] {
        Mounted& mounted = mounted_of(request);
        const Node folder = mounted.nodes.find(parent);
        require_staged_folder(folder);
        require_entitled(request, folder);
        if (!removal_is_idle(mounted, folder, name)) mounted.staging.remove_file(parent, name);
        fuse_reply_err(request, 0);
    });
}

void rmdir(fuse_req_t request, fuse_ino_t parent, const char* name) {
    answer(request, "rmdir", [&] {
        Mounted& mounted = mounted_of(request);
        const Node folder = mounted.nodes.find(parent);
        require_entitled(request, folder);
        if (const auto mission = mounted.tree.mission_of_delivery_folder(folder)) {
            mounted.staging.remove_delivery(*mission, name);
        } else {
            require_staged_folder(folder);
            mounted.staging.remove_folder(parent, name);
        }
        fuse_reply_err(request, 0);
    });
}

void rename(fuse_req_t request, fuse_ino_t parent, const char* name, fuse_ino_t new_parent,
            const char* new_name, unsigned flags) {
    answer(request, "rename", [&] {
        Mounted& mounted = mounted_of(request);
        if ((flags & ~static_cast<unsigned>(RENAME_NOREPLACE)) != 0)
            throw Error(Fault::kUsage, "names cannot be exchanged");
        const Node from = mounted.nodes.find(parent);
        const Node to = mounted.nodes.find(new_parent);
        require_staged_folder(from);
        require_entitled(request, from);
        if (to.kind != NodeKind::kStagedFolder)
            throw Error(Fault::kCrossArea, "a rename cannot leave its delivery");
        if (mounted.tree.is_virtual_in_delivery(to, new_name))
            throw Error(Fault::kExists, std::string(new_name) + " is always there");
        mounted.staging.rename(parent, name, new_parent, new_name, (flags & RENAME_NOREPLACE) != 0);
        if (const auto moved = mounted.staging.find(new_parent, new_name))
            mounted.nodes.rename(moved->ino, join_path(to.path, new_name));
        fuse_reply_err(request, 0);
    });
}

void refuse_link(fuse_req_t request, fuse_ino_t parent, const char* name) {
    answer(request, "link", [&] {
        const Node folder = mounted_of(request).nodes.find(parent);
        require_staged_folder(folder);
        require_entitled(request, folder);
        mounted_of(request).staging.refuse_special(parent, name);
    });
}

void symlink(fuse_req_t request, const char*, fuse_ino_t parent, const char* name) {
    refuse_link(request, parent, name);
}

void link(fuse_req_t request, fuse_ino_t, fuse_ino_t new_parent, const char* new_name) {
    refuse_link(request, new_parent, new_name);
}

void mknod(fuse_req_t request, fuse_ino_t parent, const char* name, mode_t, dev_t) {
    refuse_link(request, parent, name);
}

void getxattr(fuse_req_t request, fuse_ino_t ino, const char* name, size_t size) {
    answer(request, "getxattr", [&] {
        const std::string wanted = name;
        // Everything but user.*: said once, the kernel and ls stop asking.
        if (wanted.substr(0, 5) != "user.") {
            fuse_reply_err(request, EOPNOTSUPP);
            return;
        }
        Mounted& mounted = mounted_of(request);
        const auto values = mounted.tree.extended_attributes(mounted.nodes.find(ino));
        const auto found = values.find(wanted);
        if (found == values.end())
            fuse_reply_err(request, ENODATA);
        else if (size == 0)
            fuse_reply_xattr(request, found->second.size());
        else if (size < found->second.size())
            fuse_reply_err(request, ERANGE);
        else
            fuse_reply_buf(request, found->second.data(), found->second.size());
    });
}

void listxattr(fuse_req_t request, fuse_ino_t ino, size_t size) {
    answer(request, "listxattr", [&] {
        Mounted& mounted = mounted_of(request);
        std::string names;
        for (const auto& [name, value] :
             mounted.tree.extended_attributes(mounted.nodes.find(ino))) {
            names += name;
            names += '\0';
        }
        if (size == 0)
            fuse_reply_xattr(request, names.size());
        else if (size < names.size())
            fuse_reply_err(request, ERANGE);
        else
            fuse_reply_buf(request, names.data(), names.size());
    });
}

void setxattr(fuse_req_t request, fuse_ino_t, const char*, const char*, size_t, int) {
    fuse_reply_err(request, EOPNOTSUPP);
}

// What the quota of the mission leaves, where the node lies in its deliveries.
std::optional<int64_t> quota_room(Mounted& mounted, fuse_ino_t ino) {
    std::optional<int64_t> room;
    guarded("statfs", [&] {
        const auto mission = mission_of_path(mounted.nodes.find(ino).path);
        if (mission) room = mounted.staging.quota_room(*mission);
    });
    return room;
}

void statfs(fuse_req_t request, fuse_ino_t ino) {
    FreeSpace::Numbers numbers = mounted_of(request).staging.free_space().numbers();
    if (const auto room = quota_room(mounted_of(request), ino))
        numbers.available_bytes = std::min(numbers.available_bytes, *room);
    struct statvfs status {};
    status.f_bsize = status.f_frsize = 4096;
    status.f_blocks = static_cast<fsblkcnt_t>(numbers.total_bytes) / status.f_frsize;
    status.f_bfree = status.f_bavail =
        static_cast<fsblkcnt_t>(numbers.available_bytes) / status.f_frsize;
    status.f_files = static_cast<fsfilcnt_t>(numbers.files);
    status.f_ffree = status.f_favail = static_cast<fsfilcnt_t>(numbers.free_files);
    status.f_namemax = NAME_MAX;
    fuse_reply_statfs(request, &status);
}

}  // namespace

void add_name_operations(fuse_lowlevel_ops& operations) {
    operations.lookup = lookup;
    operations.forget = forget;
    operations.forget_multi = forget_multi;
    operations.getattr = getattr;
    operations.setattr = setattr;
    operations.readlink = readlink;
    operations.mkdir = mkdir;
    operations.unlink = unlink;
    operations.rmdir = rmdir;
    operations.rename = rename;
    operations.symlink = symlink;
    operations.link = link;
    operations.mknod = mknod;
    operations.getxattr = getxattr;
    operations.listxattr = listxattr;
    operations.setxattr = setxattr;
    operations.statfs = statfs;
}

}  // namespace heafs
