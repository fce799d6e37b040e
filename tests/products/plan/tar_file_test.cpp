#include "products/plan/tar_file.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/outside_programs.h"
#include "tests/support/temporary_folder.h"

namespace heafs {
namespace {

TEST(TarFile, SizesCountHeadersFillAndTheTwoEmptyBlocks) {
    EXPECT_EQ(tar_bytes({}), 1024);
    EXPECT_EQ(tar_bytes({{"a", 0, 0}}), 512 + 1024);
    EXPECT_EQ(tar_bytes({{"a", 1, 0}, {"b", 512, 0}, {"c", 513, 0}}),
              3 * 512 + 512 + 512 + 1024 + 1024);
}

// What tar itself lists of a file that is nothing but a header and a hole.
std::string tar_lists(const TarMember& member) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "a.tar";
    {
        std::ofstream file(path, std::ios::binary);
        const auto head = tar_head(member);
        EXPECT_EQ(static_cast<int64_t>(head.size()), tar_head_bytes(member));
        file.write(reinterpret_cast<const char*>(head.data()),
                   static_cast<std::streamsize>(head.size()));
    }
    std::filesystem::resize_file(path, static_cast<uintmax_t>(tar_bytes({member})));
    return output_of("TZ=UTC tar --full-time --numeric-owner -tvf " + path.string());
}

TEST(TarFile, TarReadsNameSizeModeAndTime) {
    EXPECT_EQ(tar_lists({"spectrum.pha", 31680, 1219442595}),
              "-r--r--r-- 0/0           31680 2008-08-22 22:03:15 spectrum.pha\n");
}

TEST(TarFile, TarReadsSizesBeyondEightGigabytes) {
    const std::string list = tar_lists({"events.fits", (int64_t{1} << 33) + 7, 0});
    EXPECT_NE(list.find(" 8589934599 1970-01-01 00:00:00 events.fits"), std::string::npos) << list;
}

TEST(TarFile, LongNamesAreDividedAtASlash) {
    const std::string name = std::string(90, 'a') + "/" + std::string(60, 'b') + "/c.fits";
    EXPECT_EQ(tar_head_bytes({name, 0, 0}), 512);
    EXPECT_NE(tar_lists({name, 5, 0}).find(" " + name + "\n"), std::string::npos);
}

// Around each limit of the fields, tar lists the name that was given.
TEST(TarFile, NamesOfAnyLengthAreRead) {
    for (const size_t length : {99, 100, 101, 155, 156, 255, 256, 257, 300, 995, 1000, 4000}) {
        const std::string whole(length, 'x');
        EXPECT_NE(tar_lists({whole, 5, 0}).find(" " + whole + "\n"), std::string::npos) << length;
        std::string parts;
        while (parts.size() < length) parts += std::string(97, 'd') + "/";
        parts = parts.substr(0, length - 1) + "f";
        EXPECT_NE(tar_lists({parts, 5, 0}).find(" " + parts + "\n"), std::string::npos) << length;
    }
}

TEST(TarFile, BsdtarReadsTheSameNames) {
    if (output_of("command -v bsdtar").empty()) GTEST_SKIP() << "bsdtar is not here";
    const TemporaryFolder folder;
    const std::string name = std::string(120, 'x') + "/" + std::string(120, 'y');
    const auto head = tar_head({name, 0, 0});
    {
        std::ofstream file(folder.path() / "a.tar", std::ios::binary);
        file.write(reinterpret_cast<const char*>(head.data()),
                   static_cast<std::streamsize>(head.size()));
    }
    std::filesystem::resize_file(folder.path() / "a.tar",
                                 static_cast<uintmax_t>(tar_bytes({{name, 0, 0}})));
    EXPECT_EQ(output_of("bsdtar -tf " + (folder.path() / "a.tar").string()), name + "\n");
}

}  // namespace
}  // namespace heafs
