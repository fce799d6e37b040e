"""`heafs ingest`, `explain` and `status`: the archive from the command line, mounted and not."""

import unittest

import mounted_archive as ma
from mounted_archive import HEAFS, run

OBSERVATION = "000101"


class WithAMount(ma.MountTestCase):
    def setUp(self):
        super().setUp()
        self.source = ma.make_halosat(self.scratch / "outgoing", first=OBSERVATION)

    def test_ingest_publishes_what_the_folder_holds(self):
        done = run(HEAFS, "ingest", self.archive.folder, self.source)
        self.assertEqual(done.stdout, "published\n")
        self.assertEqual(ma.hashes(self.archive.obs()), ma.hashes(self.source / "obs"))

    def test_a_mount_stands_for_its_archive(self):
        run(HEAFS, "ingest", self.mount, self.source)
        self.assertEqual(ma.hashes(self.archive.obs()), ma.hashes(self.source / "obs"))

    def test_two_ingests_in_one_second_are_two_deliveries(self):
        for _ in range(2):
            run(HEAFS, "ingest", self.archive.folder, self.source)
        deliveries = [path for path in (self.mount / "delivery" / "halosat").iterdir()
                      if path.name.startswith("ingest_")]
        self.assertEqual(len(deliveries), 2)

    def test_a_broken_file_keeps_all_back_and_the_report_is_printed(self):
        victim = self.source / "obs" / OBSERVATION / "products" / f"hs{OBSERVATION}_s14_cl.evt.gz"
        victim.write_bytes(victim.read_bytes()[:3000])
        done = run(HEAFS, "ingest", self.archive.folder, self.source, ok=(1,))
        self.assertIn("rejected\n", done.stdout)
        self.assertIn("SEC-011", done.stdout)
        self.assertIn(victim.name, done.stdout)
        self.assertEqual(ma.hashes(self.archive.obs()), {})

    def test_a_path_that_leads_through_no_area_is_refused_with_an_example(self):
        stray = self.scratch / "stray.fits"
        stray.write_text("nothing")
        done = run(HEAFS, "ingest", self.archive.folder, stray, ok=(2,))
        self.assertIn("cannot tell where", done.stderr)
        self.assertIn("obs/", done.stderr)

    def test_an_incomplete_observation_is_told_and_not_published(self):
        missing = f"hs{OBSERVATION}.log.pdf.gz"
        (self.source / "obs" / OBSERVATION / "products" / missing).unlink()
        done = run(HEAFS, "ingest", self.archive.folder, self.source, ok=(1,))
        self.assertIn(missing, done.stdout)
        self.assertEqual(ma.hashes(self.archive.obs()), {})

    def test_explain_describes_a_delivered_file(self):
        run(HEAFS, "ingest", self.archive.folder, self.source)
        name = f"obs/halosat/{OBSERVATION}/products/hs{OBSERVATION}_s14_cl.evt.gz"
        text = run(HEAFS, "explain", self.archive.folder, name).stdout
        self.assertIn(ma.sha256(self.mount / name), text)
        self.assertIn("level 2", text)
        self.assertEqual(text, run(HEAFS, "explain", self.mount, self.mount / name).stdout)
        through_ftp = name.replace("obs/halosat", "FTP/halosat/data/obs")
        self.assertEqual(text, run(HEAFS, "explain", self.mount, through_ftp).stdout)

    def test_explain_says_why_there_is_nothing(self):
        text = run(HEAFS, "explain", self.archive.folder, "obs/halosat/999999/x.fits",
                   ok=(1,)).stdout
        self.assertIn("obs/halosat exists, 999999 in it does not", text)
        text = run(HEAFS, "explain", self.archive.folder, "obs/nustar/1", ok=(1,)).stdout
        self.assertIn("'nustar' is no mission of this archive", text)

    def test_explain_tells_the_findings_of_a_staged_file(self):
        folder = self.archive.deliver_to("first") / "obs" / OBSERVATION / "unfiltered"
        folder.mkdir(parents=True)
        (self.scratch / "text.fits").write_text("no FITS")
        run("cp", self.scratch / "text.fits", folder, ok=(1,))
        self.archive.wait("first", expect=1)
        text = run(HEAFS, "explain", self.mount, folder / "text.fits").stdout
        self.assertIn("FIT-001", text)

    def test_status_counts_what_is_public(self):
        run(HEAFS, "ingest", self.archive.folder, self.source)
        text = run(HEAFS, "status", self.archive.folder).stdout
        self.assertIn(f"Mounted on:   {self.mount}", text)
        self.assertRegex(text, r"Observations: 1\nFiles:        14 ")


class WithoutAMount(unittest.TestCase):
    def setUp(self):
        self.scratch = self.enterContext(ma.temporary_folder())
        self.archive = f"{self.scratch}/archive"
        run(HEAFS, "init", self.archive, "--missions", "halosat", "--reserve", "1MiB")
        self.source = ma.make_halosat(f"{self.scratch}/outgoing", first=OBSERVATION)

    def test_ingest_writes_the_archive_itself(self):
        self.assertEqual(run(HEAFS, "ingest", self.archive, self.source).stdout, "published\n")
        self.assertEqual(ma.hashes(f"{self.archive}/data/obs/halosat"),
                         ma.hashes(self.source / "obs"))

    def test_the_bytes_keep_their_times(self):
        run(HEAFS, "ingest", self.archive, self.source)
        name = f"obs/{OBSERVATION}/products/hs{OBSERVATION}.log.pdf.gz"
        theirs = (self.source / name).stat().st_mtime_ns
        ours = ma.pathlib.Path(self.archive, "data", name.replace("obs/", "obs/halosat/"))
        self.assertEqual(ours.stat().st_mtime_ns, theirs)

    def test_an_incomplete_observation_is_not_published(self):
        (self.source / "obs" / OBSERVATION / "products" / f"hs{OBSERVATION}.log.pdf.gz").unlink()
        done = run(HEAFS, "ingest", self.archive, self.source, ok=(1,))
        self.assertIn(f"hs{OBSERVATION}.log.pdf.gz", done.stdout)
        self.assertFalse(ma.pathlib.Path(self.archive, "data/obs").exists())


if __name__ == "__main__":
    ma.main()
