#include "core/simulation/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace heafs {
namespace {

constexpr unsigned kMostThreads = 8;  // each holds the files of a whole observation

}  // namespace

void for_each_in_parallel(size_t count, const std::function<void(size_t)>& work) {
    std::atomic<size_t> next = 0;
    std::exception_ptr failure;
    std::mutex failure_mutex;
    const auto work_on = [&] {
        for (size_t i = next++; i < count; i = next++) {
            try {
                work(i);
            } catch (...) {
                next = count;
                const std::lock_guard lock(failure_mutex);
                if (!failure) failure = std::current_exception();
            }
        }
    };
    const size_t threads = std::clamp(std::thread::hardware_concurrency(), 1U, kMostThreads);
    {
        std::vector<std::jthread> others;
        for (size_t i = 1; i < std::min(threads, count); ++i) others.emplace_back(work_on);
        work_on();
    }
    if (failure) std::rethrow_exception(failure);
}

}  // namespace heafs
