#include "core/sky/equinox.h"

#include <gtest/gtest.h>

namespace heafs {
namespace {

// Expected positions are astropy 5.2's: FK4(equinox) or FK5(equinox) to FK5(J2000).
struct Case {
    const char* frame;
    double ra, dec;
    double j2000_ra, j2000_dec;
};

// Two sets of constants of FK4 differ by 10 milliarcseconds. Astropy precesses FK5 by IAU 2006,
// which differs from the precession of IAU 1976, FK5's own, by 0.3 arcsec a century.
constexpr double kTolerance = 10 / 3.6e6;
constexpr double kFk5TolerancePerYear = 3.1 / 3.6e6;

TEST(Equinox, PositionsOfOldEquinoxesComeToJ2000AsAstropyBringsThem) {
    const Case cases[] = {
        {"B1775", 10, 10, 12.9270734, 11.2281372},
        {"B1775", 190, -14, 192.9453970, -15.2281253},
        {"1900", 83.6, 22.0, 85.1049160, 22.0547981},
        {"B1950", 266.4, -29, 267.1949055, -29.0155577},
        {"J1975.5", 10, 10, 10.3181317, 10.1342645},
        {"J1991.25", 200, -70, 200.1581065, -70.0457529},
    };
    for (const Case& one : cases) {
        const auto frame = parse_sky_frame(one.frame);
        ASSERT_TRUE(frame) << one.frame;
        const SkyPoint point = j2000_of(*frame, Angle{one.ra}, Angle{one.dec});
        const double tolerance = frame->kind == SkyFrame::Kind::kFk5
                                     ? kFk5TolerancePerYear * (2000 - frame->year)
                                     : kTolerance;
        const Angle apart = separation(direction_of(point.ra, point.dec),
                                       direction_of(Angle{one.j2000_ra}, Angle{one.j2000_dec}));
        EXPECT_LT(apart.degrees, tolerance)
            << one.frame << " " << point.ra.degrees << " " << point.dec.degrees;
    }
}

TEST(Equinox, AYearAloneIsBesselianBefore1984) {
    EXPECT_EQ(parse_sky_frame("1950")->kind, SkyFrame::Kind::kFk4);
    EXPECT_EQ(parse_sky_frame("1984")->kind, SkyFrame::Kind::kFk5);
    EXPECT_EQ(parse_sky_frame("J1991.25")->name, "1991_25");
    EXPECT_EQ(parse_sky_frame("2000.0")->name, "2000");
    EXPECT_TRUE(is_j2000(*parse_sky_frame("2000")));
    EXPECT_FALSE(parse_sky_frame("J"));
    EXPECT_FALSE(parse_sky_frame("19500000"));
}

// The galactic centre by definition lies at 266.405, -28.936 (J2000).
TEST(Equinox, GalacticCoordinatesAreAFrameToo) {
    const SkyPoint centre = j2000_of(*parse_sky_frame("galactic"), Angle{0}, Angle{0});
    EXPECT_NEAR(centre.ra.degrees, 266.405, 1e-3);
    EXPECT_NEAR(centre.dec.degrees, -28.936, 1e-3);
}

}  // namespace
}  // namespace heafs
