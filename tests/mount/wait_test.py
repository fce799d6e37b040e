#!/usr/bin/env python3
"""`heafs wait`: what it says and its exit status, for each kind of delivery."""

import errno
import os
import subprocess
import time

import mounted_archive as ma
from small_files import SmallFiles, fits

PUBLISHED, REFUSED, LATE = 0, 1, 3
TREND = "trend/t/a.fits"


class Wait(SmallFiles):
    archive_options = {"shipped": ("halosat", "swift"), "missions": {
        "byfile": ma.mission_text("byfile", publish='"file"')}}

    def ask(self, delivery, mission="swift", timeout=0):
        """(word, exit status)"""
        done = ma.run(ma.HEAFS, "wait", self.mount / "delivery" / mission / delivery, "--timeout",
                      timeout, ok=(PUBLISHED, REFUSED, LATE))
        return done.stdout.strip(), done.returncode

    def put_bad(self, delivery, path, mission="swift"):
        with self.assertRaises(OSError) as raised:
            self.put(delivery, path, b"Hello\n", mission)
        self.assertEqual(raised.exception.errno, errno.EBADMSG)

    def test_now_waits_for_what_is_being_written_and_for_nothing_else(self):
        self.assertEqual(self.ask("now"), ("published", PUBLISHED))
        file = self.put("now", TREND)
        self.assertEqual(self.ask("now", timeout=60), ("published", PUBLISHED))
        self.assertTrue((self.trend / "t/a.fits").exists())
        with open(file, "wb", buffering=0) as writing:
            writing.write(fits("other"))
            self.assertEqual(self.ask("now"), ("receiving", LATE))
        self.assertEqual(self.ask("now", timeout=60), ("published", PUBLISHED))
        self.assertEqual((self.trend / "t/a.fits").read_bytes(), fits("other"))

    def test_now_with_a_rejected_file_is_refused_until_it_is_mended(self):
        self.put("now", TREND)
        self.put_bad("now", "trend/t/b.fits")
        self.assertEqual(self.ask("now", timeout=60), ("rejected", REFUSED))
        self.assertTrue((self.trend / "t/a.fits").exists())
        self.put("now", "trend/t/b.fits")
        self.assertEqual(self.ask("now", timeout=60), ("published", PUBLISHED))
        self.assertTrue((self.trend / "t/b.fits").exists())

    def test_a_mission_of_mode_file_is_like_now(self):
        self.archive.deliver_to("first", "byfile")
        self.assertEqual(self.ask("first", "byfile"), ("published", PUBLISHED))
        self.put("first", TREND, mission="byfile")
        self.assertEqual(self.ask("first", "byfile", timeout=60), ("published", PUBLISHED))
        self.assertTrue((self.mount / "trend/byfile/t/a.fits").exists())
        self.put_bad("first", "trend/t/b.fits", "byfile")
        self.assertEqual(self.ask("first", "byfile", timeout=60), ("rejected", REFUSED))

    def test_a_trend_file_of_another_mission_too_once_it_is_there(self):
        self.put("first", TREND)
        self.assertEqual(self.ask("first", timeout=60), ("published", PUBLISHED))
        self.assertTrue((self.trend / "t/a.fits").exists())

    def test_timeout_0_asks_once(self):
        self.put_observation("first", ["a.fits"])
        begun = time.monotonic()
        self.assertEqual(self.ask("first"), ("receiving", LATE))
        self.assertLess(time.monotonic() - begun, 5)
        self.commit()
        self.assertEqual(self.ask("first", timeout=60), ("published", PUBLISHED))
        self.assertEqual(self.ask("first"), ("published", PUBLISHED))
        self.put_bad("second", f"obs/{self.observation}/auxil/b.fits")
        self.assertEqual(self.ask("second"), ("rejected", REFUSED))

    def test_a_timeout_ends_the_waiting_and_not_before(self):
        self.put_observation("first", ["a.fits"])
        begun = time.monotonic()
        self.assertEqual(self.ask("first", timeout=1), ("receiving", LATE))
        self.assertGreaterEqual(time.monotonic() - begun, 1)

    def test_without_a_timeout_it_waits_until_the_word_is_given(self):
        self.put_observation("first", ["a.fits"])
        waiting = subprocess.Popen([ma.HEAFS, "wait", self.archive.deliver_to("first", "swift")],
                                   stdout=subprocess.PIPE, text=True)
        self.addCleanup(waiting.kill)
        time.sleep(0.5)
        self.assertIsNone(waiting.poll())
        self.commit()
        self.assertEqual(waiting.communicate(timeout=60)[0], "published\n")
        self.assertEqual(waiting.returncode, PUBLISHED)

    def test_what_is_withdrawn_is_refused(self):
        self.put_observation("first", ["a.fits"])
        self.commit()
        self.assertEqual(self.ask("first", timeout=60), ("published", PUBLISHED))
        ma.run(ma.HEAFS, "withdraw", self.archive.folder, os.path.basename(self.observation),
               "--mission", "swift", "--reason", "wrong gain")
        self.assertEqual(self.ask("first"), ("withdrawn", REFUSED))

    def test_what_is_no_delivery_is_told(self):
        done = ma.run(ma.HEAFS, "wait", self.mount / "delivery/swift/none", ok=None)
        self.assertEqual(done.returncode, 3)
        self.assertIn("none is no delivery", done.stderr)


if __name__ == "__main__":
    ma.main()
