#!/usr/bin/env python3
"""A worker that dies or hangs is nobody's fault but its own: its file is held, others go on."""

import os
import signal
import threading

import mounted_archive as ma
from small_files import SmallFiles, fits


class Workers(SmallFiles):
    def setUp(self):
        super().setUp()
        self.addCleanup(self.let_go)
        self.stopped = None

    def let_go(self):
        if self.stopped and ma.is_running(self.stopped):
            os.kill(self.stopped, signal.SIGKILL)

    def stop_the_one_worker(self):
        """The one that took the first file waits for the next, and is the first to be asked."""
        self.put("now", "trend/t/first.fits")
        self.archive.wait("now", "swift")
        self.stopped, = self.archive.workers()
        os.kill(self.stopped, signal.SIGSTOP)
        ma.eventually(lambda: ma.process_facts(self.stopped)[0] == "T", "the worker is stopped")

    def test_another_delivery_is_published_while_a_worker_hangs_and_is_killed(self):
        self.stop_the_one_worker()
        path = f"obs/{self.observation}/auxil/a.fits"
        sender = threading.Thread(target=self.put, args=("first", path))
        sender.start()
        ma.eventually(lambda: (self.mount / "delivery/swift/first").exists() and
                      self.archive.verdict("first", "swift") == "validating",
                      "the file is with the worker")
        self.put("second", "trend/t/second.fits", fits("second"), mission="halosat")
        self.assertEqual(self.archive.wait("second"), "published")
        self.assertTrue((self.mount / "trend/halosat/t/second.fits").exists())
        self.assertTrue(sender.is_alive())
        self.assertEqual(self.archive.verdict("first", "swift"), "validating")

        os.kill(self.stopped, signal.SIGKILL)
        sender.join(60)
        self.assertFalse(sender.is_alive())
        self.assertEqual(self.archive.wait("first", "swift", expect=1), "held")
        finding = self.finding("first", "SEC-090")
        self.assertEqual(finding["file"], path)
        self.assertIn("signal 9", finding["text"])
        self.assertIn("SEC-090", self.archive.report_text("first", "swift"))
        self.assertFalse(self.public.exists())
        self.assertTrue(ma.is_running(self.archive.pid))

        self.put("first", path)
        self.commit()
        self.assertEqual(self.archive.wait("first", "swift"), "published")
        self.assertEqual(len(ma.hashes(self.public)), 1)

    def test_a_worker_that_is_killed_while_it_is_idle_is_replaced_without_a_word(self):
        self.stop_the_one_worker()
        os.kill(self.stopped, signal.SIGKILL)
        ma.eventually(lambda: not ma.is_running(self.stopped), "the worker is dead")
        self.put("now", "trend/t/second.fits", fits("second"))
        self.assertEqual(self.archive.wait("now", "swift"), "published")
        self.assertNotIn("SEC-090", self.rules("now", "swift"))
        self.assertTrue((self.trend / "t/second.fits").exists())


if __name__ == "__main__":
    ma.main()
