import signal
import subprocess
import sys

import psycopg
import pytest
import redis

from config import embedded
from config.servers import Redis, ServerFailed


@pytest.fixture
def var(tmp_path, monkeypatch):
    """A folder of its own; whatever still runs on it at the end is stopped."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    yield tmp_path
    for server in embedded.servers(tmp_path):
        server.stop()


def alive(var):
    return [server.name for server in embedded.servers(var) if server.process() is not None]


def test_running_starts_both_makes_the_database_and_stops_them(var):
    with embedded.running(var, throwaway=True):
        assert alive(var) == ["postgres", "redis"]
        with psycopg.connect(embedded.database_url(var)) as connection:
            assert connection.execute("SELECT lower('ÄÖ')").fetchone() == ("äö",)

    assert alive(var) == []


def test_running_leaves_a_server_that_it_found_running(var, only_redis):
    embedded.make_folders(var)
    server = Redis(var, embedded.socket_folder(var))
    server.ensure()

    with embedded.running(var):
        pass

    assert alive(var) == ["redis"]
    server.stop()


def test_the_last_user_stops_what_another_started(var, only_redis):
    first, second = embedded.running(var), embedded.running(var)
    (started,) = first.__enter__()
    second.__enter__()

    first.__exit__(None, None, None)
    assert alive(var) == ["redis"]

    second.__exit__(None, None, None)
    assert alive(var) == []
    assert started.process() is None


def test_the_next_user_stops_what_a_killed_one_left(var, only_redis):
    script = f"""
import os, signal
from pathlib import Path
from config import embedded
with embedded.running(Path({str(var)!r})):
    os.kill(os.getpid(), signal.SIGKILL)
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == -signal.SIGKILL
    assert alive(var) == ["redis"]

    with embedded.running(var):
        pass

    assert alive(var) == []


def test_a_killed_postgres_starts_again_over_its_stale_pid_file(var, only_postgres):
    with embedded.running(var, throwaway=True) as (postgres,):
        killed = postgres.process()
        killed.kill()
        killed.wait()
        embedded.start_again(var, postgres)
        # The first try may find the dead server's memory still in use; ensure() tries again.
        postgres.ensure()
        with psycopg.connect(embedded.database_url(var)) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_start_that_dies_while_it_is_waited_for_is_made_again(var, only_postgres):
    with embedded.running(var, throwaway=True) as (postgres,):
        postgres.stop()
        postgres._child = subprocess.Popen(["sleep", "0.3"])
        assert postgres.ensure()
        assert postgres.answers()


def test_a_pid_file_that_names_a_stranger_does_not_hinder_the_start(var, only_postgres):
    with embedded.running(var, throwaway=True) as (postgres,):
        pass
    # A stranger of the same account is what PostgreSQL would take for its own other self.
    with subprocess.Popen(["sleep", "60"], user=postgres.account()) as stranger:
        postgres.pid_file().write_text(f"{stranger.pid}\n{postgres.pid_file().parent}\n")

        with embedded.running(var, throwaway=True):
            assert alive(var) == ["postgres"]

        assert stranger.poll() is None
        stranger.kill()


def test_a_given_url_starts_nothing(var, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/street")
    monkeypatch.setenv("REDIS_URL", "redis://cache/0")

    with embedded.running(var) as servers:
        assert servers == []

    assert list(var.iterdir()) == []


@pytest.mark.parametrize("name", ["a" * 120, "with blank, comma", "格治"])
def test_any_folder_gets_sockets_that_urls_can_name(var, name):
    folder = var / name
    sockets = embedded.socket_folder(folder)

    assert len(str(sockets)) < 40
    with embedded.running(folder, throwaway=True):
        with psycopg.connect(embedded.database_url(folder)) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        with redis.Redis.from_url(embedded.redis_url(folder)) as client:
            assert client.ping()
    for leftover in (sockets / "redis", sockets / "postgres", sockets):
        leftover.rmdir()


def test_a_server_that_cannot_start_says_what_its_log_says(var, only_redis, monkeypatch):
    monkeypatch.setattr("config.servers.REDIS_OPTIONS", {"no-such-option": "1"})
    monkeypatch.setattr("config.servers.PAUSES_SECONDS", ())

    with pytest.raises(ServerFailed, match=r"redis did not start(.|\n)*no-such-option"):
        embedded.running(var).__enter__()


@pytest.fixture
def only_redis(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://not-used/street")


@pytest.fixture
def only_postgres(monkeypatch):
    monkeypatch.setenv("REDIS_URL", "redis://not-used/0")
