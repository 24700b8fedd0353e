"""Breaks each rule of `mutants.toml` once, in a copy of the last commit, and looks whether its test fails.

    python bench/mutants.py [--check] [word …]

A row is a rule, a file, the text that holds the rule, what it is broken into, and the tests that must fail.
`--check` only looks whether every text still stands there exactly once. Words choose the rows whose rule, file
or test contains one of them. Exit status 1: a row is stale, a test fails without any change, or a rule can be
broken and nobody notices.
"""

import argparse
import os
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 600
"""Seconds for the tests of one row; a mutant that never ends counts as noticed."""

Row = dict[str, str]


def main() -> int:
    """Runs the rows one after the other and prints a line for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only look for stale rows")
    parser.add_argument("words", nargs="*")
    given = parser.parse_args()
    rows = chosen(given.words)
    with copy() as tree:
        stale = [row for row in rows if (tree / row["file"]).read_text().count(row["old"]) != 1]
        for row in stale:
            print(f"STALE     {row['rule']} ({row['file']})")
        if given.check or stale:
            return bool(stale)
        return judged(tree, rows)


def chosen(words: list[str]) -> list[Row]:
    """The rows that the words name; all without words."""
    rows: list[Row] = tomllib.loads((ROOT / "bench" / "mutants.toml").read_text())["rule"]
    return [row for row in rows if not words or any(word in "\n".join(row.values()) for word in words)]


@contextmanager
def copy() -> Iterator[Path]:
    """The files of the last commit, in a folder that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="gezhi-mutants-") as name:
        tree = Path(name) / "tree"
        tree.mkdir()
        packed = tree.parent / "tree.tar"
        command = ["git", "archive", "--output", str(packed), "HEAD"]
        subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603 -- our own words
        with tarfile.open(packed) as files:
            files.extractall(tree, filter="data")
        yield tree


def judged(tree: Path, rows: list[Row]) -> int:
    """Each row broken, tested and put right again; the servers and the database are shared by all."""
    sys.path.insert(0, str(ROOT))
    from config import embedded  # noqa: PLC0415 -- found on the path set above

    folder = tree.parent / "var"
    os.environ |= {"GEZHI_VAR": str(folder), "REDIS_URL": embedded.redis_url(folder)}
    survivors = 0
    with servers(folder):
        os.environ["DATABASE_URL"] = embedded.database_url(folder)
        if passes(tree, sorted({name for row in rows for name in row["tests"].split()})) is not True:
            print("The tests fail before anything is broken.")
            return 1
        for row in rows:
            noticed = broken(tree, row)
            survivors += not noticed
            print(f"{'fails    ' if noticed else 'SURVIVES '} {row['rule']} ({row['file']})", flush=True)
    print(f"{len(rows)} rules broken, {survivors} without anybody noticing.")
    return survivors > 0


@contextmanager
def servers(folder: Path) -> Iterator[None]:
    """PostgreSQL and Redis for all runs; the URLs are set after, so that they are started here."""
    from config import embedded  # noqa: PLC0415 -- found on the path set by the caller

    urls = {name: os.environ.pop(name) for name in ("DATABASE_URL", "REDIS_URL") if name in os.environ}
    with embedded.running(folder, throwaway=True):
        os.environ |= urls
        yield


def broken(tree: Path, row: Row) -> bool:
    """Some test fails while the rule is broken."""
    path = tree / row["file"]
    before = path.read_text()
    path.write_text(before.replace(row["old"], row["new"]))
    try:
        return passes(tree, row["tests"].split()) is False
    finally:
        path.write_text(before)


def passes(tree: Path, tests: list[str]) -> bool | None:
    """The tests pass; None where none of them could be run."""
    command = [sys.executable, "-B", "-m", "pytest", "-n", "0", "-x", "-q", "-p", "no:cacheprovider", "--reuse-db"]
    try:
        run = subprocess.run(  # noqa: S603 -- our own words
            [*command, *tests], cwd=tree, capture_output=True, text=True, timeout=LONGEST, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    if run.returncode not in {0, 1}:
        print(run.stdout[-2000:], run.stderr[-2000:], sep="\n")
        return None
    return run.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
