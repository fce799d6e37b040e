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
        const auto header = tar_header(member);
        file.write(reinterpret_cast<const char*>(header.data()), kTarBlock);
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

}  // namespace
}  // namespace heafs
