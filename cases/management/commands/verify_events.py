"""Proves that the record is what was written."""

from argparse import ArgumentParser
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases import verification
from cases.models import Anchor, Case, CaseEvent


class Command(BaseCommand):
    help = "Computes every event hash, text digest, head and anchor again; exit 1 where one does not hold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--case", help="only this case number, without the anchors")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["case"]:
            found = verification.problems(iter(Case.objects.filter(number=options["case"])))
        else:
            found = chain(verification.problems(), verification.anchor_problems())
        count = 0
        for line in found:
            self.stderr.write(line)
            count += 1
        if count:
            raise CommandError(f"{count} problems")
        cases, events, anchors = (model.objects.count() for model in (Case, CaseEvent, Anchor))
        self.stdout.write(f"all hold: {cases} cases, {events} events, {anchors} anchors")
