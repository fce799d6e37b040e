#include "config/tables/table_settings.h"

#include <gtest/gtest.h>

#include <fstream>

#include "config/base/error.h"
#include "tests/support/temporary_folder.h"

namespace heafs {
namespace {

std::string refusal(const std::string& text) {
    try {
        parse_table_settings(text, "made.toml");
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::kMalformed);
        return error.what();
    }
    return "none";
}

TEST(TableSettings, TheExampleThatShipsIsRead) {
    const auto all = load_table_settings({HEAFS_SOURCE_DIR "/config/tables"});
    ASSERT_EQ(all.count("messier"), 1u);
    const TableSettings& messier = all.at("messier");
    EXPECT_EQ(messier.name, "heasarc_messier");
    EXPECT_EQ(messier.update, "append");
    EXPECT_EQ(messier.fatal_nulls, (std::vector<std::string>{"ra", "dec"}));
    EXPECT_EQ(messier.frame, "B1775");
    ASSERT_EQ(messier.columns.size(), 1u);
    EXPECT_EQ(messier.columns[0].otherwise, "Unclassified");
    EXPECT_EQ(messier.columns[0].values.at("spiral nebula"), "6600");
    ASSERT_EQ(messier.links.size(), 2u);
    EXPECT_EQ(messier.links[0].criterion, "cone: heasarc_messier.ra,heasarc_messier.dec,30");
}

TEST(TableSettings, MistakesAreNamedWithFileLineAndKey) {
    EXPECT_NE(refusal("\nupdate = \"merge\"\n").find("made.toml:2"), std::string::npos);
    EXPECT_NE(refusal("updat = \"append\"\n").find("update"), std::string::npos);
    EXPECT_NE(refusal("[position]\nframe = \"B17\"\n").find("frame"), std::string::npos);
    EXPECT_NE(refusal("schedule_days = 0\n").find("schedule_days"), std::string::npos);
    EXPECT_NE(refusal("document = \"../x.md\"\n").find("document"), std::string::npos);
    EXPECT_NE(refusal("[[column]]\nname = \"a\"\n").find("none of from"), std::string::npos);
    EXPECT_NE(refusal("[[column]]\nname = \"a\"\ndefault = \"x\"\n[[column]]\nname = \"a\"\n"
                      "default = \"y\"\n")
                  .find("two rules"),
              std::string::npos);
    EXPECT_NE(refusal("[[link]]\ntable = \"b\"\nsymbol = \"a b\"\ncriterion = \"x = y\"\n")
                  .find("symbol"),
              std::string::npos);
}

TEST(TableSettings, TheArchivesOwnFilesCountBeforeThoseThatShip) {
    const TemporaryFolder folder;
    std::ofstream(folder.path() / "messier.toml") << "update = \"replace\"\n";
    const auto all =
        load_table_settings({folder.path(), HEAFS_SOURCE_DIR "/config/tables", "/none"});
    EXPECT_EQ(all.at("messier").update, "replace");
    std::ofstream(folder.path() / "heasarc_messier.toml") << "\n";
    EXPECT_THROW(load_table_settings({folder.path()}), Error);
}

TEST(TableSettings, ATableIsTheSameUnderBothOfItsNames) {
    EXPECT_EQ(table_key("heasarc_messier"), "messier");
    EXPECT_EQ(table_key("messier"), "messier");
    EXPECT_EQ(table_key("heasarc_"), "heasarc_");
}

}  // namespace
}  // namespace heafs
