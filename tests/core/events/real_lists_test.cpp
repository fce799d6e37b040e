// Segments of real event lists against astropy's reading of the same files.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "config/base/toml.h"
#include "config/missions/mission.h"
#include "core/base/files.h"
#include "core/base/gzip.h"
#include "core/events/event_query.h"
#include "core/events/segment_builder.h"
#include "tests/core/events/hand_made_list.h"
#include "tests/support/outside_programs.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

const std::filesystem::path kData = HEAFS_SOURCE_DIR "/../shared/data";
const std::filesystem::path kSwift =
    kData / "swift/00030795038/xrt/event/sw00030795038xpcw3po_cl.evt.gz";
const std::filesystem::path kChandra = kData / "chandra/orion_evt2.fits";

// Reads argv[1]/segment.fits and the list whose path stands in argv[1]/path; compares positions
// with those of wcslib through astropy.
constexpr const char* kCompare = R"(
import sys, numpy as np
from astropy.io import fits
from astropy.wcs import WCS
s = fits.open(sys.argv[1] + '/segment.fits', checksum=True)
l = fits.open(open(sys.argv[1] + '/path').read())
x, y = open(sys.argv[1] + '/columns').read().split()
e, t = s['EVENTS_INDEX'].data[0], l['EVENTS']
i = e['ROW'] - 1
n = {c.name.upper(): k for k, c in enumerate(t.columns, 1)}
w = WCS(naxis=2)
for axis, c in enumerate((x, y)):
    k = n[c]
    w.wcs.ctype[axis] = t.header['TCTYP%d' % k]
    w.wcs.crval[axis] = t.header['TCRVL%d' % k]
    w.wcs.crpix[axis] = t.header['TCRPX%d' % k]
    w.wcs.cdelt[axis] = t.header['TCDLT%d' % k]
w = WCS(w.to_header())
ra, dec = w.wcs_pix2world(t.data[x][i].astype(float), t.data[y][i].astype(float), 1)
far = (abs(ra - e['RA']) > 1e-9) | (abs(dec - e['DEC']) > 1e-9)
raw = np.frombuffer(t.data.tobytes(), np.uint8).reshape(len(t.data), -1)
print(len(t.data), len(i), far.sum(), (t.data['TIME'][i] != e['TIME']).sum(),
      (t.data['PI'][i] != e['PI']).sum(), (raw[i] != s['ROWS'].data['ROW']).sum())
)";

std::vector<std::byte> inflated(const std::filesystem::path& path) {
    const std::string text = read_file(path);
    std::vector<std::byte> result;
    const auto take = [&](std::span<const std::byte> part) {
        result.insert(result.end(), part.begin(), part.end());
    };
    if (!text.starts_with("\x1f\x8b")) {
        take(bytes_of(text));
        return result;
    }
    Gunzip gunzip(take);
    gunzip.feed(bytes_of(text));
    EXPECT_FALSE(gunzip.finish());
    return result;
}

class RealLists : public testing::Test {
   protected:
    std::shared_ptr<const EventSegment> indexed(const std::filesystem::path& path,
                                                const Instrument& instrument) {
        const auto segment = build_segment(inflated(path), instrument, hand_made::source());
        folder_.write("path", bytes_of(path.string()));
        folder_.write("columns", bytes_of(instrument.x_column + " " + instrument.y_column));
        return EventSegment::open(folder_.write("segment.fits", segment));
    }
    std::string complaints() { return complaints_of_fitsverify(folder_.path() / "segment.fits"); }
    TemporaryFolder folder_;
};

Instrument swift_pc() {
    const Mission swift =
        load_mission("swift", {std::filesystem::path(HEAFS_SOURCE_DIR) / "config/missions"});
    return swift.instruments.at(0);
}

// Columns in lower case, real positions, MJDREF in one, TNULL 0, legal channels 1 to 1024; a good
// time for each CCD, of which the first is taken.
Instrument acis() {
    return read_instruments(
               TomlTable::parse("[[instrument]]\nname = 'chandra_acis'\ninstrume = 'ACIS'\n"
                                "files = 'primary/.*_evt2\\.fits'\nbands = ['0.5-7']\n"
                                "radius_arcsec = 2\npixel_arcsec = 0.492\nsize_deg = 0.2\n"
                                "fov = { circle_arcmin = 12 }\nposition = { x = 'X', y = 'Y' }\n"
                                "energy = { column = 'PI', offset_kev = 0.0, gain_kev = 0.0146, "
                                "channels = [1, 1024] }\n",
                                "chandra.toml"))
        .at(0);
}

TEST_F(RealLists, SwiftsIsIndexedAsAstropyReadsIt) {
    if (!std::filesystem::exists(kSwift)) GTEST_SKIP() << "no real data at " << kSwift;
    const auto segment = indexed(kSwift, swift_pc());
    EXPECT_EQ(complaints(), "");
    EXPECT_EQ(output_of_astropy(kCompare, folder_.path()), "2105 2105 0 0 0 0\n");
    EXPECT_EQ(segment->native_pixel_deg() > 0, true);
}

// The numbers of the mission's own extractor (data/README.md).
TEST_F(RealLists, SwiftsSourceHasTheCountsOfTheMissionsExtractor) {
    if (!std::filesystem::exists(kSwift)) GTEST_SKIP() << "no real data at " << kSwift;
    const auto segment = indexed(kSwift, swift_pc());
    const auto counts = [&](double ra, double dec, double radius_arcsec) {
        return select_events(*segment,
                             SkyRegion({Angle{ra}, Angle{dec}}, Angle{radius_arcsec / 3600}), {})
            .size();
    };
    EXPECT_EQ(segment->size(), 2105);
    EXPECT_EQ(counts(329.7167, -30.2256, 47.14624), 1466u);
    EXPECT_EQ(counts(329.7167, -30.2256, 47.2), 1467u);
    EXPECT_EQ(counts(329.717, -30.226, 47.14624), 1467u);
}

TEST_F(RealLists, ChandrasIsIndexedAsAstropyReadsIt) {
    if (!std::filesystem::exists(kChandra)) GTEST_SKIP() << "no real data at " << kChandra;
    const auto segment = indexed(kChandra, acis());
    EXPECT_EQ(complaints(), "");
    const std::string usable = output_of_astropy(
        "import sys\nfrom astropy.io import fits\nf = fits.open(sys.argv[1])\nt = f[1].data\n"
        "g = f['GTI'].data\ng = g[g['START'] == g['START'].min()]\n"
        "print(((t['pi'] >= 1) & (t['pi'] <= 1024) & (t['time'] >= f[2].data['START'][0]) & "
        "(t['time'] < f[2].data['STOP'][0])).sum())",
        kChandra);
    EXPECT_EQ(output_of_astropy(kCompare, folder_.path()),
              fmt::format("70424 {} 0 0 0 0\n", segment->size()));
    EXPECT_EQ(fmt::format("{}\n", segment->size()), usable);
}

TEST_F(RealLists, AListOfAnotherModeIsRefused) {
    const auto path = kData / "swift/00030795038/xrt/event/sw00030795038xwtw2po_cl.evt.gz";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "no real data at " << path;
    EXPECT_ANY_THROW(indexed(path, swift_pc()));
}

}  // namespace
}  // namespace heafs
