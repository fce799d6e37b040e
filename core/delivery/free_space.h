// How much room deliveries may still take: free space of the storage root minus the reserve.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>

#include "core/archive/archive.h"

namespace heafs {

class FreeSpace {
   public:
    // Tries to make so many bytes free on the file system, of what can be made again.
    using MakeRoom = std::function<void(int64_t)>;
    explicit FreeSpace(const Archive& archive, MakeRoom make_room = {});
    ~FreeSpace();
    FreeSpace(const FreeSpace&) = delete;
    FreeSpace& operator=(const FreeSpace&) = delete;

    // Raises Fault::kNoSpace when `bytes` more would go below the reserve, even after room was
    // made. A thread of its own asks the file system every second; in between what passes here is
    // counted.
    void require(int64_t bytes);

    struct Numbers {
        int64_t total_bytes = 0;
        int64_t available_bytes = 0;  // above the reserve
        int64_t files = 0;
        int64_t free_files = 0;
    };
    // From memory: never waits for a disk.
    Numbers numbers() const;

   private:
    Numbers ask() const;
    int64_t reserve(int64_t total_bytes) const;
    bool take(int64_t bytes);
    void watch();

    const Archive& archive_;
    const MakeRoom make_room_;
    mutable std::mutex mutex_;  // guards what follows but the thread
    std::condition_variable changed_;
    Numbers numbers_;
    bool ending_ = false;
    std::thread thread_;
};

}  // namespace heafs
