"""Why a case is where it is, and why it is due when it is: lines of codes and numbers as sentences.

Routing and deadlines keep their reasons as (code, parameters); people read them here.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.models.dispatch_rule import Hours
from cases.worktime import Limit, LimitUnit, Line
from grids.levels import Level
from grids.models.area import LEVEL_NAMES

ROUTING: Final[Mapping[str, Promise]] = {
    "place": _("Place: %(name)s (%(level)s)."),
    "category": _("The category %(code)s starts at the level: %(level)s."),
    "category_not_chosen": _("Nobody chose a category yet."),
    "place_too_coarse": _("The category starts at the level: %(level)s. The place is not that exact."),
    "waits_at_triage": _("It waits at the triage desk of %(unit)s."),
    "level_holds": _("So %(unit)s holds the case."),
    "rule_names": _("A dispatch rule names %(unit)s."),
    "rule_fits": _("The first dispatch rule that fits (%(category)s in %(area)s, %(hours)s) names %(unit)s."),
    "desk_chose": _("The triage desk chose %(unit)s."),
    "above_the_accused": _("A complaint about staff is handled above the unit complained about: %(unit)s."),
    "no_higher_unit": _("There is no unit above the one complained about."),
}

CLOCK: Final[Mapping[str, Promise]] = {
    "limit": _("Limit: %(limit)s."),
    "half_limit": _("Half of the limit of %(limit)s, because the case was reopened."),
    "share": _("%(share)s %% of the limit of %(limit)s for the first level."),
    "share_of_rest": _("%(share)s %% of the time that was left of the whole case."),
    "capped_by": _("Not later than the first contact is due."),
    "capped_by_resolve": _("Not later than the whole case is due."),
    "of_extension": _("More time is asked for."),
    "of_suspension": _("A suspension is asked for."),
    "of_reopening": _("The requester asks to have the case reopened."),
    "milestone": _("A milestone: by the end of the office hours of its day."),
    "review_on": _("The case goes on by itself when the day of review begins."),
    "start": _("It runs from %(at)s."),
    "start_moved": _("The office was closed; working time begins at %(at)s."),
    "weekend": _("Not counted: weekend, %(days)s."),
    "holiday": _("Not counted: %(name)s, %(days)s."),
    "shifted_day": _("Counted although it is a weekend: %(day)s is worked in exchange for a holiday."),
    "hours": _("From %(day)s on the office hours are %(frames)s."),
    "provisional": _("The holidays of %(year)s are not published yet; weekdays only, to be computed again."),
    "moved": _("Moved on %(at)s from %(old)s to %(new)s: %(why)s."),
    "due": _("Due at %(at)s."),
}

MOVES: Final[Mapping[str, Promise]] = {
    "calendar": _("the working calendar changed"),
    "hours": _("the office hours changed"),
    "rework": _("the check sent it back; the time of the check is not counted"),
    "reopen": _("the case was reopened with half of the limit"),
    "extension": _("more time was granted"),
    "suspension": _("the case was suspended; that time is not counted"),
    "master": _("the case into which it was merged is not over yet"),
}

LIMITS: Final[Mapping[LimitUnit, Promise]] = {
    LimitUnit.MINUTES: pgettext_lazy("limit", "%(amount)s minutes"),
    LimitUnit.CLOCK_HOURS: pgettext_lazy("limit", "%(amount)s hours by the clock"),
    LimitUnit.CALENDAR_DAYS: pgettext_lazy("limit", "%(amount)s calendar days"),
    LimitUnit.WORKING_HOURS: pgettext_lazy("limit", "%(amount)s working hours"),
    LimitUnit.WORKING_DAYS: pgettext_lazy("limit", "%(amount)s working days"),
}


HALF: Final = 50
"""The share of a reopened case; first levels have 60 or, when critical, 25, unless the county sets it."""


def route_sentences(why: Iterable[Iterable[Any]]) -> list[str]:
    """The reasons of a route, line by line; `why` as the case keeps it: [code, parameters] each."""
    return [_sentence(ROUTING, code, params) for code, params in why]


def clock_sentences(why: Mapping[str, Any], lines: Iterable[Line]) -> list[str]:
    """Why a clock is due when it is: its inputs, then each day on which it did not simply run."""
    said = [_sentence(CLOCK, line.code, line.params) for line in lines]
    return [*_inputs(why), *said]


def limit_words(limit: str) -> str:
    """`4 WH` as `4 working hours`."""
    parsed = Limit.parse(limit)
    return str(LIMITS[parsed.unit]) % {"amount": parsed.amount}


def moved(at: dt.datetime, old: dt.datetime, new: dt.datetime, why: str) -> Line:
    """The line of a due time that moved (case process, invariant 2)."""
    return Line("moved", {"at": at, "old": old, "new": new, "why": str(MOVES.get(why, why))})


def _inputs(why: Mapping[str, Any]) -> list[str]:
    said = []
    if "share_of_rest" in why:
        said.append(_sentence(CLOCK, "share_of_rest", {"share": why["share_of_rest"]}))
    if "limit" in why:
        said.append(_sentence(CLOCK, _share_code(why), {"limit": limit_words(why["limit"]), "share": why.get("share")}))
    if "of" in why:
        said.append(_sentence(CLOCK, f"of_{why['of']}", {}))
    if "capped_by" in why:
        said.append(_sentence(CLOCK, "capped_by_resolve" if why["capped_by"] == "resolve" else "capped_by", {}))
    if "milestone" in why:
        said.append(_sentence(CLOCK, "milestone", {}))
    if "review_on" in why:
        said.append(_sentence(CLOCK, "review_on", {}))
    return said


def _share_code(why: Mapping[str, Any]) -> str:
    if "share" not in why:
        return "limit"
    return "half_limit" if why["share"] == HALF and "of_level" not in why else "share"


def _sentence(sentences: Mapping[str, Promise], code: str, params: Mapping[str, Any]) -> str:
    if code not in sentences:
        return code
    shown = {name: _shown(name, value) for name, value in params.items()}
    if "since" in params:
        shown["days"] = _days(params["since"], params["until"])
    return str(sentences[code]) % shown


def _shown(name: str, value: Any) -> str:
    if isinstance(value, dt.datetime):
        return localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, dt.date):
        return value.isoformat()
    if name == "hours":
        return str(Hours(value).label)
    if name == "level":
        return str(LEVEL_NAMES[Level(value)])
    return str(value)


def _days(since: dt.date, until: dt.date) -> str:
    return f"{since:%Y-%m-%d}" if since == until else f"{since:%Y-%m-%d} – {until:%m-%d}"
