#!/usr/bin/env python3
"""The programs that astronomers use do on the mount what they do on a plain folder: reading."""

import gzip
import mmap
import os
import pathlib
import re
import shutil
import unittest

from astropy.io import fits

import mounted_archive as ma


class ReadingClients:
    """Each test compares `self.public`, published in a mount, with `self.plain`, what was sent.
    `self.events` and `self.table_rows` are an event list of it and its number of events."""

    @classmethod
    def setUpClass(cls):
        cls.archive = cls.enterClassContext(ma.MountedArchive(shipped=("halosat", "swift")))
        cls.prepare()
        cls.sent = ma.hashes(cls.plain)

    def setUp(self):
        self.scratch = self.archive.scratch / self._testMethodName
        self.scratch.mkdir()
        self.addCleanup(shutil.rmtree, self.scratch)

    def of_both(self, *words):
        """What a program prints in the mount and in the plain folder."""
        return [ma.run(*words, cwd=folder).stdout for folder in (self.public, self.plain)]

    def test_ls_shows_the_same_names(self):
        mounted, plain = self.of_both("ls", "-A")
        self.assertEqual(mounted, plain)

    def test_ls_long_and_recursive_shows_the_same_sizes_and_names(self):
        def rows(text):
            words = [line.split() for line in text.splitlines()]
            return [(row[4], row[-1]) if row[0].startswith("-") else row[-1] for row in words
                    if row and row[0] != "total"]
        mounted, plain = self.of_both("ls", "-lR")
        self.assertEqual(rows(mounted), rows(plain))
        self.assertGreater(len(rows(mounted)), len(self.sent))

    def test_find_shows_the_same_files(self):
        mounted, plain = self.of_both("find", ".", "-type", "f", "-printf", "%P %s\n")
        self.assertEqual(sorted(mounted.splitlines()), sorted(plain.splitlines()))

    def test_du_counts_the_same_bytes(self):
        def files(text):
            rows = dict(reversed(line.split("\t")) for line in text.splitlines())
            return {path: size for path, size in rows.items() if path[2:] in self.sent}
        mounted, plain = self.of_both("du", "-a", "-b", ".")
        self.assertEqual(files(mounted), files(plain))
        self.assertEqual(len(files(mounted)), len(self.sent))
        on_disk = ma.run("du", "-s", "-B1", self.public).stdout.split()[0]
        self.assertGreaterEqual(int(on_disk), sum(int(size) for size in files(plain).values()))

    def test_cp_archive_copies_bytes_and_modes(self):
        ma.run("cp", "-a", self.public, self.scratch / "copy")
        self.assertEqual(ma.hashes(self.scratch / "copy"), self.sent)
        self.assertEqual({path.stat().st_mode & 0o777 for path in
                          (self.scratch / "copy").rglob("*") if path.is_file()}, {0o444})
        for path in self.sent:
            self.assertEqual((self.scratch / "copy" / path).stat().st_mtime_ns,
                             (self.public / path).stat().st_mtime_ns)

    def test_tar_out_of_the_mount_is_whole(self):
        ma.run("sh", "-c", f"tar -C {self.public} -c . | tar -C {self.scratch} -x")
        self.assertEqual(ma.hashes(self.scratch), self.sent)

    def test_rsync_out_of_the_mount_transfers_once(self):
        sync = ("rsync", "-a", "--itemize-changes", f"{self.public}/", f"{self.scratch}/copy/")
        self.assertNotEqual(ma.run(*sync).stdout, "")
        self.assertEqual(ma.hashes(self.scratch / "copy"), self.sent)
        self.assertEqual(ma.run(*sync).stdout, "")

    def test_install_takes_files_out(self):
        name = next(iter(self.sent))
        ma.run("install", "-D", "-m", "640", self.public / name, self.scratch / "a" / "b")
        self.assertEqual(ma.sha256(self.scratch / "a" / "b"), self.sent[name])

    def test_sha256sum_finds_every_file_as_it_was_sent(self):
        lines = "".join(f"{hash_}  {path}\n" for path, hash_ in self.sent.items())
        (self.scratch / "sums").write_text(lines)
        ma.run("sha256sum", "--check", "--strict", self.scratch / "sums", cwd=self.public)

    def test_the_hash_xattr_is_what_sha256sum_says(self):
        for path, hash_ in self.sent.items():
            told = ma.run("getfattr", "--only-values", "-n", "user.heafs.sha256",
                          self.public / path).stdout
            self.assertEqual(told, hash_)

    def test_fitsverify_says_of_a_published_file_what_it_says_of_the_sent_one(self):
        names = [path for path in self.sent if path.endswith((".evt.gz", ".pi.gz", ".img.gz"))]
        self.assertGreater(len(names), 3)
        for name in names:
            mounted, plain = (
                re.sub(r"\S*/", "", ma.run("fitsverify", "-q", folder / name, ok=None).stdout)
                for folder in (self.public, self.plain))
            self.assertEqual(mounted, plain)
            self.assertRegex(mounted, "verification OK|and 0 errors")

    def test_mmap_of_a_published_file_has_its_bytes(self):
        for path in list(self.sent)[:5]:
            with open(self.public / path, "rb") as file:
                with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
                    self.assertEqual(mapped[:], (self.plain / path).read_bytes())

    def test_reads_at_any_offset_give_those_bytes(self):
        path = max(self.sent, key=lambda name: (self.plain / name).stat().st_size)
        expected = (self.plain / path).read_bytes()
        with open(self.public / path, "rb") as file:
            for offset in (0, 1, 4095, 4096, len(expected) - 1, len(expected), len(expected) + 9):
                self.assertEqual(os.pread(file.fileno(), 5000, offset),
                                 expected[offset:offset + 5000])

    def test_dd_reads_in_odd_pieces(self):
        path = next(iter(self.sent))
        ma.run("dd", f"if={self.public / path}", f"of={self.scratch}/piece", "bs=777")
        self.assertEqual(ma.sha256(self.scratch / "piece"), self.sent[path])

    def test_astropy_maps_an_uncompressed_event_list(self):
        with fits.open(self.uncompressed, memmap=True) as mounted, \
                fits.open(self.plain / self.events) as plain:
            table = mounted[1]
            self.assertEqual(len(table.data), self.table_rows)
            self.assertIn(str(self.uncompressed), pathlib.Path("/proc/self/maps").read_text())
            self.assertEqual(table.data.tobytes(), plain[1].data.tobytes())

    def test_astropy_reads_a_gzipped_event_list(self):
        with fits.open(self.public / self.events) as file:
            self.assertEqual(len(file[1].data), self.table_rows)

    def test_stilts_counts_the_rows(self):
        said = ma.run("stilts", "tpipe", f"in={self.uncompressed}#1", "omode=count").stdout
        self.assertRegex(said, rf"rows: {self.table_rows}\b")

    def test_funpack_unpacks_a_gzipped_file(self):
        out = self.scratch / "events.fits"
        ma.run("funpack", "-O", out, self.public / self.events)
        with fits.open(out) as unpacked, fits.open(self.plain / self.events) as plain:
            self.assertEqual(unpacked[1].data.tobytes(), plain[1].data.tobytes())

    @classmethod
    def deliver_uncompressed(cls, mission, obs_id, folder, name):
        """The event list without gzip and as that of another observation, through now/."""
        inflated = gzip.decompress((cls.plain / cls.events).read_bytes())
        inflated = inflated.replace(cls.plain.name.encode(), obs_id.encode())
        target = cls.archive.deliver_to("now", mission) / "obs" / folder
        target.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(inflated)
        cls.archive.wait("now", mission)
        with fits.open(cls.plain / cls.events) as file:
            cls.table_rows = len(file[1].data)
        cls.uncompressed = cls.archive.obs(f"{folder}/{name}", mission)


class HaloSatClients(ReadingClients, unittest.TestCase):
    @classmethod
    def prepare(cls):
        made = ma.make_halosat(cls.archive.scratch / "sent", "123401", events=1000)
        cls.plain = made / "obs" / "123401"
        cls.events = "products/hs123401_s14_cl.evt.gz"
        ma.run("cp", "-a", made / "obs", cls.archive.deliver_to("first"))
        cls.archive.wait("first")
        cls.public = cls.archive.obs("123401")
        cls.deliver_uncompressed("halosat", "123402", "123402/products", "hs123402_s14_cl.evt")


@unittest.skipUnless(ma.SWIFT.is_dir(), f"no real Swift observation in {ma.SWIFT}")
class SwiftClients(ReadingClients, unittest.TestCase):
    @classmethod
    def prepare(cls):
        cls.plain = ma.SWIFT
        cls.events = str(next((ma.SWIFT / "xrt" / "event").glob("*xpc*po_cl.evt.gz"))
                         .relative_to(ma.SWIFT))
        month = cls.archive.deliver_to("now", "swift") / "obs" / "2008_08"
        month.mkdir(parents=True)
        ma.run("cp", "-a", ma.SWIFT, f"{month}/")
        cls.archive.wait("now", "swift")
        cls.public = cls.archive.obs("2008_08/00030795038", "swift")
        obs_id = "00030795039"
        name = pathlib.Path(cls.events).name.removesuffix(".gz").replace(ma.SWIFT.name, obs_id)
        cls.deliver_uncompressed("swift", obs_id, f"2008_09/{obs_id}/xrt/event", name)

    def test_fpack_reads_an_image_of_the_mount(self):
        image = next(path for path in self.sent if path.endswith("_sk.img.gz"))
        plain, packed = self.scratch / "image.fits", self.scratch / "image.fits.fz"
        ma.run("funpack", "-O", plain, self.public / image)
        ma.run("fpack", "-O", packed, plain)
        with fits.open(packed) as file:
            self.assertTrue(any(isinstance(hdu, fits.CompImageHDU) for hdu in file))


if __name__ == "__main__":
    ma.main()
