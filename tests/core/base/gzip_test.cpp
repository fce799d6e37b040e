#include "core/base/gzip.h"

#include <gtest/gtest.h>

#include <functional>

#include "core/base/files.h"
#include "core/base/gzip_bytes.h"
#include "tests/support/outside_programs.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

// 200,000 bytes that gzip makes a quarter of.
std::string sample_text() {
    std::string text;
    uint32_t state = 12345;
    while (text.size() < 200000) {
        state = state * 1664525 + 1013904223;
        text += "0123456789abcdef"[state >> 28];
    }
    return text;
}

// What the gzip program makes of `text`.
std::string gzipped(const std::string& text, const std::string& options = "-9") {
    const TemporaryFolder folder;
    const auto path = folder.write("text", bytes_of(text));
    output_of("gzip " + options + " '" + path.string() + "'");
    return read_file(path.string() + ".gz");
}

struct Inflated {
    std::string text;
    std::optional<GzipFault> fault;
};

Inflated inflated(const std::string& stream, size_t chunk = SIZE_MAX) {
    Inflated result;
    Gunzip gunzip([&](std::span<const std::byte> bytes) { result.text += text_of(bytes); });
    for (size_t at = 0; at < stream.size();) {
        const std::string part = stream.substr(at, chunk);
        gunzip.feed(bytes_of(part));
        at += part.size();
    }
    result.fault = gunzip.finish();
    return result;
}

TEST(Gunzip, InflatesWhatTheGzipProgramMade) {
    const Inflated result = inflated(gzipped(sample_text()));
    EXPECT_FALSE(result.fault);
    EXPECT_EQ(result.text, sample_text());
}

TEST(Gunzip, TakesAStreamWithoutTheNameOfItsFile) {
    EXPECT_FALSE(inflated(gzipped(sample_text(), "-n -1")).fault);
}

TEST(Gunzip, AnEmptyContentIsWhole) {
    const Inflated result = inflated(gzipped(""));
    EXPECT_FALSE(result.fault);
    EXPECT_EQ(result.text, "");
}

class GunzipChunks : public testing::TestWithParam<size_t> {};

TEST_P(GunzipChunks, OfAnySizeGiveTheSameBytes) {
    const Inflated result = inflated(gzipped(sample_text()), GetParam());
    EXPECT_FALSE(result.fault);
    EXPECT_EQ(result.text, sample_text());
}

INSTANTIATE_TEST_SUITE_P(Each, GunzipChunks, testing::Values(1, 2, 7, 4096, 65536));

TEST(Gunzip, ACutStreamIsFoundWhereverItIsCut) {
    const std::string stream = gzipped("some text");
    for (size_t length = 0; length < stream.size(); ++length) {
        const Inflated result = inflated(stream.substr(0, length));
        ASSERT_TRUE(result.fault) << length;
        EXPECT_EQ(result.fault->rule, "SEC-011");
        EXPECT_EQ(result.fault->offset, static_cast<int64_t>(length));
    }
}

class GunzipTails : public testing::TestWithParam<size_t> {};

TEST_P(GunzipTails, BytesAfterTheMemberAreFoundAtTheirPlace) {
    const std::string stream = gzipped("some text");
    const Inflated result = inflated(stream + "x", GetParam());
    ASSERT_TRUE(result.fault);
    EXPECT_EQ(result.fault->rule, "SEC-011");
    EXPECT_EQ(result.fault->offset, static_cast<int64_t>(stream.size()));
}

INSTANTIATE_TEST_SUITE_P(Each, GunzipTails, testing::Values(1, SIZE_MAX));

TEST(Gunzip, ASecondMemberIsRefused) {
    EXPECT_EQ(inflated(gzipped("one") + gzipped("two")).fault->rule, "SEC-011");
}

// RFC 1952, 2.3.1: the last eight bytes are CRC32 and ISIZE.
TEST(Gunzip, ADamagedCrcIsFound) {
    std::string stream = gzipped("some text");
    stream[stream.size() - 8] ^= 1;
    EXPECT_EQ(inflated(stream).fault->rule, "SEC-011");
}

TEST(Gunzip, AWrongLengthIsFound) {
    std::string stream = gzipped("some text");
    stream[stream.size() - 1] ^= 1;
    EXPECT_EQ(inflated(stream).fault->rule, "SEC-011");
}

TEST(Gunzip, ADamagedStreamEndsTheInflating) {
    std::string stream = gzipped(sample_text());
    stream[stream.size() / 2] ^= 0x55;
    const Inflated result = inflated(stream, 4096);
    ASSERT_TRUE(result.fault);
    EXPECT_LE(result.text.size(), sample_text().size());
}

TEST(Gunzip, WhatIsNoGzipIsRefused) { EXPECT_EQ(inflated("SIMPLE  = T").fault->rule, "SEC-011"); }

// 300 MiB of zeros, deflated by gzip itself: far more than 200 to 1.
TEST(Gunzip, ABombStopsSoonAfterTheFreeExpansion) {
    const std::string bomb = output_of("head -c 314572800 /dev/zero | gzip -1 | base64 -w0");
    const TemporaryFolder folder;
    const auto encoded = folder.write("bomb", bytes_of(bomb));
    const std::string stream = output_of("base64 -d '" + encoded.string() + "'");
    int64_t inflated_bytes = 0;
    Gunzip gunzip([&](std::span<const std::byte> bytes) {
        inflated_bytes += static_cast<int64_t>(bytes.size());
    });
    gunzip.feed(bytes_of(stream));
    const auto fault = gunzip.finish();
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->rule, "SEC-010");
    EXPECT_LT(inflated_bytes, (256 << 20) + (1 << 20));
}

TEST(Gunzip, AMaskOfZerosBelowTheFreeExpansionIsTaken) {
    EXPECT_FALSE(inflated(gzipped(std::string(8 << 20, '\0'))).fault);
}

TEST(Gunzip, CountsWhatCameOut) {
    Gunzip gunzip([](std::span<const std::byte>) {});
    gunzip.feed(bytes_of(gzipped(sample_text())));
    EXPECT_EQ(gunzip.inflated_bytes(), 200000);
}

}  // namespace
}  // namespace heafs
