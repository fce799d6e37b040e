// The products as other people's programs see them: fitsverify, astropy, STILTS, CFITSIO's
// fitscopy.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "products/sky/sky_products.h"
#include "tests/products/sky/sky_site.h"
#include "tests/support/outside_programs.h"

namespace heafs {
namespace {

const std::string kSource = "sky/204.77108/17.60323";
const std::string kAlone = kSource + "/0.3-10/obs_00090001001/swift_xrt_pc";

bool is_fits(const std::string& name) {
    return std::set<std::string>{".fits", ".pha", ".arf", ".rmf"}.count(
               std::filesystem::path(name).extension()) > 0;
}

class OutsideProducts : public testing::Test {
   protected:
    static void SetUpTestSuite() {
        site_ = std::make_unique<SkySite>();
        site_->deliver(simulated_sky() / "swift", "swift", "all");
        site_->deliver(simulated_sky() / "halosat", "halosat", "all");
    }
    static void TearDownTestSuite() { site_.reset(); }

    static std::string file(const std::string& path) { return site_->file(path).string(); }
    // The script has `f`, the product, opened with its checksums verified.
    static std::string astropy(const std::string& path, const std::string& script) {
        return output_of_astropy(
            "import sys, json\nimport numpy as np\nfrom astropy.io import fits\n"
            "from astropy.wcs import WCS\n"
            // It says that it can compute DATEREF and MJD-END.
            "warnings.filterwarnings('ignore', message=\"'datfix'\")\n"
            "f = fits.open(sys.argv[1], checksum=True)\n" +
                script,
            file(path));
    }
    static double number(const std::string& text) { return std::stod(text); }

    static std::unique_ptr<SkySite> site_;
};
std::unique_ptr<SkySite> OutsideProducts::site_;

TEST_F(OutsideProducts, SatisfyFitsverify) {
    const std::string time = "time_53435.35-53435.4";
    const SegmentRow halo = site_->plan(kSource + "/all/halosat_s54").plan->sources[0].row;
    const std::string middle =
        Decimal::from_double_shortest((halo.start_mjd + halo.stop_mjd) / 2)->rounded(6).text();
    for (const std::string& folder :
         {kAlone, kSource + "/0.3-10/swift_xrt_pc", kSource + "/2-10/radius_20-60/swift_xrt_pc",
          kSource + "/all/" + time + "/radius_300/size_0.1/pix_5/swift_xrt_pc",
          kSource + "/10.235-10.24/radius_0.01/swift_xrt_pc",  // no event
          kSource + "/all/halosat_s14", kSource + "/0.4-7/time_-" + middle + "/halosat_s54"}) {
        const auto plan = site_->plan(folder).plan;
        ASSERT_TRUE(plan) << folder << ": " << site_->plan(folder).why_not;
        for (const std::string& name : sky_product_names(*plan)) {
            if (!is_fits(name)) continue;
            EXPECT_EQ(complaints_of_fitsverify(site_->file(folder + "/" + name)), "")
                << folder << "/" << name;
        }
    }
}

TEST_F(OutsideProducts, StiltsCountsTheRowsAndReadsTheColumns) {
    const auto rows = output_of_astropy(
        "import sys\nfrom astropy.io import "
        "fits\nprint(fits.open(sys.argv[1])[1].header['NAXIS2'])",
        file(kAlone + "/events.fits"));
    EXPECT_GT(std::stol(rows), 3000);
    EXPECT_EQ(output_of("stilts tpipe in='" + file(kAlone + "/events.fits") +
                        "#EVENTS' cmd='select RA>204&&DEC>17&&TIME>0&&PI>=30' "
                        "cmd='addcol n 1' cmd='keepcols n' cmd='stats Sum' "
                        "omode=out ofmt=csv-noheader"),
              rows.substr(0, rows.size() - 1) + ".0\n");
}

TEST_F(OutsideProducts, FitscopyWithARegionSelectsTheSameRowsBitForBit) {
    const auto path = site_->path() / "data/obs/swift/2005_03/00090001001/xrt/event";
    const TemporaryFolder folder;
    for (const std::string radius : {"47.14624", "100.5"}) {
        const std::string region = "fk5;circle(204.77108,17.60323," + radius + "\")\n";
        const auto reg = folder.write("source.reg", std::as_bytes(std::span(region)));
        const auto copy = folder.path() / ("copy" + radius + ".fits");
        const std::string said =
            output_of("fitscopy '" + (path / "sw00090001001xpcw3po_cl.evt.gz").string() +
                      "[EVENTS][regfilter(\"" + reg.string() + "\")][PI>=30&&PI<=999]' '" +
                      copy.string() + "'");
        ASSERT_TRUE(std::filesystem::exists(copy)) << said;
        EXPECT_EQ(
            astropy(
                kSource + "/0.3-10/obs_00090001001/" +
                    (radius == "47.14624" ? "" : "radius_" + radius + "/") +
                    "swift_xrt_pc/events.fits",
                fmt::format(
                    "ours, theirs = f['EVENTS'], fits.open('{}')['EVENTS']\n"
                    "names = theirs.columns.names\n"
                    "print(len(ours.data) == len(theirs.data), len(ours.data) > 3000)\n"
                    "raw = lambda t, n: "
                    "np.ascontiguousarray(np.asarray(t.data).view(np.recarray)[n])\n"
                    "print(ours.columns.names == names + ['RA', 'DEC', 'OBS_ID'])\n"
                    "print(all(raw(ours, n).tobytes() == raw(theirs, n).tobytes() for n in "
                    "names))\n"
                    "for i, n in enumerate(names, 1):\n"
                    "  for k in "
                    "('TFORM','TUNIT','TNULL','TLMIN','TLMAX','TCTYP','TCRVL','TCRPX','TCDLT'):\n"
                    "    assert ours.header.get(f'{{k}}{{i}}') == "
                    "theirs.header.get(f'{{k}}{{i}}'), (k, n)\n"
                    "for k in "
                    "('MJDREFI','MJDREFF','TIMESYS','TIMEUNIT','TELESCOP','INSTRUME','OBJECT',\n"
                    "          'RA_OBJ','DEC_OBJ','FILTER','DATE','CLOCKAPP','TASSIGN'):\n"
                    "    assert ours.header[k] == theirs.header[k], k",
                    copy.string())),
            "True True\nTrue\nTrue\n");
    }
}

TEST_F(OutsideProducts, ImageHasAPlaneAboutThePositionNorthUp) {
    EXPECT_EQ(
        astropy(kSource + "/0.3-10/size_0.1/pix_9/swift_xrt_pc/image.fits",
                "h = f[0].header\nw = WCS(h)\n"
                "print(f[0].data.shape, f[0].data.dtype, h['BUNIT'], h['RADESYS'])\n"
                "print(w.wcs.crpix.tolist(), w.wcs.crval.tolist(), list(w.wcs.ctype))\n"
                "c = w.all_world2pix([[204.77108, 17.60323]], 1)[0]\n"
                "print(np.round(c, 9).tolist())\n"
                "n = w.all_world2pix([[204.77108, 17.60323 + 9/3600]], 1)[0] - c\n"
                "e = w.all_world2pix([[204.77108 + 9/3600/np.cos(np.radians(17.60323)),\n"
                "                      17.60323]], 1)[0] - c\n"
                "print(np.round(n, 4).tolist(), (np.round(e, 4) + 0.).tolist())"),
        "(40, 40) >i4 count ICRS\n[20.5, 20.5] [204.77108, 17.60323] ['RA---TAN', 'DEC--TAN']\n"
        "[20.5, 20.5]\n[0.0, 1.0] [-1.0, 0.0]\n");
}

TEST_F(OutsideProducts, EachPixelIsAHistogramOfTheEventsOnTheImagesOwnPlane) {
    for (const std::string position :
         {"204.77108/17.60323", "204.7/17.55", "204.83333/17.66667", "191.4/-19.8"}) {
        const std::string folder = "sky/" + position + "/0.3-10/size_0.15";
        EXPECT_EQ(
            astropy(folder + "/swift_xrt_pc/image.fits",
                    fmt::format(
                        "e = fits.open('{}')['EVENTS'].data\n"
                        "h = f[0].header\nn = h['NAXIS1']\n"
                        "x, y = WCS(h).all_world2pix(e['RA'], e['DEC'], 1)\n"
                        "edges = np.arange(n + 1) + .5\n"
                        "truth = np.histogram2d(y, x, bins=[edges, edges])[0]\n"
                        "print(h['SPREAD'], (f[0].data != truth).sum(), f[0].data.sum() > 1000,\n"
                        "      f[0].data.sum() == truth.sum())",
                        file("sky/" + position + "/0.3-10/radius_1200/swift_xrt_pc/events.fits"))),
            "False 0 True True\n")
            << position;
    }
}

TEST_F(OutsideProducts, ASpreadImageMovesNoEventByMoreThanHalfANativePixel) {
    EXPECT_EQ(
        astropy(
            kSource + "/0.3-10/size_0.15/pix_1/swift_xrt_pc/image.fits",
            fmt::format(
                "e = fits.open('{}')['EVENTS'].data\n"
                "h = f[0].header\nn = h['NAXIS1']\n"
                "x, y = WCS(h).all_world2pix(e['RA'], e['DEC'], 1)\n"
                "half = 2.35731204/2\n"
                "image = f[0].data\n"
                "row, column = np.nonzero(image)\n"
                // Every filled pixel touches the native pixel of some event, and most
                // events left the pixel of their own middle.
                "near = [((abs(x - c - 1) <= half + .5) & (abs(y - r - 1) <= half + .5)).any()\n"
                "        for r, c in zip(row, column)]\n"
                "inside = (abs(x - (n+1)/2) < n/2 - 2) & (abs(y - (n+1)/2) < n/2 - 2)\n"
                "own = image[np.rint(y[inside]-1).astype(int), np.rint(x[inside]-1).astype(int)]\n"
                "print(h['SPREAD'], all(near), image.sum() >= inside.sum(), (own == 0).any())",
                file(kSource + "/0.3-10/radius_1200/swift_xrt_pc/events.fits"))),
        "True True True True\n");
}

// OGIP/92-007, as reference lists of its checker have it.
TEST_F(OutsideProducts, SpectrumHasWhatOgipMakesMandatory) {
    EXPECT_EQ(
        astropy(kAlone + "/spectrum.pha",
                "t = f['SPECTRUM']\nh = t.header\n"
                "want = dict(EXTNAME='SPECTRUM', TELESCOP='SWIFT', INSTRUME='XRT', FILTER='NONE',\n"
                "  AREASCAL=1., CORRSCAL=0., BACKFILE='background.pha', CORRFILE='none', "
                "RESPFILE='none',\n"
                "  ANCRFILE='none', HDUCLASS='OGIP', HDUCLAS1='SPECTRUM', HDUVERS='1.2.1',\n"
                "  HDUCLAS2='TOTAL', HDUCLAS3='COUNT', HDUCLAS4='TYPE:I', POISSERR=True,\n"
                "  CHANTYPE='PI', DETCHANS=1024, TLMIN1=0, TLMAX1=1023, STAT_ERR=0, SYS_ERR=0,\n"
                "  OBS_ID='00090001001', RADESYS='ICRS', TIMESYS='TT', TIMEUNIT='s',\n"
                "  MJDREFI=51910, TIMEZERO=0., ORIGIN='heafs')\n"
                "print({k: h.get(k) for k in want if h.get(k) != want[k]})\n"
                "print([k for k in ('EXPOSURE','BACKSCAL','CREATOR','DATE','DATE-OBS','DATE-END',\n"
                "  "
                "'MJD-OBS','TSTART','TSTOP','MJDREFF','TIMEREF','TELAPSE','ONTIME','LIVETIME','"
                "DEADC',\n"
                "  'OBJECT','RA_OBJ','DEC_OBJ','DATAVERS','CHECKSUM','DATASUM') if k not in h])\n"
                "print(t.columns.names, t.columns.formats)\n"
                "d = t.data\n"
                "print((d['CHANNEL'] == np.arange(1024)).all(), set(d['QUALITY']), "
                "set(d['GROUPING']))\n"
                "print([x.name for x in f], h['HISTORY'])\n"
                "ext = f['GTI'].data\n"
                "print(abs((ext['STOP'] - ext['START']).sum()*h['DEADC'] - h['EXPOSURE']) < 1e-6,\n"
                "      h['TSTART'] == ext['START'][0], h['TSTOP'] == ext['STOP'][-1])\n"
                "print(abs(h['BACKSCAL']/(np.pi*20**2/1e6) - 1) < 1e-6)"),
        "{}\n[]\n['CHANNEL', 'COUNTS', 'QUALITY', 'GROUPING', 'BACKSCAL'] "
        "['J', 'J', 'I', 'I', 'E']\n"
        "True {0} {1}\n"
        "['PRIMARY', 'SPECTRUM', 'EBOUNDS', 'GTI', 'REG00101', 'PROVENANCE'] " +
            kAlone + "\nTrue True True\nTrue\n");
}

TEST_F(OutsideProducts, SpectrumIsThatOfTheListItself) {
    const auto list = site_->path() /
                      "data/obs/swift/2005_03/00090001001/xrt/event/sw00090001001xpcw3po_cl.evt.gz";
    EXPECT_EQ(
        astropy(
            kSource + "/all/time_53435.35-/obs_00090001001/swift_xrt_pc/spectrum.pha",
            fmt::format("l = fits.open('{}')\nd, h, g = l['EVENTS'].data, l['EVENTS'].header, "
                        "l['GTI'].data\n"
                        "names = l['EVENTS'].columns.names\n"
                        "x, y = names.index('X') + 1, names.index('Y') + 1\n"
                        "w = WCS(naxis=2)\n"
                        "w.wcs.ctype = ['RA---TAN', 'DEC--TAN']\n"
                        "for n in ('crval', 'crpix', 'cdelt'):\n"
                        "  key = dict(crval='TCRVL', crpix='TCRPX', cdelt='TCDLT')[n]\n"
                        "  setattr(w.wcs, n, [h[f'{{key}}{{x}}'], h[f'{{key}}{{y}}']])\n"
                        "ra, dec = np.radians(w.all_pix2world(d['X'], d['Y'], 1))\n"
                        "unit = lambda a, b: np.array([np.cos(b)*np.cos(a), np.cos(b)*np.sin(a), "
                        "np.sin(b)])\n"
                        "c = unit(*np.radians([204.77108, 17.60323]))\n"
                        "near = ((unit(ra, dec).T - c)**2).sum(1) <= "
                        "4*np.sin(np.radians(47.14624/7200))**2\n"
                        // TT is 64.184 s ahead of UTC in 2005; mission seconds by UTCFINIT.
                        "t0 = (53435.35 - 64.184/86400 - "
                        "h['MJDREFI'])*86400 - h['UTCFINIT']\n"
                        "t = d['TIME']\n"
                        "good = np.any([(t >= a) & (t < b) for a, b in zip(g['START'], "
                        "g['STOP'])], axis=0)\n"
                        "truth = np.bincount(d['PI'][near & good & (t >= t0)], minlength=1024)\n"
                        "s = f['SPECTRUM']\n"
                        "on = sum(max(0, b - max(a, t0)) for a, b in zip(g['START'], g['STOP']))\n"
                        "print((s.data['COUNTS'] != truth).sum(), truth.sum() > 500, truth.sum() < "
                        "near.sum(),\n"
                        "      abs(s.header['ONTIME'] - on) < 1e-4,\n"
                        "      abs(s.header['EXPOSURE'] - on*h['DEADC']) < 1e-4,\n"
                        "      abs(f['GTI'].data['START'][0] - t0) < 1e-4 or "
                        "f['GTI'].data['START'][0] > t0)",
                        list.string())),
        "0 True True True True True\n");
}

TEST_F(OutsideProducts, SourcesAreWhereTheTruthSaysWithItsCounts) {
    const std::string truth = (simulated_sky() / "swift/truth.json").string();
    for (const std::string position : {"204.77108/17.60323", "191.34783/-19.8081"})
        EXPECT_EQ(
            astropy(
                "sky/" + position + "/all/radius_600/swift_xrt_pc/events.fits",
                fmt::format(
                    "truth = json.load(open('{}'))\n"
                    "ra, dec = {}\n"
                    "s = [s for s in truth['sources'] if s['ra'] == ra and s['dec'] == dec][0]\n"
                    "want = sum(o['counts_by_source'].get(s['name'], 0) for o in "
                    "truth['observations'])\n"
                    "e = f['EVENTS'].data\n"
                    "east = (e['RA'] - ra)*np.cos(np.radians(dec))*3600\n"
                    "north = (e['DEC'] - dec)*3600\n"
                    "r = np.hypot(east, north)\n"
                    // The King profile of swift.toml keeps 97 % within 150 arcsec.
                    "share = 1 - (1 + (150/5.8)**2)**(1 - 1.55)\n"
                    "ring = (r > 240) & (r <= 300)\n"
                    "level = ring.sum()/(np.pi*(300**2 - 240**2))\n"
                    "found = (r <= 150).sum() - level*np.pi*150**2\n"
                    "print(abs(found - share*want) < 5*np.sqrt(want), want > 3000)\n"
                    "core = r <= 30\n"
                    "for d in (east, north):\n"
                    "  print(abs(d[core].mean()) < 5*d[core].std()/np.sqrt(core.sum()) + .1)",
                    truth,
                    position == "204.77108/17.60323" ? "204.77108, 17.60323"
                                                     : "191.34783, -19.8081")),
            "True True\nTrue\nTrue\n")
            << position;
}

TEST_F(OutsideProducts, TheSummaryIsJsonWithAllThatADesignAsks) {
    const auto path = file(kAlone + "/summary.json");
    EXPECT_EQ(
        output_of_astropy(
            "import sys, json\n"
            "text = open(sys.argv[1]).read()\nj = json.loads(text)\n"
            "print([k for k in ('format','canonical','instrument','observations','exposure_s',\n"
            "  'counts','counts_background','net_rate','limits','assumptions','missing')\n"
            "  if k not in j], text[-1] == '\\n')\n"
            "i, l = j['interval_68'], j['limits']\n"
            "net = j['counts'] - j['background_in_region']\n"
            "print(0 < i['counts_low'] < net < i['counts_high'] < l['counts_95'] < "
            "l['counts_99865'])\n"
            "close = lambda a, b: abs(a/b - 1) < 1e-12\n"
            "print(close(j['net_rate'], net/j['exposure_s']),\n"
            "      close(l['rate_95'], l['counts_95']/j['exposure_s']),\n"
            "      close(j['rate'], j['counts']/j['exposure_s']))\n"
            // Region and annulus lie inside the field: the ratio of their areas.
            "print(close(j['background_in_region'],\n"
            "      j['counts_background']*47.14624**2/(160.3**2 - 56.6**2)))\n"
            "print(len(j['observations']), j['observations'][0]['obs_id'], "
            "j['pileup']['expected'])",
            path),
        "[] True\nTrue\nTrue True True\nTrue\n1 00090001001 False\n");
}

TEST_F(OutsideProducts, AFieldWithoutPositionsSaysSo) {
    EXPECT_EQ(
        astropy(kSource + "/0.4-7/halosat_s14/spectrum.pha",
                "h = f['SPECTRUM'].header\n"
                "r = f['REG00101'].data[0]\n"
                "print(h['RESOLVED'], h['TELESCOP'], h['INSTRUME'], h['TLMIN1'], h['DETCHANS'],\n"
                "      r['SHAPE'], r['R'], h['BACKSCAL'])"),
        "False HALOSAT SDD14 1 455 CIRCLE 5.0 1.0\n");
}

TEST_F(OutsideProducts, ARegionIsThatOfThePath) {
    EXPECT_EQ(astropy(kSource + "/all/radius_20-60/swift_xrt_pc/events.fits",
                      "r = f['REGION'].data[0]\n"
                      "print(r['SHAPE'], r['X'], r['Y'], (r['R']*3600).round(9).tolist())"),
              "ANNULUS 204.77108 17.60323 [20.0, 60.0]\n");
}

}  // namespace
}  // namespace heafs
