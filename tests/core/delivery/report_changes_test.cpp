#include "core/delivery/report_changes.h"

#include <gtest/gtest.h>

#include "core/delivery/rules.h"

namespace heafs {
namespace {

Finding finding_at(const std::string& file, int64_t offset) {
    Finding finding = make_finding("FIT-004", file, "too short");
    finding.offset = offset;
    return finding;
}

TEST(ReportChanges, AFileThatIsGoodNowIsMended) {
    const auto changes = changes_between({{"a", {finding_at("a", 1)}}}, {});
    EXPECT_EQ(changes_text(changes), "1 mended, 0 new");
}

TEST(ReportChanges, TheSameFindingElsewhereInTheFileIsNoChange) {
    const auto changes = changes_between({{"a", {finding_at("a", 1)}}}, {finding_at("a", 2)});
    EXPECT_EQ(changes_text(changes), "0 mended, 0 new, 1 as before");
}

TEST(ReportChanges, AFindingOfAFileThatWasGoodIsNew) {
    EXPECT_EQ(changes_text(changes_between({{"a", {}}}, {finding_at("a", 1)})), "0 mended, 1 new");
}

TEST(ReportChanges, AFileThatComesForTheFirstTimeIsNoChange) {
    EXPECT_EQ(changes_text(changes_between({}, {finding_at("a", 1)})), "");
}

}  // namespace
}  // namespace heafs
