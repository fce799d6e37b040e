#!/usr/bin/env python3
"""Writers that come late: second descriptors, duplicates, shared maps, two programs on one
descriptor. Published bytes never change, nothing is published early, nobody fails in mid-stream."""

import errno
import mmap
import os
import time

import mounted_archive as ma
from cut_short_test import close
from small_files import SmallFiles, fits, sha256_of


class LateWriters(SmallFiles):
    """Each writes to now/, where every valid file is published at once."""

    def setUp(self):
        super().setUp()
        self.whole = fits("whole", 200_000)
        self.path = f"obs/{self.observation}/auxil/a.fits"
        self.file = self.archive.deliver_to("now", "swift") / self.path
        self.file.parent.mkdir(parents=True)

    def open(self, flags=os.O_WRONLY | os.O_CREAT):
        return os.open(self.file, flags, 0o644)

    def published(self):
        return ma.hashes(self.public).get("auxil/a.fits")

    def assert_not_early(self):
        """Nothing of it is public after a time in which a finished file would be."""
        time.sleep(0.5)
        self.assertIsNone(self.published())

    def assert_published(self, content):
        self.assertEqual(self.archive.wait("now", "swift"), "published")
        self.assertEqual(self.published(), sha256_of(content))

    def test_a_file_with_a_second_writer_waits_for_both(self):
        first, second = self.open(), self.open()
        os.write(first, self.whole[:100_000])
        os.pwrite(second, self.whole[100_000:], 100_000)
        os.close(second)
        self.assert_not_early()
        os.close(first)
        self.assert_published(self.whole)

    def test_a_valid_file_with_an_idle_second_writer_is_not_published(self):
        first, second = self.open(), self.open()
        os.write(first, self.whole)
        os.close(first)
        self.assert_not_early()
        os.close(second)
        self.assert_published(self.whole)

    def test_what_a_second_writer_spoils_after_a_valid_close_is_rejected(self):
        first, second = self.open(), self.open()
        os.write(first, self.whole)
        os.close(first)
        os.pwrite(second, b"spoiled", 0)
        with self.assertRaises(OSError) as raised:
            os.close(second)
        self.assertEqual(raised.exception.errno, errno.EBADMSG)
        self.assertEqual(self.archive.wait("now", "swift", expect=1), "rejected")
        self.assertIsNone(self.published())

    def test_a_duplicate_is_a_writer_like_the_first(self):
        first = self.open()
        second = os.dup(first)
        os.write(first, self.whole[:50_000])
        close(first)  # judged on a quarter of the file, it cannot know better
        os.write(second, self.whole[50_000:])
        self.assert_not_early()
        os.close(second)
        self.assert_published(self.whole)

    def test_two_programs_in_one_redirection_are_one_writer(self):
        for name, part in (("a", self.whole[:100_000]), ("b", self.whole[100_000:])):
            (self.scratch / name).write_bytes(part)
        done = ma.run("sh", "-c", f"{{ cat a && sleep 0.5 && cat b; }} > {self.file}",
                      cwd=self.scratch)
        self.assertEqual(done.stderr, "")
        self.assert_published(self.whole)

    def test_a_program_alone_on_its_redirection_hears_of_a_broken_file(self):
        """Under bash, which opens the file in the program's own process; dash does so in the shell,
        as for a group, and only the report tells."""
        (self.scratch / "a").write_bytes(self.whole[:100_000])
        done = ma.run("bash", "-c", f"cat a > {self.file}; echo $?", cwd=self.scratch)
        self.assertEqual(done.stdout, "1\n")
        self.assertIn("Bad message", done.stderr)

    def test_a_shared_map_for_writing_is_refused(self):
        descriptor = self.open(os.O_RDWR | os.O_CREAT)
        os.write(descriptor, self.whole)
        with self.assertRaises(OSError) as raised:
            mmap.mmap(descriptor, len(self.whole), mmap.MAP_SHARED)
        self.assertEqual(raised.exception.errno, errno.ENODEV)
        os.close(descriptor)
        self.assert_published(self.whole)

    def test_a_descriptor_opened_after_the_verdict_never_touches_published_bytes(self):
        self.file.write_bytes(self.whole)
        self.assert_published(self.whole)
        with open(self.public / "auxil/a.fits", "rb") as reader:
            late = self.open(os.O_WRONLY)
            os.pwrite(late, b"spoiled", 0)
            self.assertEqual(reader.read(), self.whole)
            with self.assertRaises(OSError) as raised:
                os.close(late)
        self.assertEqual(raised.exception.errno, errno.EBADMSG)
        self.assertEqual(self.archive.wait("now", "swift", expect=1), "rejected")
        self.assertEqual(self.published(), sha256_of(self.whole))

    def test_a_descriptor_opened_after_the_verdict_may_bring_a_better_version(self):
        self.file.write_bytes(self.whole)
        self.assert_published(self.whole)
        better = fits("better", 200_000)
        late = self.open(os.O_WRONLY)
        for begin in range(0, len(better), 50_000):
            os.pwrite(late, better[begin:begin + 50_000], begin)
            self.assertEqual(self.published(), sha256_of(self.whole))
        os.close(late)
        self.assert_published(better)

    def test_an_open_for_writing_that_writes_nothing_leaves_the_published_file(self):
        self.file.write_bytes(self.whole)
        self.assert_published(self.whole)
        os.close(self.open(os.O_WRONLY))
        self.assert_published(self.whole)
        self.assertEqual(self.archive.report("now", "swift")["counts"]["error"], 0)

    def test_a_sealed_file_cannot_be_cut_by_its_name(self):
        self.file.write_bytes(self.whole)
        self.assert_published(self.whole)
        with self.assertRaises(PermissionError):
            os.truncate(self.file, 100)
        self.assert_published(self.whole)


if __name__ == "__main__":
    ma.main()
