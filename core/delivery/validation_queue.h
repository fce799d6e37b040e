// A few threads that take jobs in order: validations wait here, never on the threads of the mount.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace heafs {

class ValidationQueue {
   public:
    explicit ValidationQueue(int threads);
    // Finishes the jobs that were taken; those that wait are dropped.
    ~ValidationQueue();
    ValidationQueue(const ValidationQueue&) = delete;
    ValidationQueue& operator=(const ValidationQueue&) = delete;

    // A job must not throw.
    void add(std::function<void()> job);

   private:
    void work();

    std::mutex mutex_;  // guards jobs_ and ending_
    std::condition_variable changed_;
    std::deque<std::function<void()>> jobs_;
    bool ending_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace heafs
