#!/usr/bin/env python3
"""Responses of spectra through a mount: which files of CALDB are valid, how observations are
averaged, and that a product folder is complete for XSPEC, Sherpa and ds9."""

import json
import re
import sys
import unittest

import numpy as np
from astropy.io import fits

import loop_sky as loop
import mounted_archive as ma
import simulated_sky as ss

REAL_RMF = "swxpc0to12s6_20130101v014.rmf.gz"


def summary(folder):
    return json.loads((folder / "summary.json").read_text())


def spectrum_header(folder):
    return fits.getheader(folder / "spectrum.pha", "SPECTRUM")


def column(path, hdu, name):
    with fits.open(path) as file:
        return np.array(file[hdu].data[name], dtype=float)


class Simulated(ss.SkyCase):
    """Responses that `heafs simulate` wrote, delivered as CALDB is laid out."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for mission in ("swift", "halosat"):
            delivery = cls.archive.deliver_to("now", mission)
            ma.run("cp", "-r", cls.archive.scratch / mission / "caldb", delivery)
        cls.caldb = cls.mount / "caldb/data"
        ma.eventually(lambda: len(list(cls.caldb.rglob("*.rmf"))) == 4
                      and len(list(cls.caldb.rglob("*.arf"))) == 4, "responses are published")

    def test_the_matrix_is_the_delivered_file_and_the_header_names_it(self):
        header = spectrum_header(self.folder)
        self.assertEqual([header[key] for key in ("BACKFILE", "RESPFILE", "ANCRFILE")],
                         ["background.pha", "response.rmf", "response.arf"])
        delivered = self.caldb / "swift/xrt/cpf/rmf/swift_xrt_pc_20010101v001.rmf"
        self.assertEqual((self.folder / "response.rmf").read_bytes(), delivered.read_bytes())
        used = [one["from"] for one in summary(self.folder)["calibration"]]
        self.assertIn("caldb/data/swift/xrt/cpf/rmf/swift_xrt_pc_20010101v001.rmf, SHA-256 "
                      + ma.sha256(delivered), used)
        self.assertFalse([word for word in summary(self.folder)["missing"] if "RESPFILE" in word])

    def test_the_effective_area_has_vignetting_and_the_light_in_the_region(self):
        told = ss.instruments("swift")["swift_xrt_pc"]
        on_axis = self.caldb / "swift/xrt/cpf/arf/swift_xrt_pc_20010101v001.arf"
        ours = self.folder / "response.arf"
        energy = (column(ours, "SPECRESP", "ENERG_LO") + column(ours, "SPECRESP", "ENERG_HI")) / 2
        law = told["vignetting"]
        loss = law["per_arcmin2"] + law["rise"] * law["base"] ** energy
        exposure, factor = 0, 0
        for one in summary(self.folder)["observations"]:
            vignetting = 1 - loss * one["off_axis_arcmin"] ** 2
            exposure += one["exposure_s"]
            factor += one["exposure_s"] * vignetting
        core, beta = told["psf"]["core_arcsec"], told["psf"]["beta"]
        light = 1 - (1 + (told["radius_arcsec"] / core) ** 2) ** (1 - beta)
        # heafs takes the vignetting at energies a factor 1.1 apart and is linear in between; the law's
        # curvature there is (ln(base) 1 keV)^2 / 8 of what rises, 1e-3 at 10 keV and 2 arcmin.
        np.testing.assert_allclose(column(ours, "SPECRESP", "SPECRESP"),
                                   column(on_axis, "SPECRESP", "SPECRESP") * factor / exposure
                                   * light, rtol=1.5e-3)
        for name in ("ENERG_LO", "ENERG_HI"):
            np.testing.assert_array_equal(column(ours, "SPECRESP", name),
                                          column(self.folder / "response.rmf", "MATRIX", name))

    def test_a_collimator_has_its_area_alone_and_one_for_diffuse_emission(self):
        folder = self.sky / ss.place_of(self.halo_truth["sources"][0]) / "0.4-7" / "halosat_s14"
        self.assertEqual(spectrum_header(folder)["BACKFILE"], "none")
        area = column(folder / "response.arf", "SPECRESP", "SPECRESP")
        on_axis = self.caldb / "halosat/sdd14/cpf/arf/halosat_s14_20010101v001.arf"
        np.testing.assert_allclose(area, column(on_axis, "SPECRESP", "SPECRESP"), rtol=1e-6)
        with fits.open(folder / "response_diffuse.arf") as file:
            table = file["SPECRESP"]
            self.assertEqual(table.columns["SPECRESP"].unit, "cm**2 sr")
            steradian = ss.instruments("halosat")["halosat_s14"]["diffuse_sr"]
            np.testing.assert_allclose(table.data["SPECRESP"], area * steradian, rtol=1e-6)

    def test_the_linter_finds_nothing_in_the_set(self):
        halo = self.sky / ss.place_of(self.halo_truth["sources"][0]) / "0.4-7" / "halosat_s14"
        files = [folder / name for folder in (self.folder, halo) for name in ss.files_of(folder)
                 if name.endswith((".pha", ".arf", ".rmf")) or name == "lightcurve.fits"]
        said = ma.run(ma.HEAFS, "validate", "--ogip", *files).stdout
        self.assertIn(f"{len(files)} valid", said)
        self.assertIn("0 errors, 0 warnings", said)

    def test_fitsverify_finds_nothing_in_the_responses(self):
        halo = self.sky / ss.place_of(self.halo_truth["sources"][0]) / "0.4-7" / "halosat_s14"
        for path in (self.folder / "response.arf", self.folder / "response.rmf",
                     self.folder / "background.pha", halo / "response_diffuse.arf"):
            self.assert_fitsverify_finds_nothing(path)

    def test_cfitsio_finds_the_events_of_the_region_files(self):
        for name, product in (("source", "spectrum"), ("background", "background")):
            expected = column(self.folder / f"{product}.pha", "SPECTRUM", "COUNTS").sum()
            found = 0
            for observation in (self.folder / "obs").iterdir():
                path = next((observation / "xrt/event").glob("*xpc*_cl.evt.gz"))
                out = self.scratch / f"{observation.name}_{name}.fits"
                ma.run("fitscopy", f"{path}[EVENTS][regfilter('{self.folder}/{name}.reg')]", out)
                found += fits.getheader(out, "EVENTS")["NAXIS2"]
            self.assertEqual(found, expected, name)

    def test_the_scripts_name_what_is_in_the_folder(self):
        band = ss.files_of(self.folder)
        xspec = (self.folder / "load.xcm").read_text()
        self.assertIn("data 1:1 spectrum.pha\n", xspec)
        self.assertIn("ignore 1:**-0.3 10.0-**\n", xspec)
        sherpa = (self.folder / "load_sherpa.py").read_text()
        compile(sherpa, "load_sherpa.py", "exec")
        self.assertIn("ui.notice(0.3, 10.0)", sherpa)
        self.assertIn('ui.set_stat("wstat")', sherpa)
        named = set(re.findall(r"[\w.]+\.(?:pha|rmf|arf)", xspec + sherpa))
        self.assertLessEqual(named, set(band))
        self.assertIn("ftgrouppha infile=spectrum.pha backfile=background.pha", xspec)

    def test_sherpa_s_script_loads_the_spectrum_beside_it(self):
        """With a stand-in for Sherpa, whichever folder one is in."""
        package = self.scratch / "sherpa" / "astro"
        package.mkdir(parents=True)
        (package.parent / "__init__.py").touch()
        (package / "__init__.py").touch()
        (package / "ui.py").write_text(
            "def __getattr__(name):\n    return lambda *words: print(name, *words)\n")
        said = ma.run("env", f"PYTHONPATH={self.scratch}", sys.executable,
                      self.folder / "load_sherpa.py", cwd="/").stdout
        self.assertIn(f"load_pha {self.folder}/spectrum.pha\n", said)


class Epochs(unittest.TestCase):
    """Three observations of one source with other pointings, the last under another matrix."""

    @classmethod
    def setUpClass(cls):
        cls.archive = cls.enterClassContext(
            ma.MountedArchive(shipped=(), missions={"loop": loop.MISSION}))
        made, rng = cls.archive.scratch / "made", np.random.default_rng(8)
        loop.write_caldb(made, [("20010101", "2001-01-01", 0.0), ("20100301", "2010-03-01", 0.2),
                                ("20110101", "2011-01-01", 0.4)])
        cls.place = (100.0, 20.0)
        for obs_id, north, exposure, day in (("0001", 600, 1000, "2010-01-01"),
                                             ("0002", 2400, 3000, "2010-02-01"),
                                             ("0003", 3590, 2000, "2010-04-01")):
            pointing = loop.offset(*cls.place, 0, -north)
            lists = [loop.source_events(rng, pointing, cls.place, 1.9, 4e-3, exposure),
                     loop.flat_background(rng, cls.place, 300.0, 0.01)]
            loop.write_list(made, obs_id, pointing, lists, float(exposure), day=day)
        loop.publish(cls.archive, made)
        cls.band = cls.archive.mount / "sky/100/20/1-10"
        cls.stack = cls.band / "loop_cam"

    def alone(self, obs_id):
        return self.band / f"obs_{obs_id}" / "loop_cam"

    def test_each_observation_has_the_matrix_that_became_valid_last_before_it(self):
        for obs_id, name in (("0001", "20010101"), ("0002", "20010101"), ("0003", "20100301")):
            delivered = (self.archive.mount / "caldb/data/loop/cam/cpf/rmf"
                         / f"loop_cam_{name}v001.rmf")
            self.assertEqual(ma.sha256(self.alone(obs_id) / "response.rmf"),
                             ma.sha256(delivered), obs_id)

    def test_a_stack_has_the_mean_area_by_time(self):
        total, seconds = 0, 0
        for obs_id in ("0001", "0002", "0003"):
            time = spectrum_header(self.alone(obs_id))["EXPOSURE"]
            total = total + time * column(self.alone(obs_id) / "response.arf", 1, "SPECRESP")
            seconds += time
        np.testing.assert_allclose(column(self.stack / "response.arf", 1, "SPECRESP"),
                                   total / seconds, rtol=1e-5)

    def test_a_stack_has_the_mean_matrix_by_time_and_area(self):
        total, weight = 0, 0
        for obs_id in ("0001", "0002", "0003"):
            folder = self.alone(obs_id)
            each = (spectrum_header(folder)["EXPOSURE"]
                    * column(folder / "response.arf", 1, "SPECRESP"))[:, None]
            with fits.open(folder / "response.rmf") as file:
                total = total + each * loop.dense(file["MATRIX"].data, loop.CHANNELS)
            weight = weight + each
        with fits.open(self.stack / "response.rmf") as file:
            self.assertTrue(file["MATRIX"].header["MULTIRMF"])
            np.testing.assert_allclose(loop.dense(file["MATRIX"].data, loop.CHANNELS), total / weight,
                                       atol=1e-6)
            np.testing.assert_allclose(file["EBOUNDS"].data["E_MIN"],
                                       loop.CHANNEL_EDGES[:-1], rtol=1e-6)
        self.assertIn("found 0 warning(s) and 0 error(s)",
                      ma.run("fitsverify", self.stack / "response.rmf").stdout)
        self.assertTrue([word for word in summary(self.stack)["assumptions"]
                         if "mean of several matrices" in word])

    def test_the_inputs_of_a_mean_matrix_are_its_history(self):
        """A third extension would make HEASoft's chkrmf give up."""
        with fits.open(self.stack / "response.rmf") as file, \
                fits.open(self.stack / "response.arf") as area:
            self.assertEqual([hdu.name for hdu in file], ["PRIMARY", "MATRIX", "EBOUNDS"])
            self.assertEqual(file[0].header["DATAVERS"], area["SPECRESP"].header["DATAVERS"])
            listed = area["PROVENANCE"].data
            expected = [part for row in listed for part in
                        (f"{row['OBS_ID']} {row['FILE']}", row["SHA256"])]
            self.assertEqual("".join(file[0].header["HISTORY"][1:]).replace("\n", ""),
                             "".join(expected))

    def test_light_beyond_the_edge_of_the_field_is_missing_in_the_area(self):
        """The source is 10 arcsec inside the edge: by a sum over cells of 0.25 arcsec."""
        x, y = np.meshgrid(np.arange(-60, 60, 0.25) + 0.125, np.arange(-60, 60, 0.25) + 0.125)
        r = np.hypot(x, y)
        light = (loop.BETA - 1) / np.pi / loop.CORE ** 2 * (1 + (r / loop.CORE) ** 2) ** -loop.BETA
        theta = loop.separation_arcmin(*loop.offset(*self.place, 0, -3590), *self.place)
        inside = (r <= 60) & (np.hypot(x, y + theta * 60) <= 3600)
        expected = (loop.area_on_axis() * loop.vignetting(theta)
                    * (light * inside).sum() * 0.25 ** 2)
        np.testing.assert_allclose(column(self.alone("0003") / "response.arf", 1, "SPECRESP"),
                                   expected, rtol=1e-3)

    def test_sizes_are_those_that_are_listed(self):
        for folder in (self.stack, self.alone("0003")):
            for path in sorted(folder.iterdir()):
                if path.is_file():
                    self.assertEqual(path.stat().st_size, len(path.read_bytes()), path)


class Linter(unittest.TestCase):
    """heafs validate --ogip, as ftchkpha, chkrmf and chkarf check."""

    def validate(self, *paths, ok=(0,)):
        return ma.run(ma.HEAFS, "validate", "--ogip", *paths, ok=ok).stdout

    def test_real_spectra_and_responses(self):
        if not ma.SHARED_DATA.is_dir():
            self.skipTest(f"no real data at {ma.SHARED_DATA}")
        truth = ma.SHARED_DATA / "truth/swift_00030795038"
        self.assertIn("0 errors, 0 warnings",
                      self.validate(truth / "sw00030795038xpcw3posr.pha"))
        chandra = ma.SHARED_DATA / "chandra"
        self.assertIn("0 errors, 0 warnings", self.validate(chandra / "3c273.arf"))
        for path, said in ((ma.SHARED_DATA / "caldb" / REAL_RMF,
                            "HDU of class RSP_MATRIX has no FILTER"),
                           (chandra / "3c273.pi", "HDU of class SPECTRUM has no FILTER"),
                           (chandra / "3c273.rmf", "column CHANNEL is of type 1E, expected I or J")):
            self.assertIn(said, self.validate(path, ok=(1,)))


class NoneValid(unittest.TestCase):
    def setUp(self):
        self.archive = ma.MountedArchive(shipped=("swift",), missions={"loop": loop.MISSION})
        self.enterContext(self.archive)
        self.made = self.archive.scratch / "made"

    def observe(self):
        rng, place = np.random.default_rng(3), (100.0, 20.0)
        loop.write_list(self.made, "0001", place,
                        [loop.source_events(rng, place, place, 1.9, 4e-3, 1000.0)], 1000.0)
        loop.publish(self.archive, self.made)
        return self.archive.mount / "sky/100/20/1-10/loop_cam"

    def assert_none(self, folder, reason):
        header = spectrum_header(folder)
        self.assertEqual((header["RESPFILE"], header["ANCRFILE"]), ("none", "none"))
        missing = summary(folder)["missing"]
        self.assertTrue([word for word in missing if "RESPFILE" in word and reason in word],
                        missing)
        self.assertFalse([path for path in folder.iterdir() if path.name.startswith("response")])

    def test_an_archive_without_calibration_says_so(self):
        self.assert_none(self.observe(), "no MATRIX of CAM is in caldb/")

    def test_a_matrix_that_becomes_valid_later_is_not_used(self):
        loop.write_caldb(self.made, [("20110101", "2011-01-01", 0.0)])
        self.assert_none(self.observe(), "is valid from 2011-01-01T00:00:00 on, the observation "
                                         "began 2009-12-31T23:58:54")

    def test_a_matrix_for_another_mode_is_not_used(self):
        path = self.made / "caldb/data/loop/cam/cpf/rmf/loop_cam_20010101v001.rmf"
        loop.write_rmf(path, more={"CBD10001": "DATAMODE(TIMING)"})
        self.assert_none(self.observe(), "is for DATAMODE(TIMING) alone")

    def test_a_matrix_for_other_settings_than_the_list_s_is_not_used(self):
        path = self.made / "caldb/data/loop/cam/cpf/rmf/loop_cam_20010101v001.rmf"
        loop.write_rmf(path, more={"CBD20001": "GAINSET(1-2)"})
        self.assert_none(self.observe(), "is for GAINSET(1-2) alone")

    def test_a_matrix_for_the_list_s_settings_is_used(self):
        path = self.made / "caldb/data/loop/cam/cpf/rmf/loop_cam_20010101v001.rmf"
        loop.write_rmf(path, more={"CBD20001": "GAINSET(3-5)"})
        header = spectrum_header(self.observe())
        self.assertEqual((header["RESPFILE"], header["ANCRFILE"]), ("response.rmf", "none"))

    def test_an_index_of_caldb_decides_where_there_is_one(self):
        loop.write_caldb(self.made, [("20010101", "2001-01-01", 0.0),
                                     ("20050101", "2005-01-01", 0.1),
                                     ("20080101", "2008-01-01", 0.2)])
        rmf, arf = (f"data/loop/cam/cpf/{kind}/loop_cam_{{}}v001.{kind}" for kind in ("rmf", "arf"))
        loop.write_index(self.made / "caldb/data/loop/cam/caldb.indx", [
            ("MATRIX", 1, rmf.format("20010101"), "2001-01-01", 0),
            ("MATRIX", 1, rmf.format("20050101"), "2005-01-01", 0),
            ("MATRIX", 1, rmf.format("20080101"), "2008-01-01", 5),
            ("SPECRESP", 1, arf.format("20010101"), "2001-01-01", 0)])
        folder = self.observe()
        self.assertEqual(ma.sha256(folder / "response.rmf"),
                         ma.sha256(self.archive.mount / "caldb" / rmf.format("20050101")))
        self.assertEqual(spectrum_header(folder)["ANCRFILE"], "response.arf")

    def test_the_real_matrix_of_2013_is_not_for_an_observation_of_2008(self):
        if not ma.SHARED_DATA.is_dir():
            self.skipTest(f"no real data at {ma.SHARED_DATA}")
        delivery = self.archive.deliver_to("real", "swift")
        event = delivery / "obs/2008_08/00030795038/xrt/event"
        matrix = delivery / "caldb/data/swift/xrt/cpf/rmf"
        for folder in (event, matrix):
            folder.mkdir(parents=True)
        ma.run("cp", ma.SWIFT / "xrt/event/sw00030795038xpcw3po_cl.evt.gz", event)
        ma.run("cp", ma.SHARED_DATA / "caldb" / REAL_RMF, matrix)
        ma.run("touch", delivery / "COMMIT")
        self.assertEqual(self.archive.wait("real", "swift"), "published")
        self.assert_none(self.archive.mount
                         / "sky/329.7167/-30.2256/all/swift_xrt_pc",
                         "is valid from 2013-01-01T00:00:00 on, the observation began 2008-08-")


if __name__ == "__main__":
    ma.main()
