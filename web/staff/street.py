"""The figures of an area: what came in, what was done, in time or not, and where."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from accounts.refusals import forbidden
from cases import words
from cases.words import word
from cases.world import World
from grids.levels import Level
from grids.models.area import LEVEL_NAMES
from procedures import words as procedures
from procedures.queries import HazardCount
from procedures.states.hazard import State
from reports import queries
from reports.beside import Beside, beside
from reports.figures import Figures, Line
from reports.rates import Rate
from web.staff import area_choices
from web.viewing import instant_of, viewer_of, world_of


class PeriodForm(forms.Form):
    """An area of one's own and two days, both included."""

    area = forms.ChoiceField(label=_("Area"))
    since = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    until = forms.DateField(label=_("To"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, data: Any, *, areas: Sequence[tuple[str, str]]) -> None:
        super().__init__(data, auto_id="period_%s")
        self.fields["area"].choices = areas  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", _("The period ends before it begins."))
        return self.cleaned_data


CASES = (_("%(part)d of %(whole)d"), _("%(part)d of %(whole)d, too few to compare"))
COMMUNITIES = (
    _("%(part)d of %(whole)d communities"),
    _("%(part)d of %(whole)d communities, too few to compare"),
)
"""What a rate counts: many of them, and too few."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with what it is made of."""

    label: "str | Promise"
    value: str
    note: "str | Promise" = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a bar chart."""

    label: "str | Promise"
    value: str
    percent: int
    note: "str | Promise" = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One category or one part of the area."""

    name: str
    line: Line
    on_time: Figure
    percent: int


@login_required
@require_safe
def street(request: HttpRequest) -> HttpResponse:
    """The present month of one's widest area, or what the form asks for."""
    viewer, present = viewer_of(request), world_of(request)
    codes = queries.scope(viewer)
    if not codes:
        raise forbidden("not_your_figures", _("Your posts do not include the figures."))
    form = PeriodForm(_asked(request, codes[0], present), areas=area_choices.tree(viewer.directory, codes))
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        fields = form.cleaned_data
        found = queries.figures(fields["area"], fields["since"], fields["until"], instant_of(request), viewer)
        context |= {"printed_at": instant_of(request)} | _shown(found) | _shown_beside(beside(found, viewer))
    return render(request, "web/staff/street.html", context, status=200 if form.is_valid() else 400)


def _asked(request: HttpRequest, widest: str, present: World) -> dict[str, str]:
    """What the address says, the present month where it says nothing."""
    first = present.today.replace(day=1)
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    usual = {"area": widest, "since": first.isoformat(), "until": last.isoformat()}
    return {name: request.GET.get(name) or value for name, value in usual.items()}


def _shown(found: Figures) -> dict[str, Any]:
    return {
        "figures": found,
        "numbers": _numbers(found),
        "levels": [_level_bar(level, rate) for level, rate in found.closed_at_level_rates.items()],
        "outcomes": [(word(words.OUTCOMES, code), count) for code, count in found.outcomes.items()],
        "categories": _rows(found.by_category, _("Without a category")),
        "areas": _rows(found.by_area, ""),
    }


HAZARD_STATES = (State.FOUND, State.GRADED, State.CONTROLLED, State.RECTIFIED, State.RECHECKED)
"""In which a hazard is on the list."""


def _shown_beside(found: Beside) -> dict[str, Any]:
    """Hazards as rows of a table, the coverage of screenings as a figure."""
    return {
        "hazard_states": [procedures.HAZARD_STATES[state] for state in HAZARD_STATES],
        "hazards": [_hazard_row(count) for count in found.hazards],
        "screening": found.screening,
        "screening_rate": _rate("", found.screening.rate, COMMUNITIES) if found.screening else None,
    }


def _hazard_row(count: HazardCount) -> "tuple[HazardCount, str | Promise, list[int]]":
    name = procedures.GRADES.get(count.grade, _("Not graded yet"))
    return count, name, [count.states.get(state, 0) for state in HAZARD_STATES]


def _numbers(found: Figures) -> list[Figure]:
    total = found.total
    return [
        Figure(_("Received"), str(total.received)),
        Figure(_("Closed"), str(total.closed)),
        _rate(pgettext_lazy("rate", "Done in time"), total.dispose_on_time_rate),
        Figure(_("Open now"), str(total.open), _("%(count)d of them suspended") % {"count": total.suspended}),
        Figure(_("Overdue now"), str(total.overdue), tone="bad" if total.overdue else ""),
        _rate(pgettext_lazy("rate", "Returned"), found.return_rate),
        _rate(pgettext_lazy("rate", "Reworked"), total.rework_rate),
        _rate(pgettext_lazy("rate", "Satisfied"), found.satisfaction_rate),
    ]


def _rate(label: "str | Promise", rate: Rate, parts_of: "tuple[str | Promise, str | Promise]" = CASES) -> Figure:
    """A rate is never shown without numerator and denominator."""
    if rate.percent is None:
        return Figure(label, "–", _("nothing to count yet"))
    parts = {"part": rate.numerator, "whole": rate.denominator}
    note = str(parts_of[rate.is_small]) % parts
    return Figure(label, str(_("%(percent)s %%") % {"percent": rate.percent}), note)


def _level_bar(level: Level, rate: Rate) -> Bar:
    figure = _rate(LEVEL_NAMES[level], rate)
    return Bar(figure.label, figure.value, int(rate.percent or 0), figure.note)


def _rows(lines: Sequence[Line], nameless: "str | Promise") -> list[TableRow]:
    """Lines with something in them, the fullest first; bars compare what came in."""
    full = [line for line in lines if line.counts != type(line.counts)()]
    most = max((line.counts.received for line in full), default=0)
    full.sort(key=lambda line: -line.counts.received)
    return [
        TableRow(
            line.name or str(nameless),
            line,
            _rate("", line.counts.dispose_on_time_rate),
            100 * line.counts.received // most if most else 0,
        )
        for line in full
    ]
