"""An archive in a temporary folder, mounted while a `with` block runs, and what the tests of a
mount share: programs to run, simulated observations, hashes of trees, waiting for a condition."""

import hashlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
HEAFS = os.environ.get("HEAFS_BINARY", str(ROOT / "build" / "heafs"))
MAKE_OBSERVATIONS = os.environ.get(
    "HEAFS_MAKE_OBSERVATIONS", str(ROOT / "build" / "tests" / "heafs-make-observations"))
SHARED_DATA = pathlib.Path(os.environ.get("HEAFS_SHARED_DATA", ROOT.parent / "shared" / "data"))
SWIFT = SHARED_DATA / "swift" / "00030795038"
IS_ROOT = os.geteuid() == 0
SKIPPED = 77


def run(*words, ok=(0,), **options):
    """Runs a program in the C locale; fails the test unless its exit status is among `ok`."""
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True,
                          env={**os.environ, "LC_ALL": "C"}, timeout=240, **options)
    if ok is not None and done.returncode not in ok:
        raise AssertionError(f"{' '.join(map(str, words))}: exit status {done.returncode}\n"
                             f"{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done


def eventually(condition, what, seconds=20):
    """Waits until `condition()` is true and gives its value."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"after {seconds} s still not: {what}")
        time.sleep(0.01)
    return value


def temporary_folder():
    return tempfile.TemporaryDirectory(prefix="heafs_mount_test_")


def sha256(path):
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()


def hashes(folder):
    """{path below `folder`: SHA-256} of all files there; {} when there is no such folder."""
    folder = pathlib.Path(folder)
    return {str(path.relative_to(folder)): sha256(path)
            for path in sorted(folder.rglob("*")) if path.is_file()}


def make_halosat(folder, first="000101", **options):
    """Complete simulated observations; gives the folder that holds obs/."""
    return make_observations("halosat", folder, first=first, **options)


def make_observations(kind, folder, **options):
    words = [str(word) for key, value in options.items()
             for word in ("--" + key.replace("_", "-"), value)]
    run(MAKE_OBSERVATIONS, kind, folder, *words)
    return pathlib.Path(folder)


def mission_text(name, **changes):
    """The shipped mission file of HaloSat under another name, with keys set to other values."""
    text = (ROOT / "config" / "missions" / "halosat.toml").read_text()
    text = text.replace("obs/halosat", f"obs/{name}").replace("trend/halosat", f"trend/{name}")
    text = text.replace("halosat/data", f"{name}/data").replace("halomaster", f"{name}master")
    text = text.replace('name = "halosat', f'name = "{name}')  # and its instruments
    for key, value in changes.items():
        text, count = re.subn(rf"(?m)^{key} = .*$", f"{key} = {value}", text)
        assert count == 1, key
    return text


def waivers(*rules):
    """What lets small files of a test pass for those of a mission."""
    return "".join(f'[[waive]]\nrule = "{rule}"\nfiles = "*"\nreason = "files of a test"\n'
                   'until = "2099-01-01"\n' for rule in rules)


def process_facts(pid):
    """[state letter, parent, group, ...] of /proc/PID/stat, or [] when there is no such process."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def is_running(pid):
    """False for a process that is gone, or dead and not yet looked after by its parent."""
    return (process_facts(pid) or ["X"])[0] not in "ZX"


def running_processes(*, parent=None, group=None):
    """The ids of the running processes of a parent or of a process group."""
    wanted = {1: parent, 2: group}
    return [int(entry.name) for entry in pathlib.Path("/proc").glob("[0-9]*")
            if is_running(entry.name) and (facts := process_facts(entry.name))
            and all(value in (None, int(facts[index])) for index, value in wanted.items())]


class MountedArchive:
    """`with MountedArchive() as archive:` - archive.folder, archive.mount, archive.pid.

    At the end it unmounts and asserts that the daemon ended; what is left after a failure is
    killed and detached. `place` is where the archive is made (default: a temporary folder);
    `missions` maps the names of the archive's own missions to the text of their files."""

    def __init__(self, *, missions=None, shipped=("halosat",), options=(), place=None,
                 ballast="1MiB"):
        self.own_missions = missions or {}
        self.shipped = shipped
        self.options = options
        self.place = place
        self.ballast = ballast
        self.pid = None

    def __enter__(self):
        self.temporary = pathlib.Path(tempfile.mkdtemp(prefix="heafs_mount_test_"))
        try:
            self.folder = pathlib.Path(self.place or self.temporary) / "archive"
            self.mount = self.temporary / "mount"
            self.scratch = self.temporary / "scratch"
            self.mount.mkdir()
            self.scratch.mkdir()
            self._make_archive()
            self.start()
        except BaseException:
            self._clean_up()
            raise
        return self

    def __exit__(self, kind, error, trace):
        try:
            if kind is None:
                self.stop()
            else:
                print(self.log()[-4000:], file=sys.stderr)
        finally:
            self._clean_up()

    def _make_archive(self):
        run(HEAFS, "init", self.folder, "--missions", ",".join(self.shipped or ("halosat",)),
            "--reserve", "1MiB")
        for name, text in self.own_missions.items():
            (self.folder / "missions" / f"{name}.toml").write_text(text)
        settings = self.folder / "archive.toml"
        text = settings.read_text()
        names = ", ".join(f'"{name}"' for name in (*self.shipped, *self.own_missions))
        text = re.sub(r"(?m)^missions = .*$", f"missions = [{names}]", text)
        settings.write_text(re.sub(r"(?m)^ballast = .*$", f'ballast = "{self.ballast}"', text))

    def start(self, *options):
        words = [word for option in (options or self.options) for word in ("-o", option)]
        done = run(HEAFS, "mount", self.folder, self.mount, *words)
        self.pid = self.status()["pid"]
        return done

    def stop(self):
        pid, self.pid = self.pid, None
        run(HEAFS, "umount", self.mount)
        assert not is_running(pid), f"the daemon (pid {pid}) lives on after umount"
        assert not os.path.ismount(self.mount), f"{self.mount} is still mounted"

    def kill(self):
        """What a crash of the daemon leaves behind."""
        pid, self.pid = self.pid, None
        os.kill(pid, signal.SIGKILL)
        eventually(lambda: not is_running(pid), "the daemon is dead")

    def _clean_up(self):
        mount = str(getattr(self, "mount", ""))
        if mount and f" {mount} " in pathlib.Path("/proc/self/mountinfo").read_text():
            if self.pid and is_running(self.pid):
                os.kill(self.pid, signal.SIGKILL)
            program = ["umount", "-l"] if IS_ROOT else ["fusermount3", "-uz"]
            subprocess.run([*program, mount], check=False)
        if self.place:
            shutil.rmtree(self.folder, ignore_errors=True)
        shutil.rmtree(self.temporary, ignore_errors=True)

    def log(self):
        path = self.folder / "run" / "heafs.log"
        return path.read_text() if path.exists() else ""

    def status(self):
        return json.loads((self.mount / ".heafs" / "status.json").read_text())

    def deliver_to(self, name, mission="halosat"):
        """The folder of a delivery, made if need be."""
        folder = self.mount / "delivery" / mission / name
        folder.mkdir(exist_ok=True)
        return folder

    def verdict(self, name, mission="halosat"):
        return (self.mount / "delivery" / mission / name / "verdict.txt").read_text().strip()

    def wait(self, name, mission="halosat", expect=0, timeout=60):
        """`heafs wait`; gives the word it printed."""
        folder = self.mount / "delivery" / mission / name
        return run(HEAFS, "wait", folder, "--timeout", timeout, ok=(expect,)).stdout.strip()

    def report(self, name, mission="halosat"):
        folder = self.mount / "delivery" / mission / name
        return json.loads((folder / "report.json").read_text())

    def report_text(self, name, mission="halosat"):
        return (self.mount / "delivery" / mission / name / "report.txt").read_text()

    def obs(self, path="", mission="halosat"):
        return self.mount / "obs" / mission / path

    def publish(self, source, name="published"):
        """Copies source/obs into a delivery of halosat and waits until it is published."""
        run("cp", "-r", pathlib.Path(source) / "obs", self.deliver_to(name))
        self.wait(name)

    def workers(self):
        """The daemon's validating processes."""
        return [pid for pid in running_processes(parent=self.pid)
                if b"worker" in pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")]


class MountTestCase(unittest.TestCase):
    """A test with a mounted archive of its own in self.archive and a plain folder in
    self.scratch."""

    archive_options = {}

    def setUp(self):
        self.archive = MountedArchive(**self.archive_options)
        self.enterContext(self.archive)
        self.mount = self.archive.mount
        self.scratch = self.archive.scratch

    def rules(self, name, mission="halosat"):
        return {finding["rule"] for finding in self.archive.report(name, mission)["findings"]}


def _reason_not_to_mount():
    if not os.access("/dev/fuse", os.R_OK | os.W_OK):
        return "this user cannot open /dev/fuse"
    try:
        with MountedArchive():
            return None
    except AssertionError as error:
        if "libfuse refused" in str(error) or "fusermount" in str(error):
            return f"this machine does not let this user mount: {error}"
        raise


def main():
    """Runs the tests of the calling file; exit code 77 when none could run."""
    if reason := _reason_not_to_mount():
        print(f"skipped: {reason}")
        sys.exit(SKIPPED)
    result = unittest.main(module="__main__", exit=False, verbosity=2).result
    if not result.wasSuccessful():
        sys.exit(1)
    sys.exit(SKIPPED if result.testsRun and len(result.skipped) == result.testsRun else 0)
