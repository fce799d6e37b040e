// Files that only wrap telemetry.
#include <gtest/gtest.h>

#include "tests/core/fits/hand_made_fits.h"

namespace heafs {
namespace {

using namespace hand_made;
using Rules = std::vector<std::string>;

const std::string kWrapper = primary() + table(64, 2, {"64B"}, std::string(128, '\7'));

TEST(Telemetry, InATableOfBytesIsAWarning) {
    const FitsReport report = verify(kWrapper);
    ASSERT_EQ(rules(report), Rules{"NAM-016"});
    EXPECT_EQ(report.findings[0].severity, Severity::kWarning);
    EXPECT_EQ(report.findings[0].hdu, 2);
    EXPECT_EQ(report.findings[0].card, 11);
    EXPECT_EQ(report.findings[0].text,
              "HDU 2 (EVENTS): the file wraps raw telemetry: all its data are bytes of column 1 "
              "(COL1) (`TFORM1  = '64B     '`), which has no unit.");
    EXPECT_EQ(verify(kWrapper, 7), report);
}

TEST(Telemetry, InPacketsOfManyLengthsIsAWarning) {
    const std::string rows("\0\0\0\4\0\0\0\0\0\0\0\2\0\0\0\4abcdef", 22);
    EXPECT_EQ(rules(verify(primary() + table(8, 2, {"1PB(4)"}, rows))), Rules{"NAM-016"});
}

TEST(Telemetry, ThatWasConvertedIsGood) {
    EXPECT_EQ(rules(verify(primary() + table(9, 1, {"1D", "1B"}, std::string(9, '\0')))), Rules{});
    auto cards = hand_made::table_cards(1, 1, 0, {"1B"});
    cards.push_back("TUNIT1  = 'count'");
    EXPECT_EQ(rules(verify(primary() + header(cards) + padded("\1", '\0'))), Rules{});
}

TEST(Telemetry, BesideOtherDataIsNoWrapper) {
    EXPECT_EQ(rules(verify(kWrapper + table(8, 1, {"1D"}, std::string(8, '\0')))), Rules{"FIT-021"})
        << "two tables of one name";
}

}  // namespace
}  // namespace heafs
