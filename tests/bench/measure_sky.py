"""Measures products of sky/ against fitscopy with the equivalent filter over the same event lists,
and against gammapy.

    measure_sky.Sky(folder, runs, table).all(observations)

Each observation has about 100,000 events and a target of its own, so that the archive grows while
the answer stays. Every product is asked for where nobody asked before: nothing comes from a cache.
fitscopy reads the lists as plain files (it is slower on the delivered gzip files), all of them,
since nothing tells it which one looked at the position. Its circle is given in pixels: CFITSIO
refuses one on the sky that is far from a list's tangent point. gammapy, where it is installed, runs
in one process that has loaded it before: it reads each list, selects energy and circle on the sky,
and fills a map or a histogram, or writes the events. It needs columns that these lists lack, so it
gets copies with RA, DEC and ENERGY, made before the clock runs.
"""
import concurrent.futures
import glob
import gzip
import json
import os
import random
import shutil
import statistics
import subprocess
import time
import warnings

try:
    import gammapy
    import numpy as np
    from astropy import units
    from astropy.coordinates import SkyCoord
    from astropy.io import fits
    from astropy.wcs import WCS
    from gammapy.data import EventList
    from gammapy.maps import Map
    from regions import CircleSkyRegion
except ImportError:
    gammapy = None

HEAFS = os.path.join(os.environ["HEAFS_BUILD"], "heafs")
EVENTS_EACH = 100_000
RADIUS = 60
FIRST, LAST = 30, 999  # channels of 0.3-10 keV
NAMES = 1000
CLIENTS = 64
CLIENT_REQUESTS = 20
NATIVE_ARCSEC = 2.35731204
KEYS = {"ctype": "TYP", "crval": "RVL", "crpix": "RPX", "cdelt": "DLT"}  # of columns, behind TC
MOST_MIB = 300  # of the daemon or a worker


def run(*words):
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout


def seconds(work):
    begun = time.monotonic()
    work()
    return time.monotonic() - begun


def held_mib(pid):
    """Memory that only this process's end gives back, and its children's; the largest of them."""
    try:
        with open(f"/proc/{pid}/status") as file:
            held = [int(line.split()[1]) for line in file
                    if line.startswith(("RssAnon", "RssShmem"))]
        below = []
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children") as file:
                below += [held_mib(int(child)) for child in file.read().split()]
        return max(sum(held) / 1024, *below, 0)
    except OSError:  # it has just ended
        return 0


def peak_mib_of(*words):
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        peak = max(peak, held_mib(process.pid))
        time.sleep(0.02)
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, words)
    return peak


BUFFER = bytearray(1 << 20)  # once for all: taking memory anew costs more than reading


def read_whole(path):
    file = os.open(path, os.O_RDONLY)
    while os.readv(file, [BUFFER]):
        pass
    os.close(file)


class Sky:
    def __init__(self, folder, runs, table):
        self.folder, self.runs, self.table = folder, runs, table
        self.archive = os.path.join(folder, "sky-archive")
        self.mount = os.path.join(folder, "sky-mount")
        self.plain = os.path.join(folder, "sky-plain")

    def begin(self, observations):
        for path in (self.archive, self.plain, os.path.join(self.folder, "sky")):
            shutil.rmtree(path, ignore_errors=True)
        os.makedirs(self.plain)
        os.makedirs(self.mount, exist_ok=True)
        run(HEAFS, "simulate", "--mission", "swift", "--observations", str(observations),
            "--sources", str(observations), "--events", str(EVENTS_EACH), "--seed", "7",
            os.path.join(self.folder, "sky"))
        with open(os.path.join(self.folder, "sky", "truth.json")) as file:
            self.sources = json.load(file)["sources"][:observations]
        for path in glob.glob(os.path.join(self.folder, "sky/obs/**/*po_cl.evt.gz"),
                              recursive=True):
            with gzip.open(path) as source, \
                    open(os.path.join(self.plain, os.path.basename(path)[:-3]), "wb") as target:
                shutil.copyfileobj(source, target)
        run(HEAFS, "init", self.archive, "--missions", "swift", "--reserve", "64MiB")
        self.ingest = seconds(lambda: run(HEAFS, "ingest", self.archive, "--mission", "swift",
                                          os.path.join(self.folder, "sky", "obs")))
        run(HEAFS, "mount", self.archive, self.mount)

    def end(self):
        if os.path.ismount(self.mount):
            run(HEAFS, "umount", self.mount)

    def product(self, number, name, radius=RADIUS):
        """The path of a product at target `number`, by a radius that nobody had before."""
        source = self.sources[number % len(self.sources)]
        place = f"sky/{round(source['ra'], 5)}/{round(source['dec'], 5)}/0.3-10"
        return os.path.join(self.mount, place, f"radius_{radius}/swift_xrt_pc", name)

    def fitscopy_seconds(self, output, binned):
        region = os.path.join(self.folder, "filter.reg")
        with open(region, "w") as file:
            file.write(f"circle(500.5,500.5,{RADIUS / NATIVE_ARCSEC})\n")
        names = sorted(glob.glob(os.path.join(self.plain, "*.evt")))
        chosen = f"[EVENTS][PI>={FIRST}&&PI<={LAST}"
        chosen += "]" if output == "image" else f'&&regfilter("{region}")]'

        def all_files():
            for name in names:
                subprocess.run(["fitscopy", name + chosen + binned,
                                "!" + os.path.join(self.folder, "out.fits")], check=True,
                               stdout=subprocess.DEVNULL)
        return seconds(all_files)

    def write_gammapy_lists(self):
        """Copies of the plain lists as gammapy reads them."""
        folder = os.path.join(self.plain, "gammapy")
        os.makedirs(folder, exist_ok=True)
        for name in sorted(glob.glob(os.path.join(self.plain, "*.evt"))):
            with fits.open(name) as file:
                events = file["EVENTS"]
                numbers = [events.columns.names.index(axis) + 1 for axis in ("X", "Y")]
                plane = WCS(naxis=2)
                for key in ("ctype", "crval", "crpix", "cdelt"):
                    setattr(plane.wcs, key, [events.header[f"TC{KEYS[key]}{n}"] for n in numbers])
                ra, dec = plane.all_pix2world(events.data["X"], events.data["Y"], 1)
                columns = [fits.Column(one.name, one.format, one.unit, array=events.data[one.name])
                           for one in events.columns if one.name in ("TIME", "PI")]
                columns += [fits.Column("RA", "D", "deg", array=ra),
                            fits.Column("DEC", "D", "deg", array=dec),
                            fits.Column("ENERGY", "E", "keV",
                                        array=0.01 * (events.data["PI"] + 0.5))]
                table = fits.BinTableHDU.from_columns(columns, name="EVENTS")
                for key in ("MJDREFI", "MJDREFF", "TIMESYS", "TIMEUNIT", "TIMEREF"):
                    if key in events.header:
                        table.header[key] = events.header[key]
                table.writeto(os.path.join(folder, os.path.basename(name)), overwrite=True)
        return sorted(glob.glob(os.path.join(folder, "*.evt")))

    def gammapy_seconds(self, names, output, number):
        """The same selection at a target; gives the seconds and the events in the region (of images
        in the band)."""
        source = self.sources[number % len(self.sources)]
        centre = SkyCoord(source["ra"], source["dec"], unit="deg")
        circle = CircleSkyRegion(centre, RADIUS * units.arcsec)
        band = [0.01 * FIRST, 0.01 * (LAST + 1)] * units.keV
        image = Map.create(npix=204, binsz=3 * NATIVE_ARCSEC / 3600, skydir=centre, proj="TAN")
        edges = 0.01 * np.arange(1025)
        counts, spectrum, times = 0, np.zeros(1024), []
        begun = time.monotonic()
        for name in names:
            events = EventList.read(name).select_energy(band)
            if output == "image":
                image.fill_events(events)
                counts += len(events.table)
                continue
            events = events.select_region(circle)
            counts += len(events.table)
            if output == "spectrum":
                spectrum += np.histogram(events.energy.to_value("keV"), edges)[0]
            elif output == "lightcurve":
                times.append(events.table["TIME"].data)
            elif len(events.table) > 0:
                events.table.write(os.path.join(self.folder, "gammapy.fits"), overwrite=True)
        if output == "image":
            image.write(os.path.join(self.folder, "gammapy.fits"), overwrite=True)
        if output == "lightcurve":
            there = np.concatenate(times)
            np.histogram(there, np.arange(there.min(), there.max() + 100, 100))
        return time.monotonic() - begun, counts

    def measure_gammapy(self, label):
        if gammapy is None:
            self.table.note("gammapy is not installed: no ratios against it")
            return
        warnings.simplefilter("ignore", RuntimeWarning)  # of events on the other side of the sky
        names = self.write_gammapy_lists()
        for output, name in (("image", "image.fits"), ("spectrum", "spectrum.pha"),
                             ("lightcurve", "lightcurve.fits"), ("events", "events.fits")):
            ours = [seconds(lambda i=i: read_whole(self.product(i, name, f"{RADIUS}.00{i + 1}")))
                    for i in range(max(self.runs, 5))]
            theirs = [self.gammapy_seconds(names, output, i)
                      for i in range(max(1, min(self.runs, 3)))]
            self.table.add(f"{name} of one source, {label}", "s", ours,
                           [took for took, _ in theirs], f"gammapy {gammapy.__version__}", False)
        # Not a test, but what is compared must be the same.
        with open(self.product(0, "summary.json", RADIUS)) as file:
            found = json.load(file)["counts"]
        self.table.note(f"counts of the first source: {found}, by gammapy "
                        f"{self.gammapy_seconds(names, 'spectrum', 0)[1]}")

    def measure_products(self, label):
        binned = {"image.fits": "[bin X=400:600:3,Y=400:600:3]", "spectrum.pha": "[bin PI=0:1023]",
                  "lightcurve.fits": "[bin TIME=100]", "events.fits": ""}
        for name, tail in binned.items():
            ours = [seconds(lambda i=i: read_whole(self.product(i, name, f"{RADIUS}.{i + 1}")))
                    for i in range(max(self.runs, 5))]
            theirs = [self.fitscopy_seconds(name.split(".")[0], tail)
                      for _ in range(max(1, min(self.runs, 3)))]
            self.table.add(f"{name} of one source, {label}", "s", ours, theirs, "fitscopy", False)

    def measure_cold(self, label):
        """The first product of a target after the page cache was emptied, where that is allowed."""
        try:
            for name in ("image.fits", "spectrum.pha", "lightcurve.fits"):
                took = []
                for turn in range(max(self.runs, 3)):
                    run("sync")
                    with open("/proc/sys/vm/drop_caches", "w") as file:
                        file.write("3")
                    path = self.product(turn, name, f"{RADIUS}.9{turn}1")
                    took.append(seconds(lambda path=path: read_whole(path)))
                self.table.note(f"{name}, {label}, page cache emptied: "
                                f"{1e3 * statistics.median(took):.1f} ms")
        except OSError as error:
            self.table.note(f"cold products were not measured: {error}")

    def measure_clients(self):
        """64 clients that ask for random products, each new."""
        products = ("image.fits", "spectrum.pha", "lightcurve.fits", "events.fits", "summary.json")

        def client(number):
            took = []
            for turn in range(CLIENT_REQUESTS):
                dice = random.Random(number * 1000 + turn)
                path = self.product(dice.randrange(len(self.sources)), dice.choice(products),
                                    f"{dice.randrange(20, 120)}.{number + 1}{turn + 1}")
                begun = time.monotonic()
                with open(path, "rb") as file:
                    while file.read(1 << 20):
                        pass
                took.append(time.monotonic() - begun)
            return took

        begun = time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
            took = sorted(one for times in pool.map(client, range(CLIENTS)) for one in times)
        total = time.monotonic() - begun
        with open(os.path.join(self.mount, ".heafs", "status.json")) as file:
            pid = json.load(file)["pid"]
        with open(f"/proc/{pid}/status") as file:
            anonymous = next(int(line.split()[1]) for line in file if line.startswith("RssAnon"))
        self.table.note(
            f"{CLIENTS} clients, {len(took)} new products: {len(took) / total:.0f} a second, "
            f"median {1e3 * took[len(took) // 2]:.1f} ms, 99 % within "
            f"{1e3 * took[len(took) * 99 // 100]:.1f} ms; daemon {anonymous // 1024} MiB")

    def measure_names(self):
        products = ("image.fits", "spectrum.pha", "events.fits", "summary.json")
        ours, theirs, listed, plain = [], [], [], []
        copies = os.path.join(self.plain, "stat")
        os.makedirs(copies, exist_ok=True)
        for i in range(NAMES):
            open(os.path.join(copies, str(i)), "w").close()
        for turn in range(self.runs):
            paths = [self.product(i, products[i % 4], f"{50 + turn}.{i // 4 + 1}")
                     for i in range(NAMES)]
            ours.append(seconds(lambda: [os.stat(path) for path in paths]))
            theirs.append(seconds(lambda: [os.stat(os.path.join(copies, str(i)))
                                           for i in range(NAMES)]))
            folder = os.path.dirname(self.product(turn, "image.fits", f"70.{turn + 1}"))
            listed.append(seconds(lambda: run("ls", "-l", folder)))
            plain.append(seconds(lambda: run("ls", "-l", self.mount)))
        self.table.add(f"stat of {NAMES} virtual files, never planned", "s", ours, theirs, "ext4",
                       False)
        self.table.add("ls -l of a product folder, never planned", "s", listed, plain,
                       "ls -l of the root", False)

    def measure_repeated_reads(self):
        path = self.product(0, "events.fits", "65")
        copy = os.path.join(self.plain, "again")
        shutil.copyfile(path, copy)
        ours = [seconds(lambda: [read_whole(path) for _ in range(100)]) for _ in range(self.runs)]
        theirs = [seconds(lambda: [read_whole(copy) for _ in range(100)])
                  for _ in range(self.runs)]
        self.table.add(f"100 repeated reads of {os.path.getsize(copy)} bytes of events", "s", ours,
                       theirs, "ext4", False)

    def measure_indexing(self, events):
        """One list in its own archive: what the processes hold of memory, mapped files left out."""
        sent, archive = (os.path.join(self.folder, f"index-{kind}") for kind in ("sent", "archive"))
        run(HEAFS, "simulate", "--mission", "swift", "--observations", "1", "--sources", "1",
            "--events", str(events), "--seed", "7", sent)
        peaks, ours, theirs = [], [], []
        for _ in range(min(self.runs, 3)):
            shutil.rmtree(archive, ignore_errors=True)
            run(HEAFS, "init", archive, "--missions", "swift", "--reserve", "64MiB")
            begun = time.monotonic()
            peaks.append(peak_mib_of(HEAFS, "ingest", archive, "--mission", "swift",
                                     os.path.join(sent, "obs")))
            ours.append(time.monotonic() - begun)
            lists = glob.glob(os.path.join(sent, "obs/**/*po_cl.evt.gz"), recursive=True)
            theirs.append(seconds(lambda: subprocess.run(["gzip", "-t", *lists], check=True)))
        label = f"{events:.0e} events".replace("e+0", "e")
        self.table.add(f"validating and indexing {label} of one list", "s", ours, theirs,
                       "gzip -t", False)
        self.table.add(f"memory of a process meanwhile, {label}", "MiB", peaks, [MOST_MIB],
                       "allowed", False)
        shutil.rmtree(archive)
        shutil.rmtree(sent)

    def all(self, observations=(10, 100)):
        for events in (1_000_000, 10_000_000):
            self.measure_indexing(events)
        for number in observations:
            try:
                self.begin(number)
                label = f"{number * EVENTS_EACH:.0e} events".replace("e+0", "e")
                self.table.note(f"ingest of {label} in {number} observations: {self.ingest:.1f} s, "
                                "gzip and index included")
                self.measure_products(label)
                self.measure_gammapy(label)
                self.measure_cold(label)
                if number == observations[-1]:
                    self.measure_names()
                    self.measure_repeated_reads()
                    self.measure_clients()
            finally:
                self.end()
