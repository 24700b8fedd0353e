"""Everything between an install and the first request: what a new version needs too."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config import translations


class Command(BaseCommand):
    help = "Compiles translations, migrates the database, collects assets and, in a demo, loads the demo street."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        with self._step("Compiling translations"):
            translations.compile_catalogues(settings.LOCALE_PATHS)
        with self._step("Migrating the database"):
            call_command("migrate", interactive=False, verbosity=0)
        with self._step("Collecting assets"):
            call_command("collectstatic", interactive=False, verbosity=0)
        if settings.DEMO:
            with self._step("Loading the demo street"):
                self._load_demo()

    def _load_demo(self) -> None:
        try:
            call_command("load_demo", stdout=self.stdout, stderr=self.stderr)
        except CommandError as problem:
            # An installation with data of its own starts all the same.
            self.stderr.write(str(problem))

    @contextmanager
    def _step(self, title: str) -> Iterator[None]:
        started = time.monotonic()
        self.stdout.write(f"{title} …")
        self.stdout.flush()
        yield
        self.stdout.write(f"{title}: {time.monotonic() - started:.1f} s")
        self.stdout.flush()
