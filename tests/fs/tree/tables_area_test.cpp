#include "fs/tree/tables_area.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/fits/fits_writer.h"
#include "tests/products/tables/random_table.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class TablesAreaTest : public testing::Test {
   protected:
    TablesAreaTest() : run_(archive_.archive()), area_(archive_.archive(), run_.ledger()) {}

    std::vector<std::string> names(const std::string& folder) {
        std::vector<std::string> all;
        for (const VirtualEntry& entry : area_.list(folder)) all.push_back(entry.name);
        return all;
    }
    // An observation of HaloSat without its other files: nothing that `now` would wait for.
    void publish(const std::string& obs_id) {
        FitsWriter writer;
        writer.add_empty_primary();
        writer.write_card({"TELESCOP", "HALOSAT", ""});
        writer.write_card({"OBJECT", "Field " + obs_id, ""});
        writer.write_card({"DATE", "2020-01-02T03:04:05", ""});
        const auto bytes = writer.finish();
        run_.put(run_.delivery("now"), "obs/" + obs_id + "/products/hs" + obs_id + "_s14_cl.evt",
                 bytes);
        run_.staging().wait_until_idle();
    }

    TestArchive archive_{{"halosat", "swift"}};
    StagingRun run_;
    TablesArea area_;
};

TEST_F(TablesAreaTest, ListsEveryTableInEveryFormat) {
    std::vector<std::string> expected = {"README.txt", "index.html"};
    for (const char* table :
         {"halomaster", "swiftmastr", "zzext", "zzfiles", "zzgen", "zzlink", "zzpar"})
        for (const char* format : {"tdat", "fits", "vot", "csv", "html"})
            expected.push_back(std::string(table) + "." + format);
    EXPECT_EQ(names("tables"), expected);
}

TEST_F(TablesAreaTest, HasNoFoldersYet) {
    EXPECT_THAT(names("tables/halomaster"), IsEmpty());
    EXPECT_FALSE(area_.find("tables", "halomaster"));
    EXPECT_FALSE(area_.find("tables/halomaster", "cone"));
}

TEST_F(TablesAreaTest, FindsWhatItLists) {
    for (const VirtualEntry& listed : area_.list("tables")) {
        const auto found = area_.find("tables", listed.name);
        ASSERT_TRUE(found) << listed.name;
        EXPECT_EQ(found->kind, listed.kind);
        ASSERT_EQ(found->product != nullptr, listed.product != nullptr);
        if (found->product) {
            EXPECT_EQ(found->product->key, listed.product->key);
        }
        EXPECT_EQ(found->text, listed.text);
    }
}

TEST_F(TablesAreaTest, WhatIsNotThereIsAbsent) {
    for (const char* name : {"nosuch.fits", "halomaster.xls", "halomaster.fits.gz", ".fits", "",
                             "halomaster.", "HALOMASTER.fits"})
        EXPECT_FALSE(area_.find("tables", name)) << name;
}

TEST_F(TablesAreaTest, ItsReadmeNamesTheTables) {
    const auto readme = area_.find("tables", "README.txt");
    ASSERT_TRUE(readme);
    EXPECT_EQ(readme->kind, VirtualEntry::Kind::kText);
    EXPECT_THAT(readme->text,
                AllOf(HasSubstr("swiftmastr"), HasSubstr("Swift Master Catalog"), EndsWith("\n")));
}

TEST_F(TablesAreaTest, APublishedObservationIsInTheNextProduct) {
    const auto before = area_.find("tables", "halomaster.tdat");
    publish("123401");
    const auto after = area_.find("tables", "halomaster.tdat");
    ASSERT_TRUE(before && after);
    EXPECT_NE(before->product->key, after->product->key);
    EXPECT_THAT(rendered(*after->product), HasSubstr("123401|"));
    EXPECT_THAT(rendered(*before->product), Not(HasSubstr("123401|")));
}

TEST_F(TablesAreaTest, ExplainsATableAndItsFiles) {
    EXPECT_THAT(area_.explain("tables"),
                HasSubstr("halomaster, swiftmastr, zzext, zzfiles, zzgen, zzlink, zzpar"));
    EXPECT_THAT(area_.explain("tables/zzgen.fits"),
                AllOf(HasSubstr("7 rows"), HasSubstr("bytes"), EndsWith("\n")));
}

TEST_F(TablesAreaTest, ExplainsWhatIsWrong) {
    EXPECT_THAT(area_.explain("tables/nosuch.fits"),
                AllOf(HasSubstr("no table 'nosuch'"), HasSubstr("swiftmastr")));
    EXPECT_THAT(area_.explain("tables/zzgen.xls"),
                AllOf(HasSubstr(".fits"), HasSubstr("zzgen.tdat")));
    EXPECT_THAT(area_.explain("tables/swiftmastr/cone/1/2/3/rows.fits"),
                HasSubstr("not offered yet"));
    EXPECT_THAT(area_.explain("tables/swiftmastr/sideways"), HasSubstr("'sideways'"));
}

}  // namespace
}  // namespace heafs
