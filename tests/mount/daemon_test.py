#!/usr/bin/env python3
"""The life of the daemon: one per archive, detached, killed and mounted again, with and without
passthrough, with workers that die, and with many clients at once."""

import concurrent.futures
import mmap
import os
import pathlib
import signal
import subprocess
import unittest

import mounted_archive as ma

OBS = "obs/000101"
EVENTS = f"{OBS}/products/hs000101_s14_cl.evt.gz"


class Mounting(ma.MountTestCase):
    def test_a_second_mount_of_the_archive_is_refused_and_the_first_is_named(self):
        other = self.scratch / "other"
        other.mkdir()
        done = ma.run(ma.HEAFS, "mount", self.archive.folder, other, ok=(3,))
        self.assertIn(f"mounted on {self.mount}", done.stderr)
        self.assertIn(str(self.archive.pid), done.stderr)
        self.assertFalse(os.path.ismount(other))
        self.assertTrue((self.mount / "README.txt").read_text())

    def test_another_archive_on_the_same_mount_point_is_refused(self):
        ma.run(ma.HEAFS, "init", self.scratch / "second", "--reserve", "1MiB")
        done = ma.run(ma.HEAFS, "mount", self.scratch / "second", self.mount, ok=(3,))
        self.assertIn(str(self.archive.folder), done.stderr)
        self.assertEqual(self.archive.status()["archive"], str(self.archive.folder))

    def test_what_is_no_archive_is_refused_with_what_to_do(self):
        target = self.scratch / "target"
        target.mkdir()
        for folder in (target, self.scratch / "absent"):
            done = ma.run(ma.HEAFS, "mount", folder, target, ok=(3,))
            self.assertIn(f"heafs init {folder}", done.stderr)
        self.archive.stop()
        done = ma.run(ma.HEAFS, "mount", self.archive.folder, self.scratch / "absent", ok=(3,))
        self.assertIn("mkdir", done.stderr)
        self.archive.start()

    def test_mount_returns_when_it_serves_and_has_let_go_of_its_starter(self):
        self.archive.stop()
        with open(self.scratch / "out", "w") as out:
            subprocess.run([ma.HEAFS, "mount", self.archive.folder, self.mount], check=True,
                           stdin=subprocess.PIPE, stdout=out, stderr=out, cwd=self.scratch)
        self.assertTrue((self.mount / "obs" / "halosat").is_dir())
        self.archive.pid = pid = self.archive.status()["pid"]
        for number in (0, 1, 2):
            self.assertEqual(os.readlink(f"/proc/{pid}/fd/{number}"), "/dev/null")
        opened = [os.readlink(fd) for fd in pathlib.Path(f"/proc/{pid}/fd").iterdir()]
        self.assertFalse([path for path in opened if path.startswith(str(self.scratch))])
        self.assertEqual(os.readlink(f"/proc/{pid}/cwd"), "/")
        self.assertEqual(os.getsid(pid), pid)

    def test_umount_of_a_busy_mount_is_refused_and_says_why(self):
        with open(self.mount / "README.txt"):
            done = ma.run(ma.HEAFS, "umount", self.mount, ok=(3,))
        self.assertIn("busy", done.stderr)
        self.assertTrue(ma.is_running(self.archive.pid))

    def test_the_stale_mount_of_a_killed_daemon_is_cleaned_up_by_the_next(self):
        self.archive.kill()
        with self.assertRaises(OSError):
            os.listdir(self.mount)
        self.assertIn("cleaned up", self.archive.start().stderr)
        self.assertTrue((self.mount / "obs" / "halosat").is_dir())
        mounts = pathlib.Path("/proc/self/mountinfo").read_text().count(f" {self.mount} ")
        self.assertEqual(mounts, 1)

    def test_after_kill_what_was_acknowledged_is_there_and_completes(self):
        made = ma.make_halosat(self.scratch / "sent", events=300)
        sent = ma.hashes(made / OBS)
        names = [f"{OBS}/{path}" for path in sent]
        folder = self.archive.deliver_to("first")
        for name in names[:9]:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            ma.run("cp", "-p", made / name, folder / name)
        never_closed = open(folder / names[9], "wb")
        never_closed.write((made / names[9]).read_bytes()[:1000])
        never_closed.flush()
        self.archive.kill()
        with self.assertRaises(OSError):
            never_closed.close()
        self.archive.start()
        self.assertEqual(ma.hashes(folder / OBS), {path: sent[path] for path in list(sent)[:9]})
        self.assertEqual((folder / names[0]).stat().st_mtime_ns,
                         (made / names[0]).stat().st_mtime_ns)
        self.assertEqual(self.archive.verdict("first"), "receiving")
        self.assertEqual(sorted(self.archive.report("first")["missing"]), sorted(names[9:]))
        for name in names[9:]:
            ma.run("cp", made / name, folder / name)
        self.archive.wait("first")
        self.assertEqual(ma.hashes(self.archive.obs("000101")), sent)

    def test_after_kill_what_was_published_is_there_with_its_inode_numbers(self):
        made = ma.make_halosat(self.scratch / "sent", events=300)
        self.archive.publish(made)
        public = self.archive.obs("000101")
        numbers = {path: (public / path).stat().st_ino for path in ma.hashes(made / OBS)}
        self.archive.kill()
        self.archive.start()
        self.assertEqual(ma.hashes(public), ma.hashes(made / OBS))
        self.assertEqual({path: (public / path).stat().st_ino for path in numbers}, numbers)


class Passthrough:
    """The same bytes by all three ways; `expected` is the beginning of the state afterwards."""

    def test_every_read_is_right_and_status_tells_the_way(self):
        made = ma.make_halosat(self.scratch / "sent", events=30000)
        self.archive.publish(made)
        public = self.archive.obs("000101")
        self.assertEqual(ma.hashes(public), ma.hashes(made / OBS))
        expected = (made / EVENTS).read_bytes()
        self.assertGreater(len(expected), 200_000)
        with open(public / EVENTS.removeprefix(OBS + "/"), "rb") as file:
            for offset in range(0, len(expected) + 5000, 65537):
                self.assertEqual(os.pread(file.fileno(), 9000, offset),
                                 expected[offset:offset + 9000])
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
                self.assertEqual(mapped[:], expected)
            with open(file.name, "rb") as second:
                self.assertEqual(second.read(), expected)
        self.assertRegex(self.archive.status()["passthrough"], self.expected)

    def test_many_opens_of_one_file_at_once_all_read_it_right(self):
        made = ma.make_halosat(self.scratch / "sent", events=3000)
        self.archive.publish(made)
        path = self.archive.obs("000101") / EVENTS.removeprefix(OBS + "/")
        expected = ma.sha256(made / EVENTS)
        with concurrent.futures.ThreadPoolExecutor(50) as pool:
            found = list(pool.map(lambda _: ma.sha256(path), range(500)))
        self.assertEqual(set(found), {expected})


class PassthroughAuto(Passthrough, ma.MountTestCase):
    # Off without the right, and with a kernel or a libfuse that has none.
    expected = "^on$" if ma.IS_ROOT else "^off: "

    def setUp(self):
        super().setUp()
        state = self.archive.status()["passthrough"]
        if "this kernel" in state or "this libfuse" in state:
            self.expected = "^off: this"


class PassthroughOff(Passthrough, ma.MountTestCase):
    archive_options = {"options": ("passthrough=off",)}
    expected = "^off: by option"


@unittest.skipUnless(ma.IS_ROOT, "only root has a privilege to drop")
class PassthroughRefused(Passthrough, ma.MountTestCase):
    archive_options = {"options": ("privileges=drop",)}
    expected = "^off: (the kernel refused a backing file|this kernel|this libfuse)"


class Workers(ma.MountTestCase):
    def setUp(self):
        super().setUp()
        self.made = ma.make_halosat(self.scratch / "sent", events=300)
        self.archive.publish(ma.make_halosat(self.scratch / "before", first="000201", events=300))

    def stop_worker_during_cp(self):
        """Starts cp of a file, and gives it with the stopped workers that one of has the file."""
        workers = self.archive.workers()
        self.assertTrue(workers)
        for pid in workers:
            os.kill(pid, signal.SIGSTOP)
        (self.archive.deliver_to("now") / EVENTS).parent.mkdir(parents=True)
        copying = subprocess.Popen(["cp", self.made / EVENTS,
                                    self.archive.deliver_to("now") / EVENTS])
        ma.eventually(lambda: self.archive.verdict("now") == "validating", "the file is closed")
        return copying, workers

    def assert_held_and_the_next_delivery_works(self):
        self.assertEqual(self.archive.wait("now", expect=1), "held")
        self.assertEqual(self.rules("now"), {"SEC-090"})
        self.assertIn("nothing is wrong with your delivery", self.archive.report_text("now"))
        self.assertFalse(self.archive.obs("000101").exists())
        self.archive.publish(self.made, "next")
        self.assertEqual(ma.hashes(self.archive.obs("000101")), ma.hashes(self.made / OBS))
        self.assertTrue(self.archive.workers())

    def test_a_file_whose_worker_is_killed_is_held_and_the_next_delivery_works(self):
        copying, workers = self.stop_worker_during_cp()
        for pid in workers:
            os.kill(pid, signal.SIGKILL)
        self.assertEqual(copying.wait(20), 0)
        self.assert_held_and_the_next_delivery_works()

    def test_a_close_answers_after_three_seconds_when_its_worker_does_not(self):
        copying, workers = self.stop_worker_during_cp()
        self.assertEqual(copying.wait(10), 0)
        self.assertEqual({ma.process_facts(pid)[0] for pid in workers}, {"T"})
        for pid in workers:
            os.kill(pid, signal.SIGCONT)
        self.assertEqual(self.archive.wait("now"), "published")

    def test_workers_are_shut_in(self):
        workers = self.archive.workers()
        self.assertTrue(workers)
        for pid in workers:
            facts = dict(line.split(":", 1) for line in
                         pathlib.Path(f"/proc/{pid}/status").read_text().splitlines())
            for capabilities in ("CapEff", "CapPrm", "CapInh", "CapAmb", "CapBnd"):
                self.assertEqual(int(facts[capabilities], 16), 0, capabilities)
            self.assertEqual(facts["NoNewPrivs"].strip(), "1")
            self.assertEqual(facts["Seccomp"].strip(), "2")
            self.assertNotIn("0", facts["Uid"].split())
            self.assertNotIn("0", facts["Gid"].split())
            self.assertEqual(facts["Groups"].strip(), "")
            names = {os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")}
            self.assertEqual({name.split(":")[0] for name in names}, {"/dev/null", "socket"})

    def test_idle_workers_that_are_killed_cost_no_file(self):
        for pid in self.archive.workers():
            os.kill(pid, signal.SIGKILL)
        self.archive.publish(self.made, "next")
        self.assertEqual(self.archive.report("next")["findings"], [])

    def test_no_worker_outlives_the_daemon(self):
        workers = self.archive.workers()
        self.archive.kill()
        ma.eventually(lambda: not any(map(ma.is_running, workers)), "the workers ended")
        self.archive.start()


class ManyClients(ma.MountTestCase):
    def test_sixteen_writers_and_sixty_four_readers_at_once_see_only_whole_files(self):
        made = ma.make_halosat(self.scratch / "sent", count=17, events=300)
        ids = sorted(path.name for path in (made / "obs").iterdir())
        (self.scratch / "first" / "obs").mkdir(parents=True)
        (made / "obs" / ids[0]).rename(self.scratch / "first" / "obs" / ids[0])
        self.archive.publish(self.scratch / "first")
        sent = ma.hashes(self.scratch / "first" / "obs") | ma.hashes(made / "obs")

        def write(name):
            folder = self.archive.deliver_to(f"by_{name}") / "obs"
            folder.mkdir()
            ma.run("cp", "-r", made / "obs" / name, folder)
            return self.archive.wait(f"by_{name}")

        def read(_):
            seen = ma.hashes(self.archive.obs())
            return len(seen), {path: hash_ for path, hash_ in seen.items() if sent[path] != hash_}

        with concurrent.futures.ThreadPoolExecutor(16) as writers, \
                concurrent.futures.ThreadPoolExecutor(64) as readers:
            written = [writers.submit(write, name) for name in ids[1:]]
            found = list(readers.map(read, range(64)))
            self.assertEqual({future.result() for future in written}, {"published"})
        self.assertEqual([wrong for _, wrong in found if wrong], [])
        self.assertGreaterEqual(min(number for number, _ in found), 14)
        self.assertEqual(ma.hashes(self.archive.obs()), sent)


if __name__ == "__main__":
    ma.main()
