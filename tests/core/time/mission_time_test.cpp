#include "core/time/mission_time.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "config/base/error.h"

namespace heafs {
namespace {

Decimal decimal(std::string_view text) { return Decimal::parse(text).value(); }

std::string mjd_of(std::string_view utc) {
    const auto mjd = parse_utc(utc);
    return mjd ? mjd->text() : "none";
}

constexpr MissionClock kSwift{ClockModel::kIdeal, 51910, 7.428703703703703e-4, 0};
constexpr MissionClock kHaloSat{ClockModel::kIdeal, 51544, 0.00074287037037037, 0};

MissionClock swift_utcf(double utcf) {
    auto clock = kSwift;
    clock.model = ClockModel::kSwiftUtcf;
    clock.utcf_seconds = utcf;
    return clock;
}

// Expected values: astropy, Time(..., scale='utc').tt, quantized to 9 decimals.
TEST(ParseUtc, AgreesWithAstropyToTheLastDigit) {
    EXPECT_EQ(mjd_of("2009-06-18"), "55000.000766019");
    EXPECT_EQ(mjd_of("2009-09-26"), "55100.000766019");
    EXPECT_EQ(mjd_of("2009-06-18T120000"), "55000.500766019");
    EXPECT_EQ(mjd_of("2009-06-19"), "55001.000766019");
    EXPECT_EQ(mjd_of("2017-01-01"), "57754.000800741");
    EXPECT_EQ(mjd_of("2016-12-31T120000"), "57753.500789167");
    EXPECT_EQ(mjd_of("2001-01-01"), "51910.00074287");
    EXPECT_EQ(mjd_of("2000-02-29T010203.25"), "51603.043836042");
    EXPECT_EQ(mjd_of("2005-03-01T083411"), "53430.35781463");
    EXPECT_EQ(mjd_of("2100-01-01"), "88069.000800741");
}

TEST(ParseUtc, KnowsTheRubberSecondsBefore1972) {
    EXPECT_EQ(mjd_of("1972-01-01"), "41317.000488241");
    EXPECT_EQ(mjd_of("1969-07-20T201740"), "40422.846062021");
    EXPECT_EQ(mjd_of("1965-03-01T180000"), "38820.750415527");
    EXPECT_EQ(mjd_of("1960-01-01"), "36934.00038342");
}

TEST(ParseUtc, ALeapSecondIsAMomentOfItsOwn) {
    EXPECT_EQ(mjd_of("2016-12-31T235959"), "57754.000777593");
    EXPECT_EQ(mjd_of("2016-12-31T235960"), "57754.000789167");
    EXPECT_EQ(mjd_of("2017-12-31T235960"), "none");
    EXPECT_EQ(mjd_of("2016-12-31T225960"), "none");
}

TEST(ParseUtc, OtherTextsAreNoTimes) {
    for (const char* text : {"",
                             "2009",
                             "2009-06",
                             "2009-6-18",
                             "2009-06-18T",
                             "2009-06-18T12",
                             "2009-06-18T1200",
                             "2009-06-18T120000.",
                             "2009-06-18 120000",
                             "2009-06-18t120000",
                             "2009-06-18T12:00:00",
                             "2009-06-18T240000",
                             "2009-06-18T126000",
                             "2009-06-18T120060",
                             "2009-02-29",
                             "2009-13-01",
                             "2009-00-01",
                             "2009-06-00",
                             "2009-06-31",
                             "1959-12-31",
                             "0000-01-01",
                             "-009-06-18",
                             "2009-+6-18",
                             "2009--6-18",
                             "2009-06-18T-10000",
                             "2009-06-18T1200-1",
                             "2009-06-18Z",
                             "2009-06-18T120000Z",
                             "2009-06-18T1200001",
                             "12009-06-18"})
        EXPECT_EQ(mjd_of(text), "none") << text;
}

// (mjd - ref) 86400 by 40-digit arithmetic of Python's decimal.
TEST(MissionSeconds, AnIdealClockCountsFromItsReference) {
    EXPECT_EQ(mission_seconds_of(kSwift, decimal("55000")), 266975935.81600000000000608);
    EXPECT_EQ(mission_seconds_of(kSwift, decimal("58000.123456789")), 526186602.48256960000000608);
    EXPECT_EQ(mission_seconds_of(kHaloSat, decimal("58000.123456789")), 557809002.482569600000032);
    EXPECT_EQ(mission_seconds_of({ClockModel::kIdeal, 50814, 0, 0}, decimal("50814.5")), 43200.0);
    EXPECT_EQ(mission_seconds_of({ClockModel::kIdeal, 50814, 0, 0}, decimal("50813.5")), -43200.0);
}

// UTC by astropy, counted in days of 86400 s since MJD 51910, less UTCFINIT.
TEST(MissionSeconds, ASwiftClockCountsUtcLessItsCorrection) {
    EXPECT_EQ(mission_seconds_of(swift_utcf(-3.0), decimal("54700")), 241055937.816);
    EXPECT_EQ(mission_seconds_of(swift_utcf(-27.4), decimal("59500.25")), 655797558.216);
    // 0.00074287 d are 64.183968 s; TT - UTC was 64.184 s.
    EXPECT_EQ(mission_seconds_of(swift_utcf(0), decimal("51911.00074287")), 86399.999968);
}

TEST(MissionSeconds, TheReferenceMayBeOneNumber) {
    const MissionClock clock{ClockModel::kSwiftUtcf, 51910.00074287037, 0, -3.5};
    EXPECT_EQ(mission_seconds_of(clock, decimal("54700")),
              mission_seconds_of(swift_utcf(-3.5), decimal("54700")));
}

TEST(MissionSeconds, ASwiftClockRunsEvenlyIntoALeapSecond) {
    const auto clock = swift_utcf(-26);
    const auto at = [&](const char* utc) { return mission_seconds_of(clock, *parse_utc(utc)); };
    const double midnight = at("2016-12-31");
    EXPECT_NEAR(at("2016-12-31T120000") - midnight, 43200, 2e-4);
    EXPECT_NEAR(at("2016-12-31T235959") - midnight, 86399, 2e-4);
    EXPECT_NEAR(at("2016-12-31T235960") - midnight, 86400, 2e-4);
    EXPECT_NEAR(at("2017-01-01") - midnight, 86400, 2e-4);
}

TEST(MissionSeconds, ComeBackFromMjd) {
    std::mt19937_64 random(3);
    for (const auto& clock : {kSwift, kHaloSat, swift_utcf(-17.25)})
        for (int i = 0; i < 2000; ++i) {
            const double seconds = std::ldexp(static_cast<double>(random() >> 11), -23);
            const double back = mission_seconds_of(clock, mjd_tt_of(clock, seconds));
            // 15 decimals of a day are 0.09 ns; doubles near 1e9 lie 120 ns apart.
            ASSERT_NEAR(back, seconds, std::max(1e-10, seconds * 3e-16)) << seconds;
        }
}

TEST(MissionSeconds, GiveTheirMjd) {
    EXPECT_EQ(mjd_tt_of({ClockModel::kIdeal, 50814, 0, 0}, 43200).text(), "50814.5");
    EXPECT_EQ(mjd_tt_of({ClockModel::kIdeal, 50814, 0, 0}, 1).text(), "50814.000011574074074");
    // 2001-01-01T00:00:03 UTC is 67.184 s of TT.
    EXPECT_EQ(mjd_tt_of(swift_utcf(0), 3).text(), "51910.000777592592593");
    EXPECT_EQ(mjd_tt_of(swift_utcf(-3), 6), mjd_tt_of(swift_utcf(0), 3));
    EXPECT_EQ(mjd_tt_of(kSwift, 1e-300).text(), mjd_tt_of(kSwift, 0).text());
}

TEST(MissionSeconds, WhatIsOutOfRangeIsMalformed) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinity = std::numeric_limits<double>::infinity();
    for (const double bad : {nan, infinity, -infinity, 1e300, 1e17}) {
        EXPECT_THROW(mjd_tt_of(kSwift, bad), Error);
        EXPECT_THROW(mjd_tt_of(swift_utcf(bad), 0), Error);
        EXPECT_THROW(mission_seconds_of({ClockModel::kIdeal, bad, 0, 0}, decimal("55000")), Error);
        EXPECT_THROW(mission_seconds_of({ClockModel::kIdeal, 0, bad, 0}, decimal("55000")), Error);
    }
    EXPECT_THROW(mission_seconds_of(kSwift, decimal("10000001")), Error);
    EXPECT_THROW(utc_text_of(decimal("9999999"), 3), Error);
    EXPECT_THROW(utc_text_of(decimal("-9999999"), 3), Error);
}

TEST(MissionSeconds, ManyDigitsAreNoFault) {
    const std::string most = "55000." + std::string(24, '3') + "7";
    EXPECT_EQ(
        mission_seconds_of({ClockModel::kIdeal, 0.1, 0.1234567890123456e-5, 0}, decimal(most)),
        (55000.0 - 0.1 + 1.0 / 3) * 86400 - 0.1234567890123456e-5 * 86400);
}

// Expected values: astropy, Time(mjd, scale='tt').utc.isot.
TEST(UtcText, AgreesWithAstropy) {
    EXPECT_EQ(utc_text_of(decimal("55000"), 9), "2009-06-17T23:58:53.816000000");
    EXPECT_EQ(utc_text_of(decimal("51544.5"), 3), "2000-01-01T11:58:55.816");
    EXPECT_EQ(utc_text_of(decimal("57753.999999"), 4), "2016-12-31T23:58:51.7296");
    EXPECT_EQ(utc_text_of(decimal("40422.5"), 6), "1969-07-20T11:59:20.242303");
    EXPECT_EQ(utc_text_of(decimal("36999.5"), 6), "1960-03-06T11:59:26.787630");
    EXPECT_EQ(utc_text_of(decimal("57754.00079"), 9), "2016-12-31T23:59:60.072000000");
    EXPECT_EQ(utc_text_of(decimal("57754.000785"), 2), "2016-12-31T23:59:59.64");
}

TEST(UtcText, ASecondThatRoundsUpGoesIntoTheNextMinuteAndDay) {
    // 0.0144 s before the leap second, and as much before the next day (57754.00080074...).
    EXPECT_EQ(utc_text_of(decimal("57754.000789"), 0), "2016-12-31T23:59:60");
    EXPECT_EQ(utc_text_of(decimal("57754.0008006"), 0), "2017-01-01T00:00:00");
    EXPECT_EQ(utc_text_of(decimal("55000.0007660"), 0), "2009-06-18T00:00:00");
    EXPECT_EQ(utc_text_of(decimal("55000.0007660"), 2), "2009-06-18T00:00:00.00");
    EXPECT_EQ(utc_text_of(decimal("55000.0014604"), 1), "2009-06-18T00:01:00.0");
}

TEST(UtcText, IsReadBackByParseUtc) {
    std::mt19937_64 random(5);
    for (int i = 0; i < 5000; ++i) {
        const auto mjd =
            *Decimal(36935LL * 1000000000 + static_cast<int64_t>(random() % 30000000000000))
                 .shifted(-9);
        auto text = utc_text_of(mjd, 9);
        std::erase(text, ':');
        ASSERT_EQ(mjd_of(text), mjd.text()) << text;
    }
}

}  // namespace
}  // namespace heafs
