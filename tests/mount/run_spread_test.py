#!/usr/bin/env python3
"""Real H.E.S.S. runs with other point spreads in the place of theirs: those of a formula enter the
effective area, one that nobody knows is named in the summary."""

import gzip
import io
import json
import unittest

import numpy as np
from astropy.io import fits

import mounted_archive as ma

RUNS = {run: ma.SHARED_DATA / f"hess/hess_dl3_dr1_obs_id_0{run}.fits.gz" for run in (23523, 23526)}
SIGMA, GAMMA = 0.05, 1.6           # of the King profile, degrees
GAUSSIANS = ((0.04, 1), (0.1, 0.3), (0.3, 0.02))   # degrees, and how high over the first
RADIUS = 0.11


def spread_hdu(like, columns, kind):
    """A table over the energies and angles of another one, the same at all of them."""
    axes = [fits.Column(column.name, column.format, column.unit, array=like.data[column.name])
            for column in like.columns if column.name.startswith(("ENERG", "THETA"))]
    cells = like.data["ENERG_LO"].size * like.data["THETA_LO"].size
    values = [fits.Column(name, f"{cells}E", unit, array=np.full((1, cells), value))
              for name, unit, value in columns]
    hdu = fits.BinTableHDU.from_columns(axes + values, name="PSF")
    for keyword, value in (("HDUCLASS", "GADF"), ("HDUCLAS1", "RESPONSE"), ("HDUCLAS2", "RPSF"),
                           ("HDUCLAS3", "FULL-ENCLOSURE"), ("HDUCLAS4", kind)):
        hdu.header[keyword] = value
    return hdu


def run_with(run, columns, kind):
    with fits.open(RUNS[run]) as file:
        hdus = [spread_hdu(hdu, columns, kind) if hdu.name == "PSF" else hdu for hdu in file]
        for hdu in hdus:
            hdu.add_checksum()
        target = io.BytesIO()
        fits.HDUList(hdus).writeto(target)
    return gzip.compress(target.getvalue(), mtime=0)


@unittest.skipUnless(all(path.exists() for path in RUNS.values()), "no H.E.S.S. runs here")
class RunSpread(ma.MountTestCase):
    archive_options = {"shipped": ("hess",)}

    def deliver(self, run, columns, kind):
        """Gives the folder of its products at the Crab nebula."""
        target = self.archive.deliver_to("made", "hess") / f"obs/{run}" / RUNS[run].name
        target.parent.mkdir(parents=True)
        target.write_bytes(run_with(run, columns, kind))
        (self.archive.deliver_to("made", "hess") / "COMMIT").touch()
        self.assertEqual(self.archive.wait("made", "hess"), "published",
                         self.archive.report_text("made", "hess"))
        return self.mount / "sky/83.63308/22.0145/0.3-30TeV" / f"obs_{run}" / "hess"

    def light_in_region(self, folder, run):
        """The area that heafs gives over that of the run 0.5 degrees off the axis, whose nodes are
        nearest in energy: between nodes the ratio would be of two interpolations."""
        with fits.open(folder / "response.arf") as file:
            table = file["SPECRESP"].data
            at = np.sqrt(table["ENERG_LO"].astype(float) * table["ENERG_HI"])
            area = table["SPECRESP"].astype(float)
        with fits.open(RUNS[run]) as file:
            theirs = file["AEFF"].data
            energies = 1e9 * np.sqrt(theirs["ENERG_LO"][0].astype(float) * theirs["ENERG_HI"][0])
            angles, areas = theirs["THETA_LO"][0], 1e4 * theirs["EFFAREA"][0]
            pointing = file["EVENTS"].header
        self.assertIn(0.5, angles)
        apart = np.hypot((pointing["RA_PNT"] - 83.63308) * np.cos(np.radians(22.0145)),
                         pointing["DEC_PNT"] - 22.0145)
        self.assertAlmostEqual(apart, 0.5, 2)
        by_angle = np.array([np.interp(apart, angles, column) for column in areas.T])
        expected = np.interp(np.log(at), np.log(energies), by_angle)
        there = (at > 1e9) & (at < 30e9)
        return area[there] / expected[there]

    def test_a_king_profile_is_integrated_over_the_region(self):
        folder = self.deliver(23523, (("SIGMA", "deg", SIGMA), ("GAMMA", "", GAMMA)), "PSF_KING")
        within = 1 - (1 + RADIUS ** 2 / (2 * GAMMA * SIGMA ** 2)) ** (1 - GAMMA)
        np.testing.assert_allclose(self.light_in_region(folder, 23523), within, rtol=2e-3)
        missing = json.loads((folder / "summary.json").read_text())["missing"]
        self.assertFalse([word for word in missing if "point spread" in word])

    def test_three_gaussians_are_summed(self):
        columns = [("SCALE", "1/deg2", 1)]
        for i, (sigma, height) in enumerate(GAUSSIANS, 1):
            columns.append((f"SIGMA_{i}", "deg", sigma))
            if i > 1:
                columns.append((f"AMPL_{i}", "", height))
        folder = self.deliver(23523, columns, "PSF_3GAUSS")
        weights = [height * sigma ** 2 for sigma, height in GAUSSIANS]
        within = sum(weight * (1 - np.exp(-RADIUS ** 2 / (2 * sigma ** 2)))
                     for weight, (sigma, _) in zip(weights, GAUSSIANS)) / sum(weights)
        np.testing.assert_allclose(self.light_in_region(folder, 23523), within, rtol=2e-3)

    def test_one_that_is_not_known_is_named_and_what_is_taken_instead(self):
        folder = self.deliver(23526, (("SIGMA", "deg", SIGMA), ("GAMMA", "", GAMMA)), "PSF_6D")
        missing = " ".join(json.loads((folder / "summary.json").read_text())["missing"])
        self.assertIn("no point spread of observation 23526, that of the mission file is taken: ",
                      missing)
        self.assertIn("'PSF_6D' (HDUCLAS4) is none of PSF_TABLE, PSF_3GAUSS, PSF_KING", missing)


if __name__ == "__main__":
    ma.main()
