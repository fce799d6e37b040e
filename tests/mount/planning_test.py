#!/usr/bin/env python3
"""What `ls -l` of a product folder costs: no event list is opened, and a response file is read once
for all folders. Watched with strace, which must be allowed to attach."""

import os
import re
import unittest

import durability_test as durability
import mounted_archive as ma
import simulated_sky as ss

OPENED = "open,openat,openat2"


def opened_below(trace, part):
    """Paths with `part` that were opened while the trace ran."""
    paths = []
    for name, text in trace.calls:
        result = re.search(r"= \d+<(.*)>$", text)
        if name in OPENED.split(",") and result and part in result.group(1):
            paths.append(result.group(1))
    return paths


def list_long(folder):
    """As `ls -l` does: the size of everything that is listed."""
    return {name: os.lstat(folder / name).st_size for name in os.listdir(folder)}


@unittest.skipUnless(durability.can_trace(), "strace cannot trace here")
class Planning(ss.SkyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        delivery = cls.archive.deliver_to("now", "swift")
        ma.run("cp", "-r", cls.archive.scratch / "swift" / "caldb", delivery)
        ma.eventually(lambda: len(list((cls.mount / "caldb/data").rglob("*.[ar][rm]f"))) >= 2,
                      "responses are published")

    def watched(self, folder):
        with durability.Strace(self.archive, "-e", f"trace={OPENED}") as trace:
            sizes = list_long(folder)
        self.assertIn("response.rmf", sizes)
        return trace

    def fresh(self, radius):
        """A folder that nobody asked for yet."""
        return self.folder.parent / f"radius_{radius}" / self.folder.name

    def test_no_event_list_is_opened(self):
        trace = self.watched(self.fresh(31))
        self.assertEqual(opened_below(trace, ".evt"), [])
        with durability.Strace(self.archive, "-e", f"trace={OPENED}") as trace:
            (self.fresh(31) / "events.fits").read_bytes()
        self.assertTrue(opened_below(trace, "cache"), "the trace saw nothing")

    def test_a_response_is_read_for_the_first_folder_alone(self):
        first = self.watched(self.fresh(32))
        again = self.watched(self.fresh(33))
        for end in (".rmf", ".arf"):
            self.assertLessEqual(len(opened_below(first, end)), 1, end)
            self.assertEqual(opened_below(again, end), [], end)


@unittest.skipUnless(durability.can_trace(), "strace cannot trace here")
@unittest.skipUnless(ma.SHARED_DATA.is_dir(), "there is no real data")
class RealRuns(unittest.TestCase):
    """The responses of a run stand in its event list, which stays shut all the same."""

    def test_no_event_list_is_opened_for_its_responses(self):
        with ma.MountedArchive(shipped=("hess",)) as archive:
            delivery = archive.deliver_to("runs", "hess")
            for run in (23523, 23526):
                folder = delivery / f"obs/{run}"
                folder.mkdir(parents=True)
                ma.run("cp", ma.SHARED_DATA / f"hess/hess_dl3_dr1_obs_id_0{run}.fits.gz",
                       folder / f"hess_dl3_dr1_obs_id_0{run}.fits.gz")
            ma.run("touch", delivery / "COMMIT")
            self.assertEqual(archive.wait("runs", "hess"), "published")
            folder = archive.mount / "sky/83.63308/22.0145/1-10TeV/hess"
            with durability.Strace(archive, "-e", f"trace={OPENED}") as trace:
                sizes = list_long(folder)
                made = (folder / "response.rmf").read_bytes()
            self.assertEqual(sizes["response.rmf"], len(made))
            self.assertEqual(opened_below(trace, "hess_dl3"), [])
            self.assertTrue(opened_below(trace, "cache"), "the trace saw nothing")


if __name__ == "__main__":
    ma.main()
