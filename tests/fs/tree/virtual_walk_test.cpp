#include "fs/tree/virtual_walk.h"

#include <gtest/gtest.h>

#include <map>

namespace heafs {
namespace {

// An area of fixed links and texts; every other name in a known folder is absent.
class MadeArea : public VirtualArea {
   public:
    std::map<std::string, std::string> links, texts;
    std::vector<std::string> folders;

    std::optional<VirtualEntry> find(const std::string& folder, const std::string& name) override {
        const std::string path = folder + "/" + name;
        VirtualEntry entry;
        entry.name = name;
        for (const std::string& known : folders)
            if (known == path) return entry;
        if (links.count(path) > 0) {
            entry.kind = VirtualEntry::Kind::kLink;
            entry.text = links[path];
            return entry;
        }
        if (texts.count(path) == 0) return std::nullopt;
        entry.kind = VirtualEntry::Kind::kText;
        entry.text = texts[path];
        return entry;
    }
    std::vector<VirtualEntry> list(const std::string&) override { return {}; }
    std::string explain(const std::string&) override { return ""; }
};

class VirtualWalkTest : public testing::Test {
   protected:
    VirtualWalkTest() {
        area_.folders = {"sky/a", "sky/a/b", "sky/a/b/c"};
        area_.texts = {{"sky/a/b/file", "bytes"}};
        area_.links = {{"sky/to_b", "a/b"},          {"sky/a/up", ".."},
                       {"sky/a/b/file2", "file"},    {"sky/round", "round"},
                       {"sky/ping", "a/pong"},       {"sky/a/pong", "../ping"},
                       {"sky/a/out", "../../obs/x"}, {"sky/dead", "a/none/b"}};
    }
    VirtualWalk walk(const std::string& path) { return walk_virtual(area_, path); }
    std::string end(const std::string& path) {
        const VirtualWalk walked = walk(path);
        return walked.found ? walked.path : "no " + walked.missing + " in " + walked.folder;
    }

    MadeArea area_;
};

TEST_F(VirtualWalkTest, FindsFoldersAndFiles) {
    EXPECT_EQ(end("sky"), "sky");
    EXPECT_EQ(end("sky/a/b/c"), "sky/a/b/c");
    EXPECT_EQ(walk("sky/a/b/c").entry.kind, VirtualEntry::Kind::kFolder);
    EXPECT_EQ(walk("sky/a/b/file").entry.text, "bytes");
}

TEST_F(VirtualWalkTest, FollowsLinks) {
    EXPECT_EQ(end("sky/to_b/c"), "sky/a/b/c");
    EXPECT_EQ(end("sky/a/up/to_b/file2"), "sky/a/b/file");
    EXPECT_EQ(walk("sky/to_b/file2").entry.text, "bytes");
}

TEST_F(VirtualWalkTest, UpIsTheFolderAboveTheLinksTarget) {
    EXPECT_EQ(end("sky/a/b/../b/c"), "sky/a/b/c");
    EXPECT_EQ(end("sky/to_b/.."), "sky/a");  // not sky, as a shell would make it
    EXPECT_EQ(end("sky/a/./b//c/"), "sky/a/b/c");
}

TEST_F(VirtualWalkTest, SaysWhereThePathEnds) {
    EXPECT_EQ(end("sky/a/none/x"), "no none in sky/a");
    EXPECT_EQ(end("sky/to_b/none"), "no none in sky/a/b");
    EXPECT_EQ(end("sky/a/b/file/x"), "no x in sky/a/b/file");
    EXPECT_EQ(end("sky/dead"), "no none in sky/a");
}

TEST_F(VirtualWalkTest, EndsInCircles) {
    EXPECT_EQ(end("sky/round"), "no round in sky");
    EXPECT_FALSE(walk("sky/ping/x").found);
}

TEST_F(VirtualWalkTest, LeavesTheAreaWithALinkAndComesBack) {
    EXPECT_EQ(end("sky/a/out"), "obs/x");
    EXPECT_EQ(end("sky/a/out/y/../z"), "obs/x/z");
    EXPECT_EQ(end("sky/../sky/a/b"), "sky/a/b");
    EXPECT_EQ(end("sky/../skyline/a"), "skyline/a");
}

TEST_F(VirtualWalkTest, OfNothingFindsNothing) { EXPECT_FALSE(walk("").found); }

}  // namespace
}  // namespace heafs
