// heafs mission check: what it tells of mission files and of samples, and its exit codes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "core/base/files.h"
#include "fs/cli/commands.h"
#include "tests/core/events/hand_made_list.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr const char* kMission =
    "[mission]\nname = 'test'\ntitle = 'A test'\ntelescop = ['TEST']\n"
    "[delivery]\npublish = 'file'\n"
    "[obs]\nfolder = '{obs_id}'\nparts = { obs_id = '\\d{4}' }\n"
    "[[obs.file]]\nclass = 'events'\nlevel = 2\nfiles = 'events/.*\\.evt'\n";

class MissionCheckCommand : public testing::Test {
   protected:
    int run(const std::vector<std::string>& words) {
        std::vector<const char*> pointers = {"heafs", "mission", "check"};
        for (const std::string& word : words) pointers.push_back(word.c_str());
        out_.str("");
        err_.str("");
        return run_program(static_cast<int>(pointers.size()), pointers.data(), out_, err_);
    }
    std::string mission(const std::string& text) {
        return folder_.write("test.toml", bytes_of(text)).string();
    }
    // A list of two events in the good time, and one outside.
    std::string sample(const std::string& name = "a.evt") {
        hand_made::EventList list{{{10, 500, 500, 30}, {20, 501, 500, 31}, {5000, 500, 500, 30}}};
        return folder_.write(name, hand_made::fits_of(list)).string();
    }
    std::string whole() { return mission(kMission + hand_made::instrument_text(false)); }

    TemporaryFolder folder_;
    std::ostringstream out_, err_;
};

TEST_F(MissionCheckCommand, TellsWhatAFileSays) {
    EXPECT_EQ(run({whole()}), 0);
    EXPECT_THAT(out_.str(), AllOf(HasSubstr("test: A test"), HasSubstr("instruments: camera")));
}

TEST_F(MissionCheckCommand, NamesTheLineOfAnUnknownKey) {
    EXPECT_EQ(run({mission(std::string(kMission) + "[delivry]\n")}), 1);
    EXPECT_THAT(out_.str(), AllOf(HasSubstr("test.toml:"), HasSubstr("did you mean 'delivery'")));
}

TEST_F(MissionCheckCommand, WantsTheFileCalledAsTheMission) {
    const auto other = folder_.write("other.toml", bytes_of(std::string(kMission)));
    EXPECT_EQ(run({other.string()}), 1);
    EXPECT_THAT(out_.str(), HasSubstr("must be called test.toml"));
}

TEST_F(MissionCheckCommand, ShowsASampleAtItsPlace) {
    EXPECT_EQ(run({whole(), sample() + "=0001/events/a.evt"}), 0);
    EXPECT_THAT(
        out_.str(),
        AllOf(HasSubstr("obs/test/0001/events/a.evt, observation 0001"),
              HasSubstr("events, level 2"), HasSubstr("instrument  camera"),
              HasSubstr("2 of 3 rows can be used"), HasSubstr("30 to 31; legal are 0 to 1023"),
              HasSubstr("2001-01-01"), HasSubstr("axis at 10.00000 +20.00000")));
}

TEST_F(MissionCheckCommand, SaysThatASampleIsNowhere) {
    EXPECT_EQ(run({whole(), sample()}), 1);
    EXPECT_THAT(out_.str(), AllOf(HasSubstr("lies in no observation folder ({obs_id}/...)"),
                                  HasSubstr("a.evt=PATH"), HasSubstr("by its header")));
}

TEST_F(MissionCheckCommand, ShowsTheClassesForANameOfNone) {
    EXPECT_EQ(run({whole(), sample() + "=0001/other/a.evt"}), 1);
    EXPECT_THAT(out_.str(), AllOf(HasSubstr("none of [[obs.file]] takes this name"),
                                  HasSubstr("events: events/.*\\.evt"),
                                  HasSubstr("by its name no instrument takes it")));
}

TEST_F(MissionCheckCommand, SaysWhyEventsCannotBeUsed) {
    const std::string file =
        mission(kMission + hand_made::instrument_text(false, "where = { DETNAM = 'CCD1' }\n"));
    EXPECT_EQ(run({file, sample() + "=0001/events/a.evt"}), 1);
    EXPECT_THAT(out_.str(), HasSubstr("DETNAM is nothing, not CCD1"));
}

TEST_F(MissionCheckCommand, FailsWithoutTheFile) {
    EXPECT_EQ(run({"/nonexistent/test.toml"}), 3);
    EXPECT_EQ(run({whole(), "/nonexistent/a.evt"}), 3);
    EXPECT_THAT(err_.str(), HasSubstr("there is no file /nonexistent/a.evt"));
}

TEST_F(MissionCheckCommand, TakesAMissionFileThatShips) {
    EXPECT_EQ(run({HEAFS_SOURCE_DIR "/config/missions/hess.toml"}), 0);
    EXPECT_THAT(out_.str(), HasSubstr("instruments: hess"));
}

TEST_F(MissionCheckCommand, HasExamplesInItsHelp) {
    EXPECT_EQ(run({"--help"}), 0);
    EXPECT_THAT(out_.str(), AllOf(HasSubstr("heafs mission check"), HasSubstr("Exit codes")));
}

}  // namespace
}  // namespace heafs
