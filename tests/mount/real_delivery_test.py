#!/usr/bin/env python3
"""A real Swift observation, delivered in the three ways that publish it, is public byte for byte."""

import sys
import unittest

import mounted_archive as ma

PLACE = "2008_08/00030795038"


class RealDelivery(ma.MountTestCase):
    archive_options = {"shipped": ("swift",)}

    @classmethod
    def setUpClass(cls):
        cls.sent = ma.hashes(ma.SWIFT)
        assert len(cls.sent) > 40

    def copy_to(self, delivery):
        month = self.archive.deliver_to(delivery, "swift") / "obs" / "2008_08"
        month.mkdir(parents=True)
        ma.run("cp", "-r", ma.SWIFT, f"{month}/")

    def assert_nothing_public(self):
        self.assertEqual(ma.hashes(self.mount / "obs" / "swift"), {})

    def assert_published(self, delivery):
        self.assertEqual(self.archive.wait(delivery, "swift"), "published")
        self.assertEqual(ma.hashes(self.mount / "obs" / "swift" / PLACE), self.sent)
        self.assertEqual(ma.hashes(self.mount / "FTP/swift/data/obs" / PLACE), self.sent)
        self.assertEqual(ma.hashes(self.archive.folder / "data" / "obs" / "swift" / PLACE),
                         self.sent)
        report = self.archive.report(delivery, "swift")
        self.assertEqual(report["counts"]["error"], 0)
        self.assertEqual({file["state"] for file in report["files"]
                          if file["path"].startswith("obs/")}, {"published"})

    def test_copied_to_now_every_file_is_public_and_identical(self):
        self.copy_to("now")
        self.assert_published("now")

    def test_with_a_manifest_every_file_is_public_and_identical(self):
        self.copy_to("with_manifest")
        self.assert_nothing_public()
        lines = "".join(f"{hash_}  obs/{PLACE}/{path}\n" for path, hash_ in self.sent.items())
        folder = self.archive.deliver_to("with_manifest", "swift")
        (folder / "manifest-sha256.txt").write_text(lines)
        self.assert_published("with_manifest")

    def test_with_commit_every_file_is_public_and_identical(self):
        self.copy_to("committed")
        self.assertEqual(self.archive.verdict("committed", "swift"), "receiving")
        self.assert_nothing_public()
        ma.run("touch", self.archive.deliver_to("committed", "swift") / "COMMIT")
        self.assert_published("committed")

    def test_after_a_remount_every_file_is_the_same_inode_with_the_same_bytes(self):
        self.copy_to("now")
        self.assert_published("now")
        folder = self.mount / "obs" / "swift" / PLACE
        before = {path: (folder / path).stat().st_ino for path in self.sent}
        self.archive.stop()
        self.archive.start()
        self.assertEqual({path: (folder / path).stat().st_ino for path in self.sent}, before)
        self.assertEqual(ma.hashes(folder), self.sent)

    def test_the_waived_findings_are_shown_with_their_reason(self):
        self.copy_to("now")
        self.archive.wait("now", "swift")
        waived = {finding["rule"]: finding["waived"]
                  for finding in self.archive.report("now", "swift")["findings"]
                  if finding["waived"]}
        self.assertEqual(set(waived), {"NAM-001", "NAM-013", "FIT-001"})
        self.assertIn("37 characters", waived["NAM-001"])


if __name__ == "__main__":
    if not ma.SWIFT.is_dir():
        print(f"skipped: the real Swift observation is not here (no folder {ma.SWIFT}); "
              "HEAFS_SHARED_DATA names the folder of real data")
        sys.exit(ma.SKIPPED)
    ma.main()
