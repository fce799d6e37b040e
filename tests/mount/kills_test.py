#!/usr/bin/env python3
"""The daemon is killed at random moments while deliveries arrive: by the file, in batches, by
manifest, and new versions of what is public. No unit is ever public by halves, no reader sees one
that is, and what was acknowledged is there after each restart. HEAFS_KILLS says how often
(default 12)."""

import os
import random
import threading

import mounted_archive as ma
from small_files import SmallFiles, fits, sha256_of

KILLS = int(os.environ.get("HEAFS_KILLS", "12"))
SEED = int(os.environ.get("HEAFS_KILLS_SEED", "20261122"))
UNITS_OF_A_KIND = 5


class Unit:
    """Files that become public together: a place in the archive that has one version after the
    other, each sent as a delivery of its own."""

    def __init__(self, kind, number, chance):
        self.kind = kind  # "complete", "commit", "manifest" or "now"
        self.mission = "halosat" if kind == "complete" else "swift"
        self.number = number
        self.chance = chance
        self.version = 0
        self.begin_version()

    def begin_version(self):
        self.version += 1
        self.published = False
        self.delivery = "now" if self.kind == "now" else f"{self.kind}{self.number}_{self.version}"
        self.files = {path: fits(f"{self.version} {n}", self.chance.randrange(100, 60000))
                      for n, path in enumerate(self.paths())}

    def paths(self):
        if self.kind != "complete":
            folder = f"2008_08/{self.observation()}"
            count = 1 if self.kind == "now" else 6
            return [f"obs/{folder}/auxil/{self.kind}{self.number}_{n}.fits" for n in range(count)]
        of, name = f"obs/{self.observation()}", f"hs{self.observation()}"
        return [f"{of}/{name}.{end}" for end in ("att", "hk", "uf", "cl", "pi")]

    def observation(self):
        if self.kind == "complete":
            return f"{self.number:06}"
        kinds = ("commit", "manifest", "now")
        return f"{kinds.index(self.kind):03}{self.number:08}"

    def public_path(self, path):
        return f"obs/{self.mission}/{path[4:]}"

    def manifest(self):
        return "".join(f"{sha256_of(content)}  {path}\n" for path, content in self.files.items())

    def steps(self):
        """[(path, content)] in the order of sending."""
        files = list(self.files.items())
        self.chance.shuffle(files)
        if self.kind == "commit":
            return [*files, ("COMMIT", b"")]
        if self.kind == "manifest":
            files.insert(self.chance.randrange(len(files) + 1),
                         ("manifest-sha256.txt", self.manifest().encode()))
        return files


def five_file_mission():
    """HaloSat with an expected set of five plain files at the top of the observation."""
    text = (ma.ROOT / "config" / "missions" / "halosat.toml").read_text()
    begin, end = text.index("expected = ["), text.index("[[obs.file]]")
    names = ", ".join(f'"hs{{obs_id}}.{end_}"' for end_ in ("att", "hk", "uf", "cl", "pi"))
    head = text[:begin].replace('folders = ["unfiltered", "products"]', "folders = []")
    waiver = ma.waivers("NAM-008", "NAM-009", "KEY-001")
    return head + f"expected = [{names}]\n\n" + text[end:text.index("[[instrument]]")] + waiver


class Reader(threading.Thread):
    """Reads units all the time: once a file of a first version is there, all of them must be."""

    def __init__(self, mount, units):
        super().__init__()
        self.mount, self.units = mount, units
        self.ending = False
        self.partial = []
        self.looks = 0
        self.chance = random.Random(SEED + 1)

    def run(self):
        while not self.ending:
            unit = self.chance.choice(self.units)
            paths = unit.paths()
            self.chance.shuffle(paths)
            try:
                self.look(unit, paths)
            except OSError:  # no daemon just now
                threading.Event().wait(0.01)

    def look(self, unit, paths):
        """Raises OSError where the daemon is gone; what was seen across a restart says nothing."""
        mount = os.stat(self.mount).st_dev
        os.stat(self.mount / ".heafs")
        there = [self.is_there(self.mount / unit.public_path(path)) for path in paths]
        os.stat(self.mount / ".heafs")
        if os.stat(self.mount).st_dev != mount:
            return
        self.looks += 1
        if True in there and False in there[there.index(True):]:
            self.partial.append(dict(zip(paths, there)))

    @staticmethod
    def is_there(path):
        try:
            os.stat(path)
            return True
        except FileNotFoundError:
            return False


class Kills(SmallFiles):
    archive_options = {"shipped": ("swift",), "missions": {"halosat": five_file_mission()}}

    def setUp(self):
        super().setUp()
        self.chance = random.Random(SEED)
        self.units = [Unit(kind, number, self.chance)
                      for kind in ("complete", "commit", "manifest", "now")
                      for number in range(UNITS_OF_A_KIND)]
        self.acknowledged = {}  # (mission, delivery, path): SHA-256
        self.known = {}         # public path: {SHA-256 of each version}

    def send(self, unit):
        """Each file that is closed without an error is acknowledged."""
        for path, content in unit.files.items():
            self.known.setdefault(unit.public_path(path), set()).add(sha256_of(content))
        folder = self.mount / "delivery" / unit.mission / unit.delivery
        for path, content in unit.steps():
            key = (unit.mission, unit.delivery, path)
            file = folder / path
            if self.acknowledged.get(key) == sha256_of(content):
                if path != "COMMIT":
                    continue
                del self.acknowledged[key]  # the daemon may die between the next two lines
                file.unlink(missing_ok=True)
            file.parent.mkdir(parents=True, exist_ok=True)
            self.acknowledged.pop(key, None)
            file.write_bytes(content)
            self.acknowledged[key] = sha256_of(content)

    def send_all(self):
        """What a sender does in a life of the daemon; ends when the daemon is gone."""
        try:
            for unit in self.chance.sample(self.units, len(self.units)):
                if unit.published:
                    if unit.kind != "now":
                        self.forget(unit)
                    unit.begin_version()
                self.send(unit)
        except OSError:
            pass

    def forget(self, unit):
        """A version that came later takes the names; the delivery of the old one is done."""
        for path in (*unit.files, "COMMIT", "manifest-sha256.txt"):
            self.acknowledged.pop((unit.mission, unit.delivery, path), None)

    def check_after_restart(self):
        for (mission, delivery, path), sha256 in self.acknowledged.items():
            file = self.mount / "delivery" / mission / delivery / path
            self.assertTrue(file.exists(), f"{file} was acknowledged and is lost")
            self.assertEqual(ma.sha256(file), sha256, file)
        for unit in self.units:
            self.check_unit(unit)

    def check_unit(self, unit):
        here = {path: self.mount / unit.public_path(path) for path in unit.files}
        there = [path for path, file in here.items() if file.exists()]
        self.assertIn(len(there), (0, len(here)), f"{unit.delivery} is public by halves: {there}")
        for path in there:
            found = ma.sha256(here[path])
            self.assertIn(found, self.known[unit.public_path(path)], here[path])
        # What came due before the kill may be published while these files are read one by one.
        ma.eventually(lambda: self.new_files(unit, here) in (0, len(here)),
                      f"{unit.delivery} is one version")
        unit.published = self.new_files(unit, here) > 0

    def new_files(self, unit, here):
        return sum(file.exists() and ma.sha256(file) == sha256_of(unit.files[path])
                   for path, file in here.items())

    def test_no_kill_loses_or_halves_anything(self):
        reader = Reader(self.mount, self.units)
        reader.start()
        try:
            for _ in range(KILLS):
                sender = threading.Thread(target=self.send_all)
                sender.start()
                threading.Event().wait(self.chance.uniform(0.0, 0.8))
                self.archive.kill()
                sender.join()
                self.archive.start()
                self.check_after_restart()
        finally:
            reader.ending = True
            reader.join()
        self.assertEqual(reader.partial, [])
        self.assertGreater(reader.looks, KILLS)
        self.finish_all()

    def finish_all(self):
        """What is sent again to the end is public, and nothing is left behind in staging."""
        unfinished = [unit for unit in self.units if not unit.published]
        # now/ is one delivery: a file of another unit that a kill cut short keeps it receiving.
        for unit in unfinished:
            self.send(unit)
        for unit in unfinished:
            self.archive.wait(unit.delivery, unit.mission)
        self.check_after_restart()
        self.assertTrue(all(unit.published for unit in self.units))
        self.archive.stop()
        ma.run(ma.HEAFS, "scan", self.archive.folder)
        self.assert_no_orphans()
        self.archive.start()

    def assert_no_orphans(self):
        """Whatever stands in staging is a control file that the catalogue knows."""
        staging = self.archive.folder / "data" / ".heafs-staging"
        known = ma.run("sqlite3", "-readonly", self.archive.folder / "catalog.db",
                       "SELECT serial FROM staged WHERE path IN ('COMMIT', 'manifest-sha256.txt')")
        orphans = {file.name for file in staging.glob("*/*")} - set(known.stdout.split())
        self.assertEqual(orphans, set())


if __name__ == "__main__":
    ma.main()
