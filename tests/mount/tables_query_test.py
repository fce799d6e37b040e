#!/usr/bin/env python3
"""Selections of rows by path: cones against astropy, conditions against sqlite3, rows and links,
search/ over all tables, and `heafs query`, which writes the same bytes."""

import csv
import errno
import os
import random
import re
import sqlite3
import unittest
import urllib.parse

from astropy import units
from astropy.coordinates import SkyCoord
from astropy.table import Table

import mounted_archive as ma
import simulated_sky as ss

FORMATS = ("csv", "fits", "html", "tdat", "vot")
POSITIONED = ("halomaster", "swiftmastr")


def encoded(value):
    """A value as a canonical path has it (RFC 3986 keeps `~` too, tables/ does not)."""
    return urllib.parse.quote(value, safe="+").replace("~", "%7E")


def csv_rows(path):
    with open(path, newline="", encoding="ascii") as file:
        return list(csv.DictReader(file))


def sql_condition(column, value, is_text):
    """The SQL of a condition and its parameters, by the words of tables/README.txt."""
    if value == "null":
        return f"{column} IS NULL", []
    convert = str if is_text else float
    if ".." in value:
        low, high = value.split("..")
        name = f"lower({column})" if is_text else column
        bounds = [(f"{name} {sign} {'lower(?)' if is_text else '?'}", convert(end))
                  for sign, end in ((">=", low), ("<=", high)) if end]
        return " AND ".join(text for text, _ in bounds), [end for _, end in bounds]
    if not is_text:
        return f"{column} = ?", [float(value)]
    pattern = re.sub(r"([%_\\])", r"\\\1", value).replace("*", "%").replace("?", "_")
    return f"{column} LIKE ? ESCAPE '\\'", [pattern]


class TableInSqlite:
    def __init__(self, tdat, rows):
        header = tdat.read_text(encoding="ascii").partition("<DATA>")[0]
        self.types = dict(re.findall(r"(?m)^field\[(\w+)\] = (\w+)", header))
        self.database = sqlite3.connect(":memory:")
        columns = ", ".join(f"{name} {'TEXT' if self.is_text(name) else 'REAL'}"
                            for name in self.types)
        self.database.execute(f"CREATE TABLE t (place INTEGER, {columns})")
        marks = ", ".join("?" * (1 + len(self.types)))
        for place, row in enumerate(rows):
            self.database.execute(f"INSERT INTO t VALUES ({marks})",
                                  [place, *(row[name] or None for name in self.types)])

    def is_text(self, column):
        return self.types[column].startswith("char")

    def select(self, conditions):
        texts, values = [], []
        for column, value in conditions:
            text, parameters = sql_condition(column, value, self.is_text(column))
            texts.append(f"({text})")
            values += parameters
        found = self.database.execute(
            f"SELECT place FROM t WHERE {' AND '.join(texts)} ORDER BY place", values)
        return [place for place, in found]


class Queries(ss.SkyCase):
    def setUp(self):
        super().setUp()
        self.tables = self.mount / "tables"
        self.random = random.Random(20261128)

    def rows(self, name):
        return csv_rows(self.tables / f"{name}.csv")

    def canonical(self, path):
        return os.path.relpath(os.path.realpath(self.mount / path), os.path.realpath(self.mount))

    def test_cones_have_the_rows_that_astropy_finds_nearest_first(self):
        for name in POSITIONED:
            rows = self.rows(name)
            sky = SkyCoord([float(row["ra"]) for row in rows],
                           [float(row["dec"]) for row in rows], unit="deg")
            for _ in range(30):
                near = self.random.choice(rows)
                ra = round((float(near["ra"]) + self.random.uniform(-2, 2)) % 360, 5)
                dec = round(max(-90, min(90, float(near["dec"]) + self.random.uniform(-1, 1))), 5)
                radius = self.random.choice([0, 1, 30, 90, 600, 10800])
                away = SkyCoord(ra, dec, unit="deg").separation(sky).to_value(units.arcmin)
                found = csv_rows(self.tables / name / "cone" / f"{ra}" / f"{dec}" / f"{radius}" /
                                 "rows.csv")
                expected = sorted((distance, place) for place, distance in enumerate(away)
                                  if distance <= radius)
                self.assertEqual([row["obsid"] for row in found],
                                 [rows[place]["obsid"] for _, place in expected])
                for row, (distance, _) in zip(found, expected):
                    self.assertAlmostEqual(float(row["search_offset"]), distance, places=7)

    def check_conditions(self, name, values_of, rounds):
        rows = self.rows(name)
        reference = TableInSqlite(self.tables / f"{name}.tdat", rows)
        columns = list(reference.types)
        selected = 0
        for _ in range(rounds):
            chosen = self.random.sample(columns, self.random.choice([1, 1, 2, 3]))
            conditions = [(column, values_of(column, [row[column] for row in rows],
                                             reference.is_text(column))) for column in chosen]
            path = "/".join(f"{column}/{encoded(value)}" for column, value in conditions)
            found = csv_rows(self.tables / name / "where" / path / "rows.csv")
            places = reference.select(conditions)
            self.assertEqual(found, [rows[place] for place in places], path)
            selected += len(places)
        self.assertGreater(selected, rounds // 2)

    def random_value(self, _column, values, is_text):
        """A condition that some value of the column may meet."""
        known = [value for value in values if value]
        if not known or self.random.random() < 0.1:
            return "null"
        one, other = sorted(self.random.choices(known, k=2), key=str.lower if is_text else float)
        if is_text and any(".." in value or value == "null" for value in (one, other)):
            return "null"
        if is_text:
            cut = self.random.randrange(len(one) + 1)
            forms = [one, one.upper(), one.swapcase(), f"{one}..{other}", f"{one}..",
                     f"..{other}", one[:cut] + "*", "*" + one[cut:], f"*{one[cut:cut + 3]}*",
                     one[:cut] + "?" + one[cut + 1:]]
            return self.random.choice([form for form in forms if form.count("..") < 2])
        return self.random.choice([one, f"{one}..{other}", f"{one}..", f"..{other}"])

    def test_conditions_select_the_rows_that_sqlite_selects(self):
        self.check_conditions("zzpar", self.random_value, 150)
        self.check_conditions("swiftmastr", self.random_value, 60)

    def test_other_spellings_are_links_to_the_canonical_one(self):
        obs_id = self.rows("swiftmastr")[0]["obsid"]
        for path, canonical in {
                "tables/swiftmastr/cone/05h34m31.97s/+22d00m52.2s/0.5d":
                    "tables/swiftmastr/cone/83.63321/22.0145/30",
                "tables/zzpar/where/PARAMETER_NAME/ra": "tables/zzpar/where/parameter_name/ra",
                "tables/zzpar/where/parameter_name/R*": "tables/zzpar/where/parameter_name/R%2A",
                "tables/zzpar/where/parameter_name/%72%2a":
                    "tables/zzpar/where/parameter_name/r%2A",
                "tables/zzpar/where/parameter_name/ra/table_name/swiftmastr":
                    "tables/zzpar/where/table_name/swiftmastr/parameter_name/ra",
                "tables/zzgen/where/table_rows/03.0": "tables/zzgen/where/table_rows/3",
                f"tables/swiftmastr/rows/{obs_id}": f"tables/swiftmastr/rows/{obs_id}",
                "tables/zzpar/rows/swiftmastr,ra": "tables/zzpar/rows/swiftmastr%2Cra",
                "search/05h34m31.97s/22.0/1d": "search/83.63321/22/60"}.items():
            self.assertEqual(self.canonical(path), canonical)
            self.assertTrue((self.mount / path).is_dir(), path)

    def test_each_format_has_the_same_rows_and_its_exact_size(self):
        folder = self.tables / "swiftmastr" / "cone" / self.place / "60"
        expected = [row["obsid"] for row in csv_rows(folder / "rows.csv")]
        self.assertTrue(expected)
        self.assertEqual(sorted(os.listdir(folder)),
                         sorted(["README.txt", "where", *(f"rows.{form}" for form in FORMATS)]))
        for form in FORMATS:
            self.assertEqual((folder / f"rows.{form}").stat().st_size,
                             len((folder / f"rows.{form}").read_bytes()), form)
        self.assertEqual([str(name) for name in
                          Table.read(folder / "rows.fits", hdu=1)["obsid"]], expected)
        self.assertEqual([str(name) for name in
                          Table.read(folder / "rows.vot", format="votable")["obsid"]], expected)
        self.assert_fitsverify_finds_nothing(folder / "rows.fits")

    def test_an_empty_answer_is_a_table_without_rows(self):
        folder = self.tables / "swiftmastr" / "cone" / "1" / "-89" / "0.1"
        self.assertEqual(csv_rows(folder / "rows.csv"), [])
        table = Table.read(folder / "rows.fits", hdu=1)
        self.assertEqual(len(table), 0)
        self.assertIn("search_offset", [name.lower() for name in table.colnames])
        self.assert_fitsverify_finds_nothing(folder / "rows.fits")

    def test_rows_have_a_folder_each(self):
        rows = self.rows("swiftmastr")
        folder = self.tables / "swiftmastr" / "rows"
        self.assertEqual(sorted(os.listdir(folder)),
                         sorted(["README.txt", *(row["obsid"] for row in rows)]))
        for row in rows:
            text = (folder / row["obsid"] / "row.txt").read_text()
            for column, value in row.items():
                self.assertRegex(text, rf"(?m)^{column} +{re.escape(value) or 'null'}( |$)")

    def test_values_of_a_column_are_listed_where_they_are_few(self):
        folder = self.tables / "zzpar" / "where" / "table_name"
        names = {row["table_name"] for row in self.rows("zzpar")}
        self.assertEqual(set(os.listdir(folder)), {"README.txt", *names})
        for name in names:
            self.assertEqual({row["table_name"] for row in csv_rows(folder / name / "rows.csv")},
                             {name})

    def test_search_counts_the_rows_of_every_table_with_positions(self):
        for ra, dec, radius in ((*self.place.split("/"), "60"), ("0", "0", "10800"),
                                ("10", "-80", "0.1")):
            folder = self.mount / "search" / ra / dec / radius
            counts = {table: int(rows) for rows, table in re.findall(
                r"(?m)^ +(\d+) +[\d.]+ +(\w+) ", (folder / "summary.txt").read_text())}
            expected = {name: len(csv_rows(self.tables / name / "cone" / ra / dec / radius /
                                           "rows.csv")) for name in POSITIONED}
            self.assertEqual(counts, {name: count for name, count in expected.items() if count})
            self.assertEqual({name.rpartition(".")[0] for name in os.listdir(folder)
                              if not name.startswith(("summary", "products"))}, set(counts))
            for name in counts:
                for form in FORMATS[:2]:
                    self.assertEqual(
                        len((folder / f"{name}.{form}").read_bytes()),
                        (self.tables / name / "cone" / ra / dec / radius /
                         f"rows.{form}").stat().st_size)

    def test_search_by_name_leads_to_the_targets(self):
        self.assertIn("search", os.listdir(self.mount))
        names = sorted(set(os.listdir(self.mount / "search" / "name")))
        observed = set(os.listdir(self.mount / "sky" / "name")) - {"README.txt"}
        self.assertEqual(names, sorted(observed))
        for name in names:
            place = self.canonical(f"sky/name/{name}").removeprefix("sky/")
            self.assertEqual(self.canonical(f"search/name/{name}"), f"search/{place}/default")

    def query(self, *words, ok=(0,)):
        return ma.run(ma.HEAFS, "query", self.archive.folder, *words, ok=ok)

    def test_heafs_query_writes_the_bytes_of_the_mount(self):
        ra, dec = self.place.split("/")
        for form in FORMATS:
            output = self.scratch / f"near.{form}"
            self.query("swiftmastr", "--cone", f"{ra},{dec},60", "-o", output)
            self.assertEqual(
                output.read_bytes(),
                (self.tables / "swiftmastr" / "cone" / ra / dec / "60" /
                 f"rows.{form}").read_bytes())
        said = self.query("zzpar", "--where", "table_name=swift*", "--where",
                          "parameter_name=ra").stdout.encode()
        self.assertEqual(said, (self.tables / "zzpar/where/table_name/swift*/parameter_name/ra" /
                                "rows.csv").read_bytes().replace(b"\r\n", b"\n"))

    def test_heafs_query_refuses_what_is_misspelt(self):
        self.assertIn("the nearest is swiftmastr",
                      self.query("swiftmaster", ok=(2,)).stderr)
        self.assertIn("the nearest is obsid",
                      self.query("swiftmastr", "--where", "obsis=1", ok=(2,)).stderr)

    def test_what_is_not_there_is_enoent_and_told(self):
        for path, reason in {
                "tables/swiftmastr/where/obsis/1": "the nearest is obsid",
                "tables/swiftmastr/where/ra/north/rows.csv": "no value of ra",
                "tables/swiftmastr/where/ra/1/RA/2": "asked for twice",
                "tables/swiftmastr/cone/83/95/1": "no declination",
                "tables/swiftmastr/cone/83/5/181d": "larger than the sky",
                "tables/zzgen/cone/83/5/1": "no positions",
                "tables/swiftmastr/rows/nosuch/row.txt": "no row whose obsid is nosuch",
                "tables/swiftmastr/cone/83/5/1/rows.fits.gz": "rows.fits",
                "tables/swiftmaster": "the nearest is swiftmastr",
                "search/1/2/3/zzgen.csv": "no positions",
                "search/1/2/x": "no radius",
                "search/name/nosuch": "'nosuch'"}.items():
            self.assertEqual(ss.error_of(os.stat, self.mount / path), errno.ENOENT, path)
            self.assertIn(reason, self.explain(path, ok=(1,)), path)

    def test_what_is_there_is_told(self):
        said = self.explain("tables/swiftmastr/cone/05h34m31.97s/22/1d/rows.fits")
        self.assertIn("is tables/swiftmastr/cone/83.63321/22/60/rows.fits", said)
        self.assertIn("bytes", said)

    def test_nothing_can_be_written_here(self):
        for path in ("tables/swiftmastr/rows/x", "search/1/2/3/x"):
            self.assertEqual(ss.error_of(os.mkdir, self.mount / path), errno.EROFS, path)


POINTS_HEADER = """<HEADER>
table_name = points
table_description = "Points all over the sky"
table_security = public
field[id] = int4 (key) // Number
field[name] = char16 // Name
field[ra] = float8_degree [pos.eq.ra] // Right ascension
field[dec] = float8_degree [pos.eq.dec] // Declination
field[mag] = float4 (index) // Magnitude
parameter_defaults = id name ra dec
default_search_radius = 30
declination = @dec
right_ascension = @ra
target_name = @name
unique_key = id
line[1] = id name ra dec mag
<DATA>
"""


class Delivered(unittest.TestCase):
    """A delivered table of 3000 points."""

    @classmethod
    def setUpClass(cls):
        cls.archive = cls.enterClassContext(ma.MountedArchive(shipped=("halosat",)))
        cls.tables = cls.archive.mount / "tables"
        cls.random = random.Random(1)
        cls.points = []
        for number in range(3000):
            dec = cls.random.choice([cls.random.uniform(-90, 90), 89.9 + number % 7 / 100,
                                     -89.9 - number % 5 / 100])
            mag = "" if number % 11 == 0 else f"{cls.random.uniform(0, 20):.2f}"
            cls.points.append((number, f"Star {number % 40}", cls.random.uniform(0, 360) % 360,
                               dec, mag))
        text = POINTS_HEADER + "".join("|".join(map(str, point)) + "|\n"
                                       for point in cls.points) + "<END>\n"
        folder = cls.archive.deliver_to("points", "catalogs")
        (folder / "tables").mkdir()
        (folder / "tables" / "points.tdat").write_text(text)
        (folder / "COMMIT").touch()
        cls.archive.wait("points", "catalogs")
        if not (cls.tables / "points").exists():
            raise unittest.SkipTest("delivered tables are not shown yet")
        cls.sky = SkyCoord([point[2] for point in cls.points],
                           [point[3] for point in cls.points], unit="deg")

    def test_cones_at_poles_and_across_the_zero_meridian(self):
        for ra, dec, radius in ((0, 90, 60), (123, -90, 30), (0, 0, 600), (359.99, 45, 300),
                                (10, 89.95, 10), (0, 0, 10800), (200, 20, 0)):
            away = SkyCoord(ra, dec, unit="deg").separation(self.sky).arcmin
            found = csv_rows(self.tables / "points" / "cone" / str(ra) / str(dec) / str(radius) /
                             "rows.csv")
            self.assertEqual(sorted(int(row["id"]) for row in found),
                             [place for place, distance in enumerate(away) if distance <= radius],
                             (ra, dec, radius))
            offsets = [float(row["search_offset"]) for row in found]
            self.assertEqual(offsets, sorted(offsets))
            for row, offset in zip(found, offsets):
                self.assertAlmostEqual(offset, away[int(row["id"])], places=7)

    def test_conditions_and_both_together(self):
        near = self.tables / "points" / "cone" / "0" / "90" / "60"
        inside = csv_rows(near / "rows.csv")
        bright = csv_rows(near / "where" / "mag" / "..10" / "rows.csv")
        self.assertEqual(bright, [row for row in inside if row["mag"] and float(row["mag"]) <= 10])
        self.assertTrue(bright)
        nameless = csv_rows(self.tables / "points" / "where" / "mag" / "null" / "rows.csv")
        self.assertEqual(len(nameless), sum(point[4] == "" for point in self.points))

    def test_default_radius_rows_and_search(self):
        mount = self.archive.mount
        self.assertEqual(os.readlink(self.tables / "points" / "cone" / "10" / "5" / "default"),
                         "30")
        self.assertEqual(len(os.listdir(self.tables / "points" / "rows")), 3001)
        text = (self.tables / "points" / "rows" / "7" / "row.txt").read_text()
        self.assertRegex(text, r"(?m)^name +Star 7 +Name$")
        self.assertTrue((mount / "search" / "name" / "star_7" / "points.csv").exists())
        self.assertTrue(csv_rows(mount / "search" / "name" / "star_7" / "points.csv"))
        self.assertTrue((mount / "sky" / "name" / "star_7").exists())


if __name__ == "__main__":
    ma.main()
