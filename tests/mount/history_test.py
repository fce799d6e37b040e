#!/usr/bin/env python3
"""What leaves the public tree, through a mount: reprocessed observations, withdrawals, purges, and
sky/ products before and after."""

import os
import unittest

import mounted_archive as ma


class History(ma.MountTestCase):
    def setUp(self):
        super().setUp()
        self.source = ma.make_halosat(self.scratch / "first")
        self.archive.publish(self.source, "first")
        self.observation = self.archive.obs("000101")

    def withdraw(self, *words, ok=(0,)):
        return ma.run(ma.HEAFS, "withdraw", self.archive.folder, "000101", "--mission", "halosat",
                      "--reason", "wrong gain", *words, ok=ok)

    def purge(self, *words, ok=(0,)):
        return ma.run(ma.HEAFS, "purge", "superseded", self.archive.folder, *words, ok=ok)

    def test_a_withdrawn_observation_is_gone_at_once_and_its_bytes_are_kept(self):
        before = ma.hashes(self.observation)
        self.assertEqual(len(before), 14)
        self.withdraw()
        self.assertFalse(self.observation.exists())
        self.assertEqual(os.listdir(self.archive.obs()), [])
        kept = ma.hashes(self.archive.folder / "data" / ".heafs-superseded")
        self.assertEqual(sorted(kept.values()), sorted(before.values()))
        self.assertEqual(self.archive.verdict("first"), "withdrawn")

    def test_a_withdrawal_outlives_a_crash_and_a_rebuild(self):
        self.withdraw()
        self.archive.kill()
        ma.run("umount" if ma.IS_ROOT else "fusermount3", "-l" if ma.IS_ROOT else "-uz",
               self.mount)
        ma.run(ma.HEAFS, "scan", self.archive.folder, "--rebuild")
        self.archive.start()
        self.assertFalse(self.observation.exists())

    def test_without_a_daemon_the_command_is_the_writer(self):
        self.archive.stop()
        self.withdraw()
        self.withdraw(ok=(1,))
        self.archive.start()
        self.assertFalse(self.observation.exists())

    def test_it_can_be_delivered_again_as_a_new_version(self):
        before = ma.hashes(self.observation)
        self.withdraw()
        self.archive.publish(self.source, "again")
        self.assertEqual(ma.hashes(self.observation), before)

    def test_a_reprocessing_retires_what_it_does_not_name(self):
        now = self.archive.deliver_to("now") / "obs" / "000101" / "products"
        now.mkdir(parents=True)
        extra = next(self.source.rglob("*_cl.evt.gz"))
        ma.run("cp", extra, now / "hs000101_old_cl.evt.gz")
        ma.eventually((self.observation / "products" / "hs000101_old_cl.evt.gz").exists, "it is public")
        delivery = self.archive.deliver_to("second")
        (delivery / "delivery.toml").write_text('replaces = "observation"\n')
        ma.run("cp", "-r", self.source / "obs", delivery)
        self.archive.wait("second")
        self.assertEqual(ma.hashes(self.observation),
                         ma.hashes(next((self.source / "obs").rglob("000101"))))

    def test_products_show_what_is_public_only(self):
        name = self.mount / "sky" / "name"
        self.assertGreater(len(os.listdir(name)), 1)
        self.withdraw()
        self.assertEqual(os.listdir(name), ["README.txt"])

    def test_a_purge_removes_withdrawn_bytes_only_when_old_enough(self):
        self.withdraw()
        self.archive.stop()
        self.assertIn("removed: 0 files", self.purge("--older-than", "1d").stdout)
        self.assertIn("would be removed: 14 files",
                      self.purge("--older-than", "0d", "--dry-run").stdout)
        kept = self.archive.folder / "data" / ".heafs-superseded"
        self.assertEqual(len(ma.hashes(kept)), 14)
        self.assertIn("removed: 14 files", self.purge("--older-than", "0d").stdout)
        self.assertEqual(ma.hashes(kept), {})
        ma.run(ma.HEAFS, "scan", self.archive.folder)
        self.archive.start()


if __name__ == "__main__":
    ma.main()
