#!/usr/bin/env python3
"""Data products through a mount: rows whose sets of products are links to the delivered files, one
tar archive of them, and the tables about products, ghosts and orphans."""

import hashlib
import os
import pathlib
import shutil
import tarfile
import unittest

import mounted_archive as ma
import simulated_sky as ss

RULES = r"""# Sets of a delivered table, over the tags that ship with Swift's own table.
url_prefix = https://archive.example
dir_prefix = /FTP
set[obslist(event lists)] = swift.@{obs}.xrt.events.* // Event Lists
set[obslist(page)] = swift.@{obs}.page // Page of the Observation
url[obslist(swift.@{obs}.page)] = ${prefix}/page?obs=@{obs} // Page (HTML)
"""
FAULTY = "set[obslist(none)] = swift.@{obs.all // No Set\n"
TABLE = """<HEADER>
table_name = obslist
table_description = "A List of Observations"
table_security = public
field[obs] = char11 (key) // Observation
parameter_defaults = obs
unique_key = obs
line[1] = obs
<DATA>
{rows}<END>
"""


def rows_of(tdat):
    """The rows of a TDAT without bars in its values."""
    data = tdat.read_text().partition("<DATA>\n")[2].partition("<END>")[0]
    return [line.rstrip("|").split("|") for line in data.splitlines()]


class Products(ss.SkyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rules = cls.archive.folder / "tables" / "products"
        rules.mkdir(parents=True)
        (rules / "obslist.conf").write_text(RULES)
        (rules / "faulty.conf").write_text(FAULTY)
        cls.archive.stop()
        cls.archive.start()
        cls.tables = cls.mount / "tables"
        cls.observations = sorted(one["obs_id"] for one in cls.truth["observations"])

    def rows_folder(self, obs_id, table="swiftmastr"):
        return self.tables / table / "rows" / obs_id

    def delivered(self, obs_id):
        """All files of a Swift observation, by path below the mount."""
        folder, = (self.mount / "obs" / "swift").glob(f"*/{obs_id}")
        return {self.relative(path): path for path in folder.rglob("*") if path.is_file()}

    def deliver_list(self, observations, name):
        folder = self.archive.deliver_to(name, "catalogs") / "tables"
        folder.mkdir(exist_ok=True)
        rows = "".join(f"{obs_id}|\n" for obs_id in observations)
        (folder / "obslist.tdat").write_text(TABLE.format(rows=rows))
        self.assertEqual(self.archive.wait(name, "catalogs"), "published",
                         self.archive.report_text(name, "catalogs"))

    def ghosts(self):
        return rows_of(self.tables / "zzghosts.tdat")


class RowsOfDeliveries(Products):
    def test_a_row_has_a_folder_for_each_set(self):
        folder = self.rows_folder(self.observations[0]) / "products"
        self.assertEqual(sorted(os.listdir(folder)),
                         ["auxiliary", "observation", "xrt_events", "xrt_housekeeping"])

    def test_links_open_the_delivered_files(self):
        for obs_id in self.observations:
            delivered = self.delivered(obs_id)
            links = sorted((self.rows_folder(obs_id) / "products" / "observation").iterdir())
            self.assertEqual(len(links), len(delivered))
            self.assertEqual({self.relative(link.resolve()) for link in links}, set(delivered))
            for link in links:
                self.assertTrue(link.is_symlink())
                self.assertFalse(os.readlink(link).startswith("/"))
                self.assertEqual(ma.sha256(link), ma.sha256(link.resolve()))

    def test_a_set_has_the_files_of_its_tags_alone(self):
        names = os.listdir(self.rows_folder(self.observations[0]) / "products" / "xrt_events")
        self.assertEqual(names, [f"sw{self.observations[0]}xpcw3po_cl.evt.gz"])

    def test_halosat_rows_have_theirs(self):
        obs_id = self.halo_truth["observations"][0]["obs_id"]
        names = os.listdir(self.rows_folder(obs_id, "halomaster") / "products" / "events")
        self.assertEqual(sorted(names), [f"hs{obs_id}_s{n}_cl.evt.gz" for n in (14, 38, 54)])

    def test_names_that_are_not_there_are_absent(self):
        products = self.rows_folder(self.observations[0]) / "products"
        for path in (products / "none", products / "observation" / "none",
                     self.tables / "zzgen" / "rows" / "zzgen" / "products"):
            self.assertFalse(os.path.lexists(path), path)

    def test_the_tar_is_read_by_tar_and_has_the_delivered_bytes(self):
        obs_id = self.observations[1]
        tar = self.rows_folder(obs_id) / "products.tar"
        size = tar.stat().st_size
        delivered = self.delivered(obs_id)
        self.assertEqual(ma.run("tar", "-tf", tar).stdout.splitlines(), sorted(delivered))
        ma.run("tar", "-C", self.scratch, "-xf", tar)
        for path, file in delivered.items():
            self.assertEqual(ma.sha256(self.scratch / path), ma.sha256(file))
        self.assertEqual(len(tar.read_bytes()), size)
        if shutil.which("bsdtar"):
            self.assertEqual(ma.run("bsdtar", "-tf", tar).stdout.splitlines(), sorted(delivered))
        with tarfile.open(tar) as read:
            self.assertEqual([(member.name, member.size, int(member.mtime)) for member in read],
                             [(path, file.stat().st_size, int(file.stat().st_mtime))
                              for path, file in sorted(delivered.items())])

    def test_a_download_of_the_tar_resumes_anywhere(self):
        tar = self.rows_folder(self.observations[2]) / "products.tar"
        whole = tar.read_bytes()
        for begin in (1, 511, 4096, 100_000, len(whole) - 1):
            with open(tar, "rb", buffering=0) as file:
                file.seek(begin)
                parts = list(iter(lambda: file.read(70_001), b""))
            self.assertEqual(hashlib.sha256(b"".join(parts)).hexdigest(),
                             hashlib.sha256(whole[begin:]).hexdigest(), begin)

    def test_heafs_product_writes_the_same_tar(self):
        tar = self.rows_folder(self.observations[0]) / "products.tar"
        copy = self.scratch / "copy.tar"
        ma.run(ma.HEAFS, "product", self.archive.folder, self.relative(tar), "-o", copy)
        self.assertEqual(ma.sha256(copy), ma.sha256(tar))

    def test_a_search_has_the_products_of_all_rows_found_each_once(self):
        search = self.mount / "search" / self.place / "30"
        tar = search / "products.tar"
        rows = [path for path in (search / "products" / "swiftmastr").iterdir()]
        wanted = {path: file for row in rows for path, file in self.delivered(row.name).items()}
        self.assertTrue(wanted)
        with tarfile.open(tar) as read:
            names = [member.name for member in read]
        self.assertEqual(len(names), len(set(names)))
        self.assertEqual([name for name in names if name.startswith("obs/swift")], sorted(wanted))
        link, = (rows[0] / "xrt_events").iterdir()
        self.assertIn(self.relative(link.resolve()), wanted)

    def test_zzdp_has_every_tag_of_every_file(self):
        rows = rows_of(self.tables / "zzdp.tdat")
        obs_id = self.observations[0]
        path = next(path for path in self.delivered(obs_id) if path.endswith("_cl.evt.gz"))
        public = path.replace("obs/swift", "FTP/swift/data/obs")
        self.assertEqual([row for row in rows if row[1] == public],
                         [[f"swift.{obs_id}.all", public, "Swift File", "FITS"],
                          [f"swift.{obs_id}.xrt.events.pc", public, "XRT Events, Cleaned", "FITS"]])
        self.assertTrue((self.mount / public).exists())
        self.assertEqual(rows, sorted(rows, key=lambda row: (row[0].lower(), row[1])))

    def test_zzdpsets_has_the_sets_of_the_tables_that_are_there(self):
        rows = rows_of(self.tables / "zzdpsets.tdat")
        self.assertIn(["swiftmastr", "xrt_events", "swift.@{obsid}.xrt.events.*",
                       "XRT Event Lists, Cleaned"], rows)
        self.assertEqual({row[0] for row in rows}, {"halomaster", "swiftmastr"})

    def test_rules_with_a_fault_are_told_in_the_log_with_a_caret(self):
        log = self.archive.log()
        self.assertIn("faulty.conf:1:28: there is no '}' for this '@{'", log)
        self.assertIn("\n" + " " * 29 + "^\n", log)


class Changes(Products):
    def test_products_come_with_the_delivery_and_ghosts_with_a_withdrawal(self):
        first, second, third = self.observations
        self.deliver_list([first, second, "00099999999"], "list")
        events = self.rows_folder(second, "obslist") / "products" / "event%20lists"
        self.assertEqual(os.listdir(events), [f"sw{second}xpcw3po_cl.evt.gz"])
        self.assertIn(["obslist", "page", "swift.@{obs}.page", "Page of the Observation"],
                      rows_of(self.tables / "zzdpsets.tdat"))
        page = self.rows_folder(second, "obslist") / "products" / "page"
        self.assertEqual(os.listdir(page), [f"swift.{second}.page.url"])
        self.assertEqual((page / f"swift.{second}.page.url").read_text(),
                         f"https://archive.example/page?obs={second}\n")
        missing = ["obslist", "00099999999", "event lists", "swift.00099999999.xrt.events.*"]
        self.assertEqual([row for row in self.ghosts() if row[0] == "obslist"], [missing])

        tar = self.rows_folder(second, "obslist") / "products.tar"
        with open(tar, "rb") as opened:
            before = opened.read(1000)
            ma.run(ma.HEAFS, "withdraw", self.archive.folder, second, "--mission", "swift",
                   "--reason", "a test")
            self.assertEqual(os.listdir(events), [])
            self.assertIn(["obslist", second, "event lists", f"swift.{second}.xrt.events.*"],
                          self.ghosts())
            # Who reads on reads what was there when he began.
            rest = before + opened.read()
            self.assertEqual(len(rest), os.fstat(opened.fileno()).st_size)
        (self.scratch / "kept.tar").write_bytes(rest)
        listed = ma.run("tar", "-tf", self.scratch / "kept.tar").stdout
        self.assertIn(f"sw{second}xpcw3po_cl.evt.gz", listed)
        self.assertNotIn(f"sw{second}xpcw3po_cl.evt.gz", ma.run("tar", "-tf", tar).stdout)

        # What comes back is there at once, and its ghost is laid.
        ss.publish(self.archive, self.archive.scratch / "swift", "swift", "again")
        self.assertEqual(os.listdir(events), [f"sw{second}xpcw3po_cl.evt.gz"])
        self.assertEqual([row for row in self.ghosts() if row[0] == "obslist"], [missing])

        self.assertEqual(rows_of(self.tables / "zzorphans.tdat"), self.orphans_by_hand())
        zzdp = (self.tables / "zzdp.tdat").read_bytes()
        self.assert_made_again_is_the_same(zzdp)

    def orphans_by_hand(self):
        """Files of areas that no set of any table names: none of obs/swift and obs/halosat."""
        return sorted(
            [self.relative(path), "doc", "catalogs", "", str(path.stat().st_size)]
            for path in (self.mount / "doc").rglob("*") if path.is_file())

    def assert_made_again_is_the_same(self, zzdp):
        self.archive.stop()
        for file in (self.archive.folder / "index").glob("products.db*"):
            file.unlink()
        self.archive.start()
        self.assertEqual((self.tables / "zzdp.tdat").read_bytes(), zzdp)
        self.archive.stop()
        ma.run(ma.HEAFS, "scan", self.archive.folder, "--rebuild")
        self.archive.start()
        self.assertEqual((self.tables / "zzdp.tdat").read_bytes(), zzdp)


class Orphans(Products):
    def test_a_file_that_no_set_names_is_an_orphan(self):
        folder = self.archive.deliver_to("notes", "swift") / "doc"
        folder.mkdir()
        shutil.copy(ma.ROOT / "README.md", folder / "notes.txt")
        ma.run("touch", folder.parent / "COMMIT")
        self.assertEqual(self.archive.wait("notes", "swift"), "published",
                         self.archive.report_text("notes", "swift"))
        orphan = pathlib.Path(self.mount / "doc" / "swift" / "notes.txt")
        self.assertEqual(rows_of(self.tables / "zzorphans.tdat"),
                         [[self.relative(orphan), "doc", "swift", "",
                           str(orphan.stat().st_size)]])


if __name__ == "__main__":
    ma.main()
