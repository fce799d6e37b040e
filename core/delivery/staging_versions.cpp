// One version of a file taking the place of another at its name.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "config/base/error.h"
#include "core/archive/staging_folders.h"
#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/delivery/rules.h"
#include "core/delivery/staging.h"

namespace heafs {
namespace {

// Copies the first `size` bytes, in the kernel.
void copy_bytes(int from, int to, int64_t size, const std::string& name) {
    loff_t read_at = 0;
    loff_t write_at = 0;
    while (read_at < size) {
        const ssize_t copied = ::copy_file_range(from, &read_at, to, &write_at,
                                                 static_cast<size_t>(size - read_at), 0);
        if (copied < 0 && errno == EINTR) continue;
        if (copied <= 0) throw system_error(copied < 0 ? errno : EIO, "copy " + name);
    }
}

}  // namespace

void Staging::remove_from_disk(const StagedFile& file) {
    ::unlinkat(parts_.archive.root(), staged_path(file.serial).c_str(), 0);
}

// The old version stays with whoever reads or publishes it.
void Staging::replace_version(StagedNode& node, std::shared_ptr<StagedFile> file) {
    const std::shared_ptr<StagedFile> old = node.file;
    count_node(node, -1);
    node.file = std::move(file);
    count_node(node, 1);
    node.mtime_ns = node.ctime_ns = now_nanoseconds();
    node.delivery->refusals.erase(path_in_delivery(node));
    touch(*node.delivery);
    old->dropped = true;
    settle_charge(*old);
    charge_by_name(node);
    if (old->state != FileState::kPublishing && old->state != FileState::kPublished)
        remove_from_disk(*old);
}

std::shared_ptr<StagedFile> Staging::copy_of(const Handle& late) {
    auto file = std::make_shared<StagedFile>();
    file->size = size_of(*late.file);
    file->hash_follows = false;
    free_space_.require(file->size);
    {
        const std::lock_guard lock(mutex_);
        file->serial = next_serial_++;
    }
    try {
        const UniqueFd to = open_disk(*file, O_RDWR | O_CREAT | O_EXCL);
        copy_bytes(late.fd->get(), to.get(), file->size, late.node->name);
    } catch (...) {
        remove_from_disk(*file);
        throw;
    }
    return file;
}

// The name keeps its version when there is no room for another: the report alone can say why.
void Staging::require_quota_for_copy(const StagedNode& node, int64_t more_bytes) {
    try {
        require_quota(*node.delivery->mission, more_bytes);
    } catch (const Error& error) {
        note_refusal(*node.delivery, make_finding("DLV-013", path_in_delivery(node), error.what()));
        throw;
    }
}

Staging::Handle Staging::begin_late_version(uint64_t handle, const Handle& late) {
    const std::shared_ptr<StagedFile> file = copy_of(late);
    try {
        auto fd = std::make_shared<UniqueFd>(open_disk(*file, O_RDWR));
        const std::lock_guard lock(mutex_);
        const auto found = handles_.find(handle);
        if (found == handles_.end()) throw Error(Fault::kStale, "the handle is closed");
        if (late.node->removed) throw Error(Fault::kStale, "the file is removed");
        if (late.node->file != late.file)
            throw Error(Fault::kSealed, fmt::format("'{}' was replaced by another writer just now",
                                                    late.node->name));
        require_quota_for_copy(*late.node, file->size - late.file->charged_bytes);
        replace_version(*late.node, file);
        ++file->writers;
        found->second = {late.node, file, std::move(fd), true, false};
        return found->second;
    } catch (...) {
        remove_from_disk(*file);
        throw;
    }
}

}  // namespace heafs
