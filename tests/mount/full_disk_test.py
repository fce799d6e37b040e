#!/usr/bin/env python3
"""An archive on a small file system that fills up: deliveries hear of it, nothing is published by
halves, what was acknowledged is kept, and with space again all goes on. Needs root."""

import os
import pathlib
import signal
import subprocess
import sys

import mounted_archive as ma

MIB = 1 << 20
OBS = "obs/000101"
NO_SPACE = "No space left on device"


class SmallDisk:
    """An ext4 of 64 MiB on a loop device, or a tmpfs where there are no loop devices."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()
        image = self.folder.with_suffix(".ext4")
        with open(image, "wb") as file:
            file.truncate(64 * MIB)
        made = ma.run("mkfs.ext4", "-q", "-m", "0", image, ok=None).returncode == 0
        if not made or ma.run("mount", "-o", "loop", image, self.folder, ok=None).returncode != 0:
            ma.run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", self.folder)

    def remove(self):
        ma.run("umount", self.folder)

    def fill(self, leave=0):
        """Takes all space but about `leave` bytes, as some other program would."""
        status = os.statvfs(self.folder)
        free = status.f_bfree * status.f_frsize
        with open(self.folder / "other_program", "ab", buffering=0) as file:
            try:
                os.posix_fallocate(file.fileno(), 0, max(1, free - leave))
                while leave == 0:
                    file.seek(0, os.SEEK_END)
                    file.write(bytes(4096))
            except OSError:
                pass
        status = os.statvfs(self.folder)
        assert status.f_bavail * status.f_frsize <= leave + 256 * 1024

    def free(self):
        (self.folder / "other_program").unlink()


class SmallArchive(ma.MountTestCase):
    mission = "halosat"
    ballast = "12MiB"  # more than the event index's segments of one observation need

    def setUp(self):
        scratch = pathlib.Path(self.enterContext(ma.temporary_folder()))
        self.disk = SmallDisk(scratch / "disk")
        self.addCleanup(self.disk.remove)
        self.archive_options = {
            "place": self.disk.folder, "ballast": self.ballast,
            "missions": {"halocommit": ma.mission_text("halocommit", publish='"commit"')}}
        super().setUp()
        self.made = ma.make_halosat(self.scratch / "sent", events=40000)
        self.sent = ma.hashes(self.made / OBS)
        self.folder = self.archive.deliver_to("first", self.mission)

    def copy(self, ok=(0,)):
        return ma.run("cp", "-r", self.made / "obs", self.folder, ok=ok)

    def wait_until_df_tells(self):
        ma.eventually(lambda: os.statvfs(self.mount).f_bavail == 0, "df tells of the full disk")

    def public(self):
        return ma.hashes(self.archive.obs("000101", self.mission))

    def copy_all_but_the_verdict_on_the_last(self, leave_out=0):
        """All files are there, the last is closed and with a worker that is stopped."""
        names = list(self.sent)[leave_out:]
        for name in names[:-1]:
            (self.folder / OBS / name).parent.mkdir(parents=True, exist_ok=True)
            ma.run("cp", self.made / OBS / name, self.folder / OBS / name)
        (self.folder / OBS / names[-1]).parent.mkdir(parents=True, exist_ok=True)
        workers = self.archive.workers()
        for pid in workers:
            os.kill(pid, signal.SIGSTOP)
        copying = subprocess.Popen(["cp", self.made / OBS / names[-1],
                                    self.folder / OBS / names[-1]],
                                   env={**os.environ, "LC_ALL": "C"}, stderr=subprocess.PIPE,
                                   text=True)
        self.addCleanup(copying.stderr.close)
        ma.eventually(lambda: self.archive.verdict("first") == "validating", "all is copied")
        return copying, workers


class FullDisk(SmallArchive):
    def test_cp_into_a_full_archive_fails_with_enospc_and_publishes_nothing(self):
        total = sum(path.stat().st_size for path in (self.made / OBS).rglob("*.gz"))
        self.assertGreater(total, 3 * MIB // 2)
        self.disk.fill(leave=MIB + total // 2)
        done = self.copy(ok=(1,))
        self.assertIn(NO_SPACE, done.stderr)
        self.assertEqual(self.public(), {})
        self.assertFalse(self.archive.obs("000101").exists())
        self.assertEqual(self.archive.wait("first", expect=1), "rejected")
        self.assertTrue(self.archive.report_text("first"))
        self.wait_until_df_tells()

        self.disk.free()
        self.copy()
        self.assertEqual(self.archive.wait("first"), "published")
        self.assertEqual(self.public(), self.sent)

    def test_what_is_public_stays_readable_on_a_full_disk(self):
        self.copy()
        self.archive.wait("first")
        self.disk.fill()
        self.assertEqual(self.public(), self.sent)
        done = ma.run("cp", ma.__file__, self.archive.deliver_to("now") / "x.txt", ok=(1,))
        self.assertIn(NO_SPACE, done.stderr)
        self.archive.stop()
        self.archive.start()
        self.assertEqual(self.public(), self.sent)

    def test_a_disk_that_others_fill_while_we_publish_cannot_block_the_publication(self):
        copying, workers = self.copy_all_but_the_verdict_on_the_last()
        self.disk.fill()
        for pid in workers:
            os.kill(pid, signal.SIGCONT)
        copying.wait(20)
        self.assertEqual(self.archive.wait("first"), "published")
        self.assertEqual(self.public(), self.sent)
        self.archive.kill()
        self.archive.start()
        self.assertEqual(self.public(), self.sent)

    def test_a_close_that_succeeded_on_a_full_disk_is_kept_across_a_kill(self):
        copying, workers = self.copy_all_but_the_verdict_on_the_last(leave_out=1)
        self.disk.fill()
        for pid in workers:
            os.kill(pid, signal.SIGCONT)
        succeeded = copying.wait(20) == 0
        if not succeeded:
            self.assertIn(NO_SPACE, copying.stderr.read())
        self.archive.kill()
        self.disk.free()
        self.archive.start()
        kept = set(ma.hashes(self.folder / OBS).items())
        acknowledged = list(self.sent.items())[1:] if succeeded else list(self.sent.items())[1:-1]
        self.assertLessEqual(set(acknowledged), kept)
        self.copy()
        self.assertEqual(self.archive.wait("first"), "published")
        self.assertEqual(self.public(), self.sent)

    def test_a_file_closed_on_a_full_disk_gets_its_verdict(self):
        (self.folder / OBS / "products").mkdir(parents=True)
        self.disk.fill()
        made = ma.run("touch", self.folder / OBS / "products/hs000101_s14.pi", ok=(0, 1))
        if made.returncode != 0:
            self.assertIn(NO_SPACE, made.stderr)
            return
        self.assertEqual(self.archive.wait("first", expect=1, timeout=5), "rejected")

    def test_a_daemon_killed_on_a_full_disk_mounts_again_and_publishes_when_there_is_room(self):
        copying, workers = self.copy_all_but_the_verdict_on_the_last()
        self.disk.fill()
        self.archive.kill()
        copying.wait(20)
        for pid in filter(ma.is_running, workers):
            os.kill(pid, signal.SIGCONT)
        self.archive.start()
        self.assertEqual(self.public(), {})
        self.disk.free()
        self.copy()
        self.assertEqual(self.archive.wait("first"), "published")
        self.assertEqual(self.public(), self.sent)


class SmallBallast(SmallArchive):
    ballast = "1MiB"

    def test_a_publication_whose_index_finds_no_room_waits_until_there_is_room(self):
        copying, workers = self.copy_all_but_the_verdict_on_the_last()
        self.disk.fill()
        for pid in workers:
            os.kill(pid, signal.SIGCONT)
        copying.wait(20)
        self.assertEqual(self.archive.wait("first", expect=3, timeout=4), "publishing")
        self.assertEqual(self.public(), {})
        self.disk.free()
        self.assertEqual(self.archive.wait("first", timeout=20), "published")
        self.assertEqual(self.public(), self.sent)


class CommitOnFullDisk(SmallArchive):
    mission = "halocommit"

    def test_a_commit_that_is_taken_on_a_full_disk_publishes_all(self):
        self.copy()
        workers = self.archive.workers()
        for pid in workers:
            os.kill(pid, signal.SIGSTOP)
        ma.run("touch", self.folder / "COMMIT")
        self.disk.fill()
        for pid in workers:
            os.kill(pid, signal.SIGCONT)
        self.assertEqual(self.archive.wait("first", self.mission, timeout=10), "published")
        self.assertEqual(self.public(), self.sent)

    def test_a_commit_on_a_full_disk_is_refused_and_given_again(self):
        self.copy()
        self.disk.fill()
        self.wait_until_df_tells()
        done = ma.run("touch", self.folder / "COMMIT", ok=(1,))
        self.assertIn(NO_SPACE, done.stderr)
        self.assertEqual(self.public(), {})
        self.disk.free()
        ma.run("touch", self.folder / "COMMIT")
        self.assertEqual(self.archive.wait("first", self.mission, timeout=10), "published")
        self.assertEqual(self.public(), self.sent)


if __name__ == "__main__":
    if not ma.IS_ROOT:
        print("skipped: only root can mount a small file system to fill")
        sys.exit(ma.SKIPPED)
    ma.main()
