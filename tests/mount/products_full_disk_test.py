#!/usr/bin/env python3
"""Products when the file system of the cache is full: a clear error, a daemon that lives on, and
products again when there is room. Needs root."""

import errno
import pathlib
import sys

import mounted_archive as ma
import simulated_sky as ss
from full_disk_test import SmallDisk


class FullCache(ma.MountTestCase):
    def setUp(self):
        scratch = pathlib.Path(self.enterContext(ma.temporary_folder()))
        self.disk = SmallDisk(scratch / "disk")
        self.addCleanup(self.disk.remove)
        self.archive_options = {"shipped": ("swift",), "place": self.disk.folder}
        super().setUp()
        truth = ss.simulate("swift", self.scratch / "made", seed=5)
        ss.publish(self.archive, self.scratch / "made", "swift", "first")
        self.band = self.mount / "sky" / ss.place_of(truth["sources"][0]) / "0.3-10"
        self.folder = self.band / "swift_xrt_pc"

    def large(self, pixel):
        return self.band / f"pix_{pixel}" / "swift_xrt_pc" / "image.fits"

    def assert_no_space(self, path):
        self.assertEqual(ss.error_of(path.read_bytes), errno.ENOSPC)
        done = ma.run("cp", path, "/dev/null", ok=(1,))
        self.assertIn("No space left on device", done.stderr)

    def assert_well(self):
        self.assertTrue(ma.is_running(self.archive.pid))
        self.assertEqual(self.archive.status()["pid"], self.archive.pid)

    def test_a_product_that_finds_no_room_says_so_and_is_there_once_there_is_room(self):
        size = (self.folder / "image.fits").stat().st_size
        self.disk.fill()
        self.assert_no_space(self.folder / "image.fits")
        self.assert_no_space(self.mount / "tables" / "swiftmastr.fits")
        self.assertIn("swift_xrt_pc", (self.band / "summary.txt").read_text())
        self.assertTrue(ma.hashes(self.mount / "obs"))
        self.assert_well()
        self.disk.free()
        self.assertEqual(len((self.folder / "image.fits").read_bytes()), size)
        self.assert_fitsverify(self.folder / "image.fits")
        self.assert_fitsverify(self.mount / "tables" / "swiftmastr.fits")

    def assert_fitsverify(self, path):
        ma.run("fitsverify", "-q", path)

    def test_a_product_larger_than_the_file_system_says_so(self):
        path = self.large(0.2)  # 7200 x 7200 pixels of 4 bytes, on 64 MiB
        self.assertGreater(path.stat().st_size, 64 << 20)
        self.assert_no_space(path)
        self.assertTrue((self.folder / "image.fits").read_bytes())
        self.assertEqual([file for file in (self.archive.folder / "cache").iterdir()
                          if file.is_file()], [])
        self.assert_well()

    def test_products_that_nobody_reads_make_room_for_new_ones(self):
        one, other = self.large(0.6), self.large(0.61)  # 23 MB each
        size = one.stat().st_size
        self.assertEqual(len(one.read_bytes()), size)
        expected = self.disk.folder.parent / "expected"
        ma.run(ma.HEAFS, "product", self.archive.folder, other.relative_to(self.mount), "-o",
               expected)
        self.disk.fill()
        self.assertEqual(other.read_bytes(), expected.read_bytes())
        self.assert_well()


if __name__ == "__main__":
    if not ma.IS_ROOT:
        print("skipped: only root can mount a small file system to fill")
        sys.exit(ma.SKIPPED)
    ma.main()
