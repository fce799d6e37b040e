// `heafs query`, in process.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "core/base/files.h"
#include "core/fits/fits_writer.h"
#include "fs/cli/commands.h"
#include "fs/tree/virtual_areas.h"
#include "fs/tree/virtual_walk.h"
#include "tests/products/tables/random_table.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kMission =
    "[mission]\nname = \"small\"\ntitle = \"Small\"\n[delivery]\npublish = \"file\"\n"
    "[obs]\nfolder = \"{obs_id}\"\nparts = { obs_id = '\\d{6}' }\n"
    "[[obs.file]]\nclass = \"events\"\nlevel = 2\nfiles = '.*\\.evt'\n"
    "[table]\nname = \"smallmaster\"\ndescription = \"Small Master\"\nfrom = [\"events\"]\n"
    "[table.virtual]\nright_ascension = \"@ra\"\ndeclination = \"@dec\"\n"
    "[[table.column]]\nname = \"name\"\ntype = \"char20\"\nkeywords = [\"OBJECT\"]\n"
    "[[table.column]]\nname = \"obsid\"\ntype = \"char6\"\nvalue = \"obs_id\"\n"
    "[[table.column]]\nname = \"ra\"\ntype = \"float8\"\nkeywords = [\"RA_PNT\"]\n"
    "[[table.column]]\nname = \"dec\"\ntype = \"float8\"\nkeywords = [\"DEC_PNT\"]\n"
    "[[waive]]\nrule = \"NAM-007\"\nfiles = \"*\"\nreason = \"short names of tests\"\n"
    "until = \"2099-01-01\"\n";

class CommandQuery : public testing::Test {
   protected:
    CommandQuery() {
        publish("100101", 83.63, 22.01);
        publish("100201", 359.95, -1);
        publish("100301", 0.05, -1);
        run_.staging().wait_until_idle();
    }
    void publish(const std::string& obs_id, double ra, double dec) {
        FitsWriter writer;
        writer.add_empty_primary();
        writer.write_card({"TELESCOP", "SMALL", ""});
        writer.write_card({"OBJECT", "Field " + obs_id, ""});
        writer.write_card({"RA_PNT", ra, ""});
        writer.write_card({"DEC_PNT", dec, ""});
        writer.write_card({"DATE", "2020-01-02T03:04:05", ""});
        const auto bytes = writer.finish();
        run_.put(run_.delivery("now", "small"), "obs/" + obs_id + "/a.evt", bytes);
    }
    int query(std::vector<std::string> words) {
        words.insert(words.begin(), {"heafs", "query", archive_.path().string()});
        std::vector<const char*> pointers;
        for (const std::string& word : words) pointers.push_back(word.c_str());
        out_.str("");
        err_.str("");
        return run_program(static_cast<int>(pointers.size()), pointers.data(), out_, err_);
    }
    // What a mount shows.
    std::string shown(const std::string& path) {
        VirtualAreas areas(archive_.archive(), run_.ledger());
        const VirtualWalk walk = walk_virtual(*areas.find(path), path);
        return walk.found && walk.entry.product ? rendered(*walk.entry.product) : "nothing";
    }
    std::string at(const std::string& name) { return (folder_.path() / name).string(); }

    TestArchive archive_{{"halosat"}, {kMission}};
    StagingRun run_{archive_.archive()};
    TemporaryFolder folder_;
    std::ostringstream out_, err_;
};

TEST_F(CommandQuery, WritesTheBytesOfTheMount) {
    for (const std::string format : {"fits", "vot", "csv", "tdat"}) {
        EXPECT_EQ(query({"smallmaster", "--cone", "0,-1,10", "-o", at("cone." + format)}), 0)
            << err_.str();
        EXPECT_EQ(read_file(at("cone." + format)),
                  shown("tables/smallmaster/cone/0/-1/10/rows." + format));
        EXPECT_EQ(query({"smallmaster", "-o", at("all." + format)}), 0) << err_.str();
        EXPECT_EQ(read_file(at("all." + format)), shown("tables/smallmaster." + format));
    }
}

TEST_F(CommandQuery, PrintsCsvWithoutAnOutput) {
    EXPECT_EQ(query({"smallmaster", "--where", "obsid=1002*"}), 0) << err_.str();
    EXPECT_EQ(out_.str(), shown("tables/smallmaster/where/obsid/1002%2A/rows.csv"));
    EXPECT_THAT(out_.str(), HasSubstr("100201"));
}

TEST_F(CommandQuery, TakesAnySpelling) {
    EXPECT_EQ(query({"smallmaster", "--cone", "00h00m00s,-01d00m00s,0.5d", "--where", "DEC=-1..0",
                     "--where", "ra=359..", "--format", "tdat"}),
              0)
        << err_.str();
    EXPECT_EQ(out_.str(),
              shown("tables/smallmaster/cone/0/-1/30/where/ra/359../dec/-1..0/rows.tdat"));
    EXPECT_THAT(out_.str(), HasSubstr("100201|"));
}

TEST_F(CommandQuery, GivesTheColumnsThatAreAskedFor) {
    EXPECT_EQ(query({"smallmaster", "--cone", "0.04,-1,10", "--columns", "OBSID,name"}), 0)
        << err_.str();
    EXPECT_THAT(out_.str(), StartsWith("obsid,name,search_offset\r\n100301,Field 100301,0.59"));
    EXPECT_EQ(query({"smallmaster", "--columns", "name"}), 0) << err_.str();
    EXPECT_EQ(out_.str(), "name\r\nField 100101\r\nField 100201\r\nField 100301\r\n");
}

TEST_F(CommandQuery, AnEmptyAnswerIsAnAnswer) {
    EXPECT_EQ(query({"smallmaster", "--where", "obsid=nosuch", "--columns", "obsid"}), 0);
    EXPECT_EQ(out_.str(), "obsid\r\n");
}

TEST_F(CommandQuery, RefusesWhatIsMisspeltWithTheNearestName) {
    EXPECT_EQ(query({"smallmastr"}), 2);
    EXPECT_THAT(err_.str(), HasSubstr("no table 'smallmastr'; the nearest is smallmaster"));
    EXPECT_EQ(query({"smallmaster", "--where", "obsidd=1"}), 2);
    EXPECT_THAT(err_.str(), HasSubstr("no column 'obsidd'; the nearest is obsid"));
    EXPECT_EQ(query({"smallmaster", "--columns", "obsid,nam"}), 2);
    EXPECT_THAT(err_.str(), HasSubstr("no column 'nam'; the nearest is name"));
}

TEST_F(CommandQuery, RefusesWhatCannotBeMeant) {
    for (const auto& [words, reason] :
         std::vector<std::pair<std::vector<std::string>, std::string>>{
             {{"smallmaster", "--cone", "1,2,3,4"}, "--cone 1,2,3,4"},
             {{"smallmaster", "--cone", "1"}, "--cone 1"},
             {{"smallmaster", "--cone", "1,,3"}, "--cone 1,,3"},
             {{"smallmaster", "--cone", "1,95,3"}, "no declination"},
             {{"smallmaster", "--where", "obsid"}, "--where obsid"},
             {{"smallmaster", "--where", "ra=north"}, "no value of ra"},
             {{"smallmaster", "--where", "ra=1", "--where", "ra=2"}, "asked for twice"},
             {{"smallmaster", "--columns", "ra,RA"}, "names RA twice"},
             {{"smallmaster", "-o", "out.doc"}, "give --format"},
             {{"zzgen", "--cone", "1,2,3"}, "no positions"}}) {
        EXPECT_EQ(query(words), 2) << reason;
        EXPECT_THAT(err_.str(), HasSubstr(reason));
        EXPECT_EQ(out_.str(), "");
    }
}

}  // namespace
}  // namespace heafs
