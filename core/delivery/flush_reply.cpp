#include "core/delivery/flush_reply.h"

namespace heafs {

FlushDeadlines::FlushDeadlines(std::chrono::milliseconds limit)
    : limit_(limit), thread_([this] { run(); }) {}

FlushDeadlines::~FlushDeadlines() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void FlushDeadlines::watch(std::weak_ptr<FlushReply> reply) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back({std::move(reply), std::chrono::steady_clock::now() + limit_});
    if (waiting_.size() == 1) changed_.notify_all();
}

void FlushDeadlines::run() {
    std::unique_lock lock(mutex_);
    while (!ending_) {
        while (!waiting_.empty() && waiting_.front().reply.expired()) waiting_.pop_front();
        if (waiting_.empty()) {
            changed_.wait(lock);
            continue;
        }
        const auto deadline = waiting_.front().deadline;
        if (std::chrono::steady_clock::now() < deadline) {
            changed_.wait_until(lock, deadline);
            continue;
        }
        const std::shared_ptr<FlushReply> late = waiting_.front().reply.lock();
        waiting_.pop_front();
        lock.unlock();
        if (late) late->give(CloseVerdict::kReceived);
        lock.lock();
    }
}

}  // namespace heafs
