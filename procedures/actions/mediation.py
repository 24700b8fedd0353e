"""Mediation until there is an agreement or none (人民调解法 Art. 17–28; case process §4.6).

Nothing here waits for anybody to give up a suit: other routes stay open at every step (hazard E10).
"""

import datetime as dt
from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import conflict, forbidden, invalid
from cases import casefile, texts
from cases.models import Case
from cases.states import OPEN
from cases.states import State as CaseState
from cases.world import World, viewer_in, world
from procedures import limits, periods, rules, scope, units
from procedures.actions.frame import Draft, begun, locked, opened
from procedures.actions.inputs import line
from procedures.models import MediationCase, MediationParty, MediationSession
from procedures.standing import Facts
from procedures.states.mediation import RUNNING, Clock, State, Verb
from procedures.states.rule import Procedure
from residents import actions as residents
from residents.contact import Contact

MOST_PARTIES = 6
DISPUTES = "DIS"
BATCH = 100


def facts_of_case(case: Case) -> Facts:
    """Who may begin a mediation of a case."""
    return Facts(case.area_id, holder_id=case.holder_id, complained_id=case.complained_unit_id)


def check_case(case: Case, present: World) -> None:
    """Only a dispute that is being handled is mediated. Raises `Refusal` conflict."""
    if case.state != CaseState.PROCESSING:
        raise conflict("case_not_processing", _("The case has to be in processing: sign for it first."))
    if present.catalogue.by_id(case.category_id).group != DISPUTES:
        raise conflict("not_a_dispute", _("Only disputes are mediated: file the case under a dispute first."))
    if MediationCase.objects.filter(case=case, ended_at=None).exists():
        raise conflict("mediation_runs", _("A mediation of this case is under way."))


@transaction.atomic
def apply(case: Case, *, by: User, at: dt.datetime, unit: int, parties: Sequence[Contact]) -> MediationCase:
    """A mediation of a dispute begins: two to six parties, one unit that mediates.

    Raises `Refusal`: forbidden unless a government unit holds the case and `by` handles for it; conflict
    `case_not_processing`, `not_a_dispute`, `mediation_runs`; invalid `unknown_unit`, `bad_parties`.
    """
    present = world(at)
    fresh = casefile.lock(case.pk).case
    post = rules.check_beginning(viewer_in(present, by), Procedure.MEDIATION, facts_of_case(fresh))
    check_case(fresh, present)
    if unit not in {found.id for found in units.mediating(present, fresh.area_id, fresh.complained_unit_id)}:
        raise invalid("unknown_unit", _("Choose a unit that mediates here."), "unit")
    if not 2 <= len(parties) <= MOST_PARTIES or not all(party.name for party in parties):
        raise invalid("bad_parties", _("Name two to six parties."), "parties")
    row = MediationCase(case=fresh, unit_id=unit, opened_at=at)
    draft = begun(row, Verb.APPLY, State.APPLIED, by=by, post=post, present=present)
    for position, party in enumerate(parties):
        contact = residents.prepare(party, at)
        contact.save()
        MediationParty.objects.create(mediation=row, position=position, contact=contact)
    draft.start(Clock.CONSENT, periods.limit_from(present.calendar, at, limits.CONSENT), unit)
    draft.tell("mediation_arrived", unit)
    return row


def ask_consent(row: MediationCase, *, by: User, at: dt.datetime, mediators: Collection[int]) -> MediationCase:
    """Mediators are named (post ids), the parties told their rights (Art. 19, 23) and asked whether they want this.

    Raises `Refusal` invalid `unknown_mediator` for a post that does not mediate in the unit.
    """
    with opened(row, Verb.ASK_CONSENT, by=by, at=at) as draft:
        known = {post.id for post in units.mediators(draft.world, draft.matter.unit_id)}
        if not mediators or not set(mediators) <= known:
            raise invalid("unknown_mediator", _("Choose who mediates."), "mediators")
        draft.matter.mediators.set(sorted(set(mediators)))
        draft.apply(Verb.ASK_CONSENT, to=State.CONSENT_PENDING, data={"mediators": len(set(mediators))})
    return draft.matter


def consent(row: MediationCase, *, by: User, at: dt.datetime, party: int) -> MediationCase:
    """One party wants the mediation; with the last yes it is accepted, and its thirty days run.

    `party` is the position. Raises `Refusal` invalid `unknown_party`, conflict `answered_before`.
    """
    with opened(row, Verb.CONSENT, by=by, at=at) as draft:
        found = _unanswered(draft, party)
        found.consented_at = at
        found.save(update_fields=["consented_at"])
        if draft.matter.parties.filter(consented_at=None).exists():
            draft.apply(Verb.CONSENT, data={"party": party})
            return draft.matter
        draft.matter.accepted_at = at
        draft.met(Clock.CONSENT)
        draft.apply(Verb.CONSENT, to=State.ACCEPTED, data={"party": party})
        period = periods.days_from(draft.world.calendar, draft.world.today, limits.MEDIATE_DAYS)
        draft.start(Clock.MEDIATE, period, draft.matter.unit_id)
    return draft.matter


def decline(row: MediationCase, *, by: User, at: dt.datetime, party: int, text: str = "") -> MediationCase:
    """One party does not want it: that ends it at once, and costs nobody anything (Art. 17)."""
    with opened(row, Verb.DECLINE, by=by, at=at) as draft:
        found = _party(draft, party)
        found.consented_at, found.refused_at = None, at
        found.save(update_fields=["consented_at", "refused_at"])
        draft.met(Clock.CONSENT)
        words = texts.clean(text, required=False)
        draft.apply(Verb.DECLINE, to=State.DECLINED, text=words, data={"party": party})
        _tell_end(draft)
    return draft.matter


def hold_session(
    row: MediationCase, *, by: User, at: dt.datetime, held_at: dt.datetime, place: str, present: str, record: str
) -> MediationCase:
    """A sitting took place. Raises `Refusal` invalid `bad_day` for one in the future or before the acceptance."""
    with opened(row, Verb.HOLD_SESSION, by=by, at=at) as draft:
        accepted_at = draft.matter.accepted_at or draft.matter.opened_at
        if not accepted_at.replace(second=0, microsecond=0) <= held_at <= at:
            raise invalid("bad_day", _("A session lies between the acceptance and now."), "held_at")
        MediationSession.objects.create(
            mediation=draft.matter,
            held_at=held_at,
            place=line(place, "place", 80),
            present=line(present, "present", 200),
            record=texts.clean(record, "record"),
            by=by,
            at=at,
        )
        draft.apply(Verb.HOLD_SESSION, to=State.MEDIATING)
    return draft.matter


def extend(row: MediationCase, *, by: User, at: dt.datetime, days: int, parties: Collection[int]) -> MediationCase:
    """More days, with the consent of every party on record (`parties`: positions of those who agreed).

    Raises `Refusal` invalid `consent_missing`, or `bad_days` over thirty days in all.
    """
    with opened(row, Verb.EXTEND, by=by, at=at) as draft:
        matter = draft.matter
        if set(parties) != set(matter.parties.values_list("position", flat=True)):
            raise invalid("consent_missing", _("Every party has to agree to more time."), "parties")
        if not 1 <= days <= limits.MOST_EXTENSION_DAYS - matter.extended_days:
            raise invalid("bad_days", _("The mediation can be extended by thirty days in all."), "days")
        matter.extended_days += days
        calendar, accepted = draft.world.calendar, matter.accepted_at or at
        first = accepted.astimezone(calendar.zone).date()
        period = periods.days_from(calendar, first, limits.MEDIATE_DAYS + matter.extended_days)
        old = draft.clocks[Clock.MEDIATE].due_at
        draft.move(Clock.MEDIATE, period)
        facts = {"days": days, "old_due_at": old.isoformat(), "new_due_at": period.due_at.isoformat()}
        draft.apply(Verb.EXTEND, data=facts)
    return draft.matter


def fail(row: MediationCase, *, by: User, at: dt.datetime, text: str) -> MediationCase:
    """No agreement, or one that the parties do not sign; they are told the other routes (Art. 26)."""
    with opened(row, Verb.FAIL, by=by, at=at) as draft:
        draft.met(Clock.MEDIATE)
        draft.apply(Verb.FAIL, to=State.FAILED, text=texts.clean(text))
        _tell_end(draft)
    return draft.matter


def terminate(row: MediationCase, *, by: User, at: dt.datetime, text: str, party: int | None = None) -> MediationCase:
    """A party (its position, where it was one) does not want to go on: that ends it at once."""
    with opened(row, Verb.TERMINATE, by=by, at=at) as draft:
        facts: dict[str, int] = {}
        if party is not None:
            facts["party"] = _party(draft, party).position
        draft.met(Clock.MEDIATE)
        draft.apply(Verb.TERMINATE, to=State.TERMINATED, text=texts.clean(text), data=facts)
        _tell_end(draft)
    return draft.matter


@transaction.atomic
def reveal(row: MediationCase, *, by: User, at: dt.datetime, party: int, purpose: str) -> Contact:
    """Name and phone of a party in clear, for who mediates, with the purpose on record.

    Raises `Refusal` forbidden `identity_sealed` for everybody else, and what `residents.reveal` raises.
    """
    check_mediates(row, by=by, at=at)
    found = row.parties.filter(position=party).select_related("contact").first()
    if found is None:
        raise invalid("unknown_party", _("There is no such party."), "party")
    return residents.reveal(found.contact, by=by, at=at, purpose=purpose, about=("mediation", str(row.pk)))


def check_mediates(row: MediationCase, *, by: User, at: dt.datetime) -> None:
    """Who the parties are is for who mediates. Raises `Refusal` forbidden `identity_sealed`."""
    if not scope.mediates(viewer_in(world(at), by), row.unit_id):
        raise forbidden("identity_sealed", _("Only who mediates may see the parties."))


def end_with_cases(at: dt.datetime) -> int:
    """Mediations whose case was closed over them (withdrawn, cancelled, terminated) end too; how many did.

    Any number of workers may run it: under the lock of the case each looks again.
    """
    over = MediationCase.objects.filter(state__in=RUNNING).exclude(case__state__in=OPEN)
    return sum(_end_with_case(row, at) for row in over.select_related("case").order_by("id")[:BATCH])


@transaction.atomic
def _end_with_case(found: MediationCase, at: dt.datetime) -> bool:
    draft = locked(found, world(at))
    case = draft.matter.case
    if case.state in OPEN or draft.matter.state not in RUNNING:
        return False
    draft.apply(Verb.END_WITH_CASE, to=State.TERMINATED, data={"outcome": case.outcome})
    draft.tell("mediation_overtaken", draft.matter.unit_id)
    return True


def _party(draft: Draft[MediationCase], position: int) -> MediationParty:
    found = draft.matter.parties.filter(position=position).first()
    if found is None:
        raise invalid("unknown_party", _("There is no such party."), "party")
    return found


def _unanswered(draft: Draft[MediationCase], position: int) -> MediationParty:
    found = _party(draft, position)
    if found.consented_at is not None:
        raise conflict("answered_before", _("This party has said yes."))
    return found


def _tell_end(draft: Draft[MediationCase]) -> None:
    """Who holds the case goes on with it."""
    draft.tell("mediation_ended", draft.matter.case.holder_id)
