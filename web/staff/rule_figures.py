"""The figures of the process: what is in force, what comes, and a form that sets one from a day on."""

import datetime as dt
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import AuditEntry
from accounts.refusals import Refusal
from cases import figures
from cases.actions.figures import set_figure
from cases.figure_words import GROUPS, IN_DAYS, LABELS, UNITS, value_words
from cases.queries import figures as queries
from cases.queries.figures import Figure
from cases.worktime import WORKING_UNITS, Limit
from web.forms import LongText, refuse, status_of
from web.staff.form_parts import day_field
from web.staff.rule_history import Line, history
from web.staff.rules import check
from web.viewing import instant_of, user_of, world_of


@dataclass(frozen=True)
class Row:
    """A figure in words."""

    name: str
    label: "str | Promise"
    value: str
    bounds: str
    figure: Figure
    to_come: tuple[tuple[dt.date, str], ...]


class FigureForm(forms.Form):
    """A number, its unit where it is a time limit, and the first day. Shape only."""

    value = LongText(
        label=_("New value"),
        max_length=6,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    unit = forms.ChoiceField(label=_("Unit of time"))
    since = day_field(_("From this day on"))
    expected = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=9999)

    def __init__(self, data: Any, *, figure: Figure, today: dt.date) -> None:
        value = figure.value
        initial: dict[str, Any] = {"value": str(value), "since": today.isoformat(), "expected": figure.count}
        if isinstance(value, Limit):
            initial |= {"value": str(value.amount), "unit": value.unit.value}
        super().__init__(data, initial=initial)
        if isinstance(value, Limit):
            self.fields["unit"].choices = units_of(value)  # type: ignore[attr-defined]  # a ChoiceField
        else:
            del self.fields["unit"]
            self.fields["value"].label = _("Working days") if figure.name in IN_DAYS else _("Percent")

    def text(self) -> str:
        """The value as `set_figure` reads it."""
        sent = self.cleaned_data
        return f"{sent['value']} {sent['unit']}" if "unit" in sent else str(sent["value"])


def units_of(value: Limit) -> list[tuple[str, "str | Promise"]]:
    """The units of the clock on which a limit runs."""
    return [(unit.value, word) for unit, word in UNITS.items() if (unit in WORKING_UNITS) == value.is_working]


@login_required
@require_safe
def rule_figures(request: HttpRequest) -> HttpResponse:
    """Every figure by group."""
    check(request)
    found = queries.all_figures(world_of(request))
    groups = [(title, [_row(found[name]) for name in names]) for title, names in GROUPS]
    return render(request, "web/staff/rules/figures.html", {"groups": groups, "history": _history()})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rule_figure(request: HttpRequest, name: str) -> HttpResponse:
    """One figure, set from a day on."""
    check(request)
    if name not in figures.NAMES:
        raise Http404
    present = world_of(request)
    found = queries.figure(present, name)
    form = FigureForm(request.POST or None, figure=found, today=present.today)
    status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
    if form.is_valid():
        try:
            _set(request, name, form)
        except Refusal as refusal:
            refuse(form, refusal)
            status = status_of(refusal)
        else:
            messages.success(request, _("The figure is set. What has begun keeps the value of its day."))
            return redirect(request.path)
    context = {"row": _row(found), "form": form, "history": _history(name)}
    return render(request, "web/staff/rules/figure.html", context, status=status)


def _set(request: HttpRequest, name: str, form: FigureForm) -> None:
    sent = form.cleaned_data
    given = {"since": sent["since"], "expected": sent["expected"]}
    set_figure(name, form.text(), **given, by=user_of(request), at=instant_of(request))


def _row(found: Figure) -> Row:
    name = found.name
    return Row(
        name=name,
        label=LABELS[name],
        value=value_words(name, found.value),
        bounds=f"{value_words(name, found.least)} – {value_words(name, found.most)}",
        figure=found,
        to_come=tuple((row.since, value_words(name, value)) for row, value in found.to_come),
    )


def _history(name: str = "") -> list[Line]:
    def about(entry: AuditEntry) -> str:
        return str(_("from %(day)s on")) % {"day": entry.data["since"]}

    return history("figure", names=LABELS, about=about, shown=_shown, subject=name)


def _shown(name: str, value: object) -> str:
    """A value of the trail in words; as it stands where the bounds have changed since."""
    try:
        return value_words(name, figures.read(name, str(value)))
    except (figures.Unfit, KeyError):
        return str(value)
