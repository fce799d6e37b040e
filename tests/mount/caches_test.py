#!/usr/bin/env python3
"""What the kernel remembers of names: a publication takes nobody's folder away and brings no old
version back."""

import os
import subprocess
import sys

import mounted_archive as ma
from small_files import SmallFiles, fits

# Not pwd(1), which finds its way by other means when getcwd() fails.
WHERE = "import os; print('begun', flush=True); input(); print(os.getcwd())"


class Caches(SmallFiles):
    def publish_trend(self, name, content=None):
        self.put("now", f"trend/xrt/{name}", content)
        self.assertEqual(self.archive.wait("now", "swift"), "published")

    def setUp(self):
        super().setUp()
        self.publish_trend("a.fits", fits("v1"))
        self.file = self.trend / "xrt" / "a.fits"

    def standing_in(self, folder):
        """A process whose working folder that is; a line on its stdin makes it print where."""
        process = subprocess.Popen([sys.executable, "-c", WHERE], cwd=folder, stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        self.assertEqual(process.stdout.readline(), "begun\n")
        return process

    def open_folder(self, path):
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        self.addCleanup(os.close, descriptor)
        return descriptor


class WorkingFolders(Caches):
    def test_a_process_keeps_its_working_folder_when_something_is_published_there(self):
        folders = [self.mount, self.mount / "trend", self.trend, self.trend / "xrt"]
        processes = [(folder, self.standing_in(folder)) for folder in folders for _ in range(2)]
        self.publish_trend("b.fits")
        self.put("now", "trend/bat/c.fits")
        self.publish_trend("a.fits", fits("v2"))
        for folder, process in processes:
            self.assertEqual(process.communicate("\n", timeout=10)[0], f"{folder}\n")

    def test_so_it_does_when_an_observation_is_published_beside(self):
        self.put_observation("first", ["a.fits"])
        self.commit()
        self.archive.wait("first", "swift")
        process = self.standing_in(self.public / "auxil")
        self.observation = "2008_08/00000000102"
        self.put_observation("first", ["b.fits"])
        self.commit()
        self.archive.wait("first", "swift")
        self.assertEqual(process.communicate("\n", timeout=10)[0], f"{self.public / 'auxil'}\n")


class Listings(Caches):
    def assert_version(self, content):
        self.assertEqual(self.file.read_bytes(), content)
        self.assertEqual(self.file.stat().st_size, len(content))

    def test_a_listing_older_than_a_publication_brings_no_old_version_back(self):
        old = self.file.stat().st_ino
        older = self.open_folder(self.trend / "xrt")
        self.publish_trend("a.fits", fits("v2", 5000))
        self.assert_version(fits("v2", 5000))
        self.assertEqual(os.listdir(older), ["a.fits"])
        self.assert_version(fits("v2", 5000))
        self.assertNotEqual(self.file.stat().st_ino, old)

    def test_nor_do_several_listings_each_older_than_another_version(self):
        contents = [fits(f"v{number}", 1000 * number) for number in range(2, 7)]
        listings = []
        for content in contents:
            listings.append(self.open_folder(self.trend / "xrt"))
            self.publish_trend("a.fits", content)
        inode = self.file.stat().st_ino
        for listing in reversed(listings):
            with os.scandir(listing) as entries:
                for entry in entries:
                    entry.stat()
            self.assert_version(contents[-1])
            self.assertEqual(self.file.stat().st_ino, inode)

    def test_a_new_listing_shows_what_is_published(self):
        self.open_folder(self.trend)
        self.publish_trend("a.fits", fits("v2"))
        self.publish_trend("b.fits", fits("b"))
        with os.scandir(self.trend / "xrt") as entries:
            listed = {entry.name: entry.inode() for entry in entries}
        self.assertEqual(listed, {path.name: path.stat().st_ino
                                  for path in (self.trend / "xrt").iterdir()})
        self.assertEqual(set(listed), {"a.fits", "b.fits"})

    def test_a_name_that_was_looked_for_in_vain_is_there_once_published(self):
        for name in ("n1.fits", "n2.fits"):
            self.assertFalse((self.trend / "xrt" / name).exists())
            self.assertFalse((self.trend / "new").exists())
            self.publish_trend(name)
            self.assertTrue((self.trend / "xrt" / name).exists())
        self.put("now", "trend/new/c.fits")
        self.archive.wait("now", "swift")
        self.assertTrue((self.trend / "new" / "c.fits").exists())


if __name__ == "__main__":
    ma.main()
