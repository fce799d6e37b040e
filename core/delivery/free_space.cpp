#include "core/delivery/free_space.h"

#include <fmt/format.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <chrono>

#include "config/base/error.h"

namespace heafs {
namespace {

constexpr auto kAskEvery = std::chrono::seconds(1);
constexpr int64_t kAutomaticReserve = int64_t{2} << 30;
constexpr int64_t kRoomToSpare = int64_t{64} << 20;  // so that room is not made for each write

}  // namespace

FreeSpace::FreeSpace(const Archive& archive, MakeRoom make_room)
    : archive_(archive), make_room_(std::move(make_room)), numbers_(ask()) {
    thread_ = std::thread([this] { watch(); });
}

FreeSpace::~FreeSpace() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

FreeSpace::Numbers FreeSpace::ask() const {
    struct statvfs status {};
    Numbers numbers;
    if (::fstatvfs(archive_.root(), &status) != 0) return numbers;
    const auto block = static_cast<int64_t>(status.f_frsize);
    numbers.total_bytes = static_cast<int64_t>(status.f_blocks) * block;
    numbers.available_bytes = std::max<int64_t>(
        0, static_cast<int64_t>(status.f_bavail) * block - reserve(numbers.total_bytes));
    numbers.files = static_cast<int64_t>(status.f_files);
    numbers.free_files = static_cast<int64_t>(status.f_favail);
    return numbers;
}

int64_t FreeSpace::reserve(int64_t total_bytes) const {
    return archive_.settings().reserve_bytes.value_or(
        std::max(kAutomaticReserve, total_bytes / 50));
}

void FreeSpace::watch() {
    std::unique_lock lock(mutex_);
    while (!changed_.wait_for(lock, kAskEvery, [&] { return ending_; })) {
        lock.unlock();
        const Numbers numbers = ask();
        lock.lock();
        numbers_ = numbers;
    }
}

bool FreeSpace::take(int64_t bytes) {
    const std::lock_guard lock(mutex_);
    if (numbers_.available_bytes < std::max<int64_t>(bytes, 1)) return false;
    numbers_.available_bytes -= bytes;
    return true;
}

void FreeSpace::require(int64_t bytes) {
    if (take(bytes)) return;
    if (make_room_) make_room_(reserve(numbers().total_bytes) + bytes + kRoomToSpare);
    const Numbers now = ask();
    {
        const std::lock_guard lock(mutex_);
        numbers_ = now;
    }
    if (take(bytes)) return;
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
