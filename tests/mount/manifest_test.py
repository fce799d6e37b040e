#!/usr/bin/env python3
"""A manifest makes a delivery all or nothing, whenever it comes; and what is held stays held."""

import errno

import mounted_archive as ma
from publication_test import EVENTS, HOUSEKEEPING, OBS, Publication


class Manifest(Publication):
    def manifest(self, **changed):
        hashes = {f"{OBS}/{path}": hash_ for path, hash_ in self.sent.items()}
        return "".join(f"{hash_}  {path}\n" for path, hash_ in {**hashes, **changed}.items())

    def send_manifest(self, text):
        (self.archive.deliver_to("first") / "manifest-sha256.txt").write_text(text)

    def parts(self):
        paths = [f"{OBS}/{path}" for path in self.sent]
        return paths[:7], paths[7:]

    def test_a_manifest_that_comes_first_publishes_with_the_last_file(self):
        self.send_manifest(self.manifest())
        first, second = self.parts()
        self.deliver("first", first + second[:-1])
        self.assertEqual(self.verdict("first"), "receiving")
        self.assertEqual(self.report("first")["missing"], second[-1:])
        self.assert_nothing_public()
        self.deliver("first", second[-1:])
        self.assertEqual(self.wait("first"), "published")
        self.assert_all_public()

    def test_a_manifest_that_comes_in_between_publishes_with_the_last_file(self):
        first, second = self.parts()
        self.deliver("first", first)
        self.send_manifest(self.manifest())
        self.assert_nothing_public()
        self.deliver("first", second)
        self.assertEqual(self.wait("first"), "published")
        self.assert_all_public()

    def test_a_manifest_that_comes_last_publishes_a_part_of_an_observation(self):
        self.deliver("first", [EVENTS, HOUSEKEEPING])
        self.assert_nothing_public()
        self.sent = {path: hash_ for path, hash_ in self.sent.items()
                     if f"{OBS}/{path}" in (EVENTS, HOUSEKEEPING)}
        self.send_manifest(self.manifest())
        self.assertEqual(self.wait("first"), "published")
        self.assert_all_public()

    def test_a_wrong_hash_rejects_all_until_the_right_bytes_come(self):
        self.send_manifest(self.manifest(**{EVENTS: "0" * 64}))
        self.deliver("first")
        self.assertEqual(self.wait("first", expect=1), "rejected")
        finding, = [finding for finding in self.report("first")["findings"]
                    if finding["rule"] == "DLV-004"]
        self.assertEqual(finding["file"], EVENTS)
        self.assertEqual(finding["expected"], "0" * 64)
        self.assertEqual(finding["found"], ma.sha256(self.source / EVENTS))
        self.assert_nothing_public()
        self.send_manifest(self.manifest())
        self.assertEqual(self.wait("first"), "published")
        self.assert_all_public()

    def test_a_file_with_other_bytes_than_listed_is_mended_by_sending_it_again(self):
        self.send_manifest(self.manifest())
        self.deliver("first", [f"{OBS}/{path}" for path in self.sent
                               if f"{OBS}/{path}" != EVENTS])
        self.deliver("first", [EVENTS], self.other_version())
        self.assertEqual(self.wait("first", expect=1), "rejected")
        self.assertIn("DLV-004", self.rules("first"))
        self.assert_nothing_public()
        self.deliver("first", [EVENTS])
        self.assertEqual(self.wait("first"), "published")
        self.assert_all_public()
        self.assertNotIn("DLV-004", self.rules("first"))

    def test_a_line_that_is_no_manifest_fails_at_close(self):
        self.deliver("first", [EVENTS])
        with self.assertRaises(OSError) as raised:
            self.send_manifest(self.manifest() + "this is no line of sha256sum\n")
        self.assertEqual(raised.exception.errno, errno.EBADMSG)
        self.assertIn("DLV-001", self.rules("first"))
        self.assertIn("DLV-001", self.archive.report_text("first"))
        self.assertEqual(self.wait("first", expect=1), "rejected")
        self.assert_nothing_public()

    def test_a_path_that_leads_out_of_the_delivery_is_refused(self):
        for path in ("../other/x.fits", "/etc/passwd", "obs/../../x.fits"):
            with self.assertRaises(OSError) as raised:
                self.send_manifest(f"{'0' * 64}  {path}\n")
            self.assertEqual(raised.exception.errno, errno.EBADMSG)

    def test_the_same_manifest_again_publishes_nothing_new(self):
        self.send_manifest(self.manifest())
        self.deliver("first")
        self.wait("first")
        inodes = {path: (self.public / path).stat().st_ino for path in self.sent}
        self.send_manifest(self.manifest())
        self.assertEqual(self.wait("first"), "published")
        self.assertEqual({path: (self.public / path).stat().st_ino for path in self.sent}, inodes)


class Held(Publication):
    mission = "halosecret"
    archive_options = {"shipped": (), "missions": {
        "halosecret": ma.mission_text("halosecret", proprietary="true")}}

    def assert_held(self, name):
        self.assertEqual(self.wait(name, expect=1), "held")
        self.assert_nothing_public()
        self.assertEqual(ma.hashes(self.archive.folder / "data/obs"), {})
        self.assertEqual(list((self.mount / "FTP/halosecret/data/obs").iterdir()), [])
        held = [finding for finding in self.report(name)["findings"]
                if finding["rule"] == "SEC-001"]
        self.assertEqual(len(held), 14)
        text = self.archive.report_text(name, self.mission)
        self.assertTrue(text.startswith("HELD"))
        self.assertIn("proprietary until their public date", text)

    def test_a_proprietary_observation_is_held_and_not_public(self):
        self.deliver("first")
        self.assert_held("first")

    def test_neither_now_nor_a_manifest_nor_commit_releases_it(self):
        self.deliver("now")
        self.assert_held("now")
        folder = self.deliver("second")
        (folder / "manifest-sha256.txt").write_text(
            "".join(f"{hash_}  {OBS}/{path}\n" for path, hash_ in self.sent.items()))
        (folder / "COMMIT").touch()
        self.assert_held("second")

    def test_after_a_remount_it_is_still_held(self):
        self.deliver("first")
        self.wait("first", expect=1)
        self.archive.stop()
        self.archive.start()
        self.assertEqual(self.wait("first", expect=1), "held")
        self.assert_nothing_public()


if __name__ == "__main__":
    ma.main()
