// Pictures and encrypted messages: sound ones of other programs, and each way to spoil them.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/files.h"
#include "core/formats/openpgp.h"
#include "core/formats/preview.h"
#include "tests/support/outside_programs.h"
#include "tests/support/temporary_folder.h"

namespace heafs {
namespace {

using testing::HasSubstr;

std::string fault_of_message(std::string_view bytes, size_t chunk = 1 << 20) {
    OpenPgpCheck check;
    for (; !bytes.empty(); bytes.remove_prefix(std::min(chunk, bytes.size())))
        check.feed(std::as_bytes(std::span(bytes.substr(0, chunk))));
    return check.finish().text;
}

const std::string kKey = std::string("\xc3\x0d\x04\x09\x03\x08", 6) + std::string(9, 's');

std::string data_packet(char version, size_t bytes = 60) {
    return std::string("\xd2") + static_cast<char>(bytes) + version + std::string(bytes - 1, 'x');
}

TEST(OpenPgp, AMessageOfGnupgIsTakenHoweverItIsCut) {
    if (output_of("command -v gpg").empty()) GTEST_SKIP() << "gpg is not installed";
    const TemporaryFolder folder;
    const std::string at = folder.path().string();
    output_of(
        fmt::format("head -c 100000 /dev/urandom > {0}/a && chmod 700 {0} && gpg --homedir "
                    "{0} --batch --passphrase x --pinentry-mode loopback -c {0}/a; gpgconf "
                    "--homedir {0} --kill all",
                    at));
    const std::string message = read_file(folder.path() / "a.gpg");
    for (const size_t chunk : {size_t{1}, size_t{7}, size_t{1} << 20})
        EXPECT_EQ(fault_of_message(message, chunk), "");
    EXPECT_THAT(fault_of_message(std::string_view(message).substr(0, message.size() - 1)),
                HasSubstr("it was cut"));
}

TEST(OpenPgp, IntegrityByMdcOrAead) {
    EXPECT_EQ(fault_of_message(kKey + data_packet(1)), "");
    EXPECT_EQ(fault_of_message(kKey + data_packet(2)), "");
    EXPECT_EQ(fault_of_message(kKey + data_packet(3)), "encrypted data of version 3");
    const std::string unprotected = std::string("\xc9\x3c", 2) + std::string(60, 'x');
    EXPECT_THAT(fault_of_message(kKey + unprotected), HasSubstr("no MDC"));
}

TEST(OpenPgp, OnlyAPassphraseOpensIt) {
    const std::string public_key = std::string("\xc1\x0c\x03", 3) + std::string(11, 'k');
    EXPECT_THAT(fault_of_message(public_key + data_packet(1)), HasSubstr("to a public key"));
    EXPECT_THAT(fault_of_message(data_packet(1)), HasSubstr("no passphrase opens it"));
}

TEST(OpenPgp, WhatIsNoMessageIsTold) {
    EXPECT_THAT(fault_of_message("SIMPLE  ="), HasSubstr("byte 0x53 begins no OpenPGP packet"));
    EXPECT_THAT(fault_of_message("-----BEGIN PGP MESSAGE-----"), HasSubstr("ASCII armor"));
    EXPECT_EQ(fault_of_message(""), "there is no encrypted data");
    EXPECT_EQ(fault_of_message(kKey), "there is no encrypted data");
    EXPECT_EQ(fault_of_message(kKey + data_packet(1) + "\xd2"), "bytes follow the encrypted data");
    EXPECT_THAT(fault_of_message(kKey + data_packet(1, 20)), HasSubstr("too few"));
}

PreviewReport preview(const std::string& bytes) {
    return check_preview(std::as_bytes(std::span(bytes)));
}

// The pictures that begin the fuzzing of this check, made by Python's zlib and by hand.
std::string seed(int number) {
    const TemporaryFolder folder;
    output_of(fmt::format("{} {}/tests/fuzz/make_seeds.py {}", HEAFS_PYTHON, HEAFS_SOURCE_DIR,
                          folder.path().string()));
    return read_file(folder.path() / fmt::format("preview/seed{}", number));
}

TEST(Previews, OfEachKindHaveTheirSize) {
    for (const int kind : {0, 1, 2}) EXPECT_EQ(preview(seed(kind)), (PreviewReport{16, 16, ""}));
}

TEST(Previews, ThatWereCutAnywhereAreNotWhole) {
    for (const int kind : {0, 1, 2}) {
        const std::string picture = seed(kind);
        for (size_t bytes = 9; bytes < picture.size(); ++bytes)
            EXPECT_NE(preview(picture.substr(0, bytes)).fault, "") << kind << " at " << bytes;
    }
}

TEST(Previews, AChangedByteOfPngIsTold) {
    std::string picture = seed(0);
    picture[45] = static_cast<char>(picture[45] ^ 1);
    EXPECT_THAT(preview(picture).fault, HasSubstr("its CRC is wrong"));
}

TEST(Previews, APictureOfOnePixelIsNoPreview) {
    std::string picture = seed(1);
    picture[6] = 1;
    EXPECT_EQ(preview(picture).fault, "1 x 16 pixels: a preview has 16 to 20000 a side");
}

TEST(Previews, OtherBytesAreNone) { EXPECT_EQ(preview("BM").fault, "neither PNG, GIF nor JPEG"); }

}  // namespace
}  // namespace heafs
