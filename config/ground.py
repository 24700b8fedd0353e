"""Makes what a fresh clone lacks: the virtual environment and the front-end packages.

`python -m config.ground run|dev [COMMAND...]` runs on a bare Python 3.11 or 3.12, so it imports nothing but
the standard library. What is there and whole is left alone; what an interrupted install left is made again.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = {"run": ["requirements.txt"], "dev": ["requirements.txt", "requirements-dev.txt"]}
NPM_GROUPS = {"run": ["dependencies"], "dev": ["dependencies", "devDependencies"]}
STAMP = "gezhi-stamp"
OLDEST_NODE = 18
STOPPING = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}


def prepare(root: Path, kind: str) -> None:
    """Make `.venv` and `node_modules` under `root` fit for `kind` (run or dev); raises `CalledProcessError`."""
    with _turn(root):
        wanted = fingerprint(root, REQUIREMENTS[kind])
        if not fits(root / ".venv", wanted):
            _make_venv(root, kind, wanted)
        wanted = [*fingerprint(root, ["package-lock.json"]), *(f"npm {group}" for group in NPM_GROUPS[kind])]
        if not fits(root / "node_modules", wanted):
            _install_packages(root, kind, wanted)


def fingerprint(root: Path, files: Sequence[str]) -> list[str]:
    """One line per file: its name and digest."""
    return [f"{name} {hashlib.sha256((root / name).read_bytes()).hexdigest()}" for name in files]


def fits(folder: Path, wanted: list[str]) -> bool:
    """Whether a finished install left all that is wanted in `folder`, more or less of other things."""
    stamp = folder / STAMP
    return stamp.exists() and set(wanted) <= set(stamp.read_text().splitlines())


def _make_venv(root: Path, kind: str, wanted: list[str]) -> None:
    venv = root / ".venv"
    # bin/ground.sh runs us by the environment's own Python whenever that is whole and works.
    if Path(sys.prefix).resolve() != venv.resolve():
        with step("Making .venv"):
            shutil.rmtree(venv, ignore_errors=True)
            run([sys.executable, "-m", "venv", str(venv)], root)
    with step("Installing Python packages"), stamped(venv, wanted):
        _pip(root, REQUIREMENTS[kind])


def _pip(root: Path, files: list[str]) -> None:
    command = [str(root / ".venv/bin/python"), "-m", "pip", "install", "-qq", "--require-hashes"]
    command += ["--disable-pip-version-check", "--no-input"]
    for name in files:
        command += ["--requirement", name]
    run(command, root)


def _install_packages(root: Path, kind: str, wanted: list[str]) -> None:
    environment = dict(os.environ)
    if not has_node():
        with step("Installing Node.js into .venv"):
            _pip(root, ["requirements-node.txt"])
        environment["PATH"] = f"{root / '.venv/bin'}{os.pathsep}{environment.get('PATH', os.defpath)}"
    npm = shutil.which("npm", path=environment.get("PATH"))
    with step("Installing front-end packages"), stamped(root / "node_modules", wanted):
        omit = [] if "devDependencies" in NPM_GROUPS[kind] else ["--omit=dev"]
        run([npm or "npm", "ci", "--silent", *omit], root, environment)


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None) -> None:
    """Run an installer to its end; if we are told to stop, it and all it has started end with us.

    It keeps the lock of `_turn` open, so that after a kill -9 of ours nobody meddles until it has ended.
    Raises `CalledProcessError`.
    """
    # Told to stop between its start and the moment at which we know its number, we would leave it behind.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    hear_again = partial(signal.pthread_sigmask, signal.SIG_SETMASK, before)
    try:
        with subprocess.Popen(  # noqa: S603 - our own command lines
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            close_fds=False,
            preexec_fn=hear_again,  # noqa: PLW1509 - we have no other threads
        ) as process:
            try:
                hear_again()
                status = process.wait()
            except BaseException:
                os.killpg(process.pid, signal.SIGKILL)
                raise
    finally:
        hear_again()
    if status:
        raise subprocess.CalledProcessError(status, command)


def has_node() -> bool:
    """Whether the system has npm and a Node.js that is not too old."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603 - the node found above
    version = re.match(r"v(\d+)\.", said)
    return version is not None and int(version[1]) >= OLDEST_NODE


@contextlib.contextmanager
def stamped(folder: Path, wanted: list[str]) -> Iterator[None]:
    """Whatever happens inside, the folder bears its stamp only after it went well to the end."""
    stamp = folder / STAMP
    stamp.unlink(missing_ok=True)
    yield
    stamp.write_text("\n".join(wanted) + "\n")


@contextlib.contextmanager
def step(title: str) -> Iterator[None]:
    """Say what takes time, and how long it took."""
    started = time.monotonic()
    _say(f"{title} …")
    yield
    _say(f"{title}: {time.monotonic() - started:.1f} s")


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


@contextlib.contextmanager
def _turn(root: Path) -> Iterator[None]:
    with (root / ".ground.lock").open("w") as lock:
        os.set_inheritable(lock.fileno(), True)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("Waiting for another install to finish …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main(arguments: list[str]) -> None:
    kind, *command = arguments
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        prepare(ROOT, kind)
    except subprocess.CalledProcessError as problem:
        sys.exit(f"Could not finish: {' '.join(problem.cmd)} (exit {problem.returncode})")
    except KeyboardInterrupt:
        sys.exit(130)
    if command:
        python = str(ROOT / ".venv/bin/python")
        # Many programs start from here: without compiled files each of them would compile the whole project.
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        os.execve(python, [python, *command], kept)  # noqa: S606 - the virtual environment just made


if __name__ == "__main__":
    main(sys.argv[1:])
