#!/usr/bin/env python3
"""What stands in the way of a publication is told, and nothing else waits for ever because of it:
files where folders belong, obstacles in the archive, holes, copied archives, unreadable sources."""

import os
import shutil

import mounted_archive as ma
from small_files import SmallFiles, fits, pdf, sha256_of


class FilesAndFolders(SmallFiles):
    def assert_others_go_on(self, name):
        self.put("now", f"trend/t/{name}", mission="halosat")
        self.assertEqual(self.archive.wait("now"), "published")

    def assert_second_is_rejected(self, path):
        self.assertEqual(self.archive.wait("second", "swift", expect=1), "rejected")
        self.assertEqual(self.finding("second", "NAM-009")["file"], path)
        self.assertIn("NAM-009", self.archive.report_text("second", "swift"))

    def test_a_path_through_a_published_file_is_rejected_and_others_go_on(self):
        self.put("now", "trend/xrt/foo")
        self.assertEqual(self.archive.wait("now", "swift"), "published")
        self.put("second", "trend/xrt/foo/bar.fits")
        self.assert_second_is_rejected("trend/xrt/foo/bar.fits")
        self.assert_others_go_on("one.fits")
        self.restart_after_kill()
        self.assertEqual(self.settled("second"), "rejected")
        self.assertEqual(ma.hashes(self.trend), {"xrt/foo": sha256_of(fits())})
        self.assert_others_go_on("two.fits")

    def test_a_file_where_a_folder_is_published_is_rejected_and_others_go_on(self):
        self.put("now", "trend/xrt/foo/bar.fits")
        self.assertEqual(self.archive.wait("now", "swift"), "published")
        self.put("second", "trend/xrt/foo")
        self.assert_second_is_rejected("trend/xrt/foo")
        self.assert_others_go_on("one.fits")
        self.restart_after_kill()
        self.assertEqual(self.settled("second"), "rejected")
        self.assertEqual(ma.hashes(self.trend), {"xrt/foo/bar.fits": sha256_of(fits())})
        self.assert_others_go_on("two.fits")

    def test_of_two_that_come_at_once_one_is_published(self):
        self.put("second", "trend/xrt/foo")
        self.put("third", "trend/xrt/foo/bar.fits")
        words = {self.settled("second"), self.settled("third")}
        self.assertEqual(words, {"published", "rejected"})
        self.assertEqual(len(ma.hashes(self.trend)), 1)
        self.assert_others_go_on("one.fits")

    def test_a_rejected_path_is_mended_under_another_name(self):
        self.put("now", "trend/xrt/foo")
        self.archive.wait("now", "swift")
        wrong = self.put("second", "trend/xrt/foo/bar.fits")
        self.assertEqual(self.archive.wait("second", "swift", expect=1), "rejected")
        ma.run("rm", "-r", wrong.parent)
        self.put("second", "trend/xrt/bar.fits")
        self.assertEqual(self.archive.wait("second", "swift"), "published")
        self.assertTrue((self.trend / "xrt" / "bar.fits").exists())


class Obstacles(SmallFiles):
    def setUp(self):
        super().setUp()
        self.obstacle = self.archive.folder / "deliveries" / "halosat"
        self.assertFalse(self.obstacle.exists())
        self.obstacle.write_text("in place of a folder")
        self.file = self.mount / "trend" / "halosat" / "t" / "ok.fits"
        self.put("now", "trend/t/ok.fits", fits("v1"), "halosat")

    def wait_until_it_failed(self):
        ma.eventually(lambda: "is tried again" in self.archive.log(), "the log tells of it")

    def test_the_report_tells_why_a_publication_does_not_get_on(self):
        finding = ma.eventually(
            lambda: next((finding for finding in self.archive.report("now")["findings"]
                          if finding["rule"] == "DLV-017"), None), "the report tells of it")
        self.assertIn("deliveries/halosat", finding["text"])
        self.obstacle.unlink()
        self.assertEqual(self.archive.wait("now"), "published")
        self.assertNotIn("DLV-017", self.rules("now"))

    def test_a_publication_is_tried_again_until_its_obstacle_is_gone(self):
        self.wait_until_it_failed()
        self.assertNotEqual(self.archive.verdict("now"), "published")
        self.obstacle.unlink()
        self.assertEqual(self.archive.wait("now"), "published")
        self.assertEqual(self.file.read_bytes(), fits("v1"))

    def test_a_version_that_came_later_is_not_overwritten(self):
        self.wait_until_it_failed()
        self.put("now", "trend/t/ok.fits", fits("v2", 5000), "halosat")
        self.obstacle.unlink()
        self.assertEqual(self.archive.wait("now"), "published")
        ma.eventually(lambda: self.file.read_bytes() == fits("v2", 5000), "version 2 is public")
        self.archive.stop()
        self.archive.start()
        self.assertEqual(self.file.read_bytes(), fits("v2", 5000))
        superseded = ma.hashes(self.archive.folder / "data" / ".heafs-superseded")
        self.assertEqual(list(superseded.values()), [sha256_of(fits("v1"))])

    def test_a_remount_finishes_what_the_obstacle_held_up(self):
        self.wait_until_it_failed()
        self.archive.kill()
        self.obstacle.unlink()
        self.archive.start()
        self.assertEqual(self.archive.wait("now"), "published")
        self.assertEqual(self.file.read_bytes(), fits("v1"))

    def test_a_stop_does_not_wait_for_the_obstacle(self):
        self.wait_until_it_failed()
        self.archive.stop()
        self.obstacle.unlink()
        self.archive.start()
        self.assertEqual(self.archive.wait("now"), "published")
        self.assertEqual(self.file.read_bytes(), fits("v1"))


class Holes(SmallFiles):
    def test_a_hole_larger_than_the_disk_is_refused_with_enospc_and_others_go_on(self):
        status = os.statvfs(self.archive.folder)
        beyond = status.f_bavail * status.f_frsize + (1 << 30)
        file = self.archive.deliver_to("now", "swift") / f"obs/{self.observation}/log/s.pdf"
        file.parent.mkdir(parents=True)
        for make_hole in (lambda descriptor: os.pwrite(descriptor, b"x", beyond),
                          lambda descriptor: os.ftruncate(descriptor, beyond)):
            with open(file, "wb", buffering=0) as opened:
                opened.write(pdf(100))
                with self.assertRaisesRegex(OSError, "No space left on device"):
                    make_hole(opened.fileno())
                try:
                    opened.close()
                except OSError:
                    pass
            self.put("now", "trend/t/other.fits", mission="halosat")
            self.assertEqual(self.archive.wait("now", timeout=10), "published")
        ma.run("rm", file)
        self.put("now", f"obs/{self.observation}/log/s.pdf", pdf(100))
        self.assertEqual(self.archive.wait("now", "swift", timeout=10), "published")
        self.assertEqual(ma.hashes(self.public), {"log/s.pdf": sha256_of(pdf(100))})


class Copies(SmallFiles):
    """`cp -a` gives every file another inode."""

    def setUp(self):
        super().setUp()
        self.sent = self.put_observation("first", ["a.fits", "b.fits"])
        self.commit()
        self.archive.wait("first", "swift")
        self.archive.stop()
        self.original = self.archive.folder.rename(self.archive.folder.with_name("original"))

    def mount_copy(self):
        ma.run("cp", "-a", self.original, self.archive.folder)
        self.assertNotEqual(*((folder / f"data/obs/swift/{self.observation}/auxil/a.fits").stat()
                              .st_ino for folder in (self.original, self.archive.folder)))
        self.archive.start()

    def test_a_copied_archive_reads_like_the_original(self):
        self.mount_copy()
        self.assertEqual(ma.hashes(self.public), self.sent)
        self.assertEqual(ma.hashes(self.public), self.sent)

    def test_a_new_version_in_a_copied_archive_keeps_the_old_one(self):
        self.mount_copy()
        self.put("now", f"obs/{self.observation}/auxil/a.fits", fits("new"))
        self.assertEqual(self.archive.wait("now", "swift"), "published")
        self.assertEqual(ma.hashes(self.public),
                         {**self.sent, "auxil/a.fits": sha256_of(fits("new"))})
        superseded = ma.hashes(self.archive.folder / "data" / ".heafs-superseded")
        self.assertIn(self.sent["auxil/a.fits"], superseded.values())

    def test_other_bytes_in_a_copied_archive_are_an_error_to_read(self):
        damaged = self.original / f"data/obs/swift/{self.observation}/auxil/a.fits"
        content = bytearray(damaged.read_bytes())
        content[-1] ^= 1
        damaged.chmod(0o644)
        damaged.write_bytes(content)
        self.mount_copy()
        with self.assertRaises(OSError):
            (self.public / "auxil/a.fits").read_bytes()
        self.assertEqual(ma.sha256(self.public / "auxil/b.fits"), self.sent["auxil/b.fits"])


class Sources(SmallFiles):
    """`heafs ingest` of what cannot be read."""

    def setUp(self):
        super().setUp()
        self.outgoing = self.scratch / "outgoing"
        self.folder = self.outgoing / "obs" / self.observation / "auxil"
        self.folder.mkdir(parents=True)
        for name in ("a.fits", "b.fits", "c.fits"):
            (self.folder / name).write_bytes(fits(name))

    def ingest(self):
        words = [ma.HEAFS, "ingest", "--mission", "swift", self.archive.folder, self.outgoing]
        if ma.IS_ROOT:  # a root that heeds the modes of files
            if shutil.which("setpriv") is None:
                self.skipTest("there is no setpriv to give up root's right to read everything")
            words[:0] = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]
        return ma.run(*words, ok=None)

    def assert_refused_until(self, mend, names=("a.fits", "b.fits", "c.fits")):
        """With a mount and without one; after `mend()` all is published."""
        for mounted in (True, False):
            if not mounted:
                self.archive.stop()
            done = self.ingest()
            self.assertGreater(done.returncode, 0, done.stdout)
            self.assertNotIn("published\n", done.stdout)
            self.assertTrue(done.stderr.startswith("heafs"), done.stderr)
            self.assertFalse(
                (self.archive.folder / "data/obs/swift" / self.observation).exists())
        self.archive.start()
        self.assertFalse(self.public.exists())
        mend()
        self.assertEqual(self.ingest().stdout, "published\n")
        self.assertEqual(set(ma.hashes(self.public)), {f"auxil/{name}" for name in names})

    def test_a_file_that_cannot_be_read_ends_an_ingest_and_nothing_is_published(self):
        file = self.folder / "b.fits"
        file.chmod(0)
        self.assert_refused_until(lambda: file.chmod(0o644))

    def test_a_folder_that_cannot_be_read_ends_an_ingest_and_nothing_is_published(self):
        closed = self.folder.parent / "xrt"
        closed.mkdir()
        closed.chmod(0)
        self.addCleanup(closed.chmod, 0o755)
        self.assert_refused_until(lambda: closed.chmod(0o755))

    def test_links_and_pipes_end_an_ingest_and_nothing_is_published(self):
        def link():
            (self.folder / "z.fits").symlink_to("a.fits")

        def dangling():
            (self.folder / "z.fits").symlink_to("nowhere.fits")

        def pipe():
            os.mkfifo(self.folder / "z.fits")

        for make in (link, dangling, pipe):
            with self.subTest(make.__name__):
                make()
                done = self.ingest()
                self.assertGreater(done.returncode, 0)
                self.assertIn("is a link or a device", done.stderr)
                self.assertFalse(self.public.exists())
                (self.folder / "z.fits").unlink()
        self.assertEqual(self.ingest().stdout, "published\n")


if __name__ == "__main__":
    ma.main()
