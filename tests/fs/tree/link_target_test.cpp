#include "fs/tree/link_target.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace heafs {
namespace {

TEST(LinkTarget, ClimbsToTheLastCommonFolder) {
    EXPECT_EQ(link_target("sky/1/2/all/x/by_obs", "sky/1/2/all/y"), "../../y");
    EXPECT_EQ(link_target("sky/name", "sky/83.63/22.01"), "../83.63/22.01");
    EXPECT_EQ(link_target("sky/1/2/all/x/obs", "obs/swift/2008_08/0001"),
              "../../../../../../obs/swift/2008_08/0001");
}

TEST(LinkTarget, ComparesWholeNames) {
    EXPECT_EQ(link_target("sky/83.6", "sky/83.63"), "../83.63");
    EXPECT_EQ(link_target("sky/83.63", "sky/83.6"), "../83.6");
}

TEST(LinkTarget, BelowAboveAndBeside) {
    EXPECT_EQ(link_target("a/b", "a/b/c/d"), "c/d");
    EXPECT_EQ(link_target("a/b/c", "a"), "../..");
    EXPECT_EQ(link_target("a/b", "a/b"), ".");
    EXPECT_EQ(link_target("", "a/b"), "a/b");
    EXPECT_EQ(link_target("a", "b"), "../b");
    EXPECT_EQ(link_target("a/b", ""), "../..");
}

TEST(LinkTarget, LeadsThereByTheRulesOfFileNames) {
    const std::string places[] = {"a", "b", "a/b", "a/bc", "a/b/c", "a/b/c/d", "b/a/c"};
    for (const std::string& folder : places)
        for (const std::string& path : places) {
            const auto led = (std::filesystem::path("/") / folder / link_target(folder, path))
                                 .lexically_normal();
            const std::string text = led.string();
            EXPECT_EQ(text.back() == '/' ? text.substr(0, text.size() - 1) : text, "/" + path)
                << folder;
        }
}

}  // namespace
}  // namespace heafs
