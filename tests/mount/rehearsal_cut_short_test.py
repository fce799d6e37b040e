#!/usr/bin/env python3
"""The daemon is killed within the publication of a rehearsal, before each of the calls that matter:
the next one finishes it, from what senders were told is there, and nothing of it is public."""

import json
import unittest

import mounted_archive as ma
from durability_test import Strace, can_trace

# Calls of the publisher's thread: 14 links into the rehearsal's folder, 14 moves to the final names,
# the synced names, the commits, the removals from staging.
POINTS = [("linkat", 1), ("linkat", 8), ("linkat", 14), ("renameat", 1), ("renameat", 7),
          ("renameat", 14), ("syncfs", 1), ("fsync", 8), ("unlinkat", 2), ("unlinkat", 9)]


@unittest.skipUnless(can_trace(), "strace cannot trace here")
class RehearsalCutShort(ma.MountTestCase):
    def setUp(self):
        super().setUp()
        self.source = ma.make_halosat(self.scratch / "sent", events=200)
        self.sent = ma.hashes(self.source / "obs")
        self.site = self.archive.folder / "data/.heafs-test/halosat"

    def rehearse_and_die_at(self, name, call, number):
        """Each thread counts its calls; the daemon is killed before the call is carried out."""
        with Strace(self.archive, "-e", f"trace={call}", "-e",
                    f"inject={call}:signal=SIGKILL:when={number}"):
            ma.run("cp", "-r", self.source / "obs", self.archive.deliver_to(name), ok=None)
            ma.eventually(lambda: not ma.is_running(self.archive.pid),
                          f"the daemon is killed at {call} {number}")
        self.archive.pid = None
        self.archive.start()

    def check(self, name):
        folder = self.archive.deliver_to(name)
        ma.run("cp", "-r", self.source / "obs", folder)
        self.assertEqual(self.archive.wait(name), "published")
        self.assertEqual(ma.hashes(folder / "obs"), self.sent)
        self.assertEqual(ma.hashes(self.site / name / "data/obs/halosat"), self.sent)
        receipt = json.loads((folder / "receipt.json").read_text())["receipt"]
        self.assertTrue(receipt["test"])
        self.assertEqual(len(receipt["files"]), 14)
        self.assertEqual(list(self.archive.obs().iterdir()), [])
        self.assert_nothing_is_staged()

    def assert_nothing_is_staged(self):
        """The bytes go from there when senders have been told."""
        staging = self.archive.folder / "data/.heafs-staging"
        ma.eventually(lambda: not list(staging.glob("*/*")), "nothing is staged")

    def test_a_kill_before_each_call_that_matters_loses_nothing(self):
        for number, (call, count) in enumerate(POINTS):
            with self.subTest(call=call, count=count):
                self.rehearse_and_die_at(f"test_{number}", call, count)
                self.check(f"test_{number}")
        ma.run(ma.HEAFS, "deliveries", self.archive.folder, "--drop-test")
        self.assertEqual(list(self.site.iterdir()), [])

    def test_what_was_acknowledged_is_rehearsed_without_being_sent_again(self):
        """From the first link on all 14 files were taken and kept."""
        for call, count in (("linkat", 1), ("linkat", 14), ("renameat", 7), ("unlinkat", 9)):
            with self.subTest(call=call, count=count):
                name = f"test_{call}{count}"
                self.rehearse_and_die_at(name, call, count)
                self.assertEqual(self.archive.wait(name), "published")
                self.assertEqual(ma.hashes(self.archive.deliver_to(name) / "obs"), self.sent)
                self.assert_nothing_is_staged()


if __name__ == "__main__":
    ma.main()
