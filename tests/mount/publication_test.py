#!/usr/bin/env python3
"""What publishes, and when: per unit, never by silence, and what the archive records of it."""

import json
import os
import shutil

import mounted_archive as ma

OBS = "obs/000101"
EVENTS = f"{OBS}/products/hs000101_s14_cl.evt.gz"
HOUSEKEEPING = f"{OBS}/unfiltered/hs000101_s54.hk.gz"


class Publication(ma.MountTestCase):
    mission = "halosat"

    def setUp(self):
        super().setUp()
        self.source = ma.make_halosat(self.scratch / "sent", events=300)
        self.sent = ma.hashes(self.source / OBS)
        self.public = self.archive.obs("000101", self.mission)

    def deliver(self, name, paths=None, source=None):
        """Copies files, given by their path from obs/ on, into a delivery."""
        folder = self.archive.deliver_to(name, self.mission)
        for path in paths if paths is not None else [f"{OBS}/{path}" for path in self.sent]:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            ma.run("cp", (source or self.source) / path, folder / path)
        return folder

    def wait(self, name, expect=0):
        return self.archive.wait(name, self.mission, expect)

    def verdict(self, name):
        return self.archive.verdict(name, self.mission)

    def report(self, name):
        return self.archive.report(name, self.mission)

    def assert_nothing_public(self):
        self.assertEqual(ma.hashes(self.archive.obs("", self.mission)), {})
        self.assertFalse(self.public.exists())

    def assert_all_public(self):
        self.assertEqual(ma.hashes(self.public), self.sent)

    def other_version(self):
        """The events file of another seed: other bytes, as good."""
        other = ma.make_halosat(self.scratch / "other", seed=2, events=300)
        self.assertNotEqual(ma.sha256(other / EVENTS), ma.sha256(self.source / EVENTS))
        return other


class Complete(Publication):
    def test_thirteen_of_fourteen_wait_and_the_missing_one_is_named(self):
        thirteen = [f"{OBS}/{path}" for path in self.sent if f"{OBS}/{path}" != HOUSEKEEPING]
        self.assertEqual(len(thirteen), 13)
        folder = self.deliver("first", thirteen)
        self.assertEqual(self.verdict("first"), "receiving")
        self.assertEqual(ma.run(ma.HEAFS, "wait", folder, "--timeout", 0, ok=(3,)).stdout,
                         "receiving\n")
        self.assert_nothing_public()
        self.assertEqual(self.report("first")["missing"], [HOUSEKEEPING])
        self.assertIn(HOUSEKEEPING, self.archive.report_text("first"))

        self.deliver("first", [HOUSEKEEPING])
        self.assertEqual(self.wait("first"), "published")
        self.assert_all_public()
        self.assertEqual(self.report("first")["missing"], [])

    def test_one_broken_file_keeps_the_whole_observation_back_until_it_is_mended(self):
        folder = self.deliver("first", [f"{OBS}/{path}" for path in self.sent
                                        if f"{OBS}/{path}" != EVENTS])
        with self.assertRaises(OSError):
            (folder / EVENTS).write_bytes((self.source / EVENTS).read_bytes()[:3000])
        self.assertEqual(self.wait("first", expect=1), "rejected")
        self.assert_nothing_public()
        self.deliver("first", [EVENTS])
        self.assertEqual(self.wait("first"), "published")
        self.assert_all_public()

    def test_two_observations_of_a_delivery_publish_one_by_one(self):
        ma.make_halosat(self.source, first="000201", events=300)
        self.deliver("first", ["obs/000201/unfiltered/hs000201.att.gz"])
        self.deliver("first")
        ma.eventually(self.public.exists, "the complete observation is public")
        self.assert_all_public()
        self.assertFalse(self.archive.obs("000201").exists())
        # Public comes before the word about it.
        ma.eventually(lambda: self.verdict("first") == "receiving", "the other one is waited for")

    def test_a_trend_file_is_published_by_itself(self):
        trend = "trend/temperature/hs_2019_001.fits"
        small = ma.make_observations("small", self.scratch / "small", count=1)
        source = next((small / "obs").rglob("*.fits"))
        target = self.archive.deliver_to("first") / trend
        target.parent.mkdir(parents=True)
        shutil.copy(source, target)
        self.assertEqual(self.wait("first"), "published")
        public = self.mount / "trend" / "halosat" / "temperature" / "hs_2019_001.fits"
        self.assertEqual(ma.sha256(public), ma.sha256(source))
        self.assertEqual(ma.sha256(self.mount / "FTP/halosat/data" / trend), ma.sha256(source))

    def test_now_publishes_one_file_of_an_incomplete_observation(self):
        self.deliver("now", [EVENTS])
        self.assertEqual(self.wait("now"), "published")
        self.assertEqual(ma.hashes(self.public),
                         {EVENTS.removeprefix(OBS + "/"): ma.sha256(self.source / EVENTS)})

    def test_rm_of_a_delivery_withdraws_what_is_not_published_and_nothing_else(self):
        self.deliver("first")
        self.wait("first")
        ma.make_halosat(self.source, first="000201", events=300)
        self.deliver("first", ["obs/000201/unfiltered/hs000201.att.gz"])
        ma.run("rm", "-rf", self.archive.deliver_to("first"))
        self.assertFalse((self.mount / "delivery/halosat/first").exists())
        self.assert_all_public()
        self.archive.stop()
        staging = self.archive.folder / "data/.heafs-staging"
        self.assertEqual(list(staging.glob("*/*")), [])
        self.archive.start()
        self.assertFalse((self.mount / "delivery/halosat/first").exists())
        self.assert_all_public()

    def test_the_record_holds_what_is_public(self):
        self.deliver("first")
        self.wait("first")
        record = json.loads((self.archive.folder / "deliveries/halosat/first/record.json")
                            .read_text())
        self.assertEqual((record["mission"], record["delivery"], record["revision"]),
                         ("halosat", "first", 1))
        recorded = {file["path"]: file for file in record["files"]}
        self.assertEqual(set(recorded), {f"obs/halosat/000101/{path}" for path in self.sent})
        for path, hash_ in self.sent.items():
            file = recorded[f"obs/halosat/000101/{path}"]
            status = (self.public / path).stat()
            self.assertEqual((file["sha256"], file["size"], file["inode"], file["mtime_ns"]),
                             (hash_, status.st_size, status.st_ino, status.st_mtime_ns))
            self.assertEqual(file["obs_id"], "000101")
        text = self.archive.folder / f"deliveries/missions/{record['mission_file_sha256']}.toml"
        self.assertEqual(text.read_text(),
                         (ma.ROOT / "config/missions/halosat.toml").read_text())


class Versions(Publication):
    def setUp(self):
        super().setUp()
        self.deliver("first")
        self.wait("first")
        self.file = self.public / EVENTS.removeprefix(OBS + "/")
        self.superseded = self.archive.folder / "data/.heafs-superseded"

    def test_the_same_bytes_again_make_no_new_version(self):
        inodes = {path: (self.public / path).stat().st_ino for path in self.sent}
        self.deliver("first", [EVENTS])
        self.deliver("again")
        self.assertEqual(self.wait("first"), "published")
        self.assertEqual(self.wait("again"), "published")
        self.assertEqual({path: (self.public / path).stat().st_ino for path in self.sent}, inodes)
        self.assertEqual(ma.hashes(self.superseded), {})
        self.archive.stop()
        self.archive.start()
        self.assertEqual(self.archive.status()["counts"]["files"], 14)

    def test_other_bytes_are_a_new_inode_and_an_open_file_keeps_the_old_ones(self):
        other = self.other_version()
        old, inode = self.file.read_bytes(), self.file.stat().st_ino
        with open(self.file, "rb") as opened:
            head = opened.read(100)
            self.deliver("now", [EVENTS], other)
            self.assertEqual(self.wait("now"), "published")
            self.assertEqual(head + opened.read(), old)
            self.assertEqual(os.fstat(opened.fileno()).st_ino, inode)
            self.assertEqual(self.file.read_bytes(), (other / EVENTS).read_bytes())
            self.assertNotEqual(self.file.stat().st_ino, inode)
        self.assertEqual(list(ma.hashes(self.superseded).values()),
                         [ma.sha256(self.source / EVENTS)])

    def test_a_new_version_is_seen_the_moment_wait_returns(self):
        for seed in range(2, 8):
            other = ma.make_halosat(self.scratch / f"seed{seed}", seed=seed, events=300)
            self.deliver("now", [EVENTS], other)
            self.wait("now")
            self.assertEqual(self.file.stat().st_size, (other / EVENTS).stat().st_size)
            self.assertEqual(ma.sha256(self.file), ma.sha256(other / EVENTS))

    def test_inode_numbers_stay_across_a_remount(self):
        self.deliver("now", [EVENTS], self.other_version())
        self.wait("now")
        numbers = {path: path.stat().st_ino for path in self.mount.joinpath("obs").rglob("*")}
        self.assertGreater(len(numbers), 16)
        self.archive.stop()
        self.archive.start()
        self.assertEqual(numbers, {path: path.stat().st_ino
                                   for path in self.mount.joinpath("obs").rglob("*")})

    def test_the_record_of_a_revision_names_what_it_replaced(self):
        inode = self.file.stat().st_ino
        self.deliver("second", [f"{OBS}/{path}" for path in self.sent], self.other_version())
        self.wait("second")
        record = json.loads((self.archive.folder / "deliveries/halosat/second/record.json")
                            .read_text())
        file = next(file for file in record["files"] if file["path"].endswith("s14_cl.evt.gz"))
        self.assertEqual(file["replaces"]["inode"], inode)
        self.assertEqual(file["replaces"]["sha256"], ma.sha256(self.source / EVENTS))
        self.assertEqual(ma.sha256(self.archive.folder / "data" / file["replaces"]["kept"]),
                         file["replaces"]["sha256"])


class Commit(Publication):
    mission = "halocommit"
    archive_options = {"shipped": (), "missions": {
        "halocommit": ma.mission_text("halocommit", publish='"commit"')}}

    def test_nothing_is_public_before_commit(self):
        folder = self.deliver("first")
        self.assertEqual(self.verdict("first"), "receiving")
        self.assert_nothing_public()
        ma.run("touch", folder / "COMMIT")
        self.assertEqual(self.wait("first"), "published")
        self.assert_all_public()

    def test_commit_of_a_part_publishes_that_part(self):
        folder = self.deliver("first", [EVENTS])
        ma.run("touch", folder / "COMMIT")
        self.assertEqual(self.wait("first"), "published")
        self.assertEqual(len(ma.hashes(self.public)), 1)

    def test_with_a_broken_file_commit_publishes_nothing_and_the_repaired_copy_all(self):
        folder = self.deliver("first", [f"{OBS}/{path}" for path in self.sent
                                        if f"{OBS}/{path}" != EVENTS])
        with self.assertRaises(OSError):
            (folder / EVENTS).write_bytes((self.source / EVENTS).read_bytes()[:3000])
        ma.run("touch", folder / "COMMIT")
        self.assertEqual(self.wait("first", expect=1), "rejected")
        self.assert_nothing_public()
        self.deliver("first", [EVENTS])
        self.assertEqual(self.wait("first"), "published")
        self.assert_all_public()

    def test_a_commit_speaks_once(self):
        folder = self.deliver("first", [EVENTS])
        ma.run("touch", folder / "COMMIT")
        self.wait("first")
        self.deliver("first", [HOUSEKEEPING])
        self.assertEqual(self.verdict("first"), "receiving")
        self.assertEqual(len(ma.hashes(self.public)), 1)
        ma.run("touch", folder / "COMMIT")
        self.assertEqual(self.wait("first"), "published")
        self.assertEqual(len(ma.hashes(self.public)), 2)


if __name__ == "__main__":
    ma.main()
