#!/usr/bin/env python3
"""The exports of tables as other people's programs read them: the same names, rows, values, nulls
and units in each format, by astropy, STILTS, fitsverify, gnuastro and Python's csv."""

import csv
import html.parser
import os
import unittest
import warnings

import numpy as np
from astropy.io import fits
from astropy.io.votable import parse_single_table
from astropy.table import Table

import mounted_archive as ma
import simulated_sky as ss
import tables_test as tt

CATALOGUES = ma.SHARED_DATA / "catalogs"
FORMATS = ("tdat", "fits", "vot", "csv", "html")
# What a delivered table can hold: each type, nulls of each, what each format has to escape.
STARS = """<HEADER>
table_name = teststars
table_description = "Stars & nebulae <of a test>"
table_security = public
field[name] = char12  [meta.id;meta.main] (key) // Name | of the "star"
field[ra] = float8:.4f_degree [pos.eq.ra;meta.main] (index) // Right Ascension
field[dec] = float8:.4f_degree [pos.eq.dec;meta.main] (index) // Declination
field[flag] = char1   // One letter
field[small] = int1   // A byte with a sign
field[number] = int2:5d  (index) // A short number
field[count] = int4_count   // A number
field[big] = int8   // A long number
field[vmag] = float4:6.2f_mag [phot.mag;em.opt.V]  // Magnitude
field[flux] = float8:10.3e_erg/cm^2/s [phot.flux]  // Flux
field[time] = float8:.5f_mjd [time]  // When it was seen
parameter_defaults = name ra dec vmag
declination = @dec
default_search_radius = 30
right_ascension = @ra
target_name = @name
unique_key = name
line[1] = name ra dec flag small number count big vmag flux time
<DATA>
Vega|279.23473479|38.78368896|A|-128|32767|2147483647|9223372036854775807|0.03|1e-12|55000.25|
Sgr A*|266.41681663|-29.00782497||0|-32767|-2147483647|-9223372036854775807||2.5e+300|0.1|
a, "b" & <c>|0|90|B|127|||||||
x\\|y|359.99999|-90||||||1.4e-45|5e-324||
null|||||||||||
<END>
"""


def same(text, value, kind):
    """A text of TDAT and a value of the column's type that a program read."""
    if text == "":
        return value is None or str(value).strip() in ("", "--", "nan", "null")
    if kind.startswith("char"):
        return text == str(value).rstrip()
    if kind.startswith("int"):
        return int(text) == int(value)
    number = np.float32 if kind == "float4" else np.float64
    return number(text) == number(value)


class Anchors(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.names, self.scripts, self.hrefs = set(), 0, []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.scripts += tag == "script"
        if tag == "a" and "name" in attributes:
            self.names.add(attributes["name"])
        if tag == "a" and "href" in attributes:
            self.hrefs.append(attributes["href"])


class Readers:
    """Every table of `self.names` by each reader; for a TablesCase."""

    def assert_same(self, name, form, columns, rows):
        """`rows` of a reader, lists of values, are those of the TDAT export."""
        expected_columns, expected = tt.read_tdat(self.tables / f"{name}.tdat")
        self.assertEqual([column.lower() for column in columns], list(expected_columns),
                         (name, form))
        self.assertEqual(len(rows), len(expected), (name, form))
        for texts, values in zip(expected, rows):
            for column, text, value in zip(expected_columns, texts, values):
                kind = expected_columns[column]
                text = str(tt.value_of(text, kind)) if kind.startswith("char") else text
                self.assertTrue(same(text, value, kind), (name, form, column, text, value))

    def test_each_table_is_there_in_each_format_with_its_exact_size(self):
        for name in self.names:
            for form in FORMATS:
                path = self.tables / f"{name}.{form}"
                self.assertEqual(path.stat().st_size, len(path.read_bytes()), path)

    def test_csv_by_python(self):
        for name in self.names:
            content = (self.tables / f"{name}.csv").read_bytes()
            self.assertEqual(content.count(b"\n"), content.count(b"\r\n"))
            with open(self.tables / f"{name}.csv", newline="") as file:
                columns, *rows = csv.reader(file)
            self.assert_same(name, "csv", columns, rows)

    def test_fits_by_astropy(self):
        for name in self.names:
            table = Table.read(self.tables / f"{name}.fits", hdu=1)
            self.assert_same(name, "fits", table.colnames, [list(row) for row in table])
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                with fits.open(self.tables / f"{name}.fits", checksum=True) as hdus:
                    self.assertTrue(all("CHECKSUM" in hdu.header for hdu in hdus))

    def test_votable_by_astropy(self):
        for name in self.names:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                table = parse_single_table(self.tables / f"{name}.vot").to_table()
            self.assert_same(name, "vot", table.colnames, [list(row) for row in table])

    def test_votlint_finds_nothing(self):
        for name in self.names:
            said = ma.run("stilts", "votlint", f"votable={self.tables / name}.vot", ok=None)
            self.assertEqual(said.stdout + said.stderr, "", name)

    def test_fitsverify_finds_nothing(self):
        for name in self.names:
            self.assert_fitsverify_finds_nothing(self.tables / f"{name}.fits")

    def test_stilts_reads_the_same_from_each(self):
        for name in self.names:
            for form, kind in (("fits", "fits"), ("vot", "votable")):
                said = ma.run("stilts", "tpipe", f"in={self.tables / name}.{form}", f"ifmt={kind}",
                              "ofmt=csv").stdout
                columns, *rows = csv.reader(said.splitlines())
                self.assert_same(name, f"stilts {form}", columns, rows)

    def test_gnuastro_reads_fits(self):
        for name in self.names:
            columns, expected = tt.read_tdat(self.tables / f"{name}.tdat")
            numbers = [column for column, kind in columns.items() if not kind.startswith("char")]
            if not expected or not numbers:
                continue
            said = ma.run("asttable", self.tables / f"{name}.fits", "--hdu=1",
                          f"--column={','.join(numbers)}", "--colinfoinstdout",
                          "--txtf64format=exp", "--txtf64precision=16", "--txtf32precision=9",
                          "--txtf32format=exp").stdout
            rows = [line.split() for line in said.splitlines() if not line.startswith("#")]
            self.assertEqual(len(rows), len(expected), name)
            places = [list(columns).index(column) for column in numbers]
            for texts, values in zip(expected, rows):
                for place, value in zip(places, values):
                    text = texts[place]
                    if text == "":
                        continue  # asttable shows a null integer as the number that stands for it
                    kind = columns[list(columns)[place]]
                    self.assertTrue(same(text, value, kind), (name, kind, text, value))


class Exports(Readers, tt.TablesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = cls.archive.deliver_to("stars", "catalogs") / "tables"
        folder.mkdir(parents=True)
        (folder / "teststars.tdat").write_text(STARS)
        state = cls.archive.wait("stars", "catalogs")
        assert state == "published", state

    def setUp(self):
        super().setUp()
        self.names = sorted({name.rpartition(".")[0] for name in os.listdir(self.tables)
                             if name.endswith(".tdat")})
        self.assertIn("teststars", self.names)

    def test_stilts_concatenates_formats(self):
        rows = len(tt.read_tdat(self.tables / "teststars.tdat")[1])
        # Of one character, which STILTS tells from a text in FITS alone.
        said = ma.run("stilts", "tcat", f"in={self.tables}/teststars.fits",
                      f"in={self.tables}/teststars.vot", "icmd=delcols flag", "omode=count").stdout
        self.assertRegex(said, rf"rows: {2 * rows}\b")

    def test_units_are_those_of_the_standards(self):
        header = fits.getheader(self.tables / "teststars.fits", 1)
        units = {header[f"TTYPE{n}"]: header.get(f"TUNIT{n}") for n in range(1, 12)}
        self.assertEqual((units["ra"], units["flux"], units["time"], units["count"]),
                         ("deg", "erg.cm**-2.s**-1", "d", "count"))
        table = parse_single_table(self.tables / "teststars.vot").to_table()
        self.assertEqual(table["flux"].unit.to("erg / (cm2 s)"), 1)
        self.assertEqual(table["ra"].unit.to("deg"), 1)

    def test_the_page_of_a_table_has_an_anchor_for_each_column(self):
        for name in self.names:
            page = Anchors((self.tables / f"{name}.html").read_text())
            self.assertLessEqual(set(tt.read_tdat(self.tables / f"{name}.tdat")[0]), page.names)
            self.assertEqual(page.scripts, 0)

    def test_the_index_leads_to_every_table(self):
        page = Anchors((self.tables / "index.html").read_text())
        for name in self.names:
            for form in FORMATS:
                self.assertIn(f"{name}.{form}", page.hrefs)
                self.assertTrue((self.tables / f"{name}.{form}").is_file())

    def test_the_metabase_describes_the_table(self):
        (row,) = [row for row in self.rows("zzgen") if row["table_name"] == "teststars"]
        self.assertEqual((row["table_rows"], row["table_columns"], row["unique_key"]),
                         (5, 11, "name"))
        ranges = {row["parameter_name"]: (row["parameter_min"], row["parameter_max"])
                  for row in self.rows("zzpar") if row["table_name"] == "teststars"}
        self.assertEqual(ranges["dec"], (-90, 90))
        self.assertEqual(ranges["small"], (-128, 127))
        extensions = {row["parameter_name"]: row["parameter_value"]
                      for row in self.rows("zzext") if row["table_name"] == "teststars"}
        self.assertEqual(extensions["default_search_radius"], "30")

    def test_zzfiles_has_every_file(self):
        rows = {row["file_path"]: row for row in self.rows("zzfiles")
                if row["file_state"] == "published"}
        seen = {str(path.relative_to(self.mount)): path
                for path in (self.mount / "obs").rglob("*") if path.is_file()}
        self.assertLessEqual(set(seen), set(rows))
        for name, path in list(seen.items())[:20]:
            self.assertEqual(rows[name]["file_sha256"], ma.sha256(path))
            self.assertEqual(rows[name]["file_size"], path.stat().st_size)


@unittest.skipUnless(CATALOGUES.is_dir(), f"no real catalogues in {CATALOGUES}")
class RealCatalogues(Readers, tt.TablesCase):
    @classmethod
    def setUpClass(cls):
        cls.archive = cls.enterClassContext(ma.MountedArchive())
        cls.mount = cls.archive.mount
        for path in sorted(CATALOGUES.glob("*.fit*")):
            folder = cls.archive.deliver_to(path.name.partition(".")[0], "catalogs") / "tables"
            folder.mkdir(parents=True)
            ma.run("cp", path, folder)
            state = cls.archive.wait(path.name.partition(".")[0], "catalogs")
            assert state == "published", (path, state)

    def setUp(self):
        super().setUp()
        self.names = sorted(name.partition(".")[0] for name in os.listdir(CATALOGUES))

    def test_they_have_the_rows_of_the_files_that_were_delivered(self):
        for path in CATALOGUES.glob("*.fit*"):
            with fits.open(path) as hdus:
                given = hdus[1].data
                with fits.open(self.tables / f"{path.name.partition('.')[0]}.fits") as made:
                    self.assertEqual(len(made[1].data), len(given))
                    for column in made[1].columns.names[:20]:
                        if given[column].ndim == 1 and given[column].dtype.kind == "f":
                            # A table has no infinite numbers: they are null.
                            finite = np.where(np.isinf(given[column]), np.nan, given[column])
                            np.testing.assert_array_equal(made[1].data[column], finite, column)


class Withdrawn(tt.TablesCase):
    @classmethod
    def setUpClass(cls):
        cls.archive = cls.enterClassContext(ma.MountedArchive(shipped=("halosat",)))
        cls.mount = cls.archive.mount
        made = ma.make_halosat(cls.archive.scratch / "made")
        ss.publish(cls.archive, made, "halosat", "first")

    def test_a_withdrawn_file_stays_in_zzfiles_with_its_reason(self):
        before = {row["file_path"]: row["file_state"] for row in self.rows("zzfiles")}
        self.assertEqual(set(before.values()), {"published"})
        reason = "wrong pointing of the whole spacecraft, to be sent again"
        ma.run(ma.HEAFS, "withdraw", self.archive.folder, "000101", "--mission", "halosat",
               "--reason", reason)
        after = {row["file_path"]: (row["file_state"], row["reason"])
                 for row in self.rows("zzfiles")}
        self.assertEqual(after, {path: ("withdrawn", reason) for path in before})
        (described,) = [row for row in self.rows("zzpar") if
                        (row["table_name"], row["parameter_name"]) == ("zzfiles", "reason")]
        self.assertEqual(described["parameter_type"], f"char{len(reason)}")
        self.assert_fitsverify_finds_nothing(self.tables / "zzfiles.fits")


if __name__ == "__main__":
    ma.main()
