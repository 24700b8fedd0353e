"""What a county changes without a programmer: the table of sections, and who may open them."""

from dataclasses import dataclass
from typing import Final

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cases import administration
from web.viewing import user_of, world_of


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of rule: the name of its page, what it is called, what is set there, its icon."""

    route: str
    title: "str | Promise"
    text: "str | Promise"
    icon: str


SECTIONS: Final = (
    Section(
        "rule_figures",
        _("Figures of the process"),
        _("How long a desk, a decision or a check may take, shares of the levels, supervision, sampling."),
        "clock",
    ),
    Section(
        "rule_dispatch",
        _("Dispatch rules"),
        _("Which unit a kind of case goes to, where and when. Each change is tried on last month's cases first."),
        "arrow-right",
    ),
    Section(
        "rule_replies",
        _("Prepared words"),
        _("What stands ready for replies and reasons, by step and kind of case."),
        "note",
    ),
    Section(
        "rule_categories",
        _("Kinds of matters"),
        _("The catalogue in versions: first level, severity, limits, from which day on; what ends."),
        "layout-list",
    ),
    Section(
        "rule_calendar",
        _("Working calendar"),
        _("Holidays and worked weekends of each year."),
        "list-check",
    ),
    Section(
        "rule_hours",
        _("Office hours"),
        _("From when to when the office works, from which day on: summer hours."),
        "clock",
    ),
    Section(
        "notice_texts",
        _("Texts of notices"),
        _("What leaves the house by mail, SMS and chat. Each text can be put in your own words."),
        "message-2",
    ),
)


@login_required
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Where the rules are, in one list."""
    check(request)
    return render(request, "web/staff/rules/index.html", {"sections": SECTIONS})


def check(request: HttpRequest) -> None:
    """Refuses (403) everybody but an administrator of the highest office."""
    administration.check(user_of(request), world_of(request))
