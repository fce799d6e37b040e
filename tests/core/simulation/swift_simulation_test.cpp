// A simulated Swift, measured by numpy: what truth.json says is in the event lists, and the event
// lists are what the mission file, the responses and the sources make them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "config/base/error.h"
#include "core/simulation/simulation.h"
#include "tests/support/outside_programs.h"
#include "tests/support/temporary_folder.h"

namespace heafs {
namespace {

// What every script has: the truth, each observation with its list, and the tangential plane.
constexpr char kPrelude[] = R"(
import sys, os, glob, json
import numpy as np
from astropy.io import fits
os.chdir(sys.argv[1])
truth = json.load(open('truth.json'))
sources = {s['name']: s for s in truth['sources']}
def list_of(o): return fits.open(glob.glob(o['folder'] + '/xrt/event/*_cl.evt.gz')[0])
# Pixels of a position in a list, and arcmin from the pointing.
def place(header, s):
    ra, dec, ra0, dec0 = np.radians([s['ra'], s['dec'], header['TCRVL2'], header['TCRVL3']])
    c = np.sin(dec)*np.sin(dec0) + np.cos(dec)*np.cos(dec0)*np.cos(ra - ra0)
    east = np.degrees(np.cos(dec)*np.sin(ra - ra0)/c)
    north = np.degrees((np.sin(dec)*np.cos(dec0) - np.cos(dec)*np.sin(dec0)*np.cos(ra - ra0))/c)
    return (500.5 + east/header['TCDLT2'], 500.5 + north/header['TCDLT3'],
            np.degrees(np.arccos(c))*60)
# What share of a modulated source's mean comes in the good times.
def share(s, gti):
    if not s['period_s']: return 1
    w = 2*np.pi/s['period_s']
    a, b = gti['START'], gti['STOP']
    wave = (np.cos(w*a) - np.cos(w*b)).sum()/w
    return 1 + s['amplitude']*wave/(b - a).sum()
area = ([.2, .5, 1.5, 2.5, 5, 8, 10], [20, 60, 125, 80, 65, 22, 8])  # of swift.toml
# Counts a second on axis, by a sum over 10^5 energies.
def rate(s, g=None):
    g = g or s['index']
    e, f = np.linspace(.2, 10, 100001), np.linspace(2, 10, 100001)
    k = s['flux_2_10']/(1.602176634e-9*np.trapz(f**(1 - g), f))
    return np.trapz(k*e**-g*np.interp(e, *area), e)
)";

class SwiftSimulation : public testing::Test {
   protected:
    static void SetUpTestSuite() {
        out_ = std::make_unique<TemporaryFolder>();
        simulate(
            load_mission("swift", {std::filesystem::path(HEAFS_SOURCE_DIR) / "config/missions"}),
            {.observations = 3, .sources = 2, .events = 20000, .seed = 11}, out_->path());
    }
    static void TearDownTestSuite() { out_.reset(); }
    static std::string numpy_says(const std::string& script) {
        return output_of_astropy(kPrelude + script, out_->path());
    }
    static std::unique_ptr<TemporaryFolder> out_;
};

std::unique_ptr<TemporaryFolder> SwiftSimulation::out_;

TEST_F(SwiftSimulation, EveryFileSatisfiesFitsverify) {
    int files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(out_->path())) {
        if (!entry.is_regular_file() || entry.path().filename() == "truth.json") continue;
        EXPECT_EQ(complaints_of_fitsverify(entry.path()), "") << entry.path();
        ++files;
    }
    EXPECT_EQ(files, 3 * 4 + 2);
}

// Expected numbers: flux x area x vignetting x EXPOSURE x share of the period, and 0.5 % less for
// what the mirror throws out of the field. Within 5 standard deviations of a Poisson number.
TEST_F(SwiftSimulation, CountsAreThoseOfFluxAreaAndExposure) {
    EXPECT_EQ(
        numpy_says("for o in truth['observations']:\n"
                   "    f = list_of(o); h = f[1].header\n"
                   "    n = o['counts_by_source']\n"
                   "    assert sum(n.values()) + o['background'] == len(f[1].data)\n"
                   "    assert abs(len(f[1].data) - 20000) < 1500, len(f[1].data)\n"
                   "    assert o['target'] in n and len(n) >= 2\n"
                   "    for name in n:\n"
                   "        s = sources[name]; theta = place(h, s)[2]\n"
                   "        want = rate(s)*(1 - .0020976*theta**2)*h['EXPOSURE']\n"
                   "        want *= share(s, f[2].data)*.995\n"
                   "        assert abs(n[name] - want) < 5*want**.5 + .005*want, (name, want)\n"
                   "print('yes')"),
        "yes\n");
}

// Within 9.219 arcsec, 3.911 pixels, lies half of the energy; X and Y are whole pixels, so the
// circle gains or loses some of its rim: 3 %. The mean is 3 standard deviations from the source at
// most, of the spread that the events themselves have.
TEST_F(SwiftSimulation, EventsLieAroundTheirSource) {
    EXPECT_EQ(numpy_says("for o in truth['observations']:\n"
                         "    f = list_of(o); d = f[1].data\n"
                         "    x, y, theta = place(f[1].header, sources[o['target']])\n"
                         "    assert .3 <= theta <= 2, theta\n"
                         "    dx, dy = d['X'] - x, d['Y'] - y\n"
                         "    half = (np.hypot(dx, dy) < 3.911).sum()\n"
                         "    half /= o['counts_by_source'][o['target']]\n"
                         "    assert abs(half - .5) < .03, half\n"
                         "    near = np.hypot(dx, dy) < 10\n"
                         "    for v in (dx[near], dy[near]):\n"
                         "        assert abs(v.mean()) < 4*v.std()/near.sum()**.5 + .01, v.mean()\n"
                         "print('yes')"),
              "yes\n");
}

// A sine of amplitude A in the counts of N events has the power sum(sin)^2 + sum(cos)^2 =
// (A N / 2)^2. Events are stamped at the start of frames of 2.5073 s.
TEST_F(SwiftSimulation, TargetsVaryWithTheirPeriod) {
    EXPECT_EQ(
        numpy_says(
            "for o in truth['observations']:\n"
            "    f = list_of(o); d = f[1].data; s = sources[o['target']]\n"
            "    x, y, theta = place(f[1].header, s)\n"
            "    t = d['TIME'][np.hypot(d['X'] - x, d['Y'] - y) < 15] + 2.5073/2\n"
            "    g = f[2].data\n"
            "    # What the gaps between good times do, for a constant source\n"
            "    u = np.concatenate([np.arange(a, b, .25) for a, b in zip(*(g[c] for c in"
            " ('START', 'STOP')))])\n"
            "    def wave(x): p = 2*np.pi*(x/s['period_s'] % 1); return np.sin(p), np.cos(p)\n"
            "    model = 1 + s['amplitude']*wave(u)[0]\n"
            "    for seen, w in zip(wave(t), wave(u)):\n"
            "        want = (w*model).sum()/model.sum()\n"
            "        assert abs(seen.mean() - want) < .03, (seen.mean(), want)\n"
            "print('yes')"),
        "yes\n");
}

// The spectrum of all sources, folded through the RMF and ARF that were written, against the
// counts of all events but the background's: chi squared a channel near 1, and far from it with a
// photon index that is wrong by 0.2.
TEST_F(SwiftSimulation, SpectraAreThoseOfTheResponses) {
    EXPECT_EQ(numpy_says(
                  "base = 'caldb/data/swift/xrt/cpf/'\n"
                  "rmf = fits.open(base + 'rmf/swift_xrt_pc_20010101v001.rmf')\n"
                  "arf = fits.open(base + 'arf/swift_xrt_pc_20010101v001.arf')[1].data\n"
                  "m = rmf['MATRIX'].data; full = np.zeros((len(m), 1024))\n"
                  "for i, r in enumerate(m):\n"
                  "    full[i, r['F_CHAN']:r['F_CHAN'] + r['N_CHAN']] = r['MATRIX'][:r['N_CHAN']]\n"
                  "o = truth['observations'][0]; f = list_of(o); d = f[1].data\n"
                  "x, y, theta = place(f[1].header, sources[o['target']])\n"
                  "pi = d['PI'][np.hypot(d['X'] - x, d['Y'] - y) < 15]\n"
                  "lo, hi = m['ENERG_LO'].astype(float), m['ENERG_HI'].astype(float)\n"
                  "def chi2(g):\n"
                  "    p = (lo**(1 - g) - hi**(1 - g))/(g - 1 + 1e-12)*arf['SPECRESP'] @ full\n"
                  "    p *= len(pi)/p.sum()\n"
                  "    want = np.add.reduceat(p[20:1020], range(0, 1000, 10))\n"
                  "    seen = np.histogram(pi, np.arange(20, 1021, 10))[0]\n"
                  "    ok = want > 20; return ((seen - want)**2/want)[ok].mean()\n"
                  "g = sources[o['target']]['index']\n"
                  "assert chi2(g) < 1.6, chi2(g)\n"
                  "assert min(chi2(g - .2), chi2(g + .2)) > 4, (chi2(g - .2), chi2(g + .2))\n"
                  "print('yes')"),
              "yes\n");
}

// As the real list has it. The observations are of 2005: no leap second since 2001, and TT - UTC is
// 64.184 s.
TEST_F(SwiftSimulation, HeadersAndColumnsAreThoseOfTheRealList) {
    EXPECT_EQ(
        numpy_says("from datetime import datetime\n"
                   "for o in truth['observations']:\n"
                   "    f = list_of(o); d = f[1].data; g = f[2].data; h = f[1].header\n"
                   "    assert f[1].columns.names == ['TIME', 'X', 'Y', 'RAWX', 'RAWY', 'DETX',\n"
                   "        'DETY', 'PHA', 'PI', 'GRADE', 'STATUS']\n"
                   "    assert [h['TFORM%d' % i] for i in range(1, 12)] == ['1D'] + 6*['1I'] +"
                   " ['1J', '1J', '1I', '16X']\n"
                   "    for c in range(2, 11):\n"
                   "        v = d.field(c - 1)\n"
                   "        assert h['TLMIN%d' % c] <= v.min() and v.max() <= h['TLMAX%d' % c]\n"
                   "    assert (np.diff(d['TIME']) >= 0).all()\n"
                   "    row = np.searchsorted(g['START'], d['TIME'], 'right') - 1\n"
                   "    frame = (d['TIME'] - g['START'][row])/h['TIMEDEL']\n"
                   "    assert abs(frame - frame.round()).max() < 1e-4\n"
                   "    assert (d['TIME'] < g['STOP'][row]).all() and h['TIMEPIXR'] == 0\n"
                   "    assert (g['STOP'][:-1] < g['START'][1:]).all()\n"
                   "    assert abs((g['STOP'] - g['START']).sum() - h['ONTIME']) < 1e-5\n"
                   "    assert abs(h['EXPOSURE']/h['ONTIME'] - h['DEADC']) < 1e-9\n"
                   "    utc = datetime.fromisoformat(h['DATE-OBS']) - datetime(2001, 1, 1)\n"
                   "    assert 0 <= h['TSTART'] - utc.total_seconds() < 1\n"
                   "    tt = 51910 + (64.184 + h['TSTART'])/86400\n"
                   "    assert abs(h['MJD-OBS'] - tt) < 1e-8 and -1 < h['UTCFINIT'] <= 0\n"
                   "    assert o['folder'].split('/')[1] == h['DATE-OBS'][:7].replace('-', '_')\n"
                   "    e = fits.getdata(glob.glob(o['folder'] + '/xrt/event/*_ex.img.gz')[0])\n"
                   "    assert e.shape == (1000, 1000) and abs(e.max() - h['ONTIME']) < .01\n"
                   "    assert (e[d['Y'] - 1, d['X'] - 1] > 0).mean() > .9995\n"
                   "print('yes')"),
        "yes\n");
}

// The photon index's power law through them is another test's.
TEST_F(SwiftSimulation, ResponsesAreWhole) {
    EXPECT_EQ(numpy_says(
                  "base = 'caldb/data/swift/xrt/cpf/'\n"
                  "rmf = fits.open(base + 'rmf/swift_xrt_pc_20010101v001.rmf', checksum=True)\n"
                  "arf = fits.open(base + 'arf/swift_xrt_pc_20010101v001.arf', checksum=True)\n"
                  "m, b, a = rmf['MATRIX'], rmf['EBOUNDS'], arf['SPECRESP']\n"
                  "sums = np.array([r['MATRIX'][:r['N_CHAN']].sum() for r in m.data])\n"
                  "assert sums.max() <= 1.0001 and sums.min() > .998, (sums.min(), sums.max())\n"
                  "assert (m.data['F_CHAN'] + m.data['N_CHAN'] - 1 <= m.header['TLMAX4']).all()\n"
                  "assert m.header['TLMIN4'] == 0 and m.header['DETCHANS'] == 1024 == len(b.data)\n"
                  "assert np.allclose(b.data['E_MIN'], b.data['CHANNEL']*.01)\n"
                  "for c in ('ENERG_LO', 'ENERG_HI'):\n"
                  "    assert (m.data[c] == a.data[c]).all() and m.data[c][0] > 0\n"
                  "assert (m.data['ENERG_LO'][1:] == m.data['ENERG_HI'][:-1]).all()\n"
                  "e = (a.data['ENERG_LO'] + a.data['ENERG_HI'])/2\n"
                  "assert np.allclose(a.data['SPECRESP'], np.interp(e, *area), rtol=1e-5)\n"
                  "# The width of a line at 5.9 keV: FWHM 0.1336, a standard deviation of 0.0567\n"
                  "r = m.data[np.searchsorted(m.data['ENERG_HI'], 5.9)]\n"
                  "k = (np.arange(r['N_CHAN']) + r['F_CHAN'] + .5)*.01; w = r['MATRIX'][:len(k)]\n"
                  "mean = (k*w).sum(); print('%.1f %.3f' % (mean, ((k - mean)**2*w).sum()**.5))\n"
                  "assert m.header['CCNM0001'] == 'MATRIX' and m.header['HDUCLAS3'] == 'REDIST'\n"
                  "print(m.header['TELESCOP'], a.header['INSTRUME'], m.header['CBD10001'])"),
              "5.9 0.057\nSWIFT XRT DATAMODE(PHOTON)\n");
}

}  // namespace
}  // namespace heafs
