"""One part of an installation in the foreground, for systemd and containers."""

import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config import parts


class Command(BaseCommand):
    help = "Becomes one part: web, live, worker or beat. PostgreSQL and Redis are those of DATABASE_URL and REDIS_URL."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", choices=["web", "live", "worker", "beat"])

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        os.chdir(settings.BASE_DIR)
        command = parts.commands()[name]
        os.execv(command[0], command)  # noqa: S606 - our own command line
