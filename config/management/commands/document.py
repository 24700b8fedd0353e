"""Writes the generated pages, most of them under docs/, or says which of them are out of date."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config import documents


class Command(BaseCommand):
    help = "Writes all generated pages or the named ones; --check compares instead, --print prints."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(documents.PAGES))
        parser.add_argument("--check", action="store_true", help="fail if a page is out of date")
        parser.add_argument("--print", action="store_true", dest="printed", help="print instead of writing")

    def handle(self, *args: Any, names: list[str], check: bool, printed: bool, **options: Any) -> None:
        unknown = set(names) - set(documents.PAGES)
        if unknown:
            raise CommandError(f"Not a generated page: {', '.join(sorted(unknown))}")
        pages = {name: documents.page(name) for name in names or documents.PAGES}
        if printed:
            self.stdout.write("\n".join(pages.values()))
        elif check:
            self._compare(pages)
        else:
            for name, text in pages.items():
                documents.place(name).parent.mkdir(parents=True, exist_ok=True)
                documents.place(name).write_text(text)

    def _compare(self, pages: dict[str, str]) -> None:
        stale = [name for name, text in pages.items() if documents.committed(name) != text]
        if stale:
            raise CommandError(f"Out of date: {', '.join(stale)}. Run: manage.py document")
