"""My desk: what must I do next?"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy
from django.views.decorators.http import require_safe

from cases.queries import desk as queries
from cases.queries.desk import Group, Pile
from cases.viewer import Viewer
from grids.roles import Permission
from meetings.scope import company_ids, host_codes
from web.offline import keep
from web.staff.report_found import grids_of
from web.staff.rows import CaseRow, case_row
from web.staff.shortcuts import DESK
from web.viewing import viewer_of, world_of


@dataclass(frozen=True, slots=True)
class PileWords:
    """Heading and icon of a pile, and the filters with which the list of cases shows all of it."""

    title: Promise
    icon: str
    tone: str = ""
    filters: Mapping[str, str] | None = None


PILES: Mapping[Pile, PileWords] = {
    Pile.TO_SIGN: PileWords(pgettext_lazy("pile", "To sign"), "signature", "warn", {"state": "dispatched"}),
    Pile.OVERDUE: PileWords(_("Overdue"), "clock-exclamation", "bad", {"state": "processing", "overdue": "true"}),
    Pile.DUE_TODAY: PileWords(_("Due today"), "clock", "warn", {"state": "processing", "overdue": "false"}),
    Pile.TO_TRIAGE: PileWords(pgettext_lazy("pile", "To dispatch"), "inbox", "warn", {"state": "reported"}),
    Pile.TO_HELP: PileWords(pgettext_lazy("pile", "To help with"), "heart-handshake", "warn"),
    Pile.TO_DECIDE: PileWords(_("Requests to decide"), "arrow-back-up", "warn"),
    Pile.TO_TERMINATE: PileWords(_("Terminations to confirm"), "circle-x", "warn"),
    Pile.LED: PileWords(_("Cases that you lead"), "user-check"),
    Pile.TO_LEAD: PileWords(_("For you as leader"), "user-check", "warn"),
    Pile.TO_CONFIRM: PileWords(_("Proposals to confirm"), "user-check", "warn"),
    Pile.TO_CHECK: PileWords(pgettext_lazy("pile", "To check"), "clipboard-check", "warn", {"state": "checking"}),
    Pile.TO_CALL: PileWords(pgettext_lazy("pile", "To call back"), "phone-call", "", {"state": "closed"}),
    Pile.IN_HAND: PileWords(_("In hand"), "settings", "", {"state": "processing", "overdue": "false"}),
    Pile.WAITING: PileWords(_("Waiting for others"), "player-pause"),
}
HELD = frozenset({Pile.TO_SIGN, Pile.OVERDUE, Pile.DUE_TODAY, Pile.IN_HAND})
QUIET = frozenset({Pile.IN_HAND, Pile.WAITING, Pile.LED})
"""Piles that ask for nothing at this moment."""


@dataclass(frozen=True)
class ShownPile:
    """A pile of the desk in words."""

    key: str
    title: Promise
    icon: str
    tone: str
    count: str
    rows: list[CaseRow]
    all_url: str


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The piles of one's posts, the most pressing first; empty ones are not shown."""
    present, viewer = world_of(request), viewer_of(request)
    found = queries.read(present, viewer)
    piles = [_shown(request, group) for group in found.groups if group.count]
    context = {
        "piles": piles,
        "shortcuts": DESK,
        "units": pgettext("between names", ", ").join(unit.name for unit in viewer.units()),
        "next_step": _next(found.groups),
        "has_posts": bool(viewer.posts),
        "sees_cases": viewer.allows(Permission.VIEW),
        "unchecked": found.unchecked,
        "may_report": viewer.allows(Permission.REPORT),
        "may_settle": bool(grids_of(viewer)),
        "may_merge": viewer.allows(Permission.TRIAGE),
        "audits": viewer.allows(Permission.AUDIT),
        "meets": bool(host_codes(viewer) or company_ids(viewer)),
    }
    return keep(request, render(request, "web/staff/desk.html", context))


def _shown(request: HttpRequest, group: Group) -> ShownPile:
    present, viewer = world_of(request), viewer_of(request)
    said = PILES[group.pile]
    return ShownPile(
        key=group.pile,
        title=said.title,
        icon=said.icon,
        tone=said.tone,
        count=f"{group.count}+" if group.more else str(group.count),
        rows=[case_row(present, row) for row in group.rows],
        all_url=_all_url(viewer, group, said) if group.count > len(group.rows) else "",
    )


def _all_url(viewer: Viewer, group: Group, said: PileWords) -> str:
    """The list of cases narrowed to the pile, as far as filters can."""
    query = QueryDict(mutable=True)
    query.update(said.filters or {})
    holders = {post.unit_id for post in viewer.posts if post.allows(Permission.HANDLE)}
    if group.pile in HELD and len(holders) == 1:
        query["holder"] = str(*holders)
    return f"{reverse('cases')}?{query.urlencode()}"


def _next(groups: list[Group]) -> str:
    """The sentence at the top: how many cases wait for a step of mine."""
    waiting = sum(group.count for group in groups if group.pile not in QUIET)
    if not waiting:
        return ""
    return ngettext("%(n)d case waits for your next step.", "%(n)d cases wait for your next step.", waiting) % {
        "n": waiting
    }
