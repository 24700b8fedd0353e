"""PostgreSQL and Redis without installing them: shared by every process that names the same folder.

Each user of the servers holds a shared lock while it needs them; the last one to leave stops what was
started here, and a server that already ran when the first came is left running. The locks are advisory
file locks, so a killed user leaves none behind.
"""

import fcntl
import hashlib
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from config.servers import Postgres, Redis, Server

DATABASE = "gezhi"
# A Unix socket's path holds 107 bytes, of which PostgreSQL adds "/postgres/.s.PGSQL.5432"; and it stands in
# URLs and lists, where blanks, commas and other scripts would each need another quoting.
PLAIN_SOCKET_FOLDER = re.compile(r"[A-Za-z0-9/._-]{1,80}")


def socket_folder(var: Path) -> Path:
    """The folder of the sockets: under `var`, or a short one under /tmp when that path is too long or not plain."""
    inside = var / "run"
    if PLAIN_SOCKET_FOLDER.fullmatch(str(inside)):
        return inside
    digest = hashlib.sha256(os.fsencode(var)).hexdigest()[:12]
    return Path(f"/tmp/gezhi-{os.geteuid()}-{digest}")  # noqa: S108 - fixed for all processes, owner checked below


def database_url(var: Path) -> str:
    """The URL of the embedded PostgreSQL whose data lie under `var`."""
    return f"postgresql:///{DATABASE}?host={socket_folder(var)}/postgres&user=postgres"


def redis_url(var: Path) -> str:
    """The URL of the embedded Redis whose data lie under `var`."""
    return f"unix://{socket_folder(var)}/redis/redis.sock?db=0"


def servers(var: Path, *, throwaway: bool = False) -> list[Server]:
    """The servers that this environment wants embedded: those whose URL is not given."""
    kinds: dict[str, type[Server]] = {"DATABASE_URL": Postgres, "REDIS_URL": Redis}
    sockets = socket_folder(var)
    return [kind(var, sockets, throwaway=throwaway) for url, kind in kinds.items() if not os.environ.get(url)]


@contextmanager
def running(
    var: Path, *, throwaway: bool = False, say: Callable[[str], None] = lambda text: None
) -> Iterator[list[Server]]:
    """The embedded servers up and the database made, for as long as the block runs.

    `say` hears what takes time. Raises `servers.ServerFailed`.
    """
    wanted = servers(var, throwaway=throwaway)
    if not wanted:
        yield []
        return
    make_folders(var)
    with (var / "users.lock").open("w") as users:
        with turn(var):
            ensure(var, wanted, say=say)
            fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield wanted
        finally:
            with turn(var):
                _leave(var, users.fileno(), wanted)


def make_folders(var: Path) -> None:
    """The data folder and the sockets' folder; raises `PermissionError` when another user owns the latter."""
    sockets = socket_folder(var)
    var.mkdir(parents=True, exist_ok=True)
    sockets.mkdir(exist_ok=True)
    if sockets.is_symlink() or sockets.stat().st_uid != os.geteuid():
        raise PermissionError(f"{sockets} belongs to someone else")
    # Passable, not readable: PostgreSQL may run under another account. Its own folder inside is private.
    sockets.chmod(0o711)


@contextmanager
def turn(var: Path) -> Iterator[None]:
    """One process at a time starts or stops servers under `var`."""
    with (var / "turn.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def ensure(var: Path, wanted: list[Server], *, say: Callable[[str], None] = lambda text: None) -> None:
    """Start each server that does not run, and note that we did. The caller holds the `turn`."""
    for server in wanted:
        if server.process() is None:
            say(f"starting {server.name}")
        if server.ensure():
            _note(var, server).touch()
        if isinstance(server, Postgres):
            _create_database(server)


def start_again(var: Path, server: Server) -> None:
    """Start a server that died, without waiting: its clients find it again by themselves."""
    with turn(var):
        if server.process() is None:
            server.start()
            _note(var, server).touch()


def _note(var: Path, server: Server) -> Path:
    """The mark of a server that was started here and not by someone else."""
    return var / f"{server.name}.ours"


def _leave(var: Path, users: int, wanted: list[Server]) -> None:
    fcntl.flock(users, fcntl.LOCK_UN)
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    for server in wanted:
        if _note(var, server).exists():
            server.stop()
            _note(var, server).unlink()


def _create_database(server: Postgres) -> None:
    with psycopg.connect(host=str(server.sockets), user="postgres", dbname="postgres", autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
