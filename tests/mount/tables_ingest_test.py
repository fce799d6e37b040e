#!/usr/bin/env python3
"""Tables delivered through a mount: each becomes a version of its table, or goes back to its sender
with what is wrong; kills and rebuilds change nothing of what was published."""

import io
import os
import re
import subprocess
import unittest

import mounted_archive as ma
import numpy
from astropy.io import fits
from astropy.table import Table

CATALOGS = ma.SHARED_DATA / "catalogs"
EMPTY = float("nan")

# The example of the HEASARC database guide, word for word but for its line breaks: its second row
# lacks the magnitude.
MESSIER = """<HEADER>
table_name = heasarc_messier
table_description = "New Messier catalog"
table_document_url = http://heasarc.gsfc.nasa.gov/W3Browse/general-catalog/messier.html
field[name] = char6 (index) // Source Designation
field[ra] = float8:.4f_degree (key) // Right Ascension
field[dec] = float8:.4f_degree (key) // Declination
field[size] = float4:.1f_degree (index) // Size of the Object
field[magnitude] = float4:.1f (index) // Visual Magnitude
field[class] = int2 (index) // Browse Object Classification
field[ra_1775] = float8:.4f_degree (index) // Right Ascension B1775
field[dec_1775] = float8:.4f_degree (index) // Declination B1775
field[type] = char20 (index) // Messier's Original Classification
parameter_defaults = name ra dec size magnitude class
default_search_radius = 60
equinox = 2000
right_ascension = @ra
declination = @dec
target_name = @name
frequency_regime = Optical
observatory_name = GENERAL CATALOG
table_priority = 3
table_type = Object
unique_key = name
#
# Data Format Specification
#
line[1] = name ra dec size magnitude class ra_1775 dec_1775 type
#
<DATA>
M1|10.3|10.3|0.3|7.2|8800|10.0|10.0|Nebula|
M2|190.2|-14.3|1.3|8840|190.0|-14.0|Cluster of Stars|
<END>
"""
MENDED = MESSIER.replace("|1.3|8840|", "|1.3|6.3|8840|")

SMALL = """<HEADER>
table_name = small
table_description = "A small table"
field[name] = char8 (key) // Name
field[ra] = float8:.4f_degree (index) // Right Ascension
field[dec] = float8:.4f_degree (index) // Declination
right_ascension = @ra
declination = @dec
unique_key = name
line[1] = name ra dec
<DATA>
"""


def small(*rows):
    return SMALL + "".join(f"{name}|{ra}|{dec}|\n" for name, ra, dec in rows) + "<END>\n"


class TablesIngest(ma.MountTestCase):
    archive_options = {"shipped": ("halosat",)}

    def send(self, delivery, path, content, ok=True):
        """Copies a file into a delivery of catalogs, which publishes each at once."""
        target = self.archive.deliver_to(delivery, "catalogs") / path
        target.parent.mkdir(parents=True, exist_ok=True)
        source = self.scratch / "source"
        source.write_bytes(content if isinstance(content, bytes) else content.encode())
        return ma.run("cp", source, target, ok=(0,) if ok else (1,)).stderr

    def publish(self, delivery, path, content):
        self.send(delivery, path, content)
        self.assertEqual(self.archive.wait(delivery, "catalogs"), "published",
                         self.archive.report_text(delivery, "catalogs"))

    def texts(self, delivery, rule=None):
        return [each["text"] for each in self.archive.report(delivery, "catalogs")["findings"]
                if rule is None or each["rule"] == rule]

    def versions(self, table):
        return sorted((self.archive.folder / "tables").glob(f"{table}.*.fits"))

    def rows(self, table):
        """The rows of the newest version, as astropy reads them."""
        path = self.versions(table)[-1]
        with fits.open(path, checksum=True) as hdus:
            return Table(hdus[1].data, masked=False)

    def names(self, table):
        return [name.strip() for name in self.rows(table)["name"]]

    def test_the_guides_example_goes_back_and_mended_it_is_a_table(self):
        said = self.send("messier", "tables/messier.tdat", MESSIER, ok=False)
        self.assertTrue(said)
        line = MESSIER[:MESSIER.index("M2|")].count("\n") + 1
        self.assertEqual(self.texts("messier", "TDT-001"),
                         [f"row 2 (line {line}): 8 values, expected 9"])
        self.assertEqual(self.versions("messier"), [])

        self.publish("messier", "tables/messier.tdat", MENDED)
        table = self.rows("messier")
        self.assertEqual(list(table["ra"]), [10.3, 190.2])
        self.assertEqual(list(table["class"]), [8800, 8840])
        self.assertEqual(list(table["dec_1775"]), [10, -14])
        report = self.archive.report_text("messier", "catalogs")
        for step in range(1, 13):
            self.assertRegex(report, rf"Step {step}, ")
        self.assertIn("Step 1, data: TDAT, 2 rows read", report)
        self.assertIn("ra 10.3 to 190.2", report)
        self.assertEqual(self.names("messier"), ["M1", "M2"])
        self.archive.stop()
        self.archive.start()
        again = self.archive.report_text("messier", "catalogs")
        self.assertEqual(re.findall("Step .*", again), re.findall("Step .*", report))

    def test_the_settings_that_ship_mend_what_dr_messier_leaves_to_the_archive(self):
        sent = MENDED.replace("10.3|10.3|0.3|7.2|8800|10.0|10.0|Nebula", "||||| 10.0|10.0|Spiral nebula")
        sent = sent.replace("190.2|-14.3|1.3|6.3|8840|", "190.2|-14.3|1.3|6.3||")
        self.publish("messier", "tables/messier.tdat", sent)
        table = self.rows("messier")
        self.assertEqual(list(table["class"]), [6600, 8800])
        # astropy: FK4 of B1775 to FK5 of J2000
        numpy.testing.assert_allclose(table["ra"], [12.9270734, 190.2], atol=1e-5)
        without = MENDED.replace("M1|10.3|10.3|0.3|7.2|8800|10.0|10.0|Nebula|", "M3||10.3|||||||")
        self.send("without", "tables/messier.tdat", without.replace("M2|", "M4|"))
        self.assertEqual(self.archive.wait("without", "catalogs", expect=1), "rejected")
        self.assertRegex(self.texts("without", "TDT-006")[0], r"row 1 \(line \d+\): 'M3': ra is null")

    def test_modes(self):
        self.publish("a", "tables/small.tdat", small(("a", 1, 1), ("b", 2, 2)))
        self.publish("b", "tables/append/small.tdat", small(("c", 3, 3)))
        self.assertEqual(self.names("small"), ["a", "b", "c"])
        self.publish("c", "tables/upsert/small.tdat", small(("d", 4, 4), ("b", 20, 20)))
        self.assertEqual(self.names("small"), ["a", "b", "c", "d"])
        self.assertEqual(list(self.rows("small")["ra"]), [1, 20, 3, 4])
        self.publish("d", "tables/header/small.hdr", SMALL.replace("A small", "An other"))
        self.assertEqual(len(self.names("small")), 4)
        self.assertIn("An other table", fits.getheader(self.versions("small")[-1], 1)["TITLE"])
        self.publish("e", "tables/replace/small.tdat", small(("z", 9, 9)))
        self.assertEqual(self.names("small"), ["z"])
        kept = self.archive.folder / "data/tables/small"
        self.assertEqual(sorted(ma.hashes(kept)),
                         ["0001_append.tdat", "0002_append.tdat", "0003_upsert.tdat",
                          "0004_header.hdr", "0005_replace.tdat"])
        self.assertEqual([path.name[:11] for path in self.versions("small")],
                         ["small.0004_", "small.0005_"])

    def test_what_cannot_be_loaded_is_published_by_nobody(self):
        self.publish("a", "tables/small.tdat", small(("a", 1, 1), ("b", 2, 2)))
        before = self.versions("small")
        self.send("b", "tables/small.tdat", small(("c", 3, 3), ("b", 4, 4)))
        self.assertEqual(self.archive.wait("b", "catalogs", expect=1), "rejected")
        self.assertEqual(self.texts("b", "TDT-002"),
                         ["the unique key 'b' of line 13 is that of row 2 of the table"])
        self.assertEqual(self.versions("small"), before)
        self.assertEqual(sorted(ma.hashes(self.archive.folder / "data/tables/small")),
                         ["0001_append.tdat"])
        other = small(("c", 3, 3)).replace("float8:.4f_degree (index) // Right", "float4 // Right")
        self.send("c", "tables/small.tdat", other)
        self.assertEqual(self.archive.wait("c", "catalogs", expect=1), "rejected")
        self.assertIn("ra is float4, in the table float8", self.texts("c", "TDT-007")[0])

    def test_csv_with_a_header(self):
        self.publish("hdr", "tables/small.hdr", SMALL)
        self.publish("csv2", "tables/small.csv", "name,dec,ra\r\n\"a, b\",1,2\r\nc,,3\r\n")
        self.assertEqual(self.names("small"), ["a, b", "c"])
        self.assertEqual(list(self.rows("small")["ra"]), [2, 3])
        self.send("bad", "tables/small.csv", "name,dec,ra\nd,1\n", ok=False)
        self.assertEqual(self.texts("bad", "TDT-001"), ["row 1 (line 2): 2 values, expected 3"])

    def test_csv_that_comes_first_waits_for_its_header(self):
        self.send("both", "tables/small.csv", "name,dec,ra\na,1,2\n")
        ma.eventually(lambda: "tables/small.hdr" in
                      self.archive.report("both", "catalogs")["missing"], "the header is missed")
        self.archive.stop()
        self.archive.start()
        ma.eventually(lambda: self.archive.verdict("both", "catalogs") == "receiving",
                      "it waits again")
        self.assertEqual(self.versions("small"), [])
        self.publish("both", "tables/small.hdr", SMALL)
        self.assertEqual(self.names("small"), ["a"])

    def test_csv_without_a_header_is_refused_when_its_sender_has_said_commit(self):
        self.send("alone", "tables/small.csv", "name,dec,ra\na,1,2\n")
        (self.archive.deliver_to("alone", "catalogs") / "COMMIT").touch()
        self.assertEqual(self.archive.wait("alone", "catalogs", expect=1), "rejected")
        self.assertIn("as tables/small.hdr", self.texts("alone", "TDT-008")[0])

    def test_a_folder_with_csv_and_header_is_copied_in_any_order(self):
        source = self.scratch / "tables"
        source.mkdir()
        (source / "small.csv").write_text("name,dec,ra\na,1,2\nb,3,4\n")
        (source / "small.hdr").write_text(SMALL)
        ma.run("cp", "-r", source, self.archive.deliver_to("folder", "catalogs"))
        self.assertEqual(self.archive.wait("folder", "catalogs"), "published")
        self.assertEqual(self.names("small"), ["a", "b"])
        (source / "small.csv").rename(source / "other.csv")
        (source / "small.hdr").unlink()
        (source / "other.hdr").write_text(SMALL.replace("= small\n", "= other\n"))
        self.archive.stop()
        ma.run(ma.HEAFS, "ingest", self.archive.folder, "--mission", "catalogs", source)
        self.archive.start()
        self.assertEqual(self.names("other"), ["a", "b"])

    def test_votables_of_astropy(self):
        table = Table({"name": ["a", "bb"], "RA": [1.5, EMPTY], "Dec": [2.5, -3.25],
                       "n": numpy.array([1, -2], dtype="i4"),
                       "v": numpy.array([[1, 2], [3, 4]], dtype="f4")})
        table["RA"].unit = table["Dec"].unit = "deg"
        for form in ("tabledata", "binary", "binary2"):
            out = io.BytesIO()
            table.write(out, format="votable", tabledata_format=form)
            self.publish(form, f"tables/vo_{form}.vot", out.getvalue())
            made = self.rows(f"vo_{form}")
            self.assertEqual(made.colnames, ["name", "ra", "dec", "n", "v_1", "v_2"])
            self.assertEqual([name.strip() for name in made["name"]], ["a", "bb"])
            self.assertTrue(made["ra"][0] == 1.5 and numpy.isnan(made["ra"][1]))
            self.assertEqual(list(made["n"]), [1, -2])
            self.assertEqual(list(made["v_2"]), [2, 4])
            self.assertEqual(fits.getheader(self.versions(f"vo_{form}")[-1], 1)["TUNIT2"], "deg")
        entity = out.getvalue().replace(b"<VOTABLE", b'<!DOCTYPE V [<!ENTITY a "b">]><VOTABLE', 1)
        self.send("entity", "tables/entity.vot", entity, ok=False)
        self.assertIn("DTD", self.texts("entity", "TDT-001")[0])

    @unittest.skipUnless(CATALOGS.exists(), "the real catalogues are not here")
    def test_real_catalogues_come_out_right(self):
        for name, source, ending in (("gammacat", "gammacat.fits.gz", "fits.gz"),
                                     ("fgl2", "gll_psc_v08.fit", "fits")):
            self.publish(name, f"tables/{name}.{ending}", (CATALOGS / source).read_bytes())
            with fits.open(CATALOGS / source) as hdus:
                self.compare(hdus[1].data, self.rows(name))

    def compare(self, old, new):
        """Cell by cell; arrays became columns, infinite values null."""
        self.assertEqual(len(old), len(new))
        for column in old.columns:
            name = re.sub(r"[^a-z0-9]", "_", column.name.lower())
            name = name if name[0].isalpha() else "n" + name
            values = old[column.name]
            if values.dtype.kind in "US":
                self.assertEqual([text.strip() for text in values],
                                 [text.strip() for text in new[name]], name)
                continue
            parts = [values] if values.ndim == 1 else values.T
            for i, part in enumerate(parts):
                made = new[name if values.ndim == 1 else f"{name}_{i + 1}"]
                part = numpy.where(numpy.isinf(part), numpy.nan, part) if part.dtype.kind == "f" \
                    else part
                numpy.testing.assert_array_equal(numpy.asarray(made, dtype=part.dtype), part, name)

    def test_private_tables_are_kept(self):
        self.publish("a", "tables/small.tdat",
                     small(("a", 1, 1)).replace("field[name]", "table_security = private\nfield[name]"))
        self.assertEqual(self.names("small"), ["a"])

    def test_a_rehearsal_loads_nothing_and_says_what_would_be(self):
        self.publish("a", "tables/small.tdat", small(("a", 1, 1)))
        before = self.versions("small")
        self.send("test_b", "tables/small.tdat", small(("b", 2, 2)))
        (self.archive.deliver_to("test_b", "catalogs") / "COMMIT").touch()
        self.archive.wait("test_b", "catalogs")
        self.assertIn("Step 6, rows: 1 added behind 1; 2 rows in the table",
                      self.texts("test_b", "TDT-010"))
        self.assertEqual(self.versions("small"), before)

    def test_versions_are_made_again_after_a_kill_and_by_a_rebuild(self):
        self.publish("a", "tables/small.tdat", small(("a", 1, 1)))
        for i in range(4):
            self.send(f"d{i}", "tables/small.tdat", small((f"b{i}", i, i)))
        self.archive.kill()
        ma.run("umount", "-l", self.mount)
        self.archive.start()
        for i in range(4):
            # What the daemon had not sealed when it died is to be sent again.
            if self.archive.verdict(f"d{i}", "catalogs").startswith("receiving"):
                self.send(f"d{i}", "tables/small.tdat", small((f"b{i}", i, i)))
            self.archive.wait(f"d{i}", "catalogs")
        self.assertEqual(sorted(self.names("small")), ["a", "b0", "b1", "b2", "b3"])
        newest = self.versions("small")[-1]
        before = ma.sha256(newest)
        self.archive.stop()
        for path in self.versions("small"):
            path.unlink()
        ma.run(ma.HEAFS, "scan", self.archive.folder, "--rebuild")
        self.assertEqual(ma.sha256(newest), before)
        self.archive.start()
        self.publish("e", "tables/small.tdat", small(("e", 1, 1)))
        self.assertEqual(len(self.names("small")), 6)

    def test_a_refused_file_is_mended_and_sent_again(self):
        self.publish("a", "tables/small.tdat", small(("a", 1, 1)))
        self.send("b", "tables/small.tdat", small(("a", 2, 2)))
        self.assertEqual(self.archive.wait("b", "catalogs", expect=1), "rejected")
        self.publish("b", "tables/small.tdat", small(("b", 2, 2)))
        self.assertEqual(self.names("small"), ["a", "b"])


if __name__ == "__main__":
    ma.main()
