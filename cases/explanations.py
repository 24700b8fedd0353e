"""Why a case is where it is, and why it is due when it is: lines of codes and numbers as sentences.

Routing and deadlines keep their reasons as (code, parameters); people read them here.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, npgettext, pgettext

from cases.models.dispatch_rule import Hours
from cases.queries.signals import Folded
from cases.routing import Reason
from cases.words import SEVERITIES, word
from cases.worktime import Limit, LimitUnit, Line
from grids.levels import Level
from grids.models.area import LEVEL_NAMES

ROUTING: Final[Mapping[str, Promise]] = {
    Reason.PLACE: _("Place: %(name)s (%(level)s)."),
    Reason.FOUND_AREA_CODE: _("The place was named with the report."),
    Reason.FOUND_PLACE_CODE: _("The place is that of the printed code."),
    Reason.FOUND_POINT: _("The place is the smallest area around the point on the map."),
    Reason.FOUND_TEXT: _("The place is the smallest area that the words of the report make certain."),
    Reason.FOUND_ROOT: _("The report names no place that is known, or more than one: it stands for the whole area."),
    Reason.FOUND_DESK: _("The triage desk corrected the place."),
    Reason.CATEGORY: _("The category %(code)s starts at the level: %(level)s."),
    Reason.DESK_FILED: _("The triage desk chose the category."),
    Reason.CATEGORY_NOT_CHOSEN: _("Nobody chose a category yet."),
    Reason.CATEGORY_ENDED: _("The category with which its devices were registered is not in use any more."),
    Reason.OLD_RECORD: _("It was taken over from old records, so the triage desk looks at it and no clock runs."),
    Reason.PLACE_TOO_COARSE: _("The category starts at the level: %(level)s. The place is not that exact."),
    Reason.NOTHING_FINER: _("The place is not that exact, but nothing smaller there could change who holds it."),
    Reason.NO_CLERK: _("At %(unit)s nobody is a clerk of the triage desk at present."),
    Reason.NO_CLERK_ANYWHERE: _("No office here has a clerk of the triage desk at present; the highest stands in."),
    Reason.WAITS_AT_TRIAGE: _("It waits at the triage desk of %(unit)s."),
    Reason.LEVEL_MISSING: _("There is no office of the level %(level)s here; another level stands in."),
    Reason.LEVEL_HOLDS: _("So %(unit)s holds the case."),
    Reason.RULE_FITS: _("The first dispatch rule that fits (%(category)s in %(area)s, %(hours)s) names %(unit)s."),
    Reason.RULE_PASSED_OVER: _("A dispatch rule names %(unit)s, but a sensitive matter stays with government units."),
    Reason.DESK_CHOSE: _("The triage desk chose %(unit)s."),
    Reason.ABOVE_THE_ACCUSED: _("A complaint about staff is handled above the unit complained about: %(unit)s."),
    Reason.NO_HIGHER_UNIT: _("There is no unit above the one complained about."),
}

CLOCK: Final[Mapping[str, Promise]] = {
    "limit": _("Limit: %(limit)s."),
    "half_limit": _("Half of the limit of %(limit)s, because the case was reopened."),
    "share": _("%(share)s %% of the limit of %(limit)s for the first level."),
    "share_of_rest": _("%(share)s %% of the time that was left of the whole case."),
    "category": _("The category sets the limit, in the version under which the case was filed."),
    "raised": _("The case was raised above its category: the limit is that of the severity “%(severity)s”."),
    "figure": _("The limit is the county's figure as of %(day)s."),
    "figure_of_severity": _("The limit is the county's figure for the severity “%(severity)s” as of %(day)s."),
    "asked": _("The limit was chosen by whoever asked for help."),
    "share_figure": _("The share is the county's figure as of %(day)s."),
    "share_process": _("Nobody chose a limit; then it is half of what is left."),
    "capped_by": _("Not later than the first contact is due."),
    "capped_by_resolve": _("Not later than the whole case is due."),
    "of_return": _("The order is to be returned."),
    "of_extension": _("More time is asked for."),
    "of_suspension": _("A suspension is asked for."),
    "of_reopening": _("The requester asks to have the case reopened."),
    "milestone": _("A milestone: by the end of the office hours of its day."),
    "review_on": _("The case goes on by itself when the day of review begins."),
    "office_hours": _("It runs in office hours only: %(frames)s on working days."),
    "around_the_clock": _("It runs around the clock, on every day."),
    "calendar_days": _("Every day counts, weekends and holidays too; it ends at the same time of the day."),
    "start": _("It runs from %(at)s."),
    "start_moved": _("The office was closed; working time begins at %(at)s."),
    "counted": _("Counted: %(day)s, %(frames)s: %(span)s."),
    "counted_days": _("Counted in full: %(days)s, %(span)s."),
    "weekend": _("Not counted: weekend, %(days)s."),
    "holiday": _("Not counted: %(name)s, %(days)s."),
    "day_off": _("Not counted: a day off, %(days)s."),
    "shifted_day": _("Counted although it is a weekend: %(day)s is worked in exchange for a holiday."),
    "shifted_day_of": _("Counted although it is a weekend: %(day)s is worked in exchange for a holiday (%(name)s)."),
    "hours": _("From %(day)s on the office hours are %(frames)s."),
    "provisional": _("The holidays of %(year)s are not published yet; weekdays only, to be computed again."),
    "moved": _("Moved on %(at)s from %(old)s to %(new)s: %(why)s."),
    "moved_by": _("Moved on %(at)s by %(by)s from %(old)s to %(new)s: %(why)s."),
    "left": _("When it stood still, %(span)s were left; they run from then on."),
    "left_late": _("When it stood still, it was late by %(span)s; it is late by as much again."),
    "due": _("Due at %(at)s."),
    "stopped": _("It has stood still since %(at)s; what is left runs on later."),
    "met": _("It ended at %(at)s, in time."),
    "late": _("It ended at %(at)s, after its time."),
    "ended": _("It ended at %(at)s: it was not needed any longer."),
}

MOVES: Final[Mapping[str, Promise]] = {
    "calendar": _("the working calendar changed"),
    "hours": _("the office hours changed"),
    "rework": _("the check sent it back; the time of the check is not counted"),
    "reopen": _("the case was reopened with half of the limit"),
    "extension": _("more time was granted"),
    "desk_fault": _("the desk had sent it to the wrong unit; its time started anew"),
    "suspension": _("the case was suspended; that time is not counted"),
    "master": _("the case into which it was merged is not over yet"),
}

LIMITS: Final[Mapping[LimitUnit, Callable[[int], str]]] = {
    LimitUnit.MINUTES: lambda n: npgettext("limit", "%(amount)s minute", "%(amount)s minutes", n),
    LimitUnit.CLOCK_HOURS: lambda n: npgettext(
        "limit", "%(amount)s hour by the clock", "%(amount)s hours by the clock", n
    ),
    LimitUnit.CALENDAR_DAYS: lambda n: npgettext("limit", "%(amount)s calendar day", "%(amount)s calendar days", n),
    LimitUnit.WORKING_HOURS: lambda n: npgettext("limit", "%(amount)s working hour", "%(amount)s working hours", n),
    LimitUnit.WORKING_DAYS: lambda n: npgettext("limit", "%(amount)s working day", "%(amount)s working days", n),
}


def route_sentences(why: Iterable[Iterable[Any]], named: Callable[[str], str] = str) -> list[str]:
    """The reasons of a route, line by line; `why` as the case keeps it: [code, parameters] each.

    `named` says what a category or group is called, as `Catalogue.name_of` does; without it the codes stand.
    """
    return [_sentence(ROUTING, code, _called(params, named)) for code, params in why]


def _called(params: Mapping[str, Any], named: Callable[[str], str]) -> Mapping[str, Any]:
    return {name: named(value) if name in {"code", "category"} else value for name, value in params.items()}


def folded_sentences(folded: Folded | None) -> list[str]:
    """Why later signals of an alarm device made no case of their own."""
    if folded is None:
        return []
    count = ngettext(
        "%(count)s more signal of its device was taken for the same matter, at %(at)s.",
        "%(count)s more signals of its device were taken for the same matter, the last at %(at)s.",
        folded.count,
    )
    rule = _("A signal within two hours of the one before is no new matter while the case is open.")
    return [count % {"count": folded.count, "at": _shown("at", folded.latest_at)}, str(rule)]


def clock_sentences(lines: Iterable[Line]) -> list[str]:
    """Why a clock is due when it is; `lines` as `cases.due_lines` finds them."""
    return [_sentence(CLOCK, _of_day(line), line.params) for line in lines]


def _of_day(line: Line) -> str:
    """The sentence of a line; a day is called by its name where it has one."""
    if line.code == "holiday":
        return line.code if line.params["name"] else "day_off"
    if line.code == "shifted_day":
        return "shifted_day_of" if line.params["name"] else line.code
    return line.code


def limit_words(limit: str) -> str:
    """`4 WH` as `4 working hours`."""
    parsed = Limit.parse(limit)
    return LIMITS[parsed.unit](parsed.amount) % {"amount": parsed.amount}


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
    return WORDS[name](value) if name in WORDS else str(value)


def _span(seconds: int) -> str:
    hours, minutes = divmod(seconds // 60, 60)
    if not hours:
        return pgettext("span", "%(minutes)s min") % {"minutes": minutes}
    if not minutes:
        return pgettext("span", "%(hours)s h") % {"hours": hours}
    return pgettext("span", "%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}


WORDS: Final[Mapping[str, Callable[[Any], str]]] = {
    "limit": limit_words,
    "hours": lambda value: str(Hours(value).label),
    "level": lambda value: str(LEVEL_NAMES[Level(value)]),
    "severity": lambda value: word(SEVERITIES, value),
    "span": _span,
    "why": lambda value: str(MOVES.get(value, value)),
}
"""Numbers and codes that are words to people."""


def _days(since: dt.date, until: dt.date) -> str:
    return f"{since:%Y-%m-%d}" if since == until else f"{since:%Y-%m-%d} – {until:%m-%d}"
