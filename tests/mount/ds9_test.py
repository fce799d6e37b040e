#!/usr/bin/env python3
"""ds9 opens image.fits of a mount with the regions beside it, on a screen that nobody sees: what it
saves shows every event where image.fits has it, and the regions where their files say."""

import contextlib
import os
import shutil
import subprocess
import unittest

import numpy as np
from astropy.io import fits
from PIL import Image

import mounted_archive as ma
import simulated_sky as ss

RADIUS, OUTER = 47.14624, 160.3   # arcsec: of the source region, and of the background annulus


@contextlib.contextmanager
def screen():
    """The name of a display of its own; the server ends with the block."""
    read, write = os.pipe()
    server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x1024x24",
                               "-nolisten", "tcp"], pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as told:
            number = told.readline().strip()
        if not number:
            raise AssertionError("Xvfb has opened no display")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


def drawn(picture, colour, middle):
    """Farthest and mean place of the pixels that are more of a colour than grey ones are, in
    screen pixels from `middle`."""
    rgb = picture.astype(int)
    of_colour = rgb[:, :, colour].min(axis=2)
    others = rgb[:, :, [i for i in range(3) if i not in colour]].max(axis=2)
    rows, columns = np.nonzero(of_colour - others > 60)
    x, y = columns + 0.5 - middle[0], rows + 0.5 - middle[1]
    return np.hypot(x, y), (x.mean(), y.mean())


@unittest.skipUnless(shutil.which("ds9") and shutil.which("Xvfb"),
                     "ds9 (package saods9) or Xvfb (package xvfb) is not installed")
class Ds9(ss.SkyCase):
    def ds9(self, *words):
        """What ds9 saves of its frame after `words`, as rows of (red, green, blue)."""
        saved, library = self.scratch / "saved.png", self.scratch / "image.tcl"
        # Debian's ds9 does not load what its own -saveimage needs.
        library.write_text("package require Img\n")
        with screen() as display:
            environment = {**os.environ, "DISPLAY": display, "HOME": str(self.scratch),
                           "XPA_METHOD": "local", "LC_ALL": "C"}
            command = ["ds9", "-geometry", "900x900", *map(str, words), "-tcl", "yes", "-source",
                       str(library), "-saveimage", "png", str(saved), "-exit"]
            try:   # an error is a dialogue that waits for a hand
                done = subprocess.run(command, env=environment, capture_output=True, text=True,
                                      timeout=60)
            except subprocess.TimeoutExpired:
                self.fail(f"after 60 s there is no end of: {' '.join(command)}")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        if keep := os.environ.get("HEAFS_KEEP_PICTURE"):
            shutil.copy(saved, keep)
        return np.asarray(Image.open(saved).convert("RGB"))

    def test_image_and_regions_are_where_the_files_say(self):
        with fits.open(self.folder / "image.fits") as file:
            counts, header = file[0].data, file[0].header
        picture = self.ds9(self.folder / "image.fits", "-scale", "log", "-zoom", "to", "fit",
                           "-regions", self.folder / "source.reg",
                           "-regions", self.folder / "background.reg")
        # Around the square image the frame is white, below it is the colour bar.
        columns = np.nonzero((picture[:300] < 250).any(axis=2).any(axis=0))[0]
        rows = np.nonzero((picture[:, columns[0] + 1] < 250).any(axis=1))[0]
        left, width = columns[0], columns[-1] + 1 - columns[0]
        top = rows[0]
        self.assertGreater(width, 500)
        scale = width / counts.shape[1]
        middle = (left + width / 2, top + width / 2)

        arcsec = scale / (abs(header["CDELT1"]) * 3600)   # screen pixels
        for name, colour, radius in (("source", [1], RADIUS), ("background", [1, 2], OUTER)):
            away, mean = drawn(picture[:top + width], colour, middle)
            self.assertGreater(len(away), 50, name)
            np.testing.assert_allclose(mean, (0, 0), atol=1.5, err_msg=name)
            self.assertAlmostEqual(away.max(), radius * arcsec, delta=2, msg=name)

        j, i = np.indices(counts.shape)
        x, y = left + (i + 0.5) * scale, top + width - (j + 0.5) * scale
        lit = picture[y.astype(int), x.astype(int)].max(axis=2) > 20
        clear = np.ones(counts.shape, bool)
        for radius in (RADIUS, 56.6, OUTER):   # but under the lines
            clear &= abs(np.hypot(x - middle[0], y - middle[1]) - radius * arcsec) > 4
        self.assertGreater((counts[clear] > 0).sum(), 100)
        self.assertEqual((lit != (counts > 0))[clear].sum(), 0)


if __name__ == "__main__":
    ma.main()
