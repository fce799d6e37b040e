// The answer to a close: given once, by whoever comes first, the verdict or the deadline.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <thread>

namespace heafs {

enum class CloseVerdict {
    kReceived,  // good, or still being looked at
    kRejected,  // the content cannot be archived
    kNotKept,   // good, but there is no room to note it durably: it must be sent again
};

using CloseAnswer = std::function<void(CloseVerdict)>;

// Thread-safe; later answers are ignored.
class FlushReply {
   public:
    explicit FlushReply(CloseAnswer answer) : answer_(std::move(answer)) {}
    void give(CloseVerdict verdict) {
        if (!given_.exchange(true) && answer_) answer_(verdict);
    }

   private:
    std::atomic<bool> given_{false};
    CloseAnswer answer_;
};

// Answers "received" for those that waited too long: their verdict is in the report.
class FlushDeadlines {
   public:
    explicit FlushDeadlines(std::chrono::milliseconds limit);
    ~FlushDeadlines();
    FlushDeadlines(const FlushDeadlines&) = delete;
    FlushDeadlines& operator=(const FlushDeadlines&) = delete;

    void watch(std::weak_ptr<FlushReply> reply);

   private:
    struct Waiting {
        std::weak_ptr<FlushReply> reply;
        std::chrono::steady_clock::time_point deadline;
    };
    void run();

    const std::chrono::milliseconds limit_;
    std::mutex mutex_;  // guards waiting_ and ending_
    std::condition_variable changed_;
    std::list<Waiting> waiting_;  // in order of their deadlines
    bool ending_ = false;
    std::thread thread_;
};

}  // namespace heafs
