#include "core/tables/table_segment.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <functional>

#include "config/base/error.h"
#include "tests/core/tables/small_table.h"
#include "tests/support/outside_programs.h"
#include "tests/support/temporary_folder.h"

namespace heafs {
namespace {

using testing::HasSubstr;

const std::vector<std::string> kFields = {"name char8 [meta.id] (key) // Name // of it",
                                          "ra float8:.5f_degree",
                                          "dec float4_degree",
                                          "n int2:3d (index)",
                                          "m int1",
                                          "flux float4_microJy",
                                          "big int8"};
const TextRows kRows = {{"M31", "10.68471", "41.26875", "3", "-128", "3.4", "9223372036854775807"},
                        {"M33", "23.4621", "30.659942", "", "", "", ""},
                        {"NGC 224", "0.5", "-90", "-32768", "7", "1e-30", "-1"}};

std::vector<std::byte> small_bytes() {
    TableSchema schema = schema_of(kFields, {"name"});
    return table_bytes(schema, kRows,
                       {CalendarMoment{10000, 0}, CalendarMoment{14000, 3'000'000'000}});
}

TEST(TableFile, IsSoundFits) {
    const TemporaryFolder folder;
    EXPECT_EQ(complaints_of_fitsverify(folder.write("a.fits", small_bytes())), "");
    EXPECT_EQ(complaints_of_fitsverify(
                  folder.write("b.fits", table_bytes(schema_of(kFields, {"name"}), {}))),
              "");
    EXPECT_EQ(complaints_of_fitsverify(folder.write(
                  "c.fits", table_bytes(schema_of({"a int4 (key)"}), {{"1"}, {"-2147483648"}}))),
              "");
}

TEST(TableFile, ShowsAstropyTheValuesThatWentIn) {
    const TemporaryFolder folder;
    const auto file = folder.write("a.fits", small_bytes());
    EXPECT_EQ(output_of_astropy(R"(
import sys
from astropy.io import fits
from astropy.table import Table
with fits.open(sys.argv[1], checksum=True) as hdus:
    print([hdu.name for hdu in hdus])
    print(hdus[1].header['TUNIT2'], hdus[1].header['TDISP2'], hdus[1].header['TUNIT6'],
          hdus[1].header['TOUNI6'], hdus[1].header['TUCD1'], hdus[1].header['DATE'])
    print(bytes(hdus['RECORDS'].data['TDAT'][0]))
    print(list(hdus['RECORDS'].data['BEGIN'][0]), list(hdus['RECORDS'].data['CSV'][0]))
    print([list(hdu.data['ROW'][0]) for hdu in hdus if hdu.name == 'INDEX'])
    print(list(hdus['POSITIONS'].data['ROW'][0]))
for row in Table.read(sys.argv[1], hdu=1): print([str(value) for value in row])
)",
                                file),
              "['PRIMARY', 'small', 'SCHEMA', 'RECORDS', 'POSITIONS', 'INDEX', 'INDEX', 'RANGES']\n"
              "deg F15.5 uJy microJy meta.id 2008-05-01T00:00:03\n"
              "b'M31|10.68471|41.26875|3|-128|3.4|9223372036854775807|\\n"
              "M33|23.4621|30.659943|||||\\n"
              "NGC 224|0.5|-90|-32768|7|1e-30|-1|\\n'\n"
              "[0, 54, 81, 116] [54, 27, 35]\n"
              "[[0, 1, 2], [2, 0, 1]]\n"
              "[1, 0, 2]\n"
              "['M31', '10.68471', '41.26875', '3', '-128', '3.4', '9223372036854775807']\n"
              "['M33', '23.4621', '30.659943', '--', '--', '--', '--']\n"
              "['NGC 224', '0.5', '-90.0', '-32768', '7', '1e-30', '-1']\n");
}

// Cells of order 29, nested, by astropy-healpix: not on every machine.
TEST(TableFile, HasPositionsWhereHealpixHasThem) {
    const auto table = segment_of(small_bytes());
    ASSERT_EQ(table->positions(), 3);
    for (int64_t i = 1; i < 3; ++i) EXPECT_LE(table->position_cell(i - 1), table->position_cell(i));
    // 12 faces of 4^29 cells: the first face holds right ascensions of 0 to 90 degrees in the
    // north, those of 8 to 11 the south.
    EXPECT_LT(table->position_cell(0), int64_t{1} << 58);
    EXPECT_GE(table->position_cell(2), int64_t{8} << 58);
}

TEST(TableSegment, SaysWhatItsHeaderSays) {
    const auto table = segment_of(small_bytes());
    EXPECT_EQ(table->schema().name, "small");
    EXPECT_EQ(table->schema().columns[1].unit, "degree");
    EXPECT_EQ(table->schema().unique_key, std::vector<std::string>{"name"});
    EXPECT_EQ(table->position_columns()->ra, 1u);
    EXPECT_EQ(table->position_columns()->dec, 2u);
    EXPECT_EQ(table->created(), (CalendarMoment{10000, 0}));
    EXPECT_EQ(table->modified(), (CalendarMoment{14000, 3'000'000'000}));
}

TEST(TableSegment, GivesNumbersAndTextsWithoutCells) {
    const auto table = segment_of(small_bytes());
    EXPECT_EQ(table->number(0, 1), 10.68471);
    EXPECT_EQ(table->number(0, 6), 9223372036854775807.0);
    EXPECT_TRUE(std::isnan(table->number(1, 3)));
    EXPECT_TRUE(std::isnan(table->number(0, 0)));
    EXPECT_EQ(table->text(2, 0), "NGC 224");
    EXPECT_EQ(table->integer(2, 3), -32768);
    EXPECT_TRUE(table->is_null(1, 5));
    EXPECT_FALSE(table->is_null(2, 3));
}

void expect_refused(std::span<const std::byte> bytes, const std::string& what) {
    try {
        segment_of(bytes);
        ADD_FAILURE() << "it was taken: " << what;
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::kMalformed) << what << ": " << error.what();
    }
}

TEST(TableSegment, RefusesAFileThatWasCut) {
    const std::vector<std::byte> bytes = small_bytes();
    for (size_t size = 0; size < bytes.size(); size += 960)
        expect_refused(std::span(bytes).first(size), fmt::format("{} bytes", size));
    std::vector<std::byte> longer = bytes;
    longer.resize(bytes.size() + 2880);
    expect_refused(longer, "a block too many");
}

// The first occurrence of `old` after `from`, replaced by as many bytes.
std::vector<std::byte> edited(std::string_view from, std::string_view old, std::string_view made) {
    std::vector<std::byte> bytes = small_bytes();
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    const size_t at = text.find(old, text.find(from));
    EXPECT_NE(at, std::string_view::npos) << old;
    EXPECT_EQ(old.size(), made.size());
    if (at < bytes.size()) std::memcpy(bytes.data() + at, made.data(), made.size());
    return bytes;
}

TEST(TableSegment, RefusesCountsThatDoNotAgree) {
    struct Edit {
        const char *from, *old, *made;
    };
    const Edit edits[] = {
        {"SIMPLE", "HEAFSTAB=                    1", "HEAFSTAB=                    2"},
        {"SIMPLE", "TABROWS =                    3", "TABROWS =                    2"},
        {"SIMPLE", "TABROWS =                    3", "TABROWS =                   -3"},
        {"XTENSION", "NAXIS2  =                    3", "NAXIS2  =                    2"},
        {"XTENSION", "TFORM4  = 'I", "TFORM4  = 'J"},
        {"XTENSION", "TTYPE4  = 'n", "TTYPE4  = 'x"},
        {"#    TOTAL ROWS", "3", "4"},
        {"field[name]", "char8", "char9"},
        {"line[1]", "ra dec", "dec ra"},
        {"'BEGIN", "'3J", "'2J"},
        {"'BEGIN", "'4K", "'5K"},
        {"'HPX", "'3K", "'2K"},
        {"'INDEX", "EXTVER  =                    1", "EXTVER  =                    2"},
        {"'INDEX", "INDEX", "ENDEX"},
        {"'RANGES", "RANGES", "RANGER"},
    };
    for (const Edit& edit : edits)
        expect_refused(edited(edit.from, edit.old, edit.made), edit.made);
}

// What is looked at only when it is asked for is checked then.
TEST(TableSegment, ChecksEveryRangeThatItReads) {
    const std::vector<std::byte> sound = small_bytes();
    std::vector<std::byte> bytes = sound;
    for (size_t i = 0; i + 8 < bytes.size(); i += 7) {
        const std::byte before = bytes[i];
        bytes[i] = std::byte{0xFF};
        try {
            const auto table = segment_of(bytes);
            for (int64_t row = 0; row < table->size(); ++row) {
                table->cells(row);
                table->record(row);
                table->csv_bytes(row);
            }
            for (int64_t k = 0; k < table->positions(); ++k) table->position_row(k);
            for (size_t column = 0; column < table->schema().columns.size(); ++column)
                for (int64_t k = 0; table->has_index(column) && k < table->size(); ++k)
                    table->indexed_row(column, k);
        } catch (const Error& error) {
            EXPECT_THAT(error.fault(), testing::AnyOf(Fault::kMalformed, Fault::kTooBig));
        }
        bytes[i] = before;
    }
    EXPECT_EQ(bytes, sound);
}

TEST(TableSegment, SaysWhenItIsGone) {
    const TemporaryFolder folder;
    try {
        TableSegment::open(folder.path() / "none.fits");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::kNotFound);
    }
    const auto path = folder.write("a.fits", small_bytes());
    EXPECT_EQ(TableSegment::open(path)->size(), 3);
}

}  // namespace
}  // namespace heafs
