// A mission whose manifests are signed: nothing but a manifest with a good signature publishes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/files.h"
#include "tests/support/outside_programs.h"
#include "tests/support/small_fits.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

constexpr const char* kFile = "obs/0001/a.fits";
constexpr const char* kManifest = "manifest-sha256.txt";
constexpr const char* kSignature = "manifest-sha256.txt.sig";

// The key pair is openssl's.
struct KeyPair {
    KeyPair() {
        output_of(
            in_folder("openssl genpkey -algorithm ed25519 -out k && openssl pkey -in k "
                      "-pubout -outform DER | tail -c 32 | base64 > p"));
        public_key = read_file(folder.path() / "p").substr(0, 44);
    }
    std::string signature_of(const std::string& text) const {
        write_file_durably(folder.path() / "m", text);
        output_of(in_folder("openssl pkeyutl -sign -rawin -inkey k -in m -out s"));
        return read_file(folder.path() / "s");
    }
    std::string in_folder(const std::string& command) const {
        return "cd '" + folder.path().string() + "' && " + command;
    }

    TemporaryFolder folder;
    std::string public_key;
};

class SignedDelivery : public testing::Test {
   protected:
    std::string mission_text() const {
        return "[mission]\nname = \"small\"\ntitle = \"Small\"\n[delivery]\npublish = \"commit\"\n"
               "signing_keys = [\"" +
               keys_.public_key +
               "\"]\n[obs]\nfolder = \"{obs_id}\"\nparts = { obs_id = '\\d{4}' }\n";
    }
    void put(const std::string& path, std::string_view text) {
        run_.put(run_.delivery("first", "small"), path, text);
    }
    void put_file_and_manifest() {
        run_.put(run_.delivery("first", "small"), kFile, small_fits_file(1));
        put(kManifest, manifest_);
    }
    std::string verdict() { return run_.verdict("first", "small"); }
    std::string told() {
        std::string text;
        for (const Finding& finding : run_.summary("first", "small").findings)
            if (finding.rule == "DLV-012") text += finding.text + "\n";
        return text;
    }

    const KeyPair keys_;
    TestArchive archive_{{"halosat"}, {mission_text()}};
    StagingRun run_{archive_.archive()};
    const std::string manifest_ = sha256sum_of(small_fits_file(1)) + "  " + kFile + "\n";
};

TEST_F(SignedDelivery, AManifestWithAGoodSignaturePublishes) {
    put_file_and_manifest();
    EXPECT_EQ(verdict(), "receiving");
    put(kSignature, keys_.signature_of(manifest_));
    EXPECT_EQ(verdict(), "published");
    EXPECT_TRUE(run_.published("obs/small/0001/a.fits"));
}

TEST_F(SignedDelivery, WithoutSignatureItWaitsAndACommitTellsWhatIsMissing) {
    put_file_and_manifest();
    EXPECT_THAT(run_.summary("first", "small").missing, testing::Contains(kSignature));
    put("COMMIT", "");
    EXPECT_EQ(verdict(), "rejected");
    EXPECT_EQ(told(),
              "Manifest signature is missing: manifest-sha256.txt and manifest-sha256.txt.sig are "
              "needed\n");
}

TEST_F(SignedDelivery, AnotherManifestsSignatureIsBadAndAGoodOneMendsIt) {
    put_file_and_manifest();
    put(kSignature, keys_.signature_of("another\n"));
    EXPECT_EQ(verdict(), "rejected");
    EXPECT_THAT(told(), testing::HasSubstr(" is bad: it is of another manifest"));
    EXPECT_FALSE(run_.published("obs/small/0001/a.fits"));
    run_.staging().remove_file(run_.delivery("first", "small"), kSignature);
    put(kSignature, keys_.signature_of(manifest_));
    EXPECT_EQ(verdict(), "published");
    EXPECT_EQ(told(), "");
}

TEST_F(SignedDelivery, ACommitAloneDoesNotPublish) {
    run_.put(run_.delivery("first", "small"), kFile, small_fits_file(1));
    put("COMMIT", "");
    EXPECT_EQ(verdict(), "rejected");
    EXPECT_FALSE(run_.published("obs/small/0001/a.fits"));
}

}  // namespace
}  // namespace heafs
