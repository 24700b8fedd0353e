"""Which office a complaint about staff is about: asked by its level, found by the place of the report."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import Category
from cases.routing import STAFF_CONDUCT
from grids import directory
from grids.levels import Level

CHOICES = [
    ("", _("Not sure")),
    (Level.GRID.value, _("The grid workers")),
    (Level.COMMUNITY.value, _("The community")),
    (Level.STREET.value, _("The street office")),
    (Level.COUNTY.value, _("The county")),
]


def office_field() -> forms.ChoiceField:
    """The question; a page with JavaScript shows it with the categories of `conduct_codes` only."""
    return forms.ChoiceField(
        label=_("Which office is it about?"),
        choices=CHOICES,
        required=False,
        help_text=_("Only for a complaint about staff. That office, and everybody below it, will not see the report."),
    )


def conduct_codes(categories: Iterable[Category]) -> list[str]:
    """The categories that complain about staff."""
    return [category.code for category in categories if category.name_id == STAFF_CONDUCT]


def office_of(level: str, area_code: str) -> int | None:
    """The id of the office of a level that serves a place, or of the next one above; None where there is none."""
    if not level:
        return None
    present = directory.current()
    offices = (present.offices[node.code] for node in present.path(area_code) if node.code in present.offices)
    return next((office.id for office in offices if office.level.rank >= Level(level).rank), None)
