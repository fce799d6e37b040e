// A few threads that take jobs in order: validations wait here, not on the threads of the mount.
// One that is soon done may run where it was asked for while nothing else is at work: a client that
// copies file by file is answered without waking another thread.
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
    // Runs the job before it returns if no other runs or waits; else as add().
    void run_or_add(std::function<void()> job);

   private:
    void work();

    std::mutex mutex_;  // guards jobs_, at_work_ and ending_
    std::condition_variable changed_;
    std::deque<std::function<void()>> jobs_;
    int at_work_ = 0;
    bool ending_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace heafs
