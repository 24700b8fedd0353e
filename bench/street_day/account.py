"""The account of a day: every case, step, clock and notice in words, and a list of what has none.

The words are the product's own, those of the case page, read as the county's leader reads them.
"""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils import translation

from accounts.models import User
from bench.street_day.post_office import PostOffice
from cases import explanations, story
from cases.models import Case, Deadline
from cases.queries import page as pages
from cases.queries.page import CasePage, ClockLine, EventLine
from cases.reasons import reason_text
from cases.states import OPEN, DeadlineState, State, Verb
from cases.viewer import Viewer
from cases.world import ZONE, World, viewer_in, world
from notices.models import Delivery, Notice
from notices.states import DeliveryState
from notices.timing import RETRIES
from procedures import explanations as procedure_explanations
from procedures.models import ProcedureClock
from procedures.states.rule import ClockState

CODE = re.compile(r"[a-z0-9_]*", re.ASCII)
"""A sentence that looks like this is none: the product had no words and showed its own code."""
ORIGINS = frozenset({"limit", "half_limit", "share", "share_of_rest", "milestone", "review_on"})
"""One of these lines says where a due time comes from."""
BY_THEMSELVES = frozenset(
    {
        *(Verb.REPORT, Verb.DISPATCH, Verb.ANSWER, Verb.RATE, Verb.URGE, Verb.WITHDRAW, Verb.REQUEST_REOPEN),
        *(Verb.MERGE, Verb.REPLY_ASSIST),
    }
)
"""Steps without a member of staff and without a clock: the requester's own, a link's, and the router's, whose
reasons stand in the case."""


@dataclass
class Account:
    """`lines` tell everything, `totals` count it, `unexplained` names what nobody could explain to anybody."""

    lines: list[str] = field(default_factory=list)
    totals: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    unexplained: list[str] = field(default_factory=list)

    def count(self, of: str, what: str) -> None:
        """One more."""
        self.totals[of][what] += 1

    def table(self) -> str:
        """The totals as a table."""
        rows = []
        for of, counter in self.totals.items():
            rows.append(f"{of}: {counter.total()}")
            rows += [f"{count:8}  {what}" for what, count in counter.most_common()]
        return "\n".join(rows)


def of_day(at: dt.datetime, reader: User, office: PostOffice) -> Account:
    """Everything as it stands at an instant. `reader` sees every case of the place."""
    account = Account()
    present = world(at)
    viewer = viewer_in(present, reader)
    with translation.override("en"):
        for case in Case.objects.select_related("requester", "rating").order_by("pk"):
            _tell_case(account, present, viewer, case)
        _tell_procedures(account, present)
        _tell_notices(account, present)
        _tell_messages(account, office)
    return account


def _local(at: dt.datetime) -> str:
    return f"{at.astimezone(ZONE):%m-%d %H:%M}"


# Cases and their steps


def _tell_case(account: Account, present: World, viewer: Viewer, case: Case) -> None:
    page = pages.of(present, viewer, case)
    account.count("cases", f"{case.state} {case.outcome}".strip())
    account.lines.append(f"\n{case.number} {case.channel} {case.state} {case.outcome}: {page.holder.name}")
    account.lines += [f"    {said}" for said in explanations.route_sentences(case.routing)]
    for event in page.events:
        _tell_event(account, case, event)
    rows = list(Deadline.objects.filter(case=case).order_by("id"))
    for row, clock in zip(rows, page.clocks, strict=True):
        _tell_clock(account, present, page, row, clock)
    account.unexplained += [f"{case.number}: {what}" for what in _puzzles(page, rows)]


def _puzzles(page: CasePage, rows: Sequence[Deadline]) -> Iterator[str]:
    """What is odd about the case itself."""
    case, last = page.case, page.events[-1]
    if last.to_state != case.state or len(page.events) != case.event_count:
        yield f"the last step leads to {last.to_state}, the case is {case.state}"
    if not case.routing or any(CODE.fullmatch(said) for said in explanations.route_sentences(case.routing)):
        yield "its way has no reason in words"
    if case.state in OPEN and not any(row.state == DeadlineState.PENDING for row in rows):
        yield f"it is {case.state} and no clock runs: it could be forgotten"
    if case.state == State.CLOSED and not any(row.state == DeadlineState.PENDING for row in rows):
        yield "it is closed and will never be archived"


def _tell_event(account: Account, case: Case, event: EventLine) -> None:
    step = story.told(event)
    account.lines.append(f"  {_local(event.at)} {step.title} ({step.who}) {' '.join(step.why)}".rstrip())
    by = "a person" if event.by else ("a clock" if event.cause else "the requester, a link or the router")
    account.count("steps", f"by {by}")
    account.count("verbs", event.verb)
    for what in _unsaid(event, step):
        account.unexplained.append(f"{case.number} step {event.seq} {event.verb}: {what}")


def _unsaid(event: EventLine, step: story.Told) -> Iterator[str]:
    if CODE.fullmatch(step.title) or not step.who:
        yield f"no words: {step.title!r} by {step.who!r}"
    if event.reason and CODE.fullmatch(str(reason_text(event.verb, event.reason))):
        yield f"the reason {event.reason} has no words"
    if not event.by and not event.cause and event.verb not in BY_THEMSELVES:
        yield "nobody did it, and no clock"
    if not event.by and event.cause and not step.why:
        yield f"the cause {event.cause} is not told"


# Clocks


def _tell_clock(account: Account, present: World, page: CasePage, row: Deadline, clock: ClockLine) -> None:
    said = explanations.clock_sentences(clock.lines)
    fate = _fate(present, page, row, clock)
    account.count("clocks", f"{row.kind}: {fate or 'SILENT'}")
    account.lines.append(f"  clock {row.kind}, due {_local(row.due_at)}: {fate or 'SILENT'}. {' '.join(said)}")
    what = f"{page.case.number} clock {row.kind} due {_local(row.due_at)}"
    if not fate:
        account.unexplained.append(f"{what}: {row.state}, and nothing says why")
    if not ORIGINS & {line.code for line in clock.lines} or any(CODE.fullmatch(sentence) for sentence in said):
        account.unexplained.append(f"{what}: its due time is not explained")
    account.unexplained += [f"{what}: moved for {m.why}" for m in clock.changes if m.why not in explanations.MOVES]


def _fate(present: World, page: CasePage, row: Deadline, clock: ClockLine) -> str:
    """What became of the clock, empty where nothing tells it."""
    rang = _rang(page.events, row, [moved.old_due_at for moved in clock.changes])
    if row.state == DeadlineState.PENDING:
        return _running(present, row, rang)
    if row.state == DeadlineState.STOPPED:
        return "stands still" if page.case.state in {State.SUSPENDED, State.CHECKING} else ""
    if row.state == DeadlineState.MET:
        return "met in time"
    ended = any(event.at == row.stopped_at for event in page.events)
    if row.state == DeadlineState.LATE:
        return "late, rang" if rang else ("late, done before anybody was told" if ended else "")
    return "over with the step that ended it" if ended else ""


def _running(present: World, row: Deadline, rang: bool) -> str:
    if row.due_at > present.at:
        return "runs, due later" if row.fire_at is not None and row.fire_at > present.at else ""
    if row.fire_at is not None and row.fire_at <= present.at:
        return ""
    return "ran out, rang, still owed" if rang else ""


def _rang(events: Sequence[EventLine], row: Deadline, before: Sequence[dt.datetime]) -> bool:
    """A step of the case was caused by this clock after it was due, now or before it was moved."""
    due = min([row.due_at, *before])
    return any(event.cause == row.kind and event.at >= due and not event.by for event in events)


def _tell_procedures(account: Account, present: World) -> None:
    for row in ProcedureClock.objects.order_by("id"):
        said = procedure_explanations.clock_sentences(row, present.calendar)
        is_silent = row.state == ClockState.PENDING and (row.fire_at or row.due_at) <= present.at and row.step < 2
        account.count("clocks of procedures", f"{row.procedure} {row.kind}: {'SILENT' if is_silent else row.state}")
        account.lines.append(f"{row}: due {_local(row.due_at)}, {row.state}. {' '.join(said)}")
        if is_silent or not said:
            account.unexplained.append(f"{row} due {_local(row.due_at)}: nothing tells what became of it")


# Notices and messages


def _tell_notices(account: Account, present: World) -> None:
    deliveries: Mapping[int | None, list[Delivery]] = defaultdict(list)
    for row in Delivery.objects.select_related("choice").order_by("id"):
        deliveries[row.notice_id].append(row)
    for code in deliveries[None]:
        _tell_delivery(account, present, code, "verification")
    for notice in Notice.objects.prefetch_related("reads").order_by("id"):
        reads = len(notice.reads.all())
        people = _people(present, notice)
        account.count("notices", _standing(notice, reads, people))
        account.lines.append(f"notice {notice.pk} {notice.kind} to {notice.to_kind} {notice.to_id}: read by {reads}")
        if notice.spread_at is None:
            account.unexplained.append(f"notice {notice.pk} {notice.kind}: nobody has looked to whom it goes")
        if notice.to_kind != "requester" and not people:
            account.unexplained.append(f"notice {notice.pk} {notice.kind}: unit {notice.to_id} has nobody to read it")
        for row in deliveries[notice.pk]:
            _tell_delivery(account, present, row, notice.kind)


def _people(present: World, notice: Notice) -> int:
    posts = present.directory.posts_by_unit.get(notice.to_id, ()) if notice.to_kind == "unit" else ()
    return sum(post.is_current(present.today) for post in posts) if notice.to_kind == "unit" else 1


def _standing(notice: Notice, reads: int, people: int) -> str:
    if notice.to_kind == "requester":
        return "to the requester, by message"
    return "in the inbox, read" if reads else "in the inbox, not yet read"


def _tell_delivery(account: Account, present: World, row: Delivery, kind: str) -> None:
    fate = _end_of(present, row)
    account.count("deliveries", fate or "WITHOUT END")
    went = f"{row.channel} to {row.to_masked}: {fate}, tries {row.tries}"
    account.lines.append(f"  delivery {row.pk} of {kind} by {went}")
    if row.tries > 1:
        account.count("tried again", f"{row.tries} tries, {row.state} {row.error}".rstrip())
    if not fate:
        account.unexplained.append(f"delivery {row.pk} of {kind}: {row.state}, {row.error!r}, next {row.next_at}")


def _end_of(present: World, row: Delivery) -> str:
    """What became of a delivery, or when it goes on; empty where nothing tells it."""
    if row.state == DeliveryState.QUEUED:
        waits = "digest" if row.in_digest else ("next try" if row.tries else "quiet hours")
        return f"waits: {waits}" if row.next_at is not None and row.next_at > present.at else ""
    if row.state == DeliveryState.SENT:
        return "sent"
    if row.state == DeliveryState.FAILED and row.tries <= len(RETRIES) and not row.error.startswith("gateway_4"):
        return ""
    return f"{row.state}: {row.error}" if row.error else ""


def _tell_messages(account: Account, office: PostOffice) -> None:
    """What the gateway holds and what the log says are the same messages, each once."""
    sent = set(Delivery.objects.filter(state=DeliveryState.SENT).values_list("external_id", flat=True))
    got = {f"gw-{key}" for key in office.received}
    posted = Counter(office.posts)
    account.totals["messages at the gateway"] = Counter(
        {"received": len(got), "came a second time under the same key": posted.total() - len(posted)}
    )
    account.unexplained += [f"message {key}: at the gateway, and no delivery knows it" for key in sorted(got - sent)]
    account.unexplained += [f"message {key}: sent by the log, never received" for key in sorted(sent - got)]
    went = Delivery.objects.exclude(notice=None).values_list("notice", "channel", "to_masked")
    account.unexplained += [f"notice {key[0]}: {count} times to {key[2]}" for key, count in _twice(went)]


def _twice(rows: Iterable[tuple[object, ...]]) -> list[tuple[tuple[object, ...], int]]:
    return [(row, count) for row, count in Counter(rows).items() if count > 1 and row[-1]]
