#include "core/delivery/free_space.h"

#include <fmt/format.h>
#include <sys/statvfs.h>

#include <algorithm>

#include "config/base/error.h"
#include "core/base/clock.h"

namespace heafs {
namespace {

constexpr int64_t kAskEveryNs = 250000000;
constexpr int64_t kAutomaticReserve = int64_t{2} << 30;

}  // namespace

FreeSpace::FreeSpace(const Archive& archive) : archive_(archive) { refresh(); }

void FreeSpace::refresh() {
    struct statvfs status {};
    if (::fstatvfs(archive_.root(), &status) != 0) return;
    const auto block = static_cast<int64_t>(status.f_frsize);
    Numbers numbers;
    numbers.total_bytes = static_cast<int64_t>(status.f_blocks) * block;
    const int64_t reserve = archive_.settings().reserve_bytes.value_or(
        std::max(kAutomaticReserve, numbers.total_bytes / 50));
    numbers.available_bytes =
        std::max<int64_t>(0, static_cast<int64_t>(status.f_bavail) * block - reserve);
    numbers.files = static_cast<int64_t>(status.f_files);
    numbers.free_files = static_cast<int64_t>(status.f_favail);
    const std::lock_guard lock(mutex_);
    numbers_ = numbers;
    asked_at_ns_ = now_nanoseconds();
    left_ = numbers.available_bytes;
}

void FreeSpace::require(int64_t bytes) {
    bool stale = false;
    {
        const std::lock_guard lock(mutex_);
        stale = now_nanoseconds() - asked_at_ns_ > kAskEveryNs;
    }
    if (stale) refresh();
    if (left_.fetch_sub(bytes) >= bytes) return;
    refresh();
    if (left_.fetch_sub(bytes) >= bytes) return;
    throw Error(Fault::kNoSpace,
                fmt::format("{} bytes more would leave less than the archive's reserve free; make "
                            "room on the file system of {}",
                            bytes, archive_.data().string()));
}

FreeSpace::Numbers FreeSpace::numbers() const {
    const std::lock_guard lock(mutex_);
    return numbers_;
}

}  // namespace heafs
