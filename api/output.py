"""What callers get: plain data as dicts of JSON values. `api.shapes` says the same for the schema.

Instants are ISO 8601 in UTC. Plain functions, because lists and the intake are the hot paths.
"""

import datetime as dt
from typing import Any

from cases.explanations import clock_sentences, folded_sentences, route_sentences
from cases.models import Attachment, Case, Category, Rating, ReturnRequest
from cases.queries.desk import Desk
from cases.queries.listing import Row, is_overdue
from cases.queries.page import CasePage, ClockLine, EventLine, TaskLine
from cases.queries.progress import Asked, Progress
from cases.queries.recurrence import Earlier
from cases.story import told
from cases.words import RESIDENT_STATES
from grids.tree import AreaNode, UnitNode
from procedures.queries import HazardCount
from reports.beside import Beside, Screening
from reports.figures import Counts, Figures, Line
from reports.rates import Rate

Json = dict[str, Any]


def instant(at: dt.datetime | None) -> str | None:
    """`2026-03-03T02:00:00Z`, to the second or finer."""
    return at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z") if at else None


def area(node: AreaNode) -> Json:
    """An area by name."""
    return {"code": node.code, "name": node.name, "level": node.level.value}


def unit(node: UnitNode | None) -> Json | None:
    """A unit by name."""
    return {"id": node.id, "name": node.name, "kind": node.kind} if node else None


def category(version: Category | None) -> Json | None:
    """A category by name, in the reader's language."""
    return {"code": version.code, "name": version.name, "group": version.group} if version else None


def row(case: Row) -> Json:
    """One case of a list."""
    return {
        "number": case.number,
        "state": case.state,
        "outcome": case.outcome,
        "severity": case.severity,
        "supervision": case.supervision,
        "channel": case.channel,
        "sensitive": case.sensitive,
        "area": area(case.area),
        "address": case.address,
        "category": category(case.category),
        "holder": unit(case.holder),
        "summary": case.summary,
        "reported_at": instant(case.reported_at),
        "due_at": instant(case.due_at),
        "disposed_at": instant(case.disposed_at),
        "closed_at": instant(case.closed_at),
        "is_overdue": case.is_overdue,
    }


def desk(read: Desk) -> Json:
    """The piles of a desk."""
    groups = [
        {"pile": group.pile.value, "count": group.count, "more": group.more, "rows": [row(case) for case in group.rows]}
        for group in read.groups
    ]
    return {"groups": groups, "unchecked": read.unchecked}


def case(read: CasePage, at: dt.datetime) -> Json:
    """One case in full, as far as the viewer may read it."""
    found = read.case
    return {
        "number": found.number,
        "external_number": found.external_number,
        "channel": found.channel,
        "state": found.state,
        "outcome": found.outcome,
        "area": area(read.area),
        "address": found.address,
        "latitude": found.latitude,
        "longitude": found.longitude,
        "category": category(read.category),
        "severity": found.severity,
        "sensitive": found.sensitive,
        "supervision": found.supervision,
        "holder": unit(read.holder),
        "checking_unit": unit(read.checking_unit),
        "callback_unit": unit(read.callback_unit),
        "helpers": [unit(helper) for helper in read.helpers],
        "request": read.request,
        "reply": read.reply,
        "requester": _asker(read),
        "identity_hidden": read.identity_hidden,
        **_instants(found),
        "is_overdue": is_overdue(found.state, found.due_at, at),
        "on_the_spot": found.on_the_spot,
        "designated": found.designated,
        "closed_level": found.closed_level,
        **_rounds(found),
        "routing": [*route_sentences(found.routing), *folded_sentences(read.folded)],
        **_waiting(read),
        "rating": rating(read.rating),
        "photos": [photo(one) for one in read.photos],
        "actions": [verb.value for verb in read.actions],
        "deadlines": [_clock(clock) for clock in read.clocks],
        "events": [_event(line) for line in read.events],
        "event_count": found.event_count,
    }


def _waiting(read: CasePage) -> Json:
    """What waits for somebody else than the holder, and what became of it."""
    return {
        "proposal": _proposal(read),
        "return_request": _return(read.return_request, read.holder),
        "waiting_for": _request(read),
        "question": _asked(read.question),
        "tasks": [_task(line) for line in read.tasks],
        "leader": _leader(read),
        "recurs": [_earlier(one) for one in read.recurs],
    }


def _instants(found: Case) -> Json:
    """When the case reached each point of its way, and when it is due."""
    return {
        "reported_at": instant(found.reported_at),
        "dispatched_at": instant(found.dispatched_at),
        "signed_at": instant(found.signed_at),
        "responded_at": instant(found.responded_at),
        "due_at": instant(found.due_at),
        "disposed_at": instant(found.disposed_at),
        "closed_at": instant(found.closed_at),
        "archived_at": instant(found.archived_at),
        "urged_at": instant(found.urged_at),
    }


def _rounds(found: Case) -> Json:
    """How often it took each turn."""
    return {
        "returns": found.return_count,
        "extensions": found.extension_count,
        "suspensions": found.suspension_count,
        "reworks": found.rework_count,
        "reopenings": found.reopen_count,
        "escalations": found.escalation_count,
        "urges": found.urge_count,
    }


def _asker(read: CasePage) -> Json | None:
    return {"name": read.asker.name, "phone": read.asker.phone} if read.asker else None


def _proposal(read: CasePage) -> Json | None:
    found = read.proposal
    if found is None:
        return None
    by = next(event.by for event in read.events if event.seq == found.seq)
    return {"verb": found.verb, "reason": found.reason, "by": by, "at": instant(found.at)}


def _return(found: ReturnRequest | None, holder: UnitNode) -> Json | None:
    return {"unit": unit(holder), "reason": found.reason, "at": instant(found.at)} if found else None


def _leader(read: CasePage) -> Json | None:
    """Who leads; the name is empty while the case waits for its leader."""
    if read.led is None:
        return None
    steps = [
        {"id": step.pk, "what": step.what, "due_at": instant(step.due_at), "met_at": instant(step.met_at)}
        for step in read.led.steps
    ]
    return {"unit": unit(read.led.unit), "name": read.led.name, "at": instant(read.led.at), "milestones": steps}


def _earlier(found: Earlier) -> Json:
    return {"number": found.number, "outcome": found.outcome, "closed_at": instant(found.closed_at)}


def _request(read: CasePage) -> Json | None:
    """What was asked of the level above and is not decided yet."""
    found = read.file.request
    if found is None:
        return None
    return {
        "kind": found.kind,
        "reason": found.reason,
        "amount": found.amount,
        "review_on": found.review_on.isoformat() if found.review_on else None,
        "at": instant(found.at),
    }


def _asked(found: Asked | None) -> Json | None:
    return {"text": found.text, "due_at": instant(found.due_at)} if found else None


def _task(line: TaskLine) -> Json:
    task = line.task
    return {
        "id": task.pk,
        "kind": task.kind,
        "unit": unit(line.unit),
        "asked_by": unit(line.asked_by),
        "at": instant(task.at),
        "due_at": instant(task.due_at),
        "text": line.text,
        "arrived_at": instant(task.arrived_at),
        "ended_at": instant(task.ended_at),
        "end": task.end,
        "reply": line.reply,
        "justified": task.justified,
        "useful": task.useful,
    }


def rating(found: Rating | None) -> Json | None:
    """What the requester said."""
    if found is None:
        return None
    return {"solved": found.solved, "satisfaction": found.satisfaction, "at": instant(found.at)}


def photo(found: Attachment) -> Json:
    """A photo's size and fingerprint."""
    return {"width": found.width, "height": found.height, "digest": found.digest, "at": instant(found.at)}


def _clock(line: ClockLine) -> Json:
    return {
        "kind": line.kind.value,
        "state": line.state,
        "unit": unit(line.unit),
        "starts_at": instant(line.starts_at),
        "warn_at": instant(line.warn_at),
        "due_at": instant(line.due_at),
        "stopped_at": instant(line.stopped_at),
        "why": clock_sentences(line.lines),
    }


def _event(line: EventLine) -> Json:
    said = told(line)
    return {
        "seq": line.seq,
        "verb": line.verb.value,
        "at": instant(line.at),
        "by": line.by,
        "title": said.title,
        "why": said.why,
        "unit": unit(line.unit),
        "holder": unit(line.holder),
        "from_state": line.from_state,
        "to_state": line.to_state,
        "reason": line.reason,
        "cause": line.cause,
        "data": line.data,
        "text": line.text,
        "erased": line.erased,
    }


def progress(read: Progress) -> Json:
    """A case as its requester reads it."""
    return {
        "number": read.case.number,
        "state": read.state.value,
        "state_words": str(RESIDENT_STATES[read.state]),
        "outcome": read.outcome,
        "area": area(read.area),
        "text": read.request,
        "reply": read.reply,
        "promise_at": instant(read.promise_at),
        "waits_until": read.waits_until.isoformat() if read.waits_until else None,
        "is_late": read.is_late,
        "reported_at": instant(read.reported_at),
        "closed_at": instant(read.closed_at),
        "timeline": [
            {"at": instant(step.at), "what": step.what.value, "words": step.sentence, "text": step.text}
            for step in read.steps
        ],
        "rating": rating(read.rating),
        "photos": [photo(one) for one in read.photos],
        "may_rate": read.may_rate,
        "may_withdraw": read.may_withdraw,
        "may_ask_reopen": read.may_ask_reopen,
        "may_urge": read.may_urge,
        "question": _asked(read.question),
    }


def figures(found: Figures, beside: Beside) -> Json:
    """The figures of an area and a period, and what it has beside its cases."""
    return {
        "area": {"code": found.area_code, "name": found.area_name},
        "since": found.since.isoformat(),
        "until": found.until.isoformat(),
        "at": instant(found.at),
        "total": _counts(found.total),
        "by_category": [_line(line) for line in found.by_category],
        "by_area": [_line(line) for line in found.by_area],
        "closed_at_level_rates": {level.value: _rate(rate) for level, rate in found.closed_at_level_rates.items()},
        "outcomes": dict(found.outcomes),
        "return_rate": _rate(found.return_rate),
        "satisfaction_rate": _rate(found.satisfaction_rate),
        "hazards": [_hazards(count) for count in beside.hazards],
        "screening_coverage": _screening(beside.screening) if beside.screening else None,
    }


def _hazards(count: HazardCount) -> Json:
    states = {state.value: number for state, number in count.states.items()}
    return {"grade": count.grade, "states": states, "on_list": count.on_list, "overdue": count.overdue}


def _screening(found: Screening) -> Json:
    missing = [{"code": node.code, "name": node.name} for node in found.missing]
    return {"month": f"{found.month:%Y-%m}", **_rate(found.rate), "missing": missing}


def _line(line: Line) -> Json:
    return {"code": line.code, "name": line.name, **_counts(line.counts)}


def _counts(counts: Counts) -> Json:
    return {
        "received": counts.received,
        "dispatched": counts.dispatched,
        "closed": counts.closed,
        "due": counts.due,
        "disposed": counts.disposed,
        "on_time": counts.on_time,
        "reworks": counts.reworks,
        "open": counts.open,
        "overdue": counts.overdue,
        "suspended": counts.suspended,
        "dispose_rate": _rate(counts.dispose_rate),
        "dispose_on_time_rate": _rate(counts.dispose_on_time_rate),
        "rework_rate": _rate(counts.rework_rate),
    }


def _rate(rate: Rate) -> Json:
    """Never without what it is made of. `is_small`: too few to compare."""
    percent = float(rate.percent) if rate.percent is not None else None
    return {
        "numerator": rate.numerator,
        "denominator": rate.denominator,
        "percent": percent,
        "is_small": rate.is_small,
    }
