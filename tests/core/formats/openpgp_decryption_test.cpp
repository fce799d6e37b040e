// Messages of GnuPG opened with their passphrase, and each way in which they are not opened.
#include "core/formats/openpgp_decryption.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/files.h"
#include "tests/support/outside_programs.h"
#include "tests/support/temporary_folder.h"

namespace heafs {
namespace {

using testing::HasSubstr;

// 100 kB that do not compress, encrypted by gpg with more words of its command line.
class OpenPgpDecryptionTest : public testing::Test {
   protected:
    void SetUp() override {
        if (output_of("command -v gpg").empty()) GTEST_SKIP() << "gpg is not installed";
        output_of(fmt::format("head -c 100000 /dev/urandom > {0}/a; chmod 700 {0}", at()));
        plain_sha256_ = output_of(fmt::format("sha256sum < {}/a", at())).substr(0, 64);
    }
    std::string at() const { return folder_.path().string(); }
    std::string message(const std::string& words) {
        output_of(
            fmt::format("rm -f {0}/a.gpg; gpg --homedir {0} --batch --passphrase 'a secret' "
                        "--pinentry-mode loopback {1} -o {0}/a.gpg -c {0}/a 2>&1; gpgconf "
                        "--homedir {0} --kill all",
                        at(), words));
        return read_file(folder_.path() / "a.gpg");
    }
    static OpenPgpPlaintext open(std::string_view bytes, const std::string& passphrase,
                                 size_t chunk = 1 << 20) {
        OpenPgpDecryption decryption(passphrase);
        for (; !bytes.empty(); bytes.remove_prefix(std::min(chunk, bytes.size())))
            decryption.feed(std::as_bytes(std::span(bytes.substr(0, chunk))));
        return decryption.finish();
    }

    TemporaryFolder folder_;
    std::string plain_sha256_;
};

TEST_F(OpenPgpDecryptionTest, ThePassphraseGivesThePlaintext) {
    for (const char* words :
         {"", "--cipher-algo AES128", "--cipher-algo AES192", "--cipher-algo AES256",
          "--compress-algo none", "--compress-algo zlib", "--compress-algo zip", "--s2k-mode 1",
          "--s2k-digest-algo SHA512", "--s2k-digest-algo SHA1 --cipher-algo AES256",
          "--s2k-count 65011712"}) {
        const OpenPgpPlaintext plain = open(message(words), "a secret");
        EXPECT_EQ(plain.fault, "") << words;
        EXPECT_EQ(plain.sha256, plain_sha256_) << words;
    }
}

TEST_F(OpenPgpDecryptionTest, HoweverTheBytesAreCut) {
    const std::string whole = message("");
    for (const size_t chunk : {size_t{1}, size_t{17}, size_t{4099}})
        EXPECT_EQ(open(whole, "a secret", chunk).sha256, plain_sha256_);
}

TEST_F(OpenPgpDecryptionTest, AnotherPassphraseDoesNotOpenIt) {
    const std::string whole = message("");
    for (const char* other : {"another", "a secre", "", "A secret"})
        EXPECT_THAT(open(whole, other).fault, HasSubstr("the passphrase is another one"));
}

// A plaintext that was changed behind its passphrase: the hash in the message tells.
TEST_F(OpenPgpDecryptionTest, ChangedDataAreToldByTheMdc) {
    for (const double where : {0.4, 0.7, 0.9}) {
        std::string whole = message("--compress-algo none");
        whole[static_cast<size_t>(static_cast<double>(whole.size()) * where)] ^= 1;
        EXPECT_THAT(open(whole, "a secret").fault, HasSubstr("the data were changed")) << where;
    }
    std::string whole = message("--compress-algo none");
    whole.back() ^= 1;
    EXPECT_THAT(open(whole, "a secret").fault, HasSubstr("the MDC"));
}

TEST_F(OpenPgpDecryptionTest, AnotherCompressionIsOpenedWithoutAHash) {
    const OpenPgpPlaintext plain = open(message("--compress-algo bzip2"), "a secret");
    EXPECT_EQ(plain.fault, "");
    EXPECT_EQ(plain.sha256, "");
}

TEST_F(OpenPgpDecryptionTest, OtherCiphersAreNotKnownHere) {
    const OpenPgpPlaintext plain = open(message("--cipher-algo TWOFISH"), "a secret");
    EXPECT_THAT(plain.fault, HasSubstr("not opened here"));
    EXPECT_FALSE(plain.is_known);
}

}  // namespace
}  // namespace heafs
