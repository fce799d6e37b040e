// main() of the unit tests. Started as `<program> worker`, the program is a worker process like
// `heafs worker`, so that tests of deliveries have real ones.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string_view>

#include "core/base/log.h"
#include "core/delivery/worker.h"

// CFITSIO forgets its buffer when a tile does not decode. heafs ends the worker in which that
// happened (core/delivery/worker_pool.cpp); here it happens in the tests' own process.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:imcomp_decompress_tile\n"; }

int main(int count, char** words) {
    constexpr int kWorkerSocket = 3;
    if (count == 2 && std::string_view(words[1]) == "worker") {
        heafs::serve_as_worker(kWorkerSocket);
        std::_Exit(0);  // a check for leaks by a sanitizer would trace, which a worker may not
    }
    heafs::open_log("", heafs::LogLevel::kError);
    testing::InitGoogleTest(&count, words);
    return RUN_ALL_TESTS();
}
