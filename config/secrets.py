"""Keys that an installation generates for itself when none are given."""

import os
from base64 import urlsafe_b64encode
from pathlib import Path


def generated(var: Path, name: str) -> str:
    """A 32-byte url-safe key kept in `var/keys/NAME` (mode 0600), made on first use.

    Two processes starting at once agree: the file is created exclusively and the loser reads it.
    """
    path = var / "keys" / name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = urlsafe_b64encode(os.urandom(32)).decode()
    draft = path.with_name(f"{name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(fresh)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text()
