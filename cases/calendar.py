"""The present working calendar, held in memory and reloaded when its rows change."""

from zoneinfo import ZoneInfo

from django.conf import settings

from cases.models import CalendarDay
from cases.worktime import WorkCalendar
from grids.versions import Held, Tokens


def _load() -> WorkCalendar:
    rows = list(CalendarDay.objects.values_list("day", "working", "name"))
    return WorkCalendar(
        exceptions={day: working for day, working, _name in rows},
        known_years={day.year for day, _working, _name in rows},
        zone=ZoneInfo(settings.TIME_ZONE),
        names={day: name for day, _working, name in rows},
    )


_held = Held("calendar", _load)


def current(present: Tokens | None = None) -> WorkCalendar:
    """The calendar as of now; pass tokens already read to save the statement."""
    return _held.get(present)
