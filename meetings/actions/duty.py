"""The duty roster: who leads a street on which days."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import audit
from accounts.models import User
from accounts.refusals import conflict, invalid
from cases.world import World, viewer_in, world
from meetings import rules
from meetings.models import DutyDay

MOST_DAYS = 31
FURTHEST = dt.timedelta(days=365)


@transaction.atomic
def set_days(
    *, by: User, at: dt.datetime, area_code: str, since: dt.date, until: dt.date, leader: int, deputy: int | None = None
) -> list[DutyDay]:
    """One leader has the days `since` … `until`, both included; what was planned for them is replaced.

    `leader` and `deputy` are ids of posts in the street's office. Raises `Refusal` 400 `unknown_area`,
    `bad_period` (backwards, over 31 days or over a year ahead), `unknown_leader`, `same_person`; 403 for
    others than the office of the street and those above; 409 `past`: a day that is over stays as it was.
    """
    present = world(at)
    area = present.directory.areas.get(area_code)
    if area is None or area.level not in rules.ROSTERED:
        raise invalid("unknown_area", _("Choose a street."), "area_code")
    rules.check_planner(viewer_in(present, by), area_code)
    days = _days(present, since, until)
    for day in days:
        check_leaders(present, area_code, day, leader, deputy)
    rows = [DutyDay(area_id=area_code, day=day, leader_id=leader, deputy_id=deputy) for day in days]
    DutyDay.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["area", "day"], update_fields=["leader", "deputy"]
    )
    data = {"since": since.isoformat(), "until": until.isoformat(), "leader": leader, "deputy": deputy}
    audit.record(by=by, verb="set_duty", subject_kind="area", subject_id=area_code, at=at, data=data)
    return rows


def _days(present: World, since: dt.date, until: dt.date) -> list[dt.date]:
    if since < present.today:
        raise conflict("past", _("A day that is over stays as it was."))
    if not since <= until < since + dt.timedelta(days=MOST_DAYS) or until > present.today + FURTHEST:
        raise invalid("bad_period", _("Choose up to 31 days, at most a year ahead."), "until")
    return [since + dt.timedelta(days=number) for number in range((until - since).days + 1)]


def check_leaders(present: World, area_code: str, day: dt.date, leader: int, deputy: int | None) -> None:
    """Both posts lead the street on that day and are two persons'. Raises `Refusal` 400 naming the field."""
    posts = {post.id: post for post in rules.leaders_of(present.directory, area_code, day)}
    if leader not in posts:
        raise invalid("unknown_leader", _("Choose somebody who leads the street on that day."), "leader")
    if deputy is None:
        return
    if deputy not in posts:
        raise invalid("unknown_leader", _("Choose somebody who leads the street on that day."), "deputy")
    if posts[deputy].user_id == posts[leader].user_id:
        raise invalid("same_person", _("The deputy is another person."), "deputy")
