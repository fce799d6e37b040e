// The text of a sketch comes back as it went, and what no list can give is refused.
#include "core/events/event_sketch_json.h"

#include <gtest/gtest.h>

#include "config/base/error.h"

namespace heafs {
namespace {

TEST(EventSketchJson, GivesBackALongSketchBitForBit) {
    EventSketcher sketcher;
    for (int i = 0; i < 1000; ++i) sketcher.add({239557417.1 + i * 0.1, i, 7});
    EXPECT_EQ(sketch_from_json(sketch_to_json(sketcher.sketch())), sketcher.sketch());
    EXPECT_EQ(sketch_from_json(sketch_to_json({})), EventSketch{});
}

class RefusedSketch : public testing::TestWithParam<const char*> {};

TEST_P(RefusedSketch, IsMalformed) {
    try {
        sketch_from_json(GetParam());
        ADD_FAILURE() << GetParam();
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::kMalformed);
    }
}

INSTANTIATE_TEST_SUITE_P(EventSketchJson, RefusedSketch,
                         testing::Values("", "{}", "[1e300,0.0,0.0,true,\"0000000000000001\"]",
                                         "[1,0,0,true]", "[-1,0.0,0.0,true,\"\"]",
                                         "[1,0.0,0.0,true,\"\"]", "[1,0.0,0.0,true,\"00\"]",
                                         "[1,0.0,0.0,true,\"000000000000000g\"]",
                                         "[1,2.0,1.0,true,\"0000000000000001\"]",
                                         "[1,1.0,2.0,false,\"0000000000000001\"]",
                                         "[2,1.0,2.0,true,\"00000000000000020000000000000001\"]"));

}  // namespace
}  // namespace heafs
