// Cells whose bytes can be wrong: logical values, strings, bits, in rows and in the heap.
#include <gtest/gtest.h>

#include "core/fits/printable.h"
#include "tests/core/fits/array_descriptor.h"
#include "tests/core/fits/hand_made_fits.h"

namespace heafs {
namespace {

using namespace hand_made;
using Rules = std::vector<std::string>;

// The report on `file`, which must not depend on how it is cut.
FitsReport report_of(const std::string& file) {
    FitsReport whole = verify(file);
    for (const size_t chunk : {1, 7, 2880}) EXPECT_EQ(verify(file, chunk), whole) << chunk;
    return whole;
}

FitsReport of(const std::string& form, int64_t width, const std::string& rows,
              const std::vector<std::string>& more = {}) {
    const auto count = static_cast<int64_t>(rows.size()) / width;
    auto cards = hand_made::table_cards(width, count, 0, {form});
    cards.insert(cards.end(), more.begin(), more.end());
    return report_of(primary() + header(cards) + padded(rows, '\0'));
}

TEST(Printable, FindsTheFirstByteThatIsNot) {
    for (int value = 0; value < 256; ++value)
        for (size_t at = 0; at < 19; ++at) {
            std::string text(19, '~');
            text[at] = static_cast<char>(value);
            const bool good = value >= 32 && value <= 126;
            EXPECT_EQ(first_unprintable(hand_made::as_bytes(text)), good ? text.size() : at)
                << value;
        }
}

TEST(Strings, ThatArePrintableAreGood) {
    EXPECT_EQ(rules(of("9A", 9, "Crab     Sgr A*   ")), Rules{});
    EXPECT_EQ(rules(of("3A", 3, std::string("a\0\1b\0\xff\0\0\0", 9))), Rules{})
        << "nothing is defined behind a zero byte";
}

TEST(Strings, WithOtherBytesAreAnError) {
    const std::string rows = "Crab     Vela\x07    3C 273\xc3\xa9 ";
    const FitsReport report = of("9A", 9, rows);
    ASSERT_EQ(rules(report), Rules{"TAB-011"});
    EXPECT_EQ(report.findings[0].severity, Severity::kError);
    EXPECT_EQ(report.findings[0].row, 2);
    EXPECT_EQ(report.findings[0].column, "COL1");
    EXPECT_EQ(report.findings[0].offset, 5760 + 13);
    EXPECT_EQ(report.findings[0].found, "0x07");
    EXPECT_EQ(
        report.findings[0].text,
        "HDU 2 (EVENTS), row 2, column 1 (COL1): the string has the byte 0x07 (1 more rows).");
    EXPECT_EQ(rules(of("1A", 1, "\x7f")), Rules{"TAB-011"});
}

TEST(Strings, OfAnArrayEndEachForItself) {
    const std::string second_bad("ab\0\0\xe9\0\0\0", 8);
    EXPECT_EQ(rules(of("8A", 8, second_bad)), Rules{});
    EXPECT_EQ(rules(of("8A4", 8, second_bad)), Rules{"TAB-011"});
    EXPECT_EQ(of("8A4", 8, second_bad).findings[0].offset, 5760 + 4);
    EXPECT_EQ(rules(of("8A", 8, second_bad, {"TDIM1   = '(4,2)'"})), Rules{"TAB-011"});
    EXPECT_EQ(rules(of("8A4", 8, std::string("ab\0\xe9xyz\0", 8))), Rules{});
}

TEST(Bits, BehindTheLastThatCountsAreZero) {
    EXPECT_EQ(rules(of("11X", 2, std::string("\xff\xe0\0\0", 4))), Rules{});
    EXPECT_EQ(rules(of("16X", 2, "\xff\xff")), Rules{});
    const FitsReport report = of("11X", 2, std::string("\0\0\xff\xf0", 4));
    ASSERT_EQ(rules(report), Rules{"TAB-012"});
    EXPECT_EQ(report.findings[0].severity, Severity::kError);
    EXPECT_EQ(report.findings[0].row, 2);
    EXPECT_EQ(report.findings[0].offset, 5760 + 3);
    EXPECT_EQ(report.findings[0].text,
              "HDU 2 (EVENTS), row 2, column 1 (COL1): the last byte of the bits is 0xF0.");
}

// Rows that are wider than what is put together.
TEST(Cells, OfVeryWideRowsAreJudgedToo) {
    const int64_t width = (int64_t{3} << 20) + 2;
    std::string rows(static_cast<size_t>(2 * width), ' ');
    const std::vector<std::string> forms = {fmt::format("{}A", width - 2), "1L", "4X"};
    for (int64_t row = 1; row <= 2; ++row)
        rows.replace(static_cast<size_t>(row * width) - 2, 2, std::string("T\xf0", 2));
    EXPECT_EQ(rules(verify(primary() + table(width, 2, forms, rows))), Rules{});
    rows[static_cast<size_t>(width) + 2'000'000] = '\t';
    rows[static_cast<size_t>(2 * width) - 2] = 'x';
    rows.back() = '\1';
    const std::string file = primary() + table(width, 2, forms, rows);
    const FitsReport report = verify(file);
    ASSERT_EQ(rules(report), (Rules{"TAB-011", "TAB-010", "TAB-012"}));
    for (const Finding& finding : report.findings) EXPECT_EQ(finding.row, 2) << finding.text;
    EXPECT_EQ(report.findings[0].offset, 5760 + width + 2'000'000);
    EXPECT_EQ(verify(file, 12'345), report);
}

std::string arrays(const std::string& form, const std::string& descriptors,
                   const std::string& heap) {
    return primary() +
           table(8, static_cast<int64_t>(descriptors.size()) / 8, {form}, descriptors + heap);
}

TEST(HeapCells, OfSoundArraysAreGood) {
    const std::string heap("abcd\0\1\2", 7);
    EXPECT_EQ(rules(report_of(arrays("1PA(4)", descriptor(3, 0) + descriptor(4, 3), heap))),
              Rules{});
    EXPECT_EQ(rules(report_of(arrays("1PL(2)", descriptor(2, 0), "TF"))), Rules{});
    EXPECT_EQ(rules(report_of(arrays("1PX(11)", descriptor(11, 0), "\xff\xe0"))), Rules{});
}

TEST(HeapCells, TellTheRowWhoseArrayIsWrong) {
    // The array of the first row lies behind that of the second.
    const std::string rows = descriptor(4, 3) + descriptor(3, 0);
    const FitsReport text = report_of(arrays("1PA(4)", rows,
                                             "a\x01"
                                             "cdefg"));
    ASSERT_EQ(rules(text), Rules{"TAB-011"});
    EXPECT_EQ(text.findings[0].row, 2);
    EXPECT_EQ(text.findings[0].offset, 5760 + 16 + 1);
    const FitsReport flags = report_of(arrays("1PL(4)", rows, "TFTTTTx"));
    ASSERT_EQ(rules(flags), Rules{"TAB-010"});
    EXPECT_EQ(flags.findings[0].row, 1);
    EXPECT_EQ(flags.findings[0].text,
              "HDU 2 (EVENTS), row 1, column 1 (COL1): the logical value is 0x78.");
    const FitsReport bits = report_of(
        arrays("1PX(9)", descriptor(9, 0) + descriptor(3, 2), std::string("\0\x80\xff", 3)));
    ASSERT_EQ(rules(bits), Rules{"TAB-012"});
    EXPECT_EQ(bits.findings[0].row, 2);
}

TEST(HeapCells, AreFoundBehindAGap) {
    auto cards = hand_made::table_cards(8, 1, 24, {"1PA(4)"});
    cards.push_back(card("THEAP", 28));
    const auto with = [&cards](const std::string& heap) {
        return report_of(primary() + header(cards) +
                         padded(descriptor(4, 0) + std::string(20, '\1') + heap, '\0'));
    };
    EXPECT_EQ(rules(with("abcd")), Rules{"TAB-015"}) << "the gap";
    EXPECT_EQ(rules(with("abc\1")), (Rules{"TAB-015", "TAB-011"}));
}

}  // namespace
}  // namespace heafs
