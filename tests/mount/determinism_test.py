#!/usr/bin/env python3
"""The same path gives the same bytes in two archives of the same files: delivered in another order,
on another day of the daemon's clock, with another number of processors."""

import json
import os
import pathlib
import shutil
import unittest

import mounted_archive as ma
import simulated_sky as ss

FAKETIME = next(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
DAYS_LATER = 400


class Elsewhere(ma.MountedArchive):
    """An archive whose daemon lives on one processor and, where libfaketime is installed, on
    another day."""

    def start(self, *options):
        before = os.environ.copy()
        processors = os.sched_getaffinity(0)
        if FAKETIME:
            os.environ.update(LD_PRELOAD=str(FAKETIME), FAKETIME=f"+{DAYS_LATER}d",
                              DONT_FAKE_MONOTONIC="1")
        os.sched_setaffinity(0, {min(processors)})
        try:
            return super().start(*options)
        finally:
            os.sched_setaffinity(0, processors)
            os.environ.clear()
            os.environ.update(before)


class TwoArchives(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.first = cls.enterClassContext(ma.MountedArchive(shipped=("halosat", "swift")))
        cls.second = cls.enterClassContext(Elsewhere(shipped=("halosat", "swift")))
        made = cls.first.scratch
        cls.truth = ss.simulate("swift", made / "swift", observations=3, seed=7)
        cls.halo_truth = ss.simulate("halosat", made / "halosat", observations=2, seed=7)
        cls.deliver_each(cls.first, made, backwards=False)
        cls.deliver_each(cls.second, made, backwards=True)

    @classmethod
    def deliver_each(cls, archive, made, backwards):
        missions = ["halosat", "swift"]
        for mission in reversed(missions) if backwards else missions:
            folders = sorted({path.relative_to(made / mission).parts[:depth]
                              for path in (made / mission / "obs").rglob("*") if path.is_file()
                              for depth in (2 if mission == "halosat" else 3,)})
            for number, parts in enumerate(reversed(folders) if backwards else folders):
                target = archive.deliver_to(f"part{number}", mission).joinpath(*parts)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copytree(made.joinpath(mission, *parts), target)
                if mission == "swift":
                    ma.run("touch", archive.deliver_to(f"part{number}", mission) / "COMMIT")
                assert archive.wait(f"part{number}", mission) == "published"

    @staticmethod
    def receipt(archive):
        text = (archive.mount / "delivery" / "swift" / "part0" / "receipt.json").read_text()
        return json.loads(text)["receipt"]

    def folders(self):
        swift = ss.place_of(self.truth["sources"][0])
        halo = ss.place_of(self.halo_truth["sources"][0])
        obs_id = self.truth["observations"][0]["obs_id"]
        yield f"sky/{swift}/0.3-10/swift_xrt_pc"
        yield f"sky/{swift}/all/obs_{obs_id}/radius_30-90/swift_xrt_pc"
        yield f"sky/{swift}/1-2/bkg_none/bin_100/size_0.2/proj_zea/swift_xrt_pc"
        for name in ss.instruments("halosat"):
            yield f"sky/{halo}/0.4-7/{name}"

    def test_every_product_has_the_same_bytes(self):
        compared = 0
        for folder in self.folders():
            names = ss.files_of(self.first.mount / folder)
            self.assertEqual(ss.files_of(self.second.mount / folder), names)
            for name in names:
                ours, theirs = (archive.mount / folder / name
                                for archive in (self.first, self.second))
                self.assertEqual(ma.sha256(ours), ma.sha256(theirs), f"{folder}/{name}")
                self.assertEqual(ours.stat().st_mtime, theirs.stat().st_mtime)
                compared += 1
        self.assertGreater(compared, 30)

    def test_the_second_archive_lives_on_another_day(self):
        if FAKETIME is None:
            self.skipTest("libfaketime is not installed: both daemons have one clock")
        published = [self.receipt(archive)["published"] for archive in (self.first, self.second)]
        self.assertNotEqual(published[0][:10], published[1][:10])


if __name__ == "__main__":
    ma.main()
