#include "core/fits/tile_check.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "core/base/unique_fd.h"
#include "core/delivery/content.h"
#include "core/delivery/worker_pool.h"
#include "tests/core/fits/packed_files.h"

namespace heafs {
namespace {

using packed_files::pack;
using packed_files::plain_image;
using packed_files::plain_table;
using packed_files::set_card;
using packed_files::spoil;
using packed_files::tile_place;
using testing::HasSubstr;
using testing::StartsWith;

// All that is said of the file, but that it has no checksums.
std::vector<Finding> without_sums(Content content) {
    std::erase_if(content.findings, [](const Finding& each) { return each.rule == "SUM-003"; });
    return content.findings;
}

std::vector<Finding> examined(const std::string& file) {
    const TemporaryFolder folder;
    const auto path = folder.write("a.fits", hand_made::as_bytes(file));
    const UniqueFd fd(::open(path.c_str(), O_RDONLY));
    return without_sums(examine_content(fd.get(), static_cast<int64_t>(file.size())));
}

std::string texts(const std::vector<Finding>& findings) {
    std::string all;
    for (const Finding& finding : findings) all += finding.rule + " " + finding.text + "\n";
    return all;
}

// The one finding, which is an error of TAB-020.
Finding only_error(const std::string& file) {
    const auto findings = examined(file);
    EXPECT_EQ(findings.size(), 1u) << texts(findings);
    if (findings.size() != 1) return {};
    EXPECT_EQ(findings[0].rule, "TAB-020");
    EXPECT_EQ(findings[0].severity, Severity::kError);
    EXPECT_EQ(findings[0].hdu, 2);
    return findings[0];
}

struct Method {
    const char* option;
    size_t kept;        // bytes of a spoiled tile that stay, so that its own header is good
    const char* words;  // on a spoiled tile
};
void PrintTo(const Method& method, std::ostream* out) { *out << method.option; }

class TileCheckOfMethods : public testing::TestWithParam<Method> {};

TEST_P(TileCheckOfMethods, WhatFpackWritesDecodes) {
    EXPECT_EQ(texts(examined(pack(plain_image(), GetParam().option))), "");
}

TEST_P(TileCheckOfMethods, ASpoiledTileIsAnErrorOfItsRow) {
    std::string file = pack(plain_image(), GetParam().option);
    spoil(file, 1, 1, GetParam().kept);
    const Finding finding = only_error(file);
    EXPECT_EQ(finding.row, 2);
    EXPECT_EQ(finding.extname, "COMPRESSED_IMAGE");
    EXPECT_THAT(finding.text, StartsWith("HDU 2 (COMPRESSED_IMAGE): tile 2"));
    EXPECT_THAT(finding.text, HasSubstr(GetParam().words));
    EXPECT_EQ(finding.remedy, "Compress the image or table anew with fpack");
}

INSTANTIATE_TEST_SUITE_P(All, TileCheckOfMethods,
                         testing::Values(Method{"-r", 0, "does not decode"},
                                         Method{"-g", 10, "does not decode"},
                                         Method{"-g2", 10, "does not decode"},
                                         Method{"-h", 0, "that are no stream of HCOMPRESS_1"},
                                         Method{"-p", 0, "that are no stream of PLIO_1"},
                                         Method{"-r -t 13,9", 0, "does not decode"}));

TEST(TileCheck, TilesOfAnotherSizeAreTold) {
    // fpack gives HCOMPRESS_1 tiles of 16 rows, the others of one.
    std::string file = pack(plain_image(), "-h");
    set_card(file, "ZNAXIS1", 30);
    set_card(file, "ZTILE1", 30);
    const auto findings = examined(file);
    ASSERT_EQ(findings.size(), 2u) << texts(findings);
    EXPECT_EQ(findings[0].text, "HDU 2 (COMPRESSED_IMAGE): tile 1: 640 pixels, expected 480.");
    EXPECT_EQ(findings[1].text, "HDU 2 (COMPRESSED_IMAGE): tile 2: 640 pixels, expected 480.");
    EXPECT_EQ(findings[1].row, 2);
    EXPECT_EQ(findings[1].expected, "480 pixels");
}

TEST(TileCheck, LineListsThatDrawTooMuchAreTold) {
    std::string file = pack(plain_image(), "-p");
    set_card(file, "ZNAXIS1", 30);
    set_card(file, "ZTILE1", 30);
    const auto findings = examined(file);
    ASSERT_EQ(findings.size(), 32u) << texts(findings);
    EXPECT_EQ(findings[0].text, "HDU 2 (COMPRESSED_IMAGE): tile 1: 40 pixels, expected 30.");
}

TEST(TileCheck, GzipTilesOfAnotherSizeAreTold) {
    std::string file = pack(plain_image(), "-g");
    set_card(file, "ZNAXIS1", 30);
    set_card(file, "ZTILE1", 30);
    const auto findings = examined(file);
    ASSERT_EQ(findings.size(), 32u) << texts(findings);
    EXPECT_THAT(findings[0].text,
                StartsWith("HDU 2 (COMPRESSED_IMAGE): tile 1, 80 bytes inflated for 30 pixels, "
                           "does not decode: "));
}

TEST(TileCheck, TablesOfFpackDecode) {
    EXPECT_EQ(texts(examined(pack(plain_table(), "-table"))), "");
}

TEST(TileCheck, ArraysOfVariableLengthInTablesOfFpackDecode) {
    EXPECT_EQ(texts(examined(pack(packed_files::plain_arrays(), "-table"))), "");
}

TEST(TileCheck, SpoiledArraysOfVariableLengthAreTold) {
    std::string file = pack(packed_files::plain_arrays(), "-table");
    spoil(file, 1, 0, 10);
    EXPECT_THAT(only_error(file).text,
                StartsWith("HDU 2 (EVENTS): tile 1 of column 1 (COL1) does not inflate: "));
}

TEST(TileCheck, ASpoiledColumnOfATableIsNamed) {
    std::string file = pack(plain_table(), "-table");
    spoil(file, 1, 0, 10);
    const Finding finding = only_error(file);
    EXPECT_EQ(finding.column, "COL1");
    EXPECT_EQ(finding.row, 1);
    EXPECT_THAT(finding.text,
                StartsWith("HDU 2 (EVENTS): tile 1 of column 1 (COL1) does not inflate: "));
}

TEST(TileCheck, ColumnsOfAnotherLengthAreTold) {
    std::string file = pack(plain_table(), "-table");
    set_card(file, "ZNAXIS2", 999);
    const auto findings = examined(file);
    ASSERT_FALSE(findings.empty());
    EXPECT_EQ(findings[0].rule, "TAB-020");
    EXPECT_EQ(findings[0].text,
              "HDU 2 (EVENTS): tile 1 of column 1 (COL1): more than 7992 bytes, expected 7992.");
    set_card(file, "ZNAXIS2", 1001);
    set_card(file, "ZTILELEN", 1001);
    EXPECT_EQ(examined(file)[0].text,
              "HDU 2 (EVENTS): tile 1 of column 1 (COL1): 8000 bytes, expected 8008.");
}

TEST(TileCheck, RowsOfAnotherWidthAreToldBeforeAnythingIsDecoded) {
    std::string file = pack(plain_table(), "-table");
    set_card(file, "ZNAXIS1", 15);
    const Finding finding = only_error(file);
    EXPECT_EQ(finding.text, "HDU 2 (EVENTS): the columns by ZFORMn are 16 bytes wide.");
    EXPECT_EQ(finding.expected, "ZNAXIS1 = 16");
}

TEST(TileCheck, HugeTilesAreLeftAloneAndToldSo) {
    std::string file = pack(plain_image(), "-r -w");
    set_card(file, "ZNAXIS1", int64_t{1} << 22);
    set_card(file, "ZTILE1", int64_t{1} << 22);
    const auto findings = examined(file);
    ASSERT_EQ(findings.size(), 1u) << texts(findings);
    EXPECT_EQ(findings[0].severity, Severity::kInfo);
    // 2^22 x 32 pixels; 256 MiB are 2^25 pixels of 8 bytes.
    EXPECT_EQ(findings[0].text,
              "HDU 2 (COMPRESSED_IMAGE): the tiles were not decoded: tile 1 has 134217728 pixels, "
              "at most 33554432 are decoded at once.");
}

TEST(TileCheck, AFileThatIsNotSoundIsNotDecoded) {
    std::string file = pack(plain_image(), "-r");
    spoil(file, 1, 1);
    file.resize(file.size() - 2880);
    const auto findings = examined(file);
    ASSERT_FALSE(findings.empty());
    for (const Finding& finding : findings) EXPECT_NE(finding.rule, "TAB-020") << finding.text;
}

TEST(TileCheck, AnInflatedFileIsDecodedToo) {
    const TemporaryFolder folder;
    std::string file = pack(plain_image(), "-r");
    spoil(file, 1, 1);
    const std::string path = folder.write("a.fits", hand_made::as_bytes(file)).string();
    ASSERT_EQ(output_of("gzip " + path), "");
    const UniqueFd fd(::open((path + ".gz").c_str(), O_RDONLY));
    const auto size = static_cast<int64_t>(std::filesystem::file_size(path + ".gz"));
    EXPECT_THAT(texts(without_sums(examine_content(fd.get(), size))),
                StartsWith("TAB-020 HDU 2 (COMPRESSED_IMAGE): tile 2 does not decode: "));
}

TEST(TileCheck, AWorkerInItsSandboxDecodes) {
    const TemporaryFolder folder;
    WorkerPool pool(own_worker_command(), 1);
    const auto in_worker = [&](const std::string& file) {
        const auto path = folder.write("a.fits", hand_made::as_bytes(file));
        const UniqueFd fd(::open(path.c_str(), O_RDONLY));
        return texts(without_sums(pool.examine(fd.get(), static_cast<int64_t>(file.size()))));
    };
    constexpr std::pair<const char*, size_t> kMethods[] = {
        {"-r", 0}, {"-g", 10}, {"-g2", 10}, {"-h", 0}, {"-p", 10}};
    for (const auto& [option, kept] : kMethods) {
        std::string file = pack(plain_image(), option);
        EXPECT_EQ(in_worker(file), "") << option;
        spoil(file, 1, 0, kept);
        EXPECT_THAT(in_worker(file), StartsWith("TAB-020 HDU 2 (COMPRESSED_IMAGE): tile 1"));
    }
    EXPECT_EQ(in_worker(pack(plain_table(), "-table")), "");
}

TEST(TileStream, LineListsCountTheirPixels) {
    const auto pixels = [](const std::vector<int>& words) {
        std::string list;
        for (const int word : words) list += packed_files::stored(static_cast<int16_t>(word));
        return plio_pixels(hand_made::as_bytes(list));
    };
    // A header of 7 words: the third is -100, the fourth the length of the list. Then 5 zeros,
    // 3 pixels at the value at hand (0x4000), and one at a value raised by one (0x6000).
    EXPECT_EQ(pixels({0, 7, -100, 10, 0, 0, 0, 0x0005, 0x4003, 0x6001}), 9);
    EXPECT_EQ(pixels({0, 7, -100, 11, 0, 0, 0, 0x0005, 0x4003, 0x6001}), std::nullopt);
    EXPECT_EQ(pixels({0, -2, -100, 10, 0, 0, 0, 0x0005, 0x4003, 0x6001}), std::nullopt);
    EXPECT_EQ(pixels({0, 7, -100, 8, 0, 0, 0, -1}), std::nullopt);
    EXPECT_EQ(pixels({0, 7}), std::nullopt);
}

}  // namespace
}  // namespace heafs
