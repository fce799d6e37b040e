#!/usr/bin/env python3
"""Options of sky/ through a mount: projections of images against astropy's WCS, the archive as of a
day, backgrounds, defaults that are links, and all.tar."""

import errno
import os
import sqlite3
import tarfile
import unittest

import numpy as np
from astropy.io import fits
from astropy.table import Table
from astropy.wcs import WCS

import mounted_archive as ma
import simulated_sky as ss

PROJECTIONS = {"tan": "TAN", "stg": "STG", "zea": "ZEA", "car": "CAR", "ait": "AIT", "sin": "SIN"}
SIZE_DEG, PIXEL_ARCSEC = 0.6, 4.71462408  # two native pixels: nothing is spread


class Projections(ss.SkyCase):
    def test_each_pixel_is_the_histogram_of_the_events_on_the_images_own_wcs(self):
        everything = (self.sky / self.place / "0.3-10" / "radius_1d" / "swift_xrt_pc"
                      / "events.fits")
        events = Table.read(everything, hdu="EVENTS")
        for name, code in PROJECTIONS.items():
            options = [f"size_{SIZE_DEG}", f"pix_{PIXEL_ARCSEC}"]
            options += [] if name == "tan" else [f"proj_{name}"]
            path = self.band.joinpath(*options) / "swift_xrt_pc" / "image.fits"
            with fits.open(path) as file:
                image, header = file[0].data, file[0].header
            self.assertEqual((header["CTYPE1"], header["CTYPE2"]), (f"RA---{code}", f"DEC--{code}"))
            x, y = WCS(header).all_world2pix(events["RA"], events["DEC"], 1)
            edges = np.arange(header["NAXIS1"] + 1) + 0.5
            expected, _, _ = np.histogram2d(y, x, bins=(edges, edges))
            self.assertGreater(image.sum(), 0)
            self.assertEqual(int(np.abs(image - expected).sum()), 0, name)
            self.assert_fitsverify_finds_nothing(path)

    def test_images_of_half_the_sky_are_made_in_every_projection(self):
        for name in PROJECTIONS:
            options = ["size_170", "pix_3600"] + ([] if name == "tan" else [f"proj_{name}"])
            path = self.band.joinpath(*options) / "swift_xrt_pc" / "image.fits"
            with fits.open(path) as file:
                self.assertEqual(file[0].data.shape, (170, 170), name)
                # The source stands in the middle; what is near it is there in any projection.
                self.assertGreater(file[0].data[84:86, 84:86].sum(), 0, name)


class Defaults(ss.SkyCase):
    def assert_link(self, path, target):
        self.assertEqual(os.readlink(self.band / path), target)

    def test_what_an_instrument_does_anyway_is_a_link_to_its_folder(self):
        self.assert_link("proj_tan/swift_xrt_pc", "../swift_xrt_pc")
        self.assert_link("bkg_annulus/swift_xrt_pc", "../swift_xrt_pc")
        self.assert_link("bkg_none/halosat_s14", "../halosat_s14")
        self.assertFalse((self.band / "bkg_none" / "swift_xrt_pc").is_symlink())

    def test_what_an_instrument_cannot_do_is_not_there_and_explain_says_why(self):
        halo = self.sky / ss.place_of(self.halo_truth["sources"][0]) / "0.4-7"
        for path, words in ((self.band / "bkg_reflected" / "swift_xrt_pc", "bkg_reflected"),
                            (self.band / "sel_nothing" / "swift_xrt_pc", "no selection 'nothing'"),
                            (halo / "bkg_annulus" / "halosat_s14", "bkg_annulus"),
                            (halo / "proj_stg" / "halosat_s14", "proj_ mean nothing to it")):
            self.assertEqual(ss.error_of(os.stat, path), errno.ENOENT)
            self.assertIn(words, self.explain(self.relative(path), ok=(1,)))


class AllInOne(ss.SkyCase):
    def test_all_tar_holds_the_other_files_of_the_folder(self):
        for folder in self.every_product():
            path = folder / "all.tar"
            size = path.stat().st_size
            self.assertEqual(len(path.read_bytes()), size)
            scratch = self.scratch / folder.name
            scratch.mkdir()
            ma.run("tar", "-C", scratch, "-xf", path)
            names = [name for name in ss.files_of(folder) if name != "all.tar"]
            self.assertEqual(ss.files_of(scratch), names)
            for name in names:
                self.assertEqual(ma.sha256(scratch / name), ma.sha256(folder / name), name)
                self.assertEqual(int((scratch / name).stat().st_mtime),
                                 int((folder / name).stat().st_mtime), name)
            with tarfile.open(path) as tar:
                self.assertEqual(tar.getnames(), sorted(names))
            ma.run("rm", "-r", scratch)


class AsOfADay(unittest.TestCase):
    """A list is replaced by another processing two days later; then the old one is asked for."""

    @classmethod
    def setUpClass(cls):
        cls.archive = cls.enterClassContext(ma.MountedArchive(shipped=("halosat",)))
        made = cls.archive.scratch
        cls.truth = ss.simulate("halosat", made / "old", observations=1, seed=7)
        ss.simulate("halosat", made / "new", observations=1, seed=7, events=900)
        ss.publish(cls.archive, made / "old", "halosat", "first")
        cls.say_published("2026-03-10 23:59:59")
        cls.folder = (cls.archive.mount / "sky" / ss.place_of(cls.truth["sources"][0]) / "0.4-7")
        cls.before = (cls.folder / "halosat_s14" / "events.fits").read_bytes()
        ss.publish(cls.archive, made / "new", "halosat", "second")
        cls.say_published("2026-03-12 00:00:00", newer_than="2026-03-11")

    @classmethod
    def say_published(cls, moment, newer_than="1970-01-01"):
        with sqlite3.connect(cls.archive.folder / "catalog.db", timeout=30) as catalogue:
            catalogue.execute("UPDATE file SET published_at = unixepoch(?) * 1000000000 "
                              "WHERE published_at > unixepoch(?) * 1000000000",
                              (moment, newer_than))
        catalogue.close()

    def events(self, *options):
        path = self.folder.joinpath(*options) / "halosat_s14" / "events.fits"
        return Table.read(path, hdu="EVENTS")

    def test_what_was_public_on_that_day_is_what_it_was(self):
        old, new = Table.read(self.before_file(), hdu="EVENTS"), self.events()
        self.assertNotEqual(len(old), len(new))
        for day in ("asof_2026-03-10", "asof_2026-03-11"):
            self.assertEqual(list(self.events(day)["TIME"]), list(old["TIME"]))
        self.assertEqual(list(self.events("asof_2026-03-12")["TIME"]), list(new["TIME"]))

    def before_file(self):
        path = self.archive.scratch / "before.fits"
        path.write_bytes(self.before)
        return path

    def test_before_anything_was_public_there_is_no_instrument(self):
        folder = self.folder / "asof_2026-03-09"
        self.assertEqual(ss.files_of(folder), ["README.txt", "summary.json", "summary.txt"])
        self.assertEqual(ss.error_of(os.stat, folder / "halosat_s14"), errno.ENOENT)


if __name__ == "__main__":
    ma.main()
