"""The page of one case: everything about it that this viewer may read, in six to eight statements.

One more for a person with posts both in government and outside, one where the matter was here before, one
where a device reported it, two where a leader is in charge.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from accounts.prepared import Prepared, of_id
from accounts.refusals import not_found
from cases import casefile, due_lines, rules
from cases.actions.contact import may_reveal
from cases.casefile import LIVE, CaseFile
from cases.due_lines import Change, Facts
from cases.models import (
    Assist,
    AssistTask,
    Attachment,
    Case,
    CaseEvent,
    Category,
    Deadline,
    DeadlineChange,
    Proposal,
    Rating,
    ReturnRequest,
    Text,
    TextKind,
)
from cases.queries import leading, photos, recurrence, signals
from cases.queries.leading import Led
from cases.queries.progress import Asked
from cases.queries.recurrence import Earlier
from cases.queries.signals import Folded
from cases.states import DeadlineKind, NoteKind, Verb
from cases.viewer import Viewer
from cases.worktime import Line
from cases.world import ZONE, World
from grids.tree import AreaNode, Directory, PostNode, UnitNode

RATED = frozenset({Verb.RATE, Verb.CALLBACK})


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event. `by` is empty for a timer (then `cause` is set) and for the requester."""

    seq: int
    verb: Verb
    at: dt.datetime
    by: str
    unit: UnitNode | None
    holder: UnitNode
    from_state: str
    to_state: str
    reason: str
    cause: str
    data: Mapping[str, Any]
    text: str
    text_kind: str
    erased: bool


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One clock with what explains its due time in `lines`."""

    kind: DeadlineKind
    state: str
    unit: UnitNode | None
    starts_at: dt.datetime
    warn_at: dt.datetime | None
    due_at: dt.datetime
    stopped_at: dt.datetime | None
    lines: list[Line]
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task of a helping unit, with the words of who asked and of the reply."""

    task: AssistTask
    unit: UnitNode
    asked_by: UnitNode
    text: str
    reply: str


@dataclass(frozen=True, slots=True)
class Asker:
    """The requester as staff see it: masked."""

    name: str
    phone: str
    may_reveal: bool


@dataclass(frozen=True)
class CasePage:
    """One case for one viewer. `actions` are the verbs that the viewer may use now.

    `asker` is None where nobody left contact data, and where no post in government shows the case to the
    viewer (`identity_hidden`); internal notes of government units are then listed without their words.
    `rating_sealed`: the handling unit learns of ratings in the next month only.
    """

    case: Case
    file: CaseFile
    area: AreaNode
    category: Category | None
    category_ended: dt.date | None
    holder: UnitNode
    checking_unit: UnitNode | None
    callback_unit: UnitNode | None
    helpers: list[UnitNode]
    request: str
    reply: str
    events: list[EventLine]
    clocks: list[ClockLine]
    proposal: Proposal | None
    return_request: ReturnRequest | None
    led: Led | None
    recurs: list[Earlier]
    folded: Folded | None
    question: Asked | None
    tasks: list[TaskLine]
    photos: list[Attachment]
    asker: Asker | None
    identity_hidden: bool
    rating: Rating | None
    rating_sealed: bool
    actions: list[Verb]


def find(viewer: Viewer, number: str) -> Case:
    """The case of a number, with requester and rating. Raises `Refusal` not_found outside the viewer's scope."""
    seen = Case.objects.visible_to(viewer).select_related("requester", "rating")
    return _only(list(seen.filter(number=number)) if _plausible(number) else [])


def locate(viewer: Viewer, number: str) -> Case:
    """The same with nothing but its id, for a verb, which reads the row itself under a lock."""
    return _only(_located(viewer).of(number) if _plausible(number) else [])


def _located(viewer: Viewer) -> Prepared[Case]:
    """The viewer's own statement: every verb asks before and after whether the case is in sight."""
    of_posts = _LOCATED.setdefault(viewer.directory, {})
    if len(of_posts) >= _MOST_LOCATED:
        of_posts.clear()
    if viewer.posts not in of_posts:
        seen = Case.objects.visible_to(viewer).only("id")
        of_posts[viewer.posts] = Prepared(lambda number: seen.filter(number=number), _SOME_NUMBER)
    return of_posts[viewer.posts]


_LOCATED: WeakKeyDictionary[Directory, dict[tuple[PostNode, ...], Prepared[Case]]] = WeakKeyDictionary()
_MOST_LOCATED = 1000
_SOME_NUMBER = "-"


def _only(found: Sequence[Case]) -> Case:
    if not found:
        raise not_found(_("There is no such case, or your posts do not show it."))
    return found[0]


def _plausible(number: str) -> bool:
    return number.isascii() and number.isalnum()


def read(present: World, viewer: Viewer, number: str) -> CasePage:
    """The page of a case. Raises `Refusal` not_found outside the viewer's scope."""
    return of(present, viewer, find(viewer, number))


def after(present: World, viewer: Viewer, changed: Case) -> CasePage:
    """The page of a case that a verb has just changed. Raises `Refusal` not_found where it left the scope."""
    locate(viewer, changed.number)
    return of(present, viewer, changed)


def of(present: World, viewer: Viewer, case: Case) -> CasePage:
    """The page of a case that `find` has read."""
    directory = present.directory
    clocks = CLOCKS.of(case.pk)
    file = casefile.of(case, [row for row in clocks if row.state in LIVE])
    hidden = identity_hidden(viewer, case)
    category = present.catalogue.by_id(case.category_id) if case.category_id else None
    sealed = _rating_sealed(viewer, file, present)
    events = [_event(row, present, sealed=sealed, outside=hidden) for row in EVENTS.of(case.pk)]
    return CasePage(
        case=case,
        file=file,
        area=directory.areas[case.area_id],
        category=category,
        category_ended=present.catalogue.last_day(category.code, present.today) if category else None,
        holder=directory.units[case.holder_id],
        checking_unit=directory.units.get(case.checking_unit_id or 0),
        callback_unit=directory.units.get(case.callback_unit_id or 0),
        helpers=[directory.units[pk] for pk in sorted(file.helper_ids)],
        request=_last(events, TextKind.REQUEST),
        reply=_last(events, TextKind.REPLY),
        events=events,
        clocks=[_clock(row, present) for row in clocks],
        proposal=file.proposal,
        return_request=file.open_return,
        led=leading.of(present, file),
        recurs=recurrence.of(viewer, case, category.code) if category else [],
        folded=signals.of(case),
        question=_question(file, events),
        tasks=_tasks(file, events, directory),
        photos=photos.seen(case, directory, outside=hidden),
        asker=None if hidden else _asker(viewer, case),
        identity_hidden=hidden,
        rating=None if sealed else _rating(case),
        rating_sealed=sealed,
        actions=rules.actions(viewer, file, present),
    )


def _question(file: CaseFile, events: Sequence[EventLine]) -> Asked | None:
    question = file.question
    return Asked(_words_of(events, question.seq), question.due_at) if question else None


def _tasks(file: CaseFile, events: Sequence[EventLine], directory: Directory) -> list[TaskLine]:
    """Every task that the case ever had; asked for only where a unit was given one."""
    if not any(assist.why in casefile.ASKED for assist in file.assists):
        return []
    return [
        TaskLine(
            task=task,
            unit=directory.units[task.unit_id],
            asked_by=directory.units[task.asked_by_unit_id],
            text=_words_of(events, task.seq),
            reply=_words_of(events, task.replied_seq),
        )
        for task in TASKS.of(file.case.pk)
    ]


def _words_of(events: Sequence[EventLine], seq: int | None) -> str:
    return events[seq - 1].text if seq else ""


def _events(case_id: int) -> QuerySet[CaseEvent]:
    words = Text.objects.filter(case_id=OuterRef("case_id"), seq=OuterRef("seq"))
    said = JSONObject(kind="kind", body="body", erased_at="erased_at")
    events = CaseEvent.objects.filter(case_id=case_id).order_by("seq")
    return events.annotate(said=Subquery(words.values(said=said)), by_name=F("by__name"))


def _event(row: Any, present: World, *, sealed: bool, outside: bool) -> EventLine:
    said: dict[str, Any] = row.said or {"kind": "", "body": "", "erased_at": None}
    quiet = sealed and row.verb in RATED
    wordless = quiet or (outside and _is_internal(row, present))
    return EventLine(
        seq=row.seq,
        verb=Verb(row.verb),
        at=row.at,
        by=row.by_name or "",
        unit=present.directory.units.get(row.unit_id or 0),
        holder=present.directory.units[row.holder_id],
        from_state=row.from_state,
        to_state=row.to_state,
        reason=row.reason,
        cause=row.cause,
        data={} if quiet else row.data,
        text="" if wordless else said["body"],
        text_kind="" if wordless else said["kind"],
        erased=said["erased_at"] is not None,
    )


def _is_internal(row: Any, present: World) -> bool:
    """A note that a government unit made for its own people."""
    unit = present.directory.units.get(row.unit_id or 0)
    is_note = row.verb == Verb.NOTE and row.data.get("kind") == NoteKind.INTERNAL
    return is_note and (unit is None or unit.is_government)


def _clocks(case_id: int) -> QuerySet[Deadline]:
    facts = JSONObject(old="old_due_at", new="new_due_at", why="why", at="at", by="by__name")
    moved = DeadlineChange.objects.filter(deadline=OuterRef("pk")).order_by("id").values(facts=facts)
    return Deadline.objects.filter(case_id=case_id).order_by("id").annotate(moved=ArraySubquery(moved))


def _clock(row: Any, present: World) -> ClockLine:
    changes = [_change(facts) for facts in row.moved]
    facts = Facts(row.state, row.starts_at, row.due_at, row.stopped_at, row.why)
    return ClockLine(
        kind=DeadlineKind(row.kind),
        state=row.state,
        unit=present.directory.units.get(row.unit_id or 0),
        starts_at=row.starts_at,
        warn_at=row.warn_at,
        due_at=row.due_at,
        stopped_at=row.stopped_at,
        lines=due_lines.of(present.calendar, facts, changes),
        changes=changes,
    )


def _change(facts: Mapping[str, str | None]) -> Change:
    old, new, at = (dt.datetime.fromisoformat(facts[name] or "") for name in ("old", "new", "at"))
    return Change(old, new, facts["why"] or "", at, facts["by"] or "")


EVENTS = of_id(_events)
CLOCKS = of_id(_clocks)
TASKS = of_id(lambda pk: AssistTask.objects.filter(case_id=pk).order_by("id"))


def identity_hidden(viewer: Viewer, case: Case) -> bool:
    """Who sees the case only through a company or committee does not see who asks, whatever other posts they hold."""
    government = viewer.in_government()
    if not government.posts or government.posts == viewer.posts:
        return not government.posts
    return not Case.objects.visible_to(government).filter(pk=case.pk).exists()


def _asker(viewer: Viewer, case: Case) -> Asker | None:
    if case.requester is None:
        return None
    return Asker(case.requester.name_masked, case.requester.phone_masked, may_reveal(viewer, case))


def _rating(case: Case) -> Rating | None:
    ended = case.closed_at is not None or case.reopen_count > 0
    return getattr(case, "rating", None) if ended else None


def _rating_sealed(viewer: Viewer, file: CaseFile, present: World) -> bool:
    """Who handled the case learns of its rating in the next month: nobody is asked again for a better one.

    Hazard E9. All ratings are sealed, because a seal on the bad ones only would tell.
    """
    rating = _rating(file.case)
    if rating is None:
        return False
    handled = {file.case.holder_id, *(assist.unit_id for assist in file.assists)} | _of_master(file.case)
    month = rating.at.astimezone(ZONE).date().replace(day=1)
    return {unit.id for unit in viewer.units()} <= handled and month == present.today.replace(day=1)


def _of_master(case: Case) -> set[int]:
    """Who handled the matter of a merged case: holder and helpers of the case that went on."""
    if case.master_id is None:
        return set()
    holders = Case.objects.filter(pk=case.master_id).values_list("holder_id", flat=True)
    helpers = Assist.objects.filter(case_id=case.master_id).values_list("unit_id", flat=True)
    return {*holders, *helpers}


def _last(events: Iterable[EventLine], kind: TextKind) -> str:
    return next((event.text for event in reversed(list(events)) if event.text_kind == kind), "")
