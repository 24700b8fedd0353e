"""What a person has been told, and what of it is still unread."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.refusals import invalid
from grids.roles import Permission
from notices import queries
from notices.actions import mark_read
from notices.models import Notice
from notices.words import sentence
from web.paging import id_in
from web.viewing import instant_of, viewer_of

PAGE_SIZE = 50
PAGES = {
    "case": "case",
    "service_post": "service_post",
    "mediation": "mediation",
    "petition": "petition",
    "hazard": "hazard",
    "instruction": "instruction",
    "decision": "decision",
    "screening": "screening",
}
"""The page of what a notice is about, by its kind."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice in words."""

    notice: Notice
    sentence: str
    is_read: bool


@login_required
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """The newest fifty, and older ones by keyset."""
    viewer = viewer_of(request)
    before = request.GET.get("before", "")
    rows = queries.inbox(viewer.user_id, [unit.id for unit in viewer.units()])
    if before:
        rows = rows.filter(pk__lt=_id(before))
    found = list(rows[: PAGE_SIZE + 1])
    shown = [Shown(notice, sentence(notice), bool(getattr(notice, "is_read", False))) for notice in found[:PAGE_SIZE]]
    context = {
        "notices": shown,
        "has_unread": any(not row.is_read for row in shown),
        "older": shown[-1].notice.pk if len(found) > PAGE_SIZE else "",
        "is_first": not before,
        "administers": viewer.allows(Permission.ADMINISTER),
        "reads_log": viewer.allows(Permission.ADMINISTER) or viewer.allows(Permission.AUDIT),
    }
    return render(request, "web/staff/notices.html", context)


@login_required
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Marks one notice and goes to what it is about, or marks all that the page showed."""
    viewer = viewer_of(request)
    units = [unit.id for unit in viewer.units()]
    opened = request.POST.get("open", "")
    ids = [_id(opened)] if opened else [_id(value) for value in request.POST.getlist("shown")[:PAGE_SIZE]]
    mark_read(ids, by_id=viewer.user_id, unit_ids=units, at=instant_of(request))
    about = queries.inbox(viewer.user_id, units).filter(pk=ids[0]).first() if opened else None
    page = PAGES.get(about.about_kind) if about else None
    return redirect(page, about.about_id) if about and page else redirect("notices")


@login_required
@require_safe
def pulse(request: HttpRequest) -> JsonResponse:
    """What an open page asks for where it has no stream: the number of unread notices."""
    viewer = viewer_of(request)
    unread = queries.unread_count(viewer.user_id, [unit.id for unit in viewer.units()])
    return JsonResponse({"unread": unread}, headers={"Cache-Control": "no-store"})


def _id(text: str) -> int:
    found = id_in(text)
    if found is None:
        raise invalid("bad_notice", _("There is no such notice."))
    return found
