#include "products/plan/search_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace heafs {
namespace {

using testing::HasSubstr;

// What a name in a folder is: "folder", "-> target", or why it is neither.
std::string step(const std::string& folder, const std::string& name) {
    const auto place = search_place_of(folder);
    if (!place) return "not canonical";
    const SearchStep step = interpret_search_name(place->request, name);
    if (const auto* link = std::get_if<SkyLink>(&step)) return "-> " + link->target;
    if (const auto* refusal = std::get_if<SkyRefusal>(&step)) return refusal->reason;
    return std::holds_alternative<SearchFolder>(step) ? "folder" : "none";
}

TEST(SearchRequest, PartsAreFoldersInTheirCanonicalForm) {
    EXPECT_EQ(step("search", "83.63"), "folder");
    EXPECT_EQ(step("search/83.63", "-5.39"), "folder");
    EXPECT_EQ(step("search/83.63/-5.39", "30"), "folder");
    EXPECT_EQ(step("search/83.63/-5.39", "default"), "folder");
    EXPECT_EQ(step("search/83.63/-5.39/30", "30"), "none");
}

TEST(SearchRequest, OtherSpellingsAreLinks) {
    EXPECT_EQ(step("search", "05h34m31.97s"), "-> 83.63321");
    EXPECT_EQ(step("search/83.63", "+22.010"), "-> 22.01");
    EXPECT_EQ(step("search/83.63/-5.39", "1d"), "-> 60");
}

TEST(SearchRequest, WhatIsNoneIsRefused) {
    EXPECT_THAT(step("search", "361"), HasSubstr("no right ascension"));
    EXPECT_THAT(step("search/1", "95"), HasSubstr("no declination"));
    EXPECT_THAT(step("search/1/2", "x"), HasSubstr("no radius"));
    EXPECT_THAT(step("search/1", "default"), HasSubstr("no declination"));
}

TEST(SearchRequest, APathIsARequestAndWhatIsBelow) {
    const auto place = search_place_of("search/83.63/22.01/default/products/messier/M1");
    ASSERT_TRUE(place);
    EXPECT_EQ(place->request.path(), "search/83.63/22.01/default");
    EXPECT_EQ(place->below, "products/messier/M1");
    EXPECT_FALSE(place->request.radius_arcmin());
    EXPECT_EQ(search_place_of("search/1/2/30")->request.radius_arcmin(), Decimal(30));
    EXPECT_FALSE(search_place_of("searching"));
    EXPECT_FALSE(search_place_of("search/083/2/30"));
}

}  // namespace
}  // namespace heafs
