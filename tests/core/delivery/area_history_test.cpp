// What is judged against other files: released calibration files, encrypted twins, documents.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/tables/table_settings.h"
#include "core/delivery/area_places.h"
#include "core/delivery/calibration_history.h"
#include "core/delivery/delivery_advice.h"
#include "core/delivery/encrypted_twins.h"
#include "core/delivery/report.h"
#include "tests/core/content/made_file.h"

namespace heafs {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

CalibrationEntry entry(const std::string& date, const std::string& boundary = "CHAN(0-1023)") {
    CalibrationEntry entry;
    entry.hdu = 2;
    entry.telescop = "SWIFT";
    entry.instrume = "XRT";
    entry.name = "MATRIX";
    entry.date = date;
    entry.time = "00:00:00";
    entry.boundaries = {boundary};
    return entry;
}

const ReleasedCalibration kReleased = {"caldb/data/swift/xrt/cpf/resp_20130101v014.rmf",
                                       {entry("2013-01-01")}};

std::vector<std::string> rules_of(const std::vector<Finding>& findings) {
    std::vector<std::string> rules;
    for (const Finding& finding : findings) rules.push_back(finding.rule);
    return rules;
}

TEST(CalibrationHistory, TheNextVersionSupersedes) {
    EXPECT_THAT(
        compare_with_released("caldb/resp_20130101v015.rmf", {entry("2013-01-01")}, {kReleased}),
        IsEmpty());
}

TEST(CalibrationHistory, TheFirstVersionMayHaveAnyNumber) {
    EXPECT_THAT(compare_with_released("caldb/resp_20130101v014.rmf", {entry("2013-01-01")}, {}),
                IsEmpty());
}

TEST(CalibrationHistory, VersionsAreCounted) {
    const auto findings =
        compare_with_released("caldb/resp_20130101v017.rmf", {entry("2013-01-01")}, {kReleased});
    EXPECT_THAT(rules_of(findings), ElementsAre("CAL-011"));
    EXPECT_THAT(findings_text(findings), HasSubstr("v017 comes after v014: expected v015"));
}

TEST(CalibrationHistory, AnotherFileForTheSameQuestionConflicts) {
    const auto findings =
        compare_with_released("caldb/other_20130101v001.rmf", {entry("2013-01-01")}, {kReleased});
    EXPECT_THAT(rules_of(findings), ElementsAre("CAL-013"));
    EXPECT_THAT(findings_text(findings),
                HasSubstr("conflicts with resp_20130101v014.rmf[1]; supersede or change CBD"));
}

TEST(CalibrationHistory, ASupersededVersionDoesNotConflict) {
    ReleasedCalibration next{"caldb/data/swift/xrt/cpf/resp_20130101v015.rmf",
                             {entry("2013-01-01", "CHAN(0-511)")}};
    EXPECT_THAT(compare_with_released("caldb/other_20130101v001.rmf",
                                      {entry("2013-01-01", "CHAN(512-1023)")}, {kReleased, next}),
                IsEmpty());
}

TEST(CalibrationHistory, OtherBoundariesOrDatesDoNotConflict) {
    const ReleasedCalibration low{"caldb/low_20130101v001.rmf", {entry("2013-01-01", "CHAN(0-9)")}};
    EXPECT_THAT(compare_with_released("caldb/high_20130101v001.rmf",
                                      {entry("2013-01-01", "CHAN(10-19)")}, {low}),
                IsEmpty());
    EXPECT_THAT(
        compare_with_released("caldb/other_20140101v001.rmf", {entry("2014-01-01")}, {kReleased}),
        IsEmpty());
}

TEST(CalibrationHistory, TwoHdusOfOneFileMayConflict) {
    const auto findings = compare_with_released("caldb/a_20130101v001.rmf",
                                                {entry("2013-01-01"), entry("2013-01-01")}, {});
    EXPECT_THAT(rules_of(findings), ElementsAre("CAL-013"));
}

TEST(CalibrationHistory, AVersionThatBeginsLaterLeavesAGap) {
    const auto findings =
        compare_with_released("caldb/resp_20130101v015.rmf", {entry("2014-06-01")}, {kReleased});
    EXPECT_THAT(rules_of(findings), ElementsAre("CAL-015"));
    EXPECT_THAT(findings_text(findings),
                HasSubstr("valid from 2013-01-01T00:00:00, this file from 2014-06-01T00:00:00"));
}

TEST(CalibrationHistory, WhatAnotherFileCoversIsNoGap) {
    const ReleasedCalibration older{"caldb/resp_20010101v009.rmf", {entry("2001-01-01")}};
    EXPECT_THAT(compare_with_released("caldb/resp_20130101v015.rmf", {entry("2014-06-01")},
                                      {kReleased, older}),
                IsEmpty());
}

TEST(EncryptedTwins, AreTheSameNameWithoutGpgOrAPicture) {
    EXPECT_TRUE(is_twin("x.evt.gz.gpg", "x.evt.gz"));
    EXPECT_TRUE(is_twin("x.evt.gz.gpg", "x.evt"));
    EXPECT_TRUE(is_twin("x.evt.gpg", "x.evt.gz"));
    EXPECT_TRUE(is_twin("x.evt.gpg", "x.png"));
    EXPECT_FALSE(is_twin("x.evt.gpg", "x.pha"));
    EXPECT_FALSE(is_twin("x.evt.gpg", "y.evt"));
    EXPECT_FALSE(is_twin("x.evt", "x.png"));
}

TEST(EncryptedTwins, AreFoundFromEitherSide) {
    EXPECT_EQ(find_twin("x.evt", {"a", "x.evt.gpg"}), "x.evt.gpg");
    EXPECT_EQ(find_twin("x.evt.gpg", {"a", "x.evt"}), "x.evt");
    EXPECT_FALSE(find_twin("x.evt", {"a", "x.pha.gpg"}));
}

const Mission& documented() {
    static const Mission kMission = parse_mission(
        made_mission_text() + "[doc.describes]\nevents = 'events_format\\.(txt|pdf)'\n",
        "made.toml");
    return kMission;
}

std::vector<Finding> advice(const std::vector<std::string>& paths,
                            const std::vector<std::string>& documents = {},
                            const std::vector<DeliveredIndex>& indexes = {}) {
    return delivery_advice(documented(), paths, documents, indexes, [](const std::string& path) {
        return path == "caldb/data/made/eye/cpf/there.fits";
    });
}

TEST(DeliveryAdvice, ADataTypeHasItsDocument) {
    const auto findings = advice({"obs/0001/made_cl.evt"});
    EXPECT_THAT(rules_of(findings), ElementsAre("DOC-001"));
    EXPECT_THAT(findings_text(findings), HasSubstr("no document describes the data type 'events'"));
    EXPECT_THAT(advice({"obs/0001/made_cl.evt", "doc/events_format.txt"}), IsEmpty());
    EXPECT_THAT(advice({"obs/0001/made_cl.evt"}, {"events_format.pdf"}), IsEmpty());
    EXPECT_THAT(advice({"obs/0001/other.fits"}), IsEmpty());
}

TEST(DeliveryAdvice, CalibrationFilesComeWithADescription) {
    const auto findings = advice({"caldb/eye/cpf/a.fits"});
    EXPECT_THAT(rules_of(findings), ElementsAre("CAL-016"));
    EXPECT_THAT(findings_text(findings), HasSubstr("neither a description nor a release note"));
    EXPECT_THAT(advice({"caldb/eye/cpf/a.fits", "doc/release.txt"}), IsEmpty());
}

TEST(DeliveryAdvice, AnIndexNamesFilesThatAreThere) {
    const std::vector<std::string> paths = {"caldb/eye/caldb.indx", "caldb/eye/cpf/new.fits",
                                            "doc/release.txt"};
    const std::string own = "data/made/eye/cpf/";
    EXPECT_THAT(advice(paths, {}, {{paths[0], {own + "there.fits", own + "new.fits"}}}), IsEmpty());
    EXPECT_THAT(advice(paths, {}, {{paths[0], {"data/other/eye/cpf/x.fits"}}}), IsEmpty());
    const auto findings = advice(paths, {}, {{paths[0], {own + "gone.fits"}}});
    EXPECT_THAT(rules_of(findings), ElementsAre("CAL-014"));
    EXPECT_THAT(findings_text(findings),
                HasSubstr("1 files that the index names are neither in the delivery nor in the "
                          "archive: data/made/eye/cpf/gone.fits"));
}

TEST(AreaPlaces, TablesAreNamedByTheirFiles) {
    EXPECT_EQ(parse_table_path("messier.tdat"), (TableFile{"messier", "", "tdat"}));
    EXPECT_EQ(parse_table_path("replace/messier.tdat.gz"),
              (TableFile{"messier", "replace", "tdat.gz"}));
    for (const char* path : {"messier", "zzgen.tdat", "Messier.tdat", "messier.txt",
                             "other/messier.tdat", "append/deep/messier.tdat", ".tdat"})
        EXPECT_FALSE(parse_table_path(path)) << path;
    EXPECT_EQ(kept_table_path({"messier", "upsert", "tdat"}, 12),
              "tables/messier/0012_upsert.tdat");
    EXPECT_EQ(parse_table_path("heasarc_messier.vot"), (TableFile{"messier", "", "vot"}));
}

TEST(AreaPlaces, WhatAFileDoesToItsTable) {
    TableSettings settings;
    settings.update = "upsert";
    EXPECT_EQ(mode_of({"messier", "", "tdat"}, nullptr), "append");
    EXPECT_EQ(mode_of({"messier", "", "tdat"}, &settings), "upsert");
    EXPECT_EQ(mode_of({"messier", "append", "csv"}, &settings), "append");
    EXPECT_EQ(mode_of({"messier", "", "hdr"}, &settings), "header");
    EXPECT_EQ(mode_of({"messier", "replace", "hdr.gz"}, &settings), "replace");
}

TEST(AreaPlaces, CalibrationFilesLieInAClassAndTheIndexAtTheInstrument) {
    EXPECT_TRUE(parse_calibration_path("xrt/bcf/teldef/x.teldef"));
    EXPECT_TRUE(parse_calibration_path("xrt/caldb.indx"));
    EXPECT_TRUE(is_calibration_index("xrt/caldb.indx"));
    EXPECT_FALSE(is_calibration_index("xrt/index/caldb.indx20130101"));
    for (const char* path : {"x.fits", "xrt/x.fits", "xrt/abc/x.fits", "xrt/bcf/", "xrt/bcf"})
        EXPECT_FALSE(parse_calibration_path(path)) << path;
    EXPECT_EQ(below_calibration_mission("data/swift/xrt/bcf/x", "swift"), "xrt/bcf/x");
    EXPECT_EQ(below_calibration_mission("xrt/bcf/x", "swift"), "xrt/bcf/x");
    EXPECT_FALSE(below_calibration_mission("data/nustar/fpm/bcf/x", "swift"));
}

}  // namespace
}  // namespace heafs
