"""What the holding unit does: sign, note, settle, submit the result, return, escalate, delegate."""

import datetime as dt
import hmac
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import invalid
from cases import deadlines, mentions, routing, texts
from cases.actions import closing, moving
from cases.actions import photos as photo_store
from cases.actions.applying import Draft, opened
from cases.models import Attachment, Case, CaseEvent, ReturnRequest, TextKind
from cases.photos import Photo
from cases.queries import colleagues
from cases.reasons import check_reason
from cases.states import AGAIN, ATTEMPTS, DeadlineKind, NoteKind, Outcome, State, Verb


def sign(case: Case, *, by: User, at: dt.datetime, expected: int | None = None) -> Case:
    """The holding unit takes the case on; an open return request is withdrawn."""
    with opened(case, Verb.SIGN, by=by, at=at, expected=expected) as draft:
        _sign(draft)
        draft.apply(Verb.SIGN, to=State.PROCESSING)
    return draft.case


def _sign(draft: Draft) -> None:
    draft.case.signed_at = draft.case.signed_at or draft.at
    draft.met(DeadlineKind.SIGN)
    moving.end_return(draft, "withdrawn")


def note(
    case: Case,
    *,
    by: User,
    at: dt.datetime,
    kind: str,
    text: str,
    photos: Sequence[Photo] = (),
    expected: int | None = None,
) -> Case:
    """Records what was done. All kinds but `internal` are attempts and count as first contact.

    Only an attempt of the present holder opens the way up. The photos stay with the staff. In an internal note
    `@name` tells that colleague, where the colleague may read the note. Raises `unknown_note_kind`,
    `photos_internal` (400).
    """
    with photo_store.kept(photos) as names, opened(case, Verb.NOTE, by=by, at=at, expected=expected) as draft:
        if kind not in list(NoteKind):
            raise invalid("unknown_note_kind", _("Choose what kind of note this is."), "kind")
        words = TextKind.STAFF, texts.clean(text)
        if photos and kind not in ATTEMPTS:
            raise invalid("photos_internal", _("A photo goes with what was done, not with an internal note."), "photos")
        if kind in ATTEMPTS:
            if draft.author.unit_id == draft.case.holder_id:
                draft.case.attempted_at = draft.at
            moving.first_contact(draft)
        draft.apply(Verb.NOTE, words=words, data={"kind": kind})
        _attach(draft, photos, names)
        if kind == NoteKind.INTERNAL:
            _tell_mentioned(draft, words[1])
    return draft.case


def _tell_mentioned(draft: Draft, text: str) -> None:
    if mentions.MARK not in text:
        return
    around = colleagues.of(draft.file, draft.world, draft.author.unit_id)
    for person in mentions.found(text, around) - {draft.author.user_id}:
        draft.tell_person("mentioned", person)


def settle(
    case: Case,
    *,
    by: User,
    at: dt.datetime,
    reply: str,
    outcome: str = Outcome.RESOLVED,
    photos: Sequence[Photo] = (),
    expected: int | None = None,
) -> Case:
    """The grid worker settles the matter on the spot; a random share goes to a check instead.

    From `dispatched` it signs as well and is the first contact. The draw follows from the case
    number and the installation's key, so nobody can guess it and it comes out the same twice.
    Raises `evidence_missing` (400) where the category asks for a photo of the result.
    """
    with photo_store.kept(photos) as names, opened(case, Verb.SETTLE, by=by, at=at, expected=expected) as draft:
        if outcome != Outcome.RESOLVED:
            raise invalid("unknown_outcome", _("What is settled on the spot is resolved."), "outcome")
        words = TextKind.REPLY, texts.clean(reply, "reply")
        _check_evidence(draft, photos)
        _sign(draft)
        moving.first_contact(draft)
        draft.case.on_the_spot = True
        closing.dispose(draft, Outcome.RESOLVED)
        if is_sampled(draft.case.number, draft.world.figures.sampling_percent):
            closing.to_check(draft)
            draft.apply(Verb.SETTLE, to=State.CHECKING, words=words, data={"sampled": True})
        else:
            closing.close(draft, Outcome.RESOLVED)
            draft.apply(Verb.SETTLE, to=State.CLOSED, words=words, data={"sampled": False})
        _attach(draft, photos, names)
        closing.tell(draft)
    return draft.case


def is_sampled(number: str, percent: int) -> bool:
    """The case number draws a check: HMAC under the installation's key, modulo 100, below the rate."""
    mac = hmac.digest(settings.SECRET_KEY.encode(), f"sample:{number}".encode(), "sha256")
    return int.from_bytes(mac) % 100 < percent


def submit_result(
    case: Case,
    *,
    by: User,
    at: dt.datetime,
    reply: str,
    outcome: str = Outcome.RESOLVED,
    photos: Sequence[Photo] = (),
    expected: int | None = None,
) -> Case:
    """The handler reports the result with the reply to the requester: disposal time is now.

    Raises `evidence_missing` (400) where the category asks for a photo of the result.
    """
    with photo_store.kept(photos) as names, opened(case, Verb.SUBMIT_RESULT, by=by, at=at, expected=expected) as draft:
        if outcome not in closing.HANDLED:
            raise invalid("unknown_outcome", _("A result is either resolved or explained."), "outcome")
        words = TextKind.REPLY, texts.clean(reply, "reply")
        if outcome == Outcome.RESOLVED:
            _check_evidence(draft, photos)
        moving.first_contact(draft)
        closing.dispose(draft, Outcome(outcome))
        closing.to_check(draft)
        draft.apply(Verb.SUBMIT_RESULT, to=State.CHECKING, words=words, data={"outcome": outcome})
        _attach(draft, photos, names)
        closing.tell(draft)
    return draft.case


def _check_evidence(draft: Draft, photos: Sequence[Photo]) -> None:
    """A kind whose closing condition is evidence ends with a photo of staff: sent now, or with an earlier step.

    What a link brought does not count, nor what the check or the requester has found wanting since (hazard E15).
    """
    filed = draft.case.category_id
    if photos or filed is None or not draft.world.catalogue.by_id(filed).evidence:
        return
    events = CaseEvent.objects.filter(case=draft.case)
    again = events.filter(verb__in=AGAIN).aggregate(seq=Max("seq"))["seq"] or 1
    of_staff = events.filter(seq__gt=again, by__isnull=False).values("seq")
    if not Attachment.objects.filter(case=draft.case, seq__in=of_staff).exists():
        raise invalid("evidence_missing", _("This kind of issue ends with a photo of the result."), "photos")


def _attach(draft: Draft, photos: Sequence[Photo], names: Sequence[str]) -> None:
    """The photos belong to the event that was just appended; the requester does not see them."""
    seq = draft.case.event_count
    draft.ledger.attachments += photo_store.rows(draft.case, photos, names, draft.at, seq=seq, public=False)


def return_order(case: Case, *, by: User, at: dt.datetime, reason: str, text: str, expected: int | None = None) -> Case:
    """Asks the parent for another holder. The case stays where it is and all clocks run on."""
    with opened(case, Verb.RETURN_ORDER, by=by, at=at, expected=expected) as draft:
        check_reason(Verb.RETURN_ORDER, reason)
        words = TextKind.STAFF, texts.clean(text)
        parent = draft.world.directory.parent_of(draft.holder)
        draft.case.return_count += 1
        request = ReturnRequest(case=draft.case, unit_id=draft.holder.id, reason=reason, at=draft.at)
        draft.ledger.returns.append(request)
        clock = deadlines.to_decide(draft.world.calendar, draft.at, draft.world.figures.decide_return, "return")
        draft.start(clock, parent.id if parent else None)
        draft.apply(Verb.RETURN_ORDER, reason=reason, words=words)
        draft.tell("case_returned", parent.id if parent else None)
    return draft.case


def escalate(case: Case, *, by: User, at: dt.datetime, reason: str, text: str, expected: int | None = None) -> Case:
    """One level up, after at least one recorded attempt; the lower unit stays as assist."""
    with opened(case, Verb.ESCALATE, by=by, at=at, expected=expected) as draft:
        check_reason(Verb.ESCALATE, reason)
        climb(draft, reason=reason, words=(TextKind.STAFF, texts.clean(text)))
    return draft.case


def climb(
    draft: Draft,
    *,
    reason: str,
    cause: str = "",
    words: tuple[TextKind, str] | None = None,
    data: dict[str, Any] | None = None,
) -> None:
    """The case goes to the office one level up, by a person or by a timer."""
    old = draft.holder
    parent = draft.world.directory.parent_of(old)
    if parent is None or routing.is_top(draft.world.directory, old):
        raise AssertionError("guards keep a case at the top from climbing")
    draft.case.escalation_count += 1
    moving.hand_over(draft, parent, Verb.ESCALATE)
    draft.apply(
        Verb.ESCALATE,
        to=State.DISPATCHED,
        reason=reason,
        cause=cause,
        words=words,
        data={"from_unit": old.id, "from_level": old.level, "to_level": parent.level, **(data or {})},
    )
    draft.tell("case_arrived", parent.id)
    draft.tell("case_escalated", old.id)


def delegate(case: Case, *, by: User, at: dt.datetime, reason: str, text: str, expected: int | None = None) -> Case:
    """Sends a case that came up back down, once per level, with guidance."""
    with opened(case, Verb.DELEGATE, by=by, at=at, expected=expected) as draft:
        check_reason(Verb.DELEGATE, reason)
        words = TextKind.STAFF, texts.clean(text)
        lower = draft.world.directory.units[draft.case.came_from_id or 0]
        draft.case.delegated_levels = [*draft.case.delegated_levels, draft.case.holder_level]
        moving.hand_over(draft, lower, Verb.DELEGATE)
        draft.apply(Verb.DELEGATE, to=State.DISPATCHED, reason=reason, words=words, data={"to_unit": lower.id})
        draft.tell("case_arrived", lower.id)
    return draft.case
