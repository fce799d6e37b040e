#include "core/delivery/content_json.h"

#include <gtest/gtest.h>

#include "config/base/error.h"
#include "core/delivery/rules.h"

namespace heafs {
namespace {

Content sample() {
    Content content;
    content.size = 5760;
    content.inflated_size = int64_t{1} << 40;
    content.gzip = true;
    content.kind = ContentKind::kFits;
    content.first_bytes = "53494d504c45";
    content.header = {{2, "TELESCOP", "it's \"SWIFT\"\n"}};
    Finding finding = make_finding("FIT-004", "", "truncated");
    finding.hdu = 2;
    finding.extname = "EVENTS";
    finding.card = 3;
    finding.row = 4;
    finding.column = "PI";
    finding.offset = int64_t{1} << 33;
    finding.found = "a";
    finding.expected = "b";
    finding.waived = "old";
    content.findings = {finding, make_finding("SUM-002", "x", "y")};
    return content;
}

bool is_malformed(const std::string& text) {
    try {
        content_from_json(text);
    } catch (const Error& error) {
        return error.fault() == Fault::kMalformed;
    }
    return false;
}

std::string with(const std::string& from, const std::string& to) {
    std::string text = content_to_json(sample());
    const size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

TEST(ContentJson, ContentSurvives) {
    EXPECT_EQ(content_from_json(content_to_json(sample())), sample());
}

TEST(ContentJson, EmptyContentSurvives) {
    EXPECT_EQ(content_from_json(content_to_json(Content{})), Content{});
}

TEST(ContentJson, BytesThatAreNoTextDoNotBreakIt) {
    Content content = sample();
    content.findings[0].found = "\xff\xfe";
    EXPECT_NO_THROW(content_from_json(content_to_json(content)));
}

TEST(ContentJson, WhatIsNoJsonIsMalformed) {
    for (const char* text : {"", "null", "[]", "{}", "{\"size\":1}", "{", "\"x\""})
        EXPECT_TRUE(is_malformed(text)) << text;
}

TEST(ContentJson, ANegativeSizeIsMalformed) {
    EXPECT_TRUE(is_malformed(with("\"size\":5760", "\"size\":-1")));
}

TEST(ContentJson, AnUnknownKindIsMalformed) {
    EXPECT_TRUE(is_malformed(with("\"kind\":1", "\"kind\":99")));
}

TEST(ContentJson, AnUnknownRuleIsMalformed) {
    EXPECT_TRUE(is_malformed(with("FIT-004", "FIT-999")));
}

TEST(ContentJson, AnUnknownSeverityIsMalformed) {
    EXPECT_TRUE(is_malformed(with("\"error\"", "\"grave\"")));
}

TEST(ContentJson, ATextInThePlaceOfANumberIsMalformed) {
    EXPECT_TRUE(is_malformed(with("\"size\":5760", "\"size\":\"5760\"")));
}

TEST(ContentJson, MoreFindingsThanAWorkerMayGiveAreMalformed) {
    Content content;
    content.findings.assign(20001, make_finding("SUM-002", "", ""));
    EXPECT_TRUE(is_malformed(content_to_json(content)));
}

}  // namespace
}  // namespace heafs
