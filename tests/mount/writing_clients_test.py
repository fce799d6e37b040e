#!/usr/bin/env python3
"""The programs that people deliver with: what they send arrives, and what fails they say so."""

import gzip
import os
import shutil
import signal
import subprocess

import numpy
from astropy.io import fits

import mounted_archive as ma

OBS = "obs/000101"
EVENTS = f"{OBS}/products/hs000101_s14_cl.evt.gz"
CLOSE_FAILED = "Bad message"


class WritingClients(ma.MountTestCase):
    def setUp(self):
        super().setUp()
        self.source = ma.make_halosat(self.scratch / "sent", events=500)
        self.sent = ma.hashes(self.source / OBS)
        self.assertEqual(len(self.sent), 14)
        self.delivery = self.archive.deliver_to("first")
        self.sync = ("rsync", "-a", "--itemize-changes", f"{self.source}/", f"{self.delivery}/")

    def assert_published(self, name="first"):
        self.assertEqual(self.archive.wait(name), "published")
        self.assertEqual(ma.hashes(self.archive.obs("000101")), self.sent)

    def in_now(self, name, folder="products"):
        """The path of a name in now/, and the path at which it is public."""
        place = self.archive.deliver_to("now") / OBS / folder
        place.mkdir(parents=True, exist_ok=True)
        return place / name, self.archive.obs(f"000101/{folder}/{name}")

    def assert_now_publishes(self, public, bytes_):
        self.archive.wait("now")
        self.assertEqual(public.read_bytes(), bytes_)

    def test_cp_archive_keeps_the_senders_times(self):
        ma.run("cp", "-a", self.source / "obs", self.delivery)
        self.assert_published()
        for path in self.sent:
            sent = (self.source / OBS / path).stat().st_mtime_ns
            self.assertEqual(self.archive.obs("000101").joinpath(path).stat().st_mtime_ns, sent)

    def test_tar_into_the_mount_publishes(self):
        ma.run("sh", "-c", f"tar -C {self.source} -c obs | tar -C {self.delivery} -x")
        self.assert_published()

    def test_rsync_a_second_time_transfers_nothing(self):
        self.assertNotEqual(ma.run(*self.sync).stdout, "")
        self.assert_published()
        self.assertEqual(ma.run(*self.sync).stdout, "")
        self.assert_published()

    def test_rsync_with_checksums_finds_nothing_to_do_in_what_is_public(self):
        ma.run(*self.sync)
        self.assert_published()
        again = ma.run("rsync", "-a", "--checksum", "--itemize-changes", f"{self.source}/obs/",
                       f"{self.archive.deliver_to('first')}/obs/")
        self.assertEqual(again.stdout, "")

    def test_rsync_resumes_after_a_file_that_was_cut_short(self):
        half = (self.source / EVENTS).read_bytes()[:3000]
        (self.delivery / EVENTS).parent.mkdir(parents=True)
        with self.assertRaises(OSError):
            (self.delivery / EVENTS).write_bytes(half)
        moved = ma.run(*self.sync).stdout
        self.assertIn(EVENTS, moved)
        self.assert_published()
        self.assertEqual(ma.run(*self.sync).stdout, "")

    def test_rsync_resumes_after_it_was_killed(self):
        big = gzip.compress(os.urandom(6_000_000), 0)
        (self.source / f"{OBS}/products/hs000101.log.pdf.gz").write_bytes(big)
        killed = subprocess.Popen([*self.sync, "--bwlimit=500"], stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL, start_new_session=True)
        ma.eventually(lambda: list(self.delivery.rglob(".hs*")), "rsync has begun a file")
        os.killpg(killed.pid, signal.SIGKILL)
        killed.wait()
        ma.eventually(lambda: not ma.running_processes(group=killed.pid), "all of rsync is dead")
        ma.make_halosat(self.source, events=500)
        ma.run(*self.sync)
        self.assert_published()

    def test_rsync_sends_only_the_file_that_changed(self):
        ma.run(*self.sync)
        self.assert_published()
        ma.make_halosat(self.scratch / "other", seed=2, events=500)
        shutil.copy(self.scratch / "other" / EVENTS, self.source / EVENTS)
        self.sent = ma.hashes(self.source / OBS)
        moved = ma.run(*self.sync).stdout.splitlines()
        files = [line.split()[-1] for line in moved if line.startswith("<f") or line[1] == "f"]
        self.assertEqual(files, [EVENTS])
        self.assert_published()

    def test_install_publishes(self):
        for path in self.sent:
            ma.run("install", "-D", "-m", "600", self.source / OBS / path,
                   self.delivery / OBS / path)
        self.assert_published()
        self.assertEqual(self.archive.obs("000101").joinpath(path).stat().st_mode & 0o777, 0o444)

    def test_mv_into_the_mount_publishes_and_removes_the_source(self):
        ma.run("mv", self.source / "obs", self.delivery)
        self.assertFalse((self.source / "obs").exists())
        self.assert_published()

    def test_mv_of_a_broken_file_fails_and_keeps_its_source(self):
        broken = self.scratch / "hs000101_s14_cl.evt.gz"
        broken.write_bytes((self.source / EVENTS).read_bytes()[:3000])
        staged, public = self.in_now(broken.name)
        said = ma.run("mv", broken, staged, ok=(1,)).stderr
        self.assertIn(CLOSE_FAILED, said)
        self.assertTrue(broken.exists())
        self.assertFalse(public.exists())

    def test_every_copying_program_reports_a_broken_file(self):
        broken = self.scratch / "hs000101_s14_cl.evt.gz"
        broken.write_bytes((self.source / EVENTS).read_bytes()[:3000])
        staged, public = self.in_now(broken.name)
        for words in (("cp", broken, staged), ("install", broken, staged),
                      ("dd", f"if={broken}", f"of={staged}"),
                      ("rsync", "--ignore-times", broken, staged),
                      ("tar", "-C", staged.parent, "-xf", self.tar_of(broken))):
            done = ma.run(*words, ok=None)
            self.assertNotEqual(done.returncode, 0, words)
            self.assertIn(CLOSE_FAILED, done.stderr, words)
            self.assertFalse(public.exists())

    def tar_of(self, path):
        ma.run("tar", "-C", path.parent, "-cf", self.scratch / "broken.tar", path.name)
        return self.scratch / "broken.tar"

    def test_dd_in_odd_pieces_publishes(self):
        staged, public = self.in_now("hs000101_s14_cl.evt.gz")
        ma.run("dd", f"if={self.source / EVENTS}", f"of={staged}", "bs=777")
        self.assert_now_publishes(public, (self.source / EVENTS).read_bytes())

    def test_dd_that_writes_the_end_first_publishes(self):
        staged, public = self.in_now("hs000101_s14_cl.evt.gz")
        bytes_ = (self.source / EVENTS).read_bytes()
        with open(staged, "wb") as file:
            file.seek(4096)
            file.write(bytes_[4096:])
            file.seek(0)
            file.write(bytes_[:4096])
        self.assert_now_publishes(public, bytes_)

    def test_shell_redirection_publishes(self):
        staged, public = self.in_now("hs000101_s14_cl.evt.gz")
        ma.run("sh", "-c", f"cat < {self.source / EVENTS} > {staged}")
        self.assert_now_publishes(public, (self.source / EVENTS).read_bytes())

    def test_two_programs_on_one_descriptor_publish_what_both_wrote(self):
        staged, public = self.in_now("hs000101_s14_cl.evt.gz")
        bytes_ = (self.source / EVENTS).read_bytes()
        (self.scratch / "a").write_bytes(bytes_[:5000])
        (self.scratch / "b").write_bytes(bytes_[5000:])
        ma.run("sh", "-c", f"{{ cat a; cat b; }} > {staged}", cwd=self.scratch)
        self.assert_now_publishes(public, bytes_)

    def test_rsync_in_place_mends_a_file_that_was_rejected(self):
        staged, public = self.in_now("hs000101_s14_cl.evt.gz")
        whole = (self.source / EVENTS).read_bytes()
        with self.assertRaises(OSError):
            staged.write_bytes(bytes(20) + whole[20:])
        self.archive.wait("now", expect=1)
        ma.run("rsync", "-a", "--inplace", "--ignore-times", self.source / EVENTS, staged)
        self.assert_now_publishes(public, whole)

    def test_astropy_edits_a_header_of_a_file_that_has_its_verdict(self):
        staged, public = self.in_now("hs000101_sky.img")
        values = numpy.arange(10000, dtype=">f4").reshape(100, 100)
        fits.PrimaryHDU(values).writeto(staged)
        self.archive.wait("now")
        first = public.read_bytes()
        with fits.open(staged, mode="update") as hdus:
            hdus[0].header["OBJECT"] = "Crab"
        self.archive.wait("now")
        self.assertEqual(fits.getheader(public)["OBJECT"], "Crab")
        self.assertEqual(fits.getdata(public).tobytes(), values.tobytes())
        self.assertNotEqual(public.read_bytes(), first)

    def test_astropy_writes_a_file_that_is_published(self):
        staged, public = self.in_now("hs000101_sky.img")
        values = numpy.arange(10000, dtype=">f4").reshape(100, 100)
        fits.PrimaryHDU(values).writeto(staged, checksum=True)
        self.archive.wait("now")
        self.assertEqual(fits.getdata(public).tobytes(), values.tobytes())

    def test_a_tile_compressed_image_of_fpack_is_published_and_funpack_reads_it(self):
        values = numpy.arange(10000, dtype=">i2").reshape(100, 100)
        image = self.scratch / "hs000101_sky.fits"
        fits.PrimaryHDU(values).writeto(image, checksum=True)
        staged, public = self.in_now("hs000101_sky.fits.fz")
        ma.run("fpack", "-O", self.scratch / staged.name, image)
        ma.run("cp", self.scratch / staged.name, staged)
        self.archive.wait("now")
        ma.run("funpack", "-O", self.scratch / "out.fits", public)
        self.assertEqual(fits.getdata(self.scratch / "out.fits").tobytes(), values.tobytes())


if __name__ == "__main__":
    ma.main()
