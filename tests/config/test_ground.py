"""What bin/* do before the product runs, over tiny stand-ins for Python and the packages."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from django.conf import settings

from config import ground

ROOT = Path(settings.BASE_DIR)


@pytest.fixture
def clone(tmp_path):
    """A clone with bin/ground.sh and a command that prints what it found; `distribution` stands for /usr/bin."""
    for folder in ("bin", "path", "distribution"):
        (tmp_path / folder).mkdir()
    script = (ROOT / "bin/ground.sh").read_text()
    (tmp_path / "bin/ground.sh").write_text(script.replace("/usr/bin/", f"{tmp_path}/distribution/"))
    command = '#!/bin/sh\nset -eu\n. "$(dirname -- "$0")/ground.sh"\necho "$python|$(pwd)|${GEZHI_VAR:-}"\n'
    (tmp_path / "bin/probe").write_text(command)
    for tool in ("sh", "cat", "dirname", "pwd"):
        (tmp_path / "path" / tool).symlink_to(shutil.which(tool))
    return tmp_path


def add_python(clone, name, *, runs=True, folder="path"):
    path = clone / folder / name
    if runs:
        path.symlink_to(sys.executable)
    else:
        path.write_text("#!/bin/sh\necho 'command not found' >&2\nexit 127\n")
        path.chmod(0o755)


def probe(clone, *, folder=None, **environment):
    return subprocess.run(
        ["sh", str(clone / "bin/probe")],
        cwd=folder or clone,
        env={"PATH": str(clone / "path"), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_shim_that_does_not_run_is_passed_over(clone):
    add_python(clone, "python3.12", runs=False)
    add_python(clone, "python3")

    assert probe(clone).stdout == f"python3|{clone}|\n"


def test_the_distributions_own_python_comes_before_one_of_the_path(clone):
    add_python(clone, "python3.12")
    add_python(clone, "python3.12", runs=False, folder="distribution")
    add_python(clone, "python3.11", folder="distribution")

    assert probe(clone).stdout == f"{clone}/distribution/python3.11|{clone}|\n"


def test_without_a_fit_python_a_plain_sentence_says_so(clone):
    add_python(clone, "python3", runs=False)
    done = probe(clone)

    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("Gezhi needs Python 3.11 or 3.12 with its venv module")


def test_any_folder_will_do_and_a_relative_one_is_the_callers(clone, tmp_path):
    add_python(clone, "python3.11")
    elsewhere = tmp_path / "else where"
    elsewhere.mkdir()

    assert probe(clone, folder=elsewhere, GEZHI_VAR="data").stdout == f"python3.11|{clone}|{elsewhere}/data\n"
    assert probe(clone, folder=elsewhere, GEZHI_VAR="/data").stdout == f"python3.11|{clone}|/data\n"


@pytest.mark.parametrize(
    ("stamp", "expected"), [("finished\n", ".venv/bin/python"), ("", "python3.11"), (None, "python3.11")]
)
def test_the_environments_own_python_counts_only_after_a_finished_install(clone, stamp, expected):
    add_python(clone, "python3.11")
    (clone / ".venv/bin").mkdir(parents=True)
    (clone / ".venv/bin/python").symlink_to(sys.executable)
    if stamp is not None:
        (clone / ".venv/gezhi-stamp").write_text(stamp)

    assert probe(clone).stdout.split("|")[0] == expected


def test_an_interrupted_install_leaves_no_stamp(tmp_path):
    (tmp_path / ground.STAMP).write_text("old\n")

    with pytest.raises(KeyboardInterrupt), ground.stamped(tmp_path, ["new"]):
        raise KeyboardInterrupt

    assert not ground.fits(tmp_path, ["old"])


def test_a_finished_install_fits_what_it_was_made_for(tmp_path):
    with ground.stamped(tmp_path, ["one", "two"]):
        pass

    assert ground.fits(tmp_path, ["one"])
    assert ground.fits(tmp_path, ["two", "one"])
    assert not ground.fits(tmp_path, ["one", "three"])


def test_fingerprint_changes_with_the_file(tmp_path):
    (tmp_path / "requirements.txt").write_text("a==1")
    before = ground.fingerprint(tmp_path, ["requirements.txt"])
    (tmp_path / "requirements.txt").write_text("a==2")

    assert before != ground.fingerprint(tmp_path, ["requirements.txt"])
    assert before[0].startswith("requirements.txt ")


@pytest.mark.parametrize(
    ("version", "expected"), [("v18.0.0", True), ("v24.1.2", True), ("v16.20.0", False), ("", False)]
)
def test_has_node_wants_npm_and_a_node_that_is_not_too_old(tmp_path, monkeypatch, version, expected):
    for name in ("node", "npm"):
        (tmp_path / name).write_text(f"#!/bin/sh\necho '{version}'\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert ground.has_node() is expected


def test_has_node_is_false_without_npm(tmp_path, monkeypatch):
    (tmp_path / "node").write_text("#!/bin/sh\necho v22.0.0\n")
    (tmp_path / "node").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert ground.has_node() is False


def test_an_installer_ends_with_us_and_with_all_it_has_started(tmp_path):
    installer = f"sleep 60 & echo $! > {tmp_path}/started; mv {tmp_path}/started {tmp_path}/inner; wait"
    script = (
        "import signal, sys\n"
        "from pathlib import Path\n"
        "from config import ground\n"
        "signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))\n"
        f"ground.run(['sh', '-c', {installer!r}], Path('.'))\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], cwd=ROOT) as ours:
        wait_for((tmp_path / "inner").exists)
        inner = psutil.Process(int((tmp_path / "inner").read_text()))
        ours.terminate()
        assert ours.wait(10) == 143

    wait_for(lambda: not inner.is_running() or inner.status() == psutil.STATUS_ZOMBIE)


def test_an_installer_ends_with_us_even_if_we_are_told_to_stop_while_it_starts(tmp_path):
    installer = f"echo $$ > {tmp_path}/started; mv {tmp_path}/started {tmp_path}/inner; exec sleep 60"
    script = (
        "import os, signal, subprocess, sys, time\n"
        "from pathlib import Path\n"
        "from config import ground\n"
        "signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))\n"
        "def started(*words, start=subprocess._fork_exec):\n"
        "    number = start(*words)\n"
        f"    while not os.path.exists('{tmp_path}/inner'): time.sleep(0.01)\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
        "    return number\n"
        "subprocess._fork_exec = started\n"
        f"ground.run(['sh', '-c', {installer!r}], Path('.'))\n"
    )
    ours = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False)
    assert ours.returncode == 143
    inner = int((tmp_path / "inner").read_text())
    wait_for(lambda: not psutil.pid_exists(inner) or psutil.Process(inner).status() == psutil.STATUS_ZOMBIE)


def test_an_installer_hears_when_it_is_told_to_stop(tmp_path):
    with pytest.raises(subprocess.CalledProcessError, match="SIGTERM"):
        ground.run(["sh", "-c", "kill -TERM $$; sleep 5"], tmp_path)


def test_an_installer_that_fails_says_so(tmp_path):
    with pytest.raises(subprocess.CalledProcessError, match="exit status 3"):
        ground.run(["sh", "-c", "exit 3"], tmp_path)


def test_an_orphaned_installer_keeps_others_waiting(tmp_path, capfd):
    orphan = f"touch {tmp_path}/inside; sleep 0.5; rm {tmp_path}/inside"
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from config import ground\n"
        "with ground._turn(Path(sys.argv[1])):\n"
        f"    ground.run(['sh', '-c', {orphan!r}], Path('.'))\n"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], cwd=ROOT) as ours:
        wait_for((tmp_path / "inside").exists)
        ours.kill()

    with ground._turn(tmp_path):
        assert not (tmp_path / "inside").exists()
    assert "Waiting for another install to finish" in capfd.readouterr().err


def wait_for(condition, seconds=10):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)


def test_two_installs_take_turns(tmp_path, capfd):
    script = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from config import ground\n"
        "root = Path(sys.argv[1])\n"
        "with ground._turn(root):\n"
        "    (root / 'inside').touch(exist_ok=False)\n"
        "    time.sleep(0.2)\n"
        "    (root / 'inside').unlink()\n"
    )
    both = [subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], cwd=ROOT) for _ in range(3)]

    assert [one.wait(20) for one in both] == [0, 0, 0]
    assert "Waiting for another install to finish" in capfd.readouterr().err
