#include "config/tables/product_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace heafs {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// As the HEASARC database guide prints it, faults and all.
constexpr const char* kGuide = R"(#
# Directory prefixes for URLs and local file system access:
#
url_prefix = ftp://heasarc.gsfc.nasa.gov
dir_prefix = /FTP
#
#
# Directory shortcut:
#
${messier} = ${prefix}/messier/data
#
#
# Data products sets:
#
set[heasarc_messier(image)] = messier.@{name}.img,messier.calib.flatfield // Image for Messier Data
set[heasarc_messier(quicklook)] = messier.@{name}.gif,messier.@{name}.phot // Quicklook Messier Data
#
# XTE ASM data products tags:
#
tag[messier.{%1}.img] = ${messier}/(.+)/(.*)\.img // Messier Image (FITS)
tag[messier.{%1}.gif] = ${messier}/(.+)/(.*)\.gif // Messier Quicklook Image (GIF)
tag[messier.{%1}.phot] = ${messier}/(.+)/(.*)\.gif // Messier Photometry Analysis
tag[messier.calib.flatfield = ${messier}/calib/flatfield.fits // Flatfield for Messier Images (FITS)
)";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

// The only error of one line behind a dir_prefix.
std::string error_of(const std::string& line) {
    const auto parsed = parse_product_rules("dir_prefix = /FTP\n" + line + "\n", "x.conf");
    EXPECT_THAT(parsed.errors, SizeIs(1)) << line;
    return parsed.errors.empty() ? "" : parsed.errors[0];
}

TEST(ProductRules, TheGuidesExampleIsRefusedForItsMissingBracket) {
    const auto parsed = parse_product_rules(kGuide, "messier.conf");
    EXPECT_THAT(
        parsed.errors,
        ElementsAre(
            "messier.conf:23:29: ']' expected before '='\n"
            "  tag[messier.calib.flatfield = ${messier}/calib/flatfield.fits // Flatfield for "
            "Messier Images (FITS)\n"
            "                              ^"));
}

TEST(ProductRules, TheGuidesExampleIsWarnedOfForTheTagThatMatchesAnothersFile) {
    const auto parsed = parse_product_rules(kGuide, "messier.conf");
    EXPECT_THAT(parsed.warnings,
                ElementsAre("messier.conf:22:26: the path of tag[messier.{%1}.gif] in line 21 too: "
                            "the same files get both tags\n"
                            "  tag[messier.{%1}.phot] = ${messier}/(.+)/(.*)\\.gif // Messier "
                            "Photometry Analysis\n"
                            "                           ^"));
}

TEST(ProductRules, TheCorrectedExampleIsTaken) {
    std::string text = replaced(kGuide, "calib.flatfield =", "calib.flatfield] =");
    text =
        replaced(text, "phot] = ${messier}/(.+)/(.*)\\.gif", "phot] = ${messier}/(.+)/(.*)\\.phot");
    const auto parsed = parse_product_rules(text, "messier.conf");
    EXPECT_THAT(parsed.errors, IsEmpty());
    EXPECT_THAT(parsed.warnings, IsEmpty());
    ASSERT_THAT(parsed.rules.sets, SizeIs(2));
    EXPECT_EQ(parsed.rules.sets[0],
              (ProductSetRule{"heasarc_messier",
                              "image",
                              {"messier.@{name}.img", "messier.calib.flatfield"},
                              "Image for Messier Data",
                              {"messier.conf", 15}}));
    ASSERT_THAT(parsed.rules.tags, SizeIs(4));
    EXPECT_EQ(parsed.rules.tags[0], (ProductTag{"messier.{%1}.img",
                                                "/FTP/messier/data/(.+)/(.*)\\.img",
                                                "Messier Image",
                                                "FITS",
                                                "/FTP",
                                                "ftp://heasarc.gsfc.nasa.gov",
                                                {"messier.conf", 20}}));
    EXPECT_EQ(parsed.rules.tags[2].format, "");
}

TEST(ProductRules, CommentsBlankLinesAndLineEndsOfDosAreNothing) {
    const auto parsed = parse_product_rules("# a\r\n\r\n   \n  # b\ndir_prefix = /FTP/\r\n", "x");
    EXPECT_THAT(parsed.errors, IsEmpty());
}

TEST(ProductRules, AShortcutMayUseThoseAboveIt) {
    const auto parsed = parse_product_rules(
        "dir_prefix = /FTP\n${a} = ${prefix}/a\n${b} = ${a}/b\ntag[x] = ${b}/c // X\n", "x");
    EXPECT_THAT(parsed.errors, IsEmpty());
    ASSERT_THAT(parsed.rules.tags, SizeIs(1));
    EXPECT_EQ(parsed.rules.tags[0].pattern, "/FTP/a/b/c");
}

TEST(ProductRules, PrefixIsTheUrlsInAUrl) {
    const auto parsed = parse_product_rules(
        "url_prefix = https://host/x\nurl[t(t.@{id}.view)] = ${prefix}/v?id=@{id} // View (JPEG)\n",
        "x");
    EXPECT_THAT(parsed.errors, IsEmpty());
    ASSERT_THAT(parsed.rules.remotes, SizeIs(1));
    EXPECT_EQ(parsed.rules.remotes[0],
              (RemoteProduct{
                  "t", "t.@{id}.view", "https://host/x/v?id=@{id}", "View", "JPEG", {"x", 2}}));
}

TEST(ProductRules, ABadExpressionIsPointedAtInTheLine) {
    EXPECT_EQ(error_of("tag[a] = ${prefix}/x(y // A (FITS)"),
              "x.conf:2:23: no regular expression: missing closing parenthesis\n"
              "  tag[a] = ${prefix}/x(y // A (FITS)\n"
              "                        ^");
}

TEST(ProductRules, EachFaultSaysWhatWasExpectedAndWhere) {
    EXPECT_THAT(error_of("tag[a] = ${nix}/x // A"), HasSubstr("x.conf:2:10: there is no shortcut "
                                                              "${nix} above; there are ${prefix}"));
    EXPECT_THAT(error_of("tag[a] ${prefix}/x // A"), HasSubstr("x.conf:2:8: '=' expected"));
    EXPECT_THAT(error_of("tag[a] = obs/x // A"), HasSubstr("x.conf:2:10: a path begins with '/'"));
    EXPECT_THAT(error_of("tag[a.{%2}] = /(x) // A"), HasSubstr("x.conf:2:7: there is no group 2"));
    EXPECT_THAT(error_of("tag[a] = /x"), HasSubstr("x.conf:2:12: ' // description' expected"));
    EXPECT_THAT(error_of("set[t] = a // A"), HasSubstr("x.conf:2:6: '(' expected before ']'"));
    EXPECT_THAT(error_of("set[t(s)] = a,,b // A"), HasSubstr("x.conf:2:15: a tag expected"));
    EXPECT_THAT(error_of("set[t(s)] = a.@{ // A"), HasSubstr("x.conf:2:15: there is no '}'"));
    EXPECT_THAT(error_of("sets[t(s)] = a // A"), HasSubstr("x.conf:2:1: url_prefix, dir_prefix"));
    EXPECT_THAT(error_of("${a} ="), HasSubstr("x.conf:2:7: a value expected behind '='"));
}

TEST(ProductRules, AWildcardBeforeTheFirstColumnIsRefused) {
    EXPECT_THAT(error_of("set[t(s)] = a.*.@{id} // A"),
                HasSubstr("x.conf:2:15: a '*' before the first column"));
}

TEST(ProductRules, ASetIsDefinedOnce) {
    const auto parsed = parse_product_rules("set[t(s)] = a // A\nset[t(s)] = b // B\n", "x");
    ASSERT_THAT(parsed.errors, SizeIs(1));
    EXPECT_THAT(parsed.errors[0], HasSubstr("x:2:5: set[t(s)] is in line 1 already"));
}

TEST(ProductRules, ShortcutsDoNotGrowWithoutEnd) {
    std::string text = "dir_prefix = /x\n${a0} = ${prefix}${prefix}\n";
    for (int i = 1; i < 60; ++i) {
        const std::string n = std::to_string(i), before = "${a" + std::to_string(i - 1) + "}";
        text += "${a" + n + "} = " + before + before + "\n";
    }
    const auto parsed = parse_product_rules(text, "x");
    ASSERT_FALSE(parsed.errors.empty());
    EXPECT_THAT(parsed.errors[0], HasSubstr("more than 4096 characters"));
}

TEST(ProductRules, AFileOfTheArchiveHidesTheOneThatShips) {
    const auto folder =
        std::filesystem::temp_directory_path() /
        ("product_rules_" + std::to_string(::testing::UnitTest::GetInstance()->random_seed()) +
         std::to_string(std::hash<std::string>()(__FILE__)));
    std::filesystem::create_directories(folder / "own");
    std::filesystem::create_directories(folder / "ships");
    std::ofstream(folder / "own" / "a.conf") << "set[t(own)] = a // A\n";
    std::ofstream(folder / "ships" / "a.conf") << "set[t(ships)] = a // A\n";
    std::ofstream(folder / "ships" / "b.conf") << "set[t(other)] = a // A\nset[u(x)] = b\n";
    const auto loaded = load_product_rules({folder / "own", folder / "ships"});
    std::filesystem::remove_all(folder);
    ASSERT_THAT(loaded.rules.sets, SizeIs(1));
    EXPECT_EQ(loaded.rules.sets[0].name, "own");
    ASSERT_THAT(loaded.errors, SizeIs(1));
    EXPECT_THAT(loaded.errors[0], HasSubstr("b.conf:2:14: ' // description' expected"));
}

TEST(ProductRules, TheRulesThatShipHaveNoFaults) {
    const auto loaded = load_product_rules(
        {std::filesystem::path(HEAFS_SOURCE_DIR) / "config" / "tables" / "products"});
    EXPECT_THAT(loaded.errors, IsEmpty());
    EXPECT_THAT(loaded.warnings, IsEmpty());
    EXPECT_FALSE(loaded.rules.sets.empty());
}

}  // namespace
}  // namespace heafs
