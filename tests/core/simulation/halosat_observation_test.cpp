#include "core/simulation/halosat_observation.h"

#include <gtest/gtest.h>

#include "config/base/error.h"
#include "tests/support/outside_programs.h"
#include "tests/support/temporary_folder.h"

namespace heafs {
namespace {

constexpr int64_t kEvents = 300;

// An observation in a folder: the folder's name is its id.
class SimulatedObservation : public testing::Test {
   protected:
    SimulatedObservation() {
        for (const SimulatedFile& file : simulate_halosat_observation("123401", 1, kEvents))
            folder_.write("123401/" + file.path, file.bytes);
    }
    // What the lines of Python `script` print for all files of the observation; `fits`, `glob` and
    // `np` are there, and open(name) opens one with its checksums checked.
    std::string astropy_says(const std::string& script) const {
        return output_of_astropy(
            "import sys, glob, os\n"
            "import numpy as np\n"
            "from astropy.io import fits\n"
            "from astropy.time import Time\n"
            "os.chdir(sys.argv[1])\n"
            "names = sorted(n for n in glob.glob('*/*.gz') if 'pdf' not in n)\n"
            "def open(name): return fits.open(name, checksum=True)\n" +
                script,
            folder_.path() / "123401");
    }
    TemporaryFolder folder_;
};

TEST(SimulatedFiles, AreTheFourteenOfTheMission) {
    std::vector<std::string> names;
    for (const SimulatedFile& file : simulate_halosat_observation("123401", 1, 10))
        names.push_back(file.path);
    const std::vector<std::string> expected = {
        "unfiltered/hs123401.att.gz",        "unfiltered/hs123401_s14.hk.gz",
        "unfiltered/hs123401_s38.hk.gz",     "unfiltered/hs123401_s54.hk.gz",
        "unfiltered/hs123401_s14_uf.evt.gz", "unfiltered/hs123401_s38_uf.evt.gz",
        "unfiltered/hs123401_s54_uf.evt.gz", "products/hs123401_s14_cl.evt.gz",
        "products/hs123401_s38_cl.evt.gz",   "products/hs123401_s54_cl.evt.gz",
        "products/hs123401_s14.pi.gz",       "products/hs123401_s38.pi.gz",
        "products/hs123401_s54.pi.gz",       "products/hs123401.log.pdf.gz"};
    EXPECT_EQ(names, expected);
}

TEST(SimulatedFiles, SameSeedGivesSameBytes) {
    EXPECT_EQ(simulate_halosat_observation("123401", 7, kEvents),
              simulate_halosat_observation("123401", 7, kEvents));
}

TEST(SimulatedFiles, OtherSeedGivesOtherEvents) {
    EXPECT_NE(simulate_halosat_observation("123401", 7, kEvents)[7].bytes,
              simulate_halosat_observation("123401", 8, kEvents)[7].bytes);
}

TEST(SimulatedFiles, IdThatIsNotSixDigitsIsRefused) {
    EXPECT_THROW(simulate_halosat_observation("12340", 1, 1), Error);
    EXPECT_THROW(simulate_halosat_observation("12340x", 1, 1), Error);
}

TEST(SimulatedFiles, ObservationWithoutEventsSatisfiesFitsverify) {
    const TemporaryFolder folder;
    const SimulatedFile file = simulate_halosat_observation("123401", 1, 0)[7];
    EXPECT_EQ(complaints_of_fitsverify(folder.write("empty.evt.gz", file.bytes)), "");
}

TEST_F(SimulatedObservation, SatisfiesFitsverify) {
    int files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path())) {
        const std::string name = entry.path().filename().string();
        if (!name.ends_with(".gz") || name.ends_with(".pdf.gz")) continue;
        EXPECT_EQ(complaints_of_fitsverify(entry.path()), "");
        ++files;
    }
    EXPECT_EQ(files, 13);
}

TEST_F(SimulatedObservation, EveryHduHasRightChecksums) {
    EXPECT_EQ(astropy_says("for n in names:\n"
                           "    for h in open(n):\n"
                           "        assert 'CHECKSUM' in h.header and 'DATASUM' in h.header\n"
                           "print(len(names))"),
              "13\n");
}

TEST_F(SimulatedObservation, EventsAreSortedInsideTheGoodTimes) {
    EXPECT_EQ(
        astropy_says("for n in names:\n"
                     "    if '.evt' not in n: continue\n"
                     "    f = open(n); t = f['EVENTS'].data['TIME']; g = f['GTI'].data\n"
                     "    assert (np.diff(t) >= 0).all()\n"
                     "    assert all(((g['START'] <= x) & (x < g['STOP'])).any() for x in t)\n"
                     "    assert (g['START'] < g['STOP']).all()\n"
                     "    assert (g['STOP'][:-1] < g['START'][1:]).all()\n"
                     "    assert f[1].header['TSTART'] == g['START'][0]\n"
                     "    assert f[1].header['TSTOP'] == g['STOP'][-1]\n"
                     "    assert f[1].header['ONTIME'] == (g['STOP'] - g['START']).sum()\n"
                     "    print(n[-10:-7], len(t))"),
        "_cl 300\n_cl 300\n_cl 300\n_uf 375\n_uf 375\n_uf 375\n");
}

TEST_F(SimulatedObservation, SpectrumCountsTheCleanedEvents) {
    EXPECT_EQ(astropy_says("for s in ('s14', 's38', 's54'):\n"
                           "    e = open(f'products/hs123401_{s}_cl.evt.gz')[1].data\n"
                           "    c = open(f'products/hs123401_{s}.pi.gz')[1].data\n"
                           "    for pi, n in zip(c['CHANNEL'], c['COUNTS']):\n"
                           "        assert (e['PI'] == pi).sum() == n\n"
                           "    print(c['COUNTS'].sum())"),
              "300\n300\n300\n");
}

TEST_F(SimulatedObservation, CleanedEventsAreAmongTheUnfilteredOnes) {
    EXPECT_EQ(astropy_says("c = open('products/hs123401_s14_cl.evt.gz')[1].data\n"
                           "u = open('unfiltered/hs123401_s14_uf.evt.gz')[1].data\n"
                           "print(set(c['TIME']) <= set(u['TIME']))"),
              "True\n");
}

TEST_F(SimulatedObservation, ValuesAreWithinTheirLegalRange) {
    EXPECT_EQ(astropy_says("for n in names:\n"
                           "    if '.evt' not in n: continue\n"
                           "    d = open(n)[1].data\n"
                           "    assert ((d['PHA'] >= 600) & (d['PHA'] <= 12900)).all()\n"
                           "    pi = d['PI'][d['PI'] != -1]\n"
                           "    assert ((pi >= 1) & (pi <= 455)).all()\n"
                           "    assert '_cl' not in n or len(pi) == len(d)\n"
                           "print('yes')"),
              "yes\n");
}

// To a millisecond, as it is written; the allowance is what a double of days since 1858 loses.
TEST_F(SimulatedObservation, DatesAgreeWithTimes) {
    EXPECT_EQ(
        astropy_says("for n in names:\n"
                     "    for h in open(n):\n"
                     "        k = h.header\n"
                     "        for time, date in (('TSTART', 'DATE-OBS'), ('TSTOP', 'DATE-END')):\n"
                     "            t = Time(k['MJDREFI'], k['MJDREFF'] + k[time] / 86400,\n"
                     "                     format='mjd', scale='tt')\n"
                     "            assert abs((t - Time(k[date], scale='tt')).sec) < 1e-5\n"
                     "print('yes')"),
        "yes\n");
}

TEST_F(SimulatedObservation, EveryHduSaysWhoseItIs) {
    EXPECT_EQ(astropy_says("for n in names:\n"
                           "    want = 'SDD' + n.split('_s')[1][:2] if '_s' in n else 'SC'\n"
                           "    for h in open(n):\n"
                           "        k = h.header\n"
                           "        assert k['TELESCOP'] == 'HALOSAT' and k['OBS_ID'] == '123401'\n"
                           "        assert k['INSTRUME'] == want, (n, k['INSTRUME'])\n"
                           "        assert (k['TIMESYS'], k['MJDREFI']) == ('TT', 51544)\n"
                           "        assert k['MJDREFF'] == 0.00074287037037037\n"
                           "        assert (k['RADECSYS'], k['EQUINOX']) == ('FK5', 2000)\n"
                           "        assert k['EXPOSURE'] <= k['ONTIME'] <= k['TELAPSE']\n"
                           "        assert h.name == 'PRIMARY' or k['HDUCLASS'] == 'OGIP'\n"
                           "print('yes')"),
              "yes\n");
}

TEST_F(SimulatedObservation, QuaternionsAreOfUnitLengthAndPointAtTheTarget) {
    EXPECT_EQ(astropy_says("d = open('unfiltered/hs123401.att.gz')[1].data\n"
                           "x, y, z, w = d['QPARAM'].T\n"
                           "look = (1 - 2*(y*y + z*z), 2*(x*y + w*z), 2*(x*z - w*y))\n"
                           "ra, dec = np.radians(d['RA']), np.radians(d['DEC'])\n"
                           "want = (np.cos(dec)*np.cos(ra), np.cos(dec)*np.sin(ra), np.sin(dec))\n"
                           "assert np.allclose(x*x + y*y + z*z + w*w, 1, atol=1e-5)\n"
                           "print(np.allclose(look, want, atol=1e-5))"),
              "True\n");
}

TEST_F(SimulatedObservation, LogIsAPdfWhoseTableOfObjectsIsRight) {
    EXPECT_EQ(astropy_says("import gzip, re\n"
                           "p = gzip.open('products/hs123401.log.pdf.gz').read()\n"
                           "assert p.startswith(b'%PDF-1.4') and p.endswith(b'%%EOF\\n')\n"
                           "start = int(re.search(rb'startxref\\n(\\d+)', p)[1])\n"
                           "assert p[start:].startswith(b'xref\\n0 6\\n')\n"
                           "for i, at in enumerate(re.findall(rb'(\\d{10}) 00000 n', p)):\n"
                           "    assert p[int(at):].startswith(b'%d 0 obj' % (i + 1))\n"
                           "print(len(re.findall(rb' 00000 n', p)))"),
              "5\n");
}

}  // namespace
}  // namespace heafs
