"""What people type and choose, cleaned or refused."""

import datetime as dt
from enum import StrEnum
from typing import TypeVar

from django.utils.translation import gettext_lazy as _

from accounts.refusals import invalid
from cases import texts
from cases.worktime import FIRST_DAY
from cases.world import World

E = TypeVar("E", bound=StrEnum)


def member(enum: type[E], value: str, field: str) -> E:
    """A value of an enum. Raises `Refusal` invalid `unknown_choice`."""
    if value not in list(enum):
        raise invalid("unknown_choice", _("Choose one from the list."), field)
    return enum(value)


def past_day(present: World, on: dt.date, field: str, *, since: dt.date | None = None) -> dt.date:
    """A day up to today, and not before what it follows. Raises `Refusal` invalid `bad_day`."""
    if on > present.today:
        raise invalid("bad_day", _("This day is in the future."), field)
    if on < (since or FIRST_DAY):
        raise invalid("bad_day", _("This day lies before the step that it follows."), field)
    return on


def line(text: str, field: str, longest: int, *, required: bool = True) -> str:
    """A short text in one line. Raises `Refusal` as `texts.clean`."""
    tidy = " ".join(texts.clean(text, field, required=required).split())
    if len(tidy) > longest:
        raise invalid("too_long", _("This is too long."), field)
    return tidy
