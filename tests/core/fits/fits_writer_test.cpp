#include "core/fits/fits_writer.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <limits>

#include "config/base/error.h"
#include "tests/support/outside_programs.h"
#include "tests/support/temporary_folder.h"

namespace heafs {
namespace {

constexpr char kOpen[] =
    "import sys\n"
    "import numpy as np\n"
    "from astropy.io import fits\n"
    "f = fits.open(sys.argv[1], checksum=True)\n"
    "assert all('CHECKSUM' in h.header and 'DATASUM' in h.header for h in f)\n";

std::vector<FitsColumn> event_columns() {
    return {{.name = "TIME", .tform = "D", .unit = "s", .comment = "time of the event"},
            {.name = "PI",
             .tform = "I",
             .unit = "chan",
             .tlmin = int64_t{1},
             .tlmax = int64_t{455},
             .tnull = -1},
            {.name = "POSITION", .tform = "3E", .unit = "km", .tlmin = -10.5},
            {.name = "NAME", .tform = "8A"}};
}

std::vector<std::byte> sample_file() {
    FitsWriter writer;
    writer.add_empty_primary();
    writer.write_card({"TELESCOP", "HALOSAT", "telescope (mission) name"});
    writer.add_table("EVENTS", event_columns(), 2);
    writer.write_column(1, std::array{1.5, 634348952.1875});
    writer.write_column(2, std::array<int16_t, 2>{-1, 455});
    writer.write_column(3, std::array<float, 6>{1, 2, 3, 4, 5, 6});
    writer.write_column(4, std::array<std::string, 2>{"first", "second"});
    writer.add_image(std::array<int64_t, 2>{3, 2}, std::array<int32_t, 6>{1, 2, 3, 4, 5, 6});
    writer.write_card({"EXTNAME", "COUNTS", ""});
    return writer.finish();
}

std::string astropy_says(const std::vector<std::byte>& bytes, const std::string& expression) {
    const TemporaryFolder folder;
    return output_of_astropy(std::string(kOpen) + "print(" + expression + ")",
                             folder.write("file.fits", bytes));
}

std::string fitsverify_says(const std::vector<std::byte>& bytes) {
    const TemporaryFolder folder;
    return complaints_of_fitsverify(folder.write("file.fits", bytes));
}

// A primary HDU with one card.
std::vector<std::byte> file_with(const FitsCard& card) {
    FitsWriter writer;
    writer.add_empty_primary();
    writer.write_card(card);
    return writer.finish();
}

TEST(FitsWriter, PrimaryTableAndImageSatisfyFitsverify) {
    EXPECT_EQ(fitsverify_says(sample_file()), "");
}

TEST(FitsWriter, SameCallsGiveSameBytes) { EXPECT_EQ(sample_file(), sample_file()); }

TEST(FitsWriter, FileIsWholeBlocks) { EXPECT_EQ(sample_file().size() % 2880, 0); }

TEST(FitsWriter, AstropyReadsTheValuesOfColumns) {
    EXPECT_EQ(astropy_says(sample_file(),
                           "f['EVENTS'].data['TIME'].tolist(), f['EVENTS'].data['PI'].tolist(), "
                           "f['EVENTS'].data['POSITION'].tolist(), f['EVENTS'].data['NAME'][1]"),
              "[1.5, 634348952.1875] [-1, 455] [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]] second\n");
}

TEST(FitsWriter, AstropyReadsThePixelsOfAnImage) {
    EXPECT_EQ(astropy_says(sample_file(), "f['COUNTS'].data.tolist()"), "[[1, 2, 3], [4, 5, 6]]\n");
}

TEST(FitsWriter, ColumnsCarryLimitsNullAndUnits) {
    EXPECT_EQ(astropy_says(sample_file(),
                           "[f[1].header[k] for k in ('TLMIN2', 'TLMAX2', 'TNULL2', 'TUNIT3', "
                           "'TLMIN3')], 'TUNIT4' in f[1].header"),
              "[1, 455, -1, 'km', -10.5] False\n");
}

TEST(FitsWriter, ImageCanBeThePrimary) {
    FitsWriter writer;
    writer.add_image(std::array<int64_t, 1>{2}, std::array{0.25, -1e300});
    const std::vector<std::byte> bytes = writer.finish();
    EXPECT_EQ(fitsverify_says(bytes), "");
    EXPECT_EQ(astropy_says(bytes, "len(f), f[0].data.tolist()"), "1 [0.25, -1e+300]\n");
}

// Leaves values behind in the memory that the next allocations get.
void soil_memory() {
    std::vector<std::vector<unsigned char>> pieces;
    for (size_t bytes = 1000; bytes < 100'000; bytes += 500) pieces.emplace_back(bytes, 0xa5);
}

std::vector<std::byte> file_with_one_row_of_many() {
    const std::vector<FitsColumn> columns = {{.name = "VALUES", .tform = "100D"}};
    FitsWriter writer;
    writer.add_empty_primary();
    writer.add_table("EMPTY", columns, 5000);
    writer.write_column(1, std::vector<double>(100, 1), 2500);
    return writer.finish();
}

TEST(FitsWriter, RowsThatNobodyWroteAreZero) {
    soil_memory();
    EXPECT_EQ(astropy_says(file_with_one_row_of_many(),
                           "np.count_nonzero(f[1].data['VALUES']), f[1].data['VALUES'].sum()"),
              "100 100.0\n");
}

TEST(FitsWriter, TableWithoutRowsIsValid) {
    FitsWriter writer;
    writer.add_empty_primary();
    writer.add_table("EVENTS", event_columns(), 0);
    writer.write_column(1, std::vector<double>());
    EXPECT_EQ(fitsverify_says(writer.finish()), "");
}

TEST(FitsWriter, RealCardsReadBackAsTheSameDouble) {
    for (const double value : {0.1, 1.0 / 3, 0.00074287037037037, 1e-300, 5e22, -2000.0,
                               std::numeric_limits<double>::max()}) {
        const std::string hex =
            astropy_says(file_with({"VALUE", value, ""}), "f[0].header['VALUE'].hex()");
        EXPECT_EQ(std::strtod(hex.c_str(), nullptr), value);
        EXPECT_EQ(fitsverify_says(file_with({"VALUE", value, "a comment"})), "");
    }
}

TEST(FitsWriter, CardsOfAllTypesReadBack) {
    FitsWriter writer;
    writer.add_empty_primary();
    writer.write_cards(std::vector<FitsCard>{{"WHOLE", int64_t{-9007199254740993}, ""},
                                             {"YES", true, "a truth"},
                                             {"QUOTE", "it's", ""},
                                             {"REAL", 2.0, ""}});
    writer.write_history("made by hand");
    EXPECT_EQ(astropy_says(writer.finish(),
                           "[f[0].header[k] for k in ('WHOLE', 'YES', 'QUOTE', 'REAL')], "
                           "f[0].header['HISTORY']"),
              "[-9007199254740993, True, \"it's\", 2.0] made by hand\n");
}

TEST(FitsWriter, LongTextGoesOnInContinueCards) {
    const std::string text(150, 'x');
    const std::vector<std::byte> bytes = file_with({"LONGTEXT", text, ""});
    EXPECT_EQ(astropy_says(bytes, "f[0].header['LONGTEXT']"), text + "\n");
    EXPECT_EQ(fitsverify_says(bytes), "");
}

// A quote inside text is written twice (FITS 4.0, 4.2.1.1), so that fewer characters fill a card.
TEST(FitsWriter, TextThatItsQuotesMakeLongSatisfiesFitsverify) {
    const std::string text = "a'b'c'" + std::string(62, 'x');
    const std::vector<std::byte> bytes = file_with({"LONGTEXT", text, ""});
    EXPECT_EQ(astropy_says(bytes, "f[0].header['LONGTEXT']"), text + "\n");
    EXPECT_EQ(fitsverify_says(bytes), "");
}

TEST(FitsWriter, CardWrittenTwiceStandsOnce) {
    FitsWriter writer;
    writer.add_empty_primary();
    writer.write_card({"OBJECT", "Crab", ""});
    writer.write_card({"OBJECT", "Vela", ""});
    EXPECT_EQ(astropy_says(writer.finish(), "f[0].header.count('OBJECT'), f[0].header['OBJECT']"),
              "1 Vela\n");
}

TEST(FitsWriter, HeaderMayGrowAfterTheDataWereWritten) {
    FitsWriter writer;
    writer.add_image(std::array<int64_t, 1>{2}, std::array<float, 2>{1, 2});
    for (int i = 0; i < 100; ++i) writer.write_card({"KEY" + std::to_string(i), int64_t{i}, ""});
    const std::vector<std::byte> bytes = writer.finish();
    EXPECT_EQ(fitsverify_says(bytes), "");
    EXPECT_EQ(astropy_says(bytes, "f[0].data.tolist(), f[0].header['KEY99']"), "[1.0, 2.0] 99\n");
}

Fault fault_of(const std::function<void()>& act, std::string& words) {
    try {
        act();
    } catch (const Error& error) {
        words = error.what();
        return error.fault();
    }
    ADD_FAILURE() << "no Error was raised";
    return Fault::kSystem;
}

TEST(FitsWriter, TooManyValuesAreRefused) {
    FitsWriter writer;
    writer.add_empty_primary();
    writer.add_table("EVENTS", event_columns(), 2);
    std::string words;
    EXPECT_EQ(fault_of(
                  [&] {
                      writer.write_column(1, std::array{1.0, 2.0, 3.0});
                  },
                  words),
              Fault::kUsage);
    EXPECT_EQ(words,
              "cannot write 3 values into column 1 of HDU 2 from row 1: the table has 2 rows of 1 "
              "values");
}

TEST(FitsWriter, PartOfARowIsRefused) {
    FitsWriter writer;
    writer.add_empty_primary();
    writer.add_table("EVENTS", event_columns(), 2);
    std::string words;
    EXPECT_EQ(fault_of(
                  [&] {
                      writer.write_column(3, std::array{1.0, 2.0});
                  },
                  words),
              Fault::kUsage);
}

TEST(FitsWriter, ErrorSaysWhatWasAttemptedAndWhatCfitsioAnswered) {
    FitsWriter writer;
    writer.add_empty_primary();
    writer.add_table("EVENTS", event_columns(), 2);
    std::string words;
    EXPECT_EQ(fault_of([&] { writer.write_column(9, std::array{1.0}); }, words), Fault::kSystem);
    EXPECT_TRUE(words.starts_with("cannot write 1 values into column 9 of HDU 2")) << words;
    EXPECT_NE(words.find("302"), std::string::npos) << words;  // BAD_COL_NUM of CFITSIO
}

TEST(FitsWriter, IllegalColumnFormIsAnError) {
    FitsWriter writer;
    writer.add_empty_primary();
    const std::vector<FitsColumn> columns = {{.name = "BAD", .tform = "?"}};
    std::string words;
    EXPECT_EQ(fault_of([&] { writer.add_table("EVENTS", columns, 1); }, words), Fault::kSystem);
}

TEST(FitsWriter, CardThatIsNotANumberIsRefused) {
    std::string words;
    EXPECT_EQ(fault_of([] { file_with({"VALUE", std::nan(""), ""}); }, words), Fault::kUsage);
}

TEST(FitsWriter, ImageOfTheWrongSizeIsRefused) {
    FitsWriter writer;
    std::string words;
    EXPECT_EQ(fault_of(
                  [&] {
                      writer.add_image(std::array<int64_t, 2>{2, 2}, std::array{1.0});
                  },
                  words),
              Fault::kUsage);
}

}  // namespace
}  // namespace heafs
