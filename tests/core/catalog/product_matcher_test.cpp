#include "core/catalog/product_matcher.h"

#include <gtest/gtest.h>

#include <chrono>
#include <random>

namespace heafs {
namespace {

std::vector<ProductTag> tags_of(const std::vector<std::pair<std::string, std::string>>& rules) {
    std::vector<ProductTag> tags;
    for (const auto& [expression, pattern] : rules) {
        ProductTag tag;
        tag.expression = expression;
        tag.pattern = pattern;
        tags.push_back(tag);
    }
    return tags;
}

std::vector<ProductMatch> matches(const ProductMatcher& matcher, const std::string& path) {
    NumberedPattern::Room room;
    std::vector<ProductMatch> found;
    EXPECT_EQ(matcher.match(path, {}, room, found), -1);
    return found;
}

TEST(ProductMatcher, PutsGroupsOfThePathIntoTheTag) {
    const ProductMatcher matcher(tags_of({{"messier.{%1}.img", "/FTP/messier/data/(.+)/(.*)\\.img"},
                                          {"m.{%2}.{%1}", "/FTP/messier/data/(.+)/(.*)\\.img"}}));
    EXPECT_EQ(matches(matcher, "/FTP/messier/data/m101/xyzzy.img"),
              (std::vector<ProductMatch>{{0, "messier.m101.img"}, {1, "m.xyzzy.m101"}}));
}

TEST(ProductMatcher, AGroupThatTookNoPartIsEmpty) {
    const ProductMatcher matcher(tags_of({{"a{%1}{%2}b", "/(x)|/(y)"}}));
    EXPECT_EQ(matches(matcher, "/y"), (std::vector<ProductMatch>{{0, "ayb"}}));
}

TEST(ProductMatcher, TheWholePathHasToMatch) {
    const ProductMatcher matcher(tags_of({{"a", "/obs/a\\.img"}}));
    EXPECT_TRUE(matches(matcher, "/obs/a.img.gz").empty());
    EXPECT_TRUE(matches(matcher, "/x/obs/a.img").empty());
    EXPECT_EQ(matches(matcher, "/obs/a.img").size(), 1U);
}

TEST(ProductMatcher, AnExpressionThatTakesTooLongIsToldAndDoesNotHang) {
    const ProductMatcher matcher(tags_of({{"a", "/(a+)+[bc]"}, {"c", "/a*"}}));
    NumberedPattern::Room room;
    std::vector<ProductMatch> found;
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_EQ(matcher.match("/" + std::string(60, 'a'), {}, room, found), 0);
    EXPECT_EQ(found, (std::vector<ProductMatch>{{1, "c"}}));
    EXPECT_EQ(matcher.match("/" + std::string(60, 'a'), {true}, room, found), -1);
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(5));
}

// Random expressions out of what rules are made of, against PCRE2 without any filter.
TEST(ProductMatcher, FindsWhatEveryExpressionAloneFinds) {
    const std::vector<std::string> atoms = {"a",  "b",     "/",      "\\.",   ".",     "(a|b)",
                                            "a?", "[^/]*", "(?:/)?", "\\d+",  "(b)",   "a{1,2}",
                                            "1",  "$",     "(a)*",   "[]a]+", "(?:x)", "|"};
    const std::string letters = "ab/.1x]";
    std::mt19937 random(7);
    std::vector<std::pair<std::string, std::string>> rules;
    for (int i = 0; i < 400; ++i) {
        std::string pattern = "/";
        for (size_t length = random() % 6; length > 0; --length)
            pattern += atoms[random() % atoms.size()];
        rules.emplace_back(std::to_string(i), pattern);
    }
    const ProductMatcher matcher(tags_of(rules));
    std::vector<NumberedPattern> alone;
    for (const auto& rule : rules) alone.emplace_back(rule.second);
    NumberedPattern::Room room;
    size_t found = 0;
    for (int i = 0; i < 5000; ++i) {
        std::string path = "/";
        for (size_t length = random() % 7; length > 0; --length)
            path += letters[random() % letters.size()];
        std::vector<ProductMatch> expected;
        for (uint32_t rule = 0; rule < alone.size(); ++rule)
            if (alone[rule].match(path, room) == NumberedPattern::Outcome::kMatch)
                expected.push_back({rule, rules[rule].first});
        found += expected.size();
        ASSERT_EQ(matches(matcher, path), expected) << path;
    }
    EXPECT_GT(found, 10000U);
}

}  // namespace
}  // namespace heafs
