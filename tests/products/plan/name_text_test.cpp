#include "products/plan/name_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace heafs {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string decoded(const std::string& name) {
    const auto value = decode_name(name);
    const auto* refusal = std::get_if<SkyRefusal>(&value);
    return refusal == nullptr ? std::get<std::string>(value) : "refused: " + refusal->reason;
}

std::vector<std::string> decoded_key(const std::string& name, size_t count) {
    const auto values = decode_key(name, count);
    const auto* refusal = std::get_if<SkyRefusal>(&values);
    if (refusal != nullptr) return {"refused: " + refusal->reason};
    return std::get<std::vector<std::string>>(values);
}

TEST(NameText, PlainCharactersStandForThemselves) {
    EXPECT_EQ(encode_name("PKS_2155-304.a+B"), "PKS_2155-304.a+B");
    EXPECT_EQ(decoded("PKS_2155-304.a+B"), "PKS_2155-304.a+B");
}

TEST(NameText, OthersAreEncodedInCapitals) {
    EXPECT_EQ(encode_name("NGC 224/M*"), "NGC%20224%2FM%2A");
    EXPECT_EQ(encode_name("~|:,%"), "%7E%7C%3A%2C%25");
}

TEST(NameText, BothCasesOfHexAndNeedlessCodesAreRead) {
    EXPECT_EQ(decoded("a%2fb%2Fc"), "a/b/c");
    EXPECT_EQ(decoded("%4d31"), "M31");
    EXPECT_EQ(decoded("NGC 224"), "NGC 224");
    EXPECT_EQ(decoded("%252C"), "%2C");
}

TEST(NameText, WhatAFolderHasAlreadyGetsItsDotsEncoded) {
    EXPECT_EQ(encode_name("."), "%2E");
    EXPECT_EQ(encode_name(".."), "%2E%2E");
    EXPECT_EQ(encode_name("README.txt"), "README%2Etxt");
    EXPECT_EQ(encode_name("..5"), "..5");
}

TEST(NameText, MalformedCodesAndOtherBytesAreRefused) {
    for (const char* name : {"%", "a%2", "%zz", "%2", "5%"})
        EXPECT_THAT(decoded(name), HasSubstr("refused: '")) << name;
    EXPECT_THAT(decoded("%00"), HasSubstr("0x00"));
    EXPECT_THAT(decoded("%0A"), HasSubstr("0x0a"));
    EXPECT_THAT(decoded("%C3%A9"), HasSubstr("0xc3"));
    EXPECT_THAT(decoded("\xC3\xA9"), HasSubstr("ASCII"));
}

TEST(NameText, AKeyOfSeveralIsJoinedWithAnEncodedComma) {
    EXPECT_EQ(encode_key({"M31"}), "M31");
    EXPECT_EQ(encode_key({"M31", "7"}), "M31%2C7");
    EXPECT_EQ(encode_key({"a,b", "50%"}), "a%252Cb%2C50%2525");
    EXPECT_EQ(encode_key({"a,b"}), "a%2Cb");
    EXPECT_THAT(decoded_key("a%252cb%2C50%2525", 2), ElementsAre("a,b", "50%"));
    EXPECT_THAT(decoded_key("M31,7", 2), ElementsAre("M31", "7"));
    EXPECT_THAT(decoded_key("%2C", 2), ElementsAre("", ""));
}

TEST(NameText, AKeyOfAnotherNumberOfValuesIsRefused) {
    EXPECT_THAT(decoded_key("M31", 2)[0], HasSubstr("has 1 values, and the key here has 2"));
    EXPECT_THAT(decoded_key("a,b,c", 2)[0], HasSubstr("has 3 values"));
}

TEST(NameText, EveryValueComesBack) {
    std::mt19937 random(1);
    const auto below = [&](unsigned limit) { return static_cast<unsigned>(random()) % limit; };
    for (int i = 0; i < 10'000; ++i) {
        std::vector<std::string> values(1 + below(3));
        for (std::string& value : values)
            for (unsigned left = below(12); left > 0; --left)
                value += below(3) == 0 ? "%,./"[below(4)] : static_cast<char>(' ' + below(95));
        const std::string name = encode_key(values);
        EXPECT_EQ(decoded_key(name, values.size()), values) << name;
        EXPECT_EQ(name.find('/'), std::string::npos);
        EXPECT_EQ(encode_key(decoded_key(name, values.size())), name);
    }
}

}  // namespace
}  // namespace heafs
