#!/usr/bin/env python3
"""64 writers at once: each observation is published whole and as it was sent, each bad one is
rejected by itself, and the daemon lives on."""

import concurrent.futures
import pathlib

import mounted_archive as ma

WRITERS = 64


class ManyWriters(ma.MountTestCase):
    def setUp(self):
        super().setUp()
        self.source = ma.make_halosat(self.scratch / "sent", count=WRITERS, events=100)
        self.sent = {folder.name: ma.hashes(folder)
                     for folder in sorted((self.source / "obs").iterdir())}
        self.assertEqual(len(self.sent), WRITERS)

    def all_at_once(self, work):
        """`work(observation)` for each, in threads of which each waits for programs."""
        with concurrent.futures.ThreadPoolExecutor(WRITERS) as pool:
            return list(pool.map(work, self.sent))

    def public(self, observation):
        return ma.hashes(self.archive.obs(observation))

    def copy(self, observation, delivery, ok=(0,)):
        place = self.archive.deliver_to(delivery) / "obs"
        place.mkdir(exist_ok=True)
        return ma.run("cp", "-r", self.source / "obs" / observation, place, ok=ok).returncode

    def test_deliveries_of_their_own(self):
        self.all_at_once(lambda observation: self.copy(observation, f"by_{observation}"))
        for observation, sent in self.sent.items():
            self.assertEqual(self.archive.wait(f"by_{observation}", timeout=200), "published")
            self.assertEqual(self.public(observation), sent)

    def test_one_delivery(self):
        self.all_at_once(lambda observation: self.copy(observation, "all"))
        self.assertEqual(self.archive.wait("all", timeout=200), "published")
        for observation, sent in self.sent.items():
            self.assertEqual(self.public(observation), sent)

    def test_every_eighth_is_broken_and_only_these_are_rejected(self):
        broken = set(sorted(self.sent)[::8])
        for observation in broken:
            events = next((self.source / "obs" / observation).rglob("*_s14_cl.evt.gz"))
            pathlib.Path(events).write_bytes(events.read_bytes()[:2000])
        ended = self.all_at_once(lambda observation: self.copy(observation, f"by_{observation}",
                                                               ok=(0, 1)))
        for observation, status in zip(self.sent, ended):
            bad = observation in broken
            word = self.archive.wait(f"by_{observation}", timeout=200, expect=1 if bad else 0)
            self.assertEqual((word, status), ("rejected", 1) if bad else ("published", 0))
            self.assertEqual(self.public(observation), {} if bad else self.sent[observation])

    def test_all_write_the_same_file(self):
        """The last that is closed wins; whoever reads sees one of them whole."""
        first = sorted(self.sent)[0]
        path = pathlib.Path("obs") / first / "products" / f"hs{first}_s14_cl.evt.gz"
        staged = self.archive.deliver_to("now") / path
        staged.parent.mkdir(parents=True)
        whole = (self.source / path).read_bytes()

        def write(_):
            try:
                staged.write_bytes(whole)
            except OSError:
                pass  # another one began the file anew in the meantime
        self.all_at_once(write)
        staged.write_bytes(whole)
        self.assertEqual(self.archive.wait("now", timeout=200), "published")
        self.assertEqual(self.public(first), {f"products/{staged.name}": ma.sha256(
            self.source / path)})


if __name__ == "__main__":
    ma.main()
