"""The ground of the benchmarks: servers of their own in a folder that is thrown away, a town, the web.

Import `ready` first: it sets the environment before Django reads its settings.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import StringIO
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "bench horse battery"  # noqa: S105 -- of accounts that live as long as a benchmark
COUNTY, STREETS, COMMUNITIES, GRIDS = "370211", 5, 4, 4


@contextmanager
def ready() -> Iterator[Path]:
    """Migrated servers with durable commits, under a new folder; Django is set up inside."""
    with tempfile.TemporaryDirectory(prefix="gezhi-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        os.environ |= {"GEZHI_VAR": name, "DJANGO_SETTINGS_MODULE": "config.settings", "GEZHI_LOG_LEVEL": "WARNING"}
        sys.path.insert(0, str(ROOT))
        import django  # noqa: PLC0415 -- the settings read the environment set above

        from config import embedded  # noqa: PLC0415 -- as above

        with embedded.running(folder):
            django.setup()
            from django.core.management import call_command  # noqa: PLC0415 -- as above
            from django.db import connections  # noqa: PLC0415 -- as above

            call_command("migrate", verbosity=0)
            call_command("collectstatic", interactive=False, verbosity=0)
            yield folder
            connections.close_all()


def town() -> list[str]:
    """A county of 5 streets × 4 communities × 4 grids, through the import; the codes of its grids."""
    from django.core.management import call_command  # noqa: PLC0415 -- after setup

    rows = ["code,name,level,parent_code,aliases", f"{COUNTY},试验县,county,,"]
    grids = []
    for s in range(1, STREETS + 1):
        street = f"{COUNTY}{s:03d}"
        rows.append(f"{street},第{s}街道,street,{COUNTY},")
        for c in range(1, COMMUNITIES + 1):
            community = f"{street}{c:03d}"
            rows.append(f"{community},{s}街道{c}社区,community,{street},")
            for g in range(1, GRIDS + 1):
                grids.append(f"{community}{g:03d}")
                rows.append(f"{grids[-1]},{s}街道{c}社区{g}网格,grid,{community},")
    path = Path(os.environ["GEZHI_VAR"]) / "areas.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    call_command("import_areas", path, stdout=StringIO())
    return grids


def person(username: str, area: str, *roles: str):  # noqa: ANN201 -- a User, imported after setup
    """A user with posts in the office of an area."""
    import datetime as dt  # noqa: PLC0415 -- after setup

    from accounts.models import User  # noqa: PLC0415 -- as above
    from grids.actions import posts  # noqa: PLC0415 -- as above
    from grids.models import Unit  # noqa: PLC0415 -- as above
    from grids.roles import Role  # noqa: PLC0415 -- as above

    user = User.objects.create_user(username, password=PASSWORD, name=username)
    at = dt.datetime.now(dt.UTC)
    for role in roles:
        unit = Unit.objects.get(area_id=area, kind="office")
        posts.assign(user=user, unit=unit, role=Role(role), since=dt.date(2020, 1, 1), by=None, at=at)
    return user


@contextmanager
def web(settings: str = "config.settings") -> Iterator[int]:
    """The web process as `bin/run` starts it, on a free port of the loopback; yields the port."""
    from config import parts  # noqa: PLC0415 -- after setup

    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = parts.commands()["web"]
    command[command.index("--port") + 1] = str(port)
    paths = os.pathsep.join([str(ROOT), str(ROOT / "bench")])
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": settings, "PYTHONPATH": paths}
    process = subprocess.Popen(command, cwd=ROOT, env=environment)  # noqa: S603 -- our own
    try:
        for _try in range(200):
            with closing(socket.socket()) as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def load() -> str:
    """The machine's load average, to judge the figures by."""
    return "load average " + " ".join(f"{value:.2f}" for value in os.getloadavg())
