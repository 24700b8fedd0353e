"""The agreement and what becomes of it (人民调解法 Art. 28–33; case process §4.6)."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import conflict, invalid
from cases import texts
from procedures import guards, limits, periods
from procedures.actions.frame import Draft, opened
from procedures.actions.inputs import member, past_day
from procedures.actions.mediation import check_mediates
from procedures.models import MediationAgreement, MediationCase
from procedures.states.mediation import Clock, Confirmation, Form, State, Verb
from residents.actions import print_names

LONGEST = dt.timedelta(days=3653)


def agree(
    row: MediationCase,
    *,
    by: User,
    at: dt.datetime,
    form: str,
    facts: str,
    content: str,
    way: str,
    agreed_on: dt.date,
    perform_by: dt.date,
) -> MediationCase:
    """The parties agree. An oral agreement is recorded and takes effect at once (Art. 30), a written one
    when it is signed: `take_effect`.

    Raises `Refusal` invalid `bad_day` where the days do not follow one another.
    """
    with opened(row, Verb.AGREE, by=by, at=at) as draft:
        made = member(Form, form, "form")
        since = guards.day_of(draft.matter.accepted_at or draft.matter.opened_at)
        past_day(draft.world, agreed_on, "agreed_on", since=since)
        if not agreed_on <= perform_by <= agreed_on + LONGEST:
            raise invalid("bad_day", _("Performance ends after the agreement, within ten years."), "perform_by")
        found = MediationAgreement.objects.create(
            mediation=draft.matter,
            form=made,
            facts=texts.clean(facts, "facts"),
            content=texts.clean(content, "content"),
            way=texts.clean(way, "way"),
            agreed_on=agreed_on,
            perform_by=perform_by,
        )
        draft.met(Clock.MEDIATE, agreed_on)
        draft.apply(Verb.AGREE, to=State.AGREED, data={"form": made})
        if made is Form.ORAL:
            _effective(draft, found, agreed_on)
    return draft.matter


def take_effect(row: MediationCase, *, by: User, at: dt.datetime, on: dt.date) -> MediationCase:
    """All have signed on that day (Art. 29): performance is watched, the window for the court is open."""
    with opened(row, Verb.TAKE_EFFECT, by=by, at=at) as draft:
        found = _agreement(draft)
        _effective(draft, found, past_day(draft.world, on, "on", since=found.agreed_on))
    return draft.matter


def _effective(draft: Draft[MediationCase], found: MediationAgreement, on: dt.date) -> None:
    found.effective_on = on
    found.save(update_fields=["effective_on"])
    matter, calendar = draft.matter, draft.world.calendar
    draft.apply(Verb.TAKE_EFFECT, to=State.PERFORMING, data={"on": on.isoformat()})
    draft.start(Clock.PERFORM, periods.until_day(calendar, on, max(on, found.perform_by)), matter.unit_id)
    if guards.confirmation_is_offered(matter, draft.world):
        draft.start(Clock.CONFIRM, periods.days_from(calendar, on, limits.CONFIRM_DAYS), matter.unit_id)


def perform(row: MediationCase, *, by: User, at: dt.datetime, on: dt.date, text: str = "") -> MediationCase:
    """The agreement was performed on that day (Art. 31)."""
    with opened(row, Verb.PERFORM, by=by, at=at) as draft:
        past_day(draft.world, on, "on", since=_agreement(draft).agreed_on)
        draft.met(Clock.PERFORM, on)
        words = texts.clean(text, required=False)
        draft.apply(Verb.PERFORM, to=State.PERFORMED, text=words, data={"on": on.isoformat()})
        draft.tell("mediation_ended", draft.matter.case.holder_id)
    return draft.matter


def breach(row: MediationCase, *, by: User, at: dt.datetime, text: str) -> MediationCase:
    """A party does not perform; the other may sue, or have a confirmed agreement enforced (Art. 32–33)."""
    with opened(row, Verb.BREACH, by=by, at=at) as draft:
        draft.met(Clock.PERFORM)
        draft.apply(Verb.BREACH, to=State.BREACHED, text=texts.clean(text))
        draft.tell("mediation_ended", draft.matter.case.holder_id)
    return draft.matter


def sue(row: MediationCase, *, by: User, at: dt.datetime, on: dt.date) -> MediationCase:
    """A party has gone to court over the agreement."""
    return _over(row, Verb.SUE, State.SUED, by, at, on)


def enforce(row: MediationCase, *, by: User, at: dt.datetime, on: dt.date) -> MediationCase:
    """A party has asked the court to enforce the confirmed agreement."""
    return _over(row, Verb.ENFORCE, State.CONFIRMED_ENFORCED, by, at, on)


def _over(row: MediationCase, verb: Verb, to: State, by: User, at: dt.datetime, on: dt.date) -> MediationCase:
    with opened(row, verb, by=by, at=at) as draft:
        past_day(draft.world, on, "on", since=_agreement(draft).effective_on)
        draft.apply(verb, to=to, data={"on": on.isoformat()})
    return draft.matter


def apply_confirmation(row: MediationCase, *, by: User, at: dt.datetime, on: dt.date) -> MediationCase:
    """Both parties have asked the court together, within thirty days of effect (Art. 33).

    Raises `Refusal` conflict `window_passed` where that day lies after the window.
    """
    with opened(row, Verb.APPLY_CONFIRMATION, by=by, at=at) as draft:
        found = _agreement(draft)
        past_day(draft.world, on, "on", since=found.effective_on)
        draft.met(Clock.CONFIRM, on)
        found.confirmation_asked_on = on
        found.save(update_fields=["confirmation_asked_on"])
        draft.apply(Verb.APPLY_CONFIRMATION, data={"on": on.isoformat()})
    return draft.matter


def record_confirmation(row: MediationCase, *, by: User, at: dt.datetime, result: str, on: dt.date) -> MediationCase:
    """The court confirmed the agreement on that day, or refused to."""
    with opened(row, Verb.RECORD_CONFIRMATION, by=by, at=at) as draft:
        found = _agreement(draft)
        found.confirmation = member(Confirmation, result, "result")
        found.confirmation_on = past_day(draft.world, on, "on", since=found.confirmation_asked_on)
        found.save(update_fields=["confirmation", "confirmation_on"])
        draft.apply(Verb.RECORD_CONFIRMATION, data={"result": found.confirmation, "on": on.isoformat()})
    return draft.matter


@transaction.atomic
def write_out(row: MediationCase, *, by: User, at: dt.datetime, medium: str) -> list[str]:
    """The parties' names in clear and in their order, for the document that they sign; on record.

    `medium` is "page" or "file". Raises `Refusal` forbidden `identity_sealed` for all but who mediates,
    conflict `no_agreement`, and what `residents.actions.print_names` raises.
    """
    check_mediates(row, by=by, at=at)
    if guards.agreement_of(row) is None:
        raise conflict("no_agreement", _("There is no agreement."))
    contacts = [party.contact for party in row.parties.select_related("contact")]
    return print_names(contacts, by=by, at=at, about=("mediation", str(row.pk)), medium=medium)


def _agreement(draft: Draft[MediationCase]) -> MediationAgreement:
    found = guards.agreement_of(draft.matter)
    if found is None:
        raise conflict("no_agreement", _("There is no agreement."))
    return found
