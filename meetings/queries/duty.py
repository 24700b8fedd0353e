"""The duty roster, with its gaps."""

import calendar
import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts.refusals import not_found
from cases.viewer import Viewer
from grids.models import Post
from grids.tree import AreaNode
from meetings import rules
from meetings.models import DutyDay
from meetings.scope import hosts


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the roster. `leader` is empty for a gap: nobody, or somebody whose post has ended."""

    day: dt.date
    leader: str
    deputy: str


@dataclass(frozen=True, slots=True)
class Roster:
    """A month of a street."""

    area: AreaNode
    month: dt.date
    days: list[Day]

    @property
    def gaps(self) -> list[dt.date]:
        """The days that nobody leads."""
        return [day.day for day in self.days if not day.leader]


def month_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """The first and the last day of its month."""
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def roster(viewer: Viewer, area_code: str, month: dt.date) -> Roster:
    """The month around a day, in two statements at most. Raises `Refusal` not_found outside the scope."""
    area = viewer.directory.areas.get(area_code)
    if area is None or area.level not in rules.ROSTERED or not hosts(viewer, area_code):
        raise not_found(_("There is no such street."))
    first, last = month_of(month)
    rows = DutyDay.objects.visible_to(viewer).filter(area_id=area_code, day__range=(first, last))
    found = {row.day: row for row in rows.select_related("leader__user", "deputy__user")}
    days = [first + dt.timedelta(days=number) for number in range(last.day)]
    return Roster(area, first, [_day(day, found.get(day)) for day in days])


def _day(day: dt.date, row: DutyDay | None) -> Day:
    return Day(day, _name(row.leader, day), _name(row.deputy, day)) if row else Day(day, "", "")


def _name(post: Post | None, day: dt.date) -> str:
    """Who holds the post on that day; nobody once it has ended."""
    if post is None or not post.since <= day or (post.until is not None and post.until < day):
        return ""
    return post.user.name
