"""Which cases lie on which pile of a desk, in one statement however many there are.

Written in SQL: short lists over one visible set, each of which PostgreSQL reads from the front of
an index. The set itself comes from `visible_to`, here as everywhere.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection

from cases.models import Case
from cases.viewer import Viewer
from cases.world import ZONE, World
from grids.roles import Permission

CALLS: Final = 3
"""So many attempts to reach a requester."""


class Pile(StrEnum):
    """A list of the desk, in the order in which it is worked off."""

    TO_SIGN = "to_sign"
    OVERDUE = "overdue"
    DUE_TODAY = "due_today"
    TO_TRIAGE = "to_triage"
    TO_HELP = "to_help"
    TO_DECIDE = "to_decide"
    TO_LEAD = "to_lead"
    LED = "led"
    TO_CONFIRM = "to_confirm"
    TO_TERMINATE = "to_terminate"
    TO_CHECK = "to_check"
    TO_CALL = "to_call"
    IN_HAND = "in_hand"
    WAITING = "waiting"


PERMISSION: Final[Mapping[Pile, Permission]] = {
    Pile.TO_SIGN: Permission.HANDLE,
    Pile.OVERDUE: Permission.HANDLE,
    Pile.DUE_TODAY: Permission.HANDLE,
    Pile.TO_TRIAGE: Permission.TRIAGE,
    Pile.TO_HELP: Permission.HANDLE,
    Pile.TO_DECIDE: Permission.DECIDE,
    Pile.TO_LEAD: Permission.LEAD,
    Pile.LED: Permission.LEAD,
    Pile.TO_CONFIRM: Permission.TRIAGE,
    Pile.TO_TERMINATE: Permission.TERMINATE,
    Pile.TO_CHECK: Permission.CHECK,
    Pile.TO_CALL: Permission.CALL_BACK,
    Pile.IN_HAND: Permission.HANDLE,
    Pile.WAITING: Permission.HANDLE,
}
"""Who works on a pile."""

_ASKED_BACK: Final = "EXISTS (SELECT FROM cases_returnrequest r WHERE r.case_id = c.id AND r.ended_at IS NULL)"
_PROPOSED: Final = "EXISTS (SELECT FROM cases_proposal p WHERE p.case_id = c.id AND p.ended_at IS NULL)"
_OTHERS_PROPOSAL: Final = (
    "EXISTS (SELECT FROM cases_proposal p WHERE p.case_id = c.id AND p.ended_at IS NULL AND p.by_id <> %(viewer)s"
    " AND p.verb {which})"
)
_RUNS_FOR_US: Final = (
    "EXISTS (SELECT FROM cases_deadline d"
    " WHERE d.case_id = c.id AND d.kind = '{kind}' AND d.state = 'pending' AND d.unit_id IN ({{units}}))"
)
_REQUESTED: Final = (
    "c.id = ANY (ARRAY(SELECT q.case_id FROM cases_decisionrequest q WHERE q.ended_at IS NULL AND {what}))"
)
"""Few requests are open at a time: the list is made from them and not from the cases."""
_FOR_LEADERS: Final = "(q.kind = 'suspension' OR q.kind = 'extension' AND q.number > 1)"
_LEADER: Final = "c.id = ANY (ARRAY(SELECT l.case_id FROM cases_leadercase l WHERE l.ended_at IS NULL AND {who}))"
_TERMINATES: Final = "= 'terminate'"
_NO_TERMINATION: Final = "<> 'terminate'"
_HELD: Final = "c.holder_id IN ({units}) AND c.state = "
_REACHED: Final = (
    "EXISTS (SELECT FROM cases_callrecord k WHERE k.case_id = c.id AND (k.contacted OR k.at >= %(midnight)s))"
)
_RATED: Final = "EXISTS (SELECT FROM cases_rating g WHERE g.case_id = c.id)"
_TRIES: Final = "(SELECT count(*) FROM cases_callrecord k WHERE k.case_id = c.id)"
_TO_REACH: Final = f"c.requester_id IS NOT NULL AND NOT {_RATED} AND NOT {_REACHED} AND {_TRIES} < {CALLS}"

_TASKED: Final = (
    "c.state IN ('dispatched', 'processing', 'suspended') AND c.id IN"
    " (SELECT t.case_id FROM cases_assisttask t WHERE t.ended_at IS NULL AND t.unit_id IN ({units}))"
)

_TASK_DUE: Final = (
    "coalesce((SELECT min(d.due_at) FROM cases_deadline d WHERE d.case_id = c.id AND d.state = 'pending'"
    " AND d.kind IN ('assist', 'whistle') AND d.unit_id IN ({units})), c.due_at)"
)
"""A helper is pressed by the time of the own task, not by the case's."""

# A second condition is a second way onto the same pile.
_CONDITIONS: Final[Mapping[Pile, tuple[str, ...]]] = {
    Pile.TO_SIGN: (f"{_HELD} 'dispatched' AND NOT {_ASKED_BACK}",),
    Pile.OVERDUE: (f"{_HELD} 'processing' AND c.due_at < %(at)s",),
    Pile.DUE_TODAY: (f"{_HELD} 'processing' AND c.due_at >= %(at)s AND c.due_at < %(tomorrow)s",),
    Pile.IN_HAND: (f"{_HELD} 'processing' AND c.due_at >= %(tomorrow)s",),
    Pile.WAITING: (
        f"{_HELD} 'checking'",
        f"{_HELD} 'dispatched' AND {_ASKED_BACK}",
        f"{_HELD} 'suspended'",
    ),
    Pile.TO_TRIAGE: (
        f"{_HELD} 'reported' AND NOT {_PROPOSED}",
        f"c.triage_also_id IN ({{units}}) AND c.state = 'reported' AND NOT {_PROPOSED}",
    ),
    Pile.TO_HELP: (_TASKED,),
    Pile.TO_DECIDE: (
        f"c.state = 'dispatched' AND {_ASKED_BACK} AND {_RUNS_FOR_US.format(kind='decide')}",
        f"{_REQUESTED.format(what=f'NOT {_FOR_LEADERS}')} AND {_RUNS_FOR_US.format(kind='decide')}",
    ),
    Pile.TO_LEAD: (
        f"{_REQUESTED.format(what=_FOR_LEADERS)} AND {_RUNS_FOR_US.format(kind='decide')}",
        _LEADER.format(who="l.leader_id IS NULL AND l.unit_id IN ({units})"),
    ),
    Pile.LED: (_LEADER.format(who="l.leader_id = %(viewer)s"),),
    Pile.TO_TERMINATE: (f"{_OTHERS_PROPOSAL.format(which=_TERMINATES)} AND {_RUNS_FOR_US.format(kind='proposal')}",),
    Pile.TO_CONFIRM: (f"{_OTHERS_PROPOSAL.format(which=_NO_TERMINATION)} AND {_RUNS_FOR_US.format(kind='proposal')}",),
    Pile.TO_CHECK: ("c.checking_unit_id IN ({units}) AND c.state = 'checking' AND c.checking_unit_id <> c.holder_id",),
    Pile.TO_CALL: (f"c.callback_unit_id IN ({{units}}) AND c.state = 'closed' AND {_TO_REACH}",),
}


def piles_of(viewer: Viewer) -> list[Pile]:
    """The piles that the viewer's posts work on."""
    return [pile for pile, permission in PERMISSION.items() if viewer.allows(permission)]


def found(present: World, viewer: Viewer, piles: Iterable[Pile], cap: int) -> dict[Pile, list[int]]:
    """The ids of the visible cases on each pile, first due first, at most `cap` and one more."""
    lying: dict[Pile, list[int]] = defaultdict(list)
    given = _given(present, viewer)
    parts = [part for pile in piles for part in _parts(viewer, pile, given)]
    try:
        seen = _seen(viewer, given)
    except EmptyResultSet:
        return lying
    if not parts:
        return lying
    with connection.cursor() as cursor:
        # Our own words; every value is a parameter.
        cursor.execute(f"WITH c AS NOT MATERIALIZED ({seen}) {' UNION ALL '.join(parts)}", {**given, "most": cap + 1})
        for pile, _due_at, pk in sorted(cursor.fetchall(), key=_first_due):
            if pk not in lying[Pile(pile)]:
                lying[Pile(pile)].append(pk)
    return lying


def _first_due(row: tuple[str, dt.datetime | None, int]) -> tuple[bool, dt.datetime | None, int]:
    _pile, due_at, pk = row
    return due_at is None, due_at, pk


def _given(present: World, viewer: Viewer) -> dict[str, Any]:
    midnight = dt.datetime.combine(present.today, dt.time(), ZONE)
    return {
        "viewer": viewer.user_id,
        "at": present.at,
        "midnight": midnight,
        "tomorrow": midnight + dt.timedelta(days=1),
    }


def _parts(viewer: Viewer, pile: Pile, given: dict[str, Any]) -> Iterable[str]:
    """The statements of a pile. A single unit is compared and not listed: then the index gives the order."""
    permission = PERMISSION[pile]
    ids = sorted({post.unit_id for post in viewer.posts if post.allows(permission)})
    names = [f"{permission.value}_{number}" for number, _pk in enumerate(ids)]
    given |= dict(zip(names, ids, strict=True))
    units = ", ".join(f"%({name})s" for name in names)
    for condition in _CONDITIONS[pile]:
        where = condition.format(units=units)
        due = _TASK_DUE.format(units=units) if pile is Pile.TO_HELP else "c.due_at"
        # Our own words from the tables above; every value is a parameter.
        yield f"(SELECT '{pile}', {due}, c.id FROM c WHERE {where} ORDER BY {due}, c.id LIMIT %(most)s)"  # noqa: S608 -- see above


def _seen(viewer: Viewer, given: dict[str, Any]) -> str:
    """The cases that the viewer's posts show, as SQL; its values join the given ones."""
    columns = ("due_at", "state", "holder_id", "triage_also_id", "checking_unit_id", "callback_unit_id", "requester_id")
    sql, values = Case.objects.visible_to(viewer).values_list("id", *columns).query.sql_with_params()
    names = [f"seen_{number}" for number, _value in enumerate(values)]
    given |= dict(zip(names, values, strict=True))
    return str(sql % tuple(f"%({name})s" for name in names))
