"""Measures validation: `heafs validate` against fitsverify followed by a SHA-256 of the same file.

    measure_validation.Validation(folder, runs, table, megabytes).all()

Files are simulated: an event list, an image, a table of text and logical columns, variable-length
arrays; each with DATASUM and CHECKSUM, so that fitsverify reads all of it. All are warm and all
programs run on one processor. `heafs validate` hashes the file and examines it in its worker.
"""
import os
import shutil
import subprocess
import time

import numpy

HEAFS = os.path.join(os.environ["HEAFS_BUILD"], "heafs")
ONE_PROCESSOR = ("taskset", "-c", "0") if shutil.which("taskset") else ()
BLOCK = 2880
CHUNK_ROWS = 1 << 17
SIZE_OF = {"D": 8, "E": 4, "J": 4, "I": 2, "A": 1, "L": 1, "P": 8}


def card(keyword, value):
    if isinstance(value, str):
        return f"{keyword:8}= '{value:8}'".ljust(80)
    shown = "T" if value is True else value
    return f"{keyword:8}= {shown!s:>20}".ljust(80)


def header(cards):
    text = "".join(card(*each) for each in cards) + "END".ljust(80)
    return text.ljust(-(-len(text) // BLOCK) * BLOCK).encode()


def ones_complement(data, total=0):
    """The sum of FITS 4.0, appendix J; the size of `data` is a multiple of 4."""
    total += int(numpy.frombuffer(data, ">u4").sum(dtype=numpy.uint64))
    while total >> 32:
        total = (total & 0xFFFFFFFF) + (total >> 32)
    return total


def encoded(total):
    """The 16 characters that make a sum all ones (FITS 4.0, appendix J.2)."""
    columns = []
    for byte in (~total & 0xFFFFFFFF).to_bytes(4, "big"):
        letters = [byte // 4 + byte % 4 + 48] + [byte // 4 + 48] * 3
        while any(58 <= each <= 64 or 91 <= each <= 96 for each in letters):
            for pair in (0, 2):
                if any(58 <= each <= 64 or 91 <= each <= 96 for each in letters[pair:pair + 2]):
                    letters[pair] += 1
                    letters[pair + 1] -= 1
        columns.append(letters)
    text = "".join(chr(columns[byte][turn]) for turn in range(4) for byte in range(4))
    return text[-1] + text[:-1]


class Writer:
    """A file of one HDU whose data come in pieces; its sums are filled in at the end."""

    def __init__(self, path, before, cards):
        self.file = open(path, "wb")
        self.file.write(before)
        self.begin, self.cards = len(before), cards
        self.file.write(self.header("0" * 16, 0))
        self.total, self.size, self.rest = 0, 0, b""

    def header(self, checksum, datasum):
        return header([*self.cards, ("CHECKSUM", checksum), ("DATASUM", f"{datasum:<10}")])

    def add(self, data):
        self.file.write(data)
        self.size += len(data)
        data = self.rest + data
        whole = len(data) // 4 * 4
        self.total = ones_complement(data[:whole], self.total)
        self.rest = data[whole:]

    def finish(self):
        self.add(bytes(-self.size % BLOCK))
        whole = ones_complement(self.header("0" * 16, self.total), self.total)
        self.file.seek(self.begin)
        self.file.write(self.header(encoded(whole), self.total))
        self.file.close()


PRIMARY = header([("SIMPLE", True), ("BITPIX", 8), ("NAXIS", 0), ("EXTEND", True)])


def width_of(form):
    repeat = int(form[:form.index(next(filter(str.isalpha, form)))] or 1)
    letter = form.lstrip("0123456789")[0]
    return -(-repeat // 8) if letter == "X" else repeat * SIZE_OF[letter]


def table_cards(columns, rows, pcount=0):
    cards = [("XTENSION", "BINTABLE"), ("BITPIX", 8), ("NAXIS", 2),
             ("NAXIS1", sum(width_of(form) for _, form, _ in columns)), ("NAXIS2", rows),
             ("PCOUNT", pcount), ("GCOUNT", 1), ("TFIELDS", len(columns)), ("EXTNAME", "RECORDS")]
    for number, (name, form, unit) in enumerate(columns, 1):
        cards += [(f"TTYPE{number}", name), (f"TFORM{number}", form)]
        if unit:
            cards.append((f"TUNIT{number}", unit))
    return cards


def write_rows(path, columns, rows, make):
    """`make(first, count)` gives the bytes of `count` rows."""
    writer = Writer(path, PRIMARY, table_cards(columns, rows))
    for first in range(0, rows, CHUNK_ROWS):
        writer.add(make(first, min(CHUNK_ROWS, rows - first)))
    writer.finish()


def write_events(path, size):
    names = ("X", "Y", "DETX", "DETY", "RAWX", "RAWY", "PHA", "PI", "GRADE")
    columns = [("TIME", "1D", "s"), *((name, "1I", "") for name in names), ("STATUS", "16X", "")]
    kind = numpy.dtype([("time", ">f8"), ("values", ">i2", 9), ("status", ">u2")])
    values = numpy.random.default_rng(1).integers(0, 1000, (CHUNK_ROWS, 9))

    def make(first, count):
        rows = numpy.zeros(count, kind)
        rows["time"] = 3e8 + 1e-3 * numpy.arange(first, first + count)
        rows["values"] = values[:count]
        return rows.tobytes()
    write_rows(path, columns, size // kind.itemsize, make)


def write_image(path, size):
    side = 4096
    rows = size // (4 * side)
    writer = Writer(path, b"", [("SIMPLE", True), ("BITPIX", -32), ("NAXIS", 2),
                                ("NAXIS1", side), ("NAXIS2", rows)])
    data = numpy.random.default_rng(2).normal(size=1 << 20).astype(">f4").tobytes()
    for begin in range(0, 4 * side * rows, len(data)):
        writer.add(data[:min(len(data), 4 * side * rows - begin)])
    writer.finish()


def write_text(path, size):
    columns = [("NAME", "24A", ""), ("CLASS", "8A", ""), ("DATE_OBS", "19A", ""),
               ("GOOD", "1L", ""), ("FLAGS", "13X", ""), ("RATE", "1E", "count/s")]
    kind = numpy.dtype([("name", "S24"), ("class", "S8"), ("date", "S19"), ("good", "S1"),
                        ("flags", ">u2"), ("rate", ">f4")])
    rows = numpy.zeros(CHUNK_ROWS, kind)
    rows["name"] = [b"SIM J%06d.%d+%06d" % (i, i % 10, 7 * i % 900000) for i in range(CHUNK_ROWS)]
    rows["class"] = numpy.array([b"STAR    ", b"GALAXY  ", b"AGN     "])[numpy.arange(CHUNK_ROWS) % 3]
    rows["date"] = b"2026-01-02T03:04:05"
    rows["good"] = b"T"
    rows["flags"] = 0xFF00
    rows["rate"] = 1.5
    write_rows(path, columns, size // kind.itemsize, lambda first, count: rows[:count].tobytes())


def write_arrays(path, size):
    elements = 28
    rows = size // (16 + 4 * elements)
    columns = [("TIME", "1D", "s"), ("SPECTRUM", f"1PE({elements})", "count")]
    writer = Writer(path, PRIMARY, table_cards(columns, rows, 4 * elements * rows))
    kind = numpy.dtype([("time", ">f8"), ("elements", ">i4"), ("offset", ">i4")])
    for first in range(0, rows, CHUNK_ROWS):
        part = numpy.zeros(min(CHUNK_ROWS, rows - first), kind)
        number = numpy.arange(first, first + len(part))
        part["time"], part["elements"], part["offset"] = number, elements, 4 * elements * number
        writer.add(part.tobytes())
    heap = numpy.random.default_rng(3).normal(size=(CHUNK_ROWS, elements)).astype(">f4").tobytes()
    for first in range(0, rows, CHUNK_ROWS):
        writer.add(heap[:4 * elements * min(CHUNK_ROWS, rows - first)])
    writer.finish()


FILES = (("event list", write_events), ("image", write_image),
         ("table of text columns", write_text), ("variable-length arrays", write_arrays))


def run(*words):
    begun = time.monotonic()
    result = subprocess.run((*ONE_PROCESSOR, *words), stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True)
    return time.monotonic() - begun, result


class Validation:
    def __init__(self, folder, runs, table, megabytes):
        self.folder, self.runs, self.table, self.megabytes = folder, runs, table, megabytes

    def measure(self, what, path):
        size = os.path.getsize(path) / 1e9
        ours, verify, openssl, coreutils = [], [], [], []
        with open(path, "rb") as file:
            while file.read(1 << 24):
                pass
        for _ in range(self.runs):
            taken, result = run(HEAFS, "validate", path)
            if result.returncode != 0:
                raise RuntimeError(f"heafs refused the {what}:\n{result.stdout}")
            ours.append(taken)
            taken, result = run("fitsverify", "-q", path)
            if "OK" not in result.stdout:
                raise RuntimeError(f"fitsverify refused the {what}:\n{result.stdout}")
            verify.append(taken)
            openssl.append(run("openssl", "dgst", "-sha256", path)[0])
            coreutils.append(run("sha256sum", path)[0])
        rate = lambda *parts: [size / sum(each) for each in zip(*parts)]
        self.table.add(f"validation of {size:.2f} GB, {what}", "GB/s", rate(ours),
                       rate(verify, openssl), "fitsverify + openssl", True)
        self.table.add("", "GB/s", rate(ours), rate(verify, coreutils), "fitsverify + sha256sum",
                       True)
        self.table.add("", "GB/s", rate(ours), rate(verify), "fitsverify alone", True)

    def all(self):
        folder = os.path.join(self.folder, "validation")
        os.makedirs(folder)
        for what, write in FILES:
            path = os.path.join(folder, "sim_" + what.split()[0].replace("-", "_") + ".fits")
            write(path, self.megabytes << 20)
            self.measure(what, path)
            os.remove(path)
