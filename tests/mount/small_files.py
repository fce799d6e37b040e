"""Small valid files of which each has other bytes, and deliveries made of them."""

import hashlib
import pathlib
import unittest

import mounted_archive as ma
from full_disk_test import SmallDisk

BLOCK = 2880


def fits(title="small", size=100):
    """A FITS image of `size` bytes whose OBJECT is the title."""
    cards = ["SIMPLE  =                    T", "BITPIX  =                    8",
             "NAXIS   =                    1", f"NAXIS1  = {size:20}", f"OBJECT  = '{title:8}'",
             "END"]
    header = "".join(card.ljust(80) for card in cards).encode()
    return header.ljust(BLOCK) + bytes(-(-size // BLOCK) * BLOCK)


def pdf(size):
    """Bytes that pass for a PDF however they are cut."""
    return b"%PDF-1.4\n".ljust(size, b"x")


def sha256_of(content):
    return hashlib.sha256(content).hexdigest()


class SmallFiles(ma.MountTestCase):
    """Deliveries to Swift, where a COMMIT publishes observations and trend files go by
    themselves."""

    archive_options = {"shipped": ("halosat", "swift")}
    observation = "2008_08/00000000101"

    def setUp(self):
        super().setUp()
        self.public = self.archive.obs(self.observation, "swift")
        self.trend = self.mount / "trend" / "swift"

    def put(self, delivery, path, content=None, mission="swift"):
        """Writes a file of a delivery, with the folders that lead to it, and gives its path."""
        file = self.archive.deliver_to(delivery, mission) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(fits() if content is None else content)
        return file

    def put_observation(self, delivery, names, folder="auxil"):
        """{path below the observation: SHA-256} of the FITS files that it writes."""
        sent = {}
        for name in names:
            self.put(delivery, f"obs/{self.observation}/{folder}/{name}", fits(name[:8]))
            sent[f"{folder}/{name}"] = sha256_of(fits(name[:8]))
        return sent

    def commit(self, delivery="first", mission="swift"):
        """As touch(1) does; Path.touch() would only set the time of a COMMIT that is there."""
        ma.run("touch", self.archive.deliver_to(delivery, mission) / "COMMIT")

    def settled(self, delivery, mission="swift"):
        """The verdict, once nothing of the delivery is under way."""
        return ma.eventually(
            lambda: (word := self.archive.verdict(delivery, mission)) not in
            ("validating", "publishing") and word, f"{delivery} is settled")

    def restart_after_kill(self):
        self.archive.kill()
        self.archive.start()

    def finding(self, delivery, rule, mission="swift"):
        """The one finding of that rule."""
        found = [finding for finding in self.archive.report(delivery, mission)["findings"]
                 if finding["rule"] == rule]
        self.assertEqual(len(found), 1, found)
        return found[0]


@unittest.skipUnless(ma.IS_ROOT, "only root can mount a small file system to fill")
class OnSmallDisk(SmallFiles):
    """The same on a file system of 64 MiB, self.disk."""

    def setUp(self):
        scratch = pathlib.Path(self.enterContext(ma.temporary_folder()))
        self.disk = SmallDisk(scratch / "disk")
        self.addCleanup(self.disk.remove)
        self.archive_options = {**type(self).archive_options, "place": self.disk.folder}
        super().setUp()
