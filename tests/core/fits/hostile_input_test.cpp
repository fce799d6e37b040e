// What the verifier promises for any bytes at all: it ends, it does not depend on how the bytes are
// cut, and its memory does not grow with what the file claims.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <span>

#include "core/fits/verifier.h"
#include "tests/core/fits/hand_made_fits.h"

namespace heafs {
namespace {

using hand_made::card;
using hand_made::header;
using hand_made::primary;
using hand_made::table;
using hand_made::verify;

// A file with everything that is looked at: logicals, descriptors, a heap, sums, long strings.
std::string rich_file() {
    std::string rows;
    for (int i = 0; i < 300; ++i)
        rows += std::string("T\0\0\0\0\2\0\0\0\4", 9) + static_cast<char>(i) + "xF";
    std::vector<std::string> cards =
        hand_made::table_cards(12, 300, 16, {"1L", "1PI(2)", "2B", "1L"});
    cards[3] = card("NAXIS1", 12);
    cards.push_back("DATASUM = '12345'");
    cards.push_back("CHECKSUM= 'hcHjjc9ghcEghc9g'");
    return primary({"OBJECT  = 'long&'", "CONTINUE  'er'", "COMMENT x"}) + header(cards) +
           hand_made::padded(rows + std::string(16, '\1'), '\0') +
           header({"XTENSION= 'IMAGE   '", card("BITPIX", 16), card("NAXIS", 2), card("NAXIS1", 50),
                   card("NAXIS2", 60), card("PCOUNT", 0), card("GCOUNT", 1)}) +
           hand_made::padded(std::string(6000, '\2'), '\0');
}

// Between one and twenty bytes changed, mostly in headers, and sometimes the end cut off.
std::string mutated(std::string file, std::mt19937& random) {
    const std::string_view alphabet = "0123456789 '/=-+.ETFNAXISPQ(\0\xff";
    const auto changes = 1 + random() % 20;
    for (size_t i = 0; i < changes; ++i) {
        const size_t range = random() % 4 == 0 ? file.size() : 7000;
        file[random() % range] =
            random() % 2 == 0 ? alphabet[random() % alphabet.size()] : static_cast<char>(random());
    }
    if (random() % 8 == 0) file.resize(random() % file.size());
    return file;
}

TEST(HostileInput, MutatedFilesAreReportedAndNothingElseHappens) {
    const std::string file = rich_file();
    std::mt19937 random(1);
    size_t findings = 0;
    for (int i = 0; i < 20'000; ++i) findings += verify(mutated(file, random)).findings.size();
    EXPECT_GT(findings, 20'000u);
}

TEST(HostileInput, RandomBytesBehindAGoodBeginAreReported) {
    std::mt19937 random(2);
    for (int i = 0; i < 2000; ++i) {
        std::string file = card(hand_made::kSimple);
        while (file.size() < 9000) file += static_cast<char>(random());
        EXPECT_FALSE(verify(file).findings.empty());
    }
}

TEST(HostileInput, ReportDoesNotDependOnHowTheBytesAreCut) {
    const std::string file = rich_file();
    std::mt19937 random(3);
    for (int i = 0; i < 40; ++i) {
        const std::string broken = i == 0 ? file : mutated(file, random);
        const FitsReport whole = verify(broken, size_t{1} << 20, {"OBJECT", "NAXIS1"});
        for (const size_t chunk : {1, 7, 80, 2879, 2880, 2881, 8640})
            EXPECT_EQ(verify(broken, chunk, {"OBJECT", "NAXIS1"}), whole) << i << " " << chunk;
    }
}

// 2^62 bytes of data are announced, in rows of 2^40 bytes: nothing may be set aside for them.
TEST(HostileInput, AnnouncedSizesTakeNoMemory) {
    const std::string huge = std::to_string(int64_t{1} << 40);
    const FitsReport report =
        verify(primary() +
               header(hand_made::table_cards(int64_t{1} << 40, int64_t{1} << 21, 0, {huge + "L"})) +
               std::string(28800, 'x'));
    EXPECT_EQ(hand_made::rules(report), (std::vector<std::string>{"TAB-010", "FIT-004"}));
}

TEST(HostileInput, ManyHdusEndAtTheLimit) {
    const std::string extension = header({"XTENSION= 'IMAGE   '", card("BITPIX", 8),
                                          card("NAXIS", 0), card("PCOUNT", 0), card("GCOUNT", 1)});
    FitsVerifier verifier;
    verifier.feed(hand_made::as_bytes(primary()));
    for (int i = 0; i < 10'000; ++i) verifier.feed(hand_made::as_bytes(extension));
    const FitsReport report = verifier.finish();
    EXPECT_EQ(report.hdus.size(), 10'000u);
    EXPECT_EQ(hand_made::rules(report), (std::vector<std::string>{"FIT-005", "SUM-003"}));
}

TEST(HostileInput, LongStringsAreJoinedUpToALimit) {
    std::vector<std::string> cards = {"LONGSTRN= 'OGIP 1.0'", "OBJECT  = 'x&'"};
    for (int i = 0; i < 2000; ++i) cards.push_back("CONTINUE  '" + std::string(66, 'y') + "&'");
    const FitsReport report = verify(primary(cards), 2880, {"OBJECT"});
    EXPECT_EQ(hand_made::rules(report), std::vector<std::string>{"FIT-014"});
    ASSERT_EQ(report.keywords.size(), 1u);
    EXPECT_LE(report.keywords[0].value.size(), kMaxKeywordBytes);
}

TEST(HostileInput, KeywordsAreCollectedFromTheFirstHdusOnly) {
    std::string file = primary({"OBJECT  = 'x'"});
    const std::string extension =
        header({"XTENSION= 'IMAGE   '", card("BITPIX", 8), card("NAXIS", 0), card("PCOUNT", 0),
                card("GCOUNT", 1), "OBJECT  = 'x'"});
    for (int i = 0; i < 100; ++i) file += extension;
    EXPECT_EQ(verify(file, 2880, {"OBJECT"}).keywords.size(), 64u);
}

}  // namespace
}  // namespace heafs
