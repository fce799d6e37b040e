#!/usr/bin/env python3
"""scp and sftp through a real sshd on this machine: how most mission teams deliver. Needs root."""

import gzip
import os
import pathlib
import shutil
import socket
import subprocess
import unittest

import mounted_archive as ma
from writing_clients_test import EVENTS, OBS

SSHD = shutil.which("sshd") or "/usr/sbin/sshd"
SFTP_SERVER = "/usr/lib/openssh/sftp-server"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Sshd:
    """An sshd of this test alone: own keys, own port, 127.0.0.1 only."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        folder.mkdir()
        for name in ("host", "client"):
            ma.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name)
        shutil.copy(folder / "client.pub", folder / "authorized")
        self.log = open(folder / "log", "w+")
        settings = {"Port": self.port, "ListenAddress": "127.0.0.1", "HostKey": folder / "host",
                    "PidFile": folder / "pid", "AuthorizedKeysFile": folder / "authorized",
                    "StrictModes": "no", "PermitRootLogin": "prohibit-password", "UsePAM": "no",
                    "Subsystem": f"sftp {SFTP_SERVER}"}
        (folder / "config").write_text("".join(f"{key} {value}\n"
                                               for key, value in settings.items()))
        pathlib.Path("/run/sshd").mkdir(exist_ok=True)
        self.process = subprocess.Popen([SSHD, "-D", "-e", "-f", str(folder / "config")],
                                        stdout=self.log, stderr=self.log)
        ma.eventually(self.answers, "sshd listens")

    def answers(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def options(self):
        """What scp and sftp need to find it."""
        return ["-q", "-P", self.port, "-i", self.folder / "client", "-F", "none",
                "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
                "-o", "BatchMode=yes"]

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.log.close()


@unittest.skipUnless(ma.IS_ROOT, "needs root: sshd changes its user")
@unittest.skipUnless(os.path.exists(SSHD) and os.path.exists(SFTP_SERVER), "no sshd here")
class SshClients(ma.MountTestCase):
    def setUp(self):
        super().setUp()
        self.sshd = Sshd(self.scratch / "sshd")
        self.addCleanup(self.sshd.stop)
        self.source = ma.make_halosat(self.scratch / "sent", events=500)
        self.sent = ma.hashes(self.source / OBS)
        self.delivery = self.archive.deliver_to("first")
        self.there = f"root@127.0.0.1:{self.delivery}"

    def scp(self, *words, **options):
        return ma.run("scp", *self.sshd.options(), *words, **options)

    def sftp(self, *commands, **options):
        """Runs the commands; the first that fails ends it with exit status 1."""
        return ma.run("sftp", *self.sshd.options(), "-b", "-", "root@127.0.0.1",
                      input="".join(f"{command}\n" for command in commands), **options)

    def assert_published(self):
        self.assertEqual(self.archive.wait("first"), "published")
        self.assertEqual(ma.hashes(self.archive.obs("000101")), self.sent)

    def broken(self):
        """A local event list that was cut; its bytes fail at the close."""
        file = self.scratch / pathlib.Path(EVENTS).name
        file.write_bytes((self.source / EVENTS).read_bytes()[:3000])
        return file

    def test_scp_publishes_and_keeps_times(self):
        self.scp("-r", "-p", self.source / "obs", self.there)
        self.assert_published()
        sent = int((self.source / EVENTS).stat().st_mtime)
        public = self.archive.obs(EVENTS.removeprefix("obs/"))
        self.assertEqual(int(public.stat().st_mtime), sent)

    def test_the_old_protocol_of_scp_publishes(self):
        self.scp("-O", "-r", self.source / "obs", self.there)
        self.assert_published()

    def test_scp_out_of_the_mount_has_the_bytes(self):
        self.scp("-r", self.source / "obs", self.there)
        self.assert_published()
        self.scp("-r", f"root@127.0.0.1:{self.archive.obs('000101')}", self.scratch / "back")
        self.assertEqual(ma.hashes(self.scratch / "back"), self.sent)

    def test_sftp_publishes(self):
        self.sftp(f"put -r {self.source}/obs {self.delivery}/")
        self.assert_published()

    def test_sftp_puts_under_another_name_and_renames(self):
        self.sftp(f"put -r {self.source}/obs {self.scratch}/elsewhere")
        first, *others = sorted(self.sent)
        folders = sorted({str(pathlib.Path(path).parent) for path in self.sent})
        self.sftp(f"mkdir {self.delivery}/obs", f"mkdir {self.delivery}/{OBS}",
                  *(f"mkdir {self.delivery}/{OBS}/{folder}" for folder in folders),
                  *(f"put {self.source}/{OBS}/{path} {self.delivery}/{OBS}/{path}"
                    for path in others))
        target = pathlib.Path(self.delivery, OBS, first)
        aside = target.with_name("." + target.name + ".part")
        self.sftp(f"put {self.source}/{OBS}/{first} {aside}", f"rename {aside} {target}")
        self.assert_published()

    def test_scp_reports_a_broken_file_and_sending_it_again_mends_it(self):
        self.scp("-r", self.source / OBS / "unfiltered", f"{self.there}/{self.made(OBS)}")
        self.scp("-r", self.source / OBS / "products", f"{self.there}/{OBS}/")
        self.assert_published()

        place = self.archive.deliver_to("now") / self.made(OBS + "/products", "now")
        failed = self.scp(self.broken(), f"root@127.0.0.1:{place}/", ok=(1,))
        self.assertNotEqual(failed.stderr, "")
        self.assertEqual(self.archive.wait("now", expect=1), "rejected")
        self.assertIn("SEC-011", self.rules("now"))
        self.scp(self.source / EVENTS, f"root@127.0.0.1:{place}/")
        self.assertEqual(self.archive.wait("now"), "published")

    def made(self, path, delivery="first"):
        (self.archive.deliver_to(delivery) / path).mkdir(parents=True)
        return path

    def test_the_old_scp_reports_a_broken_file(self):
        place = self.delivery / self.made(f"{OBS}/products")
        self.scp("-O", self.broken(), f"root@127.0.0.1:{place}/", ok=(1,))
        self.assertFalse(self.archive.obs("000101").exists())

    def test_sftp_reports_a_broken_file(self):
        place = self.delivery / self.made(f"{OBS}/products")
        self.sftp(f"put {self.broken()} {place}/", ok=(1,))
        self.assertFalse(self.archive.obs("000101").exists())

    def test_sftp_resumes_a_file_that_was_cut_short(self):
        large = gzip.compress(os.urandom(3_000_000), 0)
        path = f"{OBS}/products/hs000101.log.pdf.gz"
        local = self.scratch / "whole.pdf.gz"
        local.write_bytes(gzip.compress(b"%PDF-1.4\n" + large, 0))
        place = self.delivery / self.made(f"{OBS}/products")
        cut = self.scratch / "hs000101.log.pdf.gz"
        cut.write_bytes(local.read_bytes()[:1_000_000])
        self.sftp(f"put {cut} {place}/", ok=(1,))
        shutil.copy(local, cut)
        self.sftp(f"put {cut} {place}/")
        self.assertEqual(ma.sha256(self.delivery / path), ma.sha256(local))

    def test_a_wrong_name_fails_at_once(self):
        place = self.delivery / self.made(f"{OBS}/products")
        done = self.scp(self.source / EVENTS, f"root@127.0.0.1:{place}/A-b.evt.gz", ok=(1,))
        self.assertIn("A-b.evt.gz", done.stderr)
        self.assertIn("NAM-002", self.rules("first"))


if __name__ == "__main__":
    ma.main()
