// Which of CALDB's rows answers a question, as HDgtcalf decides.
#include "core/content/calibration_query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/files.h"

namespace heafs {
namespace {

using testing::HasSubstr;

IndexedCalibration row(const std::string& path, const std::string& date,
                       std::vector<std::string> boundaries = {}, int64_t quality = 0) {
    IndexedCalibration row;
    row.path = path;
    row.quality = quality;
    row.entry.telescop = "SWIFT";
    row.entry.instrume = "XRT";
    row.entry.calibration_class = "CPF";
    row.entry.name = "MATRIX";
    row.entry.date = date;
    row.entry.time = "00:00:00";
    row.entry.boundaries = std::move(boundaries);
    return row;
}

CalibrationQuestion question(const std::string& date = "2008-08-15T12:00:00") {
    CalibrationQuestion question;
    question.telescop = {"SWIFT"};
    question.instrume = "XRT";
    question.name = "MATRIX";
    question.values = {{"DATAMODE", "PHOTON"}, {"XRTVSUB", "6"}};
    question.moment = *parse_calendar_moment(date);
    return question;
}

std::string found(const CalibrationQuestion& question,
                  const std::vector<IndexedCalibration>& rows) {
    const CalibrationAnswer answered = answer(question, rows);
    return answered.found != nullptr ? answered.found->path : "none: " + answered.why_not;
}

TEST(CalibrationQuery, TakesWhatBecameValidLastBeforeTheMoment) {
    const std::vector<IndexedCalibration> rows = {row("a", "2001-01-01"), row("c", "2009-01-01"),
                                                  row("b", "2007-09-01")};
    EXPECT_EQ(found(question(), rows), "b");
    EXPECT_EQ(found(question("2007-09-01T00:00:00"), rows), "b");  // from its first moment on
    EXPECT_EQ(found(question("2007-08-31T23:59:59"), rows), "a");
}

TEST(CalibrationQuery, SaysThatARowBecomesValidTooLate) {
    EXPECT_EQ(found(question(), {row("b.rmf", "2014-01-01"), row("a.rmf", "2013-01-01")}),
              "none: a.rmf is valid from 2013-01-01T00:00:00 on, the observation began "
              "2008-08-15T12:00:00");
}

TEST(CalibrationQuery, LeavesOutRowsOfBadQuality) {
    EXPECT_EQ(found(question(), {row("a", "2001-01-01"), row("b", "2007-01-01", {}, 5)}), "a");
    EXPECT_EQ(found(question(), {row("b", "2007-01-01", {}, 5)}),
              "none: b has quality 5 in the index of CALDB");
}

TEST(CalibrationQuery, LeavesOutRowsWhoseBoundariesDoNotHoldTheValues) {
    EXPECT_EQ(found(question(), {row("pc", "2001-01-01", {"DATAMODE(PHOTON)"}),
                                 row("wt", "2007-01-01", {"DATAMODE(WINDOWED)"})}),
              "pc");
    EXPECT_EQ(found(question(), {row("two", "2001-01-01", {"DATAMODE(WINDOWED,photon)"})}), "two");
    EXPECT_EQ(found(question(), {row("six", "2001-01-01", {"XRTVSUB(0-6)"})}), "six");
    EXPECT_EQ(found(question(), {row("zero", "2001-01-01", {"XRTVSUB(0)"})}),
              "none: zero is for XRTVSUB(0) alone");
    EXPECT_EQ(found(question(), {row("odd", "2001-01-01", {"XRTVSUB(0"})}),
              "none: odd is for XRTVSUB(0 alone");
}

TEST(CalibrationQuery, ABoundaryThatIsNotAskedForKeepsNoRowOut) {
    EXPECT_EQ(found(question(), {row("a", "2001-01-01", {"GRADE(G0:12)", "CHAN(0-1023)"})}), "a");
}

TEST(CalibrationQuery, AsksForTelescopeInstrumentDetectorAndName) {
    IndexedCalibration other = row("a", "2001-01-01");
    other.entry.detnam = "CCD7";
    EXPECT_EQ(found(question(), {other}), "a");  // NONE in the question is any
    CalibrationQuestion asked = question();
    asked.detnam = "CCD3";
    EXPECT_EQ(found(asked, {other}), "none: no MATRIX of XRT is in caldb/");
    asked = question();
    asked.telescop = {"NUSTAR"};
    EXPECT_EQ(found(asked, {row("a", "2001-01-01")}), "none: no MATRIX of XRT is in caldb/");
}

TEST(CalibrationQuery, ReadsARealIndex) {
    const std::filesystem::path path =
        std::filesystem::path(HEAFS_SOURCE_DIR) / "../shared/data/caldb/glast_lat/caldb.indx";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "no real data at " << path;
    const std::string bytes = read_file(path);
    const FitsView view(std::as_bytes(std::span(bytes)), "caldb.indx");
    const auto rows = read_calibration_index(view);
    ASSERT_EQ(rows.size(), 1188u);
    EXPECT_EQ(rows[0].entry.telescop, "GLAST");
    EXPECT_EQ(rows[0].entry.instrume, "LAT");
    EXPECT_THAT(rows[0].path, HasSubstr("data/glast/lat/bcf/"));
}

}  // namespace
}  // namespace heafs
