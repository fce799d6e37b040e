// What a segment keeps of its list's detector: from a list with RAWX, RAWY and BADPIX made by hand
// to what is read from the segment again.
#include "core/events/detector_field.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/base/toml.h"
#include "core/events/segment_builder.h"
#include "core/fits/fits_writer.h"
#include "tests/support/outside_programs.h"
#include "tests/support/temporary_folder.h"

namespace heafs {
namespace {

using testing::ElementsAre;

// 100 x 50 pixels from (0, 10) on, of 0.001 degrees; x to the north, y to the west.
struct List {
    bool bad_pixels = true;
    std::string rawx = "RAWX";
    int64_t bad_rows = 0;  // more of them
    int events = 200;
};

const char* kInstrument = R"(
[[instrument]]
name = "small_cam"
instrume = "CAM"
files = '.*'
position = { ra = "RA", dec = "DEC" }
energy = { column = "PI", offset_kev = 0.0, gain_kev = 0.01, channels = [0, 99] }
bands = ["0.1-0.9"]
radius_arcsec = 60.0
pixel_arcsec = 3.6
size_deg = 0.1
fov = { circle_arcmin = 60.0 }
detector = { x = "RAWX", y = "RAWY", bad_pixels = "BADPIX", length = "LEN", flags = "FLAGS", spreading_flags = 6 }
)";

void write_bad_pixels(FitsWriter& writer, int64_t more) {
    const std::vector<FitsColumn> columns = {
        {"RAWX", "I"}, {"RAWY", "I"}, {"LEN", "I"}, {"FLAGS", "J"}};
    writer.add_table("BADPIX", columns, 4 + more);
    writer.write_column(1, std::vector<int64_t>{3, 5, 99, 100});
    writer.write_column(2, std::vector<int64_t>{12, 5, 55, 20});
    writer.write_column(3, std::vector<int64_t>{1, 600, 9, 1});
    writer.write_column(4, std::vector<int64_t>{1, 2, 4, 2});
}

std::vector<std::byte> file_of(const List& list) {
    FitsWriter writer;
    writer.add_empty_primary();
    const std::vector<FitsColumn> columns = {
        {"TIME", "D", "s"},
        {"RA", "D", "deg"},
        {"DEC", "D", "deg"},
        {"PI", "J"},
        {.name = list.rawx, .tform = "J", .tlmin = int64_t{0}, .tlmax = int64_t{99}},
        {.name = "RAWY", .tform = "J", .tlmin = int64_t{10}, .tlmax = int64_t{59}}};
    writer.add_table("EVENTS", columns, list.events);
    std::vector<double> time, ra, dec;
    std::vector<int64_t> pi, x, y;
    for (int i = 0; i < list.events; ++i) {
        time.push_back(i);
        x.push_back(i * 37 % 100);
        y.push_back(10 + i * 11 % 50);
        const SkyPoint place =
            point_of(TangentPlane({Angle{150}, Angle{0}})
                         .deproject(-0.001 * (static_cast<double>(y.back()) - 34.5),
                                    0.001 * (static_cast<double>(x.back()) - 49.5)));
        ra.push_back(place.ra.degrees);
        dec.push_back(place.dec.degrees);
        pi.push_back(50);
    }
    writer.write_column(1, time);
    writer.write_column(2, ra);
    writer.write_column(3, dec);
    writer.write_column(4, pi);
    writer.write_column(5, x);
    writer.write_column(6, y);
    writer.write_cards(std::vector<FitsCard>{{"INSTRUME", "CAM", ""},
                                             {"RA_PNT", 150.1, ""},
                                             {"DEC_PNT", 0.0, ""},
                                             {"PA_PNT", 12.0, ""},
                                             {"MJDREFI", int64_t{55000}, ""}});
    writer.add_table("GTI", std::vector<FitsColumn>{{"START", "D", "s"}, {"STOP", "D", "s"}}, 1);
    writer.write_column(1, std::vector<double>{0});
    writer.write_column(2, std::vector<double>{1000});
    if (list.bad_pixels) write_bad_pixels(writer, list.bad_rows);
    return writer.finish();
}

class DetectorFieldTest : public testing::Test {
   protected:
    std::shared_ptr<const EventSegment> segment(const List& list) {
        const auto instruments = read_instruments(TomlTable::parse(kInstrument, "small.toml"));
        const auto bytes = build_segment(
            file_of(list), instruments.front(),
            {"obs/small/0001/a.evt", std::string(64, 'a'), "small", "0001", std::string(64, 'b')});
        const auto path = folder_.write("segment.fits", bytes);
        EXPECT_EQ(complaints_of_fitsverify(path), "");
        return EventSegment::open(path);
    }
    TemporaryFolder folder_;
};

TEST_F(DetectorFieldTest, IsReadAsItWasGathered) {
    const auto made = segment({});
    const auto field = read_detector_field(*made);
    ASSERT_TRUE(field);
    EXPECT_THAT((std::vector<int32_t>{field->first_x, field->first_y, field->width, field->height}),
                ElementsAre(0, 10, 100, 50));
    EXPECT_NEAR(field->history.pixel_deg, 0.001, 1e-8);
    EXPECT_FALSE(field->history.mirrored);
    EXPECT_TRUE(field->dead_edge);
    for (const DetectorPose& pose : field->history.poses)
        EXPECT_NEAR(std::remainder(pose.roll.degrees, 360), 0, 1e-3);
}

TEST_F(DetectorFieldTest, DeadPixelsAreThoseOnTheDetectorAndSomeSpread) {
    EXPECT_THAT(read_detector_field(*segment({}))->dead,
                ElementsAre(DeadPixels{3, 12, 1, false}, DeadPixels{5, 10, 50, true},
                            DeadPixels{99, 55, 5, true}));
}

// The header's pointing is 0.1 degrees from the middle of the detector.
TEST_F(DetectorFieldTest, TheAxisIsTheMiddleOfTheDetectorNotTheHeadersPointing) {
    const auto made = segment({});
    EXPECT_NEAR(made->pointing().ra.degrees, 150, 1e-6);
    EXPECT_NEAR(made->pointing().dec.degrees, 0, 1e-6);
    EXPECT_GE(made->reach().degrees, 0.001 * std::hypot(49, 24));  // of the farthest event
}

TEST_F(DetectorFieldTest, WithoutBadPixelsAllAreAlive) {
    const auto field = read_detector_field(*segment({.bad_pixels = false}));
    ASSERT_FALSE(field->dead_edge);
    EXPECT_TRUE(field->dead.empty());
}

TEST_F(DetectorFieldTest, WithoutItsColumnsAListIsIndexedByItsHeader) {
    const auto made = segment({.rawx = "OTHER"});
    EXPECT_FALSE(read_detector_field(*made));
    EXPECT_EQ(made->size(), 200);
    EXPECT_EQ(made->pointing().ra.degrees, 150.1);
}

TEST_F(DetectorFieldTest, WithAFewEventsAListIsIndexedByItsHeader) {
    const auto made = segment({.events = 10});
    EXPECT_FALSE(read_detector_field(*made));
    EXPECT_EQ(made->pointing().ra.degrees, 150.1);
}

TEST_F(DetectorFieldTest, MoreBadPixelsThanADetectorCanHaveAreNotRead) {
    const auto field = read_detector_field(*segment({.bad_rows = 1 << 17}));
    ASSERT_TRUE(field);
    EXPECT_TRUE(field->dead.empty());
}

}  // namespace
}  // namespace heafs
