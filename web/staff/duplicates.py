"""Likely duplicates in groups: the desk chooses the case that goes on, and merges the others into it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.refusals import Refusal, forbidden, not_found
from cases.actions import merging
from cases.models import Case
from cases.queries import duplicate_groups
from cases.queries.duplicate_groups import MOST_IN_GROUP, Group
from grids.roles import Permission
from web.paging import id_in
from web.viewing import instant_of, user_of, viewer_of, world_of

PAGE_SIZE = 10
_NUMBER = re.compile(r"[0-9]{1,16}", re.ASCII)
_PICK = re.compile(r"([0-9]{1,16})\.([0-9]{1,9})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the groups, and the numbers of the pages beside it."""

    groups: Sequence[Group]
    count: int
    newer: int | None
    older: int | None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def duplicates(request: HttpRequest) -> HttpResponse:
    """The groups; sent back, the chosen cases are merged one by one, and each refusal is said."""
    if not viewer_of(request).allows(Permission.TRIAGE):
        raise forbidden("not_your_verb", _("Your posts do not include this."))
    if request.method != "POST":
        return render(request, "web/staff/duplicates.html", {"page": _page(request)})
    into = request.POST.get("into", "")
    chosen = [found.groups() for pick in request.POST.getlist("merge") if (found := _PICK.fullmatch(pick))]
    others = [(number, int(seen)) for number, seen in chosen if number != into]
    if _NUMBER.fullmatch(into) and others:
        _merge(request, into, others[:MOST_IN_GROUP])
    else:
        messages.error(request, _("Choose the case that goes on, and at least one other."))
    return redirect("duplicates")


def _page(request: HttpRequest) -> Page:
    found = duplicate_groups.groups(world_of(request), viewer_of(request))
    last = max(1, -(-len(found) // PAGE_SIZE))
    number = min(max(1, id_in(request.GET.get("page", "")) or 1), last)
    return Page(
        groups=found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE],
        count=len(found),
        newer=number - 1 if number > 1 else None,
        older=number + 1 if number < last else None,
    )


def _merge(request: HttpRequest, into: str, others: Sequence[tuple[str, int]]) -> None:
    """Each case on its own: what is refused stays as it is, and the rest is merged."""
    done = 0
    for number, seen in others:
        try:
            case = Case.objects.visible_to(viewer_of(request)).filter(number=number).first()
            if case is None:
                raise not_found(_("There is no such case, or your posts do not show it."))
            merging.merge(case, by=user_of(request), at=instant_of(request), into=into, expected=seen)
        except Refusal as refusal:
            messages.error(request, f"{number}: {refusal.message}")
        else:
            done += 1
    if done:
        said = ngettext("%(n)d case was merged into %(number)s.", "%(n)d cases were merged into %(number)s.", done)
        messages.success(request, said % {"n": done, "number": into})
