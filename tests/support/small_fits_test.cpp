#include "tests/support/small_fits.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/support/outside_programs.h"
#include "tests/support/temporary_folder.h"

namespace heafs {
namespace {

TEST(SmallFits, SatisfiesFitsverifyForManyNumbers) {
    const TemporaryFolder folder;
    for (const uint64_t n : {0ULL, 1ULL, 7ULL, 99'999ULL, 123'456'789ULL, 0xffff'ffff'ffffULL})
        EXPECT_EQ(complaints_of_fitsverify(folder.write("file.fits", small_fits_file(n))), "");
}

TEST(SmallFits, AstropyFindsTheNumberAndTheObservation) {
    const TemporaryFolder folder;
    EXPECT_EQ(output_of_astropy("import sys; from astropy.io import fits\n"
                                "f = fits.open(sys.argv[1], checksum=True)\n"
                                "print(f[0].header['SEQNO'], f[0].header['OBS_ID'], f[0].data[0])",
                                folder.write("file.fits", small_fits_file(4711, "123401"))),
              "4711 123401 4711\n");
}

TEST(SmallFits, EachNumberHasItsOwnBytes) {
    std::set<std::vector<std::byte>> seen;
    for (uint64_t n = 0; n < 1000; ++n) seen.insert(small_fits_file(n));
    EXPECT_EQ(seen.size(), 1000);
}

TEST(SmallFits, SameNumberHasTheSameBytes) {
    EXPECT_EQ(small_fits_file(5, "000201"), small_fits_file(5, "000201"));
}

TEST(SmallFits, IsTwoBlocks) { EXPECT_EQ(small_fits_file(3).size(), 5760); }

}  // namespace
}  // namespace heafs
