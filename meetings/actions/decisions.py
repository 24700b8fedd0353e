"""What a screening meeting decides on a dispute, and where that is written."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import conflict, invalid, not_found
from cases import casefile, rules, texts
from cases.actions import handling
from cases.models import Case
from cases.states import OPEN, NoteKind, Verb
from cases.viewer import Viewer
from cases.world import World, viewer_in, world
from meetings.actions.screenings import opened, record
from meetings.models import AgendaItem, ScreeningMeeting
from meetings.responsible import responsible_units
from meetings.states import Decision, ScreeningVerb
from meetings.words import DECISIONS
from notices import outbox
from notices.outbox import To

FURTHEST = dt.timedelta(days=365)
LONGEST = 1000


@transaction.atomic
def decide(
    meeting: ScreeningMeeting,
    *,
    by: User,
    at: dt.datetime,
    number: str,
    decision: str,
    text: str,
    unit: int | None,
    due_on: dt.date | None,
) -> AgendaItem:
    """The decision on one case: what, why, by whom, by when. Deciding again replaces it.

    It does nothing to the case by itself: who is responsible uses the case's own verbs. Where the
    decider's unit holds the case it becomes an internal note there; otherwise the holder is told.
    Raises `Refusal` 404 for a case that is not on the agenda or out of sight, 409 `wrong_state`, 400
    `unknown_decision`, `unknown_unit`, `bad_day` and as `cases.texts.clean`.
    """
    present = world(at)
    locked = opened(meeting, ScreeningVerb.DECIDE, by, present)
    viewer = viewer_in(present, by)
    case = _case(viewer, locked, number)
    item = locked.agenda.get(case=case)
    if decision not in list(Decision):
        raise invalid("unknown_decision", _("Choose a decision."), "decision")
    item.decision, item.text = decision, _text(text)
    item.unit_id, item.due_on = _unit(present, case, unit), _due(present, due_on)
    item.decided_by, item.decided_at = by, at
    item.noted = _holds(viewer, case, present)
    item.save(update_fields=["decision", "text", "unit", "due_on", "decided_by", "decided_at", "noted"])
    if item.noted:
        words = f"{DECISIONS[Decision(decision)]}: {item.text}"
        handling.note(case, by=by, at=at, kind=NoteKind.INTERNAL, text=words)
    else:
        _tell(item, case, at)
    record(locked, "decide_dispute", by, at, case=case.number, decision=decision)
    return item


def _case(viewer: Viewer, meeting: ScreeningMeeting, number: str) -> Case:
    on_agenda = Case.objects.visible_to(viewer).filter(pk__in=meeting.agenda.values("case"))
    case = on_agenda.filter(number=texts.clean(number, "number")[:16]).first()
    if case is None:
        raise not_found(_("There is no such case on the agenda."))
    if case.state not in OPEN:
        raise conflict("wrong_state", _("The case has been closed meanwhile: there is nothing left to decide."))
    return case


def _text(text: str) -> str:
    tidy = texts.clean(text)
    if len(tidy) > LONGEST:
        raise invalid("too_long", _("The text is longer than 1,000 characters."), "text")
    return tidy


def _unit(present: World, case: Case, unit: int | None) -> int:
    if unit not in {found.id for found in responsible_units(present.directory, case)}:
        raise invalid("unknown_unit", _("Choose a unit that works for the place of the case."), "unit")
    return unit or 0


def _due(present: World, due_on: dt.date | None) -> dt.date:
    if due_on is None or not present.today <= due_on <= present.today + FURTHEST:
        raise invalid("bad_day", _("Choose a day from today on, at most a year ahead."), "due_on")
    return due_on


def _holds(viewer: Viewer, case: Case, present: World) -> bool:
    """The decider may write a note on the case, as its holder."""
    if not any(post.unit_id == case.holder_id for post in viewer.posts):
        return False
    return rules.may(viewer, Verb.NOTE, casefile.read(case), present) is None


def _tell(item: AgendaItem, case: Case, at: dt.datetime) -> None:
    notice = outbox.put(
        "screening_decided",
        to=To("unit", case.holder_id),
        about=("decision", str(item.pk)),
        key=f"screening_decided:{item.pk}:{at.timestamp():.6f}",
        at=at,
    )
    outbox.write([notice])
