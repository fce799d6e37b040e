#include "products/plan/sky_request.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace heafs {
namespace {

SkyRequest request_of(const std::string& path) {
    const auto request = sky_request_of(path);
    EXPECT_TRUE(request) << path;
    return request.value_or(SkyRequest());
}

// What `name` is in a folder: "folder", "-> target", "refused: reason" or "not sky".
std::string step_of(const std::string& folder, const std::string& name) {
    const auto step = interpret_sky_name(request_of(folder), name);
    if (std::holds_alternative<SkyFolder>(step)) return "folder";
    if (const auto* link = std::get_if<SkyLink>(&step)) return "-> " + link->target;
    if (const auto* refusal = std::get_if<SkyRefusal>(&step)) return "refused: " + refusal->reason;
    return "not sky";
}

bool is_refused(const std::string& folder, const std::string& name) {
    return step_of(folder, name).starts_with("refused: ");
}

// The reason holds these words.
void expect_reason(const std::string& folder, const std::string& name, const std::string& words) {
    const auto step = step_of(folder, name);
    EXPECT_TRUE(step.starts_with("refused: ")) << name << " " << step;
    EXPECT_NE(step.find(words), std::string::npos) << name << " " << step;
}

constexpr const char* kPosition = "sky/83.63308";
constexpr const char* kSky = "sky/83.63308/22.0145";
constexpr const char* kBand = "sky/83.63308/22.0145/2-10";

TEST(SkyPosition, CanonicalDegreesAreFolders) {
    for (const char* ra : {"0", "83.63308", "359.99999", "0.00001", "180"})
        EXPECT_EQ(step_of("sky", ra), "folder") << ra;
    for (const char* dec : {"0", "22.0145", "-5.39111", "90", "-90", "-0.00001"})
        EXPECT_EQ(step_of(kPosition, dec), "folder") << dec;
}

TEST(SkyPosition, OtherDegreesAreLinks) {
    EXPECT_EQ(step_of("sky", "083.6330800"), "-> 83.63308");
    EXPECT_EQ(step_of("sky", "83.633082"), "-> 83.63308");
    EXPECT_EQ(step_of("sky", "83.633085"), "-> 83.63309");
    EXPECT_EQ(step_of("sky", ".5"), "-> 0.5");
    EXPECT_EQ(step_of("sky", "0.0"), "-> 0");
    EXPECT_EQ(step_of(kPosition, "+22.0145"), "-> 22.0145");
    EXPECT_EQ(step_of(kPosition, "-0"), "-> 0");
    EXPECT_EQ(step_of(kPosition, "-0.000001"), "-> 0");
    EXPECT_EQ(step_of(kPosition, "-5.391115"), "-> -5.39112");
    EXPECT_EQ(step_of(kPosition, "90.0"), "-> 90");
}

TEST(SkyPosition, WhatRoundsToAFullTurnIsZero) {
    EXPECT_EQ(step_of("sky", "359.999999"), "-> 0");
    EXPECT_EQ(step_of("sky", "359.999995"), "-> 0");
    EXPECT_EQ(step_of("sky", "359.999994"), "-> 359.99999");
    EXPECT_EQ(step_of("sky", "23h59m59.9999s"), "-> 0");
    EXPECT_EQ(step_of(kPosition, "89d59m59.999s"), "-> 90");
}

// Astropy's Angle gives 83.63320833, 83.5, 75, 187.625, 82.5 and -5.39111111, 22.0145, -0.00277778.
TEST(SkyPosition, HoursAndDegreesWithMinutesAreLinks) {
    EXPECT_EQ(step_of("sky", "05h34m31.97s"), "-> 83.63321");
    EXPECT_EQ(step_of("sky", "05h34m"), "-> 83.5");
    EXPECT_EQ(step_of("sky", "5h"), "-> 75");
    EXPECT_EQ(step_of("sky", "12h30m30s"), "-> 187.625");
    EXPECT_EQ(step_of("sky", "5.5h"), "-> 82.5");
    EXPECT_EQ(step_of("sky", "00h00m00s"), "-> 0");
    EXPECT_EQ(step_of(kPosition, "-05d23m28s"), "-> -5.39111");
    EXPECT_EQ(step_of(kPosition, "22d00m52.2s"), "-> 22.0145");
    EXPECT_EQ(step_of(kPosition, "+22d00m52.2s"), "-> 22.0145");
    EXPECT_EQ(step_of(kPosition, "-00d00m10s"), "-> -0.00278");
    EXPECT_EQ(step_of(kPosition, "-5d23.5m"), "-> -5.39167");
    EXPECT_EQ(step_of(kPosition, "-90d00m00s"), "-> -90");
}

// 0.0012 s are 0.000005 degrees exactly, which binary numbers miss.
TEST(SkyPosition, IsRoundedOnceAndExactly) {
    EXPECT_EQ(step_of("sky", "00h00m00.0012s"), "-> 0.00001");
    EXPECT_EQ(step_of("sky", "00h00m00.00119999999999999999s"), "-> 0");
    EXPECT_EQ(step_of(kPosition, "-00d00m00.018s"), "-> -0.00001");
    EXPECT_EQ(step_of(kPosition, "-00d00m00.01799999999999999s"), "-> 0");
}

TEST(SkyPosition, WhatIsNoRightAscensionIsRefused) {
    for (const char* name :
         {"360",       "360.0",   "400",      "-1",
          "-0",        "+83",     "83d38m",   "24h",
          "24h00m00s", "23h60m",  "5h34m60s", "5h34m61.5s",
          "5h.m",      "h",       "5h34",     "5h34s",
          "34m",       "31.97s",  "5h5h",     "5h34m31.97s1",
          "5h34.5m1s", "5.5h30m", "5h-34m",   "-5h",
          "1e2",       "nan",     "crab",     "README.txt",
          ".",         "..",      "1.2.3",    "83.63-",
          "83..6",     "_",       "0x10",     "1234567890123456789012345678901234567890"})
        EXPECT_TRUE(is_refused("sky", name)) << name << " " << step_of("sky", name);
    expect_reason("sky", "360", "05h34m31.97s");
    expect_reason("sky", "5h60m", "below 60");
}

TEST(SkyPosition, WhatIsNoDeclinationIsRefused) {
    for (const char* name : {"95", "90.000001", "-90.000001", "--5", "+-5", "+", "-", "5h23m",
                             "90d00m00.1s", "91d", "-05d60m", "-05d23m60s", "5d23", "d", "-d",
                             "1e1", "name", "observations.txt", "22.0145.fits"})
        EXPECT_TRUE(is_refused(kPosition, name)) << name << " " << step_of(kPosition, name);
    expect_reason(kPosition, "95", "-90 to 90");
}

TEST(SkyPosition, NamesAndGalacticPositionsAreForTheCaller) {
    EXPECT_EQ(step_of("sky", "name"), "not sky");
    EXPECT_EQ(step_of("sky", "gal"), "not sky");
}

TEST(SkyBand, CanonicalBandsAreFolders) {
    for (const char* band :
         {"all", "2-10", "0.3-10", "0-10", "0-0.5", "15-150", "0.1-300GeV", "0.01-100GeV",
          "99.9-300GeV", "0.1-30TeV", "30-1000ch", "0-0ch", "9999-10000"})
        EXPECT_EQ(step_of(kSky, band), "folder") << band;
}

TEST(SkyBand, OtherSpellingsAreLinks) {
    EXPECT_EQ(step_of(kSky, "2-10keV"), "-> 2-10");
    EXPECT_EQ(step_of(kSky, "2.0-10.0"), "-> 2-10");
    EXPECT_EQ(step_of(kSky, "02-10"), "-> 2-10");
    EXPECT_EQ(step_of(kSky, ".3-10."), "-> 0.3-10");
    EXPECT_EQ(step_of(kSky, "100-100000MeV"), "-> 0.1-100GeV");
    EXPECT_EQ(step_of(kSky, "100000-300000"), "-> 0.1-0.3GeV");
    EXPECT_EQ(step_of(kSky, "0.001-0.03MeV"), "-> 1-30");
    EXPECT_EQ(step_of(kSky, "0.009-100GeV"), "-> 9000-100000000");
    EXPECT_EQ(step_of(kSky, "0.03-100TeV"), "-> 30-100000GeV");
    EXPECT_EQ(step_of(kSky, "300-30000GeV"), "-> 0.3-30TeV");
    EXPECT_EQ(step_of(kSky, "030-1000ch"), "-> 30-1000ch");
}

// keV below 10 MeV, GeV below 100 GeV, TeV from there.
TEST(SkyBand, TheUnitFollowsTheLowerEnd) {
    EXPECT_EQ(step_of(kSky, "9999.999-20000"), "folder");
    EXPECT_EQ(step_of(kSky, "10000-20000"), "-> 0.01-0.02GeV");
    EXPECT_EQ(step_of(kSky, "99.999-200GeV"), "folder");
    EXPECT_EQ(step_of(kSky, "100-200GeV"), "-> 0.1-0.2TeV");
    EXPECT_EQ(step_of(kSky, "0.1-0.2TeV"), "folder");
}

TEST(SkyBand, EnergiesAreInKev) {
    const auto band = request_of("sky/1/2/0.1-300GeV").band.value();
    EXPECT_EQ(band.kind, Band::Kind::kEnergy);
    EXPECT_EQ(band.low_kev, Decimal(100'000));
    EXPECT_EQ(band.high_kev, Decimal(300'000'000));
    const auto channels = request_of("sky/1/2/30-1000ch").band.value();
    EXPECT_EQ(channels.kind, Band::Kind::kChannels);
    EXPECT_EQ(channels.first_channel, 30);
    EXPECT_EQ(channels.last_channel, 1000);
    EXPECT_EQ(request_of("sky/1/2/all").band->kind, Band::Kind::kAll);
}

TEST(SkyBand, WhatIsNoBandIsRefused) {
    for (const char* name : {"10-2",
                             "2-2",
                             "10-2GeV",
                             "2",
                             "2-",
                             "-10",
                             "-2-10",
                             "-2--1",
                             "2--10",
                             "2-10eV",
                             "2-10kev",
                             "2-10gev",
                             "2keV-10keV",
                             "2-10-20",
                             "a-b",
                             "2_10",
                             "ALL",
                             "1000-30ch",
                             "-1-5ch",
                             "1.5-5ch",
                             "1-5CH",
                             "5ch",
                             "1-ch",
                             "-ch",
                             "1-99999999999999999999ch",
                             "+2-10",
                             "2-+10",
                             "2e0-1e1",
                             "observations.txt",
                             "0.0000000000000000000000000000001-2",
                             "1-1234567890123456789012345678901",
                             "1-100000000000000000000000000000TeV"})
        EXPECT_TRUE(is_refused(kSky, name)) << name << " " << step_of(kSky, name);
    expect_reason(kSky, "10-2", "upside down");
    expect_reason(kSky, "1000-30ch", "upside down");
    expect_reason(kSky, "2-10kev", "0.1-300GeV");
}

TEST(SkyTime, CanonicalIntervalsAreFolders) {
    for (const char* name : {"time_55000-55100", "time_55000-", "time_-55100", "time_0-1",
                             "time_55000.000766019-55100.5", "time_0-3000000"})
        EXPECT_EQ(step_of(kBand, name), "folder") << name;
}

// TT of the dates: astropy, as in tests/core/time/mission_time_test.cpp.
TEST(SkyTime, OtherSpellingsAreLinks) {
    EXPECT_EQ(step_of(kBand, "time_55000.0-055100"), "-> time_55000-55100");
    EXPECT_EQ(step_of(kBand, "time_55000.0000000005-55100"), "-> time_55000.000000001-55100");
    EXPECT_EQ(step_of(kBand, "time_2009-06-18_2009-09-26"),
              "-> time_55000.000766019-55100.000766019");
    EXPECT_EQ(step_of(kBand, "time_2009-06-18T120000_2009-06-19"),
              "-> time_55000.500766019-55001.000766019");
    EXPECT_EQ(step_of(kBand, "time_2009-06-18_"), "-> time_55000.000766019-");
    EXPECT_EQ(step_of(kBand, "time__2009-06-18"), "-> time_-55000.000766019");
}

TEST(SkyTime, AnOpenEndIsAbsent) {
    const auto from = request_of(std::string(kBand) + "/time_55000-").options.time.value();
    EXPECT_EQ(from.start, Decimal(55000));
    EXPECT_FALSE(from.stop);
    const auto until = request_of(std::string(kBand) + "/time_-55100.5").options.time.value();
    EXPECT_FALSE(until.start);
    EXPECT_EQ(until.stop, Decimal::parse("55100.5"));
}

TEST(SkyTime, WhatIsNoIntervalIsRefused) {
    for (const char* name : {"time_",
                             "time_-",
                             "time__",
                             "time_55000",
                             "time_55100-55000",
                             "time_55000-55000",
                             "time_55000.00000000001-55000.00000000002",
                             "time_55000-55100-55200",
                             "time_55000_55100",
                             "time_2009-06-18",
                             "time_2009-06-18T120000",
                             "time_2009-06-18-2009-06-19",
                             "time_2009-06-19_2009-06-18",
                             "time_2009-06-18_2009-06-18",
                             "time_2009-02-30_2009-03-01",
                             "time_2009-06-18_2009-06-19_2009-06-20",
                             "time_2009-06-18T12_2009-06-19",
                             "time_2009-06_2009-07",
                             "time_1950-01-01_",
                             "time_+55000-55100",
                             "time_a-b",
                             "time_55000-3000001",
                             "time_--55100",
                             "time_55000--",
                             "time_5e4-6e4",
                             "time_2009-06-18_55100"})
        EXPECT_TRUE(is_refused(kBand, name)) << name << " " << step_of(kBand, name);
    expect_reason(kBand, "time_55100-55000", "upside down");
    expect_reason(kBand, "time_2009-06-18", "one moment");
    expect_reason(kBand, "time_55000_55100", "minus");
    expect_reason(kBand, "time_-", "no end at all");
    expect_reason(kBand, "time_2009-02-30_2009-03-01", "'2009-02-30'");
}

TEST(SkyRadius, CirclesAndAnnuliInArcsecAreFolders) {
    for (const char* name : {"radius_60", "radius_47.14624", "radius_0.00001", "radius_60-120",
                             "radius_648000", "radius_0.5-648000"})
        EXPECT_EQ(step_of(kBand, name), "folder") << name;
    const auto radius = request_of(std::string(kBand) + "/radius_60-120").options.radius.value();
    EXPECT_EQ(radius.inner, Decimal(60));
    EXPECT_EQ(radius.outer, Decimal(120));
    EXPECT_FALSE(request_of(std::string(kBand) + "/radius_60").options.radius->inner);
}

TEST(SkyRadius, OtherUnitsAreLinks) {
    EXPECT_EQ(step_of(kBand, "radius_1.5m"), "-> radius_90");
    EXPECT_EQ(step_of(kBand, "radius_0.1d"), "-> radius_360");
    EXPECT_EQ(step_of(kBand, "radius_180d"), "-> radius_648000");
    EXPECT_EQ(step_of(kBand, "radius_060.0"), "-> radius_60");
    EXPECT_EQ(step_of(kBand, "radius_47.146235"), "-> radius_47.14624");
    EXPECT_EQ(step_of(kBand, "radius_1-2m"), "-> radius_60-120");
    EXPECT_EQ(step_of(kBand, "radius_30m-1d"), "-> radius_1800-3600");
    EXPECT_EQ(step_of(kBand, "radius_1m-2m"), "-> radius_60-120");
}

TEST(SkyRadius, WhatIsNoRadiusIsRefused) {
    for (const char* name : {"radius_",         "radius_0",
                             "radius_-1",       "radius_-",
                             "radius_60-",      "radius_-60",
                             "radius_0-60",     "radius_0.000001",
                             "radius_120-60",   "radius_60-60",
                             "radius_60-1m",    "radius_1m-120",
                             "radius_181d",     "radius_648000.00001",
                             "radius_1-181d",   "radius_60s",
                             "radius_60arcsec", "radius_m",
                             "radius_1e2",      "radius_+60",
                             "radius_1-2-3",    "radius_1mm",
                             "radius_60_120"})
        EXPECT_TRUE(is_refused(kBand, name)) << name << " " << step_of(kBand, name);
    expect_reason(kBand, "radius_181d", "larger than the sky");
    expect_reason(kBand, "radius_120-60", "inside out");
    expect_reason(kBand, "radius_0", "above 0");
    expect_reason(kBand, "radius_60s", "arcmin as 1.5m");
}

TEST(SkyImage, SizeAndPixelAreShortestDecimals) {
    EXPECT_EQ(step_of(kBand, "size_0.5"), "folder");
    EXPECT_EQ(step_of(kBand, "size_180"), "folder");
    EXPECT_EQ(step_of(kBand, "pix_7.07193612"), "folder");
    EXPECT_EQ(step_of(kBand, "size_0.50"), "-> size_0.5");
    EXPECT_EQ(step_of(kBand, "pix_2."), "-> pix_2");
    EXPECT_EQ(request_of(std::string(kBand) + "/size_0.5/pix_2").options.size_deg,
              Decimal::parse("0.5"));
    for (const char* name :
         {"size_", "size_0", "size_-1", "size_180.1", "size_1d", "size_+1", "size_a", "pix_",
          "pix_0", "pix_0.0", "pix_-2", "pix_1m", "pix_648001", "pix_1e1"})
        EXPECT_TRUE(is_refused(kBand, name)) << name;
}

TEST(SkyObservation, AnyIdentifierStands) {
    for (const char* name : {"obs_00031190001", "obs_0.1", "obs_a_b-c+d.e", "obs_P0123", "obs__"})
        EXPECT_EQ(step_of(kBand, name), "folder") << name;
    EXPECT_EQ(request_of(std::string(kBand) + "/obs_00031190001").options.obs_id, "00031190001");
    EXPECT_TRUE(is_refused(kBand, "obs_"));
}

TEST(SkyOption, OutOfOrderIsALinkToTheOrder) {
    const std::string band = kBand;
    EXPECT_EQ(step_of(band + "/radius_60", "time_55000-55100"), "-> ../time_55000-55100/radius_60");
    EXPECT_EQ(step_of(band + "/radius_60", "time_055000-55100"),
              "-> ../time_55000-55100/radius_60");
    EXPECT_EQ(step_of(band + "/time_55000-/radius_60/size_1", "obs_7"),
              "-> ../../obs_7/radius_60/size_1");
    EXPECT_EQ(step_of(band + "/time_55000-/radius_60", "pix_2.0"), "-> pix_2");
    EXPECT_EQ(step_of(band + "/time_55000-/obs_7", "radius_1m"), "-> radius_60");
    EXPECT_EQ(step_of(band + "/pix_2", "size_1.0"), "-> ../size_1/pix_2");
    EXPECT_EQ(step_of(band + "/time_55000-", "radius_60"), "folder");
}

TEST(SkyOption, TwiceIsRefused) {
    const std::string band = kBand;
    expect_reason(band + "/radius_60", "radius_60", "radius_ is given twice");
    expect_reason(band + "/radius_60", "radius_70", "twice");
    expect_reason(band + "/time_55000-/radius_60", "time_-55100", "twice");
}

TEST(SkyOption, ADayTheArchiveIsAskedAsOf) {
    EXPECT_EQ(step_of(kBand, "asof_2026-11-22"), "folder");
    for (const char* name : {"asof_2026-02-30", "asof_2026-11", "asof_20261122", "asof_",
                             "asof_2026-11-22T00", "asof_61366"})
        expect_reason(kBand, name, "no day");
}

TEST(SkyOption, SelectionsAreLowerCaseNames) {
    EXPECT_EQ(step_of(kBand, "sel_grade0"), "folder");
    EXPECT_EQ(step_of(kBand, "sel_no_flare"), "folder");
    for (const char* name : {"sel_", "sel_Clean", "sel_a-b"})
        expect_reason(kBand, name, "names no selection");
}

TEST(SkyOption, BackgroundsHaveFourNames) {
    for (const char* name : {"bkg_annulus", "bkg_annulus-nocut", "bkg_reflected", "bkg_none"})
        EXPECT_EQ(step_of(kBand, name), "folder") << name;
    expect_reason(kBand, "bkg_ring", "annulus, annulus-nocut, reflected, none");
}

// 1.5 d = 129600 s.
TEST(SkyOption, BinsAreSecondsOrDays) {
    for (const char* name : {"bin_60", "bin_2.51", "bin_0.000001", "bin_86400"})
        EXPECT_EQ(step_of(kBand, name), "folder") << name;
    EXPECT_EQ(step_of(kBand, "bin_1d"), "-> bin_86400");
    EXPECT_EQ(step_of(kBand, "bin_1.5d"), "-> bin_129600");
    EXPECT_EQ(step_of(kBand, "bin_60.0"), "-> bin_60");
    EXPECT_EQ(step_of(kBand, "bin_0.0000015"), "-> bin_0.000002");
    for (const char* name :
         {"bin_0", "bin_", "bin_d", "bin_-1", "bin_0.0000004", "bin_365251d", "bin_1e3", "bin_60s"})
        expect_reason(kBand, name, "no bin of a light curve");
}

TEST(SkyOption, ProjectionsAreThoseOfTheStandard) {
    for (const char* name :
         {"proj_tan", "proj_stg", "proj_zea", "proj_car", "proj_ait", "proj_sin"})
        EXPECT_EQ(step_of(kBand, name), "folder") << name;
    expect_reason(kBand, "proj_TAN", "tan, stg, zea, car, ait, sin");
}

TEST(SkyOption, AllOptionsHaveOneOrder) {
    const std::string canonical =
        std::string(kBand) +
        "/time_55000-/obs_7/asof_2026-11-22/sel_grade0/radius_60/bkg_none/bin_60/size_1/pix_2/"
        "proj_stg";
    EXPECT_EQ(request_of(canonical).path(), canonical);
    EXPECT_EQ(step_of(std::string(kBand) + "/bin_60/proj_stg", "asof_2026-11-22"),
              "-> ../../asof_2026-11-22/bin_60/proj_stg");
}

TEST(SkyOption, OtherNamesAreForTheCaller) {
    for (const char* name :
         {"swift_xrt_pc", "halosat_sdd14", "summary.txt", "obs", "time", "radius", "Radius_60",
          "TIME_1-2", "foo_60", "README.txt", "_60", "times_1-2", "all"})
        EXPECT_EQ(step_of(kBand, name), "not sky") << name;
}

TEST(SkyName, OtherCharactersAreRefusedEverywhere) {
    for (const char* folder : {"sky", kPosition, kSky, kBand}) {
        expect_reason(folder, "a b", "letters, digits");
        expect_reason(folder, "a:b", "this one has :");
        expect_reason(folder, "obs_\xc3\xa4", "the byte 195");
        expect_reason(folder, "obs_a\n", "the byte 10");
        expect_reason(folder, std::string("obs_\0", 5), "the byte 0");
        expect_reason(folder, "", "empty");
        expect_reason(folder, std::string(256, '1'), "255");
    }
    EXPECT_EQ(step_of(kBand, "obs_" + std::string(251, 'x')), "folder");
}

TEST(SkyPath, IsTheCanonicalOne) {
    const auto request = request_of("sky/83.63308/22.0145/2-10/time_55000-55100/radius_60");
    EXPECT_EQ(request.path(), "sky/83.63308/22.0145/2-10/time_55000-55100/radius_60");
    EXPECT_EQ(request.ra, Decimal::parse("83.63308"));
    EXPECT_EQ(request.dec, Decimal::parse("22.0145"));
    EXPECT_EQ(request.options.time->text, "55000-55100");
    EXPECT_EQ(SkyRequest().path(), "sky");
    EXPECT_EQ(request_of("sky/83.63308"),
              std::get<SkyFolder>(interpret_sky_name({}, "83.63308")).request);
}

TEST(SkyPath, OthersHaveNoRequest) {
    for (const char* path : {"", "/", "sk", "skyx", "sky/", "/sky", "sky//1", "sky/1/", "sky/1.0",
                             "sky/360", "sky/1/2/2-10keV", "sky/1/2/2-10/radius_60/time_1-2",
                             "sky/1/2/2-10/swift_xrt_pc", "sky/name", "sky/1/2/2-10/radius_1m",
                             "tables", "sky/1/2/2-10/radius_60/radius_60", "obs/sky"})
        EXPECT_FALSE(sky_request_of(path)) << path;
}

// The folder that a link in `folder` leads to, as the kernel would walk.
std::string resolved(std::string folder, const std::string& target) {
    for (size_t begin = 0; begin <= target.size();) {
        const size_t end = std::min(target.find('/', begin), target.size());
        const auto part = target.substr(begin, end - begin);
        folder = part == ".." ? folder.substr(0, folder.rfind('/')) : folder + "/" + part;
        begin = end + 1;
    }
    return folder;
}

// Whatever the name is: no exception, a folder has one path, and a link leads to a folder at once.
void expect_consistent(const std::string& folder, const std::string& name) {
    const auto step = interpret_sky_name(*sky_request_of(folder), name);
    if (const auto* down = std::get_if<SkyFolder>(&step)) {
        ASSERT_EQ(down->request.path(), folder + "/" + name);
        ASSERT_EQ(sky_request_of(folder + "/" + name), down->request);
    } else if (const auto* link = std::get_if<SkyLink>(&step)) {
        const auto path = resolved(folder, link->target);
        const auto request = sky_request_of(path);
        ASSERT_TRUE(request) << folder << " " << name << " " << link->target;
        ASSERT_EQ(request->path(), path);
    } else if (const auto* refusal = std::get_if<SkyRefusal>(&step)) {
        ASSERT_FALSE(refusal->reason.empty());
    }
}

const std::vector<std::string>& some_folders() {
    static const std::vector<std::string> folders = {"sky",
                                                     kPosition,
                                                     kSky,
                                                     kBand,
                                                     "sky/0/-90/all/radius_60",
                                                     "sky/0/0/0.1-300GeV/time_55000-/obs_7/size_1",
                                                     "sky/0/0/1-2ch/obs_x/radius_1-2/size_1/pix_2"};
    return folders;
}

TEST(SkyRequest, AnyNameHoldsItsPromises) {
    std::mt19937_64 random(2);
    const std::string letters = "0123456789.-+_hmsdTeVkGc: \xff/";
    const std::vector<std::string> heads = {"",     "time_", "radius_",    "size_",
                                            "pix_", "obs_",  "2009-06-18", "-"};
    for (int i = 0; i < 200000; ++i) {
        std::string name = heads[random() % heads.size()];
        for (auto more = random() % 14; more > 0; --more)
            name += letters[random() % letters.size()];
        ASSERT_NO_THROW(expect_consistent(some_folders()[random() % some_folders().size()], name))
            << name;
        if (HasFatalFailure()) return;
    }
}

std::string random_number(std::mt19937_64& random) {
    std::string number = std::to_string(random() % 400);
    if (random() % 2) number += "." + std::to_string(random() % 100000000);
    return number;
}

std::string random_valid_name(std::mt19937_64& random) {
    const auto number = [&] { return random_number(random); };
    const char* length[] = {"", "m", "d"};
    const char* energy[] = {"", "keV", "MeV", "GeV", "TeV"};
    switch (random() % 8) {
        case 0:
            return "radius_" + number() + length[random() % 3];
        case 1:
            return "radius_" + number() + "-" + number() + length[random() % 3];
        case 2:
            return "time_" + number() + "-" + number();
        case 3:
            return "size_" + number();
        case 4:
            return "pix_" + number();
        case 5:
            return number() + "-" + number() + energy[random() % 5];
        case 6:
            return std::to_string(random() % 24) + "h" + std::to_string(random() % 60) + "m" +
                   number() + "s";
        default:
            return "-" + std::to_string(random() % 91) + "d" + std::to_string(random() % 60) + "m";
    }
}

TEST(SkyRequest, AnyValidFormHoldsItsPromises) {
    std::mt19937_64 random(4);
    for (int i = 0; i < 200000; ++i) {
        const auto name = random_valid_name(random);
        ASSERT_NO_THROW(expect_consistent(some_folders()[random() % some_folders().size()], name))
            << name;
        if (HasFatalFailure()) return;
    }
}

TEST(SkyRequest, OptionsInAnyOrderComeToOneFolder) {
    std::vector<std::string> options = {"obs_7", "pix_2.50", "radius_1m", "size_01",
                                        "time_2009-06-18_"};
    const std::string expected =
        std::string(kBand) + "/time_55000.000766019-/obs_7/radius_60/size_1/pix_2.5";
    do {
        std::string folder = kBand;
        for (const auto& option : options) {
            const auto step = interpret_sky_name(*sky_request_of(folder), option);
            const auto* link = std::get_if<SkyLink>(&step);
            folder = resolved(folder, link ? link->target : option);
            ASSERT_TRUE(sky_request_of(folder)) << folder;
        }
        ASSERT_EQ(folder, expected);
    } while (std::next_permutation(options.begin(), options.end()));
}

}  // namespace
}  // namespace heafs
