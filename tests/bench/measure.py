"""Measures heafs against the file system it stands on, side by side in one run.

Prints a table: what, heafs, the comparison, their ratio; each figure is the median of the runs.
Never a test: machines differ, ratios of one run are what to compare.
"""
import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from measure_delivery import Delivery
from measure_products import products
from measure_sky import Sky
from measure_tables import Tables
from measure_validation import Validation

BUILD = os.environ["HEAFS_BUILD"]
HEAFS = os.path.join(BUILD, "heafs")
READ_FILE = os.path.join(BUILD, "tests", "heafs-read-file")
MAKE = os.path.join(BUILD, "tests", "heafs-make-observations")
BIG_BYTES = 1 << 30
MISSION = r"""
[mission]
name = "bench"
title = "Bench: many small files"
[delivery]
publish = "commit"
[obs]
folder = "{obs_id}"
parts = { obs_id = '\d{6}' }
"""


def run(*words, **options):
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True, **options).stdout


def seconds(work):
    begun = time.monotonic()
    work()
    return time.monotonic() - begun


def shell_seconds(command):
    return seconds(lambda: subprocess.run(["sh", "-c", command], check=True,
                                          stdout=subprocess.DEVNULL))


class Table:
    def __init__(self):
        self.rows = []

    def add(self, what, unit, heafs, other, against, faster_is_more):
        """Medians of two lists of figures; the ratio is above 1 where heafs is the faster."""
        a, b = statistics.median(heafs), statistics.median(other)
        ratio = a / b if faster_is_more else b / a
        row = (what, f"{a:.4g} {unit}", f"{b:.4g} {unit} {against}", f"{ratio:.2f}")
        self.rows.append(row)
        print("  {:<58} {:>18} {:>34} {:>8}".format(*row), flush=True)

    def note(self, text):
        print("  " + text, flush=True)


class Bench:
    def __init__(self, folder, runs, files, megabytes):
        self.folder, self.runs, self.files, self.megabytes = folder, runs, files, megabytes
        self.archive = os.path.join(folder, "archive")
        self.mount_point = os.path.join(folder, "mount")
        self.plain = os.path.join(folder, "plain")
        self.table = Table()
        os.makedirs(self.mount_point)
        os.makedirs(self.plain)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def mount(self, options=()):
        run(HEAFS, "mount", self.archive, self.mount_point, *options)

    def umount(self):
        run(HEAFS, "umount", self.mount_point)

    def make_archive(self):
        missions = self.path("share", "missions")
        os.makedirs(missions)
        with open(os.path.join(missions, "bench.toml"), "w") as file:
            file.write(MISSION)
        os.environ["HEAFS_SHARE"] = self.path("share")
        run(HEAFS, "init", self.archive, "--missions", "bench", "--reserve", "64MiB")

    def make_inputs(self):
        run(MAKE, "small", self.path("small"), "--count", str(self.files), "--per-folder", "1000")
        header = "".join(card.ljust(80) for card in (
            "SIMPLE  =                    T", "BITPIX  =                    8",
            "NAXIS   =                    2", "NAXIS1  =                32768",
            f"NAXIS2  = {BIG_BYTES // 32768 - 1:20d}", "END"))
        block = os.urandom(1 << 20)
        data = (BIG_BYTES // 32768 - 1) * 32768
        with open(self.path("big.fits"), "wb") as file:
            file.write(header.ljust(2880).encode())
            for begin in range(0, data, len(block)):
                file.write(block[:min(len(block), data - begin)])
            file.write(bytes(-data % 2880))

    def measure_big_copies(self):
        delivery = os.path.join(self.mount_point, "delivery", "bench", "big")
        target = os.path.join(delivery, "obs", "000001")
        ours, theirs = [], []
        big, plain = self.path("big.fits"), os.path.join(self.plain, "big.fits")
        for _ in range(self.runs):
            os.makedirs(target)
            ours.append(shell_seconds(f"cp {big} {target}/big.fits"))
            theirs.append(shell_seconds(f"cp {big} {plain} && openssl dgst -sha256 {plain}"))
            if len(ours) < self.runs:
                shutil.rmtree(delivery)
                os.remove(plain)
        self.table.add("cp of 1 GiB into delivery/, with its verdict", "s", ours, theirs,
                       "cp + openssl dgst", False)
        open(os.path.join(delivery, "COMMIT"), "w").close()
        run(HEAFS, "wait", delivery)

    def measure_reads(self, label):
        delivered = os.path.join(self.mount_point, "obs", "bench", "000001", "big.fits")
        plain = os.path.join(self.plain, "big.fits")
        for kind, unit in (("sequential", "MiB/s"), ("random", "reads/s")):
            ours, theirs = [], []
            run(READ_FILE, "sequential", delivered)
            run(READ_FILE, "sequential", plain)
            for _ in range(self.runs):
                ours.append(float(run(READ_FILE, kind, delivered)))
                theirs.append(float(run(READ_FILE, kind, plain)))
            size = "1 MiB" if kind == "sequential" else "4 KiB"
            self.table.add(f"{kind} reads of {size}, warm, {label}", unit, ours, theirs, "ext4",
                           True)

    def measure_many_delivered(self):
        ours, waits, theirs = [], [], []
        runs = min(self.runs, 3)
        for number in range(runs):
            delivery = os.path.join(self.mount_point, "delivery", "bench", "many")
            os.makedirs(delivery)
            source = self.path("small", "obs")
            copying = shell_seconds(f"cp -r {source} {delivery}/")
            open(os.path.join(delivery, "COMMIT"), "w").close()
            waiting = seconds(lambda: run(HEAFS, "wait", delivery))
            ours.append(self.files / (copying + waiting))
            waits.append(waiting)
            plain = os.path.join(self.plain, "many")
            theirs.append(self.files / shell_seconds(f"cp -r {source} {plain} && sync -f {plain}"))
            if number + 1 < runs:
                self.begin_again()
                shutil.rmtree(plain)
        self.table.add(f"delivery of {self.files} files in one batch, until public", "files/s",
                       ours, theirs, "cp -r + sync to ext4", True)
        self.table.note(f"  (of that, publishing after COMMIT: {statistics.median(waits):.2f} s)")

    def begin_again(self):
        """A new archive: the same bytes again would be a no-op."""
        self.umount()
        shutil.rmtree(self.archive)
        run(HEAFS, "init", self.archive, "--missions", "bench", "--reserve", "64MiB")
        self.mount()

    def drop_caches(self):
        if os.geteuid() != 0:
            return False
        run("sync")
        try:
            with open("/proc/sys/vm/drop_caches", "w") as file:
                file.write("3\n")
        except OSError:
            return False
        return True

    def measure_listings(self):
        delivered = os.path.join(self.mount_point, "obs", "bench")
        plain = os.path.join(self.plain, "many")
        for name, command in (("ls -lR", "ls -lR {} > /dev/null"),
                              ("find", "find {} -name '*.evt' > /dev/null")):
            cold, warm = ([], []), ([], [])
            for _ in range(self.runs):
                for side, place in enumerate((delivered, plain)):
                    if side == 0:
                        self.umount()
                        self.mount()
                    if self.drop_caches():
                        cold[side].append(shell_seconds(command.format(place)))
                    else:
                        shell_seconds(command.format(place))
                    warm[side].append(shell_seconds(command.format(place)))
            if cold[0]:
                self.table.add(f"{name} over {self.files} files, cold", "s", *cold, "ext4", False)
            else:
                self.table.note(f"{name}, cold: skipped, dropping the caches needs root")
            self.table.add(f"{name} over {self.files} files, warm", "s", *warm, "ext4", False)

    def all(self, only):
        if only in (None, "delivery"):
            Delivery(self.folder, self.runs, self.table).all()
        if only in (None, "products"):
            products(self.folder, self.runs, self.table)
        if only in (None, "sky"):
            Sky(self.folder, self.runs, self.table).all(self.observations)
        if only in (None, "tables"):
            Tables(self.folder, self.runs, self.table).all()
        if only in (None, "validation"):
            Validation(self.folder, self.runs, self.table, self.megabytes).all()
        if only not in (None, "files"):
            return
        self.make_inputs()
        self.make_archive()
        self.mount()
        self.measure_many_delivered()
        self.measure_listings()
        self.measure_big_copies()
        self.measure_reads("passthrough")
        self.umount()
        self.mount(("-o", "passthrough=off"))
        self.measure_reads("without passthrough")
        self.umount()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="runs of each figure (default 5)")
    parser.add_argument("--files", type=int, default=100000, help="small files (default 100000)")
    parser.add_argument("--only", choices=("delivery", "files", "products", "sky", "tables",
                                           "validation"),
                        help="measure this part alone")
    parser.add_argument("--megabytes", type=int, default=1024,
                        help="size of the files that are validated (default 1024)")
    parser.add_argument("--observations", default="10,100",
                        help="of 100,000 events each in the archives that products are asked of "
                             "(default 10,100; 1000 takes half an hour and 60 GiB)")
    parser.add_argument("--folder", help="where to work; needs 8 GiB (default: a temporary one)")
    arguments = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="heafs-bench.", dir=arguments.folder)
    bench = Bench(folder, arguments.runs, arguments.files, arguments.megabytes)
    bench.observations = [int(number) for number in arguments.observations.split(",")]
    print(f"Medians of {arguments.runs} runs; a ratio above 1 says that heafs is the faster.\n")
    print("  {:<58} {:>18} {:>34} {:>8}".format("what", "heafs", "against", "ratio"))
    try:
        bench.all(arguments.only)
    finally:
        if os.path.ismount(bench.mount_point):
            subprocess.run([HEAFS, "umount", "--lazy", bench.mount_point])
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
