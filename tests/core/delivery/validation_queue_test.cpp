#include "core/delivery/validation_queue.h"

#include <gtest/gtest.h>

#include <future>

namespace heafs {
namespace {

TEST(ValidationQueue, AJobRunsWhereItIsAskedForWhenNothingElseIsAtWork) {
    ValidationQueue queue(1);
    for (int i = 0; i < 3; ++i) {
        std::thread::id where;
        queue.run_or_add([&] { where = std::this_thread::get_id(); });
        EXPECT_EQ(where, std::this_thread::get_id());
    }
}

TEST(ValidationQueue, BesideAnotherJobItWaitsForAThreadOfTheQueue) {
    ValidationQueue queue(1);
    std::promise<void> at_work, may_end;
    std::promise<std::thread::id> where;
    queue.add([&] {
        at_work.set_value();
        may_end.get_future().wait();
    });
    at_work.get_future().wait();
    queue.run_or_add([&] { where.set_value(std::this_thread::get_id()); });
    may_end.set_value();
    EXPECT_NE(where.get_future().get(), std::this_thread::get_id());
}

TEST(ValidationQueue, OneThatRunsInPlaceSendsOthersToTheQueue) {
    ValidationQueue queue(1);
    std::thread::id where;
    queue.run_or_add([&] {
        std::promise<std::thread::id> other;
        queue.run_or_add([&] { other.set_value(std::this_thread::get_id()); });
        where = other.get_future().get();
    });
    EXPECT_NE(where, std::thread::id());
    EXPECT_NE(where, std::this_thread::get_id());
}

}  // namespace
}  // namespace heafs
