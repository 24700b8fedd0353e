"""The overview of an area: where it burns, and the way down to it. For posts that see figures.

Every number leads to exactly the cases that it counts, a rate to the page of figures that takes it apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.http import require_safe

from accounts.refusals import forbidden
from cases.states import OPEN, Severity, State, Supervision
from grids.levels import Level
from grids.models.area import LEVEL_NAMES
from grids.tree import AreaNode
from reports import displays, queries
from reports.overview import overview as read
from reports.stock import Overview, Part, is_compared
from web import charts
from web.shares import Share, share
from web.stock_columns import LABELS
from web.viewing import instant_of, viewer_of

OPEN_STATES: Final = [state.value for state in State if state in OPEN]
FILTERS: Final[Mapping[str, Mapping[str, object]]] = {
    "overdue": {"overdue": "true"},
    "due_today": {"due": "today"},
    "red": {"supervision": Supervision.RED.value, "state": OPEN_STATES},
    "yellow": {"supervision": Supervision.YELLOW.value, "state": OPEN_STATES},
    "critical": {"severity": Severity.CRITICAL.value, "state": OPEN_STATES},
    "suspended": {"state": State.SUSPENDED.value},
    "open": {"state": OPEN_STATES},
}
"""By a number of open cases the filters of the list that show the same cases."""

TONES: Final = {"overdue": "bad", "red": "bad", "critical": "bad", "due_today": "warn", "yellow": "warn"}


@dataclass(frozen=True, slots=True)
class Number:
    """A count with the list behind it; no address where there is nothing to show."""

    label: "str | Promise"
    value: int
    url: str
    tone: str


@dataclass(frozen=True, slots=True)
class Row:
    """A part of the area, `url` leading into it; `percent` compares what is overdue."""

    area: AreaNode
    url: str
    numbers: list[Number]
    shares: list[Share]
    percent: int


@login_required
@require_safe
def overview(request: HttpRequest, code: str = "") -> HttpResponse:
    """One's widest area, or one inside an area of one's own."""
    viewer = viewer_of(request)
    codes = queries.scope(viewer)
    if not codes:
        raise forbidden("not_your_figures", _("Your posts do not include the figures."))
    found = read(code or codes[0], instant_of(request), viewer)
    most = max((part.stock.overdue for part in found.parts), default=0)
    context = {
        "found": found,
        "level": LEVEL_NAMES[found.area.level],
        "path": [(node, reverse("overview_area", args=[node.code])) for node in found.path[:-1]],
        "may_be_on_a_wall": is_compared(found.area.level),
        "may_put_up": bool(displays.hosting(viewer)),
        "roots": [(viewer.directory.areas[other], reverse("overview_area", args=[other])) for other in codes],
        "answer": _answer(found),
        "worst": [(node, count, cases_url(node.code, FILTERS["overdue"])) for node, count in found.worst],
        "whole": _row(found, found.whole, most),
        "rows": [_row(found, part, most) for part in found.parts],
        "elsewhere": _row(found, found.elsewhere, most, exact=True) if found.elsewhere else None,
        "part_level": LEVEL_NAMES[found.parts[0].area.level] if found.parts else "",
        "chart": charts.weeks(found.weeks),
    }
    return render(request, "web/staff/overview.html", context)


def cases_url(code: str, filters: Mapping[str, object], *, exact: bool = False) -> str:
    """The list of an area's cases, narrowed; `exact` for those that lie in the area itself and in no part."""
    return f"{reverse('cases')}?{urlencode({'exact_area' if exact else 'area': code, **filters}, doseq=True)}"


def _answer(found: Overview) -> str:
    """Where it burns, in words; the worst communities follow as links."""
    late, names = found.whole.stock.overdue, {"area": found.area.name}
    if not late:
        return str(_("Nothing is overdue in %(area)s.") % names)
    if found.worst:
        count = len(found.worst)
        said = ngettext("%(n)d community is worst overdue:", "%(n)d communities are worst overdue:", count)
        return said % {"n": count}
    counts = {"n": late, "parts": sum(part.stock.overdue > 0 for part in found.parts), "all": len(found.parts)}
    if found.area.level == Level.COMMUNITY and counts["parts"]:
        said = ngettext(
            "%(n)d case is overdue, in %(parts)d of %(all)d grids.",
            "%(n)d cases are overdue, in %(parts)d of %(all)d grids.",
            late,
        )
        return said % counts
    return ngettext("%(n)d case is overdue.", "%(n)d cases are overdue.", late) % counts


def _row(found: Overview, part: Part, most: int, *, exact: bool = False) -> Row:
    code, record = part.area.code, part.record
    numbers = [
        Number(
            label,
            value,
            cases_url(code, FILTERS[name], exact=exact) if value else "",
            TONES.get(name, "") if value else "",
        )
        for name, label in LABELS.items()
        for value in [getattr(part.stock, name)]
    ]
    shares = []
    if record is not None:
        period = {"area": code, "since": found.since.isoformat(), "until": found.until.isoformat()}
        url = "" if exact else f"{reverse('street')}?{urlencode(period)}"
        shares = [
            share(pgettext_lazy("rate", "Done in time"), record.on_time_rate, url),
            share(_("Closed in the grid"), record.in_grid_rate, url),
        ]
    leads = not exact and part.area.level != Level.BUILDING
    url = reverse("overview_area", args=[code]) if leads else ""
    return Row(part.area, url, numbers, shares, 100 * part.stock.overdue // most if most else 0)
