"""What a link shows to whoever holds it, and the links of a case to those who may withdraw them."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts.refusals import not_found
from cases import casefile
from cases.actions import links
from cases.link_rights import may_link
from cases.models import WHISTLES, AccessLink, AssistTask, LinkKind, Text
from cases.queries import progress
from cases.states import RULES, State, Verb
from cases.viewer import Viewer
from cases.world import World

LONGEST_TOKEN = 64


@dataclass(frozen=True)
class Opened:
    """The page of a link: no name, no contact, no number, and of the words only those meant for its reader.

    `refusal` says why nothing can be done any more. `is_whistle`: the unit was called to the spot.
    """

    kind: LinkKind
    place: str
    category: str
    text: str
    due_at: dt.datetime
    is_whistle: bool


def opened(present: World, token: str) -> Opened:
    """The page of a token. Raises `Refusal`: 404 for none, 409 as `links.unusable` and `links.over` say."""
    row = (
        AccessLink.objects.select_related("case").filter(digest=links.digest_of(token)).first()
        if len(token) <= LONGEST_TOKEN
        else None
    )
    if row is None:
        raise not_found(_("This link opens nothing. Check that it is complete."))
    refusal = links.unusable(row, present.at)
    if refusal is not None:
        raise refusal
    return _page(present, row)


def _page(present: World, row: AccessLink) -> Opened:
    case, kind = row.case, LinkKind(row.kind)
    path = present.directory.path(case.area_id)
    text, due_at, is_whistle = "", row.expires_at, False
    if kind == LinkKind.RATING:
        if case.withdrawn_at is not None or {case.state, (case.master or case).state} != {State.CLOSED}:
            raise links.over()  # as long as the case that goes on is not closed, its reply is no answer yet
        text = progress.reply_of(case)
    else:
        text, due_at, is_whistle = _item(row)
    return Opened(
        kind=kind,
        place=" ".join(reversed([node.name for node in list(path)[:2]])),
        category=present.catalogue.by_id(case.category_id).name if case.category_id else "",
        text=text,
        due_at=due_at,
        is_whistle=is_whistle,
    )


def _item(row: AccessLink) -> tuple[str, dt.datetime, bool]:
    """The words of the open task or question. Raises `link_over` where it is open no more."""
    file = casefile.read(row.case)
    items: list[AssistTask] = [task for task in file.tasks if task.pk == row.item]
    if row.kind == LinkKind.TASK and items and State(row.case.state) in RULES[Verb.REPLY_ASSIST].sources:
        return _words(row, items[0].seq), items[0].due_at, items[0].kind in WHISTLES
    question = file.question
    if row.kind == LinkKind.QUESTION and question is not None and question.pk == row.item:
        return _words(row, question.seq), question.due_at, False
    raise links.over()


def _words(row: AccessLink, seq: int) -> str:
    found = Text.objects.filter(case=row.case, seq=seq).first()
    return found.body if found else ""


def live(present: World, viewer: Viewer, file: casefile.CaseFile) -> list[AccessLink]:
    """The links of a case that still open something and that the viewer may withdraw."""
    rows = AccessLink.objects.filter(case=file.case, used_at=None, revoked_at=None, expires_at__gt=present.at).order_by(
        "id"
    )
    return [row for row in rows if may_link(viewer, file, LinkKind(row.kind), row.item, present)]
