#include "core/archive/archive.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/base/error.h"
#include "core/archive/status_json.h"
#include "core/base/files.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

namespace stdfs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

std::pair<Fault, std::string> refusal_of(const std::function<void()>& act) {
    try {
        act();
    } catch (const Error& error) {
        return {error.fault(), error.what()};
    }
    return {Fault::kSystem, "nothing was refused"};
}

TEST(CreateArchive, MakesTheFoldersOfTheDesign) {
    const TestArchive archive;
    for (const char* name :
         {"archive.toml", "missions", "data", "data/.heafs-staging", "data/.heafs-superseded",
          "deliveries", "private", "catalog.db", "tables", "index", "cache", "run"})
        EXPECT_TRUE(stdfs::exists(archive.path() / name)) << name;
}

TEST(CreateArchive, FoldersAreForTheServiceUserAlone) {
    const TestArchive archive;
    for (const char* name : {"", "data", "data/.heafs-staging", "deliveries", "private", "run"})
        EXPECT_EQ(stdfs::status(archive.path() / name).permissions(), stdfs::perms::owner_all)
            << name;
}

TEST(CreateArchive, TakesAnEmptyFolder) {
    const TestArchive setting;  // for the missions
    const TemporaryFolder folder;
    EXPECT_NO_THROW(create_archive(folder.path(), {"a", {"halosat"}, 0, 0, 1}));
    EXPECT_NO_THROW(Archive(folder.path()));
}

TEST(CreateArchive, RefusesAFolderThatHoldsSomething) {
    const TemporaryFolder folder;
    folder.write("mine", {});
    EXPECT_EQ(refusal_of([&] { create_archive(folder.path(), {}); }).first, Fault::kExists);
    EXPECT_EQ(std::distance(stdfs::directory_iterator(folder.path()), {}), 1);
}

TEST(CreateArchive, RefusesAnArchive) {
    const TestArchive archive;
    EXPECT_THAT(refusal_of([&] { create_archive(archive.path(), {}); }).second,
                HasSubstr("is an archive already"));
}

TEST(CreateArchive, AnUnknownMissionIsRefusedBeforeAnythingIsMade) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "new";
    EXPECT_EQ(refusal_of([&] {
                  create_archive(path, {"a", {"hubble"}, 0, 0, 1});
              }).first,
              Fault::kNotFound);
    EXPECT_FALSE(stdfs::exists(path));
}

TEST(Archive, KnowsItsMissions) {
    const TestArchive archive({"halosat"});
    EXPECT_NE(archive.archive().find_mission("halosat"), nullptr);
    EXPECT_EQ(archive.archive().find_mission("swift"), nullptr);
}

TEST(Archive, AnAbsentFolderIsToldHowToMakeOne) {
    const TemporaryFolder folder;
    const auto [fault, words] = refusal_of([&] { Archive(folder.path() / "none"); });
    EXPECT_EQ(fault, Fault::kNotFound);
    EXPECT_THAT(words, AllOf(HasSubstr("no such folder"), HasSubstr("heafs init")));
}

TEST(Archive, AFolderThatIsNoneIsSaidToBeNone) {
    const TemporaryFolder folder;
    const auto [fault, words] = refusal_of([&] { Archive{folder.path()}; });
    EXPECT_EQ(fault, Fault::kNotFound);
    EXPECT_THAT(words, AllOf(HasSubstr("is no archive"), HasSubstr("archive.toml")));
}

TEST(Archive, ItsOwnMissionFilesComeFirst) {
    const TestArchive archive;
    std::string text = archive.archive().find_mission("halosat")->source_text;
    const std::string title = "title = \"HaloSat";
    text.replace(text.find(title), title.size(), "title = \"Another HaloSat");
    write_file_durably(archive.path() / "missions/halosat.toml", text);
    EXPECT_THAT(Archive(archive.path()).find_mission("halosat")->title,
                HasSubstr("Another HaloSat"));
}

TEST(ResolveArchive, AnArchiveIsItself) {
    const TestArchive archive;
    EXPECT_EQ(resolve_archive(archive.path()), archive.path());
}

TEST(ResolveArchive, AMountLeadsToItsArchive) {
    const TemporaryFolder mount;
    MountStatus status;
    status.archive = "/srv/archive";
    mount.write(".heafs/status.json", bytes_of(status_to_json(status)));
    EXPECT_EQ(resolve_archive(mount.path()), "/srv/archive");
}

TEST(ResolveArchive, AnyOtherFolderIsNotFound) {
    const TemporaryFolder folder;
    const auto [fault, words] = refusal_of([&] { resolve_archive(folder.path()); });
    EXPECT_EQ(fault, Fault::kNotFound);
    EXPECT_THAT(words, HasSubstr(folder.path().string()));
}

TEST(MountStatusJson, SaysOfTablesAndProductsWhatItWasGiven) {
    MountStatus status;
    status.tables = {2, 30, 5, 1, {{"small", "2020-01-31T00:00:00Z"}}};
    status.products = {"2026-11-22T00:00:00Z", true};
    const MountStatus read = status_from_json(status_to_json(status));
    EXPECT_EQ(read.tables, status.tables);
    EXPECT_EQ(read.products, status.products);
}

TEST(MountStatusJson, ATextThatIsNoneIsMalformed) {
    for (const char* text : {"", "{}", "[1]", "{\"pid\": \"x\"}", "\xff\xfe"})
        EXPECT_EQ(refusal_of([&] { status_from_json(text); }).first, Fault::kMalformed) << text;
}

}  // namespace
}  // namespace heafs
