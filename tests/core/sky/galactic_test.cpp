// Expected values: astropy 5.2, SkyCoord(frame='galactic').icrs.
#include "core/sky/galactic.h"

#include <gtest/gtest.h>

namespace heafs {
namespace {

// astropy goes by the FK5 definition: it differs from that of Hipparcos by some 20 mas.
constexpr double kDefinitions = 1e-5;

struct Pair {
    double l, b, ra, dec;
};

TEST(IcrsOfGalactic, AgreesWithAstropy) {
    for (const Pair& pair : {Pair{0, 0, 266.404988286545, -28.9361777617915},
                             Pair{184.5575, -5.7843, 83.6331591921485, 22.0144949576836},
                             Pair{17.72, -52.25, 329.72089466704, -30.2324311016471},
                             Pair{123, 90, 192.859477894776, 27.128252414968},
                             Pair{96.3, -60.2, 359.987568600212, -0.0178873358997137},
                             Pair{359.9, -89.5, 12.3873268462004, -27.4000155524977}}) {
        const SkyPoint point = icrs_of_galactic(Angle{pair.l}, Angle{pair.b});
        EXPECT_LT(separation(direction_of(point.ra, point.dec),
                             direction_of(Angle{pair.ra}, Angle{pair.dec}))
                      .degrees,
                  kDefinitions)
            << pair.l << " " << pair.b;
    }
}

// ESA SP-1200, volume 1, section 1.5.3: the pole is at 192.85948, +27.12825 exactly.
TEST(IcrsOfGalactic, ThePoleIsWhereHipparcosDefinesIt) {
    const SkyPoint pole = icrs_of_galactic(Angle{0}, Angle{90});
    EXPECT_NEAR(pole.ra.degrees, 192.85948, 1e-10);
    EXPECT_NEAR(pole.dec.degrees, 27.12825, 1e-10);
}

TEST(IcrsOfGalactic, RightAscensionIsFrom0To360) {
    for (double l = 0; l <= 360; l += 7.5) {
        const SkyPoint point = icrs_of_galactic(Angle{l}, Angle{-62});
        EXPECT_GE(point.ra.degrees, 0);
        EXPECT_LT(point.ra.degrees, 360);
    }
}

}  // namespace
}  // namespace heafs
