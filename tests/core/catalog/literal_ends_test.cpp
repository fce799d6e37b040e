#include "core/catalog/literal_ends.h"

#include <gtest/gtest.h>

namespace heafs {
namespace {

TEST(LiteralEnds, AnExpressionWithoutSyntaxIsBothEnds) {
    EXPECT_EQ(literal_ends("/obs/a"), (LiteralEnds{"/obs/a", "/obs/a"}));
}

TEST(LiteralEnds, AreWhatStandsBeforeAndBehindAllElse) {
    EXPECT_EQ(literal_ends("/FTP/(.+)/(.*)\\.img"), (LiteralEnds{"/FTP/", ".img"}));
    EXPECT_EQ(literal_ends("/a\\d+x[]/]y"), (LiteralEnds{"/a", "y"}));
    EXPECT_EQ(literal_ends("^/a.b$"), (LiteralEnds{"/a", "b"}));
}

TEST(LiteralEnds, WhatIsRepeatedOrOptionalDoesNotCount) {
    EXPECT_EQ(literal_ends("/ab?c"), (LiteralEnds{"/a", "c"}));
    EXPECT_EQ(literal_ends("/ab*"), (LiteralEnds{"/a", ""}));
    EXPECT_EQ(literal_ends("/ab{0,2}"), (LiteralEnds{"/a", ""}));
    EXPECT_EQ(literal_ends("/a(bc)?d"), (LiteralEnds{"/a", "d"}));
    EXPECT_EQ(literal_ends("/a\\.+?d"), (LiteralEnds{"/a", "d"}));
}

TEST(LiteralEnds, AChoiceOutsideOfGroupsHasNone) {
    EXPECT_EQ(literal_ends("/a|/b"), LiteralEnds{});
    EXPECT_EQ(literal_ends("/a(b|c)d"), (LiteralEnds{"/a", "d"}));
}

TEST(LiteralEnds, WhatChangesTheReadingOfTheRestHasNone) {
    for (const char* expression :
         {"/a(?i)b", "(*UTF)/a", "/a\\Q.\\E", "/a\\x41", "/a\\c(b", "/a(?#))b", "/a[[:alpha:]]b",
          "/a(?x: b )", "/a\\", "/a(b", "/a[b", "*a", "(a)(?1)b"})
        EXPECT_EQ(literal_ends(expression), LiteralEnds{}) << expression;
}

}  // namespace
}  // namespace heafs
