// KEY-014: what HEASARC's checkers want of spectra, responses and light curves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/core/content/made_file.h"

namespace heafs {
namespace {

using testing::HasSubstr;
using testing::Not;

class OgipRules : public testing::Test {
   protected:
    // An HDU of the class, with columns of their types.
    MadeHdu& add(const std::string& name, const std::string& class1, const std::string& class2,
                 const std::vector<std::pair<std::string, std::string>>& columns) {
        MadeHdu hdu = file.events;
        hdu.facts.number = 4;
        hdu.facts.columns.clear();
        hdu.remove("TTYPE1").remove("TUNIT1");
        hdu.facts.extname = name;
        hdu.set("EXTNAME", name).set("HDUCLAS1", class1).set("HDUVERS", "1.2.1");
        if (!class2.empty()) hdu.set("HDUCLAS2", class2);
        for (const auto& [column, form] : columns) {
            hdu.add_column(column);
            hdu.set("TFORM" + std::to_string(++number_), form);
        }
        file.others.push_back(hdu);
        return file.others.back();
    }
    MadeHdu& add_spectrum() {
        MadeHdu& hdu = add("SPECTRUM", "SPECTRUM", "TOTAL",
                           {{"CHANNEL", "J"}, {"COUNTS", "J"}, {"QUALITY", "I"}});
        for (const char* keyword :
             {"AREASCAL", "BACKSCAL", "CORRSCAL", "DETCHANS", "SYS_ERR", "GROUPING", "TLMIN1"})
            hdu.set(keyword, 1.0);
        for (const char* keyword :
             {"CHANTYPE", "BACKFILE", "CORRFILE", "RESPFILE", "ANCRFILE", "FILTER"})
            hdu.set(keyword, "none");
        return hdu.set("POISSERR", "T");
    }
    MadeHdu& add_matrix() {
        MadeHdu& hdu = add("MATRIX", "RESPONSE", "RSP_MATRIX",
                           {{"ENERG_LO", "E"},
                            {"ENERG_HI", "E"},
                            {"N_GRP", "I"},
                            {"F_CHAN", "PI(2)"},
                            {"N_CHAN", "PI(2)"},
                            {"MATRIX", "PE(81)"}});
        return hdu.set("CHANTYPE", "PI")
            .set("DETCHANS", 1024.0)
            .set("FILTER", "NONE")
            .set("TLMIN4", 0.0);
    }
    std::string verdict() const {
        std::string words;
        for (const Finding& finding : file.judge())
            if (finding.rule == "KEY-014") words += finding.text + "\n";
        return words;
    }

    MadeFile file;

   private:
    int number_ = 0;
};

TEST_F(OgipRules, AWholeSpectrumIsRight) {
    add_spectrum();
    EXPECT_EQ(verdict(), "");
}

TEST_F(OgipRules, ASpectrumNeedsWhatFtchkphaAsksFor) {
    add_spectrum().remove("FILTER").remove("HDUVERS").remove("GROUPING").remove("SYS_ERR");
    EXPECT_EQ(verdict(), "an HDU of class SPECTRUM has no FILTER, HDUVERS, SYS_ERR, GROUPING\n");
}

TEST_F(OgipRules, ItsNameIsThatOfItsClass) {
    MadeHdu& hdu = add_spectrum();
    hdu.facts.extname = "MySpectrum";
    EXPECT_EQ(verdict(), "EXTNAME = 'MySpectrum' of an HDU of class SPECTRUM is not SPECTRUM\n");
}

TEST_F(OgipRules, QualityIsOf16Bits) {
    add_spectrum().set("TFORM3", "J");
    EXPECT_EQ(verdict(), "column QUALITY is of type J, expected I\n");
}

TEST_F(OgipRules, CountsAreWholeNumbers) {
    add_spectrum().set("TFORM2", "E");
    EXPECT_EQ(verdict(), "column COUNTS is of type E, expected I or J\n");
}

TEST_F(OgipRules, TheFirstChannelIsStated) {
    add_spectrum().remove("TLMIN1");
    EXPECT_EQ(verdict(), "TLMIN of CHANNEL is missing: readers take the first channel for 1\n");
}

TEST_F(OgipRules, WithoutPoissonianErrorsThereIsAColumnOfThem) {
    add_spectrum().set("POISSERR", "F");
    EXPECT_EQ(verdict(), "POISSERR is F: a column STAT_ERR has to give the errors\n");
}

TEST_F(OgipRules, NoFileIsWrittenNone) {
    add_spectrum().set("BACKFILE", "None");
    EXPECT_EQ(verdict(), "BACKFILE = 'None': write 'none'\n");
}

TEST_F(OgipRules, FileNamesFitIntoOneCard) {
    add_spectrum().set("RESPFILE", std::string(69, 'r'));
    EXPECT_EQ(verdict(), "RESPFILE has 69 characters: XSPEC reads 68\n");
}

TEST_F(OgipRules, AWholeMatrixIsRightAndCountsItsChannels) {
    add_matrix();
    EXPECT_EQ(verdict(), "");
    file.others[0].set("TLMAX4", 1024.0);
    EXPECT_EQ(verdict(), "DETCHANS is 1024, TLMIN and TLMAX of F_CHAN say 1025\n");
}

TEST_F(OgipRules, AMatrixSaysWhereItsChannelsBegin) {
    add_matrix().remove("TLMIN4");
    EXPECT_EQ(verdict(), "TLMIN of F_CHAN is missing: readers take the first channel for 1\n");
}

TEST_F(OgipRules, AnEffectiveAreaIsOfRealNumbers) {
    add("SPECRESP", "RESPONSE", "SPECRESP",
        {{"ENERG_LO", "E"}, {"ENERG_HI", "E"}, {"SPECRESP", "J"}})
        .set("FILTER", "NONE");
    EXPECT_EQ(verdict(), "column SPECRESP is of type J, expected E or D\n");
}

TEST_F(OgipRules, WhereFilesAreDeliveredItIsAWarning) {
    add_spectrum().remove("FILTER");
    EXPECT_THAT(file.verdict(),
                HasSubstr("KEY-014 warning: an HDU of class SPECTRUM has no FILTER"));
    EXPECT_THAT(file.verdict(), Not(HasSubstr("KEY-014 error")));
}

}  // namespace
}  // namespace heafs
