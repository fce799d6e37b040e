#include "fs/tree/sky_names.h"

#include <gtest/gtest.h>

namespace heafs {
namespace {

TEST(SkyNames, AreWhatShellsLeaveAlone) {
    EXPECT_EQ(path_name("PKS 2155-304"), "PKS_2155-304");
    EXPECT_EQ(path_name("4U 1700+24"), "4U_1700+24");
    EXPECT_EQ(path_name("Sgr A* (x/y):[z]=1,2"), "Sgr_A___x_y___z__1_2");
    EXPECT_EQ(path_name("3C\xc2\xa0"
                        "273"),
              "3C__273");
    EXPECT_EQ(path_name(""), "");
}

TEST(SkyNames, CompareWithoutCaseBlanksAndUnderscores) {
    for (const char* spelling : {"PKS 2155-304", "pks2155-304", "PKS_2155-304", "pKs__2155-304 "})
        EXPECT_EQ(comparable_name(spelling), "pks2155-304") << spelling;
    EXPECT_NE(comparable_name("PKS 2155+304"), comparable_name("PKS 2155-304"));
}

TEST(SkyNames, EveryPathNameComparesAsItsObject) {
    for (const char* object : {"PKS 2155-304", "Sgr A*", "[HB89] 0716+714", "M 31/NGC 224"})
        EXPECT_EQ(comparable_name(path_name(object)), comparable_name(object));
}

TEST(SkyNames, TheObservationOfAList) {
    SegmentRow row;
    row.obs_id = "00030795038";
    row.source_path = "obs/swift/2008_08/00030795038/xrt/event/sw00030795038xpcw3po_cl.evt.gz";
    EXPECT_EQ(observation_folder(row), "obs/swift/2008_08/00030795038");
    row.source_path = "obs/other/list.evt";
    EXPECT_EQ(observation_folder(row), "obs/other/list.evt");
}

}  // namespace
}  // namespace heafs
