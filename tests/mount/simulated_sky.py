"""Simulated observations with their truth, published in a mount, and what tests of sky/ and tables/
ask of products."""

import json
import os
import pathlib
import time
import tomllib
import unittest

from astropy.io import fits

import mounted_archive as ma

PRODUCTS = ["all.tar", "background.fits", "background.pha", "background.reg", "events.fits",
            "exposure.fits", "image.fits", "image.png", "lightcurve.fits", "lightcurve.png",
            "load.xcm", "load_sherpa.py", "rate.fits", "source.reg", "spectrum.pha",
            "spectrum.png", "summary.json", "summary.txt"]


def mission(name):
    return tomllib.loads((ma.ROOT / "config" / "missions" / f"{name}.toml").read_text())


def instruments(name):
    return {instrument["name"]: instrument for instrument in mission(name)["instrument"]}


def simulate(name, folder, **options):
    """`heafs simulate`; gives the truth that it wrote."""
    words = [str(word) for key, value in options.items() for word in (f"--{key}", value)]
    ma.run(ma.HEAFS, "simulate", "--mission", name, *words, folder)
    return json.loads((pathlib.Path(folder) / "truth.json").read_text())


def publish(archive, source, name, delivery):
    """Delivers source/obs by cp and waits until it is public."""
    folder = archive.deliver_to(delivery, name)
    ma.run("cp", "-r", pathlib.Path(source) / "obs", folder)
    if name == "swift":
        ma.run("touch", folder / "COMMIT")
    assert archive.wait(delivery, name) == "published"


def place_of(source):
    """The canonical "<ra>/<dec>" of a source of truth.json."""
    return f"{source['ra']!r}/{source['dec']!r}"


def is_fits(path):
    return pathlib.Path(path).suffix in (".fits", ".pha", ".rmf", ".arf")


def files_of(folder):
    return sorted(path.name for path in folder.iterdir() if path.is_file())


def error_of(action, *arguments):
    """The errno that a call fails with, 0 when it succeeds."""
    try:
        action(*arguments)
    except OSError as error:
        return error.errno
    return 0


def date_of(product):
    """DATE of a FITS product, in seconds since 1970."""
    with fits.open(product) as file:
        text = next(hdu.header["DATE"] for hdu in file if "DATE" in hdu.header)
    return time.mktime(time.strptime(text[:19], "%Y-%m-%dT%H:%M:%S")) - time.timezone


def open_descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


class SkyCase(unittest.TestCase):
    """A mount with three Swift and two HaloSat observations of a simulated sky, shared by the
    tests of a class. self.place is the first Swift source, self.band a folder at it."""

    mount_options = ()
    events = None  # of a list, on average; None: what natural fluxes give

    @classmethod
    def setUpClass(cls):
        cls.archive = cls.enterClassContext(
            ma.MountedArchive(shipped=("halosat", "swift"), options=cls.mount_options))
        cls.mount = cls.archive.mount
        cls.sky = cls.mount / "sky"
        made = cls.archive.scratch
        events = {"events": cls.events} if cls.events else {}
        cls.truth = simulate("swift", made / "swift", observations=3, seed=7, **events)
        cls.halo_truth = simulate("halosat", made / "halosat", observations=2, seed=7)
        publish(cls.archive, made / "swift", "swift", "simulated")
        publish(cls.archive, made / "halosat", "halosat", "simulated")
        cls.source = cls.truth["sources"][0]
        cls.place = place_of(cls.source)
        cls.band = cls.sky / cls.place / "0.3-10"
        cls.folder = cls.band / "swift_xrt_pc"

    def setUp(self):
        self.scratch = pathlib.Path(self.enterContext(ma.temporary_folder()))

    def relative(self, path):
        return str(path.relative_to(self.mount))

    def explain(self, path, ok=(0,)):
        return ma.run(ma.HEAFS, "explain", self.archive.folder, path, ok=ok).stdout

    def assert_fitsverify_finds_nothing(self, path):
        self.assertIn("found 0 warning(s) and 0 error(s)", ma.run("fitsverify", path).stdout, path)

    def every_product(self):
        """A folder of products of each instrument and of several requests."""
        halo = self.sky / place_of(self.halo_truth["sources"][0])
        return [self.folder, self.sky / self.place / "30-1000ch" / "swift_xrt_pc",
                self.sky / self.place / "all" / "radius_60-120" / "size_0.1" / "swift_xrt_pc",
                *(halo / "0.4-7" / name for name in instruments("halosat"))]
