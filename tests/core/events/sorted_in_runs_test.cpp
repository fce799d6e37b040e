// Segments of lists that are sorted in parts on disk: the same bytes as of those sorted in memory.
#include <fcntl.h>
#include <gtest/gtest.h>

#include "config/base/error.h"
#include "core/base/sha256.h"
#include "core/base/unique_fd.h"
#include "core/events/segment_builder.h"
#include "tests/core/events/hand_made_list.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

using hand_made::EventList;

EventList all_over_the_sky() {
    return {hand_made::scattered(10000, 1), {{0, 400}, {500, 1000}}, true};
}

// Whole pixels: many events share a cell, so that rows decide.
EventList on_few_pixels() {
    EventList list;
    for (int32_t i = 0; i < 9000; ++i)
        list.events.push_back({i % 1000 + 0.5, 500.0 + i * 7 % 13, 490.0 + i * 5 % 11, i % 1024});
    return list;
}

std::string sum_of(const EventList& list, int64_t events_of_a_run = kEventsOfARun) {
    return sha256_hex(
        text_of(build_segment(hand_made::fits_of(list), hand_made::instrument(list.degrees),
                              hand_made::source(), events_of_a_run)));
}

struct Case {
    EventList list;
    const char* sum;  // as the builder gave it that held the whole list in memory
};

std::vector<Case> cases() {
    return {
        {all_over_the_sky(), "f93297c845b1df36641215174031896c15ff1c0974a267f582863afef631f11f"},
        {on_few_pixels(), "c619c95d526c29228901edc53570acc05c8b018d62a22197e72b964fb1f4500e"},
        {{}, "18e82fb1b33d9cb4b12a0a64daadde3f27ac8fdda12b2861f0d267b9054e767a"},
        {{{{7, 500, 500, 3}}}, "b95c8ec7df00845834ac743e5e8e1d0175d2e8d56b05dd63617256e2f68e8ce5"}};
}

TEST(SortedInRuns, SegmentsHaveTheBytesThatTheyEverHad) {
    for (const Case& each : cases()) EXPECT_EQ(sum_of(each.list), each.sum);
}

// 1000 does not divide what there is, 4096 is a block, 3000 three runs of 9000 events; and more
// runs than fit the buffers of a merge at once.
TEST(SortedInRuns, RunsOfAnyLengthGiveTheSameBytes) {
    for (const Case& each : cases())
        for (const int64_t length : {7, 1000, 3000, 4096, 8999, 9000, 9001})
            EXPECT_EQ(sum_of(each.list, length), each.sum) << length;
}

// A file that takes nothing more, like a full disk.
TEST(SortedInRuns, AFullDiskIsSaidToBeFull) {
    const UniqueFd full(::open("/dev/full", O_RDWR | O_CLOEXEC));
    try {
        build_segment(hand_made::fits_of(on_few_pixels()), hand_made::instrument(),
                      hand_made::source(), {full.get(), full.get(), 0, 1000});
        ADD_FAILURE() << "it was written";
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::kNoSpace) << error.what();
    }
}

}  // namespace
}  // namespace heafs
