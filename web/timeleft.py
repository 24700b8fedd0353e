"""Time left, as a bar with words. Presentation only: the due times themselves are the case's."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

Tone = Literal["calm", "soon", "over", "done", "late"]
SOON_PERCENT = 75
"""The share of a limit from which a case warns (case process §4.4)."""


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """`percent` of the limit used (0 to 100), the tone, and the words that say the same."""

    percent: int
    tone: Tone
    words: "str | Promise"


def time_left(
    *, starts_at: dt.datetime, due_at: dt.datetime, at: dt.datetime, ended_at: dt.datetime | None = None
) -> TimeLeft:
    """The clock of a deadline at an instant; `ended_at` is when it was met, early or late."""
    if ended_at is not None:
        late = ended_at > due_at
        words = _("%(span)s late") % {"span": span(ended_at - due_at)} if late else _("In time")
        return TimeLeft(100, "late" if late else "done", words)
    if at >= due_at:
        return TimeLeft(100, "over", _("%(span)s overdue") % {"span": span(at - due_at)})
    whole = (due_at - starts_at).total_seconds()
    percent = int(100 * (at - starts_at).total_seconds() / whole) if whole > 0 else 100
    percent = min(max(percent, 0), 100)
    tone: Tone = "soon" if percent >= SOON_PERCENT else "calm"
    return TimeLeft(percent, tone, _("%(span)s left") % {"span": span(due_at - at)})


def span(length: dt.timedelta) -> str:
    """A length in its largest unit, rounded down: "3 days", "5 hours", "12 minutes"."""
    minutes = int(length.total_seconds() // 60)
    if minutes >= 48 * 60:
        return ngettext("%(n)d day", "%(n)d days", minutes // 1440) % {"n": minutes // 1440}
    if minutes >= 60:
        return ngettext("%(n)d hour", "%(n)d hours", minutes // 60) % {"n": minutes // 60}
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
