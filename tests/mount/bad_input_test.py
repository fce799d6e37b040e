#!/usr/bin/env python3
"""What is wrong fails with the right error at the first moment it can be known, is named in the
report with rule and remedy, publishes nothing, and leaves the daemon unharmed."""

import errno
import gzip
import io
import json
import os

from astropy.io import fits

import mounted_archive as ma

PRODUCTS = "obs/000101/products"
REPORT_KEYS = ["format", "delivery", "mission", "revision", "state", "verdict", "counts", "changes", "missing",
               "files", "findings"]
FINDING_KEYS = ["rule", "severity", "file", "hdu", "extname", "card", "row", "column", "offset",
                "found", "expected", "text", "remedy", "waived"]


class BadInput(ma.MountTestCase):
    def setUp(self):
        super().setUp()
        self.pid = self.archive.status()["pid"]
        made = ma.make_halosat(self.scratch / "sent", events=300)
        self.events = (made / PRODUCTS / "hs000101_s14_cl.evt.gz").read_bytes()
        self.folder = self.archive.deliver_to("now") / PRODUCTS
        self.folder.mkdir(parents=True)
        self.addCleanup(self.assert_unharmed)

    def assert_unharmed(self):
        """Nothing bad became public, and the same daemon still publishes what is good."""
        self.assertEqual(ma.hashes(self.archive.obs()), {})
        folder = self.archive.deliver_to("good") / PRODUCTS
        folder.mkdir(parents=True)
        (folder / "hs000101_s14_cl.evt.gz").write_bytes(self.events)
        self.assertEqual(self.archive.report("good")["counts"]["error"], 0)
        self.assertEqual(self.archive.status()["pid"], self.pid)
        self.assertTrue(ma.is_running(self.pid))

    def assert_fails(self, number, action, *arguments):
        with self.assertRaises(OSError) as raised:
            action(*arguments)
        self.assertEqual(errno.errorcode[raised.exception.errno], errno.errorcode[number])

    def finding(self, rule, path):
        """The one finding of this rule on this path, which both reports name with a remedy. They
        are rendered at most once a second."""
        found, = ma.eventually(
            lambda: [finding for finding in self.archive.report("now")["findings"]
                     if finding["rule"] == rule and finding["file"] == path],
            f"report.json has {rule} on {path}", 5)
        self.assertEqual(list(found), FINDING_KEYS)
        self.assertTrue(found["remedy"])
        wanted = (rule, path, found["text"], "How to mend it: ")
        ma.eventually(lambda: all(words in self.archive.report_text("now") for words in wanted),
                      f"report.txt has {wanted}", 5)
        return found

    def assert_rejected_at_close(self, name, content, *rules):
        self.assert_fails(errno.EBADMSG, (self.folder / name).write_bytes, content)
        self.assertEqual(self.archive.wait("now", expect=1), "rejected")
        for rule in rules:
            self.finding(rule, f"{PRODUCTS}/{name}")
        self.assertEqual(self.archive.report("now")["state"], "rejected")
        self.assertTrue(self.archive.report_text("now").startswith("REJECTED"))

    def assert_refused_at_create(self, name, rule):
        self.assert_fails(errno.EINVAL, (self.folder / name).write_bytes, self.events)
        self.assertFalse((self.folder / name).exists())
        self.finding(rule, f"{PRODUCTS}/{name}")

    def test_a_truncated_file_fails_at_close_and_is_named_in_the_report(self):
        cut = gzip.decompress(self.events)[:-2880]
        self.assert_rejected_at_close("hs000101_s14_cl.evt", cut, "FIT-004")

    def test_a_file_cut_within_a_block_fails_at_close(self):
        self.assert_rejected_at_close("hs000101_s14_cl.evt", gzip.decompress(self.events)[:-1000],
                                      "FIT-002")

    def test_a_truncated_gzip_file_fails_at_close(self):
        self.assert_rejected_at_close("hs000101_s14_cl.evt.gz", self.events[:-500], "SEC-011")

    def test_a_truncated_fits_in_whole_gzip_fails_at_close(self):
        cut = gzip.compress(gzip.decompress(self.events)[:-2880])
        self.assert_rejected_at_close("hs000101_s14_cl.evt.gz", cut, "FIT-004")

    def test_a_broken_header_fails_at_close_and_the_card_is_quoted(self):
        broken = gzip.decompress(self.events).replace(b"BITPIX  =", b"BITPIY  =", 1)
        self.assert_rejected_at_close("hs000101_s14_cl.evt", broken)
        text = self.archive.report_text("now")
        self.assertIn("BITPI", text)
        self.assertRegex(text, r"FIT-008|FIT-003|FIT-001")

    def test_a_flipped_bit_in_the_data_fails_at_close_by_its_datasum(self):
        flipped = bytearray(gzip.decompress(self.events))
        with fits.open(io.BytesIO(flipped)) as file:
            self.assertIn("DATASUM", file[1].header)
            flipped[file.fileinfo(1)["datLoc"] + 100] ^= 1
        self.assert_rejected_at_close("hs000101_s14_cl.evt", bytes(flipped), "SUM-001")

    def test_an_empty_file_is_rejected(self):
        (self.folder / "hs000101_s14_cl.evt").touch()
        self.assertEqual(self.archive.wait("now", expect=1), "rejected")
        self.finding("NAM-014", f"{PRODUCTS}/hs000101_s14_cl.evt")

    def test_a_text_file_called_fits_fails_at_close(self):
        self.assert_rejected_at_close("hs000101.fits", b"this is a letter\n", "FIT-001")

    def test_a_name_of_36_characters_fails_at_create_and_35_pass(self):
        name = "hs000101_" + "x" * 22 + ".fits"
        self.assertEqual(len(name), 36)
        self.assert_refused_at_create(name, "NAM-001")
        self.assertIn("36 characters", self.archive.report_text("now"))
        (self.archive.deliver_to("good2") / "obs").mkdir()
        (self.archive.deliver_to("good2") / "obs" / name[1:]).touch()

    def test_a_name_of_mixed_case_fails_at_create(self):
        self.assert_refused_at_create("Hs000101_s14.fits", "NAM-004")
        self.assertIn("hs000101_s14.fits", self.finding(
            "NAM-004", f"{PRODUCTS}/Hs000101_s14.fits")["remedy"])

    def test_a_name_with_a_blank_fails_at_create(self):
        self.assert_refused_at_create("hs000101 s14.fits", "NAM-002")

    def test_a_folder_with_a_dot_fails_at_mkdir(self):
        self.assert_fails(errno.EINVAL, (self.folder / "a.b").mkdir)
        self.finding("NAM-003", f"{PRODUCTS}/a.b")

    def test_a_bad_name_fails_at_rename(self):
        (self.folder / ".part").write_bytes(self.events)
        self.assert_fails(errno.EINVAL, (self.folder / ".part").rename, self.folder / "Ab.fits")
        self.finding("NAM-004", f"{PRODUCTS}/Ab.fits")

    def test_cp_says_what_the_kernel_said(self):
        said = ma.run("cp", "/etc/hostname", self.folder / "Mixed.fits", ok=(1,)).stderr
        self.assertIn("Invalid argument", said)
        said = ma.run("cp", ma.__file__, self.folder / "text.fits", ok=(1,)).stderr
        self.assertIn("Bad message", said)

    def test_links_and_pipes_are_refused(self):
        for name, make in (("link", lambda path: os.symlink("/etc/passwd", path)),
                           ("pipe", os.mkfifo)):
            with self.assertRaises(PermissionError):
                make(self.folder / name)
            self.finding("SEC-012", f"{PRODUCTS}/{name}")
            self.assertFalse(os.path.lexists(self.folder / name))
        (self.folder / ".part").write_bytes(self.events)
        self.assert_fails(errno.EPERM, os.link, self.folder / ".part", self.folder / "hard")

    def test_a_reserved_name_cannot_be_made(self):
        for name in ("report.txt", "report.json", "verdict.txt"):
            path = self.archive.deliver_to("now") / name
            self.assert_fails(errno.EEXIST, os.open, path, os.O_CREAT | os.O_EXCL | os.O_WRONLY)

    def test_paths_that_mean_nothing_are_absent(self):
        for path in ("nothing", "obs/nothing", "obs/halosat/nothing/at/all", "obs/swift",
                     "delivery/nothing", "delivery/halosat/nothing/x", "FTP/nothing",
                     "trend/halosat/nothing", "sky/83.6/95/2-10", ".heafs/nothing", "obs/HALOSAT",
                     "obs/halosat/000101.gz", "x" * 255):
            self.assert_fails(errno.ENOENT, os.stat, self.mount / path)
            self.assert_fails(errno.ENOENT, os.open, self.mount / path, os.O_RDONLY)
        self.assert_fails(errno.ENOTDIR, os.stat, self.mount / "README.txt" / "x")

    def test_the_report_has_the_keys_of_its_format(self):
        self.assert_fails(errno.EBADMSG, (self.folder / "hs000101.fits").write_bytes, b"text\n")
        report = self.archive.report("now")
        self.assertEqual(list(report), REPORT_KEYS)
        self.assertEqual((report["format"], report["delivery"], report["mission"]),
                         (1, "now", "halosat"))
        self.assertEqual(set(report["counts"]), {"error", "warning", "info"})
        self.assertEqual([set(file) for file in report["files"]],
                         [{"path", "sha256", "size", "state"}])
        self.assertEqual(report["verdict"], "rejected")


class Offline(ma.MountTestCase):
    def test_validate_gives_offline_what_the_delivery_reports(self):
        made = ma.make_halosat(self.scratch / "made", events=300)
        events = (made / PRODUCTS / "hs000101_s14_cl.evt.gz").read_bytes()
        good = gzip.decompress(events)
        contents = {"hs000101_s14_cl.evt": good[:-2880], "hs000101_s38_cl.evt.gz":
                    events[:-500], "hs000101.fits": b"text\n", "hs000101_a.fits": b"",
                    "hs000101_b.fits": good.replace(b"BITPIX  =", b"BITPIY  =", 1),
                    "hs000101_s54_cl.evt": good, "hs000101_c.fits": good[:-1000],
                    "hs000101.pdf": b"no pdf", "hs000101.xyz": good, "hs000101.xyw": b"what"}
        place = self.scratch / PRODUCTS
        place.mkdir(parents=True)
        folder = self.archive.deliver_to("first") / PRODUCTS
        folder.mkdir(parents=True)
        for name, content in contents.items():
            (place / name).write_bytes(content)
            ma.run("cp", place / name, folder / name, ok=None)
        done = ma.run(ma.HEAFS, "validate", "--mission", "halosat", "--json", place, ok=(1,))
        told, reported = json.loads(done.stdout), self.archive.report("first")

        def essence(report):
            return {(finding["rule"], finding["file"], finding["hdu"], finding["card"],
                     finding["text"], finding["severity"]) for finding in report["findings"]}
        self.assertEqual(essence(told), essence(reported))
        self.assertEqual({path for _, path, *_, severity in essence(told)
                          if severity in ("error", "fatal")},
                         {f"{PRODUCTS}/{name}" for name in contents
                          if name not in ("hs000101_s54_cl.evt", "hs000101.xyz")})
        self.assertEqual({(file["path"], file["sha256"], file["size"]) for file in told["files"]},
                         {(file["path"], file["sha256"], file["size"])
                          for file in reported["files"]})


class Compared(ma.MountTestCase):
    """Files that are validated offline, beside each other and beside an archive."""

    archive_options = {"shipped": ("swift",)}

    def setUp(self):
        super().setUp()
        self.sent = self.simulate("sent")

    def simulate(self, name):
        """A delivery of one observation with one cleaned event list."""
        made, folder = self.scratch / f"{name}_made", self.scratch / name
        ma.run(ma.HEAFS, "simulate", "--mission", "swift", "--observations", 1, "--seed", 7, made)
        folder.mkdir()
        (made / "obs").rename(folder / "obs")
        return folder

    def events(self, folder):
        return next(folder.rglob("*pcw3po_cl.evt.gz"))

    def validate(self, *words, ok=(0,)):
        """{rule: path} of the errors."""
        done = ma.run(ma.HEAFS, "validate", "--mission", "swift", "--json", *words, ok=ok)
        return {finding["rule"]: finding["file"] for finding in json.loads(done.stdout)["findings"]
                if finding["severity"] in ("error", "fatal")}

    def other_processing(self):
        """The same events under another name, and the path of that in a delivery."""
        folder = self.simulate("other")
        events = self.events(folder)
        other = events.rename(events.with_name(events.name.replace("pcw3", "pcw2")))
        return folder, str(other.relative_to(folder))

    def test_two_lists_of_one_observation_that_share_events_are_told(self):
        self.assertEqual(self.validate(self.sent), {})
        events = self.events(self.sent)
        other = events.with_name(events.name.replace("pcw3", "pcw2"))
        other.write_bytes(events.read_bytes())
        second = {"EVT-001": str(events.relative_to(self.sent))}
        self.assertEqual(self.validate(self.sent, ok=(1,)), second)
        self.assertEqual(self.validate(self.sent / "obs", ok=(1,)), second)
        self.assertEqual(self.validate(events, other, ok=(1,)).keys(), {"EVT-001"})
        other.unlink()
        self.assertEqual(self.validate(self.sent), {})

    def test_what_is_public_is_compared_with_where_the_archive_is_named(self):
        folder = self.archive.deliver_to("first", "swift")
        ma.run("cp", "-r", self.sent / "obs", folder)
        ma.run("touch", folder / "COMMIT")
        self.assertEqual(self.archive.wait("first", "swift"), "published")
        other, path = self.other_processing()
        self.assertEqual(self.validate(other), {})
        for archive in (self.archive.folder, self.mount):
            self.assertEqual(self.validate("--archive", archive, other, ok=(1,)), {"EVT-001": path})
            self.assertEqual(self.validate("--archive", archive, self.sent), {})
        (other / "delivery.toml").write_text('replaces = "observation"\n')
        self.assertEqual(self.validate("--archive", self.mount, other), {})

    def test_an_archive_is_asked_for_a_mission_that_it_serves(self):
        told = ma.run(ma.HEAFS, "validate", "--archive", self.mount, self.sent, ok=(2,)).stderr
        self.assertIn("--archive needs --mission", told)
        told = ma.run(ma.HEAFS, "validate", "--archive", self.mount, "--mission", "nicer",
                      self.sent, ok=(3,)).stderr
        self.assertIn("the archive does not serve mission 'nicer'", told)


class ReadOnlyArea(ma.MountTestCase):
    def setUp(self):
        super().setUp()
        self.archive.publish(ma.make_halosat(self.scratch / "sent", events=300))
        self.file = self.archive.obs("000101/products/hs000101_s14_cl.evt.gz")

    def test_writes_outside_delivery_are_refused_as_on_a_read_only_file_system(self):
        target = self.archive.obs("000101/new.fits")
        before = ma.hashes(self.archive.obs())
        attempts = {
            "touch new": ("touch", target), "mkdir": ("mkdir", self.archive.obs("000102")),
            "rm": ("rm", "-f", self.file), "rmdir": ("rmdir", self.archive.obs("000101/products")),
            "mv": ("mv", self.file, target), "chmod": ("chmod", "600", self.file),
            "chown": ("chown", "1:1", self.file), "truncate": ("truncate", "-s0", self.file),
            "cp": ("cp", ma.__file__, target), "ln": ("ln", "-s", "x", target),
            "touch old": ("touch", "-d", "2001-01-01", self.file),
            "write": ("dd", "if=/dev/zero", f"of={self.file}", "count=1", "conv=notrunc"),
            "at the top": ("mkdir", self.mount / "mine"), "in FTP": ("touch", self.mount / "FTP/x"),
            "README": ("rm", "-f", self.mount / "README.txt"),
            "beside missions": ("mkdir", self.mount / "delivery" / "mine"),
            "loose in a mission": ("touch", self.mount / "delivery/halosat/loose.fits")}
        for what, words in attempts.items():
            with self.subTest(what):
                self.assertIn("Read-only file system", ma.run(*words, ok=(1,)).stderr)
        self.assertEqual(ma.hashes(self.archive.obs()), before)

    def test_an_xattr_cannot_be_set(self):
        with self.assertRaises(OSError):
            os.setxattr(self.file, "user.heafs.sha256", b"0")


if __name__ == "__main__":
    ma.main()
