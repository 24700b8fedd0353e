"""Import of real messages into a fresh database: how long it takes, and how many are placed.

    .venv/bin/python bench/import_messages.py areas.csv messages.csv

Starts servers of its own in a folder that is thrown away; rejects stay in the current folder.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("areas", type=Path)
    parser.add_argument("messages", type=Path)
    parser.add_argument("--channel", default="hotline")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gezhi-bench-") as folder:
        os.environ |= {"GEZHI_VAR": folder, "DJANGO_SETTINGS_MODULE": "config.settings"}
        sys.path.insert(0, str(ROOT))
        run(Path(folder), options.areas, options.messages, options.channel)


def run(folder: Path, areas: Path, messages: Path, channel: str) -> None:
    """Servers, tables, areas, messages; each with its seconds."""
    import django  # noqa: PLC0415 -- the settings read the environment set above

    from config import embedded  # noqa: PLC0415 -- as above

    print(f"load average before: {os.getloadavg()}")
    folder.chmod(0o755)
    with embedded.running(folder):
        django.setup()
        from django.core.management import call_command  # noqa: PLC0415 -- as above
        from django.db import connections  # noqa: PLC0415 -- as above

        timed("migrate", lambda: call_command("migrate", verbosity=0))
        timed("areas", lambda: call_command("import_areas", areas))
        timed("messages", lambda: call_command("import_cases", messages, channel=channel))
        again = folder / "rejects-again.csv"
        timed("once more", lambda: call_command("import_cases", messages, channel=channel, rejects=again))
        timed("verify_events", lambda: call_command("verify_events"))
        connections.close_all()
    print(f"load average after: {os.getloadavg()}")


def timed(name: str, work) -> None:  # noqa: ANN001 -- any callable without arguments
    """Runs and prints."""
    started = time.perf_counter()
    work()
    print(f"== {name}: {time.perf_counter() - started:.1f} s", flush=True)


if __name__ == "__main__":
    main()
