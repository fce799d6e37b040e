// What is due, on nodes made by hand: pure functions of a delivery's state.
#include "core/delivery/due_unit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/files.h"
#include "core/delivery/release_date.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class DueUnits : public testing::Test {
   protected:
    DueUnits() { use("halosat"); }

    void use(const std::string& mission) {
        mission_ =
            load_mission(mission, {std::filesystem::path(HEAFS_SOURCE_DIR) / "config/missions"});
        delivery_.mission = &mission_;
        delivery_.name = "first";
        delivery_.root = std::make_shared<StagedNode>();
        delivery_.root->folder = true;
        delivery_.root->delivery = &delivery_;
    }
    StagedNode& node(const std::string& path, bool folder) {
        if (path.empty()) return *delivery_.root;
        StagedNode& above = node(parent_path(path), true);
        auto& made = above.children[base_name(path)];
        if (made) return *made;
        made = std::make_shared<StagedNode>();
        made->name = base_name(path);
        made->parent = &above;
        made->delivery = &delivery_;
        made->folder = folder;
        return *made;
    }
    StagedNode& add(const std::string& path, FileState state = FileState::kValid) {
        StagedNode& made = node(path, false);
        made.file = std::make_shared<StagedFile>();
        made.file->state = state;
        made.file->sealed = state != FileState::kReceiving;
        ++delivery_.counts[static_cast<size_t>(state)];
        return made;
    }
    // All expected files of HaloSat's observation but the last `but`; gives the last one added.
    StagedNode& add_observation(size_t but = 0) {
        const auto expected = mission_.expected_files("123401");
        StagedNode* last = nullptr;
        for (size_t i = 0; i + but < expected.size(); ++i) last = &add("obs/123401/" + expected[i]);
        return *last;
    }

    Mission mission_;
    Delivery delivery_;
};

TEST_F(DueUnits, ACompleteObservationIsOneUnit) {
    const auto due = find_due(delivery_, add_observation());
    ASSERT_THAT(due, SizeIs(1));
    EXPECT_THAT(due[0], SizeIs(14));
}

TEST_F(DueUnits, AnObservationWithoutItsLastFileIsNotDue) {
    EXPECT_THAT(find_due(delivery_, add_observation(1)), IsEmpty());
}

TEST_F(DueUnits, AFurtherFileOfTheObservationGoesWithIt) {
    add("obs/123401/products/extra.fits");
    EXPECT_THAT(find_due(delivery_, add_observation()).at(0), SizeIs(15));
}

TEST_F(DueUnits, AFurtherFileThatIsRejectedHoldsTheObservationBack) {
    add("obs/123401/products/extra.fits", FileState::kRejected);
    EXPECT_THAT(find_due(delivery_, add_observation()), IsEmpty());
}

TEST_F(DueUnits, AFurtherFileOnItsWayHoldsTheObservationBack) {
    add("obs/123401/products/extra.fits", FileState::kReceiving);
    EXPECT_THAT(find_due(delivery_, add_observation()), IsEmpty());
}

TEST_F(DueUnits, ATemporaryFileHoldsNothingBack) {
    add("obs/123401/products/.extra.Ab12", FileState::kRejected);
    EXPECT_THAT(find_due(delivery_, add_observation()), SizeIs(1));
}

TEST_F(DueUnits, AnotherObservationHoldsNothingBack) {
    add("obs/123402/products/a.fits", FileState::kRejected);
    EXPECT_THAT(find_due(delivery_, add_observation()), SizeIs(1));
}

TEST_F(DueUnits, ATrendFileGoesAlone) {
    EXPECT_THAT(find_due(delivery_, add("trend/temperature/a.fits")).at(0), SizeIs(1));
}

TEST_F(DueUnits, InNowEachFileGoesAlone) {
    delivery_.name = "now";
    EXPECT_THAT(find_due(delivery_, add("obs/123401/products/a.fits")).at(0), SizeIs(1));
}

TEST_F(DueUnits, InNowARejectedFileStays) {
    delivery_.name = "now";
    EXPECT_THAT(find_due(delivery_, add("obs/123401/products/a.fits", FileState::kRejected)),
                IsEmpty());
}

class CommitUnits : public DueUnits {
   protected:
    CommitUnits() { use("swift"); }
    StagedNode& add_file(const std::string& name, FileState state = FileState::kValid) {
        return add("obs/2008_08/00030795038/xrt/event/" + name, state);
    }
};

TEST_F(CommitUnits, NothingIsDueWithoutACommit) {
    EXPECT_THAT(find_due(delivery_, add_file("a")), IsEmpty());
}

TEST_F(CommitUnits, ACommitMakesAllDue) {
    add_file("a");
    delivery_.committed = true;
    EXPECT_THAT(find_due(delivery_, add_file("b")).at(0), SizeIs(2));
}

TEST_F(CommitUnits, ARejectedFileHoldsAllBack) {
    add_file("a", FileState::kRejected);
    delivery_.committed = true;
    EXPECT_THAT(find_due(delivery_, add_file("b")), IsEmpty());
}

TEST_F(CommitUnits, AFileOnItsWayHoldsAllBack) {
    add_file("a", FileState::kValidating);
    delivery_.committed = true;
    EXPECT_THAT(find_due(delivery_, add_file("b")), IsEmpty());
}

TEST_F(CommitUnits, ARefusedNameHoldsAllBack) {
    delivery_.refusals["x"] = Finding{};
    delivery_.committed = true;
    EXPECT_THAT(find_due(delivery_, add_file("a")), IsEmpty());
}

TEST_F(DueUnits, ProprietaryMissionsMayNotBePublic) {
    EXPECT_TRUE(may_be_public(mission_, "", "2026-11-23"));
    mission_.proprietary = true;
    EXPECT_FALSE(may_be_public(mission_, "", "2026-11-23"));
    EXPECT_FALSE(may_be_public(mission_, "2026-11-24", "2026-11-23"));
    EXPECT_TRUE(may_be_public(mission_, "2026-11-23", "2026-11-23"));
    EXPECT_FALSE(may_be_public(mission_, "2026-02-30", "2026-11-23"));
}

TEST_F(DueUnits, MissingFilesAreThoseOfObservationsThatHaveBegun) {
    add_observation(2);
    EXPECT_THAT(missing_files(delivery_),
                testing::UnorderedElementsAre("obs/123401/products/hs123401_s54.pi.gz",
                                              "obs/123401/products/hs123401.log.pdf.gz"));
}

TEST_F(DueUnits, NothingIsMissingBeforeAnObservationHasBegun) {
    EXPECT_THAT(missing_files(delivery_), IsEmpty());
}

}  // namespace
}  // namespace heafs
