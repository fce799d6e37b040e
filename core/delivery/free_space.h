// How much room deliveries may still take: free space of the storage root minus the reserve.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>

#include "core/archive/archive.h"

namespace heafs {

class FreeSpace {
   public:
    explicit FreeSpace(const Archive& archive);

    // Raises Fault::kNoSpace when `bytes` more would go below the reserve. Asks the file system
    // now and then, and counts in between.
    void require(int64_t bytes);

    struct Numbers {
        int64_t total_bytes = 0;
        int64_t available_bytes = 0;  // above the reserve
        int64_t files = 0;
        int64_t free_files = 0;
    };
    // From memory: never waits for a disk.
    Numbers numbers() const;
    void refresh();

   private:
    const Archive& archive_;
    mutable std::mutex mutex_;  // guards numbers_ and asked_at_ns_
    Numbers numbers_;
    int64_t asked_at_ns_ = 0;
    std::atomic<int64_t> left_{0};
};

}  // namespace heafs
