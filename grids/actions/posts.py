"""Posts: given from a day on, ended on a day. What a person may do follows from them alone."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import audit
from accounts.models import User
from accounts.refusals import Refusal, conflict, invalid
from grids.models import Area, Post, Unit, UnitKind
from grids.roles import Role
from grids.versions import bump

LAST_DAY = dt.date.max


@transaction.atomic
def assign(
    *,
    user: User,
    unit: Unit,
    role: Role,
    since: dt.date,
    by: User | None,
    at: dt.datetime,
    until: dt.date | None = None,
    area_code: str | None = None,
    deputy_of: Post | None = None,
) -> Post:
    """A role in a unit on the days since … until, both included; `until` None: until ended.

    `area_code` narrows the post to an area inside the unit's. A deputy holds unit and role of
    another's post. Raises `Refusal` invalid: bad_dates, unknown_role, user_inactive, unknown_area,
    outside_unit, no_grid, bad_deputy; conflict: post_overlaps.
    """
    bump("directory")
    _check_person(user, role, since, until)
    _check_place(unit, role, area_code)
    if deputy_of is not None and (
        deputy_of.user_id == user.pk or (deputy_of.unit_id, deputy_of.role) != (unit.pk, role)
    ):
        raise invalid("bad_deputy", _("A deputy stands in for somebody else in the same unit and role."), "deputy_of")
    for other in Post.objects.filter(user=user, unit=unit, role=role):
        if other.since <= (until or LAST_DAY) and since <= (other.until or LAST_DAY):
            raise conflict("post_overlaps", _("This person holds this post already in these days."))
    post = Post.objects.create(
        user=user, unit=unit, role=role, area_id=area_code, since=since, until=until, deputy_of=deputy_of
    )
    audit.record(by=by, verb="assign_post", subject_kind="post", subject_id=post.pk, at=at, data=_facts(post))
    return post


@transaction.atomic
def end(post: Post, *, on: dt.date, by: User | None, at: dt.datetime) -> Post:
    """The post's last day is `on`. Raises `Refusal` conflict already_ended, invalid bad_dates."""
    bump("directory")
    fresh = Post.objects.get(pk=post.pk)
    if fresh.until is not None and fresh.until <= on:
        raise conflict("already_ended", _("This post has ended already by then."))
    if on < fresh.since:
        raise _bad_dates()
    fresh.until = on
    fresh.save(update_fields=["until"])
    audit.record(by=by, verb="end_post", subject_kind="post", subject_id=fresh.pk, at=at, data=_facts(fresh))
    return fresh


def _check_person(user: User, role: Role, since: dt.date, until: dt.date | None) -> None:
    if role not in set(Role):
        raise invalid("unknown_role", _("There is no such role."), field="role")
    if until is not None and until < since:
        raise _bad_dates()
    if not user.is_active:
        raise invalid("user_inactive", _("This account is closed."), field="user")


def _check_place(unit: Unit, role: Role, area_code: str | None) -> None:
    """A worker works in a grid, and a narrower area lies inside the unit's."""
    if area_code is not None:
        if not Area.objects.filter(code=area_code).exists():
            raise invalid("unknown_area", _("There is no such area."), field="area_code")
        if not area_code.startswith(unit.area_id):
            raise invalid("outside_unit", _("This area lies outside the unit's."), field="area_code")
    if role == Role.GRID_WORKER and not (unit.kind == UnitKind.OFFICE and unit.area.level == "grid"):
        raise invalid("no_grid", _("A grid worker works in the team of a grid."), field="unit")


def _bad_dates() -> Refusal:
    return invalid("bad_dates", _("A post does not end before it begins."), field="until")


def _facts(post: Post) -> dict[str, object]:
    return {
        "user": post.user_id,
        "unit": post.unit_id,
        "role": post.role,
        "area": post.area_id,
        "since": post.since.isoformat(),
        "until": post.until.isoformat() if post.until else None,
        "deputy_of": post.deputy_of_id,
    }
