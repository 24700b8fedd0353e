"""The resident's timeline as the page draws it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.queries.happenings import Happening
from cases.queries.progress import Progress
from cases.states import OPEN, State

LOOKS: Mapping[Happening, tuple[str, str]] = {
    Happening.RECEIVED: ("inbox", ""),
    Happening.PASSED_ON: ("send", ""),
    Happening.TAKEN_ON: ("signature", ""),
    Happening.DONE: ("clipboard-check", ""),
    Happening.NOT_DONE: ("rotate-clockwise", "warn"),
    Happening.FINISHED: ("circle-check", "good"),
    Happening.REOPENED: ("refresh", "warn"),
    Happening.EXTENDED: ("clock", "warn"),
    Happening.SUSPENDED: ("player-pause", "warn"),
    Happening.RESUMED: ("refresh", ""),
    Happening.REOPEN_ASKED: ("message-report", ""),
    Happening.REOPEN_WANTED: ("message-report", ""),
    Happening.REOPEN_REFUSED: ("circle-check", ""),
    Happening.WITHDRAWN: ("arrow-back-up", ""),
    Happening.JOINED: ("plus", ""),
    Happening.APART: ("arrow-back-up", ""),
    Happening.RATED: ("star", "good"),
    Happening.ASKED: ("message-2", "warn"),
    Happening.ANSWERED: ("message-report", "good"),
    Happening.NOT_ANSWERED: ("clock-exclamation", ""),
    Happening.URGED: ("bell", ""),
}
"""Icon and tone of what happened."""


@dataclass(frozen=True, slots=True)
class DrawnStep:
    """One line of `web/parts/_timeline.html`."""

    at: dt.datetime
    icon: str
    tone: str
    title: str
    text: str


def steps_of(followed: Progress) -> list[DrawnStep]:
    """Newest first: the first line answers what is happening now."""
    return [DrawnStep(step.at, *LOOKS[step.what], step.sentence, step.text) for step in reversed(followed.steps)]


STAGES: tuple[Promise, ...] = (_("Received"), _("Being dealt with"), _("Answered"), _("Your judgement"))
"""The whole way in four words, for the strip above the timeline."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One part of the way; `turn` is `done`, `now` or `later`."""

    word: Promise
    turn: str


def stages_of(followed: Progress) -> list[Stage]:
    """How far the case is; nothing for one that its requester has withdrawn."""
    if followed.case.withdrawn_at is not None:
        return []
    reached = _reached(followed)
    return [
        Stage(word, "done" if place < reached else "now" if place == reached else "later")
        for place, word in enumerate(STAGES)
    ]


def _reached(followed: Progress) -> int:
    if followed.state == State.REPORTED:
        return 0
    if followed.state in OPEN:
        return 1
    return len(STAGES) if followed.rating else len(STAGES) - 1
