#!/usr/bin/env python3
"""Spectra through a mount, fitted: what a simulator of the test's own put into 200 sources comes
out again, with errors that are as large as they say."""

import json
import unittest
import warnings

import numpy as np
from astropy.io import fits

import loop_sky as loop
import mounted_archive as ma

try:
    from scipy.optimize import minimize
except ImportError:
    minimize = None
try:
    import gammapy
except ImportError:
    gammapy = None

INDEX, NORM, EXPOSURE = 1.9, 4.4e-3, 1000.0   # some 1000 counts in the band
FIELDS, SIDE, STEP = 8, 5, 900.0              # fields of 5 x 5 sources, 15 arcmin apart
BACKGROUND = 0.012                            # counts per square arcsec, all channels


def place(field, number):
    east = STEP * (number % SIDE - (SIDE - 1) / 2)
    north = STEP * (number // SIDE - (SIDE - 1) / 2)
    ra, dec = loop.offset(30.0 + 20 * field, -70.0 + 20 * field, east, north)
    return round(float(ra), 5), round(float(dec), 5)   # as canonical paths have them


class Folder:
    """What a fitting program reads of a product folder."""

    def __init__(self, folder):
        with fits.open(folder / "spectrum.pha") as file:
            head, table = file["SPECTRUM"].header, file["SPECTRUM"].data
            self.counts, self.exposure = table["COUNTS"].astype(float), head["EXPOSURE"]
            self.band = slice(head["CHANMIN"], head["CHANMAX"] + 1)
            scale = head["EXPOSURE"] * head["BACKSCAL"] * head["AREASCAL"]
        with fits.open(folder / head["BACKFILE"]) as file:
            back = file["SPECTRUM"].header
            self.background = file["SPECTRUM"].data["COUNTS"].astype(float)
            self.alpha = scale / (back["EXPOSURE"] * back["BACKSCAL"] * back["AREASCAL"])
        with fits.open(folder / head["RESPFILE"]) as file:
            self.matrix = loop.dense(file["MATRIX"].data, len(self.counts))
            self.edges = np.append(file["MATRIX"].data["ENERG_LO"],
                                   file["MATRIX"].data["ENERG_HI"][-1]).astype(float)
        with fits.open(folder / head["ANCRFILE"]) as file:
            self.area = file["SPECRESP"].data["SPECRESP"].astype(float)

    def model(self, index, norm):
        photons = norm * np.diff(self.edges ** (1 - index)) / (1 - index)
        return self.exposure * ((photons * self.area) @ self.matrix)[self.band]


def wstat(model, on, off, alpha):
    """Twice the log-likelihood ratio with the background profiled out (Wachter et al. 1979)."""
    total = on + off
    b = model * (1 + 1 / alpha)
    root = np.sqrt((total - b) ** 2 + 4 * (1 + 1 / alpha) * off * model)
    back = (total - b + root) / (2 * (1 + 1 / alpha))      # expected in the source region
    def term(count, expected):
        return np.where(count > 0, count * np.log(np.where(count > 0, count, 1)
                                                  / np.maximum(expected, 1e-300)), 0)
    return 2 * (model + back + back / alpha - total + term(on, model + back)
                + term(off, back / alpha)).sum()


def fit(folder):
    """Index and the logarithm of the 2-10 keV energy flux, and their errors."""
    on, off = folder.counts[folder.band], folder.background[folder.band]

    def statistic(parameters):
        index, log_flux = parameters
        norm = np.exp(log_flux) / loop.energy_flux(index, 1.0)
        return wstat(folder.model(index, norm), on, off, folder.alpha)

    start = np.array([1.7, np.log(loop.energy_flux(INDEX, NORM))])
    best = minimize(statistic, start, method="Nelder-Mead",
                    options={"xatol": 1e-5, "fatol": 1e-6, "maxiter": 2000}).x
    step, curvature = 0.02, np.empty((2, 2))
    unit = np.eye(2) * step
    for i in range(2):
        for j in range(2):
            curvature[i, j] = (statistic(best + unit[i] + unit[j])
                               - statistic(best + unit[i] - unit[j])
                               - statistic(best - unit[i] + unit[j])
                               + statistic(best - unit[i] - unit[j])) / (4 * step ** 2)
    errors = np.sqrt(np.diag(np.linalg.inv(curvature / 2)))
    return best, errors


class ClosedLoop(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.archive = cls.enterClassContext(
            ma.MountedArchive(shipped=(), missions={"loop": loop.MISSION}))
        made, rng = cls.archive.scratch / "made", np.random.default_rng(20261128)
        loop.write_caldb(made)
        for field in range(FIELDS):
            lists, pointing = [], (30.0 + 20 * field, -70.0 + 20 * field)
            for number in range(SIDE * SIDE):
                there = place(field, number)
                lists.append(loop.source_events(rng, pointing, there, INDEX, NORM, EXPOSURE))
                lists.append(loop.flat_background(rng, there, 300.0, BACKGROUND))
            loop.write_list(made, f"{field + 1:04}", pointing, lists, EXPOSURE)
        loop.publish(cls.archive, made)

    def folder(self, field, number):
        ra, dec = place(field, number)
        return self.archive.mount / "sky" / f"{ra!r}" / f"{dec!r}" / "1-10" / "loop_cam"

    @unittest.skipIf(minimize is None, "scipy is not installed")
    def test_intervals_of_index_and_flux_contain_the_truth_as_often_as_they_say(self):
        truth = np.array([INDEX, np.log(loop.energy_flux(INDEX, NORM))])
        pulls = []
        for field in range(FIELDS):
            for number in range(SIDE * SIDE):
                best, errors = fit(Folder(self.folder(field, number)))
                pulls.append((best - truth) / errors)
        pulls = np.array(pulls)
        self.assertEqual(len(pulls), 200)
        for name, pull in zip(("index", "flux"), pulls.T):
            said = f"{name}: mean {pull.mean():.3f}, rms {np.sqrt((pull ** 2).mean()):.3f}"
            inside = (abs(pull) < 1).sum()
            print(f"{said}, {inside} of 200 within 68.3 %")
            self.assertTrue(123 <= inside <= 150, f"{said}, {inside} inside")
            self.assertTrue(0.85 <= np.sqrt((pull ** 2).mean()) <= 1.15, said)
            self.assertLess(abs(pull.mean()), 0.2, said)

    def test_flux_of_the_summary_is_that_of_a_power_law_through_the_responses(self):
        folder = self.folder(1, 3)
        own, told = Folder(folder), json.loads((folder / "summary.json").read_text())
        band = told["band"]
        rate = own.model(2.0000001, 1.0).sum() / own.exposure      # of E^-2 photons/cm2/s/keV
        erg = 1.602176634e-9 * np.log(band["e_max_kev"] / band["e_min_kev"])
        self.assertEqual(told["flux"]["unit"], "erg/cm2/s")
        self.assertAlmostEqual(told["flux"]["net"] / (told["net_rate"] / rate * erg), 1, 5)
        self.assertAlmostEqual(told["flux"]["limit_95"]
                               / (told["limits"]["rate_95"] / rate * erg), 1, 5)

    def test_effective_area_is_that_of_vignetting_and_point_spread(self):
        """At the centre of a field and 42 arcmin off its axis, by formula."""
        for number in (12, 0):
            folder = self.folder(0, number)
            theta = loop.separation_arcmin(30.0, -70.0, *place(0, number))
            with fits.open(folder / "response.arf") as file:
                expected = (loop.area_on_axis() * loop.vignetting(theta)
                            * loop.enclosed(loop.RADIUS))
                np.testing.assert_allclose(file["SPECRESP"].data["SPECRESP"], expected, rtol=1e-5)

    def test_the_one_matrix_is_passed_through_byte_for_byte(self):
        delivered = self.archive.mount / "caldb/data/loop/cam/cpf/rmf/loop_cam_20010101v001.rmf"
        self.assertEqual((self.folder(0, 0) / "response.rmf").read_bytes(),
                         delivered.read_bytes())

    @unittest.skipIf(gammapy is None, "gammapy is not installed")
    def test_gammapy_reads_the_folder_with_the_right_excess(self):
        from gammapy.datasets import SpectrumDatasetOnOff
        folder = self.folder(3, 7)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            data = SpectrumDatasetOnOff.read(folder / "spectrum.pha")
        own = Folder(folder)
        self.assertEqual(data.counts.data.sum(), own.counts.sum())
        self.assertEqual(data.counts_off.data.sum(), own.background.sum())
        alpha = (loop.RADIUS ** 2) / (loop.OUTER ** 2 - loop.INNER ** 2)
        self.assertAlmostEqual(data.excess.data.sum(),
                               own.counts.sum() - alpha * own.background.sum(), 3)
        exposure = data.exposure.quantity.to_value("cm2 s").sum()
        self.assertAlmostEqual(exposure / own.exposure / own.area.sum(), 1, 5)

    def test_fitsverify_finds_nothing_in_the_spectrum_set(self):
        for name in ("spectrum.pha", "background.pha", "response.arf", "response.rmf"):
            self.assertIn("found 0 warning(s) and 0 error(s)",
                          ma.run("fitsverify", self.folder(0, 0) / name).stdout, name)


if __name__ == "__main__":
    ma.main()
