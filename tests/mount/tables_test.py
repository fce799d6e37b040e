#!/usr/bin/env python3
"""tables/ as readers see it: exports whose sizes are exact, whose formats agree with each other
and with the headers of what was published, and which change with a publication and not before."""

import datetime
import errno
import os
import re
import unittest

from astropy.io import fits
from astropy.table import Table

import mounted_archive as ma
import simulated_sky as ss

METABASE = ["zzdp", "zzdpsets", "zzext", "zzfiles", "zzgen", "zzghosts", "zzlink", "zzorphans",
            "zzpar"]
TABLES = ["halomaster", "swiftmastr", *METABASE]
FILES = [f"{table}.{form}" for table in TABLES for form in ("csv", "fits", "html", "tdat", "vot")]


def read_tdat(path):
    """(columns {name: type}, rows of texts) by the rules of the HEASARC database guide."""
    header, _, data = path.read_text().partition("<DATA>\n")
    columns = dict(re.findall(r"(?m)^field\[(\w+)\] = ([a-z]+\d*)", header))
    order = re.search(r"(?m)^line\[1\] = (.*)$", header).group(1).split()
    rows = data.partition("<END>")[0].splitlines()
    assert all(row.endswith("|") for row in rows)
    return {name: columns[name] for name in order}, [
        [value.strip() for value in re.split(r"(?<!\\)\|", row)[:-1]] for row in rows]


def value_of(text, kind):
    if kind.startswith("char"):
        return text.replace("\\|", "|").replace("\\\\", "\\")
    if text == "":
        return None
    return int(text) if kind.startswith("int") else float(text)


def mjd(text):
    """The MJD of an ISO time, by Python's calendar."""
    since = datetime.datetime.fromisoformat(text) - datetime.datetime(1858, 11, 17)
    return since / datetime.timedelta(days=1)


class TablesCase(ss.SkyCase):
    def setUp(self):
        super().setUp()
        self.tables = self.mount / "tables"

    def rows(self, name):
        """The rows of a .tdat as dictionaries of values."""
        columns, rows = read_tdat(self.tables / f"{name}.tdat")
        return [{column: value_of(text, kind)
                 for (column, kind), text in zip(columns.items(), row)} for row in rows]


class Tables(TablesCase):
    def test_tables_lists_each_table_in_each_form(self):
        self.assertEqual(sorted(os.listdir(self.tables)),
                         sorted(["README.txt", "index.html", *TABLES, *FILES]))
        readme = (self.tables / "README.txt").read_text()
        for table in TABLES:
            self.assertIn(table, readme)

    def test_sizes_are_the_bytes_read_and_what_ls_shows(self):
        listed = {line.split()[-1]: int(line.split()[4])
                  for line in ma.run("ls", "-l", self.tables).stdout.splitlines()[1:]}
        for name in FILES:
            content = (self.tables / name).read_bytes()
            self.assertEqual((listed[name], (self.tables / name).stat().st_size),
                             (len(content), len(content)), name)
            ma.run("cp", self.tables / name, self.scratch / name)
            self.assertEqual((self.scratch / name).read_bytes(), content)

    def test_fitsverify_finds_nothing(self):
        for table in TABLES:
            self.assert_fitsverify_finds_nothing(self.tables / f"{table}.fits")

    def test_fits_and_tdat_have_the_same_columns_and_values(self):
        for name in TABLES:
            columns, rows = read_tdat(self.tables / f"{name}.tdat")
            self.assertTrue(rows or name in ("zzghosts", "zzlink", "zzorphans"))
            self.assertLessEqual({len(row) for row in rows}, {len(columns)})
            table = Table.read(self.tables / f"{name}.fits", hdu=1)
            self.assertEqual([column.lower() for column in table.colnames], list(columns))
            self.assertEqual(len(table), len(rows))
            for row, exported in zip(rows, table):
                for (column, kind), text, found in zip(columns.items(), row, exported):
                    value = value_of(text, kind)
                    if value in (None, ""):
                        self.assertIn(str(found).strip(), ("", "--", "nan"), (name, column))
                    elif kind.startswith("char"):
                        self.assertEqual(str(found).strip(), value, (name, column))
                    else:
                        self.assertEqual(float(found), value, (name, column))

    def test_stilts_reads_every_table(self):
        for name in TABLES:
            rows = len(read_tdat(self.tables / f"{name}.tdat")[1])
            said = ma.run("stilts", "tpipe", f"in={self.tables / name}.fits", "omode=count").stdout
            self.assertRegex(said, rf"rows: {rows}\b")

    def test_the_observations_are_those_delivered_with_their_headers(self):
        rows = {row["obsid"]: row for row in self.rows("swiftmastr")}
        lists = {path.name[2:13]: path
                 for path in (self.mount / "obs" / "swift").rglob("*xpc*_cl.evt.gz")}
        self.assertEqual(set(rows), {one["obs_id"] for one in self.truth["observations"]})
        self.assertEqual(set(rows), set(lists))
        for obs_id, path in lists.items():
            header = fits.getheader(path, "EVENTS")
            row = rows[obs_id]
            self.assertEqual((row["name"], row["ra"], row["dec"], row["xrt_expo_pc"]),
                             (header["OBJECT"].strip(), header["RA_PNT"], header["DEC_PNT"],
                              header["EXPOSURE"]))
            self.assertLess(abs(row["start_time"] - mjd(header["DATE-OBS"])), 70 / 86400)

    def test_halomaster_has_the_halosat_observations(self):
        self.assertEqual({row["obsid"] for row in self.rows("halomaster")},
                         {one["obs_id"] for one in self.halo_truth["observations"]})

    def test_zzgen_and_zzpar_describe_every_table_and_column(self):
        self.assertEqual({row["table_name"] for row in self.rows("zzgen")}, set(TABLES))
        described = {(row["table_name"], row["parameter_name"]) for row in self.rows("zzpar")}
        self.assertEqual(described, {(name, column) for name in TABLES
                                     for column in read_tdat(self.tables / f"{name}.tdat")[0]})

    def test_heafs_product_writes_the_same_bytes(self):
        for name in FILES:
            ma.run(ma.HEAFS, "product", self.archive.folder, f"tables/{name}", "-o",
                   self.scratch / name)
            self.assertEqual(ma.sha256(self.scratch / name), ma.sha256(self.tables / name))

    def test_after_a_remount_inodes_and_bytes_are_the_same(self):
        def seen():
            return {name: ((self.tables / name).stat().st_ino, ma.sha256(self.tables / name),
                           os.getxattr(self.tables / name, "user.heafs.provenance"))
                    for name in FILES}
        before = seen()
        self.archive.stop()
        ma.run("rm", "-rf", self.archive.folder / "cache")
        self.archive.start()
        self.assertEqual(seen(), before)

    def test_what_is_not_there_is_told(self):
        for path, reason in {"tables/nonsuch.fits": "no table 'nonsuch'",
                             "tables/swiftmastr.doc": "none of its files",
                             "tables/swiftmastr/sideways": "none of cone",
                             "tables/SWIFTMASTR.fits": "no table"}.items():
            self.assertEqual(ss.error_of(os.stat, self.mount / path), errno.ENOENT, path)
            self.assertIn(reason, self.explain(path, ok=(1,)))

    def test_what_is_there_is_told(self):
        said = self.explain("tables/swiftmastr.fits")
        self.assertIn("3 rows", said)
        self.assertIn(f"{(self.tables / 'swiftmastr.fits').stat().st_size} bytes", said)
        for table in TABLES:
            self.assertIn(table, self.explain("tables"))


class PublishedBetween(TablesCase):
    def setUp(self):
        self.mount_again()
        super().setUp()

    @classmethod
    def setUpClass(cls):
        pass

    def mount_again(self):
        self.archive = ma.MountedArchive(shipped=("halosat", "swift"))
        self.enterContext(self.archive)
        self.mount = self.archive.mount
        for number, seed in enumerate((1, 2)):
            ss.simulate("swift", self.archive.scratch / f"made{number}", seed=seed,
                        observations=number + 1)

    def publish(self, number):
        ss.publish(self.archive, self.archive.scratch / f"made{number}", "swift", f"d{number}")

    def test_an_empty_archive_has_tables_without_rows(self):
        self.assertEqual(self.rows("swiftmastr"), [])
        for table in TABLES:
            self.assert_fitsverify_finds_nothing(self.tables / f"{table}.fits")
        self.assertEqual(len(Table.read(self.tables / "swiftmastr.fits", hdu=1)), 0)

    def test_a_publication_makes_a_new_inode_and_open_files_keep_their_bytes(self):
        self.publish(0)
        names = ("swiftmastr.fits", "swiftmastr.tdat", "zzpar.fits")
        old = {name: (self.tables / name).read_bytes() for name in names}
        inodes = {name: (self.tables / name).stat().st_ino for name in names}
        handles = {name: open(self.tables / name, "rb") for name in names}
        for handle in handles.values():
            self.addCleanup(handle.close)
        self.publish(1)
        for name in names:
            self.assertEqual(handles[name].read(), old[name])
            self.assertNotEqual((self.tables / name).stat().st_ino, inodes[name])
            content = (self.tables / name).read_bytes()
            self.assertNotEqual(content, old[name])
            self.assertEqual((self.tables / name).stat().st_size, len(content))
        made = {path.name for number in (0, 1) for path in
                (self.archive.scratch / f"made{number}" / "obs").glob("*/*")}
        self.assertEqual({row["obsid"] for row in self.rows("swiftmastr")}, made)

    def test_a_publication_of_one_mission_leaves_the_table_of_another(self):
        self.publish(0)
        before = (self.tables / "halomaster.fits").stat()
        self.publish(1)
        after = (self.tables / "halomaster.fits").stat()
        self.assertEqual((after.st_ino, after.st_size), (before.st_ino, before.st_size))


@unittest.skipUnless(ma.SWIFT.is_dir(), f"no real Swift observation in {ma.SWIFT}")
class RealHeaders(TablesCase):
    @classmethod
    def setUpClass(cls):
        cls.archive = cls.enterClassContext(ma.MountedArchive(shipped=("halosat", "swift")))
        cls.mount = cls.archive.mount
        month = cls.archive.deliver_to("real", "swift") / "obs" / "2008_08"
        month.mkdir(parents=True)
        ma.run("cp", "-r", ma.SWIFT, f"{month}/")
        ma.run("touch", cls.archive.deliver_to("real", "swift") / "COMMIT")
        assert cls.archive.wait("real", "swift") == "published"

    def test_the_row_of_a_real_observation_is_that_of_its_headers(self):
        (row,) = self.rows("swiftmastr")
        header = fits.getheader(ma.SWIFT / "xrt/event/sw00030795038xpcw3po_cl.evt.gz", "EVENTS")
        self.assertEqual(row["obsid"], "00030795038")
        self.assertEqual(row["name"], header["OBJECT"].strip())
        self.assertEqual((row["target_id"], row["obs_segment"]), (30795, 38))
        header = fits.getheader(ma.SWIFT / "xrt/event/sw00030795038xpcw3po_cl.evt.gz", 0)
        self.assertEqual((row["ra"], row["dec"], row["roll_angle"]),
                         (header["RA_PNT"], header["DEC_PNT"], header["PA_PNT"]))
        self.assertEqual(row["xrt_expo_pc"], header["EXPOSURE"])
        self.assertEqual(row["processing_version"], header["PROCVER"])
        self.assert_fitsverify_finds_nothing(self.tables / "swiftmastr.fits")


if __name__ == "__main__":
    ma.main()
