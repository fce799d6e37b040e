// Files in memory: what astropy reads in them, and what happens to those that lie.
#include "core/fits/fits_view.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <random>

#include "config/base/error.h"
#include "core/base/files.h"
#include "core/base/gzip.h"
#include "core/fits/big_endian.h"
#include "core/fits/fits_writer.h"
#include "tests/core/fits/hand_made_fits.h"
#include "tests/support/outside_programs.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

using hand_made::as_bytes;
using hand_made::card;
using hand_made::header;
using hand_made::padded;
using hand_made::primary;
using testing::HasSubstr;

std::string inflated(const std::filesystem::path& path) {
    const std::string text = read_file(path);
    if (!text.starts_with("\x1f\x8b")) return text;
    std::string result;
    Gunzip gunzip([&](std::span<const std::byte> part) { result += text_of(part); });
    gunzip.feed(bytes_of(text));
    EXPECT_FALSE(gunzip.finish());
    return result;
}

// Of each HDU its name and rows; of each column of numbers its name and first and last value.
std::string description_of(const FitsView& view) {
    std::string text;
    for (const FitsHdu& hdu : view.hdus()) {
        text += fmt::format("{} {} {}\n", hdu.text("EXTNAME").value_or(""), hdu.rows(),
                            hdu.row_bytes());
        for (const BinaryColumn& column : hdu.columns()) {
            if (std::string_view("BIJKED").find(column.form.type) == std::string_view::npos ||
                column.form.repeat < 1 || hdu.rows() == 0 ||
                hdu.find_column(column.name) != &column)
                continue;
            const NumericColumn numbers(hdu, column.name);
            text += fmt::format("  {} {:.6e} {:.6e}\n", column.name, numbers.real(0),
                                numbers.real(hdu.rows() - 1));
        }
    }
    return text;
}

constexpr const char* kDescription = R"(
import sys
import numpy as np
from astropy.io import fits
for h in fits.open(sys.argv[1], memmap=False):
    table = isinstance(h, fits.BinTableHDU)
    print(h.header.get('EXTNAME', '').rstrip(), h.header['NAXIS2'] if table else 0,
          h.header['NAXIS1'] if table else 0)
    if not table or not len(h.data): continue
    seen = set()
    for c in h.columns:
        form = c.format.lstrip('0123456789')[0]
        repeat = c.format[:len(c.format) - len(c.format.lstrip('0123456789'))]
        if form not in 'BIJKED' or repeat == '0' or c.name.upper() in seen: continue
        seen.add(c.name.upper())
        raw = h.data.field(c.name)
        ends = [float(np.asarray(raw[i]).ravel()[0]) for i in (0, -1)]
        stored = [np.asarray(fits.FITS_rec.view(h.data, np.recarray)[c.name][i]).ravel()[0] for i in (0, -1)]
        if c.null is not None and form not in 'ED':
            ends = [np.nan if s == c.null else e for s, e in zip(stored, ends)]
        print('  %s %.6e %.6e' % (c.name, *ends))
)";

class RealFiles : public testing::TestWithParam<const char*> {};

TEST_P(RealFiles, AreReadAsAstropyReadsThem) {
    const std::filesystem::path path =
        std::filesystem::path(HEAFS_SOURCE_DIR "/../shared/data") / GetParam();
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "no real data at " << path;
    const std::string text = inflated(path);
    const FitsView view(bytes_of(text), GetParam());
    EXPECT_EQ(description_of(view), output_of_astropy(kDescription, path));
}

INSTANTIATE_TEST_SUITE_P(
    Each, RealFiles,
    testing::Values("swift/00030795038/xrt/event/sw00030795038xpcw3po_cl.evt.gz",
                    "swift/00030795038/xrt/event/sw00030795038xwtw2po_cl.evt.gz",
                    "swift/00030795038/auxil/sw00030795038sat.fits.gz",
                    "swift/00030795038/bat/survey/sw00030795038bsvpbo172cg082a.dph.gz",
                    "chandra/orion_evt2.fits", "chandra/3c273.rmf"));

std::vector<std::byte> written_table() {
    FitsWriter writer;
    writer.add_empty_primary();
    const std::vector<FitsColumn> columns = {{"B", "B"},  {"I", "I", "", "", {}, {}, -7},
                                             {"J", "2J"}, {"K", "K"},
                                             {"E", "E"},  {"D", "D", "s"},
                                             {"A", "5A"}};
    writer.add_table("MIXED", columns, 2);
    writer.write_column(1, std::vector<int64_t>{0, 255});
    writer.write_column(2, std::vector<int64_t>{-7, -32768});
    writer.write_column(3, std::vector<int64_t>{-2147483648, 1, 2147483647, 2});
    writer.write_column(4, std::vector<int64_t>{INT64_MIN, INT64_MAX});
    writer.write_column(5, std::vector<double>{0.5, -1e30});
    writer.write_column(6, std::vector<double>{241135460.347, 5e-324});
    writer.write_card({"TSCAL4", 1.0, ""});
    writer.write_card({"TLMIN2", int64_t{-32767}, ""});
    writer.write_card({"MJDREFF", std::string("7.428703703703703D-4"), ""});
    writer.write_card({"MJDREFI", std::string(" 51910 "), ""});
    return writer.finish();
}

class WrittenTables : public testing::Test {
   protected:
    const std::vector<std::byte> bytes_ = written_table();
    const FitsView view_{bytes_, "written"};
    const FitsHdu& table_ = *view_.find("mixed");
    NumericColumn column(const std::string& name) const { return {table_, name}; }
};

TEST_F(WrittenTables, IntegersOfAllWidthsHaveTheirSign) {
    EXPECT_EQ(column("B").integer(1), 255);
    EXPECT_EQ(column("I").integer(1), -32768);
    EXPECT_EQ(column("J").integer(0), INT32_MIN);
    EXPECT_EQ(column("J").integer(1), INT32_MAX);
    EXPECT_EQ(column("K").integer(0), INT64_MIN);
    EXPECT_EQ(column("K").integer(1), INT64_MAX);
}

TEST_F(WrittenTables, RealsAreTheStoredBits) {
    EXPECT_EQ(column("E").real(1), -1e30F);
    EXPECT_EQ(column("D").real(0), 241135460.347);
    EXPECT_EQ(column("D").real(1), 5e-324);
}

TEST_F(WrittenTables, TnullIsNothing) {
    EXPECT_EQ(column("I").integer(0), std::nullopt);
    EXPECT_TRUE(std::isnan(column("I").real(0)));
}

TEST_F(WrittenTables, ColumnsAreFoundWithoutRegardToCase) {
    ASSERT_NE(table_.find_column("d"), nullptr);
    EXPECT_EQ(table_.find_column("d")->offset, 1 + 2 + 8 + 8 + 4);
    EXPECT_EQ(table_.find_column("none"), nullptr);
}

TEST_F(WrittenTables, KeywordsOfAColumnAreThoseOfItsNumber) {
    EXPECT_EQ(column("I").real_keyword("TLMIN"), -32767);
    EXPECT_EQ(column("D").text_keyword("TUNIT"), "s");
    EXPECT_EQ(column("E").real_keyword("TLMIN"), std::nullopt);
}

TEST_F(WrittenTables, NumbersMayStandAsTextsWithDExponents) {
    EXPECT_DOUBLE_EQ(*table_.real("MJDREFF"), 7.428703703703703e-4);
    EXPECT_EQ(table_.integer("MJDREFI"), 51910);
}

TEST_F(WrittenTables, AColumnOfTextsHoldsNoNumbers) {
    EXPECT_THROW(column("A"), Error);
    EXPECT_THROW(column("absent"), Error);
}

TEST(ScaledColumns, AreReadAsAstropyReadsThem) {
    FitsWriter writer;
    writer.add_empty_primary();
    writer.add_table("T", std::vector<FitsColumn>{{"U", "I"}, {"S", "I"}}, 3);
    writer.write_column(1, std::vector<int16_t>{-32768, 0, 32767});
    writer.write_column(2, std::vector<int16_t>{-2, 0, 3});
    writer.write_card({"TZERO1", 32768.0, ""});
    writer.write_card({"TSCAL1", 1.0, ""});
    writer.write_card({"TSCAL2", 0.25, ""});
    writer.write_card({"TZERO2", 10.0, ""});
    const auto bytes = writer.finish();
    const FitsView view(bytes, "scaled");
    const FitsHdu& table = *view.find("T");
    const NumericColumn u(table, "U"), s(table, "S");
    EXPECT_EQ(u.integer(0), 0);
    EXPECT_EQ(u.integer(2), 65535);
    EXPECT_EQ(s.real(0), 9.5);
    EXPECT_EQ(s.real(2), 10.75);
}

TEST(Keywords, WhatIsNoNumberIsNothing) {
    const std::string file =
        primary({"A       = 'nan'", "B       = 'inf'", "C       = '0x10'", "D       = 'D'",
                 "E       = ''", "F       =", "G       = 1.5", "H       = 1E999",
                 "I       = 12345678901234567890", "J       = '1.0E3 '", "K       = T"});
    const FitsView view(as_bytes(file), "numbers");
    const FitsHdu& hdu = view.hdus().front();
    for (const char* keyword : {"A", "B", "C", "D", "E", "F", "H", "K", "absent"}) {
        EXPECT_EQ(hdu.real(keyword), std::nullopt) << keyword;
        EXPECT_EQ(hdu.integer(keyword), std::nullopt) << keyword;
    }
    EXPECT_EQ(hdu.integer("G"), std::nullopt);
    EXPECT_EQ(hdu.real("G"), 1.5);
    EXPECT_EQ(hdu.integer("I"), std::nullopt);
    EXPECT_EQ(hdu.integer("J"), 1000);
}

TEST(Keywords, TheFirstOfTheSameNameCounts) {
    const std::string file = primary({"A       = 1", "A       = 2"});
    EXPECT_EQ(FitsView(as_bytes(file), "twice").hdus().front().integer("A"), 1);
}

TEST(BigEndian, TheFirstByteIsTheHighest) {
    std::byte bytes[8];
    store_big_endian(bytes, int32_t{0x01020304});
    EXPECT_EQ(text_of(std::span(bytes, 4)), "\x01\x02\x03\x04");
    EXPECT_EQ(load_big_endian<int32_t>(bytes), 0x01020304);
    store_big_endian(bytes, 1.0);  // IEEE 754: 3F F0 00 ...
    EXPECT_EQ(text_of(std::span(bytes, 2)), "\x3f\xf0");
    store_big_endian(bytes, int16_t{-2});
    EXPECT_EQ(text_of(std::span(bytes, 2)), "\xff\xfe");
    EXPECT_EQ(load_big_endian<int16_t>(bytes), -2);
}

// A table of one 8-byte row, with a card replaced or added.
std::string table_with(const std::string& keyword, const std::string& value) {
    auto cards = hand_made::table_cards(8, 1, 0, {"1D"});
    bool there = false;
    for (std::string& text : cards)
        if (text.starts_with(fmt::format("{:<8}=", keyword))) {
            text = fmt::format("{:<8}= {}", keyword, value);
            there = true;
        }
    if (!there) cards.push_back(fmt::format("{:<8}= {}", keyword, value));
    return primary() + header(cards) + padded(std::string(8, '\1'), '\0');
}

struct Lie {
    const char* keyword;
    const char* value;
};
void PrintTo(const Lie& lie, std::ostream* out) { *out << lie.keyword << "=" << lie.value; }

class LyingTables : public testing::TestWithParam<Lie> {};

TEST_P(LyingTables, AreRefusedByTheirName) {
    const std::string file = table_with(GetParam().keyword, GetParam().value);
    try {
        const FitsView view(as_bytes(file), "liar.fits");
        ADD_FAILURE() << "it was taken";
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::kMalformed);
        EXPECT_THAT(error.what(), HasSubstr("liar.fits"));
    }
}

INSTANTIATE_TEST_SUITE_P(
    Each, LyingTables,
    testing::Values(Lie{"NAXIS", "9000000000000000"}, Lie{"NAXIS", "-1"}, Lie{"NAXIS", "1"},
                    Lie{"NAXIS", "0"}, Lie{"NAXIS1", "-8"}, Lie{"NAXIS2", "-1"},
                    Lie{"NAXIS2", "9223372036854775807"}, Lie{"NAXIS2", "1152921504606846976"},
                    Lie{"NAXIS2", "1000000"}, Lie{"NAXIS1", "4"}, Lie{"BITPIX", "0"},
                    Lie{"BITPIX", "7"}, Lie{"BITPIX", "-9223372036854775808"}, Lie{"BITPIX", "128"},
                    Lie{"PCOUNT", "-8"}, Lie{"PCOUNT", "9223372036854775807"}, Lie{"GCOUNT", "0"},
                    Lie{"GCOUNT", "-1"}, Lie{"TFIELDS", "1000"}, Lie{"TFIELDS", "-1"},
                    Lie{"TFIELDS", "2"}, Lie{"TFORM1", "'Z'"}, Lie{"TFORM1", "''"},
                    Lie{"TFORM1", "'99999999999999999999D'"},
                    Lie{"TFORM1", "'9223372036854775807D'"}, Lie{"TFORM1", "'2D'"},
                    Lie{"TFORM1", "1"}));

TEST(TruthfulTables, AreTaken) {
    const std::string file = table_with("TFORM1", "'1D'");
    EXPECT_EQ(FitsView(as_bytes(file), "good").find("EVENTS")->rows(), 1);
}

TEST(CutFiles, AreRefusedOrEndBetweenHdus) {
    const std::string file = table_with("TFORM1", "'1D'");
    for (size_t size = 0; size < file.size(); size += 40) {
        try {
            const FitsView view(as_bytes(std::string_view(file).substr(0, size)), "cut");
            EXPECT_TRUE(view.hdus().size() == 1 || size > 5760) << size;
        } catch (const Error& error) {
            EXPECT_EQ(error.fault(), Fault::kMalformed);
        }
    }
}

TEST(CutFiles, NoBytesAreNoFits) { EXPECT_THROW(FitsView({}, "nothing"), Error); }

// Random groups (FITS 4.0, section 6): the first axis is 0 and is none.
TEST(RandomGroups, AreSteppedOver) {
    const std::string file =
        header({hand_made::kSimple, card("BITPIX", 8), card("NAXIS", 2), card("NAXIS1", 0),
                card("NAXIS2", 10), "GROUPS  = T", card("PCOUNT", 2), card("GCOUNT", 300)}) +
        padded(std::string(3600, '\1'), '\0') + table_with("TFORM1", "'1D'").substr(2880);
    const FitsView view(as_bytes(file), "groups");
    EXPECT_EQ(view.hdus().front().data().size(), 3600u);
    EXPECT_NE(view.find("EVENTS"), nullptr);
}

// Every byte that a view gives lies in the file: the sanitizers watch.
TEST(MutatedFiles, AreReadOrRefused) {
    const auto written = written_table();
    const std::string file = text_of(written);
    const std::string_view alphabet = "0123456789 '-=DEJTNAXIS";
    std::mt19937 random(1);
    int refused = 0;
    for (int i = 0; i < 3000; ++i) {
        std::string broken = file;
        for (unsigned j = 0; j < 1 + random() % 8; ++j)
            broken[2880 + random() % 1600] = alphabet[random() % alphabet.size()];
        try {
            description_of(FitsView(as_bytes(broken), "broken"));
        } catch (const Error& error) {
            EXPECT_EQ(error.fault(), Fault::kMalformed);
            ++refused;
        }
    }
    EXPECT_GT(refused, 100);
}

}  // namespace
}  // namespace heafs
