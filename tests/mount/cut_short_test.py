#!/usr/bin/env python3
"""Writes that fail and daemons that die: nothing is published by halves, no word is lost, and the
report says what to do."""

import errno
import os

import mounted_archive as ma
from small_files import OnSmallDisk, SmallFiles, fits, pdf, sha256_of

MIB = 1 << 20
PDF = "log/sw1.pdf"


def close(descriptor):
    """Of a file whose daemon may be dead."""
    try:
        os.close(descriptor)
    except OSError:
        pass


class FailedWrites(OnSmallDisk):
    def setUp(self):
        super().setUp()
        self.file = self.archive.deliver_to("now", "swift") / f"obs/{self.observation}/{PDF}"
        self.file.parent.mkdir(parents=True)
        self.big = self.scratch / "big.pdf"
        self.big.write_bytes(pdf(20 * MIB))

    def assert_only_big_is_public(self):
        public = self.public / PDF
        self.assertEqual(ma.hashes(self.public), {PDF: ma.sha256(self.big)})
        self.assertEqual(os.getxattr(public, "user.heafs.sha256").decode(), ma.sha256(self.big))
        self.assertEqual(public.stat().st_size, self.big.stat().st_size)

    def assert_others_are_published(self):
        self.put("now", "trend/t/other.fits", mission="halosat")
        self.assertEqual(self.archive.wait("now"), "published")

    def test_a_cp_that_fails_with_enospc_publishes_no_half_of_a_file(self):
        self.disk.fill(leave=10 * MIB)
        done = ma.run("cp", self.big, self.file, ok=(1,))
        self.assertIn("No space left on device", done.stderr)
        self.assertEqual(self.settled("now"), "rejected")
        self.assertEqual(ma.hashes(self.public), {})
        self.assertIn("DLV-016", self.rules("now", "swift"))
        self.restart_after_kill()
        self.assertEqual(ma.hashes(self.public), {})
        self.disk.free()
        self.restart_after_kill()
        self.assertEqual(ma.hashes(self.public), {})

        self.file.parent.mkdir(parents=True, exist_ok=True)
        ma.run("cp", self.big, self.file)
        self.assertEqual(self.archive.wait("now", "swift"), "published")
        self.assert_only_big_is_public()

    def write_until_the_disk_is_full(self):
        """A descriptor of the file; the last write to it came to a part of its bytes."""
        descriptor = os.open(self.file, os.O_WRONLY | os.O_CREAT)
        content = self.big.read_bytes()
        os.pwrite(descriptor, content[:MIB], 0)
        self.disk.fill(leave=400 * 1024)
        with self.assertRaises(OSError) as raised:
            at = MIB
            while at < len(content):
                at += os.pwrite(descriptor, content[at:at + MIB], at)
        self.assertEqual(raised.exception.errno, errno.ENOSPC)
        return descriptor

    def test_a_file_with_a_part_of_a_write_is_not_published_and_holds_up_nobody(self):
        descriptor = self.write_until_the_disk_is_full()
        self.disk.free()
        close(descriptor)
        self.assertEqual(self.settled("now"), "rejected")
        self.assertFalse(self.public.exists())
        self.assert_others_are_published()
        self.restart_after_kill()
        self.settled("now")
        self.assertFalse(self.public.exists())

    def test_a_file_begun_anew_after_a_part_of_a_write_has_its_own_hash(self):
        descriptor = self.write_until_the_disk_is_full()
        with self.assertRaises(OSError):
            os.close(descriptor)
        self.disk.free()
        ma.run("cp", self.big, self.file)
        self.assertEqual(self.archive.wait("now", "swift"), "published")
        self.assert_only_big_is_public()
        self.assert_others_are_published()

    def test_a_writer_that_tries_again_after_a_part_of_a_write_publishes_no_wrong_bytes(self):
        descriptor = self.write_until_the_disk_is_full()
        self.disk.free()
        content = self.big.read_bytes()
        at = MIB
        while at < len(content):
            at += os.pwrite(descriptor, content[at:at + MIB], at)
        close(descriptor)
        self.settled("now")
        self.assert_others_are_published()
        if self.public.exists():
            self.assert_only_big_is_public()
        ma.run("cp", self.big, self.file)
        self.assertEqual(self.archive.wait("now", "swift"), "published")
        self.assert_only_big_is_public()


class InterruptedCommits(SmallFiles):
    def assert_commit_is_asked_for(self):
        files = {finding["file"] for finding in self.archive.report("first", "swift")["findings"]
                 if finding["rule"] == "DLV-016"}
        self.assertIn("COMMIT", files)
        self.assertIn("Make COMMIT again", self.archive.report_text("first", "swift"))

    def test_a_kill_right_after_commit_loses_no_word(self):
        for number in range(6):
            self.observation = f"2008_08/0000000020{number}"
            self.public = self.archive.obs(self.observation, "swift")
            sent = self.put_observation("first", [f"f{number}_{file}.fits" for file in range(5)])
            with self.subTest(number=number):
                self.commit()
                self.restart_after_kill()
                if self.settled("first") != "published":
                    self.assertEqual(ma.hashes(self.public), {})
                    self.assert_commit_is_asked_for()
                    self.commit()
                    self.assertEqual(self.archive.wait("first", "swift"), "published")
                self.assertEqual(ma.hashes(self.public), sent)

    def test_a_commit_with_a_file_under_way_publishes_nothing_after_a_kill(self):
        sent = self.put_observation("first", ["a.fits", "b.fits"])
        late = self.archive.deliver_to("first", "swift") / f"obs/{self.observation}/auxil/c.fits"
        descriptor = os.open(late, os.O_WRONLY | os.O_CREAT)
        os.write(descriptor, fits("c.fits")[:2880])
        self.commit()
        self.assertEqual(ma.hashes(self.public), {})
        self.restart_after_kill()
        close(descriptor)
        self.settled("first")
        self.assertFalse(self.public.exists())
        self.assert_commit_is_asked_for()

        self.put("first", f"obs/{self.observation}/auxil/c.fits", fits("c.fits"))
        self.assertFalse(self.public.exists())
        self.commit()
        self.assertEqual(self.archive.wait("first", "swift"), "published")
        self.assertEqual(ma.hashes(self.public),
                         {**sent, "auxil/c.fits": sha256_of(fits("c.fits"))})

    def test_a_commit_never_speaks_for_less_than_was_sent_after_a_damage(self):
        self.put_observation("first", ["a.fits", "b.fits"])
        late = self.archive.deliver_to("first", "swift") / f"obs/{self.observation}/auxil/c.fits"
        descriptor = os.open(late, os.O_WRONLY | os.O_CREAT)
        os.write(descriptor, fits("c.fits"))
        self.commit()
        self.archive.kill()
        close(descriptor)
        staged = self.archive.folder / "data/.heafs-staging"
        damaged = [path for path in staged.glob("*/*") if path.read_bytes() == fits("b.fits")]
        self.assertEqual(len(damaged), 1)
        damaged[0].chmod(0o600)
        with open(damaged[0], "r+b") as file:
            file.write(bytes(100))
        self.archive.start()
        self.settled("first")
        self.assertFalse(self.public.exists())
        findings = {finding["file"] for finding in self.archive.report("first", "swift")["findings"]
                    if finding["rule"] == "DLV-016"}
        self.assertLessEqual({f"obs/{self.observation}/auxil/b.fits", "COMMIT"}, findings)


class FlushedFiles(SmallFiles):
    def test_a_file_that_is_flushed_and_still_open_is_not_published_by_a_restart(self):
        path = f"obs/{self.observation}/auxil/p.fits"
        file = self.archive.deliver_to("now", "swift") / path
        file.parent.mkdir(parents=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT)
        os.write(descriptor, fits("part"))
        os.close(os.dup(descriptor))
        self.assertFalse(self.public.exists())
        self.restart_after_kill()
        close(descriptor)
        self.settled("now")
        self.assertFalse(self.public.exists())
        self.assertEqual(self.finding("now", "DLV-016")["file"], path)
        self.assertIn("Copy the file again", self.archive.report_text("now", "swift"))
        self.restart_after_kill()
        self.assertFalse(self.public.exists())

        self.put("now", path, fits("whole"))
        self.assertEqual(self.archive.wait("now", "swift"), "published")
        self.assertEqual(ma.hashes(self.public), {"auxil/p.fits": sha256_of(fits("whole"))})
        self.assertNotIn("DLV-016", self.rules("now", "swift"))

    def test_a_cut_off_file_is_published_by_a_commit_that_says_it_is_whole(self):
        sent = self.put_observation("first", ["a.fits"])
        file = self.archive.deliver_to("first", "swift") / f"obs/{self.observation}/auxil/b.fits"
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT)
        os.write(descriptor, fits("b.fits"))
        os.close(os.dup(descriptor))
        self.restart_after_kill()
        close(descriptor)
        self.settled("first")
        self.assertIn("make COMMIT if it is whole", self.archive.report_text("first", "swift"))
        self.commit()
        self.assertEqual(self.archive.wait("first", "swift"), "published")
        self.assertEqual(ma.hashes(self.public),
                         {**sent, "auxil/b.fits": sha256_of(fits("b.fits"))})


if __name__ == "__main__":
    ma.main()
