#include "products/tables/product_names.h"

#include <gmock/gmock.h>

namespace heafs {
namespace {

using testing::ElementsAre;

TEST(DistinctNames, AreTheFilesOwnWhereTheseDiffer) {
    EXPECT_THAT(distinct_names({"obs/a/x.evt", "obs/b/y.evt"}), ElementsAre("x.evt", "y.evt"));
}

TEST(DistinctNames, HaveAsManyPartsAsTellThemApart) {
    EXPECT_THAT(distinct_names({"obs/m1/a/x", "obs/m2/a/x", "obs/m2/a/y"}),
                ElementsAre("m1_a_x", "m2_a_x", "y"));
}

TEST(DistinctNames, AreNumberedWhereNoPartTellsThemApart) {
    EXPECT_THAT(distinct_names({"a_b", "a/b", "c/b"}), ElementsAre("a_b-2", "a_b", "c_b"));
}

TEST(DistinctNames, DoNotDependOnTheOrderOfThePaths) {
    EXPECT_THAT(distinct_names({"c/b", "a/b", "a_b"}), ElementsAre("c_b", "a_b", "a_b-2"));
}

}  // namespace
}  // namespace heafs
