#include "products/plan/use_order.h"

#include <gtest/gtest.h>

namespace heafs {
namespace {

TEST(UseOrder, GivesWhatWasNotUsedForLongestFirst) {
    UseOrder order;
    order.use("a", 1);
    order.use("b", 2);
    order.use("a", 1);
    EXPECT_EQ(order.take_oldest()->key, "b");
    EXPECT_EQ(order.take_oldest()->key, "a");
    EXPECT_FALSE(order.take_oldest());
}

TEST(UseOrder, CountsTheBytesOfEachKeyOnce) {
    UseOrder order;
    order.use("a", 5);
    order.use("b", 7);
    order.use("a", 6);
    EXPECT_EQ(order.bytes(), 13);
    order.forget("b");
    order.forget("b");
    EXPECT_EQ(order.bytes(), 6);
}

}  // namespace
}  // namespace heafs
