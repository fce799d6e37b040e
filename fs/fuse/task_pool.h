// Threads for work that must keep no FUSE thread: each task replies to its request itself.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace heafs {

class TaskPool {
   public:
    explicit TaskPool(int threads);
    ~TaskPool() { finish(); }
    TaskPool(const TaskPool&) = delete;
    TaskPool& operator=(const TaskPool&) = delete;

    // `task` must not throw. Any thread may call it.
    void add(std::function<void()> task);
    // Runs what is waiting, so that every request gets its reply, and ends the threads.
    void finish();

   private:
    void run();

    std::mutex mutex_;  // guards tasks_ and ending_
    std::condition_variable changed_;
    std::deque<std::function<void()>> tasks_;
    bool ending_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace heafs
