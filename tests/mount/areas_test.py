#!/usr/bin/env python3
"""Calibration files, documents, software and tables: delivered through a mount they are public byte
for byte where their area is, and what is refused says why."""

import gzip
import shutil
import subprocess
import unittest

import mounted_archive as ma

CALDB = ma.SHARED_DATA / "caldb"
RMF = "swxpc0to12s6_20130101v014.rmf.gz"

TABLE = """<HEADER>
# TOTAL ROWS: {rows}
table_name = made
table_description = "A table of this test"
field[name] = char8  [meta.id;meta.main] (key) // Name
field[ra] = float8:.4f_degree [pos.eq.ra] (index) // Right Ascension
field[dec] = float8:.4f_degree [pos.eq.dec] (index) // Declination
right_ascension = @ra
declination = @dec
target_name = @name
unique_key = name
line[1] = name ra dec
<DATA>
M 1|83.6331|22.0145|
M 31|10.6847|41.2690|
<END>
"""


class Areas(ma.MountTestCase):
    archive_options = {"shipped": ("swift", "halosat")}

    def make(self, delivery, path, content, mission="swift", ok=True):
        """Copies a file into a delivery; gives what cp says."""
        target = self.archive.deliver_to(delivery, mission) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        source = self.scratch / "source"
        source.write_bytes(content if isinstance(content, bytes) else content.encode())
        done = ma.run("cp", source, target, ok=(0,) if ok else (1,))
        return done.stderr

    def commit(self, delivery, mission="swift"):
        (self.archive.deliver_to(delivery, mission) / "COMMIT").touch()
        self.assertEqual(self.archive.wait(delivery, mission), "published")

    def finding(self, delivery, rule, mission="swift"):
        found = [each for each in self.archive.report(delivery, mission)["findings"]
                 if each["rule"] == rule]
        self.assertTrue(found, f"no {rule} in {self.archive.report_text(delivery, mission)}")
        self.assertIn(rule, self.archive.report_text(delivery, mission))
        return found[0]

    def simulated(self):
        """A folder with the RMF and ARF of a simulated mission."""
        out = self.scratch / "sky"
        ma.run(ma.HEAFS, "simulate", "--mission", "swift", "--observations", 1, "--seed", 7, out)
        files = sorted(path for path in (out / "caldb").rglob("*") if path.is_file())
        self.assertGreaterEqual(len(files), 2)
        return files

    def test_a_mount_shows_the_areas(self):
        names = {path.name for path in self.mount.iterdir()}
        self.assertLessEqual({"caldb", "doc", "obs", "software", "tables", "trend"}, names)
        self.assertEqual((self.mount / "FTP" / "caldb").readlink().as_posix(), "../caldb")
        self.assertTrue((self.mount / "delivery" / "catalogs").is_dir())
        self.assertFalse((self.mount / "obs" / "catalogs").exists())
        with self.assertRaisesRegex(OSError, "Read-only"):
            (self.mount / "caldb" / "data" / "swift" / "x").touch()

    def test_simulated_responses_are_public_and_identical(self):
        files = self.simulated()
        folder = self.archive.deliver_to("responses", "swift") / "caldb/data/swift/xrt/cpf"
        folder.mkdir(parents=True)
        ma.run("cp", *files, folder)
        self.make("responses", "doc/responses.txt", "How the responses were made\n")
        self.commit("responses")
        public = self.mount / "caldb/data/swift/xrt/cpf"
        for file in files:
            self.assertEqual(ma.sha256(public / file.name), ma.sha256(file))
            self.assertEqual(ma.sha256(self.archive.folder / "data/caldb/data/swift/xrt/cpf"
                                       / file.name), ma.sha256(file))
        self.assertEqual((self.mount / "doc/swift/responses.txt").read_text(),
                         "How the responses were made\n")
        self.assertNotIn("CAL-016", self.rules("responses", "swift"))

    @unittest.skipUnless(CALDB.is_dir(), f"the real calibration files are not here ({CALDB})")
    def test_real_calibration_files_are_public_and_identical(self):
        folder = self.archive.deliver_to("real", "swift") / "caldb" / "xrt"
        (folder / "cpf").mkdir(parents=True)
        (folder / "bcf").mkdir()
        sent = {f"cpf/{RMF}": CALDB / RMF, "cpf/vignconst_xrt.fits": CALDB / "vignconst_xrt.fits",
                "bcf/hkconv.fits": CALDB / "hkconv.fits",
                "bcf/alias_config.fits": CALDB / "alias_config.fits",
                "caldb.indx": CALDB / "glast_lat" / "caldb.indx"}
        for path, source in sent.items():
            ma.run("cp", source, folder / path)
        self.commit("real")
        self.assertEqual(self.archive.report("real", "swift")["counts"]["error"], 0)
        public = self.mount / "FTP/caldb/data/swift/xrt"
        self.assertEqual(ma.hashes(public), {path: ma.sha256(file) for path, file in sent.items()})

        # Other bytes under its name are refused, as a new version they are not.
        changed = gzip.compress(gzip.decompress((CALDB / RMF).read_bytes()), 1, mtime=0)
        said = self.make("other", f"caldb/xrt/cpf/{RMF}", changed, ok=False)
        self.assertIn("Bad message", said)
        self.assertIn("released files are immutable, raise vNNN",
                      self.finding("other", "CAL-012")["text"])
        self.make("next", f"caldb/xrt/cpf/{RMF.replace('v014', 'v015')}", changed)
        self.commit("next")
        self.assertEqual(self.rules("next", "swift") & {"CAL-011", "CAL-012", "CAL-013"}, set())

        # After a remount and after the catalogue was made anew, the released files are known.
        self.archive.stop()
        ma.run(ma.HEAFS, "scan", self.archive.folder, "--rebuild")
        self.archive.start()
        self.make("later", f"caldb/xrt/cpf/{RMF.replace('v014', 'v018')}", changed)
        self.assertIn("v018 comes after v015: expected v016",
                      self.finding("later", "CAL-011")["text"])
        self.make("rival", "caldb/xrt/cpf/rival_20130101v001.rmf.gz", changed, ok=False)
        self.assertIn("conflicts with swxpc0to12s6_20130101v015.rmf.gz[1]",
                      self.finding("rival", "CAL-013")["text"])

    @unittest.skipUnless(CALDB.is_dir(), f"the real calibration files are not here ({CALDB})")
    def test_the_file_of_another_mission_says_whose_it_is(self):
        self.make("leap", "caldb/xrt/bcf/leapsec.fits", (CALDB / "leapsec.fits").read_bytes(),
                  ok=False)
        self.assertIn("TELESCOP = 'GEN' is not of swift", self.finding("leap", "CAL-008")["text"])

    def test_a_layout_that_is_not_caldbs_is_told_the_right_one(self):
        self.make("flat", "caldb/x.fits", "SIMPLE", ok=False)
        finding = self.finding("flat", "NAM-009")
        self.assertIn("caldb/data/swift/<instrument>/{bcf,cpf,pcf,index}", finding["expected"])

    def test_a_table_is_published_at_once_and_kept_as_it_came(self):
        text = TABLE.format(rows=2)
        self.make("first", "tables/made.tdat", text, "catalogs")
        self.assertEqual(self.archive.wait("first", "catalogs"), "published")
        kept = self.archive.folder / "data" / "tables" / "made"
        self.assertEqual((kept / "0001_append.tdat").read_text(), text)
        delivered = self.archive.deliver_to("first", "catalogs") / "tables" / "made.tdat"
        self.assertEqual(delivered.read_text(), text)
        self.assertEqual(delivered.stat().st_mode & 0o222, 0o200)

        packed = gzip.compress(text.replace("M 31", "M 33").encode(), mtime=0)
        self.make("first", "tables/replace/made.tdat.gz", packed, "catalogs")
        self.make("second", "tables/replace/made.tdat.gz", packed, "catalogs")  # the same again
        self.archive.wait("first", "catalogs")
        self.archive.wait("second", "catalogs")
        self.assertEqual(sorted(ma.hashes(kept)), ["0001_append.tdat", "0002_replace.tdat.gz"])
        self.assertEqual((kept / "0002_replace.tdat.gz").read_bytes(), packed)
        ma.run(ma.HEAFS, "scan", self.archive.folder)

    def test_a_table_that_was_cut_is_refused_unless_a_manifest_vouches_for_it(self):
        cut = TABLE.format(rows=3).replace("<END>\n", "")
        self.make("cut", "tables/cut.tdat", cut, "catalogs", ok=False)
        self.assertIn("2 rows, TOTAL ROWS says 3, no <END>: the copy was cut",
                      self.finding("cut", "TDT-005", "catalogs")["text"])
        line = f"{ma.sha256(self.scratch / 'source')}  tables/cut.tdat\n"
        self.make("cut", "manifest-sha256.txt", line, "catalogs")
        self.assertEqual(self.archive.wait("cut", "catalogs"), "published")
        self.assertEqual(self.finding("cut", "TDT-005", "catalogs")["severity"], "warning")

    def test_a_table_of_another_mission_is_refused(self):
        self.make("mine", "tables/made.tdat", TABLE.format(rows=2), "catalogs")
        self.archive.wait("mine", "catalogs")
        self.make("theirs", "tables/made.tdat", TABLE.format(rows=2).replace("M 31", "M 32"))
        (self.archive.deliver_to("theirs", "swift") / "COMMIT").touch()
        self.assertEqual(self.archive.wait("theirs", "swift", expect=1), "rejected")
        self.assertIn("delivered by catalogs", self.finding("theirs", "NAM-009")["text"])

    def test_catalogs_take_tables_and_no_observations(self):
        self.make("wrong", "obs/000101/x.fits", "SIMPLE", "catalogs", ok=False)
        self.assertEqual(self.finding("wrong", "NAM-009", "catalogs")["expected"],
                         "one of doc/..., tables/...")

    def test_a_script_belongs_under_software(self):
        self.make("code", "software/make_it.py", "#!/usr/bin/python3\n")
        self.make("code", "doc/make_it.txt", "#!/bin/sh\n")
        self.commit("code")
        self.assertEqual(self.finding("code", "SEC-013")["file"], "doc/make_it.txt")
        self.assertEqual((self.mount / "software/swift/make_it.py").read_text(),
                         "#!/usr/bin/python3\n")

    @unittest.skipUnless(shutil.which("gpg"), "gpg is not installed")
    def test_an_encrypted_file_does_not_stand_beside_its_plaintext(self):
        home = self.scratch / "gpg"
        home.mkdir(mode=0o700)
        plain = self.scratch / "secret.txt"
        plain.write_text("nothing yet\n")
        ma.run("gpg", "--homedir", home, "--batch", "--passphrase", "a", "--pinentry-mode",
               "loopback", "--symmetric", plain)
        subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "all"], check=False)
        sealed = plain.with_suffix(".txt.gpg").read_bytes()
        self.make("sealed", "doc/secret.txt.gpg", sealed)
        self.make("sealed", "doc/secret.txt", "nothing yet\n", ok=False)
        self.assertEqual(self.finding("sealed", "SEC-005")["file"], "doc/secret.txt")
        self.make("cut", "doc/other.txt.gpg", sealed[:-5], ok=False)
        self.assertIn("it was cut", self.finding("cut", "SEC-003")["text"])

    def test_everything_survives_a_rebuild_with_its_inode(self):
        self.make("docs", "doc/guide.txt", "Read me\n")
        self.commit("docs")
        self.make("first", "tables/made.tdat", TABLE.format(rows=2), "catalogs")
        self.archive.wait("first", "catalogs")
        number = (self.mount / "doc/swift/guide.txt").stat().st_ino
        self.archive.stop()
        ma.run(ma.HEAFS, "scan", self.archive.folder, "--rebuild")
        self.archive.start()
        self.assertEqual((self.mount / "doc/swift/guide.txt").stat().st_ino, number)
        others = TABLE.format(rows=2).replace("M 31", "M 33").replace("M 1|", "M 2|")
        self.make("next", "tables/made.tdat", others, "catalogs")
        self.archive.wait("next", "catalogs")
        self.assertEqual(sorted(ma.hashes(self.archive.folder / "data/tables/made")),
                         ["0001_append.tdat", "0002_append.tdat"])


if __name__ == "__main__":
    ma.main()
