// A real observation against the products that Swift's own software made of it.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <random>

#include "core/base/files.h"
#include "core/fits/fits_view.h"
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

// Of the sum of a column, over the channels of the band where it has channels.
int64_t total(const std::string& bytes, const char* extname, const char* column) {
    const FitsView view(bytes_of(bytes), extname);
    const FitsHdu& table = *view.find(extname);
    const NumericColumn counts(table, column);
    const bool has_channels = table.find_column("CHANNEL") != nullptr;
    int64_t sum = 0;
    for (int64_t row = 0; row < table.rows(); ++row) {
        if (has_channels) {
            const int64_t channel = *NumericColumn(table, "CHANNEL").integer(row);
            if (channel < *table.integer("CHANMIN") || channel > *table.integer("CHANMAX"))
                continue;
        }
        sum += *counts.integer(row);
    }
    return sum;
}

TEST_F(SwiftTruth, SpectrumLightCurveAndEventsCountTheSame) {
    std::mt19937 random(11);
    const auto pick = [&](std::initializer_list<const char*> values) {
        return std::string(*(values.begin() + random() % values.size()));
    };
    int64_t counted = 0;
    for (int n = 0; n < 40; ++n) {
        const std::string folder = "sky/" + pick({"329.7167", "329.687", "329.8", "329.6"}) + "/" +
                                   pick({"-30.2256", "-30.25441", "-30.12", "-30.4"}) + "/" +
                                   pick({"0.3-10", "all", "2-10", "0.3-0.31"}) + "/" +
                                   pick({"", "time_54700.9203-54700.9233/", "time_-54700.922/"}) +
                                   pick({"", "radius_20/", "radius_300/", "radius_60-600/"}) +
                                   pick({"bin_2.51/", "bin_0.5/", "bin_300/", ""}) + "swift_xrt_pc";
        if (!site_->plan(folder).plan) continue;
        const std::string events = site_->bytes(folder + "/events.fits");
        const int64_t in_band = total(site_->bytes(folder + "/spectrum.pha"), "SPECTRUM", "COUNTS");
        EXPECT_EQ(total(site_->bytes(folder + "/lightcurve.fits"), "RATE", "COUNTS"), in_band)
            << folder;
        EXPECT_EQ(FitsView(bytes_of(events), folder).find("EVENTS")->rows(), in_band) << folder;
        counted += in_band;
    }
    EXPECT_GT(counted, 5000);
}

// The mission's own maps: EX without vignetting, VI with it, on the grid of kMap.
const std::string kMap =
    "sky/329.687/-30.25441/1.49-1.51/size_0.6548089/pix_2.35731204/swift_xrt_pc/exposure.fits";
const std::string kExposures =
    "from scipy import ndimage\n"
    "ex = fits.getdata(base + '_ex.img').astype(float)\n"
    "ours, plain = f[0].data.astype(float), f[1].data.astype(float)\n";

TEST_F(SwiftTruth, TheVignettingIsTheMissions) {
    EXPECT_EQ(
        compared(kMap,
                 kExposures + fmt::format("vi = fits.getdata('{}').astype(float)\n"
                                          "here = (ex > 300) & (plain > 0)\n"
                                          "ratio = ours[here] / plain[here] - vi[here] / ex[here]\n"
                                          "print(here.sum() > 290000, abs(ratio).max() < 0.002,\n"
                                          "      f[0].header['VIGNENER'])",
                                          (kData / "swift/00030795038/xrt/event/"
                                                   "sw00030795038xpcw3po_vignet_ex.img.gz")
                                              .string())),
        "True True 1.5\n");
}

TEST_F(SwiftTruth, TheExposureHasTheMissionsSumAndItsBadColumns) {
    EXPECT_EQ(
        compared(kMap, kExposures + "e, p = ex / ex.max(), plain / plain.max()\n"
                                    "y, x = np.indices(ex.shape)\n"
                                    "circle = np.hypot(x + 1 - 461.3095, y + 1 - 544.4925) <= 20\n"
                                    "print(abs(p.sum() / e.sum() - 1) < 0.03,\n"
                                    "      abs(p[circle].mean() - 0.9785) < 0.02)"),
        "True True\n");
}

// Bad pixels and columns, well inside the field: within a tenth of the peak in 98 % of them, where
// a disc of constant exposure is so in a sixth.
TEST_F(SwiftTruth, DeadPlacesAreTheMissions) {
    EXPECT_EQ(compared(kMap, kExposures +
                                 "e, p = ex / ex.max(), plain / plain.max()\n"
                                 "field = ndimage.binary_fill_holes(ex > 0)\n"
                                 "low = (ndimage.distance_transform_edt(field) > 12) & (e < 0.97)\n"
                                 "near = lambda a: (abs(a - e)[low] < 0.1).mean()\n"
                                 "print(low.sum(), near(p) > 0.98, near(np.ones_like(e)) < 0.2,\n"
                                 "      np.corrcoef(p[low], e[low])[0, 1] > 0.98)"),
              "14250 True True True\n");
}

}  // namespace
}  // namespace heafs
