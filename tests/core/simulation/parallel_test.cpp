#include "core/simulation/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

namespace heafs {
namespace {

TEST(ForEachInParallel, DoesEachPieceOnce) {
    std::vector<std::atomic<int>> done(1000);
    for_each_in_parallel(done.size(), [&](size_t i) { ++done[i]; });
    for (const auto& times : done) EXPECT_EQ(times, 1);
}

TEST(ForEachInParallel, NothingToDoIsDone) {
    for_each_in_parallel(0, [](size_t) { FAIL(); });
}

// Eight threads at most have a piece in hand when the first one fails.
TEST(ForEachInParallel, ExceptionOfAPieceIsRaisedAndEndsTheWork) {
    std::atomic<int> begun = 0;
    const auto work = [&](size_t) {
        ++begun;
        throw std::runtime_error("piece");
    };
    EXPECT_THROW(for_each_in_parallel(1'000'000, work), std::runtime_error);
    EXPECT_LE(begun, 8);
}

}  // namespace
}  // namespace heafs
