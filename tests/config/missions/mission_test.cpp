#include "config/missions/mission.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "config/base/error.h"
#include "tests/config/missions/mission_texts.h"
#include "tests/support/temporary_folder.h"

namespace heafs {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

Mission parsed(const std::string& text) { return parse_mission(text, "small.toml"); }

std::string refusal_of(const std::string& text) {
    try {
        parsed(text);
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::kMalformed) << error.what();
        return error.what();
    }
    return "nothing was refused";
}

TEST(ParseMission, ReadsTheSmallest) {
    const Mission mission = parsed(kSmallMission);
    EXPECT_EQ(mission.name, "small");
    EXPECT_EQ(mission.publish, PublishMode::kCommit);
    EXPECT_EQ(mission.observations.locate("1234/a")->obs_id, "1234");
}

TEST(ParseMission, KeepsItsTextForTheRecords) {
    EXPECT_EQ(parsed(kSmallMission).source_text, kSmallMission);
}

TEST(ParseMission, AnUnknownTableIsRefusedWithLineAndTheNearestName) {
    EXPECT_THAT(refusal_of(std::string(kSmallMission) + "[[wave]]\nrule = 'x'\n"),
                AllOf(StartsWith("small.toml:9: wave"), HasSubstr("'waive'")));
}

TEST(ParseMission, AnUnknownKeyIsRefusedWithLineAndTheNearestName) {
    EXPECT_THAT(refusal_of(small_mission_with("title =", "titel =")),
                AllOf(StartsWith("small.toml:3: mission.titel"), HasSubstr("'title'")));
}

TEST(ParseMission, AMissingTableIsNamed) {
    EXPECT_THAT(refusal_of("[mission]\nname = 'a'\ntitle = 'b'\n"), HasSubstr("delivery"));
}

struct Refusal {
    const char* from;
    const char* to;
    const char* says;
};

class MissionRefusals : public testing::TestWithParam<Refusal> {};

TEST_P(MissionRefusals, NameTheFileTheLineAndTheKey) {
    EXPECT_THAT(refusal_of(small_mission_with(GetParam().from, GetParam().to)),
                StartsWith(std::string("small.toml:") + GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(
    Each, MissionRefusals,
    testing::Values(
        Refusal{"\"small\"", "\"Small\"", "2: mission.name"},
        Refusal{"\"commit\"", "\"sometimes\"", "5: delivery.publish"},
        Refusal{"title = \"A small mission\"", "title = 'x'\nkind = 'ship'", "4: mission.kind"},
        Refusal{"title = \"A small mission\"", "title = 'x'\nphase = 'new'", "4: mission.phase"},
        Refusal{"{ obs_id = '\\d{4}' }", "{ id = '\\d{4}' }", "8: obs.parts"},
        Refusal{"\"{obs_id}\"", "\"{month}/{obs_id}\"", "7: obs.folder"},
        Refusal{"\"{obs_id}\"", "\"{obs_id\"", "7: obs.folder"},
        Refusal{"folder =", "expected = 'x'\nfolder =", "7: obs.expected"},
        Refusal{"'\\d{4}' }\n", "'\\d{4}' }\n[[obs.file]]\nclass = 'e'\nlevel = 4\nfiles = 'x'\n",
                "11: obs.file"},
        Refusal{"'\\d{4}' }\n", "'\\d{4}' }\n[[obs.file]]\nclass = 'e'\nlevel = 1\nfiles = '(x'\n",
                "12: obs.file.files"}));

TEST(ParseMission, AWaiverOfAGroupIsRefused) {
    EXPECT_THAT(refusal_of(kSmallMission + waiver("NAM")),
                AllOf(StartsWith("small.toml:10: waive.rule"), HasSubstr("groups")));
}

TEST(ParseMission, AWaiverNeedsAReason) {
    std::string text = kSmallMission + waiver();
    text.replace(text.find("reason = \"old\"\n"), 15, "");
    EXPECT_THAT(refusal_of(text), HasSubstr("waive.reason: is missing"));
}

TEST(ParseMission, AWaiverNeedsALastDay) {
    std::string text = kSmallMission + waiver();
    text.replace(text.find("2099-01-01"), 10, "next year!");
    EXPECT_THAT(refusal_of(text), HasSubstr("waive.until: must be a date YYYY-MM-DD"));
}

TEST(ParseMission, FifteenWaiversAreTaken) {
    std::string text = kSmallMission;
    for (int i = 0; i < 15; ++i) text += waiver();
    EXPECT_EQ(parsed(text).rule_changes.size(), 15u);
}

TEST(ParseMission, SixteenWaiversAreRefused) {
    std::string text = kSmallMission;
    for (int i = 0; i < 16; ++i) text += waiver();
    EXPECT_THAT(refusal_of(text), HasSubstr("at most 15"));
}

TEST(ExpectedFiles, ExpandListsAndTheIdentifierWhereverItStands) {
    const Mission mission =
        parsed(std::string(kSmallMission) +
               "expected = ['{obs_id}/e{obs_id}_{1,22}{a,b}.gz', 'plain.txt']\n");
    EXPECT_THAT(mission.expected_files("0007"),
                ElementsAre("0007/e0007_1a.gz", "0007/e0007_1b.gz", "0007/e0007_22a.gz",
                            "0007/e0007_22b.gz", "plain.txt"));
}

TEST(PublishMode, CompleteIsCommitWhereNoSetIsExpected) {
    const Mission mission = parsed(small_mission_with("\"commit\"", "\"complete\""));
    EXPECT_EQ(mission.publish_mode("obs"), PublishMode::kCommit);
    EXPECT_EQ(mission.publish_mode("trend"), PublishMode::kCommit);
}

TEST(PublishMode, AClassMayGoItsOwnWay) {
    const Mission mission = parsed(
        small_mission_with("\"commit\"\n", "\"commit\"\n[delivery.class]\ntrend = \"file\"\n"));
    EXPECT_EQ(mission.publish_mode("obs"), PublishMode::kCommit);
    EXPECT_EQ(mission.publish_mode("trend"), PublishMode::kFile);
}

TEST(FindMissionFile, TakesTheFirstFolderThatHasIt) {
    const TemporaryFolder folder;
    folder.write("a/other.toml", {});
    folder.write("b/small.toml", {});
    folder.write("c/small.toml", {});
    const auto path = folder.path();
    EXPECT_EQ(find_mission_file("small", {path / "a", path / "b", path / "c"}),
              path / "b/small.toml");
}

TEST(FindMissionFile, SaysWhereItSoughtAndWhatThereIs) {
    const TemporaryFolder folder;
    folder.write("other.toml", {});
    try {
        find_mission_file("small", {folder.path()});
        FAIL() << "it was found";
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::kNotFound);
        EXPECT_THAT(error.what(), AllOf(HasSubstr("small.toml"), HasSubstr(folder.path().string()),
                                        HasSubstr("Known missions: other")));
    }
}

TEST(LoadMission, AFileThatIsCalledOtherwiseIsRefused) {
    const TemporaryFolder folder;
    const std::string text = kSmallMission;
    folder.write("large.toml", std::as_bytes(std::span(text)));
    EXPECT_THROW(load_mission("large", {folder.path()}), Error);
}

TEST(ListMissions, GivesNamesOnceAndSorted) {
    const TemporaryFolder folder;
    for (const char* name : {"a/swift.toml", "b/halosat.toml", "b/swift.toml", "b/README.md"})
        folder.write(name, {});
    EXPECT_THAT(list_missions({folder.path() / "a", folder.path() / "b", folder.path() / "none"}),
                ElementsAre("halosat", "swift"));
}

TEST(ParseMission, CataloguesNeedNoObservations) {
    const Mission mission = parsed(
        "[mission]\nname = \"lists\"\ntitle = \"Lists\"\nkind = \"catalogs\"\n"
        "[delivery]\npublish = \"file\"\n");
    EXPECT_THAT(mission.areas(), ElementsAre("doc", "tables"));
    EXPECT_EQ(mission.publish_mode("tables"), PublishMode::kFile);
    EXPECT_FALSE(mission.observations.locate("1234/a"));
}

TEST(ParseMission, ReadsWhatCaldbHolds) {
    const Mission mission = parsed(kSmallMission + std::string("\n[caldb]\nnames = [\"QE\"]\n"
                                                               "[caldb.instruments]\n"
                                                               "eye = [\"LEFT\", \"RIGHT\"]\n"));
    EXPECT_THAT(mission.calibration_names, ElementsAre("QE"));
    EXPECT_THAT(mission.calibration_instruments.at("eye"), ElementsAre("LEFT", "RIGHT"));
}

TEST(ParseMission, DocumentsDescribeClassesThatThereAre) {
    const std::string text = kSmallMission;
    EXPECT_TRUE(parsed(text + "\n[doc.describes]\ncaldb = 'c.*'\n")
                    .documents.at("caldb")
                    .matches("calibration.txt"));
    EXPECT_THAT(refusal_of(text + "\n[doc.describes]\nnothing = 'c.*'\n"),
                HasSubstr("is no class of an [[obs.file]], nor caldb or trend"));
}

}  // namespace
}  // namespace heafs
