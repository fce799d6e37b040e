// Tables that only their missions' group sees.
#include "fs/tree/private_area.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "core/fits/fits_writer.h"
#include "fs/tree/virtual_areas.h"
#include "fs/tree/virtual_walk.h"
#include "tests/products/tables/random_table.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// A group's number stands for its name.
std::string group() { return std::to_string(::getegid()); }

std::string mission() {
    return "[mission]\nname = \"small\"\ntitle = \"Small\"\n[delivery]\npublish = \"file\"\n"
           "group = \"" +
           group() +
           "\"\n[obs]\nfolder = \"{obs_id}\"\nparts = { obs_id = '\\d{4}' }\n"
           "[[obs.file]]\nclass = \"events\"\nlevel = 2\nfiles = '.*\\.evt'\n"
           "[[waive]]\nrule = \"NAM-007\"\nfiles = \"*\"\nreason = \"short names of tests\"\n"
           "until = \"2099-01-01\"\n";
}

constexpr const char* kRules =
    "dir_prefix = /obs\n"
    "set[heasarc_secrets(events)] = small.@{obsid}.evt // Events\n"
    "tag[small.{%1}.evt] = ${prefix}/small/([0-9]+)/a\\.evt // Events (FITS)\n";

class Private : public testing::Test {
   protected:
    Private() {
        std::filesystem::create_directories(archive_.path() / "tables" / "products");
        std::ofstream(archive_.path() / "tables" / "products" / "small.conf") << kRules;
        areas_ = std::make_unique<VirtualAreas>(archive_.archive(), run_.ledger());
        area_ = areas_->by_name().at(kPrivateArea);
    }
    void deliver(const std::string& name, const std::string& security) {
        const std::string text =
            "<HEADER>\ntable_name = heasarc_" + name + "\ntable_description = \"Of the team\"\n" +
            "table_security = " + security +
            "\nfield[obsid] = char4 (key) // Observation\nunique_key = obsid\nline[1] = obsid\n"
            "<DATA>\n0001|\n<END>\n";
        run_.put(run_.delivery(name, "small"), "tables/heasarc_" + name + ".tdat", text);
        ASSERT_EQ(run_.verdict(name, "small"), "published");
    }
    std::vector<std::string> names(const std::string& folder) {
        std::vector<std::string> all;
        for (const VirtualEntry& entry : area_->list(folder)) all.push_back(entry.name);
        return all;
    }
    std::string bytes(const std::string& path) {
        const VirtualWalk walk = walk_virtual(*area_, path);
        if (!walk.found) return "nothing";
        return walk.entry.product ? rendered(*walk.entry.product) : walk.entry.text;
    }
    std::string tables() const { return std::string(kPrivateArea) + "/" + group() + "/tables"; }

    TestArchive archive_{{"halosat"}, {mission()}};
    StagingRun run_{archive_.archive()};
    std::unique_ptr<VirtualAreas> areas_;
    VirtualArea* area_ = nullptr;
};

TEST_F(Private, ShowsWhatTablesDoesNot) {
    deliver("secrets", "private");
    deliver("stars", "public");
    EXPECT_THAT(names(kPrivateArea), ElementsAre(group()));
    EXPECT_THAT(
        names(tables()),
        ElementsAre("README.txt", "heasarc_secrets", "heasarc_secrets.tdat", "heasarc_secrets.fits",
                    "heasarc_secrets.vot", "heasarc_secrets.csv", "heasarc_secrets.html"));
    EXPECT_THAT(bytes(tables() + "/README.txt"), HasSubstr("heasarc_secrets"));
    EXPECT_THAT(bytes(tables() + "/heasarc_secrets.csv"), HasSubstr("0001"));
    EXPECT_THAT(bytes(tables() + "/secrets/where/obsid/0001/rows.csv"), HasSubstr("0001"));
    EXPECT_EQ(bytes(tables() + "/heasarc_stars.csv"), "nothing");
    EXPECT_EQ(bytes(tables() + "/stars/rows/0001/row.txt"), "nothing");
    VirtualArea& open = *areas_->by_name().at("tables");
    EXPECT_FALSE(open.find("tables", "heasarc_secrets.csv"));
    EXPECT_FALSE(open.find("tables", "secrets"));
    EXPECT_TRUE(open.find("tables", "heasarc_stars.csv"));
    EXPECT_THAT(bytes(tables() + "/zzgen.csv"), "nothing");
}

TEST_F(Private, IsTheGroupsFromItsFolderOn) {
    EXPECT_EQ(area_->access(kPrivateArea), std::nullopt);
    for (const char* below : {"", "/secrets", "/secrets/rows/0001/products/events"}) {
        const auto access = area_->access(tables() + below);
        ASSERT_TRUE(access);
        EXPECT_EQ(access->gid, ::getegid());
        EXPECT_EQ(access->mode, 0550u);
    }
    EXPECT_FALSE(area_->find(kPrivateArea, "nobody_knows"));
}

TEST_F(Private, LinksToFilesLeadOutOfIt) {
    FitsWriter writer;
    writer.add_empty_primary();
    writer.write_card({"TELESCOP", "SMALL", "telescope"});
    run_.put(run_.delivery("now", "small"), "obs/0001/a.evt", writer.finish());
    run_.staging().wait_until_idle();
    deliver("secrets", "private");
    const std::string folder = tables() + "/heasarc_secrets/rows/0001/products/events";
    EXPECT_THAT(names(folder), Contains("a.evt"));
    const auto link = area_->find(folder, "a.evt");
    ASSERT_TRUE(link);
    // From the folder up to the mount's root, eight folders, and down.
    EXPECT_EQ(link->text, "../../../../../../../../obs/small/0001/a.evt");
}

TEST_F(Private, ATableThatBecomesPublicLeavesIt) {
    deliver("secrets", "private");
    const std::string text =
        "<HEADER>\ntable_name = heasarc_secrets\ntable_description = \"Of the team\"\n"
        "table_security = public\nfield[obsid] = char4 (key) // Observation\nunique_key = obsid\n"
        "line[1] = obsid\n<DATA>\n0001|\n<END>\n";
    run_.put(run_.delivery("open", "small"), "tables/replace/heasarc_secrets.tdat", text);
    ASSERT_EQ(run_.verdict("open", "small"), "published");
    EXPECT_THAT(names(tables()), ElementsAre("README.txt"));
    EXPECT_TRUE(areas_->by_name().at("tables")->find("tables", "heasarc_secrets.csv"));
}

}  // namespace
}  // namespace heafs
