"""The dates of a petition matter (信访工作条例 Art. 22–23, 34–36; case process §4.6)."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import conflict, invalid
from cases import casefile, texts
from cases.models import Case
from cases.states import OPEN
from cases.world import viewer_in, world
from procedures import guards, limits, periods, rules, units
from procedures.actions.frame import Draft, begun, last_day, opened
from procedures.actions.inputs import line, member, past_day
from procedures.models import PetitionHandover, PetitionLetter
from procedures.standing import Facts
from procedures.states.petition import Clock, FinishReason, Outcome, State, Verb, Way
from procedures.states.rule import Procedure

Petition = PetitionHandover


def facts_of_case(case: Case) -> Facts:
    """Who may register a case as a petition matter."""
    return Facts(case.area_id, complained_id=case.complained_unit_id)


def check_case(case: Case) -> None:
    """An open case without a running petition matter. Raises `Refusal` conflict."""
    if case.state not in OPEN:
        raise conflict("case_closed", _("The case is closed."))
    if Petition.objects.filter(case=case, ended_at=None).exists():
        raise conflict("petition_runs", _("The case is registered as a petition matter."))


@transaction.atomic
def register(
    case: Case,
    *,
    by: User,
    at: dt.datetime,
    unit: int,
    system_number: str,
    received_on: dt.date,
    representatives: int = 1,
) -> PetitionHandover:
    """The matter is registered in the legal petition system and given to the unit that answers (15 days).

    Raises `Refusal`: forbidden unless an office at street level or above registers for the place; conflict
    `case_closed`, `petition_runs`; invalid `unknown_unit`, `known_number`, `too_many_representatives`.
    """
    present = world(at)
    fresh = casefile.lock(case.pk).case
    post = rules.check_beginning(viewer_in(present, by), Procedure.PETITION, facts_of_case(fresh))
    check_case(fresh)
    if unit not in {found.id for found in units.answering(present, fresh.area_id, fresh.complained_unit_id)}:
        raise invalid("unknown_unit", _("Choose a unit that can answer here."), "unit")
    if not 1 <= representatives <= limits.MOST_REPRESENTATIVES:
        raise invalid("too_many_representatives", _("At most five people speak for the others."), "representatives")
    row = Petition(
        case=fresh,
        unit_id=unit,
        desk_id=post.unit_id,
        system_number=line(system_number, "system_number", 40),
        representatives=representatives,
        received_on=past_day(present, received_on, "received_on"),
        assigned_at=at,
        opened_at=at,
    )
    _refuse_known_number(row.system_number)
    draft = begun(row, Verb.REGISTER, State.REGISTERED, by=by, post=post, present=present)
    calendar = present.calendar
    draft.start(Clock.REGISTER, periods.days_from(calendar, received_on, limits.REGISTER_DAYS), post.unit_id)
    draft.met(Clock.REGISTER)
    draft.start(Clock.INFORM, periods.days_from(calendar, present.today, limits.INFORM_DAYS), unit)
    draft.tell("petition_arrived", unit)
    return row


def _refuse_known_number(number: str) -> None:
    if Petition.objects.filter(system_number=number).exists():
        raise invalid("known_number", _("This number is registered already."), "system_number")


def object(row: PetitionHandover, *, by: User, at: dt.datetime, text: str) -> PetitionHandover:  # noqa: A001 -- the verb's name
    """Not our duty: within five working days, with reasons; the time to inform runs on (Art. 23)."""
    with opened(row, Verb.OBJECT, by=by, at=at) as draft:
        matter = draft.matter
        matter.objected_at = at
        draft.apply(Verb.OBJECT, text=texts.clean(text))
        period = periods.limit_from(draft.world.calendar, at, limits.DECIDE_OBJECTION)
        draft.start(Clock.OBJECTION, period, matter.desk_id)
        draft.tell("petition_objection", matter.desk_id)
    return draft.matter


def decide_objection(
    row: PetitionHandover, *, by: User, at: dt.datetime, unit: int | None = None, text: str = ""
) -> PetitionHandover:
    """Another unit answers, or, where none is named, the unit that objected has to. The time to inform runs on.

    Raises `Refusal` invalid `unknown_unit`.
    """
    with opened(row, Verb.DECIDE_OBJECTION, by=by, at=at) as draft:
        matter = draft.matter
        matter.objected_at = None
        draft.met(Clock.OBJECTION)
        if unit is not None:
            _give_to(draft, unit)
        words = texts.clean(text, required=False)
        draft.apply(Verb.DECIDE_OBJECTION, text=words, data={"approve": unit is not None})
        draft.tell("petition_arrived", matter.unit_id)
    return draft.matter


def _give_to(draft: Draft[PetitionHandover], unit: int) -> None:
    matter, case = draft.matter, draft.matter.case
    known = {found.id for found in units.answering(draft.world, case.area_id, case.complained_unit_id)}
    if unit not in known or unit == matter.unit_id:
        raise invalid("unknown_unit", _("Choose another unit that can answer here."), "unit")
    matter.unit_id, matter.assigned_at = unit, draft.at
    draft.hand_over(Clock.INFORM, unit)


def inform(row: PetitionHandover, *, by: User, at: dt.datetime, on: dt.date, way: str) -> PetitionHandover:
    """The petitioner was told in writing that the matter arrived, and how it goes on (Art. 23).

    An objection that waits has no more meaning: who informs has taken the matter on.
    """
    with opened(row, Verb.INFORM, by=by, at=at) as draft:
        matter = draft.matter
        matter.informed_on = past_day(draft.world, on, "on", since=matter.received_on)
        matter.informed_way = member(Way, way, "way")
        matter.objected_at = None
        draft.met(Clock.INFORM, on)
        draft.end(Clock.OBJECTION)
        draft.apply(Verb.INFORM, to=State.INFORMED, data={"on": on.isoformat(), "way": way})
        draft.start(Clock.ACCEPT, periods.days_from(draft.world.calendar, on, limits.ACCEPT_DAYS), matter.unit_id)
    return draft.matter


def accept(row: PetitionHandover, *, by: User, at: dt.datetime, on: dt.date) -> PetitionHandover:
    """The unit accepts the matter on that day; it decides within sixty days (Art. 34)."""
    with opened(row, Verb.ACCEPT, by=by, at=at) as draft:
        matter = draft.matter
        matter.accepted_on = past_day(draft.world, on, "on", since=matter.received_on)
        draft.met(Clock.ACCEPT, on)
        draft.apply(Verb.ACCEPT, to=State.ACCEPTED, data={"on": on.isoformat()})
        draft.start(Clock.DECIDE, periods.days_from(draft.world.calendar, on, limits.DECIDE_DAYS), matter.unit_id)
    return draft.matter


def extend(row: PetitionHandover, *, by: User, at: dt.datetime, days: int, reason: str) -> PetitionHandover:
    """The head of the unit takes up to thirty days more, once; `reason` is what the petitioner is told (Art. 34)."""
    with opened(row, Verb.EXTEND, by=by, at=at) as draft:
        matter = draft.matter
        if not 1 <= days <= limits.DECIDE_EXTENSION_DAYS:
            raise invalid("bad_days", _("At most thirty days more."), "days")
        matter.extended_days = days
        first = matter.accepted_on or draft.world.today
        period = periods.days_from(draft.world.calendar, first, limits.DECIDE_DAYS + days)
        old = draft.clocks[Clock.DECIDE].due_at
        draft.move(Clock.DECIDE, period)
        facts = {"days": days, "old_due_at": old.isoformat(), "new_due_at": period.due_at.isoformat()}
        draft.apply(Verb.EXTEND, text=texts.clean(reason, "reason"), data=facts)
    return draft.matter


def decide(row: PetitionHandover, *, by: User, at: dt.datetime, outcome: str, on: dt.date) -> PetitionHandover:
    """The decision letter (处理意见书) is signed on that day."""
    with opened(row, Verb.DECIDE, by=by, at=at) as draft:
        past_day(draft.world, on, "on", since=draft.matter.accepted_on)
        draft.met(Clock.DECIDE, on)
        draft.apply(Verb.DECIDE, to=State.DECIDED, data={"on": on.isoformat(), "outcome": outcome})
        _write_letter(draft, State.DECIDED, outcome, on)
    return draft.matter


def serve(row: PetitionHandover, *, by: User, at: dt.datetime, on: dt.date) -> PetitionHandover:
    """The petitioner received the letter on that day; the thirty days for asking again begin (Art. 35–36)."""
    with opened(row, Verb.SERVE, by=by, at=at) as draft:
        matter = draft.matter
        letter = guards.letter_of(matter)
        if letter is None:
            raise conflict("nothing_to_serve", _("There is no written answer that waits to be served."))
        letter.served_on = past_day(draft.world, on, "on", since=letter.decided_on)
        letter.save(update_fields=["served_on"])
        draft.met(Clock.SERVE, on)
        draft.apply(Verb.SERVE, data={"on": on.isoformat()})
        window = Clock.ASK_REVIEW if matter.state == State.DECIDED else Clock.ASK_RE_REVIEW
        period = periods.days_from(draft.world.calendar, on, limits.ASK_REVIEW_DAYS)
        draft.start(window, period, matter.desk_id)
    return draft.matter


def ask_review(row: PetitionHandover, *, by: User, at: dt.datetime, on: dt.date) -> PetitionHandover:
    """The petitioner asked for a review (复查) on that day. Raises `Refusal` conflict `window_passed`."""
    return _ask(row, Verb.ASK_REVIEW, State.REVIEW, by, at, on)


def ask_re_review(row: PetitionHandover, *, by: User, at: dt.datetime, on: dt.date) -> PetitionHandover:
    """The petitioner asked for a re-review (复核) on that day. Raises `Refusal` conflict `window_passed`."""
    return _ask(row, Verb.ASK_RE_REVIEW, State.RE_REVIEW, by, at, on)


def _ask(row: PetitionHandover, verb: Verb, to: State, by: User, at: dt.datetime, on: dt.date) -> PetitionHandover:
    first = verb is Verb.ASK_REVIEW
    with opened(row, verb, by=by, at=at) as draft:
        matter = draft.matter
        served = guards.letter_of(matter)
        past_day(draft.world, on, "on", since=served.served_on if served else None)
        window = Clock.ASK_REVIEW if first else Clock.ASK_RE_REVIEW
        if on > last_day(draft.clocks[window].due_at):
            raise conflict("window_passed", _("The 30 days for asking have passed; the decision is final."))
        draft.met(window, on)
        draft.apply(verb, to=to, data={"on": on.isoformat()})
        period = periods.days_from(draft.world.calendar, on, limits.REVIEW_DAYS)
        draft.start(Clock.REVIEW if first else Clock.RE_REVIEW, period, matter.desk_id)
    return draft.matter


def decide_review(row: PetitionHandover, *, by: User, at: dt.datetime, outcome: str, on: dt.date) -> PetitionHandover:
    """The level above has decided the review on that day."""
    with opened(row, Verb.DECIDE_REVIEW, by=by, at=at) as draft:
        past_day(draft.world, on, "on", since=guards.day_of(draft.clocks[Clock.REVIEW].starts_at))
        draft.met(Clock.REVIEW, on)
        draft.apply(Verb.DECIDE_REVIEW, data={"on": on.isoformat(), "outcome": outcome})
        _write_letter(draft, State.REVIEW, outcome, on)
    return draft.matter


def decide_re_review(
    row: PetitionHandover, *, by: User, at: dt.datetime, outcome: str, on: dt.date
) -> PetitionHandover:
    """The last word; the same facts are not accepted again (Art. 36)."""
    with opened(row, Verb.DECIDE_RE_REVIEW, by=by, at=at) as draft:
        past_day(draft.world, on, "on", since=guards.day_of(draft.clocks[Clock.RE_REVIEW].starts_at))
        draft.met(Clock.RE_REVIEW, on)
        draft.apply(Verb.DECIDE_RE_REVIEW, to=State.FINAL, data={"on": on.isoformat(), "outcome": outcome})
        _write_letter(draft, State.RE_REVIEW, outcome, on)
        draft.tell("petition_final", draft.matter.unit_id)
    return draft.matter


def _write_letter(draft: Draft[PetitionHandover], stage: State, outcome: str, on: dt.date) -> None:
    found = member(Outcome, outcome, "outcome")
    PetitionLetter.objects.create(petition=draft.matter, stage=stage, outcome=found, decided_on=on)
    if stage is not State.RE_REVIEW:
        answers = draft.matter.unit_id if stage is State.DECIDED else draft.matter.desk_id
        draft.start(Clock.SERVE, periods.days_from(draft.world.calendar, on, limits.SERVE_DAYS), answers)


def finish(row: PetitionHandover, *, by: User, at: dt.datetime, reason: str, text: str) -> PetitionHandover:
    """It ends without the last word: another legal route is open, or the petitioner has withdrawn it."""
    with opened(row, Verb.FINISH, by=by, at=at) as draft:
        draft.matter.finish_reason = member(FinishReason, reason, "reason")
        draft.apply(Verb.FINISH, to=State.FINAL, text=texts.clean(text), data={"reason": reason})
        draft.tell("petition_final", draft.matter.unit_id)
    return draft.matter
