// A real observation against the products that Swift's own software made of it.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/base/files.h"
#include "tests/products/sky/sky_site.h"
#include "tests/support/outside_programs.h"

namespace heafs {
namespace {

const std::filesystem::path kData = std::filesystem::path(HEAFS_SOURCE_DIR) / "../shared/data";
const std::string kTruth = (kData / "truth/swift_00030795038/sw00030795038xpcw3po").string();
const std::string kList = "xrt/event/sw00030795038xpcw3po_cl.evt.gz";

class SwiftTruth : public testing::Test {
   protected:
    static void SetUpTestSuite() {
        const auto list = kData / "swift/00030795038" / kList;
        if (!std::filesystem::exists(list)) return;
        site_ = std::make_unique<SkySite>(std::vector<std::string>{"swift"});
        const uint64_t root = site_->run().delivery("truth", "swift");
        site_->run().put(root, "obs/2008_08/00030795038/" + kList, read_file(list));
        site_->run().put(root, "COMMIT", "");
        site_->run().staging().wait_until_idle();
    }
    static void TearDownTestSuite() { site_.reset(); }
    void SetUp() override {
        if (!site_) GTEST_SKIP() << "no real data at " << kData;
        ASSERT_EQ(site_->run().verdict("truth", "swift"), "published");
    }

    static std::string compared(const std::string& path, const std::string& script) {
        const auto file = site_->file(path);
        EXPECT_EQ(complaints_of_fitsverify(file), "");
        return output_of_astropy(
            fmt::format("import sys\nimport numpy as np\nfrom astropy.io import fits\n"
                        "f = fits.open(sys.argv[1], checksum=True)\nbase = '{}'\n",
                        kTruth) +
                script,
            file);
    }

    static std::unique_ptr<SkySite> site_;
};
std::unique_ptr<SkySite> SwiftTruth::site_;

TEST_F(SwiftTruth, TheSpectrumIsTheExtractors) {
    EXPECT_EQ(compared("sky/329.7167/-30.2256/all/radius_47.14624/swift_xrt_pc/spectrum.pha",
                       "ours, theirs = f['SPECTRUM'], fits.open(base + 'sr.pha')['SPECTRUM']\n"
                       "print(ours.data['COUNTS'].sum(),\n"
                       "      (ours.data['COUNTS'] != theirs.data['COUNTS']).sum(),\n"
                       "      abs(ours.header['BACKSCAL']/theirs.header['BACKSCAL'] - 1) < 0.01,\n"
                       "      abs(ours.header['EXPOSURE'] - theirs.header['EXPOSURE']) < 0.01)"),
              "1466 0 True True\n");
}

TEST_F(SwiftTruth, NothingIsRoundedOnTheWay) {
    for (const std::string path :
         {"sky/329.717/-30.226/all/swift_xrt_pc/spectrum.pha",
          "sky/329.7167/-30.2256/all/radius_47.2/swift_xrt_pc/spectrum.pha"})
        EXPECT_EQ(compared(path, "print(f['SPECTRUM'].data['COUNTS'].sum())"), "1467\n") << path;
}

TEST_F(SwiftTruth, TheImageIsXimages) {
    EXPECT_EQ(compared("sky/329.687/-30.25441/all/size_0.6548089/pix_2.35731204/swift_xrt_pc/"
                       "image.fits",
                       "theirs = fits.open(base + '_sk.img')[0].data\n"
                       "print(f[0].data.shape, f[0].header['CRPIX1'], f[0].data.sum(),\n"
                       "      (f[0].data != theirs).sum())"),
              "(1000, 1000) 500.5 2105 0\n");
}

TEST_F(SwiftTruth, TheEventsOfTheLightCurvesBandAreAsMany) {
    EXPECT_EQ(compared("sky/329.7167/-30.2256/0.3-10/swift_xrt_pc/events.fits",
                       "print(len(f['EVENTS'].data))"),
              "1354\n");
}

TEST_F(SwiftTruth, TheLightCurveIsTheExtractors) {
    EXPECT_EQ(compared("sky/329.7167/-30.2256/0.3-10/radius_47.14624/bin_2.51/swift_xrt_pc/"
                       "lightcurve.fits",
                       "ours, theirs = f['RATE'], fits.open(base + 'sr.lc')['RATE']\n"
                       "t = theirs.data\n"
                       "counts = np.rint(t['RATE'] * 2.51 * t['FRACEXP'])\n"
                       "print(ours.data['COUNTS'].sum(), len(ours.data),\n"
                       "      (ours.data['COUNTS'] != counts).sum(),\n"
                       "      abs(t['TIME'] + theirs.header['TIMEZERO'] - ours.data['TIME']).max()"
                       " < 1e-6,\n"
                       "      abs(ours.data['FRACEXP'] / ours.header['DEADC'] - t['FRACEXP']).max()"
                       " < 1e-6)"),
              "1354 248 0 True True\n");
}

}  // namespace
}  // namespace heafs
