// The fields of ASCII tables.
#include "core/fits/ascii_walk.h"

#include <gtest/gtest.h>

#include "tests/core/fits/hand_made_fits.h"

namespace heafs {
namespace {

using hand_made::card;
using hand_made::header;
using hand_made::padded;
using hand_made::primary;
using hand_made::rules;
using hand_made::verify;
using Rules = std::vector<std::string>;

// FITS 4.0, section 7.2.5.
TEST(AsciiNumbers, OfFitsAreGood) {
    for (const char* text : {"12", "  -7 ", "+0", "", "    "})
        EXPECT_EQ(ascii_number_fault('I', text), nullptr) << text;
    for (const char* text : {"1.", "-.5", " 3.25 ", "1.0E5", "1.0D-05", "2.5+3", "1.E+38", "   "})
        EXPECT_EQ(ascii_number_fault('E', text), nullptr) << text;
}

TEST(AsciiNumbers, OfOtherKindsAreNot) {
    for (const char* text : {"1.5", "x", "-", "1e5"})
        EXPECT_STREQ(ascii_number_fault('I', text), "is no integer") << text;
    for (const char* text : {"NaN", ".", "1.5x", "1.0E", "1.0E+", "--1.", "1.0e5", "0x1.0"})
        EXPECT_STREQ(ascii_number_fault('F', text), "is no number") << text;
    EXPECT_STREQ(ascii_number_fault('F', "125"), "has no decimal point");
    EXPECT_STREQ(ascii_number_fault('D', "1E5"), "has no decimal point");
    EXPECT_STREQ(ascii_number_fault('F', "1 2.5"), "has a blank within it");
    EXPECT_STREQ(ascii_number_fault('I', "1 2"), "has a blank within it");
}

// Rows of 16 bytes: an integer, a blank, a real number, a blank, text.
FitsReport of(const std::string& rows, const std::vector<std::string>& more = {}) {
    std::vector<std::string> cards = {"XTENSION= 'TABLE   '",
                                      card("BITPIX", 8),
                                      card("NAXIS", 2),
                                      card("NAXIS1", 16),
                                      card("NAXIS2", static_cast<int64_t>(rows.size()) / 16),
                                      card("PCOUNT", 0),
                                      card("GCOUNT", 1),
                                      card("TFIELDS", 3),
                                      card("TBCOL1", 1),
                                      "TFORM1  = 'I5      '",
                                      "TTYPE1  = 'N       '",
                                      card("TBCOL2", 7),
                                      "TFORM2  = 'F6.2    '",
                                      "TTYPE2  = 'X       '",
                                      card("TBCOL3", 14),
                                      "TFORM3  = 'A3      '",
                                      "TTYPE3  = 'NAME    '",
                                      "EXTNAME = 'LIST    '"};
    cards.insert(cards.end(), more.begin(), more.end());
    const std::string file = primary() + header(cards) + padded(rows, ' ');
    FitsReport whole = verify(file);
    for (const size_t chunk : {1, 7, 2880}) EXPECT_EQ(verify(file, chunk), whole) << chunk;
    return whole;
}

TEST(AsciiTables, OfGoodFieldsAreGood) {
    EXPECT_EQ(rules(of("   12   1.25 abc"
                       "                ")),
              Rules{});
}

TEST(AsciiTables, FieldsThatDoNotParseAreAnError) {
    const FitsReport report =
        of("   12   1.25 abc"
           "    7    125 def"
           "    8    126 ghi");
    ASSERT_EQ(rules(report), Rules{"TAB-013"});
    EXPECT_EQ(report.findings[0].severity, Severity::kError);
    EXPECT_EQ(report.findings[0].row, 2);
    EXPECT_EQ(report.findings[0].column, "X");
    EXPECT_EQ(report.findings[0].offset, 5760 + 16 + 6);
    EXPECT_EQ(report.findings[0].text,
              "HDU 2 (LIST), row 2, column 2 (X): the field `   125` has no decimal point (1 more "
              "rows).");
    EXPECT_EQ(rules(of("  1 2   1.25 abc")), Rules{"TAB-013"});
    EXPECT_EQ(rules(of("    x   1.25 abc")), Rules{"TAB-013"});
}

TEST(AsciiTables, TnullIsNoNumberToBe) {
    const std::vector<std::string> null = {"TNULL2  = '***'"};
    EXPECT_EQ(rules(of("   12 ***    abc", null)), Rules{});
    EXPECT_EQ(rules(of("   12 ***    abc")), Rules{"TAB-013"});
    EXPECT_EQ(rules(of("   12 **     abc", null)), Rules{"TAB-013"});
}

TEST(AsciiTables, FieldsArePrintable) {
    const FitsReport report = of("   12   1.25 a\tc");
    ASSERT_EQ(rules(report), Rules{"TAB-011"});
    EXPECT_EQ(report.findings[0].row, 1);
    EXPECT_EQ(report.findings[0].column, "NAME");
    EXPECT_EQ(report.findings[0].offset, 5760 + 14);
    EXPECT_EQ(report.findings[0].text,
              "HDU 2 (LIST), row 1, column 3 (NAME): the field has the byte 0x09.");
    EXPECT_EQ(rules(of(std::string("   12   1.25 a\0c", 16))), Rules{"TAB-011"});
    EXPECT_EQ(rules(of("   \x01"
                       "2   1.25 abc")),
              Rules{"TAB-011"})
        << "told once";
}

TEST(AsciiTables, BetweenFieldsEndsOfLinesMayStand) {
    EXPECT_EQ(rules(of("   12\t  1.25\nabc")), Rules{});
    const FitsReport report = of("   12\xa0  1.25 abc");
    ASSERT_EQ(rules(report), Rules{"TAB-011"});
    EXPECT_EQ(report.findings[0].text,
              "HDU 2 (LIST), row 1, between two fields: the byte 0xA0 is no ASCII.");
}

}  // namespace
}  // namespace heafs
