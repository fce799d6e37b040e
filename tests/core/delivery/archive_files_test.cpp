// Rules must not cry wolf: what missions have in their archives passes under the shipped profiles.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/files.h"
#include "core/base/unique_fd.h"
#include "core/delivery/judgement.h"

namespace heafs {
namespace {

namespace stdfs = std::filesystem;

const stdfs::path kSource = HEAFS_SOURCE_DIR;
const stdfs::path kData = kSource / "../shared/data";

// "path: rule text" of every finding that keeps a file out.
std::vector<std::string> errors_of(const std::string& mission_name, const stdfs::path& observation,
                                   const std::vector<stdfs::path>& files,
                                   const std::string& delivered_as) {
    const Mission mission = load_mission(mission_name, {kSource / "config/missions"});
    std::vector<std::string> errors;
    for (const stdfs::path& file : files) {
        const UniqueFd fd(::open(file.c_str(), O_RDONLY));
        const Content content =
            examine_content(fd.get(), static_cast<int64_t>(stdfs::file_size(file)));
        const std::string path = delivered_as + file.lexically_relative(observation).string();
        for (const Finding& finding : judge_file(mission, path, content))
            if (rejects(finding)) errors.push_back(path + ": " + finding.rule + " " + finding.text);
    }
    return errors;
}

std::vector<stdfs::path> files_below(const stdfs::path& folder) {
    std::vector<stdfs::path> files;
    for (const auto& entry : stdfs::recursive_directory_iterator(folder))
        if (entry.is_regular_file()) files.push_back(entry.path());
    return files;
}

TEST(ArchiveFiles, AllOfASwiftObservationPass) {
    const auto observation = kData / "swift/00030795038";
    if (!stdfs::exists(observation)) GTEST_SKIP() << "no real data beside the sources";
    EXPECT_THAT(
        errors_of("swift", observation, files_below(observation), "obs/2008_08/00030795038/"),
        testing::IsEmpty());
}

TEST(ArchiveFiles, OfNustarHousekeepingAndInventoryPass) {
    const auto observation = kData / "nustar/60160619002";
    if (!stdfs::exists(observation)) GTEST_SKIP() << "no real data beside the sources";
    auto files = files_below(observation / "hk");
    files.push_back(observation / "nu60160619002.cat.gz");
    EXPECT_THAT(errors_of("nustar", observation, files, "obs/01/6/60160619002/"),
                testing::IsEmpty());
}

}  // namespace
}  // namespace heafs
