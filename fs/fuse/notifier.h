// Tells the kernel which names changed, from one thread that holds no lock a FUSE operation needs.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "core/delivery/publisher.h"

struct fuse_session;

namespace heafs {

class Notifier {
   public:
    Notifier() = default;
    ~Notifier();
    Notifier(const Notifier&) = delete;
    Notifier& operator=(const Notifier&) = delete;

    void start(fuse_session* session);
    // Returns when the kernel has forgotten the old names, or at once when the mount is ending.
    void tell(const std::vector<ChangedName>& changes);
    // Nothing is told any more; who waits goes on.
    void stop();

   private:
    struct Order {
        std::vector<ChangedName> changes;
        bool done = false;
    };
    void run();
    void invalidate(const ChangedName& change) const;

    fuse_session* session_ = nullptr;
    std::mutex mutex_;  // guards orders_ and stopped_
    std::condition_variable changed_;
    std::deque<Order*> orders_;
    bool stopped_ = false;
    std::thread thread_;
};

}  // namespace heafs
