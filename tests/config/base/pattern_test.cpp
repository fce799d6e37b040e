#include "config/base/pattern.h"

#include <gtest/gtest.h>

#include <chrono>

#include "config/base/error.h"

namespace heafs {
namespace {

TEST(Pattern, MatchesTheWholeSubjectOnly) {
    const Pattern pattern("sw\\d{3}");
    EXPECT_TRUE(pattern.matches("sw123"));
    EXPECT_FALSE(pattern.matches("sw1234"));
    EXPECT_FALSE(pattern.matches("xsw123"));
}

TEST(Pattern, AnchorsEveryAlternative) {
    const Pattern pattern("a|bc");
    EXPECT_FALSE(pattern.matches("ab"));
    EXPECT_FALSE(pattern.matches("abc"));
}

TEST(Pattern, ANewlineAtTheEndIsNoMatch) { EXPECT_FALSE(Pattern("abc$").matches("abc\n")); }

TEST(Pattern, GivesNamedGroups) {
    const Pattern pattern(R"(products/hs(?<obs_id>\d{6})_(?<instrument>s\d{2})\.pi\.gz)");
    const auto groups = pattern.match("products/hs123401_s54.pi.gz");
    ASSERT_TRUE(groups);
    EXPECT_EQ(groups->at("obs_id"), "123401");
    EXPECT_EQ(groups->at("instrument"), "s54");
}

TEST(Pattern, AGroupThatTookNoPartIsEmpty) {
    const auto groups = Pattern("(?<a>x)|(?<b>y)").match("y");
    ASSERT_TRUE(groups);
    EXPECT_EQ(groups->at("a"), "");
    EXPECT_EQ(groups->at("b"), "y");
}

TEST(Pattern, NoMatchIsNothing) { EXPECT_FALSE(Pattern("a").match("b")); }

TEST(Pattern, AnEmptySubjectIsASubject) { EXPECT_TRUE(Pattern(".*").matches("")); }

TEST(Pattern, ABadExpressionIsRefusedWithItsPlace) {
    try {
        Pattern("ab(c");
        FAIL() << "it was taken";
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::kMalformed);
        EXPECT_NE(std::string(error.what()).find("'ab(c' at character 5"), std::string::npos)
            << error.what();
    }
}

TEST(Pattern, NoExpressionHangsOnALongName) {
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_FALSE(Pattern("(a+)+b").matches(std::string(60, 'a')));
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(5));
}

TEST(EscapeForPattern, MakesEveryPrintableCharacterMatchItselfAlone) {
    for (char c = 32; c < 127; ++c) {
        const Pattern pattern(escape_for_pattern(std::string(1, c)));
        for (char other = 32; other < 127; ++other)
            EXPECT_EQ(pattern.matches(std::string(1, other)), other == c) << c << " " << other;
    }
}

TEST(GlobMatches, AStarDoesNotCrossASlash) {
    EXPECT_TRUE(glob_matches("auxil/*.par.gz", "auxil/sw00030795038s.par.gz"));
    EXPECT_FALSE(glob_matches("auxil/*.par.gz", "auxil/old/x.par.gz"));
    EXPECT_FALSE(glob_matches("*.par.gz", "auxil/x.par.gz"));
}

TEST(GlobMatches, AQuestionMarkDoesNotCrossASlash) {
    EXPECT_TRUE(glob_matches("a?c", "abc"));
    EXPECT_FALSE(glob_matches("a?c", "a/c"));
}

TEST(GlobMatches, ASetIsOneCharacter) {
    EXPECT_TRUE(glob_matches("s[135]4.gz", "s14.gz"));
    EXPECT_FALSE(glob_matches("s[135]4.gz", "s24.gz"));
}

TEST(GlobMatches, ThePathMustMatchAsAWhole) {
    EXPECT_FALSE(glob_matches("a", "ab"));
    EXPECT_FALSE(glob_matches("", "a"));
}

}  // namespace
}  // namespace heafs
