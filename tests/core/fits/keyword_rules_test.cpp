// Each rule about keywords on a file that violates only it.
#include "core/fits/keyword_rules.h"

#include <gtest/gtest.h>

#include "core/fits/date_value.h"
#include "tests/core/fits/hand_made_fits.h"

namespace heafs {
namespace {

using hand_made::card;
using hand_made::find;
using hand_made::header;
using hand_made::kSimple;
using hand_made::padded;
using hand_made::primary;
using hand_made::rules;
using hand_made::verify;
using Rules = std::vector<std::string>;
using Cards = std::vector<std::string>;

// A binary table of one row of two columns of bytes with further cards.
std::string table_with(const Cards& more) {
    Cards cards = hand_made::table_cards(2, 1, 0, {"1B", "1B"});
    cards.insert(cards.end(), more.begin(), more.end());
    return primary() + header(cards) + padded(std::string(2, '\1'), '\0');
}

// An image of 2 x 2 pixels with further cards.
std::string image_with(const Cards& more) {
    Cards cards = {kSimple, card("BITPIX", 16), card("NAXIS", 2), card("NAXIS1", 2),
                   card("NAXIS2", 2)};
    cards.insert(cards.end(), more.begin(), more.end());
    return header(cards) + padded(std::string(8, '\1'), '\0');
}

const Cards kWcs = {"CTYPE1  = 'RA---TAN'", "CTYPE2  = 'DEC--TAN'", "CRPIX1  = 1.0",
                    "CRPIX2  = 1.0",        "CRVAL1  = 83.6",       "CRVAL2  = 22.0",
                    "CDELT1  = -0.1",       "CDELT2  = 0.1"};

// kWcs with card `at` replaced by `text`, and `more` behind.
std::string wcs_image(size_t at, const std::string& text, const Cards& more = {}) {
    Cards cards = kWcs;
    cards[at] = text;
    cards.insert(cards.end(), more.begin(), more.end());
    return image_with(cards);
}

Cards compressed_cards(const Cards& changed) {
    Cards cards = hand_made::table_cards(8, 2, 0, {"1PB(0)"});
    cards[9] = "TTYPE1  = 'COMPRESSED_DATA'";
    const Cards own = changed.empty() ? Cards{"ZCMPTYPE= 'RICE_1'", "ZBITPIX = 16"} : changed;
    cards.insert(cards.end(), {"ZIMAGE  = T", "ZNAXIS  = 2", "ZNAXIS1 = 4", "ZNAXIS2 = 2"});
    cards.insert(cards.end(), own.begin(), own.end());
    return cards;
}

std::string compressed(const Cards& changed = {}) {
    return primary() + header(compressed_cards(changed)) + padded(std::string(16, '\0'), '\0');
}

TEST(KeywordRules, DeprecatedKeywordsAreWarnings) {
    EXPECT_EQ(rules(verify(primary({"EPOCH   = 2000.0"}))), Rules{"FIT-018"});
    const FitsReport blocked = verify(primary({"BLOCKED =                    T"}));
    ASSERT_EQ(rules(blocked), Rules{"FIT-018"});
    EXPECT_EQ(blocked.findings[0].severity, Severity::kWarning);
    EXPECT_EQ(blocked.findings[0].text, "HDU 1: BLOCKED in card 4 is deprecated.");
    EXPECT_EQ(rules(verify(primary({"EQUINOX = 2000.0"}))), Rules{});
}

TEST(KeywordRules, ManyRotationsAreOneRemark) {
    const FitsReport report = verify(image_with({"CROTA1  = 0.0", "CROTA2  = 30.0"}));
    ASSERT_EQ(rules(report), Rules{"FIT-018"});
    EXPECT_EQ(report.findings[0].severity, Severity::kInfo);
}

TEST(KeywordRules, KeywordsStandInFittingHdus) {
    const FitsReport report = verify(table_with({"BUNIT   = 'count'"}));
    ASSERT_EQ(rules(report), Rules{"FIT-019"});
    EXPECT_EQ(report.findings[0].severity, Severity::kError);
    EXPECT_EQ(report.findings[0].text,
              "HDU 2 (EVENTS): the keyword BUNIT in card 14 does not belong into a table.");
    EXPECT_EQ(rules(verify(image_with({"BUNIT   = 'count'"}))), Rules{});
    EXPECT_EQ(rules(verify(image_with({"TFIELDS = 1"}))), Rules{"FIT-019"});
    EXPECT_EQ(rules(verify(image_with({"TTYPE1  = 'X'"}))), Rules{"FIT-019"});
    EXPECT_EQ(rules(verify(table_with({"EXTEND  = T"}))), Rules{"FIT-019"});
    EXPECT_EQ(rules(verify(primary({"PTYPE1  = 'UU'"}))), Rules{"FIT-019"});
}

TEST(KeywordRules, BlankHasNoMeaningForFloats) {
    EXPECT_EQ(
        rules(verify(header({kSimple, card("BITPIX", -32), card("NAXIS", 0), "BLANK   = 1"}))),
        Rules{"FIT-019"});
    EXPECT_EQ(rules(verify(image_with({"BLANK   = -1"}))), Rules{});
}

TEST(KeywordRules, ExtensionsContradictExtendF) {
    const std::string file = table_with({});
    EXPECT_EQ(rules(verify(primary({"EXTEND  =                    F"}) + file.substr(2880))),
              Rules{"FIT-019"});
    EXPECT_EQ(rules(verify(primary({"EXTEND  =                    F"}))), Rules{});
}

// FITS 4.0, 9.1.1: CCYY-MM-DD[Thh:mm:ss[.s...]], five digits and a sign for other years.
TEST(DateForm, KnowsDaysAndTimes) {
    for (const char* good :
         {"2008-08-01", "2008-08-01T00:00:00", "2008-02-29", "2016-12-31T23:59:60",
          "1999-01-01T12:34:56.789", "-04713-11-24T12:00:00"})
        EXPECT_EQ(date_form(good), DateForm::kIso) << good;
    for (const char* bad : {"", "2008-13-01", "2009-02-29", "2008-08-01T24:00:00", "2008-08-01Z",
                            "2008-08-01 00:00:00", "2008-8-1", "12:00:00", "31/02/99", "1/1/99",
                            "2008-08-01T00:00:00Z", "2008-08-01T00:00:0x"})
        EXPECT_EQ(date_form(bad), DateForm::kWrong) << bad;
    EXPECT_EQ(date_form("31/12/99"), DateForm::kOld);
}

TEST(KeywordRules, DatesAreIso) {
    const FitsReport wrong = verify(primary({"DATE-OBS= 'yesterday'"}));
    ASSERT_EQ(rules(wrong), Rules{"FIT-020"});
    EXPECT_EQ(wrong.findings[0].severity, Severity::kError);
    EXPECT_EQ(rules(verify(primary({"DATE    = '2008-08-01T01:02:03'"}))), Rules{});
    EXPECT_EQ(rules(verify(primary({"DATEMODE= 'slow'"}))), Rules{});
}

TEST(KeywordRules, OldDatesAreWarningsThatTellTheYear) {
    const FitsReport report = verify(primary({"DATE-OBS= '01/02/08'"}));
    ASSERT_EQ(rules(report), Rules{"FIT-020"});
    EXPECT_EQ(report.findings[0].severity, Severity::kWarning);
    EXPECT_EQ(report.findings[0].text,
              "HDU 1: the date `01/02/08` of DATE-OBS in card 4 has the old form and means the "
              "year 1908.");
    EXPECT_EQ(report.findings[0].expected, "1908-02-01");
}

TEST(KeywordRules, NamesOfExtensionsAreUnique) {
    const std::string one = table_with({}).substr(2880);
    const FitsReport report = verify(primary() + one + one);
    ASSERT_EQ(rules(report), Rules{"FIT-021"});
    EXPECT_EQ(report.findings[0].text,
              "HDU 3 (EVENTS): HDUs 2 and 3 both have the name `EVENTS`, EXTVER 1 and EXTLEVEL 1.");
    const std::string other = table_with({"EXTVER  = 2"}).substr(2880);
    EXPECT_EQ(rules(verify(primary() + one + other)), Rules{});
}

TEST(KeywordRules, HierarchCardsHaveNamesValuesAndNoTwins) {
    EXPECT_EQ(rules(verify(primary({"HIERARCH ESO DET ID = 'x'", "HIERARCH ESO DET NO = 1"}))),
              Rules{});
    EXPECT_EQ(rules(verify(primary({"HIERARCH no value"}))), Rules{"FIT-022"});
    EXPECT_EQ(rules(verify(primary({"HIERARCH ESO det = 1"}))), Rules{"FIT-022"});
    const FitsReport twins = verify(primary({"HIERARCH ESO A = 1", "HIERARCH ESO  A= 2"}));
    ASSERT_EQ(rules(twins), Rules{"FIT-022"});
    EXPECT_EQ(twins.findings[0].card, 5);
    EXPECT_EQ(twins.findings[0].severity, Severity::kWarning);
}

TEST(KeywordRules, InheritGoesWithAPrimaryWithoutData) {
    const std::string extension = table_with({"INHERIT = T"}).substr(2880);
    EXPECT_EQ(rules(verify(primary() + extension)), Rules{});
    const FitsReport report = verify(image_with({}) + extension);
    ASSERT_EQ(rules(report), Rules{"FIT-023"});
    EXPECT_EQ(report.findings[0].severity, Severity::kError);
    EXPECT_EQ(rules(verify(primary({"INHERIT = T"}))), Rules{"FIT-023"});
}

TEST(KeywordRules, LongStringsWithoutLongstrnAreARemark) {
    const FitsReport report = verify(primary({"OBJECT  = 'a&'", "CONTINUE  'b'"}));
    ASSERT_EQ(rules(report), Rules{"FIT-014"});
    EXPECT_EQ(report.findings[0].severity, Severity::kInfo);
}

TEST(KeywordRules, ReservedKeywordsHaveTheirTypes) {
    const FitsReport report = verify(primary({"OBJECT  = 5"}));
    ASSERT_EQ(rules(report), Rules{"KEY-011"});
    EXPECT_EQ(report.findings[0].text,
              "HDU 1: the value of OBJECT in card 4 (`OBJECT  = 5`) is not a string.");
    EXPECT_EQ(rules(verify(primary({"EXTVER  = 'one'"}))), Rules{"KEY-011"});
    EXPECT_EQ(rules(verify(primary({"MJD-OBS = '5'"}))), Rules{"KEY-011"});
    EXPECT_EQ(rules(verify(primary({"TELESCOP="}))), Rules{"KEY-011"});
    EXPECT_EQ(rules(verify(primary({"MJD-OBS = 5", "LONPOLEA= 1.0D0"}))), Rules{});
    const FitsReport frame = verify(primary({"RADESYS = 'J2000'"}));
    ASSERT_EQ(rules(frame), Rules{"KEY-011"});
    EXPECT_EQ(frame.findings[0].severity, Severity::kWarning);
}

TEST(KeywordRules, SumsAreAskedForOnceAFile) {
    const FitsReport report = hand_made::verify_whole(table_with({}));
    ASSERT_EQ(rules(report), Rules{"SUM-003"});
    EXPECT_EQ(report.findings[0].severity, Severity::kWarning);
    EXPECT_EQ(report.findings[0].text, "DATASUM or CHECKSUM is missing in 2 of 2 HDUs: 1, 2.");
}

TEST(WcsCheck, AcceptsCompleteCoordinates) {
    EXPECT_EQ(rules(verify(image_with(kWcs))), Rules{});
    EXPECT_EQ(rules(verify(wcs_image(0, kWcs[0],
                                     {"CD1_1   = 1.0", "CD2_2   = 1.0", "CTYPE1A = 'X'",
                                      "CRPIX1A = 1.0", "CRVAL1A = 1.0"}))),
              Rules{});
}

TEST(WcsCheck, TellsWhatIsMissing) {
    const FitsReport report = verify(wcs_image(3, "COMMENT"));
    ASSERT_EQ(rules(report), Rules{"WCS-001"});
    EXPECT_NE(report.findings[0].text.find("there is no CRPIX2"), std::string::npos);
}

TEST(WcsCheck, AxesAreInRange) {
    const FitsReport naxis = verify(wcs_image(0, kWcs[0], {"CUNIT1  = 'deg'", "CDELT3  = 1.0"}));
    ASSERT_EQ(rules(naxis), Rules{"WCS-001"});
    EXPECT_EQ(naxis.findings[0].severity, Severity::kWarning);
    Cards cards = kWcs;
    cards.insert(cards.begin(), "WCSAXES = 2");
    cards.push_back("CRVAL3  = 1.0");
    const FitsReport stated = verify(image_with(cards));
    ASSERT_EQ(rules(stated), Rules{"WCS-001"});
    EXPECT_EQ(stated.findings[0].severity, Severity::kError);
}

TEST(WcsCheck, MatricesExcludeEachOther) {
    EXPECT_EQ(rules(verify(wcs_image(0, kWcs[0], {"PC1_1   = 1.0", "CD1_1   = 1.0"}))),
              Rules{"WCS-001"});
    EXPECT_EQ(rules(verify(wcs_image(0, kWcs[0], {"WCSAXES = 2"}))), Rules{"WCS-001"});
    EXPECT_EQ(rules(verify(wcs_image(6, "CDELT1  = 0.0"))), Rules{"WCS-001"});
}

TEST(WcsCheck, ProjectionsAreKnownPairs) {
    EXPECT_EQ(rules(verify(wcs_image(0, "CTYPE1  = 'RA---XYZ'", {}))),
              (Rules{"WCS-002", "WCS-002"}));
    EXPECT_EQ(rules(verify(wcs_image(1, "CTYPE2  = 'FREQ'"))), Rules{"WCS-002"});
}

TEST(WcsCheck, SingularMatrixIsAnError) {
    const Cards singular = {"CD1_1   = 1.0", "CD1_2   = 2.0", "CD2_1   = 2.0", "CD2_2   = 4.0"};
    EXPECT_EQ(rules(verify(wcs_image(0, kWcs[0], singular))), Rules{"WCS-002"});
}

TEST(WcsCheck, ColumnsOfCoordinatesArePairs) {
    const Cards pair = {"TCTYP1  = 'RA---TAN'", "TCTYP2  = 'DEC--TAN'", "TCRPX1  = 1.0",
                        "TCRPX2  = 1.0",        "TCRVL1  = 1.0",        "TCRVL2  = 1.0",
                        "TCDLT1  = 1.0",        "TCDLT2  = 1.0"};
    EXPECT_EQ(rules(verify(table_with(pair))), Rules{});
    for (const size_t gone : {1, 2, 7}) {
        Cards cards = pair;
        cards[gone] = "COMMENT";
        EXPECT_EQ(rules(verify(table_with(cards))), Rules{"WCS-003"}) << gone;
    }
}

TEST(CompressedCheck, AcceptsAgreeingKeywords) { EXPECT_EQ(rules(verify(compressed())), Rules{}); }

TEST(CompressedCheck, TellsEachDisagreement) {
    EXPECT_EQ(rules(verify(compressed({"ZCMPTYPE= 'ZIP'", "ZBITPIX = 16"}))), Rules{"TAB-020"});
    EXPECT_EQ(rules(verify(compressed({"ZCMPTYPE= 'GZIP_1'", "ZBITPIX = 17"}))), Rules{"TAB-020"});
    const FitsReport tiles =
        verify(compressed({"ZCMPTYPE= 'GZIP_1'", "ZBITPIX = 8", "ZTILE2  = 2"}));
    ASSERT_EQ(rules(tiles), Rules{"TAB-020"});
    EXPECT_EQ(tiles.findings[0].text,
              "HDU 2 (EVENTS): the compressed data have 1 tiles, but the table has 2 rows.");
    EXPECT_EQ(rules(verify(compressed({"ZCMPTYPE= 'GZIP_1'", "ZBITPIX = 8", "ZTILE1  = 0"}))),
              Rules{"TAB-020"});
}

TEST(CompressedCheck, HugeTilesAreRefused) {
    Cards cards = hand_made::table_cards(8, 1, 0, {"1PB(0)"});
    cards[9] = "TTYPE1  = 'COMPRESSED_DATA'";
    for (const char* text : {"ZIMAGE  = T", "ZCMPTYPE= 'RICE_1'", "ZBITPIX = 16", "ZNAXIS  = 1",
                             "ZNAXIS1 = 9223372036854775807"})
        cards.push_back(text);
    EXPECT_EQ(rules(verify(primary() + header(cards) + padded(std::string(8, '\0'), '\0'))),
              Rules{"TAB-020"});
}

TEST(CompressedCheck, CompressedTablesStateTheirColumns) {
    const Cards good = {"ZTABLE  = T",   "ZNAXIS1 = 2",    "ZNAXIS2 = 100",  "ZPCOUNT = 0",
                        "ZTILELEN= 100", "ZFORM1  = '1B'", "ZFORM2  = '1B'", "ZCTYP1  = 'GZIP_2'"};
    EXPECT_EQ(rules(verify(table_with(good))), Rules{});
    for (const size_t gone : {1, 3, 6}) {
        Cards cards = good;
        cards[gone] = "COMMENT";
        EXPECT_EQ(rules(verify(table_with(cards))), Rules{"TAB-020"}) << gone;
    }
    Cards cards = good;
    cards[4] = "ZTILELEN= 10";
    EXPECT_EQ(rules(verify(table_with(cards))), Rules{"TAB-020"});
}

}  // namespace
}  // namespace heafs
