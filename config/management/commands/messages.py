"""Keeps the catalogues of translated texts in step with the source."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config import messages

HEAD = {
    "Project-Id-Version": "Gezhi",
    "Language": "zh_Hans",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}


class Command(BaseCommand):
    help = "Writes new texts into the Chinese catalogue and drops unused ones; --check lists what lacks a translation."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail if a translation is missing, fuzzy or unused")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        path = Path(settings.LOCALE_PATHS[0]) / "zh_Hans" / "LC_MESSAGES" / "django.po"
        catalogue = polib.pofile(str(path)) if path.exists() else polib.POFile()
        wanted = messages.gathered(settings.BASE_DIR)
        if check:
            lines = messages.lacking(catalogue, wanted)
            if lines:
                raise CommandError("\n".join(lines))
            return
        messages.merge(catalogue, wanted)
        catalogue.metadata = HEAD
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue.save(str(path))
        self.stdout.write(f"{len(catalogue)} texts, {len(catalogue.untranslated_entries())} without a translation")
