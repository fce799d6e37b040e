#include "core/base/files.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <functional>

#include "config/base/error.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

namespace stdfs = std::filesystem;

// A root with a file and a folder, and a secret beside it.
class OpenBeneath : public testing::Test {
   protected:
    OpenBeneath() {
        folder_.write("secret", bytes_of("secret"));
        folder_.write("root/file", bytes_of("file"));
        folder_.write("root/below/deep", bytes_of("deep"));
        root_ = open_folder(folder_.path() / "root");
    }
    std::optional<Fault> fault_of(const std::string& path, int flags = O_RDONLY) {
        try {
            open_beneath(root_.get(), path, flags);
        } catch (const Error& error) {
            return error.fault();
        }
        return std::nullopt;
    }
    stdfs::path at(const std::string& name) { return folder_.path() / "root" / name; }

    TemporaryFolder folder_;
    UniqueFd root_;
};

TEST_F(OpenBeneath, OpensWhatLiesBelow) {
    const UniqueFd fd = open_beneath(root_.get(), "below/deep", O_RDONLY);
    char text[8] = {};
    EXPECT_EQ(::read(fd.get(), text, sizeof text), 4);
    EXPECT_STREQ(text, "deep");
}

TEST_F(OpenBeneath, AnEmptyPathIsTheRoot) { EXPECT_FALSE(fault_of("", O_RDONLY | O_DIRECTORY)); }

TEST_F(OpenBeneath, DotsDoNotLeadOut) {
    EXPECT_TRUE(fault_of("../secret"));
    EXPECT_TRUE(fault_of("below/../../secret"));
}

TEST_F(OpenBeneath, AnAbsolutePathIsRefused) {
    EXPECT_TRUE(fault_of((folder_.path() / "secret").string()));
}

TEST_F(OpenBeneath, ALinkThatLeadsOutIsNotFollowed) {
    stdfs::create_symlink("../secret", at("link"));
    EXPECT_TRUE(fault_of("link"));
}

TEST_F(OpenBeneath, ALinkThatStaysInsideIsNotFollowedEither) {
    stdfs::create_symlink("file", at("link"));
    EXPECT_TRUE(fault_of("link"));
}

TEST_F(OpenBeneath, AFolderThatIsALinkIsNotFollowed) {
    stdfs::create_directory_symlink("below", at("link"));
    EXPECT_TRUE(fault_of("link/deep"));
}

TEST_F(OpenBeneath, WhatIsAbsentIsNotFound) { EXPECT_EQ(fault_of("none"), Fault::kNotFound); }

TEST_F(OpenBeneath, MakesAFileWithTheModeGiven) {
    open_beneath(root_.get(), "new", O_WRONLY | O_CREAT | O_EXCL, 0600);
    EXPECT_EQ(stdfs::status(at("new")).permissions(),
              stdfs::perms::owner_read | stdfs::perms::owner_write);
}

TEST_F(OpenBeneath, DoesNotMakeAFileThroughALink) {
    stdfs::create_symlink("../made", at("link"));
    EXPECT_TRUE(fault_of("link", O_WRONLY | O_CREAT));
    EXPECT_FALSE(stdfs::exists(folder_.path() / "made"));
}

TEST_F(OpenBeneath, TheDescriptorDoesNotPassToOtherPrograms) {
    EXPECT_EQ(::fcntl(open_beneath(root_.get(), "file", O_RDONLY).get(), F_GETFD), FD_CLOEXEC);
}

TEST(OpenFolder, AFileIsNoFolder) {
    const TemporaryFolder folder;
    try {
        open_folder(folder.write("file", {}));
        FAIL() << "it was opened";
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::kNotFolder);
    }
}

TEST(OpenFolder, AnAbsentOneIsNotFound) {
    const TemporaryFolder folder;
    try {
        open_folder(folder.path() / "none");
        FAIL() << "it was opened";
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::kNotFound);
    }
}

TEST(MakeFoldersBeneath, MakesWhatIsMissingAndCountsIt) {
    const TemporaryFolder folder;
    const UniqueFd root = open_folder(folder.path());
    stdfs::create_directory(folder.path() / "a");
    EXPECT_EQ(make_folders_beneath(root.get(), "a/b/c"), 2);
    EXPECT_TRUE(stdfs::is_directory(folder.path() / "a/b/c"));
}

TEST(MakeFoldersBeneath, ExistingOnesAreFine) {
    const TemporaryFolder folder;
    const UniqueFd root = open_folder(folder.path());
    make_folders_beneath(root.get(), "a/b");
    EXPECT_EQ(make_folders_beneath(root.get(), "a/b"), 0);
}

TEST(MakeFoldersBeneath, NewOnesAreForTheOwnerAlone) {
    const TemporaryFolder folder;
    make_folders_beneath(open_folder(folder.path()).get(), "a");
    EXPECT_EQ(stdfs::status(folder.path() / "a").permissions(), stdfs::perms::owner_all);
}

TEST(MakeFoldersBeneath, AFileInTheWayIsRefused) {
    const TemporaryFolder folder;
    folder.write("a", {});
    EXPECT_THROW(make_folders_beneath(open_folder(folder.path()).get(), "a/b"), Error);
}

TEST(ExistsBeneath, SeesALinkThatLeadsNowhere) {
    const TemporaryFolder folder;
    stdfs::create_symlink("none", folder.path() / "link");
    const UniqueFd root = open_folder(folder.path());
    EXPECT_TRUE(exists_beneath(root.get(), "link"));
    EXPECT_FALSE(exists_beneath(root.get(), "none"));
}

TEST(WriteFileDurably, ReplacesTheWholeContent) {
    const TemporaryFolder folder;
    write_file_durably(folder.path() / "a", "a longer text");
    write_file_durably(folder.path() / "a", "short");
    EXPECT_EQ(read_file(folder.path() / "a"), "short");
}

TEST(WriteFileDurably, LeavesNothingAside) {
    const TemporaryFolder folder;
    write_file_durably(folder.path() / "a", "text");
    EXPECT_EQ(std::distance(stdfs::directory_iterator(folder.path()), {}), 1);
}

TEST(WriteFileDurably, AnAbsentFolderIsNotFound) {
    const TemporaryFolder folder;
    EXPECT_THROW(write_file_durably(folder.path() / "none/a", "text"), Error);
}

TEST(ReadFile, GivesAllBytes) {
    const TemporaryFolder folder;
    const std::string text = std::string(200000, 'x') + '\0' + "end";
    EXPECT_EQ(read_file(folder.write("a", bytes_of(text))), text);
}

TEST(ReadFile, OneByteBeyondTheLimitIsTooBig) {
    const TemporaryFolder folder;
    const auto path = folder.write("a", bytes_of("12345"));
    EXPECT_EQ(read_file(path, 5), "12345");
    try {
        read_file(path, 4);
        FAIL() << "it was read";
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::kTooBig);
    }
}

TEST(Paths, ParentAndNameTakeAPathApart) {
    EXPECT_EQ(parent_path("a/b/c"), "a/b");
    EXPECT_EQ(parent_path("a"), "");
    EXPECT_EQ(parent_path(""), "");
    EXPECT_EQ(base_name("a/b/c"), "c");
    EXPECT_EQ(base_name("a"), "a");
}

TEST(Paths, JoiningAddsNoSlashToAnEmptyPart) {
    EXPECT_EQ(join_path("a", "b"), "a/b");
    EXPECT_EQ(join_path("", "b"), "b");
    EXPECT_EQ(join_path("a", ""), "a");
}

}  // namespace
}  // namespace heafs
