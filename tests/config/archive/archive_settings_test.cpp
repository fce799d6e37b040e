#include "config/archive/archive_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/base/error.h"

namespace heafs {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

std::string refusal_of(const std::string& text) {
    try {
        parse_archive_settings(text, "archive.toml");
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::kMalformed) << error.what();
        return error.what();
    }
    return "nothing was refused";
}

TEST(ArchiveSettings, AreReadFromTheirText) {
    const ArchiveSettings settings = parse_archive_settings(
        "name = 'main'\nmissions = ['swift']\nreserve = '2GiB'\nballast = '1MiB'\nworkers = 4\n"
        "cache = '3MiB'\n",
        "archive.toml");
    EXPECT_EQ(settings, (ArchiveSettings{"main", {"swift"}, 2147483648, 1048576, 4, 3145728}));
}

TEST(ArchiveSettings, HaveDefaultsForAllButTheName) {
    EXPECT_EQ(parse_archive_settings("name = 'a'", "archive.toml"),
              (ArchiveSettings{"a", {}, std::nullopt, 67108864, 2, 10737418240}));
}

TEST(ArchiveSettings, SurviveBeingWrittenAndRead) {
    const ArchiveSettings settings{"main", {"halosat", "swift"}, 1000, 0, 64, 1025};
    EXPECT_EQ(parse_archive_settings(archive_settings_text(settings), "archive.toml"), settings);
}

TEST(ArchiveSettings, AnAutomaticReserveSurvivesBeingWrittenAndRead) {
    const ArchiveSettings settings{"main", {}, std::nullopt, 67108864, 1, 0};
    EXPECT_EQ(parse_archive_settings(archive_settings_text(settings), "archive.toml"), settings);
}

TEST(ArchiveSettings, ANameWithAQuoteSurvivesBeingWrittenAndRead) {
    const ArchiveSettings settings{"the \"main\" \\ archive", {}, std::nullopt, 0, 1, 1};
    EXPECT_EQ(parse_archive_settings(archive_settings_text(settings), "archive.toml"), settings);
}

TEST(ArchiveSettings, TheTextTellsTheSizeOfTheCacheInWholeUnits) {
    ArchiveSettings settings;
    settings.name = "a";
    EXPECT_THAT(archive_settings_text(settings), HasSubstr("\ncache = \"10GiB\"\n"));
}

TEST(ArchiveSettings, ACacheThatIsNoSizeIsRefused) {
    EXPECT_THAT(refusal_of("name = 'a'\ncache = 'big'"),
                AllOf(StartsWith("archive.toml:2: cache"), HasSubstr("'big' is no size")));
}

TEST(ArchiveSettings, NeedAName) { EXPECT_THAT(refusal_of("workers = 1"), HasSubstr("name")); }

TEST(ArchiveSettings, AnUnknownKeyIsRefusedWithLineAndTheNearestName) {
    EXPECT_THAT(refusal_of("name = 'a'\nworker = 3"),
                AllOf(StartsWith("archive.toml:2: worker"), HasSubstr("'workers'")));
}

TEST(ArchiveSettings, ASizeThatIsNoneIsRefusedWithItsLine) {
    EXPECT_THAT(refusal_of("name = 'a'\nreserve = 'much'"),
                AllOf(StartsWith("archive.toml:2: reserve"), HasSubstr("'much' is no size")));
}

TEST(ArchiveSettings, WorkersAreOneToSixtyFour) {
    EXPECT_THAT(refusal_of("name = 'a'\nworkers = 0"), HasSubstr("between 1 and 64"));
    EXPECT_THAT(refusal_of("name = 'a'\nworkers = 65"), HasSubstr("between 1 and 64"));
}

struct Size {
    const char* text;
    int64_t bytes;
};

class Sizes : public testing::TestWithParam<Size> {};

TEST_P(Sizes, AreNumbersWithBinaryUnits) {
    EXPECT_EQ(parse_bytes(GetParam().text), GetParam().bytes);
}

INSTANTIATE_TEST_SUITE_P(Each, Sizes,
                         testing::Values(Size{"0", 0}, Size{"1000", 1000}, Size{"7B", 7},
                                         Size{"1KiB", 1024}, Size{"64MiB", 67108864},
                                         Size{"2GiB", 2147483648}, Size{"1TiB", 1099511627776},
                                         Size{"9223372036854775807", INT64_MAX}));

class BadSizes : public testing::TestWithParam<const char*> {};

TEST_P(BadSizes, AreRefused) { EXPECT_THROW(parse_bytes(GetParam()), Error); }

INSTANTIATE_TEST_SUITE_P(Each, BadSizes,
                         testing::Values("", "MiB", "-1", "1 MiB", "1mib", "1MB", "1.5GiB",
                                         "8388608TiB", "9223372036854775808", "0x10"));

}  // namespace
}  // namespace heafs
