#!/usr/bin/env python3
"""What is on the disk before anything is promised: the order of the daemon's system calls, and what
happens when the disk fails one. Watched with strace, which must be allowed to attach."""

import pathlib
import re
import signal
import subprocess
import unittest

import mounted_archive as ma

CALL = re.compile(r"^\d+ +(?:<\.\.\. )?(\w+)(?:\(| resumed>)(.*)$")
SYNCS = ("fsync", "fdatasync", "syncfs")
WATCHED = ",".join((*SYNCS, "renameat", "renameat2", "rename", "pwrite64", "pwritev", "mkdirat"))


def can_trace():
    try:
        done = subprocess.run(["strace", "-e", "trace=none", "true"], capture_output=True)
    except FileNotFoundError:
        return False
    return done.returncode == 0


def calls_of(text):
    """(name, arguments and result) of each call of a trace, in order, at the place where it ended:
    an unfinished one counts when it is resumed."""
    begun, ended = {}, []
    for line in text.splitlines():
        if not (parts := CALL.match(line)):
            continue
        thread, (name, rest) = line.split()[0], parts.groups()
        if rest.endswith("<unfinished ...>"):
            begun[thread] = rest
        else:
            ended.append((name, begun.pop(thread, "") + rest))
    return ended


class Strace:
    """`with Strace(archive, options) as trace:` - afterwards trace.calls, in order: (name, text)."""

    def __init__(self, archive, *options):
        self.pid = archive.pid
        self.file = archive.scratch / "strace.txt"
        self.words = ["strace", "-f", "-y", "-s", "16", *options, "-p", str(archive.pid), "-o",
                      str(self.file)]

    def __enter__(self):
        self.process = subprocess.Popen(self.words, stderr=subprocess.PIPE, text=True)
        line = self.process.stderr.readline()
        assert "attached" in line, line
        return self

    def __exit__(self, *_):
        if ma.is_running(self.pid):  # else it ends by itself, and may hang in letting go of a dead one
            self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=60)

    @property
    def calls(self):
        return calls_of(self.file.read_text(errors="replace"))


class Traces(unittest.TestCase):
    """strace pads the numbers of threads to five places: on a machine with few processes they are
    shorter."""

    def test_a_call_is_read_whatever_the_number_of_its_thread(self):
        for thread in ("7", "2388", "31999", "4194303"):
            self.assertEqual(calls_of(f"{thread:<5} fsync(7</a/b>) = 0\n"),
                             [("fsync", "7</a/b>) = 0")])

    def test_a_call_counts_where_it_ends(self):
        text = ("2388  fsync(7</a> <unfinished ...>\n"
                "12389 syncfs(8</b>)                      = 0\n"
                "2388  <... fsync resumed>)                = 0\n"
                "2388  +++ exited with 0 +++\n")
        self.assertEqual([name for name, _ in calls_of(text)], ["syncfs", "fsync"])
        self.assertIn("7</a>", calls_of(text)[1][1])


@unittest.skipUnless(can_trace(), "strace cannot trace here")
class OrderOnDisk(ma.MountTestCase):
    def setUp(self):
        super().setUp()
        self.source = ma.make_halosat(self.scratch / "sent", events=200)
        with Strace(self.archive, "-e", f"trace={WATCHED}") as trace:
            self.archive.publish(self.source, "first")
        self.calls = trace.calls
        self.moves = self.where(r"^renameat2?$", r"\.heafs-staging/.*obs/halosat/")
        self.assertEqual(len(self.moves), 14)

    def where(self, name, text):
        """The places of the calls whose name and arguments match."""
        return [index for index, call in enumerate(self.calls)
                if re.search(name, call[0]) and re.search(text, call[1])]

    def test_every_byte_is_on_the_disk_before_the_journal_says_so(self):
        written = self.where("^pwrite", r"/\.heafs-staging/")
        self.assertGreaterEqual(len(written), 14)
        whole = self.where("^syncfs$", "/data>")
        journal = [index for index in self.where("^fdatasync$", "catalog.db-wal")
                   if index < self.moves[0]][-1]
        between = [index for index in whole if written[-1] < index < journal]
        self.assertTrue(between, "no syncfs of data/ between the last byte and the journal")
        self.assertLess(journal, self.moves[0])

    def test_the_record_is_on_the_disk_before_the_first_file_moves(self):
        folder = "/deliveries/halosat/first"
        bytes_ = self.where("^fsync$", f"{folder}/record.json.new>")
        name = self.where("^rename", f"{folder}/record.json.new.*{folder}/record.json\"")
        names = self.where("^fsync$", f"{folder}>")
        self.assertLess(bytes_[0], name[0])
        self.assertTrue([index for index in names if name[0] < index < self.moves[0]])

    def test_the_names_are_on_the_disk_before_the_ledger_calls_them_published(self):
        folders = {"/data/.heafs-staging/[0-9a-f]{2}", "/data/obs/halosat/000101/products",
                   "/data/obs/halosat/000101/unfiltered", "/data/obs/halosat/000101",
                   "/data/obs/halosat", "/data/obs", "/data"}
        synced = [index for folder in folders
                  for index in self.where("^fsync$", f"{folder}>")[-1:]
                  if index > self.moves[-1]]
        self.assertEqual(len(synced), len(folders))
        ledger = self.where("^fdatasync$", "catalog.db-wal")
        self.assertGreater(ledger[-1], max(synced))
        self.assertFalse([index for index in ledger if self.moves[-1] < index < max(synced)])

    def test_the_receipt_comes_when_the_ledger_is_on_the_disk(self):
        receipt = self.where("^rename", r"receipt\.json\.new")
        ledger = self.where("^fdatasync$", "catalog.db-wal")
        self.assertTrue([index for index in ledger if self.moves[-1] < index < receipt[0]])


@unittest.skipUnless(can_trace(), "strace cannot trace here")
class FailingDisk(ma.MountTestCase):
    """The n-th call that puts something onto the disk fails."""

    def assert_all_or_nothing(self):
        there = ma.hashes(self.archive.obs("000101"))
        self.assertIn(there, ({}, self.sent))
        return there == self.sent

    def deliver_while(self, call, number):
        delivery = self.archive.deliver_to("first")
        with Strace(self.archive, "-e", f"trace={call}", "-e",
                    f"inject={call}:error=EIO:when={number}") as trace:
            ma.run("cp", "-r", self.sent_folder / "obs", delivery, ok=None)
            waited = ma.run(ma.HEAFS, "wait", delivery, "--timeout", "8", ok=None)
        self.assertIn("(INJECTED)", trace.file.read_text(errors="replace"))
        return waited

    def check(self, call, number):
        self.sent_folder = ma.make_halosat(self.scratch / "sent", events=200)
        self.sent = ma.hashes(self.sent_folder / "obs/000101")
        waited = self.deliver_while(call, number)
        public = self.assert_all_or_nothing()
        self.assertTrue(ma.is_running(self.archive.pid), "the daemon died of it")
        if waited.returncode == 0:
            self.assertTrue(public, "it was said to be published")
        self.archive.kill()
        self.archive.start()
        self.assert_all_or_nothing()
        ma.run("cp", "-r", self.sent_folder / "obs", self.archive.deliver_to("first"))
        self.assertEqual(self.archive.wait("first"), "published")
        self.assertEqual(ma.hashes(self.archive.obs("000101")), self.sent)
        self.assertEqual(self.staged(), [])

    def staged(self):
        return [path.name for path in
                pathlib.Path(self.archive.folder / "data/.heafs-staging").glob("*/*")]

    def test_the_first_sync_of_all_bytes_fails(self):
        self.check("syncfs", 1)

    def test_the_journal_cannot_be_written(self):
        self.check("fdatasync", 1)

    def test_the_ledger_cannot_be_written_after_the_move(self):
        self.check("fdatasync", 2)

    def test_the_record_cannot_be_written(self):
        self.check("fsync", 4)

    def test_a_folder_cannot_be_synced_after_the_move(self):
        self.check("fsync", 17)


if __name__ == "__main__":
    ma.main()
