"""One verb on many cases: each by its ordinary action, in its own transaction, once."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import audit
from accounts.models import User
from accounts.refusals import Refusal, invalid, not_found
from cases.actions import handling, supervision, triage, urging
from cases.models import BulkItem, BulkRun, Case
from cases.states import NoteKind, Verb
from cases.world import viewer_in, world

MOST_CASES: Final = 50
ACTS: Mapping[Verb, Callable[..., Case]] = {
    Verb.SIGN: handling.sign,
    Verb.NOTE: partial(handling.note, kind=NoteKind.INTERNAL),
    Verb.DISPATCH: triage.dispatch,
    Verb.URGE: urging.urge,
    Verb.SUPERVISE: supervision.supervise,
}
"""The verbs that many cases may have in common. A note is an internal one: nobody visits fifty places at once."""

Pick = tuple[str, int]
"""The number of a case, and the state of its file that the person saw."""


def run(verb: Verb, picks: Sequence[Pick], *, by: User, at: dt.datetime, key: str, words: Mapping[str, Any]) -> BulkRun:
    """Carries out the verb on each case that takes it; a refusal is kept beside its case, and the rest goes on.

    `words` is what the action takes beside the case. The same `key` again goes on where the first run was broken
    off, and does nothing where it had ended. Raises `Refusal` invalid `not_in_bulk`, `no_cases`, `too_many_cases`.
    """
    if verb not in ACTS:
        raise invalid("not_in_bulk", _("This is done for one case at a time."))
    if not picks:
        raise invalid("no_cases", _("Choose at least one case."))
    if len(picks) > MOST_CASES:
        raise invalid("too_many_cases", _("At most 50 cases at a time."))
    found, _new = BulkRun.objects.get_or_create(user=by, key=key, defaults={"verb": verb, "at": at})
    if found.ended_at is None:
        for pick in picks:
            _carry_out(found, pick, by=by, at=at, words=words)
        _end(found, by=by, at=at)
    return found


def _carry_out(found: BulkRun, pick: Pick, *, by: User, at: dt.datetime, words: Mapping[str, Any]) -> None:
    """One case. Its line is written first, so that of two runs at once the second waits, and leaves it alone."""
    number, seen = pick
    with transaction.atomic():
        try:
            with transaction.atomic():
                item = BulkItem.objects.create(run=found, number=number)
        except IntegrityError:
            return
        try:
            with transaction.atomic():
                case = Case.objects.visible_to(viewer_in(world(at), by)).filter(number=number).only("id").first()
                if case is None:
                    raise not_found(_("There is no such case, or your posts do not show it."))
                ACTS[Verb(found.verb)](case, by=by, at=at, expected=seen, **words)
        except Refusal as refusal:
            item.code, item.said = refusal.code[:40], str(refusal.message)[:300]
            item.save(update_fields=["code", "said"])


@transaction.atomic
def _end(found: BulkRun, *, by: User, at: dt.datetime) -> None:
    """The run is over, and on record once."""
    if not BulkRun.objects.filter(pk=found.pk, ended_at=None).update(ended_at=at):
        return
    items = list(found.items.order_by("id"))
    done = [item.number for item in items if item.is_done]
    refused = {item.number: item.code for item in items if not item.is_done}
    data = {"verb": found.verb, "done": done, "refused": refused}
    audit.record(by=by, verb="act_in_bulk", subject_kind="bulk", subject_id=found.pk, at=at, data=data)
