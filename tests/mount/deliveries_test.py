#!/usr/bin/env python3
"""Deliveries and the people who make them: manifests that grow, owners and modes, what is held, and
what another user may ask."""

import os
import shutil

import mounted_archive as ma
from publication_test import Publication
from small_files import SmallFiles, fits, sha256_of

NOBODY = 65534


class ManifestFile(SmallFiles):
    def line(self, name):
        return f"{sha256_of(fits(name))}  obs/{self.observation}/auxil/{name}\n"

    def setUp(self):
        super().setUp()
        self.folder = self.archive.deliver_to("first", "swift")
        self.manifest = self.folder / "manifest-sha256.txt"
        self.sent = self.put_observation("first", ["a.fits", "b.fits"])

    def test_touch_keeps_the_lines_of_a_manifest(self):
        self.put_observation("first", ["c.fits"])
        self.manifest.write_text(self.line("a.fits") + self.line("x.fits"))
        ma.run("touch", self.manifest)
        self.assertEqual(self.manifest.read_text(), self.line("a.fits") + self.line("x.fits"))
        self.assertEqual(self.archive.report("first", "swift")["missing"],
                         [f"obs/{self.observation}/auxil/x.fits"])
        self.restart_after_kill()
        self.assertEqual(self.manifest.read_text(), self.line("a.fits") + self.line("x.fits"))

    def test_a_manifest_may_be_written_line_by_line(self):
        for name in ("a", "b"):
            ma.run("sh", "-c", f"sha256sum obs/{self.observation}/auxil/{name}.fits "
                   ">> manifest-sha256.txt", cwd=self.folder)
        self.assertEqual(self.manifest.read_text(), self.line("a.fits") + self.line("b.fits"))
        self.assertEqual(self.archive.wait("first", "swift"), "published")
        self.assertEqual(ma.hashes(self.public), self.sent)
        self.assertNotIn("DLV-005", self.rules("first", "swift"))

    def test_a_manifest_that_is_begun_anew_loses_its_lines(self):
        self.manifest.write_text(self.line("a.fits") + self.line("x.fits"))
        self.manifest.write_text(self.line("b.fits"))
        self.assertEqual(self.manifest.read_text(), self.line("b.fits"))
        self.assertEqual(self.archive.wait("first", "swift"), "published")
        self.assertEqual(set(ma.hashes(self.public)), {"auxil/b.fits"})

    def test_a_file_that_is_not_listed_is_a_warning_and_not_public(self):
        self.manifest.write_text(self.line("a.fits"))
        self.assertEqual(self.archive.wait("first", "swift"), "published")
        self.assertEqual(set(ma.hashes(self.public)), {"auxil/a.fits"})
        finding = self.finding("first", "DLV-005")
        self.assertEqual((finding["file"], finding["severity"]),
                         (f"obs/{self.observation}/auxil/b.fits", "warning"))
        self.assertIn("DLV-005 warning", self.archive.report_text("first", "swift"))
        self.manifest.write_text(self.line("a.fits") + self.line("b.fits"))
        self.assertEqual(self.archive.wait("first", "swift"), "published")
        self.assertEqual(ma.hashes(self.public), self.sent)


class Owners(SmallFiles):
    def facts(self, path):
        status = path.stat()
        return status.st_uid, status.st_gid, status.st_mode

    def as_nobody(self, *words, ok=(0,)):
        """Runs a program as a user who owns nothing here."""
        if not ma.IS_ROOT:
            self.skipTest("only root can be another user")
        if shutil.which("setpriv") is None:
            self.skipTest("there is no setpriv to become another user with")
        self.archive.temporary.chmod(0o711)
        return ma.run("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups", *words,
                      ok=ok, cwd="/")

    def test_folders_of_a_delivery_keep_their_modes_across_restarts(self):
        folder = self.archive.deliver_to("first", "swift")
        (folder / "obs").mkdir()
        folder.chmod(0o2750)
        (folder / "obs").chmod(0o700)
        before = [self.facts(path) for path in (folder, folder / "obs")]
        self.assertEqual(before[0][2] & 0o7777, 0o2750)
        for restart in (self.restart_after_kill, self.archive.stop):
            restart()
            if self.archive.pid is None:
                self.archive.start()
            self.assertEqual([self.facts(path) for path in (folder, folder / "obs")], before)

    def test_a_delivery_of_another_user_stays_theirs_after_a_restart(self):
        folder = self.mount / "delivery" / "swift" / "mine"
        self.as_nobody("mkdir", folder)
        before = self.facts(folder)
        self.assertEqual(before[:2], (NOBODY, NOBODY))
        self.restart_after_kill()
        self.assertEqual(self.facts(folder), before)
        self.as_nobody("sh", "-c", f"mkdir -p {folder}/trend/t && touch {folder}/COMMIT")
        self.as_nobody("rm", "-r", folder)
        self.assertFalse(folder.exists())

    def test_a_delivery_that_is_given_away_stays_so_after_a_restart(self):
        if not ma.IS_ROOT:
            self.skipTest("only root can give a folder away")
        folder = self.archive.deliver_to("first", "swift")
        os.chown(folder, NOBODY, NOBODY)
        self.restart_after_kill()
        self.assertEqual(self.facts(folder)[:2], (NOBODY, NOBODY))

    def test_status_of_a_mount_answers_another_user(self):
        self.put("now", "trend/t/a.fits")
        self.archive.wait("now", "swift")
        self.archive.folder.chmod(0o700)
        if self.as_nobody("test", "-x", ma.HEAFS, ok=(0, 1)).returncode != 0:
            self.skipTest("another user cannot run the program where it is built")
        text = self.as_nobody(ma.HEAFS, "status", self.mount).stdout
        self.assertIn(f"Mounted on:   {self.mount}", text)
        self.assertRegex(text, r"Files:        1 ")
        self.assertIn(f'"pid": {self.archive.pid}',
                      self.as_nobody(ma.HEAFS, "status", "--json", self.mount).stdout)
        refused = self.as_nobody(ma.HEAFS, "status", self.archive.folder, ok=None)
        self.assertGreater(refused.returncode, 0)


class Held(Publication):
    mission = "halosecret"
    archive_options = {"shipped": (), "missions": {
        "halosecret": ma.mission_text("halosecret", proprietary="true")}}

    def assert_reason_is_told(self):
        self.assertEqual(self.wait("first", expect=1), "held")
        self.assert_nothing_public()
        held = sorted(finding["file"] for finding in self.report("first")["findings"]
                      if finding["rule"] == "SEC-001")
        self.assertEqual(held, sorted(f"obs/000101/{path}" for path in self.sent))
        text = self.archive.report_text("first", self.mission)
        self.assertTrue(text.startswith("HELD"))
        self.assertIn("proprietary until their public date", text)

    def test_what_is_held_keeps_its_reason_across_restarts(self):
        self.deliver("first")
        self.assert_reason_is_told()
        self.archive.stop()
        self.archive.start()
        self.assert_reason_is_told()
        self.archive.kill()
        self.archive.start()
        self.assert_reason_is_told()

    def test_so_does_a_single_file_in_now(self):
        self.deliver("now", ["obs/000101/products/hs000101_s14_cl.evt.gz"])
        self.assertEqual(self.wait("now", expect=1), "held")
        self.archive.kill()
        self.archive.start()
        self.assertEqual(self.wait("now", expect=1), "held")
        self.assertIn("SEC-001", self.rules("now", self.mission))
        self.assert_nothing_public()


if __name__ == "__main__":
    ma.main()
