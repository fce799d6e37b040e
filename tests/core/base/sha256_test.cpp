#include "core/base/sha256.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <vector>

#include "core/base/unique_fd.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

struct Vector {
    std::string text;
    const char* hash;
};

class NistVectors : public testing::TestWithParam<Vector> {};

TEST_P(NistVectors, HaveTheirHash) { EXPECT_EQ(sha256_hex(GetParam().text), GetParam().hash); }

// NIST, examples with intermediate values for SHA-256, and the empty message.
INSTANTIATE_TEST_SUITE_P(
    Each, NistVectors,
    testing::Values(Vector{"abc",
                           "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
                    Vector{"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
                    Vector{"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                           "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
                    Vector{std::string(1000000, 'a'),
                           "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"}));

TEST(Sha256, PartsGiveTheHashOfTheWhole) {
    Sha256 hash;
    hash.update(bytes_of("a"));
    hash.update({});
    hash.update(bytes_of("bc"));
    EXPECT_EQ(hash.hex(), sha256_hex("abc"));
}

TEST(Sha256, FeedingMayGoOnAfterAnAnswer) {
    Sha256 hash;
    hash.update(bytes_of("ab"));
    EXPECT_EQ(hash.hex(), sha256_hex("ab"));
    hash.update(bytes_of("c"));
    EXPECT_EQ(hash.hex(), sha256_hex("abc"));
}

TEST(Sha256OfFile, AgreesWithSha256sum) {
    const TemporaryFolder folder;
    const std::string text(3 << 20, 'z');
    const UniqueFd fd(::open(folder.write("a", bytes_of(text)).c_str(), O_RDONLY));
    EXPECT_EQ(sha256_of_file(fd.get(), "a"), sha256sum_of(bytes_of(text)));
}

TEST(Sha256OfFile, ReadsFromTheStartAndLeavesThePositionAlone) {
    const TemporaryFolder folder;
    const UniqueFd fd(::open(folder.write("a", bytes_of("abc")).c_str(), O_RDONLY));
    ::lseek(fd.get(), 2, SEEK_SET);
    EXPECT_EQ(sha256_of_file(fd.get(), "a"), sha256_hex("abc"));
    EXPECT_EQ(::lseek(fd.get(), 0, SEEK_CUR), 2);
}

// The first 15 of the 64 digits of NIST's "abc".
TEST(Hash60, IsTheFirstSixtyBits) { EXPECT_EQ(hash60("abc"), 0xba7816bf8f01cfeu); }

}  // namespace
}  // namespace heafs
