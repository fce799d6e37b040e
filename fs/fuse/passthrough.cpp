#include "fs/fuse/passthrough.h"

#include <fuse_lowlevel.h>
#include <sys/ioctl.h>

#include <cerrno>
#include <cstring>

#include "core/base/log.h"
#include "fs/fuse/privileges.h"

namespace heafs {

void Passthrough::attach(int device) {
    const std::lock_guard lock(mutex_);
    device_ = device;
}

Passthrough::Passthrough(bool wanted) : reason_(wanted ? "not negotiated yet" : "by option") {}

std::string Passthrough::state() const {
    const std::lock_guard lock(mutex_);
    return active_ ? "on" : "off: " + reason_;
}

#ifdef HEAFS_HAVE_PASSTHROUGH

namespace {

// FUSE_DEV_IOC_BACKING_CLOSE of linux/fuse.h since 6.9, which older headers lack.
constexpr unsigned long kBackingClose = _IOW(229, 2, uint32_t);

}  // namespace

void Passthrough::negotiate(fuse_conn_info* connection) {
    const std::lock_guard lock(mutex_);
    if (reason_ == "by option") return;
    if ((connection->capable & FUSE_CAP_PASSTHROUGH) == 0) {
        reason_ = "this kernel has no FUSE passthrough (6.9 has it)";
        log_info("passthrough is off: {}", reason_);
        return;
    }
    connection->want |= FUSE_CAP_PASSTHROUGH;
    connection->max_backing_stack_depth = 1;
    active_ = true;
}

int Passthrough::register_backing(fuse_req* request, int fd) {
    const RaisedAdmin raised;
    errno = 0;
    const int id = fuse_passthrough_open(request, fd);
    if (id > 0) return id;
    reason_ = std::string("the kernel refused a backing file (") +
              (errno != 0 ? std::strerror(errno) : "no permission") + ")";
    return 0;
}

bool Passthrough::open(fuse_req* request, uint64_t ino, int fd, fuse_file_info* info) {
    const std::lock_guard lock(mutex_);
    Opened& opened = opened_[ino];
    if (opened.opens++ == 0 && active_) {
        opened.backing_id = register_backing(request, fd);
        if (opened.backing_id == 0) {
            active_ = false;
            log_warning(
                "passthrough is off from now on: {}; files are served through the page "
                "cache",
                reason_);
        }
    }
    info->backing_id = opened.backing_id;
    info->keep_cache = opened.backing_id == 0;
    return opened.backing_id != 0;
}

void Passthrough::release(uint64_t ino) {
    const std::lock_guard lock(mutex_);
    const auto found = opened_.find(ino);
    if (found == opened_.end() || --found->second.opens > 0) return;
    if (found->second.backing_id != 0) {
        const RaisedAdmin raised;
        auto id = static_cast<uint32_t>(found->second.backing_id);
        // Without a request: the one that an open was refused with is gone by now.
        if (::ioctl(device_, kBackingClose, &id) != 0)
            log_warning("the kernel did not take back a backing file: {}", std::strerror(errno));
    }
    opened_.erase(found);
}

bool Passthrough::open_again(uint64_t ino, fuse_file_info* info) {
    const std::lock_guard lock(mutex_);
    const auto found = opened_.find(ino);
    if (found == opened_.end() || found->second.backing_id == 0) return false;
    ++found->second.opens;
    info->backing_id = found->second.backing_id;
    info->keep_cache = false;
    return true;
}

#else

bool Passthrough::open_again(uint64_t, fuse_file_info*) { return false; }

void Passthrough::negotiate(fuse_conn_info*) {
    const std::lock_guard lock(mutex_);
    if (reason_ != "by option") reason_ = "this libfuse is older than 3.17";
}

int Passthrough::register_backing(fuse_req*, int) { return 0; }

bool Passthrough::open(fuse_req*, uint64_t ino, int, fuse_file_info* info) {
    const std::lock_guard lock(mutex_);
    ++opened_[ino].opens;
    info->keep_cache = true;
    return false;
}

void Passthrough::release(uint64_t ino) {
    const std::lock_guard lock(mutex_);
    const auto found = opened_.find(ino);
    if (found != opened_.end() && --found->second.opens == 0) opened_.erase(found);
}

#endif

}  // namespace heafs
