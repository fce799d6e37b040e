#include "core/tables/table_ingest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/files.h"
#include "tests/support/temporary_folder.h"

namespace heafs {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kHeader =
    "<HEADER>\n#\n#         TABLE: heasarc_messier\n# CREATION DATE: 2011-12-11 17:03:48\n"
    "# LAST MODIFIED: 2012-01-01 00:00:00\n"
    "table_name = heasarc_messier\ntable_description = \"New Messier catalog\"\n"
    "field[name] = char6 (index) // Source Designation\n"
    "field[ra] = float8:.4f_degree (key) // Right Ascension\n"
    "field[dec] = float8:.4f_degree (key) // Declination\n"
    "field[class] = int2 (index) // Browse Object Classification\n"
    "field[type] = char20 // Messier's Original Classification\n"
    "declination = @dec\nequinox = 2000\nright_ascension = @ra\ntarget_name = @name\nunique_key = "
    "name\n"
    "line[1] = name ra dec class type\n<DATA>\n";

// A table and the files that are applied to it, one after the other.
class Ingesting : public testing::Test {
   protected:
    std::vector<Finding> apply(const std::string& text, const std::string& mode = "append",
                               const std::string& extension = "tdat") {
        const UniqueFd files[] = {unnamed_file(folder_.path()), unnamed_file(folder_.path()),
                                  unnamed_file(folder_.path()), unnamed_file(folder_.path())};
        const auto findings =
            ingest_table({"messier", mode, extension,
                          settings_.empty() ? "" : "heasarc_messier.toml", settings_},
                         {std::as_bytes(std::span(text)), table_, files[0].get(), files[1].get(),
                          files[2].get(), files[3].get()});
        problems_.clear();
        steps_.clear();
        for (const Finding& finding : findings)
            (finding.rule == "TDT-010" ? steps_ : problems_).push_back(finding.text);
        refused_ = std::any_of(findings.begin(), findings.end(), rejects);
        if (!refused_) table_ = TableSegment::map(files[0].get(), "made");
        return findings;
    }
    std::vector<Finding> rows(const std::string& records, const std::string& mode = "append") {
        return apply(kHeader + records + "<END>\n", mode);
    }
    std::vector<std::string> records() const {
        std::vector<std::string> all;
        for (int64_t row = 0; row < table_->size(); ++row)
            all.emplace_back(table_->record(row).substr(0, table_->record(row).size() - 1));
        return all;
    }

    TemporaryFolder folder_;
    std::string settings_;
    std::shared_ptr<const TableSegment> table_;
    std::vector<std::string> problems_, steps_;
    bool refused_ = false;
};

TEST_F(Ingesting, AFirstFileIsTheTable) {
    rows("M1|10.3|10.3|8800|Nebula|\nM2|190.2|-14.3||Cluster of Stars|\n");
    EXPECT_THAT(problems_, IsEmpty());
    EXPECT_THAT(records(),
                ElementsAre("M1|10.3|10.3|8800|Nebula|", "M2|190.2|-14.3||Cluster of Stars|"));
    EXPECT_EQ(table_->schema().name, "heasarc_messier");
    EXPECT_EQ(text_of(*table_->created(), ' '), "2011-12-11 17:03:48");
    EXPECT_EQ(text_of(*table_->modified(), ' '), "2012-01-01 00:00:00");
    EXPECT_EQ(steps_.size(), 12u);
    EXPECT_EQ(steps_[0], "Step 1, data: TDAT, 2 rows read");
    EXPECT_EQ(steps_[4], "Step 5, indexes: positions (HEALPix, 2 rows), name, ra, dec, class");
}

// The guide's own example has this fault in its second row.
TEST_F(Ingesting, ARowWithTooFewValuesLoadsNothing) {
    rows("M1|10.3|10.3|8800|Nebula|\nM2|190.2|-14.3|Cluster of Stars|\n");
    EXPECT_TRUE(refused_);
    EXPECT_THAT(problems_, ElementsAre("row 2 (line 21): 4 values, expected 5"));
    EXPECT_EQ(table_, nullptr);
}

TEST_F(Ingesting, ValuesOfAnotherTypeAreNamedByRowLineAndColumn) {
    rows("M1|10.3|10.3|8800|Nebula|\nM2|x|-14.3|40000||\n");
    EXPECT_THAT(problems_,
                ElementsAre("row 2 (line 21): ra is 'x': no number, the field is float8",
                            "row 2 (line 21): class is '40000': beyond -32768 to 32767, the field "
                            "is int2"));
}

TEST_F(Ingesting, AHundredProblemsAreListedAndTheRestCounted) {
    std::string many;
    for (int i = 0; i < 130; ++i) many += "M" + std::to_string(i) + "|x|1|1||\n";
    const auto findings = rows(many);
    EXPECT_EQ(findings.size(), 101u);
    EXPECT_EQ(findings.back().text, "and 30 more problems, which are not listed");
}

TEST_F(Ingesting, AppendPutsRowsBehindTheOldOnes) {
    rows("M1|10.3|10.3|8800|Nebula|\n");
    rows("M2|190.2|-14.3||Cluster|\n");
    EXPECT_THAT(problems_, IsEmpty());
    EXPECT_THAT(records(), ElementsAre("M1|10.3|10.3|8800|Nebula|", "M2|190.2|-14.3||Cluster|"));
    EXPECT_THAT(steps_, Contains("Step 6, rows: 1 added behind 1; 2 rows in the table"));
}

TEST_F(Ingesting, AKeyOfAnOldRowNamesBoth) {
    rows("M1|10.3|10.3|8800|Nebula|\nM2|190.2|-14.3||Cluster|\n");
    rows("M3|1|1|||\nM2|2|2|||\n");
    EXPECT_THAT(problems_,
                ElementsAre("the unique key 'M2' of line 21 is that of row 2 of the table"));
    EXPECT_EQ(table_->size(), 2);
}

TEST_F(Ingesting, AKeyTwiceInAFileNamesBothLines) {
    rows("M1|1|1|||\nM2|1|1|||\nM1|2|2|||\n");
    EXPECT_THAT(problems_, ElementsAre("the unique key has the value 'M1' in lines 20 and 22"));
}

TEST_F(Ingesting, ReplaceLeavesNothingOfTheOldRows) {
    rows("M1|10.3|10.3|8800|Nebula|\n");
    rows("M1|11|11|||\n", "replace");
    EXPECT_THAT(records(), ElementsAre("M1|11|11|||"));
}

TEST_F(Ingesting, UpsertReplacesInPlaceAndAddsBehind) {
    rows("M1|1|1|||\nM2|2|2|||\nM3|3|3|||\n");
    rows("M4|4|4|||\nM2|20|20|||\n", "upsert");
    EXPECT_THAT(problems_, IsEmpty());
    EXPECT_THAT(records(), ElementsAre("M1|1|1|||", "M2|20|20|||", "M3|3|3|||", "M4|4|4|||"));
    EXPECT_THAT(steps_, Contains("Step 6, rows: 1 replaced, 1 added; 4 rows in the table"));
}

TEST_F(Ingesting, MinimaAndMaximaFollow) {
    rows("M1|1|1|5||\n");
    rows("M2|200|-60|7||\n");
    EXPECT_EQ(table_->ranges()[1].most, 200);
    EXPECT_EQ(table_->ranges()[2].least, -60);
    rows("M2|2|2|6||\n", "upsert");
    EXPECT_EQ(table_->ranges()[1].most, 2);
}

TEST_F(Ingesting, HeaderChangesWordsAndNoRows) {
    rows("M1|1|1|||\n");
    std::string other = kHeader;
    other.replace(other.find("New Messier"), 11, "Old Messier");
    apply(other, "header", "hdr");
    EXPECT_THAT(problems_, IsEmpty());
    EXPECT_EQ(table_->schema().description, "Old Messier catalog");
    EXPECT_THAT(records(), ElementsAre("M1|1|1|||"));
}

TEST_F(Ingesting, AppendLeavesTheHeaderAndSaysSo) {
    rows("M1|1|1|||\n");
    std::string other = kHeader;
    other.replace(other.find("New Messier"), 11, "Old Messier");
    apply(other + "M2|2|2|||\n<END>\n");
    EXPECT_FALSE(refused_);
    EXPECT_EQ(table_->schema().description, "New Messier catalog");
    EXPECT_THAT(problems_, ElementsAre(HasSubstr("the header differs from the table's")));
}

TEST_F(Ingesting, OtherFieldsNeedReplace) {
    rows("M1|1|1|||\n");
    std::string other = kHeader;
    other.replace(other.find("class] = int2"), 13, "class] = int4");
    apply(other + "M2|2|2|||\n<END>\n");
    EXPECT_TRUE(refused_);
    EXPECT_THAT(problems_, ElementsAre("the fields are not those of the table 'heasarc_messier': "
                                       "class is int4, in the table int2"));
    apply(other + "M2|2|2|||\n<END>\n", "replace");
    EXPECT_FALSE(refused_);
}

TEST_F(Ingesting, TheOrderOfFieldsIsThatOfTheTable) {
    rows("M1|1|2|||\n");
    std::string other = kHeader;
    other.replace(other.find("line[1] = name ra dec"), 21, "line[1] = name dec ra");
    apply(other + "M2|4|3|||\n<END>\n");
    EXPECT_THAT(records(), ElementsAre("M1|1|2|||", "M2|3|4|||"));
}

TEST_F(Ingesting, CreationIsThatOfTheFirstFileAndModificationTheNewest) {
    rows("M1|1|1|||\n");
    std::string other = kHeader;
    other.replace(other.find("2011-12-11"), 10, "2015-05-05");
    other.replace(other.find("2012-01-01"), 10, "2015-05-05");
    apply(other + "M2|2|2|||\n<END>\n");
    EXPECT_EQ(text_of(*table_->created(), ' '), "2011-12-11 17:03:48");
    EXPECT_EQ(text_of(*table_->modified(), ' '), "2015-05-05 00:00:00");
}

TEST_F(Ingesting, FatalNullsNameTheRow) {
    settings_ = "fatal_nulls = [\"ra\", \"dec\"]\n";
    rows("M1|1|1|||\nM2||2|||\n");
    EXPECT_THAT(problems_, ElementsAre("row 2 (line 21): 'M2': ra is null, which the settings of "
                                       "the table refuse"));
}

TEST_F(Ingesting, WordsBecomeCodesAndNullsTheirDefault) {
    settings_ =
        "[[column]]\nname = \"class\"\nfrom = \"type\"\ndefault = \"Unclassified\"\n"
        "[column.values]\n\"spiral nebula\" = \"6600\"\n\"unclassified\" = \"9999\"\n";
    rows("M31|1|1||Spiral Nebula|\nM1|2|2||Remnant|\nM2|3|3|8800|Spiral nebula|\nM3|4|4|||\n");
    EXPECT_THAT(problems_, IsEmpty());
    EXPECT_THAT(records(), ElementsAre("M31|1|1|6600|Spiral Nebula|", "M1|2|2|9999|Remnant|",
                                       "M2|3|3|8800|Spiral nebula|", "M3|4|4|9999||"));
    EXPECT_EQ(steps_[2],
              "Step 3, changes to the archive's standards: 1 values in other words; 2 "
              "nulls have their default; 1 words have no other: Remnant");
}

// B1775 to J2000 as astropy has it: 10, 10 -> 12.92707, 11.22814.
TEST_F(Ingesting, PositionsOfAnotherEquinoxAreTransformedAndKept) {
    settings_ = "[position]\nframe = \"B1775\"\n";
    rows("M1|10|10|||\n");
    EXPECT_THAT(problems_, IsEmpty());
    ASSERT_EQ(table_->schema().columns.size(), 7u);
    EXPECT_EQ(table_->schema().columns[5].name, "ra_1775");
    EXPECT_EQ(table_->schema().columns[6].name, "dec_1775");
    EXPECT_NEAR(table_->number(0, 1), 12.92707, 1e-5);
    EXPECT_NEAR(table_->number(0, 2), 11.22814, 1e-5);
    EXPECT_EQ(table_->number(0, 5), 10);
    rows("M2|10|10|||\n");
    EXPECT_NEAR(table_->number(1, 1), 12.92707, 1e-5);
}

TEST_F(Ingesting, TheHeadersEquinoxCountsWithoutSettings) {
    std::string other = kHeader;
    other.replace(other.find("equinox = 2000"), 14, "equinox = 1950");
    apply(other + "M1|266.4|-29|||\n<END>\n");
    EXPECT_NEAR(table_->number(0, 1), 267.1949055, 1e-5);  // astropy
    const auto& parameters = table_->schema().virtual_parameters;
    EXPECT_THAT(parameters, Contains(KeyValue{"equinox", "2000"}));
    EXPECT_EQ(table_->schema().columns[5].name, "ra_1950");
}

TEST_F(Ingesting, CsvTakesTheTypesOfTheTable) {
    apply("name,ra\nM1,1\n", "append", "csv");
    EXPECT_THAT(problems_, ElementsAre(HasSubstr("send a TDAT header first")));
    apply(kHeader, "header", "hdr");
    apply("Name,RA,dec,type,class\r\nM1,1,2,\"Nebula, or \"\"cloud\"\"\",3\r\n", "append", "csv");
    EXPECT_THAT(problems_, IsEmpty());
    EXPECT_THAT(records(), ElementsAre("M1|1|2|3|Nebula, or \"cloud\"|"));
    apply("name,ra,dec,type,class\nM2,1,2,x\n", "append", "csv");
    EXPECT_THAT(problems_, ElementsAre("row 1 (line 2): 4 values, expected 5"));
}

TEST_F(Ingesting, TheSameInputsGiveTheSameBytes) {
    rows("M1|1|1|||\nM2|2|2|||\n");
    const std::string first = table_->content_hash();
    table_ = nullptr;
    rows("M1|1|1|||\nM2|2|2|||\n");
    EXPECT_EQ(table_->content_hash(), first);
}

}  // namespace
}  // namespace heafs
