// Common events of lists made here, whose overlap is known by their making.
#include "core/events/event_sketch.h"

#include <gtest/gtest.h>

#include <limits>

namespace heafs {
namespace {

// Events first, first + 1, ... last - 1, one a second.
EventSketch events_between(int64_t first, int64_t last) {
    EventSketcher sketcher;
    for (int64_t i = first; i < last; ++i) {
        sketcher.add({static_cast<double>(i), i % 600, i % 593});
    }
    return sketcher.sketch();
}

TEST(EventSketch, CountsTheCommonEventsOfShortListsExactly) {
    const CommonEvents common = common_events(events_between(0, 200), events_between(150, 300));
    EXPECT_TRUE(common.exact);
    EXPECT_EQ(common.count, 50);
}

// J = 10000/30000, its standard error sqrt(J (1-J) / 256) = 0.0295; that of the number is
// 40000 / (1+J)^2 as much: 663. Three of them are 1989.
TEST(EventSketch, EstimatesTenThousandCommonEventsOfTwentyThousand) {
    const CommonEvents common =
        common_events(events_between(0, 20000), events_between(10000, 30000));
    EXPECT_FALSE(common.exact);
    EXPECT_NEAR(static_cast<double>(common.count), 10000, 1989);
}

TEST(EventSketch, EstimatesTheWholeOfAListDeliveredTwiceWithoutError) {
    const EventSketch list = events_between(0, 20000);
    EXPECT_EQ(common_events(list, list).count, 20000);
}

TEST(EventSketch, FindsNothingCommonInDisjointLists) {
    EXPECT_EQ(common_events(events_between(0, 20000), events_between(20000, 40000)).count, 0);
}

TEST(EventSketch, FindsNothingCommonInSimultaneousListsOfOtherPixels) {
    EventSketcher other;
    for (int i = 0; i < 20000; ++i) other.add({static_cast<double>(i), i % 600 + 600, i % 593});
    EXPECT_EQ(common_events(events_between(0, 20000), other.sketch()).count, 0);
}

TEST(EventSketch, TakesOneSharedEventForChanceUnlessAListIsShort) {
    EXPECT_EQ(common_events(events_between(0, 100), events_between(99, 199)).count, 0);
    EXPECT_EQ(common_events(events_between(0, 100), events_between(99, 104)).count, 1);
}

// 2^29 s is the mission time of 2018 for a mission that counts from 2001; its double has steps of
// 1.2e-7 s, of which adding TIMEZERO in another order costs one or two.
TEST(EventSketch, RoundingOfTimesDoesNotMakeOtherEvents) {
    EventSketcher one, other;
    for (int i = 0; i < 20000; ++i) {
        const double time = 536870912.0 + i * 0.737;
        one.add({time, i % 600, i % 593});
        other.add({time + (i % 2 == 0 ? 1.2e-7 : -1.2e-7), i % 600, i % 593});
    }
    // 1.2e-7 of 1e-6: every eighth event at most is on the other side of a border.
    const CommonEvents common = common_events(one.sketch(), other.sketch());
    EXPECT_GT(common.count, 15000);
    EXPECT_LE(common.count, 20000);
}

TEST(EventSketch, ASingleEventIsFoundAgainThoughItsTimeIsRounded) {
    EventSketcher one, other;
    one.add({536870912.0, 3, 4});
    other.add({536870912.0 + 1.2e-7, 3, 4});
    EXPECT_EQ(common_events(one.sketch(), other.sketch()).count, 1);
}

TEST(EventSketch, EventsOfOnePixelTenMicrosecondsApartAreTwo) {
    EventSketcher one, other;
    for (int i = 0; i < 20000; ++i) {
        one.add({536870912.0 + i, 3, 4});
        other.add({536870912.0 + i + 1e-5, 3, 4});
    }
    EXPECT_EQ(common_events(one.sketch(), other.sketch()).count, 0);
}

TEST(EventSketch, IsCompleteUpToItsSizeAndBoundedBeyond) {
    EXPECT_TRUE(events_between(0, 256).complete);
    EXPECT_FALSE(events_between(0, 257).complete);
    EXPECT_EQ(events_between(0, 100000).smallest.size(), kSketchSize);
}

TEST(EventSketch, LeavesOutEventsWithoutATime) {
    EventSketcher sketcher;
    sketcher.add({std::numeric_limits<double>::quiet_NaN(), 1, 1});
    EXPECT_EQ(sketcher.sketch(), EventSketch{});
}

}  // namespace
}  // namespace heafs
