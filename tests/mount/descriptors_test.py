#!/usr/bin/env python3
"""20,000 files are delivered and listed while the daemon holds a few dozen descriptors."""

import os
import threading

import mounted_archive as ma

FILES = 20_000
MOST_DESCRIPTORS = 100


class Descriptors(ma.MountTestCase):
    archive_options = {"shipped": (), "missions": {
        "halomany": ma.mission_text("halomany", publish='"commit"')}}

    def watch_descriptors(self):
        """Counts the daemon's descriptors until the returned event is set."""
        done = threading.Event()

        def watch():
            while not done.wait(0.02):
                try:
                    opened = len(os.listdir(f"/proc/{self.archive.pid}/fd"))
                except OSError:
                    continue  # between two mounts
                self.most = max(self.most, opened)
        self.most = 0
        thread = threading.Thread(target=watch)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(done.set)

    def test_twenty_thousand_files_are_listed_with_few_descriptors(self):
        self.watch_descriptors()
        made = ma.make_observations("small", self.scratch / "sent", count=FILES)
        sent = sorted(str(path.relative_to(made / "obs"))
                      for path in (made / "obs").rglob("*.fits"))
        self.assertEqual(len(sent), FILES)
        folder = self.archive.deliver_to("first", "halomany")
        ma.run("cp", "-r", made / "obs", folder)
        self.assertEqual(self.archive.verdict("first", "halomany"), "receiving")
        ma.run("touch", folder / "COMMIT")
        self.assertEqual(self.archive.wait("first", "halomany", timeout=120), "published")

        public = self.archive.obs("", "halomany")
        for _ in range(2):
            found = ma.run("find", ".", "-type", "f", "-printf", "%P\n", cwd=public).stdout
            self.assertEqual(sorted(found.splitlines()), sent)
            listed = ma.run("ls", "-lR", cwd=public).stdout
            self.assertEqual(sum(line.startswith("-r--r--r--") for line in listed.splitlines()),
                             FILES)
        self.archive.stop()
        self.archive.start()
        found = ma.run("find", ".", "-type", "f", "-printf", "%P %s\n", cwd=public).stdout
        self.assertEqual(len(found.splitlines()), FILES)
        for name in sent[::997]:
            self.assertEqual(ma.sha256(public / name), ma.sha256(made / "obs" / name))
        self.assertGreater(self.most, 3)
        self.assertLess(self.most, MOST_DESCRIPTORS)


if __name__ == "__main__":
    ma.main()
