#include "core/base/signature.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/base/error.h"
#include "tests/support/outside_programs.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

TEST(Signature, IsGoodForItsBytesAndNoOthers) {
    const std::string key = make_signing_key();
    const std::string signature = signature_of(key, "bytes");
    EXPECT_TRUE(signature_is_good(public_key_of(key), "bytes", signature));
    EXPECT_FALSE(signature_is_good(public_key_of(key), "byteS", signature));
}

TEST(Signature, OfAnotherKeyIsBad) {
    const std::string signature = signature_of(make_signing_key(), "bytes");
    EXPECT_FALSE(signature_is_good(public_key_of(make_signing_key()), "bytes", signature));
}

TEST(Signature, WhatIsNoBase64IsBad) {
    const std::string key = public_key_of(make_signing_key());
    EXPECT_FALSE(signature_is_good(key, "bytes", ""));
    EXPECT_FALSE(signature_is_good(key, "bytes", std::string(88, '!')));
}

TEST(Signature, TextThatIsNoKeyIsAFault) {
    EXPECT_THROW(public_key_of("Hello"), Error);
    EXPECT_THROW(signature_is_good("Hello", "bytes", ""), Error);
}

TEST(Signature, OpensslOfTheCommandLineAgrees) {
    const TemporaryFolder folder;
    const std::string key = make_signing_key();
    folder.write("key.pem", bytes_of(public_key_of(key)));
    folder.write("bytes", bytes_of("the bytes"));
    folder.write("signature", bytes_of(signature_of(key, "the bytes")));
    const std::string at = folder.path().string();
    EXPECT_THAT(output_of("cd " + at +
                          " && openssl base64 -d -A -in signature -out raw && "
                          "openssl pkeyutl -verify -rawin -pubin -inkey key.pem -in bytes "
                          "-sigfile raw"),
                testing::HasSubstr("Verified Successfully"));
}

// RFC 4648, section 10.
TEST(Base64, IsThatOfTheStandard) {
    EXPECT_EQ(base64_of(""), "");
    EXPECT_EQ(base64_of("f"), "Zg==");
    EXPECT_EQ(base64_of("foobar"), "Zm9vYmFy");
}

}  // namespace
}  // namespace heafs
