#!/usr/bin/env python3
"""Quotas, delivery groups, names: what a mission may not do, and what it is told."""

import errno
import os
import unittest

import mounted_archive as ma
from small_files import fits, sha256_of

NOBODY = 65534
GROUP = 54321
QUOTA = 300_000


def mission(name, delivery=""):
    text = ma.mission_text(name) + ma.waivers("NAM-008", "NAM-009", "KEY-001")
    return text.replace("[delivery]\n", f"[delivery]\n{delivery}\n", 1)


class Quota(ma.MountTestCase):
    archive_options = {"shipped": (), "missions": {
        "small": mission("small", f'quota = "{QUOTA}"')}}

    def error_of(self, path, size):
        """What writing tells; closing tells that the file is no FITS file, in any case."""
        path.parent.mkdir(parents=True, exist_ok=True)
        fd = os.open(path, os.O_CREAT | os.O_WRONLY)
        try:
            os.write(fd, bytes(size))
        except OSError as error:
            return error.errno
        finally:
            try:
                os.close(fd)
            except OSError as error:
                self.assertEqual(error.errno, errno.EBADMSG)
        return 0

    def test_a_write_beyond_the_quota_is_refused_and_reported(self):
        first = self.archive.deliver_to("first", "small")
        self.assertEqual(self.error_of(first / "obs/000101/products/a.fits", QUOTA + 1),
                         errno.EDQUOT)
        self.assertEqual(self.archive.wait("first", "small", expect=1), "rejected")
        finding, = [one for one in self.archive.report("first", "small")["findings"]
                    if one["rule"] == "DLV-013"]
        self.assertEqual(finding["text"],
                         f"{QUOTA + 1} bytes exceeds the agreed {QUOTA} bytes for small")
        self.assertIn("DLV-013", self.archive.report_text("first", "small"))

    def test_removal_gives_the_quota_back(self):
        first = self.archive.deliver_to("first", "small")
        path = first / "obs/000101/products/a.fits"
        self.assertEqual(self.error_of(path, QUOTA - 10), 0)
        self.assertEqual(self.error_of(first / "obs/000101/products/b.fits", 20), errno.EDQUOT)
        path.unlink()
        self.assertEqual(self.error_of(first / "obs/000101/products/b.fits", 20), 0)

    def test_what_is_staged_is_charged_after_a_restart(self):
        first = self.archive.deliver_to("first", "small")
        self.error_of(first / "obs/000101/products/a.fits", QUOTA - 10)
        self.archive.stop()
        self.archive.start()
        self.assertEqual(self.error_of(first / "obs/000101/products/b.fits", 20), errno.EDQUOT)
        free = os.statvfs(first)
        self.assertLess(free.f_bavail * free.f_frsize, QUOTA)

    def send(self, path, content):
        """The errno of what failed first, writing or closing; 0 when both are well."""
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY)
        fault = 0
        try:
            os.write(descriptor, content)
        except OSError as error:
            fault = error.errno
        try:
            os.close(descriptor)
        except OSError as error:
            fault = fault or error.errno
        return fault

    def test_publication_gives_the_quota_back_and_a_mended_copy_goes_on(self):
        now = self.archive.deliver_to("now", "small") / "obs/000101/products"
        first, second = fits("first", 200_000), fits("second", 200_000)
        self.assertGreater(len(first) + len(second), QUOTA)
        self.assertEqual(self.send(now / "a.fits", first), 0)
        self.assertEqual(self.archive.wait("now", "small"), "published")
        self.assertEqual(self.send(now / "b.fits", second), 0)
        self.assertEqual(self.archive.wait("now", "small"), "published")

        self.assertEqual(self.send(now / "c.fits", bytes(QUOTA - 10)), errno.EBADMSG)
        self.assertEqual(self.send(now / "d.fits", first), errno.EDQUOT)
        self.assertEqual(self.archive.wait("now", "small", expect=1), "rejected")
        self.assertIn("DLV-013", self.rules("now", "small"))
        self.assertEqual(self.send(now / "c.fits", fits("third", 200_000)), 0)
        ma.eventually(lambda: self.archive.obs("000101/products/c.fits", "small").exists(),
                      "the mended copy is public")
        self.assertEqual(self.send(now / "d.fits", fits("fourth", 200_000)), 0)
        self.assertEqual(self.archive.wait("now", "small"), "published")
        self.assertNotIn("DLV-013", self.rules("now", "small"))
        self.assertEqual(ma.hashes(self.archive.obs("000101/products", "small")), {
            f"{name}.fits": sha256_of(fits(title, 200_000))
            for name, title in zip("abcd", ("first", "second", "third", "fourth"))})

    def in_place(self, path, content, at):
        """The errno of writing over the bytes from `at` on, as rsync --inplace does; 0: none."""
        descriptor = os.open(path, os.O_WRONLY)
        try:
            os.pwrite(descriptor, content, at)
        except OSError as error:
            return error.errno
        finally:
            try:
                os.close(descriptor)
            except OSError as error:
                self.assertEqual(error.errno, errno.EBADMSG)
        return 0

    def publish_in_now(self):
        """(the file in now/, its bytes, the public file)"""
        file = self.archive.deliver_to("now", "small") / "obs/000101/products/a.fits"
        content = fits("first", 200_000)
        self.assertEqual(self.send(file, content), 0)
        self.assertEqual(self.archive.wait("now", "small"), "published")
        return file, content, self.archive.obs("000101/products/a.fits", "small")

    def fill_the_quota(self, room):
        other = self.archive.deliver_to("other", "small") / "obs/000101/products/x.fits"
        self.assertEqual(self.send(other, bytes(QUOTA - room)), errno.EBADMSG)
        return other

    def dlv_013(self):
        return [one["file"] for one in self.archive.report("now", "small")["findings"]
                if one["rule"] == "DLV-013"]

    def test_writing_over_a_published_file_without_room_for_its_copy_changes_nothing(self):
        file, content, public = self.publish_in_now()
        other = self.fill_the_quota(room=1000)
        self.assertEqual(self.in_place(file, b"x", 3000), errno.EDQUOT)
        self.assertEqual(self.dlv_013(), ["obs/000101/products/a.fits"])
        self.assertIn("for small", self.archive.report_text("now", "small"))
        self.assertEqual(public.read_bytes(), content)
        self.assertEqual(file.read_bytes(), content)

        other.unlink()
        self.assertEqual(self.in_place(file, b"second  ", content.index(b"first")), 0)
        self.assertEqual(self.archive.wait("now", "small"), "published")
        self.assertEqual(self.dlv_013(), [])
        self.assertEqual(public.read_bytes(), fits("second", 200_000))

    def test_writing_beyond_the_end_of_a_published_file_and_the_quota_publishes_nothing(self):
        file, content, public = self.publish_in_now()
        self.assertEqual(self.in_place(file, bytes(1000), QUOTA - 500), errno.EDQUOT)
        self.assertEqual(self.archive.wait("now", "small", expect=1), "rejected")
        self.assertEqual(self.dlv_013(), ["obs/000101/products/a.fits"])
        self.assertEqual(public.read_bytes(), content)
        self.assertEqual(self.send(file, fits("second", 200_000)), 0)
        self.assertEqual(self.archive.wait("now", "small"), "published")
        self.assertEqual(public.read_bytes(), fits("second", 200_000))

    def test_control_files_are_free(self):
        first = self.archive.deliver_to("first", "small")
        self.error_of(first / "obs/000101/products/a.fits", QUOTA)
        (first / "quality.txt").write_text("fine\n" * 100)
        self.assertEqual((first / "quality.txt").stat().st_size, 500)


@unittest.skipUnless(ma.IS_ROOT, "only root can be somebody else")
class Group(ma.MountTestCase):
    archive_options = {"shipped": (), "missions": {"ours": mission("ours", f'group = "{GROUP}"')}}

    def as_user(self, script, groups=(), ok=(0,)):
        for folder in (self.archive.temporary, self.mount.parent):
            os.chmod(folder, 0o755)
        kept = f"--groups={','.join(map(str, groups))}" if groups else "--clear-groups"
        return ma.run("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", kept, "sh", "-c", script,
                      cwd="/", ok=ok)

    def deliveries(self):
        return self.mount / "delivery" / "ours"

    def test_who_is_not_in_the_group_writes_nothing(self):
        made = self.archive.deliver_to("first", "ours")
        os.chmod(made, 0o777)
        (made / "obs").mkdir()
        os.chmod(made / "obs", 0o777)
        for script in (f"mkdir {self.deliveries()}/second", f"mkdir {made}/obs/000101",
                       f": > {made}/COMMIT", f"rmdir {made}/obs", f"mv {made}/obs {made}/trend",
                       f"rmdir {made}", f"ln -s /etc/passwd {made}/link",
                       f": > {self.deliveries()}/now/COMMIT"):
            with self.subTest(script):
                done = self.as_user(script, ok=(1, 2))
                self.assertIn("Permission denied", done.stderr)
        self.as_user(f"cat {made}/verdict.txt && ls {made}")

    def test_who_is_in_it_delivers_and_goes_on_with_what_others_began(self):
        self.as_user(f"mkdir {self.deliveries()}/first && : > {self.deliveries()}/first/COMMIT",
                     groups=(GROUP,))
        other = self.archive.deliver_to("second", "ours")
        self.as_user(f"mkdir {other}/obs", groups=(GROUP,))
        self.assertEqual((self.deliveries()).stat().st_gid, GROUP)
        self.assertEqual((other / "obs").stat().st_gid, GROUP)

    def test_a_rehearsal_is_for_nobody_else(self):
        made = self.archive.deliver_to("test_one", "ours")
        os.chmod(made, 0o777)
        self.assertIn("Permission denied", self.as_user(f"ls {made}", ok=(2,)).stderr)
        self.as_user(f"ls {made}", groups=(GROUP,))
        shown = self.mount / ".heafs/test/ours/test_one"
        self.assertIn("Permission denied", self.as_user(f"ls {shown}", ok=(2,)).stderr)
        self.assertIn("Permission denied", self.as_user(f"ls {shown}/obs", ok=(2,)).stderr)
        self.as_user(f"ls {shown}", groups=(GROUP,))


class Names(ma.MountTestCase):
    def products(self):
        folder = self.archive.deliver_to("first") / "obs/000101/products"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def error_of(self, act):
        try:
            act()
        except OSError as error:
            return error.errno
        return 0

    def test_a_rename_cannot_make_a_name_that_differs_only_in_case(self):
        products = self.products()
        os.close(os.open(products / "a.fits", os.O_CREAT | os.O_WRONLY))
        os.close(os.open(products / "b.fits", os.O_CREAT | os.O_WRONLY))
        self.assertEqual(self.error_of(lambda: os.rename(products / "b.fits", products / "A.FITS")),
                         errno.EINVAL)
        self.assertIn("DLV-006", self.rules("first"))
        os.rename(products / "a.fits", products / "A.FITS")
        self.assertEqual(sorted(os.listdir(products)), ["A.FITS", "b.fits"])

    def test_a_full_folder_takes_no_more_and_lets_names_change(self):
        products = self.products()
        for number in range(2000):
            os.close(os.open(products / f"a{number}", os.O_CREAT | os.O_WRONLY))
        more = self.archive.deliver_to("first") / "more"
        os.close(os.open(more, os.O_CREAT | os.O_WRONLY))
        self.assertEqual(self.error_of(lambda: os.rename(more, products / "more")), errno.EINVAL)
        self.assertIn("NAM-006", self.rules("first"))
        os.rename(products / "a0", products / "b0")
        self.assertTrue((products / "b0").exists())

    def test_links_devices_and_ways_out_are_refused(self):
        products = self.products()
        self.assertEqual(self.error_of(lambda: os.symlink("/etc/passwd", products / "l")),
                         errno.EPERM)
        self.assertIn("SEC-012", self.rules("first"))
        self.assertEqual(self.error_of(lambda: os.mkfifo(products / "pipe")), errno.EPERM)
        self.assertEqual(self.error_of(lambda: (products / "a\\b").write_text("x")), errno.EINVAL)
        ma.eventually(lambda: "DLV-007" in self.rules("first"), "DLV-007 is reported")
        target = self.mount / "obs" / "x"
        os.close(os.open(products / "a.fits", os.O_CREAT | os.O_WRONLY))
        self.assertEqual(self.error_of(lambda: os.rename(products / "a.fits", target)), errno.EXDEV)


if __name__ == "__main__":
    ma.main()
