#include "core/archive/escrow.h"

#include <gtest/gtest.h>

#include "config/base/error.h"
#include "tests/support/temporary_folder.h"

namespace heafs {
namespace {

class Escrow : public testing::Test {
   protected:
    void leave(const std::string& obs_id, const std::string& text) {
        const auto folder = folder_.path() / "keys" / "swift";
        std::filesystem::create_directories(folder);
        folder_.write("keys/swift/" + obs_id, std::as_bytes(std::span(text)));
    }
    std::optional<EscrowedKey> key(const std::string& mission, const std::string& obs_id) {
        return find_escrowed_key(folder_.path(), mission, obs_id);
    }
    TemporaryFolder folder_;
};

TEST_F(Escrow, TheFirstLineIsThePassphraseAndOthersNamePlaintexts) {
    const std::string hash(64, 'a');
    leave("00012345001", "four words of it\n" + hash + "  x_cl.evt.gz\n");
    const auto found = key("swift", "00012345001");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->passphrase, "four words of it");
    EXPECT_EQ(found->sha256_by_name.at("x_cl.evt.gz"), hash);
}

TEST_F(Escrow, AnObservationWithoutOneHasNone) {
    leave("1", "secret");
    EXPECT_FALSE(key("swift", "2"));
    EXPECT_FALSE(key("halosat", "1"));
    EXPECT_EQ(key("swift", "1")->passphrase, "secret");
}

TEST_F(Escrow, NamesThatLeadElsewhereHaveNone) {
    leave("1", "secret");
    for (const char* obs_id : {"", "..", "../swift/1", "./1"}) EXPECT_FALSE(key("swift", obs_id));
    EXPECT_FALSE(key("../keys/swift", "1"));
}

TEST_F(Escrow, AFileWithoutAPassphraseIsAFault) {
    leave("1", "\nsecret\n");
    EXPECT_THROW(key("swift", "1"), Error);
}

}  // namespace
}  // namespace heafs
