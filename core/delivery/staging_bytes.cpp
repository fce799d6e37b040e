// Bytes: handles, reads, writes, closes.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "config/base/error.h"
#include "core/archive/staging_folders.h"
#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/base/log.h"
#include "core/catalog/retirement_store.h"
#include "core/delivery/staging.h"

namespace heafs {
namespace {

void write_at(int fd, std::span<const std::byte> bytes, int64_t offset, const std::string& name) {
    while (!bytes.empty()) {
        const ssize_t written = ::pwrite(fd, bytes.data(), bytes.size(), offset);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) throw system_error(errno, "write " + name);
        bytes = bytes.subspan(static_cast<size_t>(written));
        offset += written;
    }
}

std::vector<std::byte> read_all(int fd, int64_t size, const std::string& name) {
    std::vector<std::byte> bytes(static_cast<size_t>(size));
    for (size_t have = 0; have < bytes.size();) {
        const ssize_t got =
            ::pread(fd, bytes.data() + have, bytes.size() - have, static_cast<off_t>(have));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) throw system_error(got < 0 ? errno : EIO, "read " + name);
        have += static_cast<size_t>(got);
    }
    return bytes;
}

// Hashes what continues the bytes hashed so far; anything else leaves the hash to the close. The
// file's hash_mutex is held.
void hash_on(StagedFile& file, std::span<const std::byte> bytes, int64_t offset) {
    if (file.hash_follows && offset == file.hashed_bytes) {
        file.hash.update(bytes);
        file.hashed_bytes += static_cast<int64_t>(bytes.size());
    } else if (offset < file.hashed_bytes) {
        file.hash_follows = false;
    }
}

}  // namespace

UniqueFd Staging::open_disk(const StagedFile& file, int flags) const {
    return open_beneath(parts_.archive.root(), staged_path(file.serial), flags);
}

UniqueFd Staging::open_published(const StagedFile& file) const {
    if (!file.rehearsed_path.empty())
        return open_beneath(parts_.archive.root(), file.rehearsed_path, O_RDONLY);
    const auto row = parts_.ledger.borrow()->find_file_by_id(file.file_id);
    if (!row) throw Error(Fault::kNotFound, "the ledger does not know the published file");
    if (row->state == kWithdrawn) throw Error(Fault::kNotFound, "the file is withdrawn");
    return open_beneath(parts_.archive.root(), row->disk_path, O_RDONLY);
}

// A file to read that is not public. While it is being published its bytes stand at one place or
// the other.
UniqueFd Staging::open_not_public(const StagedNode& node) const {
    const StagedFile& file = *node.file;
    try {
        return open_disk(file, O_RDONLY);
    } catch (const Error& error) {
        if (error.fault() != Fault::kNotFound || file.state != FileState::kPublishing) throw;
    }
    const Mission& mission = *node.delivery->mission;
    return open_beneath(parts_.archive.root(), place_of(mission, path_in_delivery(node)).final_path,
                        O_RDONLY);
}

uint64_t Staging::add_handle(Handle handle) {
    const uint64_t number = next_handle_++;
    handles_.emplace(number, std::move(handle));
    return number;
}

Staging::Handle Staging::handle_of(uint64_t handle) const {
    const std::lock_guard lock(mutex_);
    const auto found = handles_.find(handle);
    if (found == handles_.end()) throw Error(Fault::kStale, "the handle is closed");
    return found->second;
}

// Another version of the file at this name; the old one stays with whoever holds or publishes it.
// With `keep_bytes` it begins with the old one's bytes: control files may be appended to.
void Staging::begin_version(StagedNode& node, bool keep_bytes) {
    const std::shared_ptr<StagedFile> old = node.file;
    auto file = std::make_shared<StagedFile>();
    file->serial = next_serial_++;
    const UniqueFd fd = open_disk(*file, O_RDWR | O_CREAT | O_EXCL);
    if (keep_bytes && old->size > 0) {
        const UniqueFd from = open_disk(*old, O_RDONLY);
        write_at(fd.get(), read_all(from.get(), old->size, node.name), 0, node.name);
        file->size = old->size;
        file->hash_follows = false;
    }
    replace_version(node, std::move(file));
}

void Staging::truncate(StagedNode& node, int64_t size) {
    StagedFile& file = *node.file;
    const UniqueFd fd = open_disk(file, O_RDWR);
    if (::ftruncate(fd.get(), size) != 0) throw system_error(errno, "truncate " + node.name);
    const std::lock_guard lock(file.hash_mutex);
    if (size == 0) {
        file.hash = Sha256();
        file.hashed_bytes = 0;
        file.hash_follows = true;
        file.damaged = false;
        file.over_quota.clear();
    } else if (size < file.hashed_bytes) {
        file.hash_follows = false;
    }
    if (size != file.size) ++file.generation;
    file.size = size;
    settle_charge(file);
    node.mtime_ns = node.ctime_ns = now_nanoseconds();
}

uint64_t Staging::open(uint64_t ino, OpenMode mode) {
    std::shared_ptr<StagedNode> node;
    std::shared_ptr<StagedFile> published;
    bool late = false;
    {
        const std::lock_guard lock(mutex_);
        const auto found = nodes_.find(ino);
        if (found == nodes_.end()) throw Error(Fault::kStale, "the file is gone");
        node = found->second;
        if (node->folder) throw Error(Fault::kIsFolder, "'" + node->name + "' is a folder");
        if (mode.write && node->removed && node->file->sealed)
            throw Error(Fault::kStale, "the file is removed");
        if (mode.write) {
            const bool control = is_control_name(path_in_delivery(*node));
            late = node->file->sealed && !mode.truncate && !control;
            if (late)
                mode.write = false;  // until it writes
            else if (node->file->sealed)
                begin_version(*node, control && !mode.truncate);
            else if (mode.truncate)
                truncate(*node, 0);
        }
        if (node->file->state != FileState::kPublished) {
            auto fd = std::make_shared<UniqueFd>(mode.write ? open_disk(*node->file, O_RDWR)
                                                            : open_not_public(*node));
            if (mode.write) ++node->file->writers;
            return add_handle({node, node->file, fd, mode.write, late});
        }
        published = node->file;
    }
    auto fd = std::make_shared<UniqueFd>(open_published(*published));
    const std::lock_guard lock(mutex_);
    return add_handle({node, published, fd, false, late});
}

size_t Staging::read(uint64_t handle, std::span<std::byte> into, int64_t offset) {
    const Handle open = handle_of(handle);
    for (;;) {
        const ssize_t got = ::pread(open.fd->get(), into.data(), into.size(), offset);
        if (got >= 0) return static_cast<size_t>(got);
        if (errno != EINTR) throw system_error(errno, "read " + open.node->name);
    }
}

void Staging::write(uint64_t handle, std::span<const std::byte> bytes, int64_t offset,
                    const std::function<void()>& written) {
    Handle open = handle_of(handle);
    if (open.late) open = begin_late_version(handle, open);
    if (!open.writes) throw Error(Fault::kSealed, "the handle is not open for writing");
    StagedFile& file = *open.file;
    try {
        // A hole is charged like bytes: hashing and copying it costs the same.
        const int64_t end = offset + static_cast<int64_t>(bytes.size());
        {
            const std::lock_guard lock(mutex_);
            charge(*open.node, file, end);
        }
        free_space_.require(std::max(static_cast<int64_t>(bytes.size()), end - size_of(file)));
        write_at(open.fd->get(), bytes, offset, open.node->name);
    } catch (const Error& error) {
        const bool over_quota = error.fault() == Fault::kOverQuota;
        note_failed_write(*open.node, file, open.fd->get(), over_quota ? error.what() : "");
        throw;
    } catch (...) {
        note_failed_write(*open.node, file, open.fd->get(), "");
        throw;
    }
    {
        const std::lock_guard lock(mutex_);
        file.size = std::max(file.size, offset + static_cast<int64_t>(bytes.size()));
        if (file.charged_bytes < file.size) settle_charge(file);
        ++file.generation;
        open.node->mtime_ns = open.node->ctime_ns = now_nanoseconds();
    }
    // Taken before the writer hears of it, so that its next bytes are hashed after these.
    const std::lock_guard lock(file.hash_mutex);
    if (written) written();
    hash_on(file, bytes, offset);
}

int64_t Staging::size_of(const StagedFile& file) const {
    const std::lock_guard lock(mutex_);
    return file.size;
}

// The bytes are not what the sender meant from here on, until the file is begun anew. A part of
// them may stand on disk: neither size nor running hash are to be believed.
void Staging::note_failed_write(const StagedNode& node, StagedFile& file, int fd,
                                const std::string& over_quota) {
    struct stat status {};
    const bool known = ::fstat(fd, &status) == 0;
    {
        const std::lock_guard lock(file.hash_mutex);
        file.hash_follows = false;
    }
    const std::lock_guard lock(mutex_);
    file.damaged = true;
    ++file.generation;
    if (!over_quota.empty()) file.over_quota = over_quota;
    if (known) file.size = status.st_size;
    settle_charge(file);
    log_warning("a write to {} failed; the file must be sent again", node.name);
}

void Staging::flush(uint64_t handle, CloseAnswer answer) {
    const Handle open = handle_of(handle);
    auto reply = std::make_shared<FlushReply>(std::move(answer));
    {
        const std::lock_guard lock(mutex_);
        const StagedFile& file = *open.file;
        // COMMIT is empty and means something: its word is kept before the sender goes on.
        const bool untouched =
            file.generation == 0 &&
            (open.node->removed || !is_control_name(path_in_delivery(*open.node)));
        if (!open.writes || untouched) {
            reply->give(CloseVerdict::kReceived);
            return;
        }
        if (file.judged_generation == file.generation) {
            reply->give(verdict_on(file));
            return;
        }
    }
    deadlines_.watch(reply);
    begin_validation(open.node, open.file, reply);
}

void Staging::release(uint64_t handle) {
    std::vector<DueUnit> due;
    std::shared_ptr<StagedNode> node;
    std::shared_ptr<StagedFile> file;
    {
        const std::lock_guard lock(mutex_);
        const auto found = handles_.find(handle);
        if (found == handles_.end()) return;
        const Handle open = std::move(found->second);
        handles_.erase(found);
        if (!open.writes || --open.file->writers > 0) return;
        if (open.file->dropped) settle_charge(*open.file);
        if (open.file->sealed) return;
        if (open.node->removed || open.node->file != open.file) return;
        node = open.node;
        file = open.file;
        if (file->judged_generation == file->generation) {
            seal(*node);
            due = collect_due(*node);
            file.reset();
        }
    }
    if (file) begin_validation(node, file, nullptr);
    hand_over(std::move(due));
}

void Staging::synchronise(uint64_t handle) {
    const Handle open = handle_of(handle);
    sync_file(open.fd->get(), open.node->name);
}

void Staging::synchronise_names() {
    // A durable commit takes everything with it that was committed quickly before.
    parts_.writer.use_durably(
        [](Database& database) { database.run("UPDATE schema SET at = at"); });
}

StagedAttributes Staging::change_attributes(uint64_t ino, const AttributeChange& change) {
    std::optional<StagedRow> row;
    StagedAttributes attributes;
    {
        const std::lock_guard lock(mutex_);
        StagedNode& node = node_of(ino);
        if (change.size && node.folder) throw Error(Fault::kIsFolder, "a folder has no size");
        if (change.size && node.file->sealed)
            throw Error(Fault::kSealed, "'" + node.name + "' has its verdict");
        if (change.size && *change.size > node.file->size) {
            charge(node, *node.file, *change.size);
            free_space_.require(*change.size - node.file->size);
        }
        if (change.size) truncate(node, *change.size);
        if (change.mode) node.mode = *change.mode & 07777;
        const bool root = node.delivery != nullptr && node.delivery->root.get() == &node;
        if (root && node.delivery->is_rehearsal()) node.mode &= ~uint32_t{07};
        if (change.uid) node.uid = *change.uid;
        if (change.gid) node.gid = *change.gid;
        if (change.mtime_ns) node.mtime_ns = *change.mtime_ns;
        node.ctime_ns = now_nanoseconds();
        attributes = attributes_of(node);
        const bool stored = node.folder || (node.file && node.file->judged_generation);
        if (stored && !node.removed) row = row_of(node);
    }
    if (row) parts_.writer.use_quickly([&](Database& database) { touch_staged(database, *row); });
    return attributes;
}

}  // namespace heafs
