"""Measures tables against sqlite3 and PostgreSQL with q3c, side by side in one run.

    measure_tables.Tables(folder, runs, table).all()

2 million rows of 12 columns from TDAT, with all checks, against `sqlite3 .import` and the same
CREATE INDEX statements; the TDAT export against a select of all; the same rows delivered through a
mount, with the memory of the worker that loads them and of the daemon; the FITS export against
`stilts tcopy`; cones of 1 arcmin in 10 million rows against q3c, where PostgreSQL and q3c are
installed (packages postgresql, postgresql-15-q3c).
"""
import glob
import json
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import threading
import time

HEAFS = os.path.join(os.environ["HEAFS_BUILD"], "heafs")
SPEED = os.path.join(os.environ["HEAFS_BUILD"], "tests", "heafs-table-speed")
ROWS = 2_000_000
MANY_ROWS = 10_000_000
MOST_MIB = 200
CONES = 1000
COLUMNS = ("name text, ra real, dec real, time real, exposure real, count_rate real, flux real, "
           "n integer, class integer, flag integer, target text, note text, beyond text")
INDEXES = ("name", "ra", "dec", "time", "class")


def run(*words, **options):
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True, **options).stdout


def seconds(work):
    begun = time.monotonic()
    work()
    return time.monotonic() - begun


def memory_of(pid):
    """What /proc tells of a process in MiB, {} when it is gone."""
    try:
        lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return {}
    return {name: int(value.split()[0]) / 1024 for name, _, value in
            (line.partition(":") for line in lines) if name in ("RssAnon", "VmHWM")}


class MemoryWatch:
    """`with MemoryWatch(pid) as watch:` - the peaks of a daemon and of its workers, in MiB, looked
    at every few milliseconds: of all memory (VmHWM), and of what only its end gives back."""

    def __init__(self, daemon):
        self.daemon, self.peaks, self.done = daemon, {}, threading.Event()
        self.thread = threading.Thread(target=self.watch)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.done.set()
        self.thread.join()

    def workers(self):
        children = pathlib.Path(f"/proc/{self.daemon}/task").glob("*/children")
        return [pid for path in children for pid in path.read_text().split()]

    def watch(self):
        while not self.done.wait(0.005):
            for who, pids in (("daemon", [self.daemon]), ("worker", self.workers())):
                for pid in pids:
                    for name, value in memory_of(pid).items():
                        key = who, name
                        self.peaks[key] = max(self.peaks.get(key, 0), value)


class Tables:
    def __init__(self, folder, runs, table):
        self.folder, self.runs, self.table = folder, min(runs, 3), table

    def path(self, name):
        return os.path.join(self.folder, name)

    def sqlite(self, *commands):
        run("sqlite3", self.path("bench.db"), input="\n".join(commands) + "\n")

    def import_rows(self):
        if os.path.exists(self.path("bench.db")):
            os.remove(self.path("bench.db"))
        self.sqlite(f"CREATE TABLE bench({COLUMNS});", ".mode list", ".separator |",
                    f".import {self.path('rows.txt')} bench",
                    *(f"CREATE INDEX by_{name} ON bench({name});" for name in INDEXES))

    def measure_build_and_export(self):
        run(SPEED, "rows", self.path("rows.tdat"), str(ROWS))
        with open(self.path("rows.tdat"), encoding="ascii") as source, \
                open(self.path("rows.txt"), "w", encoding="ascii") as target:
            for line in source:
                if line == "<DATA>\n":
                    break
            target.writelines(line for line in source if line != "<END>\n")
        peaks, ours, theirs = [], [], []
        for _ in range(self.runs):
            ours.append(seconds(lambda: peaks.append(float(
                run(SPEED, "build", self.path("rows.tdat"), self.path("rows.fits"))))))
            theirs.append(seconds(self.import_rows))
        label = f"{ROWS:.0e} rows".replace("e+0", "e")
        self.table.add(f"a table of {label} from TDAT, checked, indexed", "s", ours, theirs,
                       "sqlite3 .import + indexes", False)
        self.table.add(f"memory meanwhile, {label}", "MiB", peaks, [MOST_MIB], "allowed", False)
        ours, theirs = [], []
        for _ in range(self.runs):
            ours.append(seconds(lambda: run(SPEED, "export", self.path("rows.fits"),
                                            self.path("out.tdat"))))
            theirs.append(seconds(lambda: subprocess.run(
                f"sqlite3 -separator '|' {self.path('bench.db')} 'select * from bench' "
                f"> {self.path('out.txt')}", shell=True, check=True)))
        self.table.add(f"TDAT export of {label}", "s", ours, theirs, "sqlite3 select *", False)
        for name in ("rows.txt", "bench.db", "out.tdat", "out.txt", "rows.fits", "rows.tdat"):
            os.remove(self.path(name))

    def measure_delivery(self):
        """cp into a mount until public; then the FITS export of the same archive."""
        archive, mount = self.path("tables_archive"), self.path("tables_mount")
        run(SPEED, "rows", self.path("rows.tdat"), str(ROWS))
        run(HEAFS, "init", archive, "--missions", "halosat", "--reserve", "64MiB")
        os.makedirs(mount)
        run(HEAFS, "mount", archive, mount)
        delivery = os.path.join(mount, "delivery", "catalogs", "bench")
        try:
            os.makedirs(os.path.join(delivery, "tables"))
            status = json.loads(pathlib.Path(mount, ".heafs", "status.json").read_text())
            with MemoryWatch(status["pid"]) as watch:
                taken = seconds(lambda: (run("cp", self.path("rows.tdat"),
                                             delivery + "/tables/bench.tdat"),
                                         run(HEAFS, "wait", delivery)))
        finally:
            run(HEAFS, "umount", mount)
        label = f"{ROWS:.0e} rows".replace("e+0", "e")
        self.table.note(f"the same delivered through a mount, until public: {taken:.1f} s")
        for who in ("worker", "daemon"):
            for name, words in (("VmHWM", "all memory"), ("RssAnon", "memory of its own")):
                self.table.add(f"{words} of the {who} meanwhile, {label}", "MiB",
                               [watch.peaks[who, name]], [MOST_MIB], "allowed", False)
        self.measure_fits_export(archive, label)
        shutil.rmtree(archive)
        os.remove(self.path("rows.tdat"))

    def measure_fits_export(self, archive, label):
        if shutil.which("stilts") is None:
            self.table.note("FITS export: skipped, stilts is not installed")
            return
        ours, theirs = [], []
        made, copied = self.path("made.fits"), self.path("copied.fits")
        for _ in range(self.runs):
            ours.append(seconds(lambda: run(HEAFS, "product", archive, "tables/bench.fits", "-o",
                                            made)))
            theirs.append(seconds(lambda: run("stilts", "tcopy", f"in={made}", "ifmt=fits",
                                              f"out={copied}", "ofmt=fits-basic")))
        self.table.add(f"FITS export of {label}", "s", ours, theirs, "stilts tcopy", False)
        for name in (made, copied):
            os.remove(name)

    def measure_cones(self):
        run(SPEED, "rows", self.path("many.tdat"), str(MANY_ROWS))
        peak = []
        taken = seconds(lambda: peak.append(float(
            run(SPEED, "build", self.path("many.tdat"), self.path("many.fits")))))
        self.table.note(f"a table of 1e7 rows from TDAT: {taken:.1f} s, {peak[0]:.0f} MiB")
        words = run(SPEED, "cones", self.path("many.fits"), str(1 / 60), str(CONES)).split()
        theirs = self.q3c_milliseconds()
        if theirs is None:
            self.table.note("PostgreSQL with q3c is not installed: cones are measured alone")
        self.table.add("a cone of 1 arcmin in 1e7 rows (median)", "ms", [float(words[0])],
                       [theirs or 2], "q3c" if theirs else "allowed", False)
        self.table.note(f"  (99 of 100 within {float(words[1]):.3f} ms; {words[2]} rows in "
                        f"{CONES} cones)")
        for name in ("many.tdat", "many.fits"):
            os.remove(self.path(name))

    def q3c_milliseconds(self):
        """The median of the same kind of cone; nothing where it is not installed."""
        programs = glob.glob("/usr/lib/postgresql/*/bin")
        if not programs or not glob.glob("/usr/share/postgresql/*/extension/q3c.control"):
            return None
        cluster = self.path("postgres")
        os.makedirs(cluster)
        os.chmod(self.folder, 0o755)
        root = os.geteuid() == 0
        if root:
            shutil.chown(cluster, "postgres")
        as_user = ["runuser", "-u", "postgres", "--"] if root else []
        binary = os.path.join(programs[-1], "")
        run(*as_user, binary + "initdb", "-D", cluster + "/data", "-A", "trust")
        run(*as_user, binary + "pg_ctl", "-D", cluster + "/data", "-w", "-l", cluster + "/log",
            "-o", f"-k {cluster} -h '' -c shared_buffers=1GB", "start", stderr=subprocess.STDOUT)
        try:
            return self.ask_q3c([*as_user, "psql", "-h", cluster, "-qAt", "postgres"])
        finally:
            run(*as_user, binary + "pg_ctl", "-D", cluster + "/data", "-m", "immediate", "stop")

    def ask_q3c(self, psql):
        with open(self.path("many.tdat"), encoding="ascii") as source, \
                subprocess.Popen(
                    [*psql, "-c", "CREATE EXTENSION q3c",
                     "-c", "CREATE TABLE bench(name text, ra float8, dec float8)",
                     "-c", "COPY bench FROM STDIN WITH (DELIMITER '|')"],
                    stdin=subprocess.PIPE, text=True) as server:
            for line in source:
                if line == "<DATA>\n":
                    break
            for line in source:
                if line != "<END>\n":
                    server.stdin.write("|".join(line.split("|", 3)[:3]) + "\n")
            server.stdin.close()
        run(*psql, "-c", "CREATE INDEX ON bench (q3c_ang2ipix(ra, dec))",
            "-c", "CLUSTER bench USING bench_q3c_ang2ipix_idx", "-c", "ANALYZE bench")
        generator = random.Random(2)
        asked = ["\\timing on"]
        for _ in range(CONES):
            ra, dec = 360 * generator.random(), generator.uniform(-80, 80)
            asked.append(f"SELECT count(*) FROM bench WHERE "
                         f"q3c_radial_query(ra, dec, {ra}, {dec}, {1 / 60});")
        times = [float(line.split()[1]) for line in run(*psql, input="\n".join(asked)).split("\n")
                 if line.startswith("Time:")]
        return statistics.median(times)

    def all(self):
        if shutil.which("sqlite3") is None:
            self.table.note("tables: skipped, sqlite3 is not installed")
            return
        self.measure_build_and_export()
        self.measure_delivery()
        self.measure_cones()
