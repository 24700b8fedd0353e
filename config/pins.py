"""`python -m config.pins`: are the pinned requirements what the .in files ask for? `--write` makes them so.

The present pins are preferred, so a new release upstream changes nothing; `--upgrade` takes new releases.
"""

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
NAMES = ["requirements", "requirements-dev", "requirements-node"]
LOWEST_PYTHON = "3.11"


def compiled(folder: Path, name: str, *, upgrade: bool = False) -> str:
    """The pinned form of `folder/NAME.in`; raises `CalledProcessError` when it cannot be resolved."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--generate-hashes", "--universal"]
    command += ["--python-version", LOWEST_PYTHON, "--no-header", f"{name}.in", "--output-file", f"{name}.txt"]
    subprocess.run([*command, *(["--upgrade"] if upgrade else [])], check=True, cwd=folder)  # noqa: S603 - our own interpreter
    return (folder / f"{name}.txt").read_text()


def stale(root: Path) -> list[str]:
    """The files of pins that differ from what their .in file asks for."""
    with TemporaryDirectory() as folder:
        for name in NAMES:
            for suffix in (".in", ".txt"):
                shutil.copy(root / f"{name}{suffix}", folder)
        return [f"{name}.txt" for name in NAMES if compiled(Path(folder), name) != (root / f"{name}.txt").read_text()]


def main(arguments: list[str]) -> None:
    if "--write" in arguments or "--upgrade" in arguments:
        for name in NAMES:
            compiled(ROOT, name, upgrade="--upgrade" in arguments)
    elif found := stale(ROOT):
        sys.exit(f"Not what their .in files ask for: {', '.join(found)}. Run: python -m config.pins --write")


if __name__ == "__main__":
    main(sys.argv[1:])
