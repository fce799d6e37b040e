#!/usr/bin/env python3
"""Rehearsals (test_...): everything runs and nothing is public. Lists and ends of deliveries."""

import json
import sqlite3
import time

import mounted_archive as ma

DAY_NS = 86400 * 10**9


class WithObservations(ma.MountTestCase):
    archive_options = {"shipped": ("halosat",), "missions": {
        "early": ma.mission_text("early", phase='"prelaunch"')}}

    def setUp(self):
        super().setUp()
        self.source = ma.make_halosat(self.scratch / "sent")
        self.sites = self.archive.folder / "data" / ".heafs-test"

    def rehearse(self, name="test_one"):
        ma.run("cp", "-r", self.source / "obs", self.archive.deliver_to(name))
        return self.archive.wait(name)

    def deliveries(self, *words):
        text = ma.run(ma.HEAFS, "deliveries", self.archive.folder, "--json", *words).stdout
        return {one["delivery"]: one for one in json.loads(text)["deliveries"]
                if one["mission"] == "halosat"}


class Rehearsal(WithObservations):
    def test_everything_runs_and_nothing_is_public(self):
        self.assertEqual(self.rehearse(), "published")
        self.assertEqual(list(self.archive.obs().iterdir()), [])
        self.assertEqual([path.name for path in (self.mount / "sky").glob("name/*")], ["README.txt"])
        folder = self.archive.deliver_to("test_one")
        self.assertEqual(ma.hashes(folder / "obs"), ma.hashes(self.source / "obs"))
        receipt = json.loads((folder / "receipt.json").read_text())["receipt"]
        self.assertTrue(receipt["test"])
        self.assertEqual(len(receipt["files"]), 14)
        self.assertIn("This is a TEST", self.archive.report_text("test_one"))
        site = self.sites / "halosat" / "test_one"
        self.assertEqual(len(list((site / "data" / "obs").rglob("*.gz"))), 14)
        self.assertTrue(list((site / "index").rglob("*.fits")))
        self.assertTrue(list((site / "deliveries").rglob("record.json")))
        self.archive.publish(self.source)  # the same names, for good
        self.assertEqual(ma.hashes(self.archive.obs()), ma.hashes(self.source / "obs"))

    def test_what_would_be_public_is_shown_and_leads_to_the_delivery(self):
        shown = self.mount / ".heafs" / "test"
        self.assertEqual(list(shown.iterdir()), [])
        self.rehearse()
        self.assertEqual([path.name for path in shown.iterdir()], ["halosat"])
        public = shown / "halosat" / "test_one"
        self.assertEqual([path.name for path in public.iterdir()], ["obs"])
        self.archive.publish(self.source)
        self.assertEqual(ma.hashes(public / "obs" / "halosat"), ma.hashes(self.archive.obs()))
        self.assertEqual(len(ma.hashes(public)), 14)
        file = next(public.rglob("*s14_cl.evt.gz"))
        self.assertTrue(file.is_symlink())
        self.assertEqual(file.resolve().relative_to(self.mount.resolve()).parts[:3],
                         ("delivery", "halosat", "test_one"))
        with self.assertRaises(OSError):
            (public / "obs" / "new").mkdir()
        self.assertFalse((shown / "halosat" / "published").exists())
        self.assertFalse((shown / "swift").exists())
        self.archive.stop()
        self.archive.start()
        self.assertEqual(len(ma.hashes(public)), 14)
        ma.run(ma.HEAFS, "deliveries", self.archive.folder, "--drop-test")
        ma.eventually(lambda: not list(shown.iterdir()), "nothing is shown any more")

    def test_of_a_rehearsal_that_waits_nothing_is_shown(self):
        some = self.archive.deliver_to("test_one") / "obs/000101/products"
        some.mkdir(parents=True)
        ma.run("cp", next(self.source.rglob("*s14_cl.evt.gz")), some)
        self.assertEqual(self.archive.verdict("test_one"), "receiving")
        shown = self.mount / ".heafs/test/halosat/test_one"
        self.assertEqual(list(shown.iterdir()), [])

    def test_it_survives_a_restart_and_goes_when_it_is_dropped(self):
        self.rehearse()
        self.archive.kill()
        self.archive.start()
        folder = self.archive.deliver_to("test_one")
        self.assertEqual(self.archive.verdict("test_one"), "published")
        self.assertEqual(ma.hashes(folder / "obs"), ma.hashes(self.source / "obs"))
        ma.run(ma.HEAFS, "deliveries", self.archive.folder, "--drop-test")
        self.assertFalse(folder.exists())
        self.assertFalse((self.sites / "halosat" / "test_one").exists())
        self.assertNotIn("test_one", self.deliveries())

    def test_it_is_dropped_without_a_mount_too(self):
        self.rehearse()
        self.archive.stop()
        done = ma.run(ma.HEAFS, "deliveries", self.archive.folder, "--drop-test")
        self.archive.start()
        self.assertIn("dropped halosat/test_one", done.stdout)
        self.assertFalse((self.sites / "halosat" / "test_one").exists())
        self.assertEqual(self.deliveries("--all")["test_one"]["state"], "dropped")

    def test_before_launch_nothing_but_rehearsals_is_taken(self):
        early = self.mount / "delivery" / "early"
        with self.assertRaises(PermissionError):
            (early / "first").mkdir()
        self.assertFalse((early / "now").exists())
        (early / "test_first").mkdir()
        self.assertTrue((early / "test_first" / "verdict.txt").exists())


class Deliveries(WithObservations):
    def age(self, name, days):
        with sqlite3.connect(self.archive.folder / "catalog.db") as catalogue:
            catalogue.execute("UPDATE delivery SET changed_at = ? WHERE name = ?",
                              (time.time_ns() - days * DAY_NS, name))

    def test_the_list_tells_how_deliveries_stand(self):
        self.archive.publish(self.source, "good")
        bad = self.archive.deliver_to("bad") / "obs/000102/products"
        bad.mkdir(parents=True)
        try:
            (bad / "hs000102_s14_cl.evt.gz").write_text("Hello\n")
        except OSError:
            pass
        mounted = json.loads((self.mount / ".heafs" / "deliveries.json").read_text())
        self.assertEqual(mounted["format"], 1)
        listed = self.deliveries()
        self.assertEqual((listed["good"]["state"], listed["good"]["files"]), ("published", 14))
        self.assertEqual(listed["bad"]["state"], "rejected")
        self.assertGreater(listed["bad"]["errors"], 0)
        self.assertEqual(list(self.deliveries("--state", "rejected")), ["bad"])
        self.assertIn("rejected", ma.run(ma.HEAFS, "deliveries", self.mount).stdout)
        self.archive.stop()
        self.assertEqual(self.deliveries()["bad"]["state"], "rejected")
        self.assertEqual(self.deliveries()["bad"]["errors"], listed["bad"]["errors"])
        self.archive.start()

    def test_old_deliveries_expire_and_what_they_published_stays(self):
        self.archive.publish(self.source, "good")
        left = self.archive.deliver_to("left") / "obs/000101/products"
        left.mkdir(parents=True)
        (left / "hs000101_s14_cl.evt.gz").write_bytes(
            next((self.source / "obs").rglob("*s14_cl.evt.gz")).read_bytes())
        self.archive.stop()
        self.age("good", 31)
        self.age("left", 31)
        self.archive.start()
        deliveries = self.mount / "delivery" / "halosat"
        ma.eventually(lambda: not (deliveries / "good").exists(), "good has expired")
        ma.eventually(lambda: not (deliveries / "left").exists(), "left has expired")
        self.assertEqual(ma.hashes(self.archive.obs()), ma.hashes(self.source / "obs"))
        staging = self.archive.folder / "data" / ".heafs-staging"
        ma.eventually(lambda: not list(staging.glob("*/*")), "its bytes are removed")
        gone = self.deliveries("--all")
        self.assertEqual(gone["good"]["state"], "expired")
        self.assertEqual(gone["good"]["reason"], "published, and unchanged for 30 days")

    def test_young_deliveries_stay(self):
        self.archive.publish(self.source, "good")
        self.archive.stop()
        self.age("good", 29)
        self.archive.start()
        time.sleep(0.5)
        self.assertTrue((self.mount / "delivery" / "halosat" / "good").exists())

    def test_the_operators_program_is_told(self):
        told = self.scratch / "told"
        program = self.scratch / "tell"
        program.write_text('#!/bin/sh\necho "$HEAFS_MISSION/$HEAFS_DELIVERY $HEAFS_REVISION '
                           '$HEAFS_STATE $(head -n 1 "$HEAFS_REPORT") $1 $(ls /proc/$$/fd | wc -l)"'
                           f' >> {told}\n')
        program.chmod(0o755)
        self.archive.stop()
        settings = self.archive.folder / "archive.toml"
        settings.write_text(settings.read_text() + f'on_state = "{program} word"\n')
        self.archive.start()
        self.archive.publish(self.source, "good")
        ma.eventually(told.exists, "the program was run")
        line, = ma.eventually(lambda: told.read_text().splitlines(), "it wrote")
        self.assertRegex(line, "^halosat/good 1 published PUBLISHED word [0-9]$")


if __name__ == "__main__":
    ma.main()
