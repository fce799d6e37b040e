#include "core/delivery/manifest_signature.h"

#include <gtest/gtest.h>

#include "core/base/files.h"
#include "core/base/signature.h"
#include "tests/support/outside_programs.h"
#include "tests/support/temporary_folder.h"

namespace heafs {
namespace {

constexpr const char* kManifest = "0123  obs/a.fits\n";

// A key and a signature that openssl made.
class ManifestSignatureTest : public testing::Test {
   protected:
    ManifestSignatureTest() {
        write_file_durably(folder_.path() / "m", kManifest);
        output_of("cd '" + folder_.path().string() +
                  "' && openssl genpkey -algorithm ed25519 -out k && openssl pkey -in k -pubout "
                  "-out p && openssl pkeyutl -sign -rawin -inkey k -in m -out s");
        pem_ = read_file(folder_.path() / "p");
        signature_ = read_file(folder_.path() / "s");
    }
    std::string fault(const std::string& signature, const std::string& until = "",
                      const std::string& manifest = kManifest) {
        const auto judged =
            judge_signature({{"ops.pem", pem_, until}}, manifest, signature, "2026-11-22");
        return judged.fault ? judged.fault->text : "";
    }
    TemporaryFolder folder_;
    std::string pem_, signature_;
};

TEST_F(ManifestSignatureTest, OneThatOpensslMadeIsGood) {
    ASSERT_EQ(signature_.size(), 64U);
    EXPECT_EQ(fault(signature_), "");
    EXPECT_EQ(fault(base64_of(signature_) + "\n"), "");
    EXPECT_EQ(fault(signature_, "2026-11-22"), "");
}

TEST_F(ManifestSignatureTest, AnExpiredKeyIsNamed) {
    EXPECT_EQ(fault(signature_, "2026-11-21"), "Manifest signature by ops.pem is expired");
}

TEST_F(ManifestSignatureTest, OneOfAnotherManifestIsBad) {
    EXPECT_EQ(fault(signature_, "", "4567  obs/a.fits\n"),
              "Manifest signature by ops.pem is bad: it is of another manifest, or by an unknown "
              "key");
}

TEST_F(ManifestSignatureTest, OtherTextIsBad) {
    EXPECT_NE(fault("Hello").find("is bad: 5 bytes"), std::string::npos);
}

}  // namespace
}  // namespace heafs
