"""Screening meetings: plan with an agenda, begin, decide on each dispute, report upwards, acknowledge."""

import datetime as dt
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import audit
from accounts.models import User
from accounts.refusals import conflict, invalid
from cases import texts
from cases.models import Case
from cases.models.case import CaseQuerySet
from cases.states import OPEN
from cases.viewer import Viewer
from cases.world import World, viewer_in, world
from grids.models.area import code_end
from meetings import rules
from meetings.actions.receptions import check_day
from meetings.models import AgendaItem, ScreeningMeeting
from meetings.states import DISPUTES, MeetingState, ScreeningVerb
from notices import outbox
from notices.outbox import To

MOST_PARTICIPANTS = 40


@transaction.atomic
def plan(
    *, by: User, at: dt.datetime, area_code: str, day: dt.date, participants: Iterable[int] = ()
) -> ScreeningMeeting:
    """Plans a meeting; its agenda are the open disputes of the area that the convenor sees.

    `participants` are ids of posts. Raises `Refusal` 400 `unknown_area`, `bad_day`,
    `unknown_participant`, `too_many`; 403 for others than the offices; 409 `already_planned`.
    """
    present = world(at)
    area = present.directory.areas.get(area_code)
    if area is None or area.level not in rules.SCREENED:
        raise invalid("unknown_area", _("Choose a community or a street."), "area_code")
    viewer = viewer_in(present, by)
    rules.check_planner(viewer, area_code)
    check_day(present, day)
    posts = _participants(present, area_code, day, set(participants))
    meeting = ScreeningMeeting(area_id=area_code, day=day, planned_by=by, planned_at=at)
    try:
        with transaction.atomic():
            meeting.save(force_insert=True)
    except IntegrityError:
        raise conflict("already_planned", _("A meeting is planned there for that day already.")) from None
    meeting.participants.set(posts)
    _fill(meeting, viewer)
    record(meeting, "plan_screening", by, at)
    return meeting


def _participants(present: World, area_code: str, day: dt.date, posts: set[int]) -> set[int]:
    if len(posts) > MOST_PARTICIPANTS:
        raise invalid("too_many", _("At most 40 people take part."), "participants")
    known = {post.id for post in rules.who_may_take_part(present.directory, area_code, day)}
    if not posts <= known:
        raise invalid("unknown_participant", _("Choose people who work in or for this area."), "participants")
    return posts


def _fill(meeting: ScreeningMeeting, viewer: Viewer) -> None:
    """Puts each open dispute of the area on the agenda that is not there yet."""
    disputes = _open_cases(viewer, meeting.area_id).filter(category__group=DISPUTES).order_by("reported_at", "id")
    AgendaItem.objects.bulk_create(
        [AgendaItem(meeting=meeting, case_id=pk) for pk in disputes.values_list("pk", flat=True)],
        ignore_conflicts=True,
        batch_size=1000,
    )


def _open_cases(viewer: Viewer, area_code: str) -> CaseQuerySet:
    return Case.objects.visible_to(viewer).open().filter(area_id__gte=area_code, area_id__lt=code_end(area_code))


@transaction.atomic
def begin(meeting: ScreeningMeeting, *, by: User, at: dt.datetime) -> ScreeningMeeting:
    """Disputes that arose since the planning join the agenda, those that ended meanwhile leave it."""
    present = world(at)
    locked = opened(meeting, ScreeningVerb.BEGIN, by, present)
    locked.agenda.exclude(case__state__in=OPEN).delete()
    _fill(locked, viewer_in(present, by))
    locked.state, locked.begun_at = MeetingState.HELD, at
    locked.save(update_fields=["state", "begun_at"])
    record(locked, "begin_screening", by, at)
    return locked


@transaction.atomic
def pick(meeting: ScreeningMeeting, *, by: User, at: dt.datetime, number: str) -> AgendaItem:
    """Puts an open case of the area on the agenda by hand, whatever its category.

    Raises `Refusal` 400 `unknown_case`, 409 `on_agenda` or `wrong_state`.
    """
    present = world(at)
    locked = opened(meeting, ScreeningVerb.PICK, by, present)
    tidy = texts.clean(number, "number")[:16]
    case = _open_cases(viewer_in(present, by), locked.area_id).filter(number=tidy).first()
    if case is None:
        raise invalid("unknown_case", _("There is no open case with this number in the area."), "number")
    item, made = AgendaItem.objects.get_or_create(meeting=locked, case=case, defaults={"picked": True})
    if not made:
        raise conflict("on_agenda", _("The case is on the agenda already."))
    record(locked, "pick_case", by, at, case=case.number)
    return item


@transaction.atomic
def report(meeting: ScreeningMeeting, *, by: User, at: dt.datetime, text: str = "") -> ScreeningMeeting:
    """The meeting is over and goes to the office above, once each open case on its agenda has a decision.

    Raises `Refusal` 409 `undecided` or `wrong_state`, 400 as `cases.texts.clean`.
    """
    present = world(at)
    locked = opened(meeting, ScreeningVerb.REPORT, by, present)
    sight = Case.objects.visible_to(viewer_in(present, by)).open()
    if locked.agenda.filter(decision="", case__in=sight).exists():
        raise conflict("undecided", _("Decide on every case of the agenda first."))
    locked.summary = texts.clean(text, required=False)
    locked.state, locked.reported_by, locked.reported_at = MeetingState.REPORTED, by, at
    locked.reported_to_id = rules.above(present.directory, locked.area_id)
    locked.save(update_fields=["summary", "state", "reported_by", "reported_at", "reported_to"])
    if locked.reported_to_id is not None:
        notice = outbox.put(
            "screening_reported",
            to=To("unit", locked.reported_to_id),
            about=("screening", str(locked.pk)),
            key=f"screening_reported:{locked.pk}",
            at=at,
        )
        outbox.write([notice])
    record(locked, "report_screening", by, at)
    return locked


@transaction.atomic
def acknowledge(meeting: ScreeningMeeting, *, by: User, at: dt.datetime) -> ScreeningMeeting:
    """The office above has read the report. Raises `Refusal` 403 for others, 409 the second time."""
    locked = opened(meeting, ScreeningVerb.ACKNOWLEDGE, by, world(at))
    locked.acknowledged_by, locked.acknowledged_at = by, at
    locked.save(update_fields=["acknowledged_by", "acknowledged_at"])
    record(locked, "acknowledge_screening", by, at)
    return locked


@transaction.atomic
def call_off(meeting: ScreeningMeeting, *, by: User, at: dt.datetime) -> None:
    """What has not begun is taken off the calendar; the audit trail keeps that it was planned."""
    locked = opened(meeting, ScreeningVerb.CALL_OFF, by, world(at))
    record(locked, "call_off_screening", by, at)
    locked.delete()


def opened(meeting: ScreeningMeeting, verb: ScreeningVerb, by: User, present: World) -> ScreeningMeeting:
    """The row under its lock, so that of two people one is told that the other was first."""
    locked = ScreeningMeeting.objects.select_for_update().filter(pk=meeting.pk).first()
    if locked is None:
        raise conflict("wrong_state", _("The meeting was called off."))
    rules.check_screening(verb, viewer_in(present, by), locked, present.today)
    return locked


def record(meeting: ScreeningMeeting, verb: str, by: User, at: dt.datetime, **data: object) -> None:
    """One line of the audit trail, in the transaction of the deed."""
    facts = {"area": meeting.area_id, "day": meeting.day.isoformat(), **data}
    audit.record(by=by, verb=verb, subject_kind="screening", subject_id=meeting.pk, at=at, data=facts)
