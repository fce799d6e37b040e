// What holds exactly between the products of a folder and between folders, for simulated Swift and
// HaloSat observations and many requests.
#include "products/sky/sky_products.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>

#include <numeric>
#include <random>

#include "core/base/files.h"
#include "core/base/unique_fd.h"
#include "core/fits/fits_view.h"
#include "tests/products/sky/sky_site.h"

namespace heafs {
namespace {

// Places and counts that the simulated sky has; see truth.json of simulated_sky().
const std::string kSource = "sky/204.77108/17.60323";

std::string short_decimal(double value, int decimals) {
    return Decimal::from_double_shortest(value)->rounded(decimals).text();
}

// The rendered size, without a file on disk.
int64_t rendered_size(const Product& product) {
    const UniqueFd fd(::memfd_create("product", MFD_CLOEXEC));
    product.render(fd.get());
    return status_of(fd.get(), "a product").st_size;
}

class SkyProducts : public testing::Test {
   protected:
    static void SetUpTestSuite() {
        site_ = std::make_unique<SkySite>();
        site_->deliver(simulated_sky() / "swift", "swift", "all");
        site_->deliver(simulated_sky() / "halosat", "halosat", "all");
        for (const char* mission : {"swift", "halosat"})
            site_->deliver_caldb(simulated_sky() / mission, mission);
    }
    static void TearDownTestSuite() { site_.reset(); }

    // COUNTS of spectrum.pha, and of it what CHANMIN to CHANMAX hold.
    struct Spectrum {
        std::vector<int64_t> counts;
        int64_t in_band = 0;
        double exposure = 0;
        double backscal = 0;
    };
    static Spectrum spectrum(const std::string& folder, const std::string& name = "spectrum.pha") {
        const std::string bytes = site_->bytes(folder + "/" + name);
        const FitsView view(bytes_of(bytes), folder);
        const FitsHdu& table = *view.find("SPECTRUM");
        const NumericColumn channel(table, "CHANNEL"), counts(table, "COUNTS");
        Spectrum result;
        for (int64_t row = 0; row < table.rows(); ++row) {
            result.counts.push_back(*counts.integer(row));
            const int64_t number = *channel.integer(row);
            if (number >= *table.integer("CHANMIN") && number <= *table.integer("CHANMAX"))
                result.in_band += result.counts.back();
        }
        result.exposure = *table.real("EXPOSURE");
        result.backscal = *table.real("BACKSCAL");
        return result;
    }
    static int64_t event_rows(const std::string& folder) {
        const std::string bytes = site_->bytes(folder + "/events.fits");
        return FitsView(bytes_of(bytes), folder).find("EVENTS")->rows();
    }
    static int64_t light_curve_counts(const std::string& folder) {
        const std::string bytes = site_->bytes(folder + "/lightcurve.fits");
        const FitsView view(bytes_of(bytes), folder);
        const FitsHdu& table = *view.find("RATE");
        const NumericColumn counts(table, "COUNTS");
        int64_t sum = 0;
        for (int64_t row = 0; row < table.rows(); ++row) sum += *counts.integer(row);
        return sum;
    }
    static double summary_number(const std::string& folder, const std::string& name) {
        const std::string text = site_->bytes(folder + "/summary.json");
        const std::string key = "\n \"" + name + "\": ";
        return std::stod(text.substr(text.find(key) + key.size()));
    }
    static int64_t summary_counts(const std::string& folder) {
        return static_cast<int64_t>(summary_number(folder, "counts"));
    }
    static int64_t image_sum(const std::string& folder) {
        const std::string bytes = site_->bytes(folder + "/image.fits");
        const FitsView view(bytes_of(bytes), folder);
        int64_t sum = 0;
        for (size_t at = 0; at < view.hdus()[0].data().size(); at += 4)
            sum += load_big_endian<int32_t>(view.hdus()[0].data().data() + at);
        return sum;
    }

    static std::unique_ptr<SkySite> site_;
};
std::unique_ptr<SkySite> SkyProducts::site_;

std::vector<int64_t> sum(std::vector<int64_t> a, const std::vector<int64_t>& b) {
    for (size_t i = 0; i < a.size(); ++i) a[i] += b.at(i);
    return a;
}

// Requests all over the field: sources, edges, far away; all kinds of bands and options.
class Requests {
   public:
    explicit Requests(SkySite& site) : rows_(site.index().current()->rows()), site_(site) {}

    // A folder, and whether it is far from everything.
    std::string next() {
        const SegmentRow& row = rows_[pick(rows_.size())];
        const double field = row.instrument == "swift_xrt_pc" ? 12.5 / 60 : 5;
        const double away = field * kAways[pick(kAways.size())];
        const double angle = uniform(0, 2 * 3.14159265358979);
        const double dec = row.dec.degrees + away * std::sin(angle);
        const double ra = row.ra.degrees + away * std::cos(angle) / std::cos(dec * 0.0174532925);
        std::string path = "sky/" + short_decimal(std::fmod(ra + 360, 360), 5) + "/" +
                           short_decimal(std::clamp(dec, -90.0, 90.0), 5) + "/" +
                           kBands[pick(kBands.size())];
        add_time(row, path);
        if (pick(8) == 0) path += "/obs_" + rows_[pick(rows_.size())].obs_id;
        const bool resolved = row.instrument == "swift_xrt_pc" || pick(20) == 0;
        if (resolved && pick(2) == 0) path += "/radius_" + kRadii[pick(kRadii.size())];
        if (pick(3) == 0) path += "/bin_" + kBins[pick(kBins.size())];
        if (resolved && pick(4) == 0) path += "/size_" + kSizes[pick(kSizes.size())];
        if (resolved && pick(4) == 0) path += "/pix_" + kPixels[pick(kPixels.size())];
        return path + "/" + row.instrument;
    }

   private:
    void add_time(const SegmentRow& row, std::string& path) {
        if (pick(3) != 0) return;
        const double length = row.stop_mjd - row.start_mjd;
        const double a = row.start_mjd + uniform(-0.2, 0.9) * length;
        const std::string start = short_decimal(a, 9);
        const std::string stop = short_decimal(a + uniform(0.001, 1.2) * length, 9);
        const std::string forms[] = {start + "-" + stop, start + "-", "-" + stop};
        path += "/time_" + forms[pick(3)];
    }
    size_t pick(size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(random_); }
    double uniform(double a, double b) {
        return std::uniform_real_distribution<double>(a, b)(random_);
    }

    const std::vector<double> kAways = {0, 0, 0.05, 0.3, 0.95, 0.999, 1.001, 1.02, 1.3, 20};
    const std::vector<std::string> kBands = {"0.3-10",  "all",      "2-10",       "0.3-1.5",
                                             "30-99ch", "1.5-1.51", "1000-1023ch"};
    const std::vector<std::string> kRadii = {"60",    "5",      "0.5",        "600",
                                             "30-60", "60-600", "0.00001-20", "3600"};
    const std::vector<std::string> kBins = {"2.51", "0.1", "3600", "86400", "0.333333"};
    const std::vector<std::string> kSizes = {"0.01", "0.05", "0.123", "0.2"};
    const std::vector<std::string> kPixels = {"7", "20", "2.35731204", "14.14387224"};
    std::mt19937 random_{7};
    std::vector<SegmentRow> rows_;
    SkySite& site_;
};

TEST_F(SkyProducts, HaveThePlannedSizeForTenThousandRequests) {
    Requests requests(*site_);
    const std::vector<std::string> names = {
        "background.pha",  "background.reg",  "events.fits",   "image.fits",
        "image.png",       "background.fits", "exposure.fits", "rate.fits",
        "lightcurve.fits", "lightcurve.png",  "load.xcm",      "load_sherpa.py",
        "response.arf",    "response.rmf",    "spectrum.png",  "response_diffuse.arf",
        "source.reg",      "spectrum.pha",    "summary.json",  "summary.txt"};
    int there = 0;
    for (int n = 0; n < 10000; ++n) {
        const std::string folder = requests.next();
        const auto planning = site_->plan(folder);
        EXPECT_EQ(planning.plan == nullptr, !planning.why_not.empty()) << folder;
        if (!planning.plan) continue;
        ++there;
        for (const std::string& name : names) {
            const auto product = plan_sky_product(planning.plan, name);
            if (!product) continue;
            const bool is_cheap = name == "spectrum.pha" || name == "summary.txt";
            const bool is_costly = name == "exposure.fits" || name == "rate.fits";
            if (!is_cheap && n % (is_costly ? 100 : 20) != 0) continue;
            ASSERT_EQ(rendered_size(*product), product->size) << product->path;
        }
    }
    EXPECT_GT(there, 4000);
    EXPECT_LT(there, 9500);
}

TEST_F(SkyProducts, SpectrumOverTheBandIsTheLightCurveIsRowsOfEventsIsCountsOfTheSummary) {
    Requests requests(*site_);
    int with_events = 0;
    for (int n = 0; n < 400; ++n) {
        const std::string folder = requests.next();
        if (!site_->plan(folder).plan) continue;
        const int64_t counts = spectrum(folder).in_band;
        EXPECT_EQ(event_rows(folder), counts) << folder;
        EXPECT_EQ(summary_counts(folder), counts) << folder;
        EXPECT_EQ(light_curve_counts(folder), counts) << folder;
        with_events += counts > 0 ? 1 : 0;
    }
    EXPECT_GT(with_events, 100);
}

// As a reader of the two spectra scales them.
TEST_F(SkyProducts, BackgroundOverTheBandIsThatOfTheSummaryAndScalesToIt) {
    Requests requests(*site_);
    int with_events = 0;
    for (int n = 0; n < 1500; ++n) {
        const std::string folder = requests.next();
        const auto plan = site_->plan(folder).plan;
        if (!plan || !plan_sky_product(plan, "background.pha")) continue;
        const Spectrum source = spectrum(folder), background = spectrum(folder, "background.pha");
        EXPECT_EQ(static_cast<double>(background.in_band),
                  summary_number(folder, "counts_background"))
            << folder;
        if (plan->exposed().size() > 1 || background.in_band == 0) continue;
        ++with_events;
        EXPECT_NEAR(static_cast<double>(background.in_band) * source.exposure * source.backscal /
                        (background.exposure * background.backscal) /
                        summary_number(folder, "background_in_region"),
                    1, 1e-9)
            << folder;
    }
    EXPECT_GT(with_events, 30);
}

TEST_F(SkyProducts, TwoIntervalsAreTheirUnion) {
    for (const std::string instrument : {"swift_xrt_pc", "halosat_s14"}) {
        const auto plan = site_->plan(kSource + "/0.5-5/" + instrument).plan;
        ASSERT_TRUE(plan);
        // At an edge of a good time, within one, in a gap.
        const SegmentRow& row = plan->exposed()[0]->row;
        for (const double share : {0.0, 0.0123456789, 0.33, 0.5, 0.77, 0.999999, 1.0}) {
            const std::string middle =
                short_decimal(row.start_mjd + share * (row.stop_mjd - row.start_mjd), 9);
            const std::string before = kSource + "/0.5-5/time_-" + middle + "/" + instrument;
            const std::string after = kSource + "/0.5-5/time_" + middle + "-/" + instrument;
            const Spectrum whole = spectrum(kSource + "/0.5-5/" + instrument);
            Spectrum parts;
            parts.counts.resize(whole.counts.size());
            int64_t rows = 0;
            for (const std::string& folder : {before, after}) {
                if (!site_->plan(folder).plan) continue;  // nothing on that side
                const Spectrum part = spectrum(folder);
                parts.counts = sum(parts.counts, part.counts);
                parts.exposure += part.exposure;
                rows += event_rows(folder);
            }
            EXPECT_EQ(parts.counts, whole.counts) << middle;
            EXPECT_NEAR(parts.exposure, whole.exposure, 1e-6) << middle;
            EXPECT_EQ(rows, whole.in_band) << middle;
        }
    }
}

TEST_F(SkyProducts, DisjointAnnuliAddUpToTheCircle) {
    const auto of = [&](const std::string& radius) {
        return spectrum(kSource + "/all/radius_" + radius + "/swift_xrt_pc").counts;
    };
    EXPECT_EQ(sum(sum(of("7.5"), of("7.5-30")), of("30-600")), of("600"));
    EXPECT_EQ(sum(of("0.001"), of("0.001-2000")), of("2000"));
}

TEST_F(SkyProducts, SingleObservationsAddUpToTheStack) {
    const auto plan = site_->plan(kSource + "/0.3-10/swift_xrt_pc").plan;
    ASSERT_TRUE(plan);
    ASSERT_EQ(plan->exposed().size(), 2u);
    const Spectrum stack = spectrum(kSource + "/0.3-10/swift_xrt_pc");
    Spectrum parts;
    parts.counts.resize(stack.counts.size());
    int64_t image = 0;
    for (const SkySource* source : plan->exposed()) {
        const std::string alone = kSource + "/0.3-10/obs_" + source->row.obs_id + "/swift_xrt_pc";
        const Spectrum part = spectrum(alone);
        parts.counts = sum(parts.counts, part.counts);
        parts.exposure += part.exposure;
        image += image_sum(alone);
    }
    EXPECT_EQ(parts.counts, stack.counts);
    EXPECT_NEAR(parts.exposure, stack.exposure, 1e-6);
    EXPECT_EQ(image, image_sum(kSource + "/0.3-10/swift_xrt_pc"));
}

TEST_F(SkyProducts, AnImageOfTheWholeFieldHasAllEventsWhateverItsPixels) {
    const int64_t all = event_rows(kSource + "/0.3-10/radius_2000/swift_xrt_pc");
    EXPECT_GT(all, 8000);
    for (const std::string pixel : {"", "/pix_5", "/pix_1", "/pix_2.35731204", "/pix_100"})
        EXPECT_EQ(image_sum(kSource + "/0.3-10/size_0.6" + pixel + "/swift_xrt_pc"), all) << pixel;
}

TEST_F(SkyProducts, AreTheSameFromAnArchiveFilledInAnotherOrder) {
    SkySite other;
    for (const char* mission : {"swift", "halosat"})
        other.deliver_caldb(simulated_sky() / mission, mission);
    other.deliver(simulated_sky() / "halosat", "halosat", "all", {""}, true);
    other.deliver(simulated_sky() / "swift", "swift", "second", {"002/"}, true);
    other.deliver(simulated_sky() / "swift", "swift", "first", {"001/"}, true);
    Requests requests(*site_);
    int compared = 0;
    for (int n = 0; n < 60 || compared < 20; ++n) {
        const std::string folder = n == 0 ? kSource + "/0.3-10/swift_xrt_pc" : requests.next();
        const auto plan = site_->plan(folder).plan;
        ASSERT_EQ(plan != nullptr, other.plan(folder).plan != nullptr) << folder;
        if (!plan) continue;
        for (const std::string& name : sky_product_names(*plan)) {
            const std::string path = folder + "/" + name;
            EXPECT_TRUE(site_->bytes(path) == other.bytes(path)) << path;
            EXPECT_EQ(site_->product(path)->key, other.product(path)->key) << path;
            EXPECT_EQ(site_->product(path)->mtime_ns, other.product(path)->mtime_ns) << path;
        }
        ++compared;
    }
}

TEST_F(SkyProducts, AllOfAFolderHaveTheSameProvenanceAndOtherKeys) {
    const auto plan = site_->plan(kSource + "/0.3-10/swift_xrt_pc").plan;
    std::vector<std::string> keys;
    for (const std::string& name : sky_product_names(*plan)) {
        const auto product = plan_sky_product(plan, name);
        EXPECT_EQ(product->provenance, plan->provenance);
        EXPECT_EQ(product->path, plan->path + "/" + name);
        keys.push_back(product->key);
    }
    EXPECT_EQ(keys.size(), sky_product_names(*plan).size());
    std::sort(keys.begin(), keys.end());
    EXPECT_EQ(std::unique(keys.begin(), keys.end()), keys.end());
    EXPECT_EQ(plan_sky_product(plan, "nonsuch.fits"), nullptr);
}

TEST_F(SkyProducts, OfAFieldWithoutPositionsHaveNoImage) {
    const auto plan = site_->plan(kSource + "/all/halosat_s14").plan;
    ASSERT_TRUE(plan);
    EXPECT_THAT(sky_product_names(*plan),
                testing::ElementsAre("all.tar", "events.fits", "lightcurve.fits", "lightcurve.png",
                                     "load.xcm", "load_sherpa.py", "response.arf", "response.rmf",
                                     "response_diffuse.arf", "spectrum.pha", "spectrum.png",
                                     "summary.json", "summary.txt"));
    EXPECT_EQ(plan_sky_product(plan, "image.png"), nullptr);
    EXPECT_EQ(plan_sky_product(plan, "image.fits"), nullptr);
}

TEST(SkyProductsOfCopies, AreSoManyTimesTheCounts) {
    SkySite site({"halosat"}, {mini_mission()});
    const std::string band = "sky/100/20/all/";
    for (int copy = 1; copy <= 3; ++copy) {
        MiniList list;
        const double begin = 2000.0 * copy;
        list.gti = {{begin, begin + 1000}};
        for (int i = 0; i < 50; ++i)
            list.events.push_back({begin + i, 500.5 + i % 7, 500.5 - i % 5, i});
        site.deliver_mini("000" + std::to_string(copy) + "/a.evt", list);
    }
    const auto counts = [&](const std::string& folder) {
        const std::string bytes = site.bytes(folder + "/spectrum.pha");
        const FitsView view(bytes_of(bytes), folder);
        const NumericColumn column(*view.find("SPECTRUM"), "COUNTS");
        std::vector<int64_t> values;
        for (int64_t row = 0; row < 100; ++row) values.push_back(*column.integer(row));
        return values;
    };
    const auto one = counts(band + "obs_0001/mini_cam");
    EXPECT_EQ(std::accumulate(one.begin(), one.end(), int64_t{0}), 50);
    EXPECT_EQ(counts(band + "mini_cam"), sum(sum(one, one), one));
}

}  // namespace
}  // namespace heafs
