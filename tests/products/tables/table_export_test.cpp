#include "products/tables/table_export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/fits/fits_writer.h"
#include "products/tables/fits_table.h"
#include "tests/products/tables/random_table.h"
#include "tests/support/outside_programs.h"
#include "tests/support/temporary_folder.h"

namespace heafs {
namespace {

using testing::HasSubstr;

std::shared_ptr<const TableVersion> shared(TableVersion version) {
    return std::make_shared<const TableVersion>(std::move(version));
}

TableColumn column(const std::string& name, const std::string& type) {
    TableColumn made;
    made.name = name;
    made.type = *parse_column_type(type);
    return made;
}

TableVersion table_of(const std::vector<TableColumn>& columns, std::vector<TableCells> rows,
                      std::optional<CalendarMoment> date = std::nullopt) {
    TableSchema schema;
    schema.name = "small";
    schema.description = "A small table";
    schema.columns = columns;
    TableRows made;
    for (TableCells& cells : rows)
        made.push_back(
            std::make_shared<const TableRow>(make_table_row(schema, std::move(cells), date, date)));
    return make_table_version(schema, std::move(made));
}

// A position, a number and a name, with everything that a column can say.
TableVersion stars(std::vector<TableCells> rows) {
    TableColumn name = column("name", "char8"), ra = column("ra", "float8"),
                mag = column("vmag", "float4"), hd = column("hd", "int4");
    ra.unit = "degree";
    ra.format = ".5f";
    ra.ucd = "pos.eq.ra;meta.main";
    ra.description = "Right Ascension";
    return table_of({name, ra, mag, hd}, std::move(rows),
                    parse_calendar_moment("2008-08-22T22:03:15"));
}

TableVersion two_stars() {
    return stars({{std::string("Vega"), 279.23473479, double{0.03F}, int64_t{172167}},
                  {std::string("none"), {}, {}, {}}});
}

TEST(TableExport, SizesArePlannedExactly) {
    for (uint64_t seed = 0; seed < 150; ++seed) {
        const auto version = shared(random_table(seed, seed % 10 == 0 ? 2000 : 40));
        for (const auto& product : {plan_tdat_export(version), plan_fits_export(version)})
            EXPECT_EQ(static_cast<int64_t>(rendered(*product).size()), product->size)
                << product->path << " seed " << seed;
    }
}

TEST(TableExport, IsTheSameEachTime) {
    for (uint64_t seed = 0; seed < 10; ++seed) {
        const auto one = shared(random_table(seed, 100)), other = shared(random_table(seed, 100));
        EXPECT_EQ(plan_fits_export(one)->key, plan_fits_export(other)->key);
        EXPECT_EQ(rendered(*plan_fits_export(one)), rendered(*plan_fits_export(other)));
        EXPECT_EQ(rendered(*plan_tdat_export(one)), rendered(*plan_tdat_export(other)));
    }
}

TEST(TableExport, OtherContentHasAnotherKey) {
    const auto one = shared(stars({{std::string("Vega"), 1.0, 2.0, int64_t{3}}}));
    const auto other = shared(stars({{std::string("Vega"), 1.0, 2.0, int64_t{4}}}));
    EXPECT_NE(plan_tdat_export(one)->key, plan_tdat_export(other)->key);
    EXPECT_NE(plan_tdat_export(one)->key, plan_fits_export(one)->key);
    EXPECT_EQ(plan_tdat_export(one)->key.size(), 64u);
}

// `date -u -d 2008-08-22T22:03:15 +%s` says 1219442595.
TEST(TableExport, IsAsOldAsItsLatestInput) {
    EXPECT_EQ(plan_fits_export(shared(two_stars()))->mtime_ns, 1219442595000000000);
    EXPECT_EQ(plan_fits_export(shared(stars({})))->mtime_ns, 0);
}

TEST(TableExport, ATextLongerThanItsColumnWidensIt) {
    const auto version = table_of({column("name", "char3")}, {{std::string("longer")}});
    EXPECT_EQ(version.schema.columns[0].type.length, 6);
    EXPECT_THAT(version.tdat_header, HasSubstr("field[name] = char6 "));
}

TEST(FitsTable, SatisfiesFitsverify) {
    const TemporaryFolder folder;
    for (uint64_t seed = 0; seed < 25; ++seed)
        EXPECT_EQ(complaints_of_fitsverify(rendered_file(
                      *plan_fits_export(shared(random_table(seed, 20))), folder.path())),
                  "")
            << "seed " << seed;
}

TEST(FitsTable, WithoutRowsIsATableWithoutRows) {
    const TemporaryFolder folder;
    const auto file = rendered_file(*plan_fits_export(shared(stars({}))), folder.path());
    EXPECT_EQ(complaints_of_fitsverify(file), "");
    EXPECT_EQ(output_of_astropy("import sys\nfrom astropy.io import fits\n"
                                "h = fits.open(sys.argv[1], checksum=True)\n"
                                "print(len(h), h[1].name, len(h[1].data), len(h[1].columns))\n",
                                file),
              "2 small 0 4\n");
}

TEST(FitsTable, AstropyReadsItsValuesAndNulls) {
    const TemporaryFolder folder;
    const auto file = rendered_file(*plan_fits_export(shared(two_stars())), folder.path());
    EXPECT_EQ(
        output_of_astropy("import sys, warnings\n"
                          "from astropy.table import Table\n"
                          "t = Table.read(sys.argv[1], hdu=1)\n"
                          "r = t[0]\n"
                          "print(r['name'].strip(), repr(float(r['ra'])), r['vmag'], r['hd'])\n"
                          "print(t['ra'].mask[1], t['vmag'].mask[1], t['hd'].mask[1])\n"
                          "print(t['ra'].unit)\n",
                          file),
        "Vega 279.23473479 0.03 172167\nTrue True True\ndeg\n");
}

TEST(FitsTable, CarriesEverythingAColumnSays) {
    const TemporaryFolder folder;
    const auto file = rendered_file(*plan_fits_export(shared(two_stars())), folder.path());
    EXPECT_EQ(output_of_astropy(
                  "import sys\nfrom astropy.io import fits\n"
                  "h = fits.getheader(sys.argv[1], 1)\n"
                  "for k in 'TUNIT2 TOUNI2 TDISP2 TUCD2 TCOMM2 TNULL4 EXTNAME DATE'.split():\n"
                  "    print(h[k])\n",
                  file),
              "deg\ndegree\nF15.5\npos.eq.ra;meta.main\nRight Ascension\n-2147483648\nsmall\n"
              "2008-08-22T22:03:15\n");
}

TEST(FitsTable, StiltsReadsTheSameValues) {
    const TemporaryFolder folder;
    const auto file = rendered_file(*plan_fits_export(shared(two_stars())), folder.path());
    EXPECT_EQ(output_of("stilts tpipe in='" + file.string() + "' ofmt=csv"),
              "name,ra,vmag,hd\nVega,279.23473479,0.03,172167\nnone,,,\n");
}

// Reads TDAT rows by the rules of the format, and FITS with astropy; prints how many cells it saw
// and how many differ.
constexpr const char* kCompareFormats =
    "import sys\n"
    "from astropy.io import fits\n"
    "def cells(line):\n"
    "    out, cell, i = [], '', 0\n"
    "    while i < len(line):\n"
    "        n = 0\n"
    "        while line[i] == '\\\\': n += 1; i += 1\n"
    "        if line[i] != '|':\n"
    "            cell += '\\\\' * n + line[i]\n"
    "        elif n % 2:\n"
    "            cell += '\\\\' * (n // 2) + '|'\n"
    "        else:\n"
    "            out.append(cell + '\\\\' * (n // 2)); cell = ''\n"
    "        i += 1\n"
    "    return out\n"
    "def same(text, value, column):\n"
    "    if 'A' in column.format: return text == value\n"
    "    if text == '': return value == column.null or value != value\n"
    "    return (type(value)(text) if column.format in 'ED' else int(text)) == value\n"
    "h = fits.open(sys.argv[1])[1]\n"
    "text = open(sys.argv[1][:-4] + 'tdat').read()\n"
    "rows = [cells(r) for r in text.split('<DATA>\\n')[1].split('\\n<END>')[0].split('\\n')]\n"
    "assert len(rows) == len(h.data) and all(len(r) == len(h.columns) for r in rows)\n"
    "results = [same(t, v, c) for r, f in zip(rows, h.data) for t, v, c in zip(r, f, h.columns)]\n"
    "print(len(results), results.count(False))\n";

TEST(FitsTable, HasTheValuesOfTheTdatExport) {
    const TemporaryFolder folder;
    for (uint64_t seed = 20; seed < 26; ++seed) {
        const auto version = shared(random_table(seed, 400));
        rendered_file(*plan_tdat_export(version), folder.path());
        const auto fits = rendered_file(*plan_fits_export(version), folder.path());
        const size_t cells = version->rows.size() * version->schema.columns.size();
        EXPECT_EQ(output_of_astropy(kCompareFormats, fits), std::to_string(cells) + " 0\n")
            << "seed " << seed;
    }
}

TEST(FitsTable, ItsNullValueIsNoValueOfTheColumn) {
    const auto version =
        table_of({column("n", "int2")}, {{int64_t{-32768}}, {int64_t{-32767}}, {{}}});
    const TemporaryFolder folder;
    const auto file = rendered_file(*plan_fits_export(shared(version)), folder.path());
    EXPECT_EQ(output_of("stilts tpipe in='" + file.string() + "' ofmt=csv"),
              "n\n-32768\n-32767\n\n");
}

TEST(StandardUnit, IsInTheWordsOfTheStandard) {
    EXPECT_EQ(standard_unit("degree"), "deg");
    EXPECT_EQ(standard_unit("percent"), "%");
    EXPECT_EQ(standard_unit("mjd"), "d");
    EXPECT_EQ(standard_unit("microJy"), "uJy");
    EXPECT_EQ(standard_unit("erg/cm^2/s"), "erg/cm^2/s");
    EXPECT_EQ(standard_unit(""), "");
}

TEST(DisplayFormat, IsThatOfFits) {
    const ColumnType real{CellType::kFloat8, 1}, whole{CellType::kInt4, 1};
    EXPECT_EQ(display_format("8.3f", real), "F8.3");
    EXPECT_EQ(display_format(".5f", real), "F15.5");
    EXPECT_EQ(display_format("10.2e", real), "E10.2");
    EXPECT_EQ(display_format("3d", whole), "I3");
}

TEST(DisplayFormat, IsNoneForWhatIsNone) {
    const ColumnType real{CellType::kFloat8, 1}, whole{CellType::kInt4, 1}, text{};
    for (const char* format : {"", ".8.3f", "f", "8f", "x", "999.1f"})
        EXPECT_EQ(display_format(format, real), "") << format;
    EXPECT_EQ(display_format("8.3f", whole), "");
    EXPECT_EQ(display_format("3d", text), "");
}

}  // namespace
}  // namespace heafs
