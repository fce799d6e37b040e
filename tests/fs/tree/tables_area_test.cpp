#include "fs/tree/tables_area.h"

#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/files.h"
#include "core/fits/fits_writer.h"
#include "fs/tree/virtual_walk.h"
#include "tests/fs/tree/table_site.h"
#include "tests/products/tables/random_table.h"

namespace heafs {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

class TablesAreaTest : public testing::Test {
   protected:
    std::vector<std::string> names(const std::string& folder) {
        std::vector<std::string> all;
        for (const VirtualEntry& entry : area_.list(folder)) all.push_back(entry.name);
        return all;
    }
    // The canonical path that a path leads to, or "" where there is nothing.
    std::string led_to(const std::string& path) {
        const VirtualWalk walk = walk_virtual(area_, path);
        return walk.found ? walk.path : "";
    }
    std::string bytes(const std::string& path) {
        const VirtualWalk walk = walk_virtual(area_, path);
        if (!walk.found) return "nothing";
        return walk.entry.product ? rendered(*walk.entry.product) : walk.entry.text;
    }
    // The first values of the rows of a .csv, which has a line of names above.
    std::vector<std::string> first_values(const std::string& path) {
        std::istringstream lines(bytes(path));
        std::vector<std::string> values;
        std::string line;
        std::getline(lines, line);
        while (std::getline(lines, line)) values.push_back(line.substr(0, line.find(',')));
        return values;
    }
    // An observation of HaloSat without its other files: nothing that `now` would wait for.
    void publish(const std::string& obs_id) {
        FitsWriter writer;
        writer.add_empty_primary();
        writer.write_card({"TELESCOP", "HALOSAT", ""});
        writer.write_card({"OBJECT", "Field " + obs_id, ""});
        writer.write_card({"DATE", "2020-01-02T03:04:05", ""});
        const auto bytes = writer.finish();
        site_.run().put(site_.run().delivery("now"),
                        "obs/" + obs_id + "/products/hs" + obs_id + "_s14_cl.evt", bytes);
        site_.run().staging().wait_until_idle();
    }

    TableSite site_;
    TablesArea& area_ = site_.tables();
};

TEST_F(TablesAreaTest, ListsEveryTableAsAFolderAndInEveryFormat) {
    std::vector<std::string> expected = {"README.txt", "index.html"};
    for (const std::string table : {"catalog_point", "halomaster", "heasarc_messier", "nokey",
                                    "pairs", "zzext", "zzfiles", "zzgen", "zzlink", "zzpar"}) {
        expected.push_back(table);
        for (const char* format : {"tdat", "fits", "vot", "csv", "html"})
            expected.push_back(table + "." + format);
    }
    EXPECT_EQ(fmt::format("{}", fmt::join(names("tables"), "\n")),
              fmt::format("{}", fmt::join(expected, "\n")));
}

TEST_F(TablesAreaTest, FindsWhatItLists) {
    for (const std::string folder :
         {"tables", "tables/heasarc_messier", "tables/heasarc_messier/where",
          "tables/heasarc_messier/where/class", "tables/heasarc_messier/where/class/6600",
          "tables/heasarc_messier/cone/10/41/60", "tables/heasarc_messier/rows",
          "tables/heasarc_messier/rows/M31", "tables/heasarc_messier/rows/M31/links",
          "tables/pairs/rows", "tables/nokey/rows"}) {
        EXPECT_THAT(area_.list(folder), Not(IsEmpty())) << folder;
        for (const VirtualEntry& listed : area_.list(folder)) {
            const auto found = area_.find(folder, listed.name);
            ASSERT_TRUE(found) << folder << "/" << listed.name;
            EXPECT_EQ(found->kind, listed.kind);
            EXPECT_EQ(found->text, listed.text);
            EXPECT_EQ(found->product != nullptr, listed.product != nullptr);
        }
    }
}

TEST_F(TablesAreaTest, WhatIsNotThereIsAbsent) {
    for (const char* name : {"nosuch.fits", "halomaster.xls", "halomaster.fits.gz", ".fits", "",
                             "halomaster.", "HALOMASTER.fits", "nosuch"})
        EXPECT_FALSE(area_.find("tables", name)) << name;
    for (const char* path :
         {"tables/halomaster/sideways", "tables/heasarc_messier/rows/M99",
          "tables/heasarc_messier/rows/M31/nothing", "tables/heasarc_messier/rows/M31/links/X.csv",
          "tables/heasarc_messier/rows/M31/links/P.xls", "tables/nokey/cone",
          "tables/heasarc_messier/cone/1/2/3/rows.xls",
          "tables/heasarc_messier/cone/1/2/3/rows.fits.gz",
          "tables/heasarc_messier/where/class/6600/row.fits"})
        EXPECT_EQ(led_to(path), "") << path;
}

TEST_F(TablesAreaTest, ATableOpensByItsShortNameWhereOneIsMeant) {
    EXPECT_EQ(led_to("tables/messier"), "tables/heasarc_messier");
    EXPECT_EQ(led_to("tables/messier.fits"), "tables/heasarc_messier.fits");
    EXPECT_EQ(led_to("tables/heasarc_pairs/rows"), "tables/pairs/rows");
    EXPECT_EQ(led_to("tables/point/where/ID/3"), "tables/catalog_point/where/id/3");
}

TEST_F(TablesAreaTest, FoldersShowWhatATableHas) {
    EXPECT_THAT(names("tables/heasarc_messier"),
                ElementsAre("README.txt", "cone", "rows", "where"));
    EXPECT_THAT(names("tables/nokey"), ElementsAre("README.txt", "rows", "where"));
    EXPECT_THAT(names("tables/heasarc_messier/where"),
                ElementsAre("README.txt", "name", "ra", "dec", "mag", "class", "extent"));
    EXPECT_THAT(names("tables/heasarc_messier/where/class"),
                ElementsAre("README.txt", "1500", "6600"));
    EXPECT_THAT(names("tables/heasarc_messier/where/name"),
                ElementsAre("README.txt", "M1", "M31", "M32", "M33%20N"));
    EXPECT_THAT(names("tables/heasarc_messier/cone/10/41/60"),
                ElementsAre("README.txt", "rows.tdat", "rows.fits", "rows.vot", "rows.csv",
                            "rows.html", "where"));
    EXPECT_THAT(names("tables/heasarc_messier/cone/10/41"), ElementsAre("README.txt", "default"));
    EXPECT_THAT(names("tables/heasarc_messier/rows"),
                ElementsAre("M1", "M31", "M32", "M33%20N", "README.txt"));
    EXPECT_THAT(names("tables/pairs/rows"), ElementsAre("u%252Cv%2C1", "u%2C2", "README.txt"));
    EXPECT_THAT(names("tables/nokey/rows"), ElementsAre("1", "2", "README.txt"));
}

TEST_F(TablesAreaTest, AConeHasItsRowsNearestFirst) {
    EXPECT_THAT(first_values("tables/messier/cone/10.68458/41.2/60/rows.csv"),
                ElementsAre("M31", "M32"));
    EXPECT_THAT(first_values("tables/messier/cone/10.68458/41.2/10/rows.csv"), ElementsAre("M31"));
    EXPECT_THAT(first_values("tables/messier/cone/200/0/10/rows.csv"), IsEmpty());
    EXPECT_THAT(bytes("tables/messier/cone/200/0/10/rows.csv"), HasSubstr(",search_offset\r\n"));
    EXPECT_EQ(led_to("tables/messier/cone/00h42m44.3s/+41.2/1d/rows.csv"),
              "tables/heasarc_messier/cone/10.68458/41.2/60/rows.csv");
}

TEST_F(TablesAreaTest, ConditionsAreAllMet) {
    EXPECT_THAT(first_values("tables/messier/where/class/6600/rows.csv"),
                ElementsAre("M31", "M32"));
    EXPECT_THAT(first_values("tables/messier/where/class/6600/mag/..5/rows.csv"),
                ElementsAre("M31"));
    EXPECT_THAT(first_values("tables/messier/where/class/null/rows.csv"), ElementsAre("M33 N"));
    EXPECT_THAT(first_values("tables/messier/where/name/m3*/rows.csv"),
                ElementsAre("M31", "M32", "M33 N"));
    EXPECT_THAT(first_values("tables/messier/where/mag/8..9/rows.csv"), ElementsAre("M1", "M32"));
    EXPECT_THAT(first_values("tables/messier/cone/10.68/41.2/60/where/mag/8../rows.csv"),
                ElementsAre("M32"));
}

TEST_F(TablesAreaTest, TheDefaultRadiusMayBeThatOfEachRow) {
    EXPECT_EQ(led_to("tables/messier/cone/10/41/default"), "tables/heasarc_messier/cone/10/41/60");
    // 1.73 arcmin away with a size of 5, and no others near.
    EXPECT_THAT(first_values("tables/point/cone/10.68458/41.26917/default/rows.csv"),
                ElementsAre("1"));
    EXPECT_THAT(first_values("tables/point/cone/200/-10.05/default/rows.csv"), IsEmpty());
    EXPECT_THAT(first_values("tables/point/cone/200/-10.001/default/rows.csv"), ElementsAre("2"));
}

TEST_F(TablesAreaTest, ARowIsAFolderUnderEverySpellingOfItsKey) {
    EXPECT_EQ(led_to("tables/messier/rows/M33 N"), "tables/heasarc_messier/rows/M33%20N");
    EXPECT_EQ(led_to("tables/pairs/rows/u%252cv,01"), "tables/pairs/rows/u%252Cv%2C1");
    EXPECT_EQ(led_to("tables/nokey/rows/02/row.txt"), "tables/nokey/rows/2/row.txt");
    EXPECT_THAT(bytes("tables/messier/rows/M33%20N/row.txt"),
                AllOf(StartsWith("heasarc_messier: Messier Nebulae\nrow 4 of 4\n"),
                      HasSubstr("class   null"), HasSubstr("Magnitude")));
}

TEST_F(TablesAreaTest, LinksHaveTheRowsOfTheOtherTable) {
    const std::string links = "tables/messier/rows/M31/links/";
    EXPECT_THAT(first_values(links + "P.csv"), ElementsAre("1"));
    EXPECT_THAT(first_values(links + "N.csv"), ElementsAre("1", "2"));
    EXPECT_EQ(led_to(links + "G.csv"), "");
    EXPECT_EQ(led_to(links + "F.csv"), "");
    EXPECT_THAT(bytes(links + "README.txt"),
                AllOf(HasSubstr("Points nearby"), HasSubstr("1 row "), HasSubstr("2 rows"),
                      HasSubstr("heasarc_gone is no table"), HasSubstr("^^^ pairs has no column")));
    EXPECT_FALSE(area_.find("tables/pairs/rows/u%2C2", "links"));
}

TEST_F(TablesAreaTest, EachFolderSaysWhatIsInIt) {
    EXPECT_THAT(bytes("tables/README.txt"), AllOf(HasSubstr("heasarc_messier"), EndsWith("\n")));
    EXPECT_THAT(bytes("tables/messier/README.txt"), HasSubstr("4 rows, 6 columns"));
    EXPECT_THAT(bytes("tables/messier/cone/README.txt"), HasSubstr("60 arcmin"));
    EXPECT_THAT(bytes("tables/point/cone/README.txt"), HasSubstr("the column size"));
    EXPECT_THAT(bytes("tables/messier/where/README.txt"), HasSubstr("extent"));
    EXPECT_THAT(bytes("tables/messier/where/mag/README.txt"),
                AllOf(HasSubstr("Magnitude"), HasSubstr("from 3.4"), HasSubstr("listed here: 4")));
    EXPECT_THAT(
        bytes("tables/messier/cone/10.68458/41.2/60/README.txt"),
        AllOf(HasSubstr("2 rows within 60 arcmin of 10.68458, 41.2"), HasSubstr("nearest 4.15")));
    EXPECT_THAT(bytes("tables/messier/where/class/6600/mag/..5/README.txt"),
                HasSubstr("1 row with mag <= 5 and class = 6600"));
    EXPECT_THAT(bytes("tables/messier/rows/README.txt"), HasSubstr("All 4 rows"));
}

TEST_F(TablesAreaTest, APublishedObservationIsInTheNextProduct) {
    const auto before = area_.find("tables", "halomaster.tdat");
    publish("123401");
    const auto after = area_.find("tables", "halomaster.tdat");
    ASSERT_TRUE(before && after);
    EXPECT_NE(before->product->key, after->product->key);
    EXPECT_THAT(rendered(*after->product), HasSubstr("123401|"));
    EXPECT_THAT(rendered(*before->product), Not(HasSubstr("123401|")));
    EXPECT_THAT(names("tables/halomaster/rows"), Contains("123401"));
    EXPECT_THAT(bytes("tables/halomaster/where/obsid/123401/rows.csv"), HasSubstr(",123401,"));
}

TEST_F(TablesAreaTest, ExplainsATableAndItsFiles) {
    EXPECT_THAT(area_.explain("tables"), HasSubstr("catalog_point, halomaster, heasarc_messier"));
    EXPECT_THAT(area_.explain("tables/messier.fits"),
                AllOf(HasSubstr("is tables/heasarc_messier.fits"), HasSubstr("4 rows, 6 columns"),
                      HasSubstr("bytes"), EndsWith("\n")));
    EXPECT_THAT(area_.explain("tables/messier/where/class/06600/rows.csv"),
                HasSubstr("where/class/6600/rows.csv: a product"));
}

TEST_F(TablesAreaTest, ExplainsWhatIsWrong) {
    EXPECT_THAT(area_.explain("tables/mesier.fits"), HasSubstr("the nearest is messier"));
    EXPECT_THAT(area_.explain("tables/zzgen.xls"),
                HasSubstr("none of its files: zzgen.<fmt> with tdat, fits"));
    EXPECT_THAT(area_.explain("tables/messier/sideways"), HasSubstr("'sideways'"));
    EXPECT_THAT(area_.explain("tables/messier/where/clas/1"), HasSubstr("the nearest is class"));
    EXPECT_THAT(area_.explain("tables/messier/where/class/big"), HasSubstr("no value of class"));
    EXPECT_THAT(area_.explain("tables/messier/cone/1/99"), HasSubstr("no declination"));
    EXPECT_THAT(area_.explain("tables/nokey/cone/1"), HasSubstr("no positions"));
    EXPECT_THAT(area_.explain("tables/messier/rows/M99"), HasSubstr("no row whose name is M99"));
    EXPECT_THAT(area_.explain("tables/messier/rows/M31/links/G.csv"),
                HasSubstr("no table of this archive"));
    EXPECT_THAT(area_.explain("tables/messier/rows/M31/links/F.csv"),
                HasSubstr("^^^ pairs has no column 'nam'"));
    EXPECT_THAT(area_.explain("tables/messier/rows/M31/products"), HasSubstr("no data product"));
    EXPECT_THAT(area_.explain("tables/messier/where/class/6600/rows.xls"), HasSubstr("rows.vot"));
}

}  // namespace
}  // namespace heafs
