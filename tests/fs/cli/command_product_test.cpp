// `heafs product` and `heafs explain` on what is below sky/ and tables/, in process.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <sstream>

#include "core/base/files.h"
#include "fs/cli/commands.h"
#include "tests/products/sky/sky_site.h"

namespace heafs {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::string kFolder = "sky/100/20/all/mini_cam";

class CommandProduct : public testing::Test {
   protected:
    CommandProduct() {
        site_.deliver_mini("0001/a.evt", {{{10, 500.5, 500.5}, {20, 501.5, 500.5}}, {{0, 100}}});
    }
    int run(const std::vector<std::string>& words) {
        std::vector<const char*> pointers = {"heafs"};
        for (const std::string& word : words) pointers.push_back(word.c_str());
        out_.str("");
        err_.str("");
        return run_program(static_cast<int>(pointers.size()), pointers.data(), out_, err_);
    }
    int product(const std::string& path, const std::string& output) {
        return run({"product", site_.path().string(), path, "-o", output});
    }
    int explain(const std::string& path) { return run({"explain", site_.path().string(), path}); }
    std::string at(const std::string& name) { return (folder_.path() / name).string(); }
    // What lies in the output folder.
    std::vector<std::string> left() {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
            names.push_back(entry.path().filename());
        return names;
    }

    SkySite site_{{"halosat"}, {mini_mission()}};
    TemporaryFolder folder_;
    std::ostringstream out_, err_;
};

TEST_F(CommandProduct, WritesTheBytesThatRenderingGives) {
    for (const std::string name : {"events.fits", "image.fits", "image.png", "spectrum.pha",
                                   "summary.json", "summary.txt"}) {
        EXPECT_EQ(product(kFolder + "/" + name, at(name)), 0) << err_.str();
        EXPECT_EQ(read_file(at(name)), site_.bytes(kFolder + "/" + name)) << name;
        EXPECT_EQ(out_.str(), "");
    }
    EXPECT_EQ(left().size(), 6u);
}

TEST_F(CommandProduct, FollowsLinksAsAMountDoes) {
    EXPECT_EQ(product("sky/name/target/all/radius_60/mini_cam/events.fits", at("e.fits")), 0)
        << err_.str();
    EXPECT_EQ(read_file(at("e.fits")), site_.bytes(kFolder + "/events.fits"));
}

TEST_F(CommandProduct, WritesTextsAndTablesToo) {
    EXPECT_EQ(product("sky/README.txt", at("a")), 0);
    EXPECT_THAT(read_file(at("a")), StartsWith("sky/: products of any position"));
    EXPECT_EQ(product("tables/zzgen.tdat", at("b")), 0);
    EXPECT_THAT(read_file(at("b")), HasSubstr("<HEADER>"));
}

TEST_F(CommandProduct, DashIsTheOutputOfTheProgram) {
    EXPECT_EQ(product(kFolder + "/spectrum.pha", "-"), 0);
    EXPECT_EQ(out_.str(), site_.bytes(kFolder + "/spectrum.pha"));
}

TEST_F(CommandProduct, ReplacesAFileThatIsThere) {
    folder_.write("e.fits", bytes_of("old"));
    EXPECT_EQ(product(kFolder + "/events.fits", at("e.fits")), 0);
    EXPECT_EQ(read_file(at("e.fits")), site_.bytes(kFolder + "/events.fits"));
    EXPECT_EQ(left().size(), 1u);
}

TEST_F(CommandProduct, WritesIntoADeviceAndLeavesItADevice) {
    std::filesystem::create_symlink("/dev/null", at("null"));
    EXPECT_EQ(product(kFolder + "/events.fits", at("null")), 0) << err_.str();
    EXPECT_TRUE(std::filesystem::is_symlink(at("null")));
    EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
}

TEST_F(CommandProduct, ThatCannotBeWrittenFailsAndLeavesNothing) {
    EXPECT_EQ(product(kFolder + "/events.fits", "/dev/full"), 3);
    EXPECT_THAT(err_.str(), HasSubstr("cannot write"));
    EXPECT_EQ(product(kFolder + "/events.fits", at("none/e.fits")), 3);
    EXPECT_THAT(err_.str(),
                AllOf(HasSubstr(at("none/e.fits") + ": No such file"), Not(HasSubstr(".part"))));
    EXPECT_EQ(product(kFolder + "/events.fits", folder_.path().string()), 2);
    EXPECT_THAT(err_.str(), HasSubstr("is a folder; name the file to write"));
    EXPECT_TRUE(left().empty());
}

TEST_F(CommandProduct, WithoutPermissionFailsAndLeavesNothing) {
    if (::geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
    std::filesystem::permissions(folder_.path(), std::filesystem::perms(0555));
    EXPECT_EQ(product(kFolder + "/events.fits", at("e.fits")), 3);
    EXPECT_THAT(err_.str(), HasSubstr("Permission denied"));
    EXPECT_TRUE(left().empty());
    std::filesystem::permissions(folder_.path(), std::filesystem::perms(0755));
}

TEST_F(CommandProduct, OfWhatIsNoneSaysWhyAndLeavesNothing) {
    EXPECT_EQ(product(kFolder + "/none.fits", at("x")), 3);
    EXPECT_THAT(err_.str(),
                AllOf(HasSubstr("there is no product 'none.fits'"), Not(EndsWith("\n\n"))));
    EXPECT_EQ(product("sky/100/95/all/mini_cam/events.fits", at("x")), 3);
    EXPECT_THAT(err_.str(), HasSubstr("declination"));
    EXPECT_EQ(product("sky/10/20/all/mini_cam/events.fits", at("x")), 3);
    EXPECT_THAT(err_.str(), HasSubstr("never looked here"));
    EXPECT_EQ(product(kFolder, at("x")), 2);
    EXPECT_THAT(err_.str(), HasSubstr("is a folder; name a file in it"));
    EXPECT_EQ(product(kFolder + "/obs/0001/a.evt", at("x")), 2);
    EXPECT_THAT(err_.str(), HasSubstr("it leads to obs/mini/0001/a.evt"));
    EXPECT_EQ(product("obs/mini/0001/a.evt", at("x")), 2);
    EXPECT_THAT(err_.str(), HasSubstr("below sky/, tables/ and search/"));
    EXPECT_TRUE(left().empty());
}

TEST_F(CommandProduct, ExplainTellsWhatThereIsAndWhyNot) {
    EXPECT_EQ(explain(kFolder + "/image.fits"), 0);
    EXPECT_THAT(out_.str(), HasSubstr("a product, "));
    EXPECT_EQ(explain("sky/100/95"), 1);
    EXPECT_THAT(out_.str(), HasSubstr("declination"));
    EXPECT_EQ(explain("tables/none.fits"), 1);
    EXPECT_THAT(out_.str(), HasSubstr("no table"));
}

TEST_F(CommandProduct, ExplainFollowsALinkOutOfSky) {
    EXPECT_EQ(explain(kFolder + "/obs/0001/a.evt"), 0);
    EXPECT_THAT(out_.str(),
                AllOf(HasSubstr(" leads to obs/mini/0001/a.evt\n"), HasSubstr("a delivered file")));
    EXPECT_EQ(explain(kFolder + "/obs/0001/b.evt"), 1);
    EXPECT_THAT(out_.str(), HasSubstr("obs/mini/0001 exists, b.evt in it does not"));
}

}  // namespace
}  // namespace heafs
