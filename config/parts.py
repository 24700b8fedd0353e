"""The programs of an installation and their command lines, the same under bin/run, systemd and compose."""

import sys

from django.conf import settings


def commands() -> dict[str, list[str]]:
    """Part -> command line, to be run in the repository."""
    celery = [sys.executable, "-m", "celery", "--quiet", "--app", "config.celery"]
    beat_file = settings.VAR / "beat" / "schedule"
    beat_file.parent.mkdir(parents=True, exist_ok=True)
    return {
        "web": [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "config.wsgi:application"),
            *("--host", settings.BIND, "--port", str(settings.PORT), "--workers", str(settings.WEB_PROCESSES)),
            *("--blocking-threads", str(settings.WEB_THREADS), "--backlog", "1024", "--respawn-failed-workers"),
            *("--workers-kill-timeout", "5", "--no-access-log", "--log-level", "error"),
        ],
        "live": [
            *(sys.executable, "-m", "granian", "--interface", "asgi", "config.live:application"),
            *("--host", settings.BIND, "--port", str(settings.LIVE_PORT), "--workers", "1", "--http", "1"),
            *("--backlog", "4096", "--backpressure", str(settings.LIVE_MOST + 100), "--respawn-failed-workers"),
            *("--workers-kill-timeout", "5", "--no-access-log", "--log-level", "error"),
        ],
        "worker": [
            *(*celery, "worker", f"--concurrency={settings.WORKER_PROCESSES}"),
            *("--without-gossip", "--without-mingle"),
        ],
        "beat": [*celery, "beat", f"--schedule={beat_file}", "--pidfile="],
    }
