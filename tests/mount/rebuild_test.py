"""A catalogue that was made again from data/ and deliveries/ serves what the old one did, under
the same inode numbers."""

import os

from mounted_archive import HEAFS, MountTestCase, hashes, main, make_halosat, run


class RebuiltArchive(MountTestCase):
    def setUp(self):
        super().setUp()
        source = make_halosat(self.scratch / "first", count=2)
        self.archive.publish(source, "first")
        self.changed = next((source / "obs").rglob("*_cl.evt.gz"))
        self.name = self.changed.relative_to(source / "obs")
        now = self.archive.mount / "delivery" / "halosat" / "now" / "obs" / self.name.parent
        other = make_halosat(self.scratch / "other", count=1, seed=77)
        run("mkdir", "-p", now)
        run("cp", other / "obs" / self.name, now)
        self.archive.wait("now")
        kept = self.archive.folder / "data" / ".heafs-superseded"
        self.assertTrue(list(kept.rglob(self.name.name)), "nothing was replaced")

    def inodes(self):
        """{path: (inode number, size, mtime)} of all that is published."""
        return {str(path.relative_to(self.mount)): (facts.st_ino, facts.st_size, facts.st_mtime_ns)
                for path in sorted(self.archive.obs().rglob("*")) for facts in [path.lstat()]}

    def rebuild(self, *, without_catalogue=False, expect=0):
        self.archive.stop()
        if without_catalogue:
            for path in self.archive.folder.glob("catalog.db*"):
                path.unlink()
        done = run(HEAFS, "scan", self.archive.folder, "--rebuild", ok=(expect,))
        self.archive.start()
        return done.stdout

    def test_the_mount_shows_the_same_files_with_the_same_numbers(self):
        before = self.inodes(), hashes(self.archive.obs())
        self.rebuild()
        self.assertEqual((self.inodes(), hashes(self.archive.obs())), before)

    def test_so_it_does_when_there_was_no_catalogue(self):
        before = self.inodes(), hashes(self.archive.obs())
        self.assertIn("no catalogue", self.rebuild(without_catalogue=True))
        self.assertEqual((self.inodes(), hashes(self.archive.obs())), before)
        self.assertEqual(self.archive.verdict("first"), "published")

    def test_new_deliveries_get_numbers_that_were_never_given(self):
        given = {number for number, _, _ in self.inodes().values()}
        self.rebuild(without_catalogue=True)
        more = make_halosat(self.scratch / "more", first="000901")
        self.archive.publish(more, "more")
        files = [path for path in self.archive.obs("000901").rglob("*") if path.is_file()]
        self.assertTrue(files)
        # The replaced version had a number too.
        self.assertGreater(min(path.stat().st_ino for path in files),
                           max(number for number in given if number < 2**61))

    def test_a_flipped_byte_hides_that_file_only(self):
        before = hashes(self.archive.obs())
        victim = self.archive.folder / "data" / "obs" / "halosat" / self.name
        data = bytearray(victim.read_bytes())
        data[1000] ^= 1
        os.chmod(victim, 0o600)
        victim.write_bytes(data)
        words = self.rebuild(expect=1)
        self.assertIn(f"data/obs/halosat/{self.name}", words)
        del before[str(self.name)]
        self.assertEqual(hashes(self.archive.obs()), before)

    def test_a_mounted_archive_is_scanned_but_not_rebuilt(self):
        run(HEAFS, "scan", self.mount)
        refused = run(HEAFS, "scan", self.archive.folder, "--rebuild", ok=(3,))
        self.assertIn("unmount", refused.stderr)
        self.assertIn(str(self.mount), refused.stderr)


if __name__ == "__main__":
    main()
