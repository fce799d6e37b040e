// Headers of our own, judged by fitsverify and read back by astropy.
#include "core/fits/hdu_text.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "config/base/error.h"
#include "tests/support/outside_programs.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

constexpr double kBig = std::numeric_limits<double>::max();
constexpr double kSmall = std::numeric_limits<double>::denorm_min();

std::string file_of(const HeaderText& header, std::string data) {
    data.resize(static_cast<size_t>(padded_bytes(static_cast<int64_t>(data.size()))), '\0');
    OnesComplementSum sum;
    sum.add(bytes_of(data));
    return header.finish(sum) + data;
}

class HeaderTexts : public testing::Test {
   protected:
    std::filesystem::path written(const std::string& text) {
        return folder_.write("a.fits", bytes_of(text));
    }
    // What astropy prints, of a file whose sums it has checked.
    std::string astropy_says(const std::string& text, const std::string& script) {
        return output_of_astropy(
            "import sys\nfrom astropy.io import fits\nf = fits.open(sys.argv[1], checksum=True)\n"
            "[h.verify('exception') for h in f]\n" +
                script,
            written(text));
    }
    // The text that astropy reads in card VALUE of a header that has it.
    std::string text_read(const std::string& text, const std::string& comment = "") {
        HeaderText header = empty_primary_header();
        header.add("VALUE", text, comment);
        header.add("BEHIND", true);
        const std::string file = file_of(header, "");
        EXPECT_EQ(complaints_of_fitsverify(written(file)), "");
        return astropy_says(file,
                            "assert f[0].header['BEHIND']\nprint(f[0].header['VALUE'], end='|')\n");
    }
    TemporaryFolder folder_;
};

TEST_F(HeaderTexts, OfATableSatisfyFitsverifyAndAstropysChecksums) {
    const std::vector<FitsColumn> columns = {{"TIME", "D", "s", "time of arrival"},
                                             {"PI", "J", "chan", "", int64_t{0}, int64_t{1023}, -1},
                                             {"NAME", "12A"}};
    const std::string table(24 * 7, '\x21');
    HeaderText header = table_header("EVENTS", columns, 24, 7);
    header.add_commentary("HISTORY", std::string(100, 'h'));
    const std::string file = file_of(empty_primary_header(), "") + file_of(header, table);
    EXPECT_EQ(complaints_of_fitsverify(written(file)), "");
    EXPECT_EQ(astropy_says(file,
                           "t = f['EVENTS']\nh = t.header\n"
                           "print(len(t.data), t.columns.names, h['TLMAX2'], h['TNULL2'], "
                           "t.columns['TIME'].unit, 'CHECKSUM' in h, 'DATASUM' in h)"),
              "7 ['TIME', 'PI', 'NAME'] 1023 -1 s True True\n");
}

TEST_F(HeaderTexts, OfAnImageSatisfyFitsverifyAndAstropysChecksums) {
    std::mt19937 random(1);
    std::string pixels;
    for (int i = 0; i < 4 * 37 * 21; ++i) pixels += static_cast<char>(random());
    const std::string file = file_of(image_header(37, 21), pixels);
    EXPECT_EQ(complaints_of_fitsverify(written(file)), "");
    EXPECT_EQ(astropy_says(file, "print(f[0].data.shape, f[0].data.dtype)"), "(21, 37) >i4\n");
}

// Random headers over random data: both sums hold, whatever the carries.
TEST_F(HeaderTexts, SumsHoldForRandomHeadersAndData) {
    std::mt19937_64 random(5);
    std::string file = file_of(empty_primary_header(), "");
    for (int i = 0; i < 40; ++i) {
        const auto rows = static_cast<int64_t>(random() % 500);
        std::string data;
        for (int64_t j = 0; j < 8 * rows; ++j)
            data += i % 4 == 0 ? '\xff' : static_cast<char>(random());
        const std::vector<FitsColumn> columns = {{"K", "K"}};
        HeaderText header = table_header("T" + std::to_string(i), columns, 8, rows);
        for (uint64_t j = 0; j < random() % 40; ++j)
            header.add("R" + std::to_string(j), static_cast<int64_t>(random()), "any number");
        file += file_of(header, data);
    }
    EXPECT_EQ(complaints_of_fitsverify(written(file)), "");
    EXPECT_EQ(astropy_says(file, "print(len(f))"), "41\n");
}

TEST_F(HeaderTexts, BytesAreThoseOfTheFinishedHeader) {
    std::mt19937 random(9);
    for (int i = 0; i < 300; ++i) {
        HeaderText header = empty_primary_header();
        for (unsigned j = 0; j < random() % 100; ++j) {
            const std::string name = "K" + std::to_string(j);
            if (random() % 3 == 0)
                header.add(name, std::string(random() % 200, random() % 5 == 0 ? '\'' : 'x'));
            else if (random() % 2 == 0)
                header.add(name, std::ldexp(1.0, static_cast<int>(random() % 600) - 300), "real");
            else
                header.add_commentary("COMMENT", std::string(random() % 300, 'c'));
        }
        const std::string text = header.finish({});
        ASSERT_EQ(header.bytes(), static_cast<int64_t>(text.size()));
        ASSERT_EQ(text.size() % 2880, 0u);
    }
}

// Of the size that a plan has before there are data.
TEST_F(HeaderTexts, TheirSizeDoesNotDependOnTheValuesOfNumbers) {
    const auto size_with = [](int64_t whole, double real, bool logical) {
        HeaderText header = image_header(whole, whole);
        for (int i = 0; i < 30; ++i) {
            header.add("N" + std::to_string(i), whole, "a whole number with a long comment to it");
            header.add("R" + std::to_string(i), real, "a real number with a long comment to it");
            header.add("L" + std::to_string(i), logical, "and so on");
        }
        return header.bytes();
    };
    const int64_t size = size_with(0, 0, false);
    for (const double real : {-1.2345678901234567e-300, kBig, kSmall, 1e22, -0.0, 1.0 / 3})
        for (const int64_t whole : {int64_t{1}, INT64_MIN, INT64_MAX})
            EXPECT_EQ(size_with(whole, real, true), size) << real;
}

TEST_F(HeaderTexts, LongTextsAreReadBackByAstropy) {
    for (const size_t length : {1, 8, 67, 68, 69, 134, 135, 136, 500}) {
        std::string text;
        for (size_t i = 0; i < length; ++i) text += static_cast<char>('a' + i % 26);
        EXPECT_EQ(text_read(text), text + "|") << length;
        EXPECT_EQ(text_read(text, "a comment"), text + "|") << length;
    }
}

TEST_F(HeaderTexts, QuotesAreReadBackByAstropy) {
    EXPECT_EQ(text_read("it's"), "it's|");
    EXPECT_EQ(text_read("'"), "'|");
    for (const size_t before : {32, 64, 65, 66, 67, 68}) {
        const std::string text = std::string(before, 'x') + "'" + std::string(20, 'y');
        EXPECT_EQ(text_read(text), text + "|") << before;
    }
}

// No doubled quote is cut in two, wherever the cut falls. Joined by the words of FITS 4.0, 4.2.1.2,
// since astropy 5.2 halves rows of quotes twice in continued texts.
TEST_F(HeaderTexts, RowsOfQuotesAreWholeWhereverTheyAreCut) {
    HeaderText header = empty_primary_header();
    std::string expected;
    for (const size_t before : {30, 31, 32, 33, 64, 65, 66, 67, 68})
        for (const size_t quotes : {1, 2, 3, 40, 80}) {
            const std::string text =
                std::string(before, 'x') + std::string(quotes, '\'') + std::string(20, 'y');
            header.add("VALUE", text);
            expected += text + "\n";
        }
    written(file_of(header, ""));
    EXPECT_EQ(output_of_astropy(R"(
import re, sys
data = open(sys.argv[1], 'rb').read().decode()
cards = [data[i:i + 80] for i in range(0, len(data), 80)]
text = None
for card in cards:
    found = re.match(r"(VALUE   = |CONTINUE  )'((?:[^']|'')*)' *$", card)
    if not found: continue
    text = (text or '') + found[2]
    if text.endswith('&'): text = text[:-1]
    else: print(text.replace("''", "'")); text = None
)",
                                folder_.path() / "a.fits"),
              expected);
}

TEST_F(HeaderTexts, LongTextsAreAnnouncedOnce) {
    HeaderText header = empty_primary_header();
    header.add("A", std::string(100, 'a'));
    HeaderText more;
    more.add("B", std::string(100, 'b'));
    header.append(more);
    header.add("C", std::string(100, 'c'));
    const std::string file = file_of(header, "");
    EXPECT_EQ(complaints_of_fitsverify(written(file)), "");
    EXPECT_EQ(astropy_says(file, "print(f[0].header.count('LONGSTRN'))"), "1\n");
}

TEST_F(HeaderTexts, ACommentThatDoesNotFitIsCut) {
    HeaderText header = empty_primary_header();
    header.add("N", int64_t{1}, std::string(200, 'c'));
    const std::string file = file_of(header, "");
    EXPECT_EQ(complaints_of_fitsverify(written(file)), "");
    EXPECT_EQ(astropy_says(file, "print(f[0].header['N'], len(f[0].header.comments['N']))"),
              "1 47\n");
}

TEST_F(HeaderTexts, CommentaryTakesAsManyCardsAsItNeeds) {
    HeaderText header = empty_primary_header();
    header.add_commentary("HISTORY", std::string(72, 'a') + std::string(72, 'b') + "c");
    const std::string file = file_of(header, "");
    EXPECT_EQ(astropy_says(file, "print([len(h) for h in f[0].header['HISTORY']])"),
              "[72, 72, 1]\n");
}

TEST_F(HeaderTexts, NumbersAreReadBackToTheLastBit) {
    for (const double value : {1.0, -0.0, 1e16, 6.5e-05, 0.1, 1.0 / 3, kBig, -kBig, kSmall,
                               241135460.347, 9007199254740993.0}) {
        HeaderText header = empty_primary_header();
        header.add("VALUE", value);
        const std::string file = file_of(header, "");
        EXPECT_EQ(complaints_of_fitsverify(written(file)), "") << value;
        EXPECT_EQ(astropy_says(file, "print(float(f[0].header['VALUE']).hex())"),
                  output_of(std::string(HEAFS_PYTHON) + " -c 'print(float(\"" +
                            fmt::format("{:.17g}", value) + "\").hex())'"))
            << value;
    }
}

TEST(FitsReal, IsWrittenAsFitsWritesReals) {
    EXPECT_EQ(fits_real(1), "1.0");
    EXPECT_EQ(fits_real(-0.5), "-0.5");
    EXPECT_EQ(fits_real(6.5e-05), "6.5E-05");
    EXPECT_EQ(fits_real(1e300), "1.0E+300");
}

TEST(FitsReal, WhatIsNotFiniteHasNoNotation) {
    for (const double value : {std::nan(""), HUGE_VAL, -HUGE_VAL}) {
        try {
            fits_real(value);
            ADD_FAILURE() << value;
        } catch (const Error& error) {
            EXPECT_EQ(error.fault(), Fault::kUsage);
        }
    }
}

TEST(PaddedBytes, AreWholeBlocks) {
    EXPECT_EQ(padded_bytes(0), 0);
    EXPECT_EQ(padded_bytes(1), 2880);
    EXPECT_EQ(padded_bytes(2880), 2880);
    EXPECT_EQ(padded_bytes(2881), 5760);
}

}  // namespace
}  // namespace heafs
