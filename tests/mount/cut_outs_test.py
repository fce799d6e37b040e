#!/usr/bin/env python3
"""A catalogue is delivered through a mount: from then on its sources are cut out of the background
annulus, and what other programs count in the region that is written is what heafs counts."""

import hashlib
import json

import numpy as np
from astropy.io import fits

import mounted_archive as ma
import simulated_sky as sky

CUT_ARCSEC = 25
MISSION = (ma.ROOT / "config" / "missions" / "swift.toml").read_text().replace(
    "in_arcsec = 56.6, out_arcsec = 160.3 }",
    f'in_arcsec = 56.6, out_arcsec = 160.3, cut_table = "points", cut_arcsec = {CUT_ARCSEC}.0 }}')
TABLE = """<HEADER>
table_name = heasarc_points
table_description = "Sources of a made catalogue"
field[name] = char8 (key) // Name
field[ra] = float8:.6f_degree (index) // Right Ascension
field[dec] = float8:.6f_degree (index) // Declination
right_ascension = @ra
declination = @dec
unique_key = name
line[1] = name ra dec
<DATA>
{rows}<END>
"""


def catalogue(places):
    return TABLE.format(rows="".join(f"s{i}|{ra:.6f}|{dec:.6f}|\n"
                                     for i, (ra, dec) in enumerate(places)))


def vectors(ra, dec):
    ra, dec = np.radians(ra), np.radians(dec)
    return np.stack([np.cos(dec) * np.cos(ra), np.cos(dec) * np.sin(ra), np.sin(dec)], axis=-1)


def within(places, centre, arcsec):
    """|v - c|^2 <= 4 sin^2(r / 2)."""
    return (((vectors(*places) - vectors(*centre)) ** 2).sum(axis=-1)
            <= 4 * np.sin(np.radians(arcsec / 3600) / 2) ** 2)


class CutOuts(ma.MountTestCase):
    archive_options = {"shipped": ("halosat",), "missions": {"swift": MISSION}}

    def setUp(self):
        super().setUp()
        truth = sky.simulate("swift", self.scratch / "swift", observations=1, seed=7,
                             events=20000)
        sky.publish(self.archive, self.scratch / "swift", "swift", "simulated")
        self.source = truth["sources"][0]
        self.position = sky.place_of(self.source)
        self.centre = tuple(float(number) for number in self.position.split("/"))
        self.folder = self.mount / "sky" / self.position / "all" / "swift_xrt_pc"
        self.uncut = self.folder.parent / "bkg_annulus-nocut" / "swift_xrt_pc"

    def around(self, seed):
        """The source itself, 10 arcsec off, and 12 others about it, some beyond the annulus."""
        random = np.random.default_rng(seed)
        away, angle = random.uniform(60, 230, 12) / 3600, random.uniform(0, 2 * np.pi, 12)
        away, angle = np.append(10 / 3600, away), np.append(0, angle)
        return list(zip(self.centre[0] + away * np.sin(angle) / np.cos(np.radians(self.centre[1])),
                        self.centre[1] + away * np.cos(angle)))

    def deliver(self, name, places, path="tables/points.tdat"):
        target = self.archive.deliver_to(name, "catalogs") / path
        target.parent.mkdir(parents=True)
        source = self.scratch / "points.tdat"
        source.write_text(catalogue(places))
        ma.run("cp", source, target)
        self.assertEqual(self.archive.wait(name, "catalogs"), "published",
                         self.archive.report_text(name, "catalogs"))

    def background(self, folder):
        with fits.open(folder / "background.pha") as file:
            return file["SPECTRUM"].data["COUNTS"].sum(), file["SPECTRUM"].header

    def test_without_the_table_nothing_is_cut_and_it_is_said(self):
        self.assertIn("no sources of tables/points are cut out of the background: the archive has "
                      "no table points", (self.folder / "summary.txt").read_text())
        said = ma.run(ma.HEAFS, "explain", self.archive.folder,
                      self.folder.relative_to(self.mount)).stdout
        self.assertIn("no sources of tables/points", said)
        self.assertEqual(self.background(self.folder)[0], self.background(self.uncut)[0])

    def test_other_programs_count_the_same_in_the_region_that_is_written(self):
        self.deliver("first", self.around(1))
        counts, header = self.background(self.folder)
        everything, uncut = self.background(self.uncut)
        self.assertLess(counts, everything)
        holes = [line for line in (self.folder / "background.reg").read_text().splitlines()
                 if line.startswith("-circle")]
        self.assertGreater(len(holes), 5)
        summary = json.loads((self.folder / "summary.json").read_text())
        self.assertEqual(summary["background"]["cut_out"]["circles"], len(holes))
        self.assertEqual(summary["counts_background"], counts)

        path = next((self.mount / "obs" / "swift").rglob("*po_cl.evt.gz"))
        copy = self.scratch / "copy.fits"
        ma.run("fitscopy", f'{path}[EVENTS][regfilter("{self.folder / "background.reg"}")]', copy)
        self.assertEqual(fits.getheader(copy, "EVENTS")["NAXIS2"], counts)

        # By the REGION extension, and events of a region that holds the annulus.
        with fits.open(self.folder / "background.pha") as file:
            shapes = file["REG00101"].data
        self.assertEqual([shape.strip() for shape in shapes["SHAPE"]],
                         ["ANNULUS"] + ["!CIRCLE"] * len(holes))
        with fits.open(self.folder.parent / "radius_300" / "swift_xrt_pc" / "events.fits") as file:
            events = file["EVENTS"].data["RA"], file["EVENTS"].data["DEC"]
        chance = np.random.default_rng(2).uniform(-170 / 3600, 170 / 3600, (2, 400_000))
        points = (self.centre[0] + chance[0] / np.cos(np.radians(self.centre[1])),
                  self.centre[1] + chance[1])
        kept, part = [], []
        for places in (events, points):
            inner, outer = shapes["R"][0] * 3600
            inside = within(places, self.centre, outer) & ~within(places, self.centre, inner)
            part.append(inside.sum())
            for shape in shapes[1:]:
                inside &= ~within(places, (shape["X"], shape["Y"]), shape["R"][0] * 3600)
            kept.append(inside.sum())
        self.assertEqual(kept[0], counts)
        # Places at random: 3 standard deviations of what they tell of the area are 0.9 %.
        scale = header["BACKSCAL"] * header["EXPOSURE"] / uncut["BACKSCAL"] / uncut["EXPOSURE"]
        self.assertAlmostEqual(scale / (kept[1] / part[1]), 1, delta=0.01)

    def test_another_version_of_the_table_is_another_input(self):
        before = self.background(self.folder)[1]["DATAVERS"]
        versions = []
        for seed, path in ((1, "tables/points.tdat"), (2, "tables/replace/points.tdat")):
            self.deliver(f"version{seed}", self.around(seed), path)
            table = hashlib.sha256((self.mount / "tables/heasarc_points.tdat").read_bytes())
            with fits.open(self.folder / "background.pha") as file:
                rows = file["PROVENANCE"].data
                versions.append(file["SPECTRUM"].header["DATAVERS"])
                self.assertEqual((rows["FILE"][-1], rows["SHA256"][-1]),
                                 ("tables/heasarc_points.tdat", table.hexdigest()))
        self.assertEqual(len({before, *versions}), 3)
        self.assertEqual(self.background(self.uncut)[1]["DATAVERS"], before)

    def test_products_are_valid_and_agree(self):
        self.deliver("first", self.around(3))
        for name in sky.files_of(self.folder):
            if sky.is_fits(name):
                self.assertIn("found 0 warning(s) and 0 error(s)",
                              ma.run("fitsverify", self.folder / name).stdout, name)
        with fits.open(self.folder / "lightcurve.fits") as file:
            self.assertEqual(file["RATE"].data["BACK_COUNTS"].sum(),
                             self.background(self.folder)[0])
        summary = json.loads((self.folder / "summary.json").read_text())
        area = summary["significance"]["alpha"]
        uncut = json.loads((self.uncut / "summary.json").read_text())["significance"]["alpha"]
        self.assertGreater(area, uncut)
        with fits.open(self.folder / "background.fits") as file:
            self.assertGreater(file[0].data.sum(), 0)


if __name__ == "__main__":
    ma.main()
