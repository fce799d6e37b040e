#include "core/fits/card.h"

#include <gtest/gtest.h>

#include "tests/core/fits/hand_made_fits.h"

namespace heafs {
namespace {

struct Parsed {
    std::string bytes;
    Card card;
    explicit Parsed(const std::string& text)
        : bytes(hand_made::card(text)), card(parse_card(bytes)) {}
};

std::vector<CardFaultAt> faults(const std::string& text) {
    const Parsed parsed(text);
    return {parsed.card.faults().begin(), parsed.card.faults().end()};
}

using Faults = std::vector<CardFaultAt>;

TEST(Card, IntegerInFixedFormatHasNameValueAndComment) {
    const Parsed parsed("NAXIS1  =                 -512 / length of the axis");
    EXPECT_EQ(parsed.card.name, "NAXIS1");
    EXPECT_EQ(parsed.card.kind, ValueKind::kInteger);
    EXPECT_EQ(integer_value(parsed.card), -512);
    EXPECT_EQ(parsed.card.value_end_column, 30);
    EXPECT_EQ(parsed.card.comment, " length of the axis");
    EXPECT_TRUE(parsed.card.faults().empty());
}

// FITS 4.0, 4.2.1.1: trailing blanks are not significant, leading ones are, '' stands for '.
TEST(Card, StringKeepsLeadingBlanksAndUndoublesQuotes) {
    const Parsed parsed("OBJECT  = ' Barnard''s star   ' / name");
    EXPECT_EQ(parsed.card.kind, ValueKind::kString);
    EXPECT_EQ(value_text(parsed.card), " Barnard's star");
    EXPECT_TRUE(parsed.card.faults().empty());
}

TEST(Card, SlashInsideAStringIsNoComment) {
    const Parsed parsed("TUNIT1  = 'count/s '");
    EXPECT_EQ(value_text(parsed.card), "count/s");
    EXPECT_EQ(parsed.card.comment, "");
}

TEST(Card, NullStringIsAnEmptyString) {
    const Parsed parsed("OBJECT  = ''");
    EXPECT_EQ(parsed.card.kind, ValueKind::kString);
    EXPECT_EQ(value_text(parsed.card), "");
    EXPECT_TRUE(parsed.card.faults().empty());
}

TEST(Card, LogicalIsOneLetter) {
    EXPECT_EQ(Parsed("SIMPLE  =                    T").card.kind, ValueKind::kLogical);
    EXPECT_EQ(faults("EXTEND  =                 TRUE"), (Faults{{CardFault::kBadLogical, 27}}));
}

TEST(Card, RealTakesPointAndUpperCaseExponent) {
    for (const char* value : {"1.5", "-.5", "1.", "+2.5E-3", "1D5", "-1.25D+02"})
        EXPECT_EQ(Parsed(std::string("EXPOSURE= ") + value).card.kind, ValueKind::kReal) << value;
}

TEST(Card, LowerCaseExponentIsAFault) {
    EXPECT_EQ(faults("EXPOSURE= 1.5e3"), (Faults{{CardFault::kLowerCaseExponent, 11}}));
}

TEST(Card, BrokenNumbersAreFaults) {
    for (const char* value : {"1.2.3", "1E", "+", "12A", "1-2", "."})
        EXPECT_EQ(faults(std::string("EXPOSURE= ") + value), (Faults{{CardFault::kBadNumber, 11}}))
            << value;
}

TEST(Card, ComplexNeedsParenthesesAndComma) {
    EXPECT_EQ(Parsed("CPLX    = (1.0, -2)").card.kind, ValueKind::kComplex);
    EXPECT_TRUE(faults("CPLX    = (1.0, -2)").empty());
    for (const char* value : {"(1 2)", "(1,2", "(1,2,3)", "(,)", "(a,b)"})
        EXPECT_EQ(faults(std::string("CPLX    = ") + value), (Faults{{CardFault::kBadComplex, 11}}))
            << value;
}

TEST(Card, ValueThatIsAbsentIsUndefined) {
    EXPECT_EQ(Parsed("OBJECT  =").card.kind, ValueKind::kUndefined);
    EXPECT_EQ(Parsed("OBJECT  =                      / unknown").card.kind, ValueKind::kUndefined);
}

TEST(Card, UnquotedTextIsNoValue) {
    EXPECT_EQ(faults("OBJECT  = Crab / name"), (Faults{{CardFault::kUnknownValue, 11}}));
}

TEST(Card, UnterminatedStringIsAFault) {
    EXPECT_EQ(faults("OBJECT  = 'Crab / name"), (Faults{{CardFault::kUnterminatedString, 11}}));
    EXPECT_EQ(faults("OBJECT  = 'Crab''"), (Faults{{CardFault::kUnterminatedString, 11}}));
}

TEST(Card, CommentWithoutSlashIsAFault) {
    EXPECT_EQ(faults("NAXIS   =                    2 axes"),
              (Faults{{CardFault::kMissingSlash, 32}}));
    EXPECT_EQ(faults("OBJECT  = 'Crab' nebula"), (Faults{{CardFault::kMissingSlash, 18}}));
}

TEST(Card, NameMustBeginInColumnOne) {
    EXPECT_EQ(faults(" OBJECT = 'Crab'"), (Faults{{CardFault::kNameNotLeftJustified, 1}}));
}

TEST(Card, NameTakesUpperCaseDigitsDashAndUnderscoreOnly) {
    EXPECT_TRUE(faults("DATE-OBS= '2020-01-01'").empty());
    EXPECT_TRUE(faults("A_1     = 5").empty());
    EXPECT_EQ(faults("OBjECT  = 'Crab'"), (Faults{{CardFault::kNameCharacter, 3}}));
    EXPECT_EQ(faults("A B     = 5"), (Faults{{CardFault::kNameCharacter, 2}}));
    EXPECT_EQ(faults(";Fields: FILESIZE"), (Faults{{CardFault::kNameCharacter, 1}}));
}

TEST(Card, UnprintableByteIsAFaultAtItsColumn) {
    EXPECT_EQ(faults("COMMENT a\tb"), (Faults{{CardFault::kNotPrintable, 10}}));
    EXPECT_EQ(faults(std::string("OB\0ECT  = 'x'", 13)), (Faults{{CardFault::kNotPrintable, 3}}));
}

TEST(Card, CommentaryHasNoValueWhateverItSays) {
    for (const char* text : {"COMMENT = 'not a string", "HISTORY   1.2.3", "         free text = 5",
                             "HIERARCH ESO DET = 'x", "NOTE     without a value indicator"}) {
        const Parsed parsed(text);
        EXPECT_EQ(parsed.card.kind, ValueKind::kNone) << text;
        EXPECT_TRUE(parsed.card.faults().empty()) << text;
    }
}

TEST(Card, ContinueCarriesAString) {
    const Parsed parsed("CONTINUE  'of the string&' / more");
    EXPECT_EQ(parsed.card.kind, ValueKind::kString);
    EXPECT_EQ(value_text(parsed.card), "of the string&");
}

TEST(Card, EndMustStandAlone) {
    EXPECT_TRUE(faults("END").empty());
    EXPECT_EQ(faults("END     x"), (Faults{{CardFault::kEndNotBlank, 9}}));
}

TEST(Card, IntegerBeyond64BitsHasNoValue) {
    EXPECT_EQ(integer_value(Parsed("NAXIS1  = 9223372036854775807").card), INT64_MAX);
    EXPECT_EQ(integer_value(Parsed("NAXIS1  = 9223372036854775808").card), std::nullopt);
}

TEST(Card, QuotedShowsUnprintableBytes) {
    EXPECT_EQ(quoted(std::string_view("A\0B\xff  ", 6)), "A\\x00B\\xFF");
}

}  // namespace
}  // namespace heafs
