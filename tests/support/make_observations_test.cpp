#include <gtest/gtest.h>

#include <set>
#include <sstream>
#include <vector>

#include "tests/support/make_observations_command.h"
#include "tests/support/temporary_folder.h"

namespace heafs {
namespace {

class MakeObservations : public testing::Test {
   protected:
    int run(const std::vector<std::string>& arguments) {
        return make_observations(arguments, out_, err_);
    }
    // The files below the folder, with their paths from there.
    std::set<std::string> files() const {
        std::set<std::string> names;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path()))
            if (entry.is_regular_file())
                names.insert(entry.path().lexically_relative(folder_.path()).string());
        return names;
    }
    std::string folder() const { return folder_.path().string(); }

    TemporaryFolder folder_;
    std::ostringstream out_, err_;
};

TEST_F(MakeObservations, HalosatWritesFourteenFilesAnObservation) {
    EXPECT_EQ(run({"halosat", folder(), "--first", "123401", "--count", "2", "--events", "10"}), 0);
    EXPECT_EQ(files().size(), 28);
    EXPECT_TRUE(files().contains("obs/123401/unfiltered/hs123401.att.gz"));
    EXPECT_TRUE(files().contains("obs/123501/products/hs123501.log.pdf.gz"));
}

TEST_F(MakeObservations, SmallWritesFoldersOfFiles) {
    EXPECT_EQ(run({"small", folder(), "--count", "5", "--per-folder", "2"}), 0);
    const std::set<std::string> expected = {
        "obs/000101/unfiltered/hs000101_0000.fits", "obs/000101/unfiltered/hs000101_0001.fits",
        "obs/000201/unfiltered/hs000201_0000.fits", "obs/000201/unfiltered/hs000201_0001.fits",
        "obs/000301/unfiltered/hs000301_0000.fits"};
    EXPECT_EQ(files(), expected);
}

TEST_F(MakeObservations, AfterTheLastTargetComesTheNextSegment) {
    EXPECT_EQ(run({"small", folder(), "--first", "999907", "--count", "2", "--per-folder", "1"}),
              0);
    EXPECT_TRUE(files().contains("obs/000108/unfiltered/hs000108_0000.fits"));
}

TEST_F(MakeObservations, HelpGoesToOutput) {
    EXPECT_EQ(run({"--help"}), 0);
    EXPECT_NE(out_.str().find("--per-folder"), std::string::npos);
}

TEST_F(MakeObservations, MisuseIsToldAndHasItsOwnExitCode) {
    const std::vector<std::vector<std::string>> misuses = {
        {},
        {"swift", "x"},
        {"small", folder(), "--per-folder", "2001"},
        {"small", folder(), "--events", "3"},
        {"halosat", folder(), "--first", "123400"},
        {"halosat", folder(), "--first", "1234"},
        {"halosat", folder(), "--count"},
        {"halosat", folder(), "--count", "many"},
        {"halosat", "--count", "3"},
    };
    for (const auto& arguments : misuses) EXPECT_EQ(run(arguments), 2) << err_.str();
    EXPECT_TRUE(files().empty());
}

TEST_F(MakeObservations, FolderThatCannotBeMadeIsAnError) {
    folder_.write("file", {});
    EXPECT_EQ(run({"halosat", folder() + "/file"}), 1);
    EXPECT_NE(err_.str().find("file"), std::string::npos);
}

}  // namespace
}  // namespace heafs
