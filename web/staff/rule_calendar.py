"""The working calendar: a year's holidays and worked weekends, and the office hours, tried before they are kept."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods

from accounts.models import AuditEntry
from accounts.refusals import Refusal
from cases import calendar
from cases.actions.calendar import change_of_hours, change_of_year, check_hours, check_year, replace_year, set_hours
from cases.calendar_rows import Day, lines_of, read_lines, read_rows
from cases.models import OfficeHours
from cases.queries import moving_clocks, office_hours
from cases.queries.moving_clocks import Effect
from cases.worktime import FIRST_DAY, LAST_DAY, hours_text
from grids.tables import read_table
from web.forms import refuse, status_of
from web.staff import year_sheet
from web.staff.rule_calendar_forms import HoursForm, YearForm
from web.staff.rule_history import Line, history
from web.staff.rules import check
from web.timeleft import span
from web.viewing import instant_of, user_of, world_of


@dataclass(frozen=True, slots=True)
class Trial:
    """What a change would do, in words, and what stands for it."""

    effect: Effect
    farthest: str
    changes: "tuple[tuple[str, str, str], ...]"
    tried: str


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rule_calendar(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """A year of the calendar, the present one unless another is named, and a list to replace it."""
    check(request)
    present = world_of(request)
    year = present.today.year if year is None else year
    if not FIRST_DAY.year <= year <= LAST_DAY.year:
        raise Http404
    form, trial, status = _year_form(request, year), None, HTTPStatus.OK
    if form.is_bound:
        try:
            trial, status = _try_year(request, year, form)
        except Refusal as refusal:
            refuse(form, refusal)
            status = status_of(refusal)
        if trial is None and status is HTTPStatus.OK:
            return redirect("rule_year", year=year)
    context = {
        "year": year,
        "earlier": year - 1 if year > FIRST_DAY.year else None,
        "later": year + 1 if year < LAST_DAY.year else None,
        "is_known": year in present.calendar.known_years,
        "weekdays": year_sheet.WEEKDAYS,
        "sheets": year_sheet.sheets(present.calendar, year, present.today),
        "runs": list(year_sheet.runs(present.calendar, year)),
        "hours": hours_text(present.calendar.frames_of(present.today)),
        "form": form,
        "trial": trial,
        "history": _year_history(year),
    }
    return render(request, "web/staff/rules/calendar.html", context, status=status)


def _year_form(request: HttpRequest, year: int) -> YearForm:
    present = world_of(request).calendar
    initial = {"lines": _lines(calendar.days_of(present, year)), "expected": calendar.mark(present, year)}
    if request.method != "POST":
        return YearForm(initial=initial)
    return YearForm(request.POST, request.FILES, initial=initial)


def _lines(days: Iterable[Day]) -> str:
    """As the reader's language writes them."""
    return lines_of(days, work=pgettext("a day", "work"), off=pgettext("a day", "off"))


def _try_year(request: HttpRequest, year: int, form: YearForm) -> tuple[Trial | None, HTTPStatus]:
    """What the list would do; nothing to show once it is kept. Raises `Refusal`."""
    if not form.is_valid():
        return None, HTTPStatus.BAD_REQUEST
    sent = form.cleaned_data
    if sent["file"] is not None:
        days = _days_in(sent["file"])
        sent["lines"] = _lines(days)
        form.data = {**request.POST.dict(), "lines": sent["lines"]}
    else:
        days = read_lines(sent["lines"])
    if form.is_kept():
        given: dict[str, Any] = {"by": user_of(request), "at": instant_of(request), "expected": sent["expected"]}
        messages.success(request, _moved(replace_year(year, days, **given)))
        return None, HTTPStatus.OK
    check_year(year, days)
    before = world_of(request).calendar
    effect = moving_clocks.preview(change_of_year(before, year, days), instant_of(request))
    changes = _year_changes(calendar.days_of(before, year), days)
    return Trial(effect, span(effect.farthest), changes, form.fingerprint()), HTTPStatus.OK


def _days_in(file: "UploadedFile[Any]") -> list[Day]:
    with NamedTemporaryFile() as kept:
        for chunk in file.chunks():
            kept.write(chunk)
        kept.flush()
        return read_rows(read_table(Path(kept.name)))


def _year_changes(old: "tuple[Day, ...]", new: list[Day]) -> "tuple[tuple[str, str, str], ...]":
    before, after = {row.day: row for row in old}, {row.day: row for row in new}
    days = sorted(day for day in before.keys() | after.keys() if before.get(day) != after.get(day))
    return tuple((day.isoformat(), _words(before.get(day)), _words(after.get(day))) for day in days)


def _words(row: Day | None) -> str:
    if row is None:
        return str(_("as its weekday says"))
    word = _("worked") if row.working else _("holiday")
    return f"{word} {row.name}".rstrip()


def _moved(count: int) -> str:
    text = ngettext("It is kept. %(n)d due time moved.", "It is kept. %(n)d due times moved.", count)
    return text % {"n": count}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rule_hours(request: HttpRequest) -> HttpResponse:
    """The office hours with their days, and a form for others from a day on."""
    check(request)
    present = world_of(request)
    kept = office_hours.all_set()
    now = hours_text(present.calendar.frames_of(present.today))
    initial = {"since": present.today.isoformat(), "frames": now, "expected": len(kept)}
    form = HoursForm(request.POST or None, initial=initial)
    trial, status = None, HTTPStatus.OK
    if form.is_bound:
        try:
            trial, status = _try_hours(request, form)
        except Refusal as refusal:
            refuse(form, refusal)
            status = status_of(refusal)
        if trial is None and status is HTTPStatus.OK:
            return redirect("rule_hours")
    context = {"now": now, "rows": _hours_rows(kept, present.today), "form": form, "trial": trial}
    return render(request, "web/staff/rules/hours.html", {**context, "history": _hours_history()}, status=status)


def _try_hours(request: HttpRequest, form: HoursForm) -> tuple[Trial | None, HTTPStatus]:
    """What the hours would do; nothing to show once they are kept. Raises `Refusal`."""
    if not form.is_valid():
        return None, HTTPStatus.BAD_REQUEST
    sent, present = form.cleaned_data, world_of(request)
    if form.is_kept():
        given = {"since": sent["since"], "expected": sent["expected"]}
        count = set_hours(sent["frames"], **given, by=user_of(request), at=instant_of(request))
        messages.success(request, _moved(count))
        return None, HTTPStatus.OK
    frames = check_hours(sent["frames"], sent["since"], present)
    change = change_of_hours(present.calendar, sent["since"], frames)
    effect = moving_clocks.preview(change, instant_of(request))
    old, new = hours_text(present.calendar.frames_of(sent["since"])), hours_text(frames)
    changes = ((sent["since"].isoformat(), old, new),) if old != new else ()
    return Trial(effect, span(effect.farthest), changes, form.fingerprint()), HTTPStatus.OK


def _hours_rows(kept: Sequence[OfficeHours], today: dt.date) -> "list[tuple[OfficeHours, str | Promise]]":
    """Newest first, each with how it stands."""
    now = max((row.since for row in kept if row.since <= today), default=None)
    words = {True: _("to come"), False: _("earlier")}
    return [(row, _("in force") if row.since == now else words[row.since > today]) for row in reversed(kept)]


def _year_history(year: int) -> list[Line]:
    first = dt.date(year, 1, 1)
    days = [(first + dt.timedelta(days=number)).isoformat() for number in range(366)]
    return history("calendar", names={day: day for day in days}, about=_about, shown=_shown, subject=str(year))


def _about(entry: AuditEntry) -> str:
    return str(_("%(count)s due times moved")) % {"count": entry.data.get("moved", 0)}


def _shown(_day: str, value: object) -> str:
    """`off 元旦` of the trail in words."""
    word, _space, name = str(value).partition(" ")
    words = {"off": _("holiday"), "work": _("worked")}
    return f"{words.get(word, word)} {name}".rstrip()


def _hours_history() -> list[Line]:
    def about(entry: AuditEntry) -> str:
        return str(_("from %(day)s on")) % {"day": entry.data["since"]}

    return history("office_hours", names={"frames": ""}, about=about)
