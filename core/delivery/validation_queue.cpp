#include "core/delivery/validation_queue.h"

namespace heafs {

ValidationQueue::ValidationQueue(int threads) {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

ValidationQueue::~ValidationQueue() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

void ValidationQueue::add(std::function<void()> job) {
    {
        const std::lock_guard lock(mutex_);
        jobs_.push_back(std::move(job));
    }
    changed_.notify_one();
}

void ValidationQueue::run_or_add(std::function<void()> job) {
    bool idle = false;
    {
        const std::lock_guard lock(mutex_);
        idle = at_work_ == 0 && jobs_.empty();
        if (idle) ++at_work_;
    }
    if (!idle) return add(std::move(job));
    job();
    const std::lock_guard lock(mutex_);
    --at_work_;
}

void ValidationQueue::work() {
    for (;;) {
        std::function<void()> job;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [&] { return ending_ || !jobs_.empty(); });
            if (ending_) return;
            job = std::move(jobs_.front());
            jobs_.pop_front();
            ++at_work_;
        }
        job();
        const std::lock_guard lock(mutex_);
        --at_work_;
    }
}

}  // namespace heafs
