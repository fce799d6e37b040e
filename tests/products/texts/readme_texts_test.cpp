#include "products/texts/readme_texts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_folder.h"

namespace heafs {
namespace {

using testing::HasSubstr;
using testing::Not;

Mission shipped(const std::string& name) {
    return load_mission(name, {std::string(HEAFS_SOURCE_DIR) + "/config/missions"});
}

TEST(DeliveryReadme, NamesEveryFileThatMakesAnObservationComplete) {
    const std::string text = delivery_readme(shipped("halosat"));
    EXPECT_THAT(text, HasSubstr("unfiltered/hsOBS_ID_s38_uf.evt.gz"));
    EXPECT_THAT(text, HasSubstr("products/hsOBS_ID.log.pdf.gz"));
    EXPECT_THAT(text, HasSubstr("becomes public by itself"));
}

TEST(DeliveryReadme, TellsThatACommitPublishesWhereNoSetIsExpected) {
    const std::string text = delivery_readme(shipped("swift"));
    EXPECT_THAT(text, HasSubstr("touch COMMIT"));
    EXPECT_THAT(text, Not(HasSubstr("A complete observation")));
}

TEST(DeliveryReadme, ShowsHowObservationsAreNested) {
    EXPECT_THAT(delivery_readme(shipped("swift")), HasSubstr("obs/{month}/{obs_id}/"));
}

TEST(DeliveryReadme, TellsOfWaiversWhereThereAreSome) {
    EXPECT_THAT(delivery_readme(shipped("swift")), HasSubstr("waivers"));
    EXPECT_THAT(delivery_readme(shipped("halosat")), Not(HasSubstr("waivers")));
}

TEST(RootReadme, NamesTheArchiveAndItsMissions) {
    const TemporaryFolder folder;
    setenv("HEAFS_SHARE", HEAFS_SOURCE_DIR "/config", 1);
    ArchiveSettings settings;
    settings.name = "first light";
    settings.missions = {"swift"};
    create_archive(folder.path() / "archive", settings);
    const std::string text = root_readme(Archive(folder.path() / "archive"));
    EXPECT_THAT(text, HasSubstr("'first light'"));
    EXPECT_THAT(text, HasSubstr("Neil Gehrels Swift Observatory"));
    EXPECT_THAT(text, Not(HasSubstr("HaloSat")));
}

}  // namespace
}  // namespace heafs
