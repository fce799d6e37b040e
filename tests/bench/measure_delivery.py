"""Measures deliveries: many event lists of 100 kB, and one file of 4 GiB.

    measure_delivery.Delivery(folder, runs, table).all()

The files are sound FITS of random content, each its own. What the daemon and its workers hold of
memory is their high-water mark (VmHWM), read once all is public.
"""
import os
import shutil
import statistics
import struct
import subprocess
import time

HEAFS = os.path.join(os.environ["HEAFS_BUILD"], "heafs")
LISTS, ROWS = 10_000, 8_000  # rows of 12 bytes: 100,800 bytes a file
BIG_BYTES = 4 << 30
MISSION = r"""
[mission]
name = "bench"
title = "Bench: deliveries"
telescop = ["BENCH"]
[delivery]
publish = "commit"
[obs]
folder = "{obs_id}"
parts = { obs_id = '\d{6}' }
"""


def run(*words):
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout


def shell_seconds(command):
    begun = time.monotonic()
    subprocess.run(["sh", "-c", command], check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - begun


def card(keyword, value, comment=""):
    if isinstance(value, bool):
        text = f"{'T' if value else 'F':>20}"
    elif isinstance(value, str):
        text = f"'{value:<8}'".ljust(20)
    else:
        text = f"{value:>20}"
    return f"{keyword:<8}= {text}{' / ' + comment if comment else ''}"[:80].ljust(80)


def header(*cards):
    text = "".join(card(*each) for each in cards) + "END".ljust(80)
    return text.ljust(-(-len(text) // 2880) * 2880).encode()


OBSERVATORY = (("TELESCOP", "BENCH"), ("INSTRUME", "BENCH"))
PRIMARY = header(("SIMPLE", True), ("BITPIX", 8), ("NAXIS", 0), ("EXTEND", True),
                 *OBSERVATORY, ("ORIGIN", "bench"), ("CREATOR", "bench"), ("DATE", "2026-01-01"))
COLUMNS = header(("XTENSION", "BINTABLE"), ("BITPIX", 8), ("NAXIS", 2), ("NAXIS1", 12),
                 ("NAXIS2", ROWS), ("PCOUNT", 0), ("GCOUNT", 1), ("TFIELDS", 3),
                 ("TTYPE1", "COUNTS"), ("TFORM1", "J"), ("TTYPE2", "CHANNEL"), ("TFORM2", "J"),
                 ("TTYPE3", "PI"), ("TFORM3", "J"), ("EXTNAME", "DATA"), *OBSERVATORY)


def event_list():
    data = os.urandom(ROWS * 12)
    return PRIMARY + COLUMNS + data + bytes(-len(data) % 2880)


def children(pid):
    found = []
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/children") as file:
            for child in file.read().split():
                found += [int(child), *children(int(child))]
    return found


def peak_mib(pid):
    with open(f"/proc/{pid}/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM")) / 1024


class Delivery:
    def __init__(self, folder, runs, table):
        self.folder, self.runs, self.table = folder, min(runs, 3), table
        self.begun = 0
        self.mount = os.path.join(folder, "delivery-mount")
        self.lists = os.path.join(folder, "delivery-lists")
        self.big = os.path.join(folder, "delivery-big.fits")
        self.share = os.path.join(folder, "delivery-share")

    def begin(self):
        """A new archive: the same bytes again would be a no-op. The one before stays until the end:
        ext4 is slow to give the inodes of files that were removed a moment ago."""
        self.end()
        self.begun += 1
        self.archive = os.path.join(self.folder, f"delivery-archive{self.begun}")
        self.plain = os.path.join(self.folder, f"delivery-plain{self.begun}")
        os.environ["HEAFS_SHARE"] = self.share
        run(HEAFS, "init", self.archive, "--missions", "bench", "--reserve", "64MiB")
        os.makedirs(self.mount, exist_ok=True)
        os.makedirs(self.plain)
        run(HEAFS, "mount", self.archive, self.mount)

    def end(self):
        if os.path.ismount(self.mount):
            run(HEAFS, "umount", self.mount)

    def make_inputs(self):
        os.makedirs(os.path.join(self.share, "missions"))
        with open(os.path.join(self.share, "missions", "bench.toml"), "w") as file:
            file.write(MISSION)
        for number in range(LISTS):
            place = os.path.join(self.lists, f"{number // 1000 + 1:06}", "data")
            if number % 1000 == 0:
                os.makedirs(place)
            with open(os.path.join(place, f"x{number:06}.evt"), "wb") as file:
                file.write(event_list())
        self.make_big()

    def make_big(self):
        rows = BIG_BYTES // 65536
        block = os.urandom(1 << 24)
        with open(self.big, "wb") as file:
            file.write(header(("SIMPLE", True), ("BITPIX", 16), ("NAXIS", 2), ("NAXIS1", 32768),
                              ("NAXIS2", rows), *OBSERVATORY, ("ORIGIN", "bench"),
                              ("CREATOR", "bench"), ("DATE", "2026-01-01")))
            for at in range(0, BIG_BYTES, len(block)):
                file.write(struct.pack(">q", at) + block[8:])
            file.write(bytes(-BIG_BYTES % 2880))

    def deliver(self, copy):
        """Seconds of `copy` into a delivery, and from COMMIT until it is public."""
        delivery = os.path.join(self.mount, "delivery", "bench", "one")
        os.makedirs(delivery)
        copying = shell_seconds(copy.format(delivery))
        begun = time.monotonic()
        open(os.path.join(delivery, "COMMIT"), "w").close()
        run(HEAFS, "wait", delivery)
        return copying, time.monotonic() - begun

    def memory(self):
        with open(os.path.join(self.mount, ".heafs", "status.json")) as file:
            file.read()
        daemon = int(run("pgrep", "-f", f"heafs mount {self.archive}").split()[0])
        return [peak_mib(pid) for pid in (daemon, *children(daemon))]

    def measure_lists(self):
        """In turns, so that neither always finds the machine's memory as the other left it."""
        ours, waits, theirs, memory = [], [], [], []

        def deliver_lists():
            copying, waiting = self.deliver(f"cp -r {self.lists} {{}}/obs")
            ours.append(copying + waiting)
            waits.append(waiting)
            memory.append(self.memory())

        def copy_lists():
            theirs.append(shell_seconds(f"cp -r {self.lists} {self.plain}/obs && "
                                        f"sync -f {self.plain}"))

        for number in range(self.runs):
            self.begin()
            for work in (deliver_lists, copy_lists)[::1 if number % 2 else -1]:
                work()
        self.table.add(f"delivery of {LISTS} files of 100 kB, until public", "s", ours, theirs,
                       "cp -r + sync to ext4", False)
        self.table.note(f"  (of that after COMMIT: {statistics.median(waits):.2f} s)")
        self.note_memory(memory[-1])

    def measure_big(self):
        ours, waits, theirs, memory = [], [], [], []
        for _ in range(self.runs):
            self.begin()
            place = "{0}/obs/000001/data"
            copying, waiting = self.deliver(f"mkdir -p {place} && cp {self.big} {place}/x.fits")
            ours.append(copying)
            waits.append(waiting)
            memory = self.memory()
            copy = os.path.join(self.plain, "x.fits")
            theirs.append(shell_seconds(f"cp {self.big} {copy} && openssl dgst -sha256 {copy}"))
        self.table.add("cp of 4 GiB into delivery/, with its verdict", "s", ours, theirs,
                       "cp + openssl dgst", False)
        self.table.note(f"  (from COMMIT until public: {statistics.median(waits):.2f} s)")
        self.note_memory(memory)

    def note_memory(self, memory):
        self.table.note(f"  (peak memory: daemon {memory[0]:.0f} MiB, its {len(memory) - 1} workers "
                        f"{sum(memory[1:]):.0f} MiB together)")

    def all(self):
        self.make_inputs()
        try:
            self.measure_lists()
            self.measure_big()
        finally:
            self.end()
        for begun in range(1, self.begun + 1):
            shutil.rmtree(os.path.join(self.folder, f"delivery-archive{begun}"))
            shutil.rmtree(os.path.join(self.folder, f"delivery-plain{begun}"))
        shutil.rmtree(self.lists)
        os.remove(self.big)
