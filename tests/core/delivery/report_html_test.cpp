#include "core/delivery/report_html.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/delivery/report.h"
#include "core/delivery/rules.h"
#include "core/delivery/shown_text.h"

namespace heafs {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(ReportHtml, HostileTextOfAFileIsOnlyText) {
    DeliverySummary summary;
    summary.word = "rejected";
    summary.findings = {make_finding("FIT-004", "<img src=x onerror=alert(1)>", "\"><script>")};
    summary.findings[0].found = "OBJECT  = '</code><script>alert(1)</script>'";
    const std::string page = report_html(summary);
    EXPECT_THAT(page, Not(HasSubstr("<img")));
    EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
    EXPECT_THAT(page, HasSubstr("&lt;/code&gt;&lt;script&gt;alert(1)"));
}

TEST(ShownText, ControlsOfATerminalAndOfDirectionAreSpelledOut) {
    EXPECT_EQ(shown_text("a\x1b[2J\n"), "a\\x1b[2J\\x0a");
    EXPECT_EQ(shown_text("\xff"), "\\xff");
    EXPECT_EQ(shown_text("\xe2\x80\xae"), "\\u202e");
    EXPECT_EQ(shown_text("\xc3\xa9"), "\xc3\xa9");
}

TEST(ReportText, ReadsForEveryRule) {
    for (const Rule& rule : all_rules()) {
        const std::string text = findings_text({make_finding(rule.id, "a.fits", "what")});
        EXPECT_THAT(text, HasSubstr(std::string(rule.id) + " " +
                                    std::string(name_of(rule.severity)) + ": 1 finding"));
        const bool nothing = rule.remedy == "Nothing to mend";
        EXPECT_EQ(text.find("How to mend it: " + std::string(rule.remedy)) == std::string::npos,
                  nothing)
            << text;
    }
}

}  // namespace
}  // namespace heafs
