"""A data folder that no other test session uses at the moment."""

import fcntl
from itertools import count
from pathlib import Path
from typing import TextIO


def taken(root: Path) -> tuple[Path, TextIO]:
    """The first free one of ROOT/test-1, ROOT/test-2, …, and the lock to keep open while it is used."""
    for number in count(1):
        folder = root / f"test-{number}"
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "session.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
        else:
            return folder, lock
    raise AssertionError("count() never ends")
