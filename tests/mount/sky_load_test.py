#!/usr/bin/env python3
"""Products under load: many readers, a cache that vanishes, publications in between, readers that
are killed. Every byte is right, each product is rendered once, and the daemon stays well."""

import concurrent.futures
import ctypes
import gzip
import os
import pathlib
import random
import shutil
import signal
import struct
import subprocess
import threading
import time

from astropy.io import fits

import mounted_archive as ma
import simulated_sky as ss

READERS = 64
# What a folder has whatever its radius: a wide region leaves no room for a background.
ANYWHERE = [name for name in ss.PRODUCTS if not name.startswith("background")]
# Texts that are the same whatever was observed.
CONSTANT = ["background.reg", "load.xcm", "load_sherpa.py", "source.reg"]
IN_CREATE = 0x100
LIBC = ctypes.CDLL(None, use_errno=True)


class Renders:
    """`with Renders(cache) as renders:` - counts() then gives how often each key was begun."""

    def __init__(self, folder):
        self.folder = folder

    def __enter__(self):
        self.folder.mkdir(exist_ok=True)
        self.descriptor = LIBC.inotify_init1(os.O_NONBLOCK)
        assert LIBC.inotify_add_watch(self.descriptor, os.fsencode(self.folder), IN_CREATE) >= 0
        return self

    def __exit__(self, *_):
        os.close(self.descriptor)

    def counts(self):
        counts = {}
        try:
            while content := os.read(self.descriptor, 1 << 20):
                while content:
                    length = struct.unpack_from("iIII", content)[3]
                    name = content[16:16 + length].rstrip(b"\0").decode()
                    content = content[16 + length:]
                    if "." in name:
                        key = name.partition(".")[0]
                        counts[key] = counts.get(key, 0) + 1
        except BlockingIOError:
            return counts


def in_parallel(work, items):
    """[work(item)], each on a thread of its own, all begun together."""
    barrier = threading.Barrier(len(items))

    def begin(item):
        barrier.wait()
        return work(item)
    with concurrent.futures.ThreadPoolExecutor(len(items)) as pool:
        return list(pool.map(begin, items))


def read_with_size(path):
    """(st_size of the open file, its bytes)."""
    with open(path, "rb") as file:
        return os.fstat(file.fileno()).st_size, file.read()


class Load(ss.SkyCase):
    def cache(self):
        return self.archive.folder / "cache"

    def request(self, number):
        """A folder of products that no other test asks for."""
        return self.sky / self.place / "0.3-10" / f"radius_{self.first + number}" / "swift_xrt_pc"

    def setUp(self):
        super().setUp()
        self.first = 50 + 100 * sorted(dir(self)).index(self._testMethodName)

    def expected(self, path):
        """The product's bytes as `heafs product` writes them."""
        out = self.scratch / "expected"
        ma.run(ma.HEAFS, "product", self.archive.folder, self.relative(path), "-o", out)
        return out.read_bytes()

    def assert_well(self):
        self.assertTrue(ma.is_running(self.archive.pid))
        self.assertEqual(self.archive.status()["pid"], self.archive.pid)
        self.assertNotIn(" error ", self.archive.log())


class Readers(Load):
    def test_readers_of_one_product_get_its_bytes_and_it_is_rendered_once(self):
        for name in ANYWHERE:
            path = self.request(ANYWHERE.index(name)) / name
            with Renders(self.cache()) as renders:
                found = in_parallel(read_with_size, [path] * READERS)
                self.assertEqual(list(renders.counts().values()), [1])
            expected = self.expected(path)
            self.assertEqual(set(found), {(len(expected), expected)})
        self.assert_well()

    def test_readers_of_different_products_get_each_its_own(self):
        paths = [self.request(number) / name
                 for number in range(READERS // len(ANYWHERE)) for name in ANYWHERE]
        with Renders(self.cache()) as renders:
            found = in_parallel(read_with_size, paths)
            counts = renders.counts()
        self.assertEqual((len(counts), set(counts.values())), (len(paths), {1}))
        for path, (size, content) in zip(paths, found):
            self.assertEqual(size, len(content))
            self.assertEqual(content, self.expected(path), path)
        self.assert_well()

    def test_a_cache_that_is_removed_under_load_costs_no_byte(self):
        paths = [self.request(number) / name for number in range(4) for name in ANYWHERE]
        expected = {path: path.read_bytes() for path in paths}
        begun, enough = time.monotonic(), threading.Event()

        def keep_reading(number):
            dice = random.Random(number)
            reads = 0
            while not enough.is_set() or reads <= 3:
                path = dice.choice(paths)
                self.assertEqual(read_with_size(path), (len(expected[path]), expected[path]))
                reads += 1
            return reads

        def keep_removing():
            removed = 0
            while removed <= 50 or time.monotonic() < begun + 4:
                shutil.rmtree(self.cache(), ignore_errors=True)
                removed += 1
                if time.monotonic() > begun + 60:
                    break
                time.sleep(0.005)
            enough.set()
            return removed
        with concurrent.futures.ThreadPoolExecutor(1) as remover:
            removals = remover.submit(keep_removing)
            reads = in_parallel(keep_reading, range(16))
        self.assertGreater(removals.result(), 50)
        self.assertGreater(min(reads), 3)
        self.assert_well()


class Killed(Load):
    """Readers that are killed while they wait for a large image (8 MiB to 50 MiB)."""

    def image(self, number, pixel=0.4):
        return (self.sky / self.place / "0.3-10" / f"radius_{self.first + number}"
                / f"pix_{pixel}" / "swift_xrt_pc" / "image.fits")

    def begin_readers(self, paths):
        readers = [subprocess.Popen(["cat", path], stdout=subprocess.DEVNULL,
                                    stderr=subprocess.DEVNULL) for path in paths]
        for reader in readers:
            self.addCleanup(reader.wait)
            self.addCleanup(reader.kill)
        return readers

    def kill_all(self, readers):
        dice = random.Random(3)
        for reader in readers:
            time.sleep(dice.uniform(0, 0.01))
            reader.send_signal(dice.choice([signal.SIGKILL, signal.SIGINT, signal.SIGTERM]))
        return [reader.wait(10) for reader in readers]

    def test_killed_readers_do_not_hurt_who_waits_for_the_same_product(self):
        before = ss.open_descriptors(self.archive.pid)
        # Large enough that most are still waiting when they are killed.
        paths = [self.image(number % 8, 0.2) for number in range(READERS)]
        size = paths[0].stat().st_size
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            readers = self.begin_readers(paths)
            patient = [pool.submit(read_with_size, paths[number]) for number in range(2)]
            ends = self.kill_all(readers)
            self.assertGreater(sum(end < 0 for end in ends), READERS // 2)
            for number, reading in enumerate(patient):
                self.assertEqual(reading.result(30)[0], size)
                self.assertEqual(reading.result()[1], self.expected(paths[number]))
        ma.eventually(lambda: ss.open_descriptors(self.archive.pid) <= before + 10,
                      "the descriptors of killed readers are closed")
        self.assertEqual(self.image(7).read_bytes(), self.expected(self.image(7)))
        self.assert_well()

    def test_umount_returns_while_a_product_whose_reader_is_gone_is_rendered(self):
        readers = self.begin_readers([self.image(number, 0.2) for number in range(4)])
        time.sleep(0.1)
        self.assertTrue(any(reader.poll() is None for reader in readers))
        for reader in readers:
            reader.kill()
            reader.wait(10)
        begun = time.monotonic()
        self.archive.stop()
        self.assertLess(time.monotonic() - begun, 20)
        self.archive.start()
        self.assertEqual((self.folder / "image.fits").stat().st_size,
                         len((self.folder / "image.fits").read_bytes()))

    def test_lazy_umount_returns_while_readers_wait(self):
        readers = self.begin_readers([self.image(number, 0.2) for number in range(4)])
        time.sleep(0.1)
        pid = self.archive.pid
        self.archive.pid = None
        ma.run(ma.HEAFS, "umount", "--lazy", self.mount)
        for reader in readers:
            reader.wait(60)
        ma.eventually(lambda: not ma.is_running(pid), "the daemon is gone", 60)
        self.archive.start()
        self.assert_well()


class Published(Load):
    """A publication between two reads. Two observations of one field: the first is public, the
    second, or a new version of the first one's event list, comes while others read."""

    @classmethod
    def setUpClass(cls):
        pass

    def setUp(self):
        self.scratch = pathlib.Path(self.enterContext(ma.temporary_folder()))
        self.archive = ma.MountedArchive(shipped=("swift",), options=self.mount_options)
        self.enterContext(self.archive)
        self.mount = self.archive.mount
        self.sky = self.mount / "sky"
        truth = ss.simulate("swift", self.scratch / "made", observations=2, sources=1, seed=3)
        self.folders = sorted((self.scratch / "made" / "obs").glob("*/*"))
        self.deliver(self.folders[0], "first")
        self.band = self.sky / ss.place_of(truth["sources"][0]) / "0.3-10"
        self.folder = self.band / "swift_xrt_pc"

    def deliver(self, folder, delivery):
        month = self.archive.deliver_to(delivery, "swift") / "obs" / folder.parent.name
        month.mkdir(parents=True)
        ma.run("cp", "-r", folder, f"{month}/")
        ma.run("touch", self.archive.deliver_to(delivery, "swift") / "COMMIT")
        self.assertEqual(self.archive.wait(delivery, "swift"), "published")

    def deliver_second_observation(self):
        self.deliver(self.folders[1], "second")

    def deliver_half_of_the_events_again(self):
        """The event list of the first observation without every other row."""
        path = next(self.folders[0].glob("xrt/event/*_cl.evt.gz"))
        shorter = self.scratch / "shorter" / self.folders[0].parent.name / self.folders[0].name
        target = shorter / "xrt" / "event" / path.name
        target.parent.mkdir(parents=True)
        with fits.open(path) as file:
            file["EVENTS"].data = file["EVENTS"].data[::2].copy()
            file["EVENTS"].add_checksum()
            file.writeto(self.scratch / "shorter.fits", output_verify="exception")
        target.write_bytes(gzip.compress((self.scratch / "shorter.fits").read_bytes()))
        self.deliver(shorter, "shorter")

    def read_across(self, publish):
        """{name: (old bytes, new bytes)} of the products, checked while `publish` runs under
        load."""
        paths = [self.folder / name for name in ss.PRODUCTS]
        handles = {path: open(path, "rb") for path in paths}
        for handle in handles.values():
            self.addCleanup(handle.close)
        old = {path: read_with_size(path) for path in paths}
        inodes = {path: path.stat().st_ino for path in paths}
        done = threading.Event()
        seen = {path: set() for path in paths}

        def keep_reading(number):
            while not done.is_set():
                path = paths[number % len(paths)]
                seen[path].add(read_with_size(path))
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            reading = [pool.submit(keep_reading, number) for number in range(16)]
            try:
                publish()
                time.sleep(0.2)
            finally:
                done.set()
            for one in reading:
                one.result()
        new = {path: read_with_size(path) for path in paths}
        for path in paths:
            self.assertEqual(handles[path].read(), old[path][1], path)
            self.assertEqual(os.fstat(handles[path].fileno()).st_size, old[path][0])
            self.assertLessEqual(seen[path], {old[path], new[path]}, path)
            self.assertEqual(old[path][1] == new[path][1], path.name in CONSTANT, path)
            self.assertNotEqual(inodes[path], path.stat().st_ino)
            self.assertEqual(path.stat().st_size, new[path][0])
            self.assertEqual(new[path][1], self.expected(path))
        self.assert_well()
        return {path.name: (old[path][1], new[path][1]) for path in paths}

    def counts(self, products):
        """Events in old and new events.fits, which the images and spectra have too."""
        found = []
        for version in (0, 1):
            with fits.open(self.write(products["events.fits"][version])) as file:
                found.append(len(file["EVENTS"].data))
        return found

    def write(self, content):
        out = self.scratch / "product.fits"
        out.write_bytes(content)
        return out

    def test_a_new_observation_of_the_field_is_seen_and_open_files_keep_their_bytes(self):
        old, new = self.counts(self.read_across(self.deliver_second_observation))
        self.assertGreater(new, old + 100)
        self.assertEqual(len(os.listdir(self.folder / "by_obs")), 2)
        parts = [len(fits.getdata(self.folder / "by_obs" / name / "events.fits", "EVENTS"))
                 for name in os.listdir(self.folder / "by_obs")]
        self.assertEqual(sum(parts), new)

    def test_a_new_version_of_an_event_list_is_seen_and_open_files_keep_their_bytes(self):
        old, new = self.counts(self.read_across(self.deliver_half_of_the_events_again))
        self.assertAlmostEqual(new / old, 0.5, delta=0.1)
        self.assertGreater(new, 100)

    def test_a_listing_shows_the_new_sizes_at_once(self):
        self.assertTrue(os.listdir(self.folder))
        self.deliver_second_observation()
        listed = ma.run("ls", "-l", self.folder).stdout.splitlines()
        sizes = {line.split()[-1]: int(line.split()[4]) for line in listed
                 if line.startswith("-")}
        self.assertEqual(sizes, {name: len((self.folder / name).read_bytes())
                                 for name in ss.PRODUCTS})

    def test_an_instrument_that_was_not_there_appears_with_its_first_observation(self):
        alone = self.band / f"obs_{self.folders[1].name}" / "swift_xrt_pc" / "image.fits"
        self.assertFalse(alone.exists())
        self.deliver_second_observation()
        self.assertTrue(alone.exists())


class ReadersWithoutPassthrough(Readers):
    mount_options = ("passthrough=off",)


class KilledWithoutPassthrough(Killed):
    mount_options = ("passthrough=off",)


class PublishedWithoutPassthrough(Published):
    mount_options = ("passthrough=off",)


class ReadersWithoutPrivileges(Readers):
    mount_options = ("privileges=drop",)


class PublishedWithoutPrivileges(Published):
    mount_options = ("privileges=drop",)


if __name__ == "__main__":
    ma.main()
