"""Every clock is explained line by line, as the table of `told_clocks` says by hand."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from cases import due_lines
from cases.due_lines import Facts
from cases.explanations import CLOCK, MOVES, clock_sentences
from cases.figures import NAMES
from cases.models import WHISTLES
from cases.states import DeadlineKind, Severity
from tests.cases import told_clocks
from tests.cases.told_clocks import CALENDAR, decide, local
from tests.cases.told_moves import MOVED

TABLE = told_clocks.TABLE + MOVED
OF = {
    "return": "The order is to be returned.",
    "extension": "More time is asked for.",
    "suspension": "A suspension is asked for.",
    "reopening": "The requester asks to have the case reopened.",
}


def lines(clock, changes, state, stopped):
    facts = Facts(
        state=state,
        starts_at=clock.starts_at,
        due_at=clock.due_at,
        stopped_at=local(stopped) if stopped else None,
        why={**clock.why, "working": clock.working},
    )
    return due_lines.of(CALENDAR, facts, changes)


@translation.override("en")
@pytest.mark.parametrize(("clock", "changes", "ended", "said"), TABLE)
def test_a_clock_line_by_line(clock, changes, ended, said):
    assert clock_sentences(lines(clock, changes, *ended)) == said


@translation.override("en")
@pytest.mark.parametrize(("of", "said"), OF.items())
def test_what_is_to_be_decided(of, said):
    assert clock_sentences(lines(decide("2026-03-02 08:30", "4 WH", of), [], "pending", None))[0] == said


def test_every_clock_of_a_case_is_explained():
    assert {clock.kind for clock, *_rest in TABLE} == set(DeadlineKind)


def test_every_reason_of_a_move_is_held_by_a_row():
    assert {change.why for _clock, changes, *_rest in TABLE for change in changes} == set(MOVES)


def test_every_sentence_is_held_by_a_row():
    """A sentence without a row would be one that nobody has read; a line without a sentence would be a code."""
    told = [line for row in TABLE for line in lines(row[0], row[1], *row[2])]
    codes = {line.code for line in told} | {f"of_{of}" for of in OF}
    assert codes | {"day_off", "shifted_day_of"} == set(CLOCK)


def test_every_source_of_a_limit_is_a_figure_that_exists():
    """What `deadlines` and the actions write as `figure:…` are names that a county can set."""
    severities = [severity.value for severity in Severity]
    endings = {"severity": severities, "of": list(OF), "name": ["first_level_share", "first_level_share_critical"]}
    endings["kind"] = [kind.value for kind in WHISTLES]
    named = set()
    for path in [Path("cases/deadlines.py"), *Path("cases/actions").glob("*.py")]:
        for prefix, variable in re.findall(r'"figure:(\w*)(?:\{(\w+)\})?"', path.read_text(encoding="utf-8")):
            named |= {prefix + ending for ending in (endings[variable] if variable else [""])}
    assert {"accept_urgent", "sign_critical", "decide_return", "proposal"} <= named <= set(NAMES)
