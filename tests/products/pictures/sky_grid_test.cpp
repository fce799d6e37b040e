#include "products/pictures/sky_grid.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace heafs {
namespace {

constexpr double kTimeSecond = 15 / 3600.0;

TEST(SkyLabels, OfRightAscensionHaveAsManyPartsAsTheirStepNeeds) {
    EXPECT_EQ(ra_label(285.975, 5 * kTimeSecond), "19\u02b003\u1d5054\u02e2");  // 285.975 / 15
    EXPECT_EQ(ra_label(285.75, 300 * kTimeSecond), "19\u02b003\u1d50");
    EXPECT_EQ(ra_label(285, 15), "19\u02b0");
    EXPECT_EQ(ra_label(15.0001, 0.02 * kTimeSecond), "01\u02b000\u1d5000.02\u02e2");
}

TEST(SkyLabels, OfRightAscensionGoRoundAtTwentyFourHours) {
    EXPECT_EQ(ra_label(360, 15), "00\u02b0");
    EXPECT_EQ(ra_label(-15, 15), "23\u02b0");
    EXPECT_EQ(ra_label(359.9999999999, 5 * kTimeSecond), "00\u02b000\u1d5000\u02e2");
}

TEST(SkyLabels, OfDeclinationHaveTheirSignAlsoBelowOneDegree) {
    EXPECT_EQ(dec_label(-0.5, 0.5), "\u22120\u00b030\u2032");
    EXPECT_EQ(dec_label(-30.2256, 1 / 3600.0), "\u221230\u00b013\u203232\u2033");
    EXPECT_EQ(dec_label(0, 1), "0\u00b0");
    EXPECT_EQ(dec_label(59.999999999, 1 / 60.0), "+60\u00b000\u2032");
}

// How much of the box's dark ground is covered by lines: none would be a grid that is lost.
int64_t drawn(const SkyView& view, double& room) {
    Canvas canvas(900, 900);
    canvas.fill_box(view.box, kBlack);
    SkyGrid grid(canvas, view);
    grid.draw_beyond();
    grid.draw_lines();
    room = grid.draw_labels();
    grid.draw_scale_bar();
    const auto indices = canvas.indices();
    NearestColour nearest;
    return std::count_if(indices.begin(), indices.end(), [&](uint8_t index) {
        return index != nearest.index_of(kBlack) && index != nearest.index_of(kWhite);
    });
}

TEST(SkyGrid, IsDrawnAtPolesAtTheZeroMeridianAndOverTheWholeSky) {
    const PictureBox box{150, 50, 600, 600};
    for (const Projection projection : {Projection::kTan, Projection::kStg, Projection::kZea,
                                        Projection::kCar, Projection::kAit, Projection::kSin})
        for (const SkyPoint centre :
             {SkyPoint{Angle{0}, Angle{90}}, SkyPoint{Angle{77}, Angle{-90}},
              SkyPoint{Angle{0}, Angle{0}}, SkyPoint{Angle{359.9}, Angle{45}},
              SkyPoint{Angle{180}, Angle{-89.9}}})
            for (const double width : {1e-4, 0.3, 20.0, 180.0}) {
                double room = 0;
                const SkyView view{projection, centre, box, {450, 350}, width / 600};
                EXPECT_GT(drawn(view, room), 500)
                    << projection_name(projection) << " " << centre.ra.degrees << " "
                    << centre.dec.degrees << " " << width;
                EXPECT_LE(room, 150);
            }
}

}  // namespace
}  // namespace heafs
