"""Receptions: plan, begin, sign the summary, call off."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import audit
from accounts.models import User
from accounts.refusals import conflict, invalid
from cases import texts
from cases.world import World, viewer_in, world
from grids.models import UnitKind
from grids.naming import tidy_name
from meetings import rules
from meetings.actions.duty import check_leaders
from meetings.models import DutyDay, ReceptionSession
from meetings.states import ReceptionVerb, SessionKind, SessionState

FURTHEST = dt.timedelta(days=365)
LONGEST_AGO = dt.timedelta(days=30)


@transaction.atomic
def plan(
    *,
    by: User,
    at: dt.datetime,
    kind: str,
    area_code: str,
    day: dt.date,
    begins: dt.time,
    ends: dt.time,
    place: str,
    leader: int | None = None,
    deputy: int | None = None,
    unit: int | None = None,
) -> ReceptionSession:
    """Plans a reception; any day will do, working or not. Times are those of the office's clock.

    A leader reception without `leader` takes the leader and the deputy of the duty roster; a
    property-manager day names the company as `unit`. Raises `Refusal` 400 with the field:
    `unknown_kind`, `unknown_area`, `bad_day`, `bad_time`, `bad_name`, `no_leader`, `unknown_leader`,
    `same_person`, `unknown_unit`; 403 for others than the offices; 409 `already_planned`.
    """
    present = world(at)
    if kind not in list(SessionKind):
        raise invalid("unknown_kind", _("Choose what is planned."), "kind")
    area = present.directory.areas.get(area_code)
    if area is None or area.level not in rules.LEVELS[SessionKind(kind)]:
        raise invalid("unknown_area", _("Choose an area of the right level."), "area_code")
    rules.check_planner(viewer_in(present, by), area_code)
    check_day(present, day)
    if begins >= ends:
        raise invalid("bad_time", _("End after the beginning."), "ends")
    session = ReceptionSession(
        kind=kind,
        area_id=area_code,
        day=day,
        begins=begins,
        ends=ends,
        place=tidy_name(place, "place"),
        planned_by=by,
        planned_at=at,
    )
    if session.kind == SessionKind.LEADER_RECEPTION:
        session.leader_id, session.deputy_id = _leaders(present, session, leader, deputy)
    else:
        session.unit_id = _company(present, area_code, unit)
    _insert(session)
    record(session, "plan_reception", by, at)
    return session


def check_day(present: World, day: dt.date) -> None:
    """At most a year ahead; what was held in the last 30 days may be written down. Raises `bad_day` (400)."""
    if not present.today - LONGEST_AGO <= day <= present.today + FURTHEST:
        raise invalid("bad_day", _("Choose a day of the last 30 days or of the coming year."), "day")


def _leaders(
    present: World, session: ReceptionSession, leader: int | None, deputy: int | None
) -> tuple[int, int | None]:
    if leader is None:
        duty = DutyDay.objects.filter(area_id=session.area_id, day=session.day).first()
        if duty is None:
            raise invalid("no_leader", _("Nobody is on the duty roster that day: choose a leader."), "leader")
        leader, deputy = duty.leader_id, deputy or duty.deputy_id
    check_leaders(present, session.area_id, session.day, leader, deputy)
    return leader, deputy


def _company(present: World, area_code: str, unit: int | None) -> int:
    found = present.directory.units.get(unit or 0)
    contains = present.directory.contains
    if (
        found is None
        or found.kind != UnitKind.PROPERTY_COMPANY
        or not (contains(found.area_code, area_code) or contains(area_code, found.area_code))
    ):
        raise invalid("unknown_unit", _("Choose a property company that works in this area."), "unit")
    return found.id


def _insert(session: ReceptionSession) -> None:
    try:
        with transaction.atomic():
            session.save(force_insert=True)
    except IntegrityError:
        raise conflict("already_planned", _("A reception is planned there for that time already.")) from None


@transaction.atomic
def begin(session: ReceptionSession, *, by: User, at: dt.datetime) -> ReceptionSession:
    """From now on matters are recorded. Raises `Refusal` 409 `too_early` before its day."""
    locked = opened(session, ReceptionVerb.BEGIN, by, at)
    locked.state, locked.begun_at = SessionState.HELD, at
    locked.save(update_fields=["state", "begun_at"])
    record(locked, "begin_reception", by, at)
    return locked


@transaction.atomic
def summarise(session: ReceptionSession, *, by: User, at: dt.datetime, text: str) -> ReceptionSession:
    """The leader signs for what was heard and done; nothing is recorded any more.

    Raises `Refusal` 403 `not_the_leader`, 409 `wrong_state`, 400 as `cases.texts.clean`.
    """
    locked = opened(session, ReceptionVerb.SUMMARISE, by, at)
    locked.summary = texts.clean(text)
    locked.state, locked.signed_by, locked.signed_at = SessionState.SUMMARISED, by, at
    locked.save(update_fields=["summary", "state", "signed_by", "signed_at"])
    record(locked, "summarise_reception", by, at)
    return locked


@transaction.atomic
def call_off(session: ReceptionSession, *, by: User, at: dt.datetime) -> None:
    """What has not begun is taken off the calendar; the audit trail keeps that it was planned."""
    locked = opened(session, ReceptionVerb.CALL_OFF, by, at)
    record(locked, "call_off_reception", by, at)
    locked.delete()


def opened(session: ReceptionSession, verb: ReceptionVerb, by: User, at: dt.datetime) -> ReceptionSession:
    """The row under its lock, so that of two people one is told that the other was first."""
    present = world(at)
    locked = ReceptionSession.objects.select_for_update().filter(pk=session.pk).first()
    if locked is None:
        raise conflict("wrong_state", _("The reception was called off."))
    rules.check_reception(verb, viewer_in(present, by), locked, present.today)
    return locked


def record(session: ReceptionSession, verb: str, by: User, at: dt.datetime, **data: object) -> None:
    """One line of the audit trail, in the transaction of the deed."""
    facts = {"kind": session.kind, "area": session.area_id, "day": session.day.isoformat(), **data}
    audit.record(by=by, verb=verb, subject_kind="reception", subject_id=session.pk, at=at, data=facts)
