// Sketches of lists as their bytes come, in whatever pieces.
#include "core/events/list_sketch.h"

#include <gtest/gtest.h>

#include "config/base/error.h"
#include "tests/core/events/hand_made_list.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

using hand_made::EventList;

std::optional<ListSketch> sketch_of(std::span<const std::byte> bytes, size_t piece = 1 << 20,
                                    const Instrument& camera = hand_made::instrument(true)) {
    ListSketcher sketcher(camera);
    for (; !bytes.empty(); bytes = bytes.subspan(std::min(piece, bytes.size())))
        sketcher.feed(bytes.first(std::min(piece, bytes.size())));
    return sketcher.finish();
}

EventList three_events() { return {{{1, 10, 20, 5}, {2, 11, 21, 6}, {3, 12, 22, 7}}, {}, true}; }

TEST(ListSketch, HasTheEventsOfTheList) {
    const auto list = sketch_of(hand_made::fits_of(three_events()));
    ASSERT_TRUE(list);
    EXPECT_EQ(list->columns, "PI");
    EXPECT_EQ(list->sketch.rows, 3);
    EXPECT_EQ(list->sketch.first_time, 1);
    EXPECT_EQ(list->sketch.last_time, 3);
    EXPECT_EQ(list->sketch.smallest.size(), 3u);
}

// A row has 29 bytes, a card 80, a block 2880.
TEST(ListSketch, IsTheSameInWhateverPiecesTheBytesCome) {
    const auto bytes = hand_made::fits_of({hand_made::scattered(2000, 3), {{0, 1000}}, true});
    const auto whole = sketch_of(bytes, bytes.size());
    ASSERT_TRUE(whole);
    EXPECT_EQ(whole->sketch.rows, 2000);
    for (const size_t piece : {1, 28, 29, 30, 80, 2879, 2880, 2881, 65536})
        EXPECT_EQ(sketch_of(bytes, piece), whole) << piece;
}

TEST(ListSketch, AddsTimezero) {
    EventList list = three_events();
    list.cards = {{"TIMEZERO", 3.25, ""}};
    EXPECT_EQ(sketch_of(hand_made::fits_of(list))->sketch.first_time, 4.25);
}

TEST(ListSketch, OfAnEmptyListIsEmpty) {
    const auto list = sketch_of(hand_made::fits_of({{}, {}, true}));
    ASSERT_TRUE(list);
    EXPECT_EQ(list->sketch, EventSketch{});
}

TEST(ListSketch, ThereIsNoneWithoutTheTableOrItsTimes) {
    EventList other = three_events(), timeless = three_events();
    other.extname = "PHOTONS";
    timeless.left_out = "TIME";
    EXPECT_FALSE(sketch_of(hand_made::fits_of(other)));
    EXPECT_FALSE(sketch_of(hand_made::fits_of(timeless)));
    EXPECT_FALSE(sketch_of(bytes_of("no FITS at all")));
    EXPECT_FALSE(sketch_of({}));
}

TEST(ListSketch, ThereIsNoneOfAListThatIsCut) {
    const auto bytes = hand_made::fits_of(three_events());
    for (size_t size = 0; size + 2880 * 3 <= bytes.size(); size += 2880)
        EXPECT_FALSE(sketch_of(std::span(bytes).first(size))) << size;
}

// Column 5, EXTRA, holds texts; a size beyond all bounds raises nothing.
TEST(ListSketch, HostileListsHaveNone) {
    Instrument camera = hand_made::instrument(true);
    camera.energy.column = "EXTRA";
    EXPECT_FALSE(sketch_of(hand_made::fits_of(three_events()), 4096, camera));
    std::string text = text_of(hand_made::fits_of(three_events()));
    const size_t at = text.find("NAXIS2  =", text.find("'BINTABLE'"));
    text.replace(at, 30, "NAXIS2  =  9223372036854775807");
    EXPECT_FALSE(sketch_of(bytes_of(text)));
}

}  // namespace
}  // namespace heafs
