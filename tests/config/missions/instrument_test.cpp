#include "config/missions/instrument.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/base/error.h"
#include "config/base/toml.h"

namespace heafs {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kCamera =
    "[[instrument]]\n"
    "name = 'camera'\n"
    "instrume = 'CAM'\n"
    "files = 'events/.*\\.evt'\n"
    "position = { x = 'X', y = 'Y' }\n"
    "energy = { column = 'PI', offset_kev = 1.6, gain_kev = 0.04, channels = [0, 4095] }\n"
    "bands = ['0.3-10', 'all']\n"
    "radius_arcsec = 47.14624\n"
    "pixel_arcsec = 7.07193612\n"
    "size_deg = 0.4\n"
    "fov = { circle_arcmin = 12.5 }\n";

std::vector<Instrument> read(const std::string& text) {
    return read_instruments(TomlTable::parse(text, "a.toml"));
}

std::string camera_with(const std::string& from, const std::string& to) {
    std::string text = kCamera;
    const size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

std::string refusal_of(const std::string& text) {
    try {
        read(text);
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::kMalformed);
        return error.what();
    }
    return "nothing was refused";
}

TEST(Instruments, ReadTheSmallest) {
    const Instrument camera = read(kCamera).at(0);
    EXPECT_EQ(camera.name, "camera");
    EXPECT_EQ(camera.events_hdu, "EVENTS");
    EXPECT_EQ(camera.gti_hdu, "GTI");
    EXPECT_EQ(camera.model, EventModel::kEvents);
    EXPECT_EQ(camera.clock, ClockModel::kIdeal);
    EXPECT_TRUE(camera.files.matches("events/a.evt"));
    EXPECT_FALSE(camera.files.matches("events/a.evt.gz"));
    EXPECT_DOUBLE_EQ(camera.energy.offset.kev, 1.6);
    EXPECT_EQ(camera.energy.last_channel, 4095);
    EXPECT_THAT(camera.bands, ElementsAre("0.3-10", "all"));
    EXPECT_DOUBLE_EQ(camera.field_radius.degrees, 12.5 / 60);
    EXPECT_EQ(camera.background.kind, BackgroundKind::kNone);
    EXPECT_FALSE(camera.psf || camera.response);
}

// What goes into paths keeps the digits of the mission file.
TEST(Instruments, SizesKeepTheirDigits) {
    const Instrument camera = read(kCamera).at(0);
    EXPECT_EQ(camera.radius_text, "47.14624");
    EXPECT_EQ(camera.pixel_arcsec, "7.07193612");
    EXPECT_EQ(camera.size_deg, "0.4");
    EXPECT_DOUBLE_EQ(camera.radius.degrees, 47.14624 / 3600);
}

TEST(Instruments, AMissionWithoutOneHasNone) { EXPECT_TRUE(read("").empty()); }

TEST(Instruments, PositionsMayBeColumnsOfDegrees) {
    const Instrument camera =
        read(camera_with("{ x = 'X', y = 'Y' }", "{ ra = 'RA', dec = 'DEC' }")).at(0);
    EXPECT_EQ(camera.ra_column, "RA");
    EXPECT_EQ(camera.dec_column, "DEC");
    EXPECT_TRUE(camera.x_column.empty());
}

TEST(Instruments, PointedEventsNeedNeitherPositionNorSizes) {
    const Instrument camera =
        read(
            "[[instrument]]\nname = 'camera'\ninstrume = 'CAM'\nfiles = 'a'\n"
            "model = 'pointed-events'\ngeometry = 'none'\n"
            "energy = { column = 'PI', offset_kev = 0, gain_kev = 1, channels = [0, 1] }\n"
            "bands = ['all']\nfov = { circle_arcmin = 300 }\n")
            .at(0);
    EXPECT_EQ(camera.model, EventModel::kPointedEvents);
    EXPECT_EQ(camera.geometry, Geometry::kNone);
}

TEST(Instruments, ResponsesComeFromCaldbWhereNothingElseIsSaid) {
    const Instrument camera = read(kCamera).at(0);
    EXPECT_EQ(camera.rmf.from, ResponseSource::From::kCaldb);
    EXPECT_EQ(camera.rmf.name, "MATRIX");
    EXPECT_EQ(camera.arf.name, "SPECRESP");
    EXPECT_EQ(camera.diffuse_sr, 0);
}

TEST(Instruments, ResponsesMayBeDeliveredOrStandBesideTheMissionFile) {
    const Instrument camera = read(std::string(kCamera) +
                                   "rmf = { file = 'camera.rmf' }\n"
                                   "arf = { observation = 'products/.*\\.arf' }\n"
                                   "calibration = { XRTVSUB = '@XRTVSUB' }\ndiffuse_sr = 0.035\n"
                                   "background = { type = 'reflected' }\n")
                                  .at(0);
    EXPECT_EQ(camera.rmf.from, ResponseSource::From::kMission);
    EXPECT_EQ(camera.rmf.name, "camera.rmf");
    EXPECT_EQ(camera.arf.from, ResponseSource::From::kObservation);
    EXPECT_TRUE(camera.arf.files.matches("products/a.arf"));
    EXPECT_EQ(camera.calibration.at("XRTVSUB"), "@XRTVSUB");
    EXPECT_EQ(camera.diffuse_sr, 0.035);
    EXPECT_EQ(camera.background.kind, BackgroundKind::kReflected);
}

TEST(Instruments, OpticsAndBackgroundAreRead) {
    const Instrument camera =
        read(std::string(kCamera) +
             "where = { DATAMODE = 'PHOTON' }\nclock = 'swift_utcf'\npileup_rate = 0.6\n"
             "background = { type = 'annulus', in_arcsec = 60, out_arcsec = 120 }\n"
             "psf = { type = 'king', core_arcsec = 5.8, beta = 1.55 }\n"
             "vignetting = { type = 'quadratic', per_arcmin2 = 0.002 }\n"
             "response = { area_cm2 = [[0.2, 20], [10, 8.5]], fwhm2_kev2 = [0.0025, 0.0026] }\n")
            .at(0);
    EXPECT_EQ(camera.where.at("DATAMODE"), "PHOTON");
    EXPECT_EQ(camera.clock, ClockModel::kSwiftUtcf);
    EXPECT_EQ(camera.pileup_rate, 0.6);
    EXPECT_DOUBLE_EQ(camera.background.outer.degrees, 120.0 / 3600);
    EXPECT_EQ(camera.psf->beta, 1.55);
    EXPECT_EQ(camera.vignetting.per_arcmin2, 0.002);
    ASSERT_EQ(camera.response->area.size(), 2u);
    EXPECT_EQ(camera.response->area[1].area_cm2, 8.5);
    EXPECT_EQ(camera.response->fwhm2_slope, 0.0026);
}

TEST(Instruments, PositionsMayBeGalactic) {
    const Instrument camera =
        read(camera_with("{ x = 'X', y = 'Y' }", "{ l = 'L', b = 'B' }")).at(0);
    EXPECT_EQ(camera.l_column, "L");
    EXPECT_EQ(camera.b_column, "B");
}

TEST(Instruments, DetectorsMayHaveGoodTimesOfTheirOwn) {
    const Instrument camera =
        read(std::string(kCamera) +
             "gti = { hdu = 'STDGTI\\d\\d', column = 'ccd_id', keyword = 'CCD_ID' }\n")
            .at(0);
    EXPECT_EQ(camera.gti_hdu, "STDGTI\\d\\d");
    EXPECT_EQ(camera.gti_column, "ccd_id");
    EXPECT_EQ(camera.gti_keyword, "CCD_ID");
}

TEST(Instruments, ClocksSelectionsAndResponsesAreRead) {
    const Instrument camera =
        read(std::string(kCamera) +
             "mjdref = '51544.00074287037'\ncorrected_times = true\n"
             "selections = { grade0 = ['GRADE = 0'] }\nselection = 'grade0'\n"
             "rmf = { caldb = 'MATRIX' }\narf = { observation = '.*[.]arf' }\n"
             "counts_only = 'nobody knows where it looked'\n"
             "background = { type = 'reflected' }\n")
            .at(0);
    EXPECT_EQ(camera.mjdref, "51544.00074287037");
    EXPECT_TRUE(camera.corrected_times);
    EXPECT_EQ(camera.selections.at(0).name, "grade0");
    EXPECT_EQ(camera.default_selection, "grade0");
    EXPECT_EQ(camera.rmf.from, ResponseSource::From::kCaldb);
    EXPECT_EQ(camera.arf.from, ResponseSource::From::kObservation);
    EXPECT_TRUE(camera.counts_only);
    EXPECT_EQ(camera.counts_only_reason, "nobody knows where it looked");
    EXPECT_EQ(camera.background.kind, BackgroundKind::kReflected);
}

TEST(Instruments, ResponsesMayStandInTheListItself) {
    const Instrument run =
        read(std::string(kCamera) + "rmf = { hdu = 'EDISP' }\narf = { hdu = 'AEFF' }\n").at(0);
    EXPECT_EQ(run.rmf.from, ResponseSource::From::kList);
    EXPECT_EQ(run.rmf.name, "EDISP");
    EXPECT_EQ(run.arf.name, "AEFF");
}

TEST(Instruments, AnAnnulusMayLoseTheObjectsOfACatalogue) {
    const Instrument camera =
        read(std::string(kCamera) +
             "background = { type = 'annulus', in_arcsec = 60, out_arcsec = 120, cut_table = "
             "'sources', cut_arcsec = 36 }\n")
            .at(0);
    EXPECT_EQ(camera.background.cut_table, "sources");
    EXPECT_DOUBLE_EQ(camera.background.cut_radius.degrees, 0.01);
}

struct Refusal {
    const char* from;
    const char* to;
    const char* says;
};
void PrintTo(const Refusal& refusal, std::ostream* out) { *out << refusal.to; }

class InstrumentRefusals : public testing::TestWithParam<Refusal> {};

TEST_P(InstrumentRefusals, NameTheFileAndTheKey) {
    const std::string words = refusal_of(camera_with(GetParam().from, GetParam().to));
    EXPECT_THAT(words, testing::StartsWith("a.toml:"));
    EXPECT_THAT(words, HasSubstr(GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(
    Each, InstrumentRefusals,
    testing::Values(
        Refusal{"name = 'camera'", "name = 'Camera'", "name"},
        Refusal{"name = 'camera'", "name = 'obs_camera'", "which is an option"},
        Refusal{"instrume =", "instrumi =", "did you mean 'instrume'"},
        Refusal{"'events/.*\\.evt'", "'events/('", "files"},
        Refusal{"{ x = 'X', y = 'Y' }", "{ x = 'X' }", "position"},
        Refusal{"{ x = 'X', y = 'Y' }", "{ x = 'X', dec = 'Y' }", "position"},
        Refusal{"{ x = 'X', y = 'Y' }", "{ x = 'X', y = 'Y', ra = 'RA', dec = 'DEC' }", "position"},
        Refusal{"position = { x = 'X', y = 'Y' }\n", "", "position"},
        Refusal{"gain_kev = 0.04", "gain_kev = 0", "gain_kev"},
        Refusal{"gain_kev = 0.04", "gain_kev = inf", "gain_kev"},
        Refusal{"gain_kev = 0.04", "gain_kev = nan", "gain_kev"},
        Refusal{"offset_kev = 1.6", "offset_kev = nan", "offset_kev"},
        Refusal{"offset_kev = 1.6, ", "", "offset_kev"}, Refusal{"[0, 4095]", "[0]", "channels"},
        Refusal{"[0, 4095]", "[5, 4]", "channels"}, Refusal{"[0, 4095]", "[-1, 4]", "channels"},
        Refusal{"[0, 4095]", "[0.5, 4]", "channels"}, Refusal{"[0, 4095]", "[0, 1e7]", "channels"},
        Refusal{"[0, 4095]", "[nan, nan]", "channels"}, Refusal{"['0.3-10', 'all']", "[]", "bands"},
        Refusal{"radius_arcsec = 47.14624", "radius_arcsec = 0", "radius_arcsec"},
        Refusal{"radius_arcsec = 47.14624", "radius_arcsec = inf", "radius_arcsec"},
        Refusal{"pixel_arcsec = 7.07193612\n", "", "pixel_arcsec"},
        Refusal{"size_deg = 0.4", "size_deg = -1", "size_deg"},
        Refusal{"circle_arcmin = 12.5", "circle_arcmin = 10801", "circle_arcmin"},
        Refusal{"fov = { circle_arcmin = 12.5 }\n", "", "fov"},
        Refusal{"size_deg = 0.4", "size_deg = 0.4\nmodel = 'maps'", "'maps' is none of events"},
        Refusal{"size_deg = 0.4", "size_deg = 0.4\nclock = 'sundial'", "clock"},
        Refusal{"size_deg = 0.4", "size_deg = 0.4\nmjdref = 'noon'", "mjdref"},
        Refusal{"size_deg = 0.4", "size_deg = 0.4\ngti_hdu = '('", "gti_hdu"},
        Refusal{"size_deg = 0.4", "size_deg = 0.4\ngti = { hdu = 'GTI', column = 'ccd' }",
                "keyword"},
        Refusal{"size_deg = 0.4",
                "size_deg = 0.4\ngti_hdu = 'A'\ngti = { column = 'a', keyword = 'A' }", "gti"},
        Refusal{"size_deg = 0.4", "size_deg = 0.4\nselection = 'top'", "none of the selections"},
        Refusal{"size_deg = 0.4", "size_deg = 0.4\nwhere = { DETNAM = '(' }", "where"},
        Refusal{"size_deg = 0.4",
                "size_deg = 0.4\nbackground = { type = 'annulus', in_arcsec = 1, out_arcsec = 2, "
                "cut_table = 'a' }",
                "belong together"},
        Refusal{"size_deg = 0.4",
                "size_deg = 0.4\ngeometry = 'strip'\nbackground = { type = 'annulus', in_arcsec = "
                "1, out_arcsec = 2, cut_table = 'a', cut_arcsec = 1 }",
                "geometry \"image\""},
        Refusal{"size_deg = 0.4",
                "size_deg = 0.4\nbackground = { type = 'annulus', in_arcsec = 9, out_arcsec = 9 }",
                "out_arcsec"},
        Refusal{"size_deg = 0.4",
                "size_deg = 0.4\nbackground = { type = 'annulus', in_arcsec = -9, out_arcsec = 9 }",
                "in_arcsec"},
        Refusal{"size_deg = 0.4",
                "size_deg = 0.4\npsf = { type = 'king', core_arcsec = 1, beta = 1 }", "beta"},
        Refusal{"size_deg = 0.4",
                "size_deg = 0.4\nresponse = { area_cm2 = [[1, 2], [1, 3]], fwhm2_kev2 = [1, 1] }",
                "rising"},
        Refusal{"size_deg = 0.4",
                "size_deg = 0.4\nresponse = { area_cm2 = [[1, 2]], fwhm2_kev2 = [1, 1] }",
                "two knots"},
        Refusal{"size_deg = 0.4",
                "size_deg = 0.4\nresponse = { area_cm2 = [[1, 2], [2, 3]], fwhm2_kev2 = [1] }",
                "fwhm2_kev2"},
        Refusal{"size_deg = 0.4", "size_deg = 0.4\nrmf = { caldb = 'MATRIX', file = 'a.rmf' }",
                "must have one of caldb, observation, file"},
        Refusal{"size_deg = 0.4", "size_deg = 0.4\nrmf = {}", "must have one of"},
        Refusal{"size_deg = 0.4", "size_deg = 0.4\narf = { file = '../a.arf' }",
                "must be the name of a file"},
        Refusal{"size_deg = 0.4", "size_deg = 0.4\narf = { observation = 'a(' }", "observation"},
        Refusal{"size_deg = 0.4", "size_deg = 0.4\ndiffuse_sr = 0", "diffuse_sr"}));

TEST(Instruments, TheBinOfLightCurvesKeepsItsDigits) {
    EXPECT_EQ(read(kCamera)[0].bin_seconds, "100");
    EXPECT_EQ(read(std::string(kCamera) + "bin_s = 2.5073\n")[0].bin_seconds, "2.5073");
    EXPECT_THAT(refusal_of(std::string(kCamera) + "bin_s = 0.1234567\n"), HasSubstr("bin_s"));
    EXPECT_THAT(refusal_of(std::string(kCamera) + "bin_s = 0\n"), HasSubstr("bin_s"));
}

TEST(Instruments, ADetectorNamesItsColumnsAndItsDeadPixels) {
    EXPECT_FALSE(read(kCamera)[0].detector);
    const auto with = [](const std::string& more) {
        return std::string(kCamera) + "detector = { x = 'RAWX', y = 'RAWY'" + more + " }\n";
    };
    EXPECT_EQ(read(with(""))[0].detector, (Detector{"RAWX", "RAWY", {}, "", "", "", 0}));
    EXPECT_EQ(
        read(with(", axis = [300.0, 299.5], bad_pixels = 'BADPIX', length = 'YEXTENT', flags = "
                  "'BADFLAG', spreading_flags = 3"))[0]
            .detector,
        (Detector{"RAWX", "RAWY", {300, 299.5}, "BADPIX", "YEXTENT", "BADFLAG", 3}));
    EXPECT_THAT(refusal_of(with(", axis = [300.0]")), HasSubstr("axis"));
    EXPECT_THAT(refusal_of(with(", flags = 'BADFLAG'")), HasSubstr("bad_pixels"));
    EXPECT_THAT(refusal_of(with(", bad_pixels = 'BADPIX', spreading_flags = 3")),
                HasSubstr("spreading_flags"));
    EXPECT_THAT(refusal_of(with(", bad_pixels = 'BADPIX', flags = 'F', spreading_flags = 65536")),
                HasSubstr("spreading_flags"));
}

TEST(Instruments, TwoOfOneNameAreRefused) {
    EXPECT_THAT(refusal_of(std::string(kCamera) + kCamera), HasSubstr("two instruments"));
}

}  // namespace
}  // namespace heafs
