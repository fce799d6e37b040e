#include "products/tables/table_link.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/base/error.h"
#include "tests/core/tables/small_table.h"

namespace heafs {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Rows = std::vector<uint32_t>;
using Table = std::shared_ptr<const TableSegment>;

class TableLinkTest : public testing::Test {
   protected:
    static Table named(TableSchema schema, const std::string& name, const TextRows& rows) {
        schema.name = name;
        return table_of(schema, rows);
    }
    Rows linked(const std::string& criterion, int64_t row) const {
        return TableLink(parse_link_criterion(criterion), sources_->schema(), points_->schema())
            .rows_of(*sources_, row, *points_)
            .rows;
    }
    std::string fault_of(const std::string& criterion) const {
        try {
            linked(criterion, 0);
        } catch (const Error& error) {
            return error.what();
        }
        return "";
    }

    Table sources_ = named(schema_of({"name char12", "ra float8", "dec float8", "class int2",
                                      "time float8_mjd", "reach float4", "flux float4"}),
                           "heasarc_source",
                           {{"M31", "10.68", "41.27", "6600", "55000.5", "10", "0.1"},
                            {"Crab", "83.63", "22.01", "1500", "55001", "", "0.2"},
                            {"", "", "", "", "", "1", ""},
                            {"A*", "359.9", "0", "1", "55000", "20", "0.3"}});
    Table points_ = named(schema_of({"target_name char20", "ra float8", "dec float8", "kind int4",
                                     "start float8_mjd", "rate float4", "limit float8"}),
                          "heasarc_point",
                          {{"m31", "10.7", "41.27", "6600", "55000.4", "0.1", "0.5"},
                           {"Crab", "83.63", "22.01", "7", "55001.0001", "0.2", "0.1"},
                           {"Abell", "0.05", "0", "1", "", "0.3", ""},
                           {"", "359.9", "0.1", "", "55000", "", "3"},
                           {"M31", "190", "-41", "6600", "56000", "0.1", "0"},
                           {"A*", "45", "45", "2", "54999", "7", "7"}});
};

TEST_F(TableLinkTest, AConeLinksToWhatIsNear) {
    EXPECT_THAT(linked("cone: heasarc_source.ra,heasarc_source.dec,1", 0), ElementsAre(0));
    EXPECT_THAT(linked("cone: heasarc_source.ra,heasarc_source.dec,0", 1), ElementsAre(1));
}

TEST_F(TableLinkTest, AConeReachesAcrossTheZeroMeridianNearestFirst) {
    EXPECT_THAT(linked("cone: heasarc_source.ra,heasarc_source.dec,10", 3), ElementsAre(3, 2));
}

TEST_F(TableLinkTest, AConeMayHaveTheRadiusOfTheRow) {
    const std::string criterion = "cone: heasarc_source.ra,heasarc_source.dec,heasarc_source.reach";
    EXPECT_THAT(linked(criterion, 0), ElementsAre(0));
    EXPECT_THAT(linked(criterion, 1), IsEmpty()) << "its radius is null";
}

TEST_F(TableLinkTest, TextsCompareWithoutRegardToCaseAndWithoutWildcards) {
    EXPECT_THAT(linked("target_name = heasarc_source.name", 0), ElementsAre(0, 4));
    EXPECT_THAT(linked("heasarc_source.name = target_name", 1), ElementsAre(1));
    EXPECT_THAT(linked("target_name = heasarc_source.name", 3), ElementsAre(5));
}

TEST_F(TableLinkTest, NothingIsLinkedThroughANull) {
    for (const char* criterion :
         {"target_name = heasarc_source.name", "target_name <> heasarc_source.name",
          "kind >= heasarc_source.class", "cone: heasarc_source.ra,heasarc_source.dec,100",
          "time: heasarc_source.time,start,1e9"})
        EXPECT_THAT(linked(criterion, 2), IsEmpty()) << criterion;
}

TEST_F(TableLinkTest, NumbersCompareInEveryWay) {
    EXPECT_THAT(linked("kind = heasarc_source.class", 0), ElementsAre(0, 4));
    EXPECT_THAT(linked("kind <> heasarc_source.class", 0), ElementsAre(1, 2, 5));
    EXPECT_THAT(linked("kind < 7", 0), ElementsAre(2, 5));
    EXPECT_THAT(linked("kind <= 7", 0), ElementsAre(1, 2, 5));
    EXPECT_THAT(linked("7 < kind", 0), ElementsAre(0, 4));
    EXPECT_THAT(linked("7 <= kind", 0), ElementsAre(0, 1, 4));
    EXPECT_THAT(linked("limit > rate", 0), ElementsAre(0));
    EXPECT_THAT(linked("limit >= rate", 0), ElementsAre(0, 5));
}

TEST_F(TableLinkTest, RealsOfFourBytesMeetWhatIsWritten) {
    EXPECT_THAT(linked("rate = 0.1", 0), ElementsAre(0, 4));
    EXPECT_THAT(linked("rate = heasarc_source.flux", 1), ElementsAre(1));
    EXPECT_THAT(linked("rate < 0.3", 0), ElementsAre(0, 1, 4));
}

TEST_F(TableLinkTest, TimesAreNearInSeconds) {
    EXPECT_THAT(linked("time: heasarc_source.time,heasarc_point.start,8640", 0), ElementsAre(0));
    EXPECT_THAT(linked("time: start,heasarc_source.time,8639", 0), IsEmpty());
    EXPECT_THAT(linked("time: heasarc_source.time,start,8.641", 1), ElementsAre(1));
}

TEST_F(TableLinkTest, AllTermsMustHold) {
    EXPECT_THAT(linked("target_name = heasarc_source.name and cone: heasarc_source.ra,"
                       "heasarc_source.dec,30",
                       0),
                ElementsAre(0));
    EXPECT_THAT(linked("kind = 6600 and heasarc_source.class = 6600", 0), ElementsAre(0, 4));
    EXPECT_THAT(linked("kind = 6600 and heasarc_source.class = 6600", 1), IsEmpty());
}

TEST_F(TableLinkTest, TablesMayBeNamedWithoutTheirPrefix) {
    EXPECT_THAT(linked("point.target_name = source.name", 1), ElementsAre(1));
}

TEST_F(TableLinkTest, AnEmptyAnswerOfAConeIsOneOfACone) {
    const TableLink link(parse_link_criterion("cone: source.ra,source.dec,1"), sources_->schema(),
                         points_->schema());
    EXPECT_TRUE(link.rows_of(*sources_, 2, *points_).of_cone);
    EXPECT_TRUE(link.rows_of(*sources_, 0, *points_).of_cone);
}

TEST_F(TableLinkTest, FaultsShowTheirPlace) {
    EXPECT_EQ(fault_of("target_nam = heasarc_source.name"),
              "target_nam = heasarc_source.name\n"
              "^^^^^^^^^^ heasarc_point has no column 'target_nam'; the nearest is target_name");
    EXPECT_EQ(fault_of("kind = other.class"),
              "kind = other.class\n"
              "       ^^^^^^^^^^^ columns are of heasarc_source or of heasarc_point");
    EXPECT_THAT(fault_of("kind = 'a'"), HasSubstr("^^^^ a text and a number are compared"));
    EXPECT_THAT(fault_of("cone: ra,dec,3"), HasSubstr("write heasarc_source.ra"));
    EXPECT_THAT(fault_of("time: source.time,source.reach,3"), HasSubstr("one of the times"));
    EXPECT_THAT(fault_of("time: source.name,start,3"), HasSubstr("texts, not numbers"));
}

}  // namespace
}  // namespace heafs
