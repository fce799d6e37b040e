#include "products/tables/table_export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/products/tables/random_table.h"
#include "tests/support/outside_programs.h"
#include "tests/support/temporary_folder.h"

namespace heafs {
namespace {

using testing::HasSubstr;
using SharedTable = std::shared_ptr<const TableSegment>;

std::shared_ptr<const Product> whole(const SharedTable& table, TableFormat format) {
    return plan_table_export(
        "tables/" + table->schema().name + "." + std::string(ending_of(format)), table, nullptr,
        format);
}

std::shared_ptr<const Product> selected(const SharedTable& table, RowSelection selection,
                                        TableFormat format) {
    return plan_table_export(
        "tables/" + table->schema().name + "/where/x/1/rows." + std::string(ending_of(format)),
        table, std::make_shared<const RowSelection>(std::move(selection)), format);
}

SharedTable table_of(const std::vector<TableColumn>& columns, const std::vector<TableCells>& rows,
                     const std::string& date = "", const std::string& ra = "") {
    TableSchema schema;
    schema.name = "small";
    schema.description = "A small table";
    schema.columns = columns;
    if (!ra.empty())
        schema.virtual_parameters = {{"declination", "@dec"}, {"right_ascension", "@" + ra}};
    const auto moment = parse_calendar_moment(date);
    return build_table(schema, rows, {moment, moment}, {.widen_texts = true});
}

// A position, a number and a name, with everything that a column can say.
SharedTable stars(const std::vector<TableCells>& rows) {
    TableColumn name = column_of("name", "char8"), ra = column_of("ra", "float8"),
                dec = column_of("dec", "float8"), mag = column_of("vmag", "float4"),
                hd = column_of("hd", "int4"), time = column_of("time", "float8");
    ra.unit = dec.unit = "degree";
    ra.format = ".5f";
    ra.ucd = "pos.eq.ra;meta.main";
    ra.description = "Right Ascension <& \"quoted\">";
    time.unit = "mjd";
    return table_of({name, ra, mag, hd, dec, time}, rows, "2008-08-22T22:03:15", "ra");
}

SharedTable two_stars() {
    return stars({{std::string("Vega, \"a\""), 279.23473479, double{0.03F}, int64_t{172167},
                   38.78368896, 55000.5},
                  {std::string("none"), {}, {}, {}, {}, {}}});
}

// Some rows in any order; of a cone with any distances.
RowSelection random_selection(const TableSegment& table, uint64_t seed) {
    std::mt19937_64 random(seed);
    RowSelection selection;
    for (int64_t row = 0; row < table.size(); ++row)
        if (random() % 3 == 0) selection.rows.push_back(static_cast<uint32_t>(row));
    std::shuffle(selection.rows.begin(), selection.rows.end(), random);
    selection.of_cone = random() % 2 == 0;
    if (selection.of_cone)
        for (size_t i = 0; i < selection.rows.size(); ++i)
            selection.offsets_arcmin.push_back(static_cast<double>(random() % 100000) / 7);
    return selection;
}

TEST(TableExport, SizesArePlannedExactly) {
    int64_t cases = 0;
    for (uint64_t seed = 0; seed < 400; ++seed) {
        const auto table = random_table(seed, seed % 40 == 0 ? 2000 : 30);
        for (const TableFormat format : kTableFormats) {
            for (const auto& product :
                 {whole(table, format), selected(table, random_selection(*table, seed), format)}) {
                ASSERT_EQ(static_cast<int64_t>(rendered(*product).size()), product->size)
                    << product->path << " seed " << seed;
                ++cases;
            }
        }
    }
    EXPECT_EQ(cases, 4000);
}

TEST(TableExport, IsTheSameEachTime) {
    for (uint64_t seed = 0; seed < 10; ++seed) {
        const auto one = random_table(seed, 100), other = random_table(seed, 100);
        for (const TableFormat format : kTableFormats) {
            EXPECT_EQ(whole(one, format)->key, whole(other, format)->key);
            EXPECT_EQ(rendered(*whole(one, format)), rendered(*whole(other, format)));
        }
    }
}

TEST(TableExport, OtherContentHasAnotherKey) {
    const auto one = stars({{std::string("Vega"), 1.0, 2.0, int64_t{3}, {}, {}}});
    const auto other = stars({{std::string("Vega"), 1.0, 2.0, int64_t{4}, {}, {}}});
    EXPECT_NE(whole(one, TableFormat::kTdat)->key, whole(other, TableFormat::kTdat)->key);
    EXPECT_NE(whole(one, TableFormat::kTdat)->key, whole(one, TableFormat::kFits)->key);
    EXPECT_EQ(whole(one, TableFormat::kTdat)->key.size(), 64u);
}

TEST(TableExport, OtherRowsHaveAnotherKey) {
    const auto table = two_stars();
    const auto key = [&](const RowSelection& selection) {
        return selected(table, selection, TableFormat::kVot)->key;
    };
    EXPECT_NE(key({{0}, {}, false}), key({{1}, {}, false}));
    EXPECT_NE(key({{0, 1}, {}, false}), key({{1, 0}, {}, false}));
    EXPECT_NE(key({{0}, {1.5}, true}), key({{0}, {2.5}, true}));
    EXPECT_NE(key({{}, {}, false}), key({{}, {}, true}));
}

// `date -u -d 2008-08-22T22:03:15 +%s` says 1219442595.
TEST(TableExport, IsAsOldAsItsLatestInput) {
    EXPECT_EQ(whole(two_stars(), TableFormat::kFits)->mtime_ns, 1219442595000000000);
    EXPECT_EQ(whole(table_of({column_of("n", "int2")}, {}), TableFormat::kFits)->mtime_ns, 0);
}

TEST(TdatExport, OfASelectionSaysHowManyRowsItHas) {
    const std::string text = rendered(*selected(two_stars(), {{1}, {}, false}, TableFormat::kTdat));
    EXPECT_THAT(text, HasSubstr("#    TOTAL ROWS: 1\n"));
    EXPECT_THAT(text, HasSubstr("<DATA>\nnone||||||\n<END>\n"));
}

TEST(TdatExport, OfAConeEndsWithTheDistance) {
    const std::string text =
        rendered(*selected(two_stars(), {{1}, {12.5}, true}, TableFormat::kTdat));
    EXPECT_THAT(text, HasSubstr("field[search_offset] = float8:.4f_arcmin [pos.angDistance]  // "));
    EXPECT_THAT(text, HasSubstr("line[1] = name ra vmag hd dec time search_offset\n"));
    EXPECT_THAT(text, HasSubstr("\nnone||||||12.5|\n<END>\n"));
}

// RFC 4180, section 2.
TEST(CsvExport, QuotesCommasAndQuotationMarks) {
    EXPECT_EQ(rendered(*whole(two_stars(), TableFormat::kCsv)),
              "name,ra,vmag,hd,dec,time\r\n"
              "\"Vega, \"\"a\"\"\",279.23473479,0.03,172167,38.78368896,55000.5\r\n"
              "none,,,,,\r\n");
}

TEST(CsvExport, HasBarsAndBackslashesAsTheyAre) {
    const auto table = table_of(
        {column_of("a", "char9"), column_of("b", "char9")},
        {{std::string("x|y"), std::string("z\\")}, {std::string("\\|"), std::string("\\\\|q")}});
    EXPECT_EQ(rendered(*whole(table, TableFormat::kCsv)), "a,b\r\nx|y,z\\\r\n\\|,\\\\|q\r\n");
}

TEST(CsvExport, OfOneColumnHasNoEmptyLines) {
    const auto table = table_of({column_of("a", "char9")}, {{{}}, {std::string("x")}});
    EXPECT_EQ(rendered(*whole(table, TableFormat::kCsv)), "a\r\n\"\"\r\nx\r\n");
}

TEST(RowsPage, SaysSoWhenItDoesNotShowAll) {
    std::vector<TableCells> rows(kMostRowsOnPage + 5, TableCells{int64_t{7}});
    const std::string page =
        rendered(*whole(table_of({column_of("n", "int2")}, rows), TableFormat::kHtml));
    EXPECT_THAT(page, HasSubstr("The first 10,000 of 10,005 rows."));
    EXPECT_THAT(page, testing::EndsWith("</body></html>\n"));
}

TEST(RowsPage, EscapesWhatATableSays) {
    const auto table = table_of({column_of("a", "char40")}, {{std::string("<script>&\"")}});
    const std::string page = rendered(*whole(table, TableFormat::kHtml));
    EXPECT_THAT(page, HasSubstr("<td>&lt;script&gt;&amp;&quot;</td>"));
    EXPECT_THAT(page, testing::Not(HasSubstr("<script")));
}

TEST(FitsTable, SatisfiesFitsverify) {
    const TemporaryFolder folder;
    for (uint64_t seed = 0; seed < 25; ++seed)
        EXPECT_EQ(complaints_of_fitsverify(rendered_file(
                      *whole(random_table(seed, 20), TableFormat::kFits), folder.path())),
                  "")
            << "seed " << seed;
}

TEST(FitsTable, WithoutRowsIsATableWithoutRows) {
    const TemporaryFolder folder;
    const auto file = rendered_file(*whole(stars({}), TableFormat::kFits), folder.path());
    EXPECT_EQ(complaints_of_fitsverify(file), "");
    EXPECT_EQ(output_of_astropy("import sys\nfrom astropy.io import fits\n"
                                "h = fits.open(sys.argv[1], checksum=True)\n"
                                "print(len(h), h[1].name, len(h[1].data), len(h[1].columns))\n",
                                file),
              "2 small 0 6\n");
}

TEST(FitsTable, AstropyReadsItsValuesAndNulls) {
    const TemporaryFolder folder;
    const auto file = rendered_file(*whole(two_stars(), TableFormat::kFits), folder.path());
    EXPECT_EQ(
        output_of_astropy("import sys, warnings\n"
                          "from astropy.table import Table\n"
                          "t = Table.read(sys.argv[1], hdu=1)\n"
                          "r = t[0]\n"
                          "print(r['name'].strip(), repr(float(r['ra'])), r['vmag'], r['hd'])\n"
                          "print(t['ra'].mask[1], t['vmag'].mask[1], t['hd'].mask[1])\n"
                          "print(t['ra'].unit)\n",
                          file),
        "Vega, \"a\" 279.23473479 0.03 172167\nTrue True True\ndeg\n");
}

TEST(FitsTable, CarriesEverythingAColumnSays) {
    const TemporaryFolder folder;
    const auto file = rendered_file(*whole(two_stars(), TableFormat::kFits), folder.path());
    EXPECT_EQ(output_of_astropy(
                  "import sys\nfrom astropy.io import fits\n"
                  "h = fits.getheader(sys.argv[1], 1)\n"
                  "for k in 'TUNIT2 TOUNI2 TDISP2 TUCD2 TCOMM2 TNULL4 EXTNAME DATE'.split():\n"
                  "    print(h[k])\n",
                  file),
              "deg\ndegree\nF15.5\npos.eq.ra;meta.main\nRight Ascension <& "
              "\"quoted\">\n-2147483648\nsmall\n"
              "2008-08-22T22:03:15\n");
}

TEST(FitsTable, StiltsReadsTheSameValues) {
    const TemporaryFolder folder;
    const auto file = rendered_file(*whole(two_stars(), TableFormat::kFits), folder.path());
    EXPECT_EQ(output_of("stilts tpipe in='" + file.string() + "' ofmt=csv"),
              "name,ra,vmag,hd,dec,time\n\"Vega, "
              "\"\"a\"\"\",279.23473479,0.03,172167,38.78368896,55000.5\n"
              "none,,,,,\n");
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
        const auto table = random_table(seed, 400);
        rendered_file(*whole(table, TableFormat::kTdat), folder.path());
        const auto fits = rendered_file(*whole(table, TableFormat::kFits), folder.path());
        const size_t cells = static_cast<size_t>(table->size()) * table->schema().columns.size();
        EXPECT_EQ(output_of_astropy(kCompareFormats, fits), std::to_string(cells) + " 0\n")
            << "seed " << seed;
    }
}

TEST(FitsTable, ItsNullValueIsNoValueOfTheColumn) {
    const auto table =
        table_of({column_of("n", "int2")}, {{int64_t{-32768}}, {int64_t{-32767}}, {{}}});
    const TemporaryFolder folder;
    const auto file = rendered_file(*whole(table, TableFormat::kFits), folder.path());
    EXPECT_EQ(output_of("stilts tpipe in='" + file.string() + "' ofmt=csv"),
              "n\n-32768\n-32767\n\n");
}

TEST(FitsTable, OfSelectionsSatisfiesFitsverifyAndItsChecksums) {
    const TemporaryFolder folder;
    for (uint64_t seed = 0; seed < 12; ++seed) {
        const auto table = random_table(seed, 40);
        const auto file = rendered_file(
            *selected(table, random_selection(*table, seed), TableFormat::kFits), folder.path());
        EXPECT_EQ(complaints_of_fitsverify(file), "") << "seed " << seed;
        EXPECT_EQ(output_of_astropy("import sys\nfrom astropy.io import fits\n"
                                    "h = fits.open(sys.argv[1], checksum=True)\n"
                                    "print(all('CHECKSUM' in x.header for x in h), len(h))\n",
                                    file),
                  "True 2\n");
    }
}

TEST(FitsTable, OfAConeHasTheDistancesLast) {
    const TemporaryFolder folder;
    const auto file = rendered_file(
        *selected(two_stars(), {{1, 0}, {0.125, 12.5}, true}, TableFormat::kFits), folder.path());
    EXPECT_EQ(output_of("stilts tpipe in='" + file.string() +
                        "' cmd='keepcols \"hd search_offset\"' ofmt=csv"),
              "hd,search_offset\n,0.125\n172167,12.5\n");
}

// astropy, and STILTS of which a finding of votlint is a line.
TEST(VotableExport, HasTheSameValuesAsFits) {
    const TemporaryFolder folder;
    for (uint64_t seed = 40; seed < 44; ++seed) {
        const auto table = random_table(seed, 200);
        rendered_file(*whole(table, TableFormat::kFits), folder.path());
        const auto votable = rendered_file(*whole(table, TableFormat::kVot), folder.path());
        EXPECT_EQ(output_of_astropy(
                      "import sys, warnings\nimport numpy as np\n"
                      "from astropy.table import Table\n"
                      "from astropy.io import fits\n"
                      "from astropy.io.votable import parse_single_table\n"
                      "v = parse_single_table(sys.argv[1]).array\n"
                      "h = fits.open(sys.argv[1][:-3] + 'fits')[1]\n"
                      "wrong = 0\n"
                      "for c in h.columns:\n"
                      "    for a, m, b in zip(v[c.name].data, v[c.name].mask, h.data[c.name]):\n"
                      "        if 'A' in c.format: ok = str(a).rstrip() == str(b)\n"
                      "        elif c.null is not None: ok = bool(m) if b == c.null else a == b\n"
                      "        else: ok = bool(m) if b != b else a == b\n"
                      "        wrong += not ok\n"
                      "print(len(v) - len(h.data), wrong)\n",
                      votable),
                  "0 0\n")
            << "seed " << seed;
        EXPECT_EQ(output_of("stilts votlint votable='" + votable.string() + "'"), "")
            << "seed " << seed;
    }
}

TEST(VotableExport, StiltsReadsValuesNullsAndUnits) {
    const TemporaryFolder folder;
    const auto file = rendered_file(*whole(two_stars(), TableFormat::kVot), folder.path());
    EXPECT_EQ(output_of("stilts votlint votable='" + file.string() + "'"), "");
    EXPECT_EQ(output_of("stilts tpipe in='" + file.string() + "' ofmt=csv"),
              "name,ra,vmag,hd,dec,time\n\"Vega, "
              "\"\"a\"\"\",279.23473479,0.03,172167,38.78368896,55000.5\n"
              "none,,,,,\n");
    EXPECT_EQ(output_of("stilts tpipe in='" + file.string() + "' cmd='meta name units' ofmt=csv"),
              "Name,Units\nname,\nra,deg\nvmag,\nhd,\ndec,deg\ntime,d\n");
}

TEST(VotableExport, NamesTheSystemsOfPositionsAndTimes) {
    const std::string text = rendered(*whole(two_stars(), TableFormat::kVot));
    EXPECT_THAT(text,
                HasSubstr("<COOSYS ID=\"position_system\" system=\"eq_FK5\" equinox=\"J2000\"/>"));
    EXPECT_THAT(
        text,
        HasSubstr(
            "<FIELD name=\"dec\" datatype=\"double\" unit=\"deg\" ref=\"position_system\"/>"));
    EXPECT_THAT(
        text,
        HasSubstr("<FIELD name=\"time\" datatype=\"double\" unit=\"d\" ref=\"time_system\"/>"));
}

TEST(VotableExport, WithoutRowsIsATableWithoutRows) {
    const TemporaryFolder folder;
    const auto file =
        rendered_file(*selected(two_stars(), {{}, {}, true}, TableFormat::kVot), folder.path());
    EXPECT_EQ(output_of("stilts votlint votable='" + file.string() + "'"), "");
    EXPECT_EQ(output_of("stilts tpipe in='" + file.string() + "' ofmt=csv"),
              "name,ra,vmag,hd,dec,time,search_offset\n");
}

}  // namespace
}  // namespace heafs
