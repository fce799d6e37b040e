#include "fs/tree/node.h"

#include <gtest/gtest.h>

#include "tests/support/test_archive.h"

namespace heafs {
namespace {

TEST(FolderIno, TheRootIsOne) { EXPECT_EQ(folder_ino(""), 1u); }

// 2^62 and the first 15 of the 64 digits of NIST's SHA-256 of "abc".
TEST(FolderIno, IsTheHashOfThePathInItsRange) {
    EXPECT_EQ(folder_ino("abc"), 0x4000000000000000u + 0xba7816bf8f01cfeu);
}

TEST(FolderIno, LiesBelowSnapshotsAndAboveStaging) {
    for (const char* path : {"obs", "FTP", "obs/swift/2008_08", "delivery"}) {
        EXPECT_GE(folder_ino(path), uint64_t{1} << 62);
        EXPECT_LT(folder_ino(path), (uint64_t{1} << 62) + (uint64_t{1} << 61));
    }
}

TEST(SnapshotIno, LiesBelowProducts) {
    EXPECT_GE(snapshot_ino("report.txt", "a"), (uint64_t{1} << 62) + (uint64_t{1} << 61));
    EXPECT_LT(snapshot_ino("report.txt", "a"), uint64_t{1} << 63);
}

TEST(SnapshotIno, AnotherTextIsAnotherInode) {
    EXPECT_NE(snapshot_ino("report.txt", "a"), snapshot_ino("report.txt", "b"));
}

TEST(SnapshotIno, TheSameTextIsTheSameInode) {
    EXPECT_EQ(snapshot_ino("report.txt", "a"), snapshot_ino("report.txt", "a"));
}

TEST(SnapshotIno, PathAndTextDoNotRunTogether) {
    EXPECT_NE(snapshot_ino("a", "bc"), snapshot_ino("ab", "c"));
}

}  // namespace
}  // namespace heafs
