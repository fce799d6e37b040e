// How tables describe their columns: names, display formats, units.
#include "core/fits/column_cards.h"

#include <gtest/gtest.h>

#include "core/fits/unit_text.h"
#include "tests/core/fits/hand_made_fits.h"

namespace heafs {
namespace {

using hand_made::card;
using hand_made::header;
using hand_made::primary;
using hand_made::rules;
using hand_made::verify;
using Rules = std::vector<std::string>;
using Cards = std::vector<std::string>;

// Of an empty table with these columns, their names replaced.
FitsReport named(const Cards& names) {
    const Cards forms(names.size(), "1I");
    Cards cards = hand_made::table_cards(2 * static_cast<int64_t>(names.size()), 0, 0, forms);
    for (size_t i = 0; i < names.size(); ++i)
        cards[9 + 2 * i] = fmt::format("TTYPE{:<3}= '{}'", i + 1, names[i]);
    return verify(primary() + header(cards));
}

FitsReport with(const std::string& form, int64_t width, const Cards& more) {
    Cards cards = hand_made::table_cards(width, 0, 0, {form});
    cards.insert(cards.end(), more.begin(), more.end());
    return verify(primary() + header(cards));
}

TEST(ColumnNames, OfLettersDigitsAndUnderscoresAreGood) {
    EXPECT_EQ(rules(named({"PHA", "PI_2", "x"})), Rules{});
}

TEST(ColumnNames, OtherCharactersAreAWarning) {
    const FitsReport report = named({"PHA", "COUNT RATE"});
    ASSERT_EQ(rules(report), Rules{"TAB-004"});
    EXPECT_EQ(report.findings[0].severity, Severity::kWarning);
    EXPECT_EQ(report.findings[0].column, "COUNT RATE");
    EXPECT_EQ(report.findings[0].card, 12);
    EXPECT_EQ(report.findings[0].found, "TTYPE2  = 'COUNT RATE'");
    EXPECT_EQ(report.findings[0].text,
              "HDU 2 (EVENTS): the name of column 2 (`COUNT RATE`, card 12) has a blank.");
    EXPECT_EQ(named({"1FGL"}).findings.at(0).text,
              "HDU 2 (EVENTS): the name of column 1 (`1FGL`, card 10) begins with `1`.");
    EXPECT_EQ(rules(named({"_X"})), Rules{"TAB-004"});
}

TEST(ColumnNames, AreUniqueWhateverTheirCase) {
    const FitsReport report = named({"Pha", "PHA"});
    ASSERT_EQ(rules(report), Rules{"TAB-004"});
    EXPECT_EQ(report.findings[0].text,
              "HDU 2 (EVENTS): column 2 (`PHA`, card 12) has the name of column 1, for case does "
              "not count.");
}

TEST(ColumnNames, AreUniqueInSixteenCharacters) {
    EXPECT_EQ(rules(named({"HIGH_VOLTAGE_A_1", "HIGH_VOLTAGE_A_2"})), Rules{});
    const FitsReport report = named({"HIGH_VOLTAGE_A_12", "HIGH_VOLTAGE_A_13"});
    ASSERT_EQ(rules(report), Rules{"TAB-004"});
    EXPECT_EQ(report.findings[0].text,
              "HDU 2 (EVENTS): column 2 (`HIGH_VOLTAGE_A_13`, card 12) begins with the same 16 "
              "characters as column 1.");
}

TEST(ColumnNames, ArePresent) {
    Cards cards = hand_made::table_cards(4, 0, 0, {"1I", "1I"});
    cards.erase(cards.begin() + 9);
    const FitsReport report = verify(primary() + header(cards));
    ASSERT_EQ(rules(report), Rules{"TAB-004"});
    EXPECT_EQ(report.findings[0].text, "HDU 2 (EVENTS): 1 of the columns has no name: 1.");
    EXPECT_EQ(report.findings[0].remedy, "Write TTYPE1 = 'NAME'");
}

// FITS 4.0, table 20.
TEST(DisplayFormats, FitTheirTypes) {
    EXPECT_EQ(display_fault("A8", 'A'), "");
    EXPECT_EQ(display_fault("L1", 'L'), "");
    for (const char* format : {"I5", "I5.3", "B16", "O6", "Z4.4", "F8.2", "G12.5"})
        EXPECT_EQ(display_fault(format, 'J'), "") << format;
    for (const char* format : {"F8.2", "E15.7", "E15.7E3", "EN12.3", "ES12.3", "D25.17", "G9.3"})
        EXPECT_EQ(display_fault(format, 'D'), "") << format;
    EXPECT_EQ(display_fault("G10.3", 'A'), "");
    EXPECT_EQ(display_fault("I5", 'E'), "does not show a column of type E");
    EXPECT_EQ(display_fault("A5", 'J'), "does not show a column of type J");
    EXPECT_EQ(display_fault("L1", 'X'), "does not show a column of type X");
    EXPECT_EQ(display_fault("F8.2", 'A'), "does not show a column of type A");
}

TEST(DisplayFormats, AreWrittenAsFitsHasThem) {
    for (const char* format : {"5I", "I", "F8.", "Q7", "1PE12.4", "I0", "A5.2", "F8.2E2", "i5", ""})
        EXPECT_EQ(display_fault(format, 'J'), "is no format of FITS") << format;
    EXPECT_EQ(display_fault("I3.5", 'J'), "asks for more digits than it has columns");
    EXPECT_EQ(display_fault("F4.4", 'E'), "is too narrow for its digits");
    EXPECT_EQ(display_fault("E10.7", 'E'), "is too narrow for its digits");
    EXPECT_EQ(display_fault("F8", 'E'), "does not say how many digits follow the decimal point");
}

TEST(DisplayFormats, ThatAreWrongAreAnErrorWithTheirCard) {
    EXPECT_EQ(rules(with("1J", 4, {"TDISP1  = 'I8'"})), Rules{});
    EXPECT_EQ(rules(with("1PJ(3)", 8, {"TDISP1  = 'I8'"})), Rules{});
    EXPECT_EQ(rules(with("1J", 4, {"TDISP1  = ''"})), Rules{}) << "no format at all";
    const FitsReport report = with("1E", 4, {"TDISP1  = 'I8'"});
    ASSERT_EQ(rules(report), Rules{"TAB-007"});
    EXPECT_EQ(report.findings[0].severity, Severity::kError);
    EXPECT_EQ(report.findings[0].column, "COL1");
    EXPECT_EQ(report.findings[0].card, 12);
    EXPECT_EQ(report.findings[0].offset, 2880 + 11 * 80);
    EXPECT_EQ(report.findings[0].text,
              "HDU 2 (EVENTS): the display format of column 1 (COL1) in card 12 (`TDISP1  = 'I8'`) "
              "does not show a column of type E; its TFORM is `1E`.");
}

// FITS 4.0, tables 3 to 6; OGIP/93-001 with its own examples.
TEST(Units, OfFitsAndOgipAreKnown) {
    for (const char* unit : {"s",
                             "keV",
                             "count/s",
                             "count s-1",
                             "ct/s",
                             "erg/cm**2/s",
                             "erg cm-2 s-1",
                             "cm2",
                             "m^2",
                             "sr^-1",
                             "10**-3 count/s",
                             "10^-20 W",
                             "10+3 m",
                             "10**(-11) erg/cm**2/s",
                             "log(Hz)",
                             "sqrt(erg/s)",
                             "photon/cm**2/MeV/s",
                             "(kg m s-2)",
                             "m**(1/2)",
                             "/s",
                             "1/s",
                             "mCrab",
                             "MeV.cm-2",
                             "deg",
                             "arcsec**2",
                             "kbyte",
                             "chan",
                             "mJy/beam",
                             "J/(m2 s)",
                             "us",
                             "degC"})
        EXPECT_TRUE(is_unit(unit)) << unit;
}

TEST(Units, ThatNobodyDefinedAreNot) {
    for (const char* unit :
         {"",          "counts",  "counts/s", "sec",  "KeV", "NA",  "deg, deg, m",
          "channel",   "Celsius", "s s/",     "m**",  "(m",  "m)",  "2*10**(-5)s",
          "kilobytes", "kdeg",    "mmm",      "m//s", "1",   "log", "5 s"})
        EXPECT_FALSE(is_unit(unit)) << unit;
    EXPECT_FALSE(is_unit(std::string(200, '(') + "m" + std::string(200, ')')));
    EXPECT_FALSE(is_unit(std::string(100'000, 'm')));
}

TEST(Units, ThatWereProbablyMeantAreNamed) {
    EXPECT_EQ(probable_unit("counts/s"), "count/s");
    EXPECT_EQ(probable_unit("Counts/sec"), "count/s");
    EXPECT_EQ(probable_unit("KEV"), "keV");
    EXPECT_EQ(probable_unit("ergs/cm**2/sec"), "erg/cm**2/s");
    EXPECT_EQ(probable_unit("Celsius"), "degC");
    EXPECT_EQ(probable_unit("furlong"), "");
}

TEST(ColumnUnits, ThatAreNoneAreAWarningWithTheRightOne) {
    EXPECT_EQ(rules(with("1E", 4, {"TUNIT1  = 'count/s'"})), Rules{});
    EXPECT_EQ(rules(with("1E", 4, {"TUNIT1  = '       '"})), Rules{});
    const FitsReport report = with("1E", 4, {"TUNIT1  = 'counts/s'"});
    ASSERT_EQ(rules(report), Rules{"TAB-016"});
    EXPECT_EQ(report.findings[0].severity, Severity::kWarning);
    EXPECT_EQ(report.findings[0].card, 12);
    EXPECT_EQ(report.findings[0].text,
              "HDU 2 (EVENTS): the unit of column 1 (COL1) in card 12 (`TUNIT1  = 'counts/s'`) is "
              "none of FITS or OGIP: `counts/s`.");
    EXPECT_EQ(report.findings[0].remedy, "Use `count/s`");
}

TEST(ColumnUnits, AreToldOnceForAllColumnsThatHaveThem) {
    Cards cards = hand_made::table_cards(12, 0, 0, {"1E", "1E", "1E"});
    for (const char* unit : {"TUNIT1  = 'sec'", "TUNIT2  = 'sec'", "TUNIT3  = 'sec'"})
        cards.push_back(unit);
    const FitsReport report = verify(primary() + header(cards));
    ASSERT_EQ(rules(report), Rules{"TAB-016"});
    EXPECT_NE(report.findings[0].text.find("column 1 (COL1) and of 2 more columns"),
              std::string::npos)
        << report.findings[0].text;
}

TEST(ColumnUnits, OfTimesAndEnergiesArePresent) {
    const auto of = [](const std::string& name, const std::string& form, int64_t width) {
        Cards cards = hand_made::table_cards(width, 0, 0, {form});
        cards[9] = "TTYPE1  = '" + name + "'";
        return verify(primary() + header(cards));
    };
    EXPECT_EQ(rules(of("GRADE", "1I", 2)), Rules{}) << "a number without dimension";
    EXPECT_EQ(rules(of("TIME", "20A", 20)), Rules{}) << "a date in words";
    const FitsReport report = of("TIME", "1D", 8);
    ASSERT_EQ(rules(report), Rules{"TAB-016"});
    EXPECT_EQ(report.findings[0].column, "TIME");
    EXPECT_EQ(report.findings[0].text, "HDU 2 (EVENTS): column 1 (TIME) has no unit.");
    EXPECT_EQ(report.findings[0].expected, "TUNIT1");
}

TEST(ColumnCards, OfAsciiTablesAreJudgedToo) {
    const auto ascii = [](const Cards& more) {
        Cards cards = {"XTENSION= 'TABLE   '", card("BITPIX", 8),  card("NAXIS", 2),
                       card("NAXIS1", 8),      card("NAXIS2", 0),  card("PCOUNT", 0),
                       card("GCOUNT", 1),      card("TFIELDS", 1), card("TBCOL1", 1),
                       "TFORM1  = 'F8.3    '"};
        cards.insert(cards.end(), more.begin(), more.end());
        return rules(verify(primary() + header(cards)));
    };
    EXPECT_EQ(ascii({"TTYPE1  = 'X'", "TDISP1  = 'F8.3'", "TUNIT1  = 'mm'"}), Rules{});
    EXPECT_EQ(ascii({}), Rules{"TAB-004"});
    EXPECT_EQ(ascii({"TTYPE1  = 'X'", "TDISP1  = 'I8'"}), Rules{"TAB-007"});
    EXPECT_EQ(ascii({"TTYPE1  = 'X'", "TUNIT1  = 'inch'"}), Rules{"TAB-016"});
}

}  // namespace
}  // namespace heafs
