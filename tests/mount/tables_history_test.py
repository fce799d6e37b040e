#!/usr/bin/env python3
"""Tables of which one part is delivered and one comes from headers, tables that are taken back,
tables that are a group's alone, and what `heafs status` says of tables; through a mount."""

import grp
import os
import shutil
import unittest

import mounted_archive as ma
from astropy.io import fits
from astropy.table import Table

HEADER = """<HEADER>
table_name = {name}
table_description = "Of the team"
table_security = {security}
field[obsid] = char6 (key) // Observation
field[pi] = char8 // Principal Investigator
field[name] = char20 // Name of the Target
field[exposure] = float8_s // Exposure
unique_key = obsid
line[1] = obsid pi name exposure
<DATA>
"""


def tdat(*rows, name="halomaster", security="public"):
    text = HEADER.format(name=name, security=security)
    return text + "".join("|".join(row) + "|\n" for row in rows) + "<END>\n"


class TablesHistory(ma.MountTestCase):
    def setUp(self):
        super().setUp()
        self.tables = self.mount / "tables"

    def send(self, delivery, path, text, mission="halosat"):
        target = self.archive.deliver_to(delivery, mission) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        (self.archive.deliver_to(delivery, mission) / "COMMIT").touch()
        word = self.archive.wait(delivery, mission)
        self.assertEqual(word, "published", self.archive.report_text(delivery, mission))

    def rows(self, table):
        """{obsid: row} as astropy reads the FITS export."""
        with fits.open(self.tables / f"{table}.fits", checksum=True) as hdus:
            rows = Table(hdus[1].data, masked=False)
            return {row["obsid"].strip(): row for row in rows}

    def withdraw(self, table, mission, ok=(0,)):
        return ma.run(ma.HEAFS, "withdraw", self.archive.folder, f"tables/{table}", "--mission",
                      mission, "--reason", "wrong epoch", ok=ok)

    def rebuild(self):
        self.archive.stop()
        ma.run(ma.HEAFS, "scan", self.archive.folder, "--rebuild")
        self.archive.start()

    def test_the_columns_of_headers_and_of_a_delivery_are_one_table(self):
        self.archive.publish(ma.make_halosat(self.scratch / "first"), "first")
        event_list = next((self.mount / "obs" / "halosat" / "000101").rglob("*_cl.evt.gz"))
        header = fits.getheader(event_list, 1)
        alone = self.rows("halomaster")["000101"]
        self.send("team", "tables/replace/halomaster.tdat",
                  tdat(("000101", "Smith", "Crab", ""), ("000999", "Jones", "Vela", "5")))
        rows = self.rows("halomaster")
        self.assertEqual(list(rows), ["000101", "000999"])
        both = rows["000101"]
        self.assertEqual(both.colnames[:4], ["obsid", "pi", "name", "exposure"])
        self.assertEqual((both["pi"].strip(), both["name"].strip()), ("Smith", "Crab"))
        self.assertEqual((both["exposure"], both["ra"]), (alone["exposure"], alone["ra"]))
        self.assertAlmostEqual(both["ra"], header["RA_PNT"], places=4)
        self.assertEqual(rows["000999"]["exposure"], 5)
        self.archive.publish(ma.make_halosat(self.scratch / "second", first="000201"), "second")
        rows = self.rows("halomaster")
        self.assertEqual(list(rows), ["000101", "000999", "000201"])
        self.assertEqual(rows["000201"]["pi"].strip(), "")
        self.assertEqual(ma.run("fitsverify", "-q", self.tables / "halomaster.fits").returncode, 0)
        before = {form: ma.sha256(self.tables / f"halomaster.{form}")
                  for form in ("fits", "vot", "csv", "tdat", "html")}
        self.rebuild()
        self.assertEqual({form: ma.sha256(self.tables / f"halomaster.{form}") for form in before},
                         before)
        self.withdraw("halomaster", "halosat")
        self.assertEqual(list(self.rows("halomaster")), ["000101", "000201"])
        self.assertNotIn("pi", self.rows("halomaster")["000101"].colnames)

    def test_a_withdrawn_table_is_what_it_was_before_or_gone(self):
        first = tdat(("000001", "a", "", ""), name="small")
        self.send("one", "tables/small.tdat", first, "catalogs")
        before = ma.sha256(self.tables / "small.fits")
        self.send("two", "tables/small.tdat", tdat(("000002", "b", "", ""), name="small"),
                  "catalogs")
        self.assertEqual(list(self.rows("small")), ["000001", "000002"])
        with open(self.tables / "small.csv", encoding="ascii") as old:
            self.withdraw("small", "catalogs")
            self.assertEqual(ma.sha256(self.tables / "small.fits"), before)
            self.assertIn("000002", old.read())  # who reads goes on with what he opened
        self.assertEqual(self.archive.verdict("two", "catalogs"), "withdrawn")
        self.archive.kill()
        ma.run("umount" if ma.IS_ROOT else "fusermount3", "-l" if ma.IS_ROOT else "-uz",
               self.mount)
        ma.run(ma.HEAFS, "scan", self.archive.folder, "--rebuild")
        self.archive.start()
        self.assertEqual(ma.sha256(self.tables / "small.fits"), before)
        files = (self.tables / "zzfiles" / "where" / "file_path" / "%2Asmall%2A" /
                 "rows.csv").read_text()
        self.assertIn("withdrawn", files)
        self.assertIn("wrong epoch", files)
        self.withdraw("small", "catalogs")
        self.assertFalse((self.tables / "small.fits").exists())
        self.assertNotIn("small", os.listdir(self.tables))
        self.assertNotIn("small", (self.tables / "zzgen.csv").read_text())
        self.assertIn("nothing is withdrawn", self.withdraw("small", "catalogs", ok=(1,)).stdout)

    def test_status_tells_of_tables_and_of_the_search_for_products(self):
        folder = self.archive.folder / "table-settings"
        (folder / "small.toml").write_text("schedule_days = 30\n")
        self.archive.stop()
        self.archive.start()
        text = tdat(("000001", "a", "", ""), name="small").replace(
            "<HEADER>\n", "<HEADER>\n# LAST MODIFIED: 2020-01-01 00:00:00\n")
        self.send("one", "tables/small.tdat", text, "catalogs")
        os.listdir(self.tables)
        said = ma.run(ma.HEAFS, "status", self.mount).stdout
        self.assertIn("Tables:       1 delivered (1 rows, 1 files), 1 from headers\n", said)
        self.assertIn("Stale:        small, an update was due on 2020-01-31T00:00:00", said)
        self.assertRegex(said, r"Products:     looked for until 20\d\d-[^;]*\n")
        rules = self.archive.folder / "tables" / "products"
        rules.mkdir(exist_ok=True)
        (rules / "more.conf").write_text(
            "tag[some.{%1}] = /obs/halosat/(.*)\\.fits // Some (FITS)\n")
        self.assertIn("the rules changed since", ma.run(ma.HEAFS, "status", self.mount).stdout)
        self.archive.stop()
        offline = ma.run(ma.HEAFS, "status", self.archive.folder).stdout
        self.assertIn("Tables:       1 delivered (1 rows, 1 files), 1 from headers\n", offline)
        self.archive.start()
        os.listdir(self.tables)
        self.assertNotIn("rules changed", ma.run(ma.HEAFS, "status", self.mount).stdout)


class PrivateTables(ma.MountTestCase):
    GROUP = grp.getgrgid(os.getegid()).gr_name
    archive_options = {"missions": {"secret": ma.mission_text("secret").replace(
        "[delivery]\n", f'[delivery]\ngroup = "{GROUP}"\n')}}

    def test_a_private_table_is_its_groups(self):
        target = self.archive.deliver_to("one", "secret") / "tables"
        target.mkdir()
        (target / "hidden.tdat").write_text(
            tdat(("000001", "a", "", ""), name="hidden", security="private"))
        (self.archive.deliver_to("one", "secret") / "COMMIT").touch()
        self.assertEqual(self.archive.wait("one", "secret"), "published")
        self.assertFalse((self.mount / "tables" / "hidden.fits").exists())
        self.assertNotIn("private", os.listdir(self.mount))
        own = self.mount / "private" / self.GROUP / "tables"
        self.assertEqual(sorted(os.listdir(own)),
                         ["README.txt", "hidden", *(f"hidden.{form}" for form in
                                                    ("csv", "fits", "html", "tdat", "vot"))])
        self.assertEqual(len(Table.read(own / "hidden.fits", hdu=1)), 1)
        self.assertIn("000001", (own / "hidden/rows/000001/row.txt").read_text())
        self.assertEqual(os.stat(self.mount / "private" / self.GROUP).st_mode & 0o777, 0o550)
        if not ma.IS_ROOT or shutil.which("setpriv") is None:
            self.skipTest("becoming another user needs root and setpriv")
        other = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
        os.chmod(self.archive.temporary, 0o755)
        for path in (own, own / "hidden.fits", own / "hidden/rows/000001/row.txt"):
            done = ma.run(*other, "cat", path, ok=(1,))
            self.assertIn("Permission denied", done.stderr)
        ma.run("setpriv", "--reuid", "65534", "--regid", os.getegid(), "--clear-groups", "cat",
               own / "hidden.csv")
        ma.run(*other, "cat", self.mount / "tables" / "zzgen.csv")


if __name__ == "__main__":
    ma.main()
