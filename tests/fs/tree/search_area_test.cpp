#include "fs/tree/search_area.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fs/tree/virtual_walk.h"
#include "tests/fs/tree/table_site.h"
#include "tests/products/tables/random_table.h"

namespace heafs {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class SearchAreaTest : public testing::Test {
   protected:
    std::vector<std::string> names(const std::string& folder) {
        std::vector<std::string> all;
        for (const VirtualEntry& entry : area_.list(folder)) all.push_back(entry.name);
        return all;
    }
    std::string led_to(const std::string& path) {
        const VirtualWalk walk = walk_virtual(area_, path);
        return walk.found ? walk.path : "";
    }
    std::string bytes(const std::string& path) {
        const VirtualWalk walk = walk_virtual(area_, path);
        if (!walk.found) return "nothing";
        return walk.entry.product ? rendered(*walk.entry.product) : walk.entry.text;
    }

    TableSite site_;
    SearchArea& area_ = site_.search();
};

TEST_F(SearchAreaTest, ListsTheTablesThatHaveRowsThere) {
    EXPECT_THAT(names("search"), ElementsAre("README.txt", "name"));
    EXPECT_THAT(names("search/10.7/41.27"), ElementsAre("default"));
    std::vector<std::string> expected = {"summary.txt"};
    for (const std::string table : {"catalog_point", "heasarc_messier"})
        for (const char* format : {"tdat", "fits", "vot", "csv", "html"})
            expected.push_back(table + "." + format);
    EXPECT_EQ(names("search/10.7/41.27/30"), expected);
    EXPECT_THAT(names("search/300/0/1"), ElementsAre("summary.txt"));
}

TEST_F(SearchAreaTest, TheSummaryCountsTheRowsOfEachTable) {
    const std::string summary = bytes("search/10.7/41.27/30/summary.txt");
    EXPECT_THAT(summary, HasSubstr("Rows within 30 arcmin of 10.7, 41.27\n00h42m48.00s"));
    // M31 is 0.69717 arcmin away, M32 24.311 (astropy).
    EXPECT_THAT(summary, HasSubstr("        2     0.6972  heasarc_messier  30"));
    EXPECT_THAT(summary, HasSubstr("        1     0.0000  catalog_point    30"));
    EXPECT_THAT(summary, HasSubstr("None in: halomaster"));
    EXPECT_THAT(bytes("search/300/0/1/summary.txt"), HasSubstr("None of the tables"));
}

TEST_F(SearchAreaTest, TheDefaultIsTheRadiusOfEachTable) {
    const std::string summary = bytes("search/10.7/41.27/default/summary.txt");
    EXPECT_THAT(summary, AllOf(HasSubstr("each table's default radius"),
                               HasSubstr("heasarc_messier  60"), HasSubstr("its own size")));
}

TEST_F(SearchAreaTest, ATableHasTheRowsOfItsCone) {
    const auto walk =
        walk_virtual(site_.tables(), "tables/heasarc_messier/cone/10.7/41.27/30/rows.csv");
    EXPECT_EQ(bytes("search/10.7/41.27/30/messier.csv"), rendered(*walk.entry.product));
    EXPECT_EQ(led_to("search/10.7/41.27/0.5d/messier.csv"),
              "search/10.7/41.27/30/heasarc_messier.csv");
    EXPECT_THAT(bytes("search/300/0/1/heasarc_messier.csv"), HasSubstr("search_offset\r\n"));
    for (const char* path :
         {"search/1/2/3/pairs.csv", "search/1/2/3/nosuch.csv", "search/1/2/3/products",
          "search/1/2/3/products.tar", "search/1/2/3/heasarc_messier.xls", "search/400"})
        EXPECT_EQ(led_to(path), "") << path;
}

TEST_F(SearchAreaTest, NamesOfCataloguesLeadToTheirPositions) {
    EXPECT_EQ(led_to("search/name/m33_n"), "search/23.4621/30.65994/default");
    EXPECT_EQ(led_to("search/name/M 1/summary.txt"), "search/83.6331/22.0145/default/summary.txt");
    EXPECT_EQ(led_to("search/name/M99"), "");
}

TEST_F(SearchAreaTest, ExplainsWhatIsWrong) {
    EXPECT_THAT(area_.explain("search/400"), HasSubstr("no right ascension"));
    EXPECT_THAT(area_.explain("search/1/2/x"), HasSubstr("no radius"));
    EXPECT_THAT(area_.explain("search/1/2/3/mesier.csv"), HasSubstr("nearest is messier"));
    EXPECT_THAT(area_.explain("search/1/2/3/pairs.csv"), HasSubstr("pairs has no positions"));
    EXPECT_THAT(area_.explain("search/name/M99"), HasSubstr("'M99'"));
    EXPECT_THAT(area_.explain("search/10.7/41.27/30"), HasSubstr("heasarc_messier"));
}

}  // namespace
}  // namespace heafs
