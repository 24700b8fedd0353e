"""Links for people without an account: made and withdrawn by staff, used by whoever holds them.

Only the digest of a token is kept, so a link is shown once, to the person who made it.
"""

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refusal, conflict, forbidden, invalid, not_found
from cases import casefile
from cases.actions import asking, followup, photos
from cases.actions.applying import Author, Draft
from cases.actions.helping import Reply, record_reply
from cases.casefile import CaseFile
from cases.ledger import Ledger
from cases.link_rights import may_link
from cases.models import AccessLink, Case, LinkKind
from cases.photos import Photo
from cases.states import RULES, State, Verb
from cases.worktime import Limit
from cases.world import World, viewer_in, world

AFTER_TASK: Final = Limit.parse("7 CD")
AFTER_CLOSING: Final = Limit.parse("30 CD")
TOKEN_BYTES: Final = 32


def make(case: Case, *, by: User, at: dt.datetime, kind: str, task: int | None = None) -> tuple[str, AccessLink]:
    """A new link and its token, which is never shown again.

    For a task until seven days after it is due, for the open question as long as it runs, for a rating until
    thirty days after the closing. Raises `Refusal`: 400 `unknown_kind`, `unknown_task`; 403 `not_your_unit`;
    409 `no_question`, `not_closed`.
    """
    with transaction.atomic():
        file, present = casefile.lock(case.pk), world(at)
        item, expires_at = _subject(file, present, kind, task)
        if not may_link(viewer_in(present, by), file, LinkKind(kind), item, present):
            raise forbidden("not_your_unit", _("This is for another unit to do."))
        token = secrets.token_urlsafe(TOKEN_BYTES)
        row = AccessLink.objects.create(
            digest=digest_of(token), kind=kind, case=file.case, item=item, made_by=by, at=at, expires_at=expires_at
        )
    return token, row


def _subject(file: CaseFile, present: World, kind: str, task_id: int | None) -> tuple[int | None, dt.datetime]:
    """What the link is for, and until when."""
    add, at, case = present.calendar.add, present.at, file.case
    if kind == LinkKind.TASK:
        task = next((row for row in file.tasks if row.pk == task_id), None)
        if task is None:
            raise invalid("unknown_task", _("Choose an open task."), "task")
        return task.pk, add(max(task.due_at, at), AFTER_TASK)
    if kind == LinkKind.QUESTION:
        if file.question is None or file.question.due_at <= at:
            raise asking.no_question()
        return file.question.pk, file.question.due_at
    if kind != LinkKind.RATING:
        raise invalid("unknown_kind", _("Choose what the link is for."), "kind")
    if case.state != State.CLOSED or case.closed_at is None or add(case.closed_at, AFTER_CLOSING) <= at:
        raise conflict("not_closed", _("The case is not at a point where it can be rated."))
    return None, add(case.closed_at, AFTER_CLOSING)


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def revoke(case: Case, *, by: User, at: dt.datetime, link: int) -> None:
    """The link opens nothing from now on. Raises `Refusal` 404 for a link of another case, 403 `not_your_unit`."""
    row = AccessLink.objects.select_for_update().filter(pk=link, case=case).first()
    if row is None:
        raise not_found(_("There is no such link."))
    file, present = casefile.read(row.case), world(at)
    if not may_link(viewer_in(present, by), file, LinkKind(row.kind), row.item, present):
        raise forbidden("not_your_unit", _("This is for another unit to do."))
    if row.revoked_at is None:
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])


def reply(token: str, *, at: dt.datetime, answer: Reply, pictures: Sequence[Photo] = ()) -> None:
    """Whoever holds a task's link replies for its unit. Only a reply that is `done` uses the link up.

    The photos stay with the staff. Raises as `_held` does, and `link_over` (409) where the case went on.
    """
    with _held(token, LinkKind.TASK, at) as link, photos.kept(pictures) as names:
        file, present = casefile.lock(link.case_id), world(at)
        task = next((row for row in file.tasks if row.pk == link.item), None)
        if task is None or State(file.case.state) not in RULES[Verb.REPLY_ASSIST].sources:
            raise over()
        draft = Draft(present, file, Ledger(present), Author(unit_id=task.unit_id))
        record_reply(draft, task, answer, link=link.pk)
        rows = photos.rows(file.case, pictures, names, at, seq=file.case.event_count, public=False)
        draft.ledger.attachments.extend(rows)
        draft.ledger.write()
        if answer.done:
            _use(link, at)


def answer(token: str, *, at: dt.datetime, text: str) -> None:
    """Whoever holds a question's link answers it, once."""
    with _held(token, LinkKind.QUESTION, at) as link:
        asking.answer(link.case, at=at, text=text, question=link.item)
        _use(link, at)


def rate(token: str, *, at: dt.datetime, solved: str, satisfaction: str, text: str = "") -> None:
    """Whoever holds a rating's link rates as the requester, once."""
    with _held(token, LinkKind.RATING, at) as link:
        followup.rate(link.case, at=at, solved=solved, satisfaction=satisfaction, text=text)
        _use(link, at)


@contextmanager
def _held(token: str, kind: LinkKind, at: dt.datetime) -> Iterator[AccessLink]:
    """The link under its lock, for one use.

    Raises `Refusal` 404 for a token that is none or is for another purpose, and as `unusable` says.
    """
    with transaction.atomic():
        row = (
            AccessLink.objects.select_for_update(of=("self",))
            .select_related("case")
            .filter(digest=digest_of(token), kind=kind)
            .first()
        )
        if row is None:
            raise not_found(_("This link opens nothing. Check that it is complete."))
        refusal = unusable(row, at)
        if refusal is not None:
            raise refusal
        yield row


def unusable(link: AccessLink, at: dt.datetime) -> Refusal | None:
    """Why a link opens nothing any more (409): `link_revoked`, `link_used`, `link_expired`."""
    if link.revoked_at is not None:
        return conflict("link_revoked", _("The office has withdrawn this link."))
    if link.used_at is not None:
        return conflict("link_used", _("This was already answered. Thank you."))
    if link.expires_at <= at:
        return conflict("link_expired", _("The time of this link has passed. Ask the office for a new one."))
    return None


def over() -> Refusal:
    """What the link was for has ended without it."""
    return conflict("link_over", _("The case has gone on without this. Nothing more is needed; thank you."))


def _use(link: AccessLink, at: dt.datetime) -> None:
    link.used_at = at
    link.save(update_fields=["used_at"])
