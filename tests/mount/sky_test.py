#!/usr/bin/env python3
"""sky/ as readers see it: what is listed, spellings that are links, sizes and bytes, products that
astropy, STILTS and fitsverify read, and paths that do not exist."""

import errno
import json
import os
import random
import unittest

import numpy as np
from astropy.io import fits
from astropy.table import Table
from astropy.wcs import WCS
from PIL import Image

import mounted_archive as ma
import simulated_sky as ss

SWIFT_BANDS = ss.instruments("swift")["swift_xrt_pc"]["bands"]
HALO = sorted(ss.instruments("halosat"))


class Listings(ss.SkyCase):
    def listed(self, *parts):
        return sorted(os.listdir(self.sky.joinpath(*parts)))

    def test_sky_lists_its_readme_and_two_folders(self):
        self.assertEqual(self.listed(), ["README.txt", "gal", "name"])
        self.assertIn("heafs explain", (self.sky / "README.txt").read_text())

    def test_name_lists_the_observed_targets(self):
        targets = {fits.getheader(path, 1)["OBJECT"].strip().replace(" ", "_")
                   for path in (self.mount / "obs").rglob("*_cl.evt.gz")}
        self.assertIn(self.source["name"], targets)
        self.assertEqual(set(self.listed("name")), targets | {"README.txt"})
        self.assertIn("alternatives.txt", (self.sky / "name" / "README.txt").read_text())

    def test_a_position_lists_the_bands_of_who_saw_it_and_the_observations(self):
        observations = ["observations.csv", "observations.fits", "observations.txt"]
        halo_bands = ss.instruments("halosat")["halosat_s14"]["bands"]
        self.assertEqual(self.listed(self.place),
                         sorted({*SWIFT_BANDS, *halo_bands, *observations}))
        self.assertEqual(self.listed("10", "-80"), observations)

    def test_the_observations_of_a_position_are_the_same_in_three_forms(self):
        folder = self.sky / self.place
        table = Table.read(folder / "observations.fits", hdu=1)
        first = self.truth["observations"][0]["obs_id"]
        self.assertIn(("swift_xrt_pc", first),
                      [(row["INSTRUMENT"].strip(), row["OBS_ID"].strip()) for row in table])
        text = (folder / "observations.txt").read_text().splitlines()
        comma = (folder / "observations.csv").read_text().splitlines()
        self.assertEqual((len(text), len(comma)), (len(table) + 1, len(table) + 1))
        self.assert_fitsverify_finds_nothing(folder / "observations.fits")
        self.assert_fitsverify_finds_nothing(self.sky / "10" / "-80" / "observations.fits")

    def test_a_band_lists_the_instruments_with_exposure_and_its_summary(self):
        texts = ["README.txt", "summary.json", "summary.txt"]
        self.assertEqual(self.listed(self.place, "0.3-10"),
                         sorted([*texts, *HALO, "swift_xrt_pc"]))
        self.assertEqual(self.listed("10", "-80", "0.3-10"), texts)

    def test_a_time_without_exposure_has_no_instruments(self):
        self.assertEqual(self.listed(self.place, "0.3-10", "time_40000-41000"),
                         ["README.txt", "summary.json", "summary.txt"])

    def test_an_instrument_lists_its_products_and_where_they_come_from(self):
        self.assertEqual(self.listed(self.folder), sorted([*ss.PRODUCTS, "by_obs", "obs"]))
        self.assertEqual(self.listed(self.sky / self.place / "0.3-10" / HALO[0]),
                         [name for name in sorted([*ss.PRODUCTS, "by_obs", "obs"])
                          if not name.startswith(("image.", "background.", "exposure.", "rate.",
                                                  "source."))])

    def test_by_obs_and_obs_lead_to_one_observation_and_to_its_files(self):
        first = self.truth["observations"][0]["obs_id"]
        self.assertEqual(self.listed(self.folder, "by_obs"), [first])
        alone = (self.folder / "by_obs" / first).resolve()
        self.assertEqual(alone, self.band / f"obs_{first}" / "swift_xrt_pc")
        self.assertTrue((alone / "image.fits").is_file())
        delivered = (self.folder / "obs" / first).resolve()
        self.assertEqual(delivered.parent.parent, self.mount / "obs" / "swift")
        self.assertEqual(delivered.name, first)
        self.assertTrue((delivered / "xrt" / "event").is_dir())

    def test_listing_renders_nothing(self):
        folder = self.sky / self.place / "1.1-1.3" / "swift_xrt_pc"
        before = ma.hashes(self.archive.folder / "cache")
        ma.run("ls", "-lR", folder)
        self.assertEqual(ma.hashes(self.archive.folder / "cache"), before)

    def test_the_summary_of_a_band_says_who_saw_nothing(self):
        summary = json.loads((self.sky / "10/-80/0.3-10/summary.json").read_text())
        self.assertEqual(set(summary["instruments"]), {*HALO, "swift_xrt_pc", "swift_xrt_wt"})
        self.assertEqual({one["exposure_s"] for one in summary["instruments"].values()}, {0})


class Spellings(ss.SkyCase):
    def assert_link(self, path, target):
        path = self.sky / path
        self.assertEqual(os.readlink(path), target)
        self.assertTrue(path.exists())

    def test_sexagesimal_positions_are_links_to_degrees(self):
        self.assert_link("05h34m31.97s", "83.63321")   # 15 (5 + 34/60 + 31.97/3600)
        self.assert_link("83.63321/-05d23m28s", "-5.39111")
        self.assert_link("83.63321/+22d00m52.2s", "22.0145")

    def test_superfluous_digits_and_signs_are_links(self):
        self.assert_link("083.6300", "83.63")
        self.assert_link("83.63/+22.010", "22.01")
        self.assert_link("83.633083", "83.63308")

    def test_other_units_of_a_band_and_options_are_links(self):
        position = self.place
        self.assert_link(f"{position}/0.30-10.0", "0.3-10")
        self.assert_link(f"{position}/0.3-10/radius_1m", "radius_60")
        self.assert_link(f"{position}/0.3-10/time_2005-03-08_2005-03-09",
                         "time_53437.00074287-53438.00074287")  # TT - UTC was 64.184 s

    def test_options_in_another_order_are_a_link_to_the_canonical_one(self):
        self.assert_link(f"{self.place}/0.3-10/size_0.2/radius_60", "../radius_60/size_0.2")
        one = self.band / "size_0.2" / "radius_60" / "swift_xrt_pc" / "image.fits"
        other = self.band / "radius_60" / "size_0.2" / "swift_xrt_pc" / "image.fits"
        self.assertEqual(one.stat().st_ino, other.stat().st_ino)
        self.assertEqual(one.read_bytes(), other.read_bytes())

    def test_options_that_equal_the_defaults_make_the_instrument_a_link(self):
        radius = ss.instruments("swift")["swift_xrt_pc"]["radius_arcsec"]
        self.assert_link(f"{self.place}/0.3-10/radius_{radius}/swift_xrt_pc", "../swift_xrt_pc")
        self.assert_link(f"{self.place}/0.3-10/bin_100/swift_xrt_pc", "../swift_xrt_pc")
        self.assertFalse((self.band / f"radius_{radius}").is_symlink())

    def test_a_name_in_any_spelling_leads_to_its_position(self):
        name = self.source["name"]
        for spelling in (name, name.lower(), name.replace("_", " "), name.replace("_", "")):
            self.assertEqual((self.sky / "name" / spelling).resolve(), self.sky / self.place)

    def test_galactic_coordinates_are_a_link(self):
        target = (self.sky / "gal" / "0" / "0").resolve()
        # The galactic centre, l = b = 0, is 17h45m37.1988s -28d56m10.2207s (J2000).
        self.assertAlmostEqual(float(target.parent.name), 266.404995, delta=2e-5)
        self.assertAlmostEqual(float(target.name), -28.936172, delta=2e-5)


class Bytes(ss.SkyCase):
    def all_files(self):
        return [path for folder in self.every_product() for path in sorted(folder.iterdir())
                if path.is_file()]

    def test_sizes_before_and_after_reading_are_the_bytes_read(self):
        for path in self.all_files():
            before = path.stat().st_size
            content = path.read_bytes()
            self.assertEqual((len(content), path.stat().st_size), (before, before), path)
            self.assertEqual(int(ma.run("wc", "-c", path).stdout.split()[0]), before)

    def test_every_client_reads_the_same_bytes(self):
        for path in self.all_files()[:8]:
            expected = ma.sha256(path)
            ma.run("cp", path, self.scratch / "cp")
            ma.run("sh", "-c", f"cat '{path}' > {self.scratch}/cat")
            ma.run("dd", f"if={path}", f"of={self.scratch}/dd", "bs=777")
            ma.run("rsync", "-L", path, self.scratch / "rsync")
            (self.scratch / "mmap").write_bytes(np.memmap(path, mode="r").tobytes())
            with open(path, "rb") as source, open(self.scratch / "sendfile", "wb") as target:
                while os.sendfile(target.fileno(), source.fileno(), None, 1 << 20):
                    pass
            for name in ("cp", "cat", "dd", "rsync", "mmap", "sendfile"):
                self.assertEqual(ma.sha256(self.scratch / name), expected, (name, path))

    def test_tar_of_a_folder_is_whole(self):
        ma.run("sh", "-c", f"tar -C {self.folder} -c {' '.join(ss.PRODUCTS)} | "
                           f"tar -C {self.scratch} -x")
        self.assertEqual(ma.hashes(self.scratch),
                         {name: ma.sha256(self.folder / name) for name in ss.PRODUCTS})

    def test_the_time_of_a_product_is_its_date(self):
        for path in self.all_files():
            if ss.is_fits(path):
                self.assertEqual(path.stat().st_mtime, ss.date_of(path), path)

    def test_the_provenance_xattr_is_dataversion_of_every_product_of_a_folder(self):
        for folder in self.every_product():
            told = {os.getxattr(folder / name, "user.heafs.provenance").decode()
                    for name in ss.files_of(folder)}
            written = {fits.getheader(folder / "spectrum.pha", 1)["DATAVERS"],
                       fits.getheader(folder / "events.fits", 1)["DATAVERS"],
                       json.loads((folder / "summary.json").read_text())["datavers"]}
            self.assertEqual((told, len(told)), (written, 1))

    def test_heafs_product_writes_the_same_bytes_with_and_without_a_mount(self):
        files = self.all_files()
        for path in files:
            ma.run(ma.HEAFS, "product", self.archive.folder, self.relative(path), "-o",
                   self.scratch / f"with_{files.index(path)}")
        seen = {path: (path.stat().st_ino, ma.sha256(path)) for path in files}
        self.archive.stop()
        for path in files:
            ma.run(ma.HEAFS, "product", self.archive.folder, self.relative(path), "-o",
                   self.scratch / f"without_{files.index(path)}")
        self.archive.start()
        for number, path in enumerate(files):
            for kind in ("with", "without"):
                self.assertEqual(ma.sha256(self.scratch / f"{kind}_{number}"), seen[path][1], path)
            self.assertEqual((path.stat().st_ino, ma.sha256(path)), seen[path])

    def test_after_a_remount_with_an_empty_cache_all_is_the_same(self):
        seen = {path: (path.stat().st_ino, ma.sha256(path)) for path in self.all_files()}
        self.archive.stop()
        ma.run("rm", "-rf", self.archive.folder / "cache")
        self.archive.start()
        self.assertEqual(seen, {path: (path.stat().st_ino, ma.sha256(path)) for path in seen})

    def test_a_listing_and_a_look_up_tell_the_same_inode(self):
        with os.scandir(self.folder) as entries:
            listed = {entry.name: entry.inode() for entry in entries}
        self.assertEqual(listed, {name: os.lstat(self.folder / name).st_ino for name in listed})


class Products(ss.SkyCase):
    def test_fitsverify_finds_nothing_in_any_product(self):
        checked = 0
        for folder in self.every_product():
            for name in ss.files_of(folder):
                if ss.is_fits(name):
                    self.assert_fitsverify_finds_nothing(folder / name)
                    checked += 1
        # The annulus of the third folder reaches into its background: no background.fits.
        self.assertEqual(checked, 8 + 8 + 6 + 3 * 3)

    def test_pillow_opens_the_pictures_of_every_folder(self):
        seen = []
        for folder in self.every_product():
            for name in ss.files_of(folder):
                if name.endswith(".png"):
                    seen.append(name)
                    with Image.open(folder / name) as picture:
                        picture.load()
                        self.assertEqual(picture.mode, "P", folder / name)
                        self.assertTrue(600 < picture.size[0] < 1100, picture.size)
                        self.assertGreater(len(picture.getcolors()), 20, folder / name)
                        self.assertEqual(picture.info["Source"], self.relative(folder / name))
        self.assertEqual(sorted(seen),
                         3 * ["image.png"] + 6 * ["lightcurve.png"] + 6 * ["spectrum.png"])

    def test_astropy_reads_the_wcs_of_an_image(self):
        with fits.open(self.folder / "image.fits") as file:
            wcs, counts = WCS(file[0].header), file[0].data
            self.assertEqual(counts.dtype.newbyteorder("="), np.int32)
            centre = [(size + 1) / 2 for size in reversed(counts.shape)]
            ra, dec = wcs.all_pix2world([centre], 1)[0]
        self.assertAlmostEqual(ra, self.source["ra"], 9)
        self.assertAlmostEqual(dec, self.source["dec"], 9)

    def test_the_images_of_a_folder_belong_together(self):
        images = {}
        for name in ("image", "exposure", "rate", "background"):
            with fits.open(self.folder / f"{name}.fits") as file:
                images[name] = file[0].data.astype(float)
                planes = {repr(WCS(hdu.header)) for hdu in file if hdu.is_image}
                self.assertEqual(planes, {repr(WCS(fits.getheader(self.folder / "image.fits")))})
        seen = images["exposure"] > 0
        self.assertGreater(seen.mean(), 0.5)
        np.testing.assert_array_equal(np.isnan(images["rate"]), ~seen)
        np.testing.assert_allclose((images["rate"] * images["exposure"])[seen],
                                   images["image"][seen], rtol=1e-6)
        summary = json.loads((self.folder / "summary.json").read_text())
        with fits.open(self.folder / "exposure.fits") as file:
            self.assertAlmostEqual(file[1].data.max(), summary["exposure_s"], delta=0.01)
        # Of the background in the region each pixel has its share by area.
        pixel = fits.getheader(self.folder / "image.fits")["CDELT2"] * 3600
        radius = summary["region"]["radius_arcsec"]
        expected = summary["background_in_region"] * pixel ** 2 / (np.pi * radius ** 2)
        self.assertAlmostEqual(images["background"].max(), expected, delta=1e-4 * expected)

    def test_spectrum_events_summary_agree_on_the_counts_of_the_band(self):
        with fits.open(self.folder / "spectrum.pha") as file:
            spectrum = file["SPECTRUM"]
            low, high = spectrum.header["CHANMIN"], spectrum.header["CHANMAX"]
            channels = spectrum.data["CHANNEL"]
            counts = spectrum.data["COUNTS"][(channels >= low) & (channels <= high)].sum()
            self.assertEqual((low, high), (30, 999))  # centres 0.305 to 9.995 keV
            self.assertEqual(spectrum.header["RESPFILE"].strip(), "none")
        events = Table.read(self.folder / "events.fits", hdu="EVENTS")
        summary = json.loads((self.folder / "summary.json").read_text())
        self.assertEqual((counts, len(events)), (summary["counts"], summary["counts"]))
        self.assertTrue(((events["PI"] >= 30) & (events["PI"] <= 999)).all())
        self.assertGreater(counts, 100)

    def test_the_events_are_those_within_the_radius(self):
        events = Table.read(self.folder / "events.fits", hdu="EVENTS")
        radius = json.loads((self.folder / "summary.json").read_text())["region"]["radius_arcsec"]
        delivered = next((self.folder / "obs").iterdir()).resolve()
        path = next((delivered / "xrt/event").glob("*xpc*_cl.evt.gz"))
        with fits.open(path) as file:
            table = file["EVENTS"]
            columns = [table.columns.names.index(axis) + 1 for axis in "XY"]
            pixel = WCS(naxis=2)
            for key, name in {"ctype": "TCTYP", "crpix": "TCRPX", "crval": "TCRVL",
                              "cdelt": "TCDLT"}.items():
                setattr(pixel.wcs, key, [table.header[f"{name}{column}"] for column in columns])
            ra, dec = pixel.all_pix2world(table.data["X"], table.data["Y"], 1)
            pi = table.data["PI"]
        centre = np.radians([self.source["ra"], self.source["dec"]])
        ra, dec = np.radians(ra), np.radians(dec)
        half = np.sqrt(np.sin((dec - centre[1]) / 2) ** 2 + np.cos(dec) * np.cos(centre[1])
                       * np.sin((ra - centre[0]) / 2) ** 2)
        inside = 2 * np.arcsin(half) <= np.radians(radius / 3600)
        self.assertEqual(len(events), (inside & (pi >= 30) & (pi <= 999)).sum())

    def test_the_counts_of_a_source_are_those_of_the_truth(self):
        """Of its events all but the wings of the PSF are within 47 arcsec, and little else."""
        first = self.truth["observations"][0]
        made = first["counts_by_source"][self.source["name"]]
        found = json.loads((self.sky / self.place / "all" / "swift_xrt_pc" / "summary.json")
                           .read_text())
        net = found["counts"] - found["background_in_region"]
        self.assertLess(net, 1.05 * made)
        self.assertGreater(net, 0.8 * made)

    def test_stilts_reads_events_and_the_segment_files(self):
        rows = len(Table.read(self.folder / "events.fits", hdu="EVENTS"))
        said = ma.run("stilts", "tpipe", f"in={self.folder / 'events.fits'}#EVENTS",
                      "omode=count").stdout
        self.assertRegex(said, rf"rows: {rows}\b")
        segments = sorted((self.archive.folder / "index").rglob("*.fits"))
        self.assertGreaterEqual(len(segments), 3 + 2 * 3)
        said = ma.run("stilts", "tpipe", f"in={segments[0]}#1", "omode=count").stdout
        self.assertRegex(said, r"rows: [1-9]")


class WhatIsNotThere(ss.SkyCase):
    def assert_absent(self, path, reason):
        with self.assertRaises(FileNotFoundError):
            os.lstat(self.mount / path)
        self.assertRegex(self.explain(path, ok=(1,)), reason)

    def test_positions_that_are_none(self):
        self.assert_absent("sky/10/95", "no declination")
        self.assert_absent("sky/10/-90.00001", "no declination")
        self.assert_absent("sky/360", "no right ascension")
        self.assert_absent("sky/-1", "no right ascension")
        self.assert_absent("sky/nan", "no right ascension")
        self.assert_absent("sky/name/nobody", "no observation's OBJECT is 'nobody'")

    def test_bands_that_are_none(self):
        for band, reason in {"10-2": "upside down", "2-2": "upside down", "2": "band",
                             "2-10parsec": "band", "1000-30ch": "upside down"}.items():
            self.assert_absent(f"sky/{self.place}/{band}", reason)

    def test_options_that_are_none(self):
        for options, reason in {
                "color_red": "neither an option nor an instrument",
                "radius_60/radius_70": "twice", "radius_60/size_0.2/radius_60": "twice",
                "radius_0": "above 0", "radius_181d": "larger than the sky", "radius_-5": "radius",
                "radius_70-60": "radius", "size_0": "size", "pix_": "pix",
                "time_55100-55000": "time", "time_2009-13-01_": "time"}.items():
            self.assert_absent(f"sky/{self.place}/2-10/{options}", reason)

    def test_a_light_curve_of_too_many_bins(self):
        self.assert_absent(f"sky/{self.place}/0.3-10/bin_0.001/swift_xrt_pc",
                           "more than 1048576: take a longer bin_")

    def test_an_observation_that_does_not_exist(self):
        self.assert_absent(f"sky/{self.place}/2-10/obs_99999999999/swift_xrt_pc",
                           "observation 99999999999")

    def test_an_instrument_where_it_never_looked_while_the_folders_are_there(self):
        self.assert_absent("sky/10/-80/2-10/swift_xrt_pc", "never looked here")
        self.assert_absent("sky/10/-80/2-10/swift_xrt_pc/image.fits", "never looked here")
        self.assertTrue((self.sky / "10/-80/2-10").is_dir())

    def test_a_product_that_the_instrument_does_not_have(self):
        self.assert_absent(self.relative(self.folder / "nonsuch.fits"), "no product")
        self.assert_absent(self.relative(self.band / "halosat_s14" / "image.fits"), "no product")
        for suffix in (".gz", ".Z", ".bz2", ".zip"):
            self.assert_absent(self.relative(self.folder / f"image.fits{suffix}"), "no product")

    def test_explain_of_what_is_there_exits_0_and_names_the_inputs(self):
        said = self.explain(self.relative(self.folder / "image.fits"))
        self.assertIn(f"{(self.folder / 'image.fits').stat().st_size} bytes", said)
        self.assertIn(self.truth["observations"][0]["obs_id"], said)
        self.assertIn(self.relative(self.folder), self.explain(f"sky/name/{self.source['name']}/"
                                                               "0.30-10/swift_xrt_pc"))

    def test_names_that_are_too_long_or_strange_are_refused_and_do_no_harm(self):
        for parent in (self.sky, self.sky / "10", self.sky / self.place, self.band, self.folder,
                       self.sky / "name", self.mount / "tables"):
            self.assertEqual(ss.error_of(os.lstat, parent / ("x" * 255)), errno.ENOENT)
            self.assertIn(ss.error_of(os.lstat, parent / ("1" * 256)),
                          (errno.ENOENT, errno.ENAMETOOLONG))
            self.assertEqual(ss.error_of(os.lstat, parent / ("1" * 4096)), errno.ENAMETOOLONG)
            for name in ("a\nb", "\udcff\udcfe", "%s%n", "..fits", " ", "\\", "radius_\u00bd"):
                self.assertEqual(ss.error_of(os.lstat, parent / name), errno.ENOENT, (parent, name))

    def test_random_look_ups_cost_no_descriptors(self):
        dice = random.Random(5)
        absent = 0
        before = ss.open_descriptors(self.archive.pid)
        for _ in range(3000):
            path = self.sky / dice.choice(
                [f"{dice.uniform(-20, 400):.5f}/{dice.uniform(-100, 100):.5f}/2-10/swift_xrt_pc",
                 f"{self.place}/0.3-10/radius_{dice.uniform(-1, 999):.4f}/swift_xrt_pc",
                 f"{self.place}/{dice.uniform(0, 9):.3f}-{dice.uniform(0, 9):.3f}/swift_xrt_pc",
                 "".join(dice.choices("0123456789.-_abch/", k=20))])
            absent += ss.error_of(os.lstat, path) == errno.ENOENT
        self.assertGreater(absent, 1000)
        self.assertLessEqual(ss.open_descriptors(self.archive.pid), before + 20)


class ReadOnly(ss.SkyCase):
    def assert_read_only(self, action, *arguments):
        self.assertEqual(ss.error_of(action, *arguments), errno.EROFS, arguments)

    def test_writing_anywhere_is_refused_as_on_a_read_only_file_system(self):
        for folder in (self.sky, self.sky / "name", self.sky / self.place, self.band, self.folder,
                       self.mount / "tables"):
            self.assert_read_only(os.mkdir, folder / "new_folder")
            self.assert_read_only(os.open, folder / "new_file", os.O_CREAT | os.O_WRONLY)
            self.assert_read_only(os.symlink, "x", folder / "new_link")
            self.assert_read_only(os.chmod, folder, 0o700)
        for file in (self.folder / "image.fits", self.band / "summary.txt",
                     self.sky / "README.txt", self.mount / "tables" / "zzgen.fits"):
            for flags in (os.O_WRONLY, os.O_RDWR, os.O_WRONLY | os.O_TRUNC):
                self.assert_read_only(os.open, file, flags)
            self.assert_read_only(os.unlink, file)
            self.assert_read_only(os.truncate, file, 0)
            self.assert_read_only(os.rename, file, file.parent / "other")
            self.assert_read_only(os.utime, file)
        self.assert_read_only(os.rmdir, self.folder)


class DamagedIndex(ss.SkyCase):
    def test_a_lost_segment_is_an_error_that_is_logged_and_no_missing_file(self):
        (lost,) = (self.archive.folder / "index" / "swift_xrt_pc").glob(
            f"{self.truth['observations'][0]['obs_id']}_*")
        content = lost.read_bytes()
        lost.unlink()
        self.assertEqual(ss.error_of(os.stat, self.folder / "image.fits"), errno.EIO)
        self.assertIn(lost.name, self.archive.log())
        other = self.sky / ss.place_of(self.truth["sources"][1]) / "0.3-10" / "swift_xrt_pc"
        self.assertTrue((other / "image.fits").read_bytes())
        lost.write_bytes(content)
        self.assertTrue((self.folder / "image.fits").read_bytes())


@unittest.skipUnless(ma.SWIFT.is_dir(), f"no real Swift observation in {ma.SWIFT}")
class RealObservation(unittest.TestCase):
    """Products of a real observation against those that the mission's own software made."""

    truth = ma.SHARED_DATA / "truth" / "swift_00030795038"

    @classmethod
    def setUpClass(cls):
        cls.archive = cls.enterClassContext(ma.MountedArchive(shipped=("swift",)))
        month = cls.archive.deliver_to("real", "swift") / "obs" / "2008_08"
        month.mkdir(parents=True)
        ma.run("cp", "-r", ma.SWIFT, f"{month}/")
        ma.run("touch", cls.archive.deliver_to("real", "swift") / "COMMIT")
        assert cls.archive.wait("real", "swift") == "published"
        cls.sky = cls.archive.mount / "sky"

    def test_the_spectrum_is_that_of_the_extractor(self):
        path = (self.sky / "329.7167/-30.2256/all/radius_47.14624/swift_xrt_pc/spectrum.pha")
        with fits.open(path) as ours, \
                fits.open(self.truth / "sw00030795038xpcw3posr.pha") as truth:
            counts, expected = (file["SPECTRUM"].data["COUNTS"] for file in (ours, truth))
            self.assertEqual(counts.sum(), 1466)
            self.assertEqual(len(counts), 1024)
            self.assertEqual((counts != expected).sum(), 0)
            backscal = ours["SPECTRUM"].header["BACKSCAL"]
        self.assertAlmostEqual(backscal, 0.001259, delta=0.01 * 0.001259)

    def test_the_image_is_that_of_ximage(self):
        path = (self.sky / "329.687/-30.25441/all/size_0.6548089/pix_2.35731204/swift_xrt_pc"
                / "image.fits")
        with fits.open(path) as ours, \
                fits.open(self.truth / "sw00030795038xpcw3po_sk.img") as truth:
            self.assertEqual(ours[0].data.shape, (1000, 1000))
            self.assertEqual((ours[0].header["CRPIX1"], ours[0].header["CRPIX2"]), (500.5, 500.5))
            self.assertEqual(ours[0].data.sum(), 2105)
            self.assertEqual((ours[0].data != truth[0].data).sum(), 0)

    def test_the_light_curve_is_that_of_the_extractor(self):
        path = (self.sky / "329.7167/-30.2256/0.3-10/radius_47.14624/bin_2.51/swift_xrt_pc"
                / "lightcurve.fits")
        ours = Table.read(path, hdu="RATE")
        truth = Table.read(self.truth / "sw00030795038xpcw3posr.lc", hdu="RATE")
        expected = np.rint(truth["RATE"] * 2.51 * truth["FRACEXP"])
        self.assertEqual((ours["COUNTS"].sum(), len(ours)), (1354, 248))
        self.assertEqual((ours["COUNTS"] != expected).sum(), 0)
        self.assertEqual((str(ours["RATE"].unit), str(ours["TIME"].unit)), ("ct / s", "s"))


if __name__ == "__main__":
    ma.main()
