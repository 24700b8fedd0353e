"""`manage.py check_grids`: does every piece of ground have its grid, and every grid its people?"""

import argparse
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from grids import directory, gaps
from grids.gaps import Excess, Hole, Overlap
from grids.levels import Level
from grids.locate import outlined
from grids.roles import Role
from grids.tree import AreaNode, Directory


class Command(BaseCommand):
    """Lists what is missing; ends with 1 when anything is."""

    help = "List grids without worker or outline, communities without clerk; overlaps, excess and holes of outlines."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--tolerance", type=float, default=100.0, help="square metres that a drawing may be off (default 100)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        lines = list(self._problems(directory.current(), options["tolerance"]))
        for line in lines:
            self.stdout.write(line)
        if lines:
            told = ngettext("%(count)d problem.", "%(count)d problems.", len(lines))
            raise CommandError(told % {"count": len(lines)})
        self.stdout.write(_("Every grid has its worker and its outline, without overlaps or holes."))

    def _problems(self, town: Directory, tolerance: float) -> Iterator[str]:
        today = timezone.localdate()
        active = set(User.objects.filter(is_active=True).values_list("pk", flat=True))
        drawn = list(outlined())
        workerless = gaps.without(town, Level.GRID, Role.GRID_WORKER, today, active)
        yield from _named(_("Grid without a worker: %(name)s (%(code)s)"), workerless)
        clerkless = gaps.without(town, Level.COMMUNITY, Role.CLERK, today, active)
        yield from _named(_("Community without a clerk: %(name)s (%(code)s)"), clerkless)
        yield from _named(_("Grid without an outline: %(name)s (%(code)s)"), gaps.without_outline(town, drawn))
        yield from (_shared(town, overlap) for overlap in gaps.overlaps(drawn, tolerance))
        yield from (_beyond(town, excess) for excess in gaps.excesses(town, drawn, tolerance))
        yield from (_uncovered(town, hole) for hole in gaps.holes(town, drawn, tolerance))


def _named(sentence: str, nodes: Iterable[AreaNode]) -> Iterator[str]:
    for node in nodes:
        yield sentence % {"name": node.name, "code": node.code}


def _shared(town: Directory, overlap: Overlap) -> str:
    first, second = (f"{town.areas[code].name} ({code})" for code in overlap.codes)
    text = _("Overlap of %(first)s and %(second)s: %(size)d m²")
    return text % {"first": first, "second": second, "size": overlap.square_metres}


def _beyond(town: Directory, excess: Excess) -> str:
    return _("%(name)s (%(code)s) reaches %(size)d m² beyond %(around)s (%(around_code)s)") % {
        "name": town.areas[excess.code].name,
        "code": excess.code,
        "size": excess.square_metres,
        "around": town.areas[excess.around].name,
        "around_code": excess.around,
    }


def _uncovered(town: Directory, hole: Hole) -> str:
    return _("Hole in %(name)s (%(code)s): %(size)d m² around %(latitude).6f, %(longitude).6f") % {
        "name": town.areas[hole.code].name,
        "code": hole.code,
        "size": hole.square_metres,
        "latitude": hole.latitude,
        "longitude": hole.longitude,
    }
