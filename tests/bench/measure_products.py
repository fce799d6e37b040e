"""Measures the scan of file names for data products against a loop of PCRE2 over all of them.

    measure_products.products(folder, runs, table, files, tags)

1,000,000 names against 200 tags, in process, both ways in one run; then the scan of a catalogue of
the same files with everything written, and what a publication of 30 files costs after it.
"""
import os
import pathlib
import shutil
import subprocess

SCAN = os.path.join(os.environ["HEAFS_BUILD"], "tests", "heafs-scan-products")


def products(folder, runs, table, files=1_000_000, tags=200):
    figures = []
    for number in range(min(runs, 3)):
        place = pathlib.Path(folder) / f"products{number}"
        place.mkdir()
        said = subprocess.run([SCAN, str(files), str(tags), place], check=True, text=True,
                              stdout=subprocess.PIPE).stdout
        figures.append(dict(line.split() for line in said.splitlines()))
        shutil.rmtree(place)
    assert all(one["found_matcher"] == one["found_loop"] for one in figures)

    def column(name):
        return [float(one[name]) for one in figures]

    what = f"{files} names against {tags} tags"
    table.add(what, "s", column("matcher"), column("loop"), "PCRE2 over all", False)
    table.add("the same of a catalogue, all written", "s", column("store"), column("loop"),
              "PCRE2 over all", False)
    table.note("{:.1f} ms after a publication of 30 files, {:.3f} ms while nothing changes, "
               "{:.0f} MiB on disk".format(1000 * min(column("publication")),
                                           1000 * min(column("unchanged")),
                                           column("bytes")[0] / 2**20))
