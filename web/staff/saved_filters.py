"""Saved filters of the list of cases: kept from the list, renamed and deleted on a page of their own."""

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.refusals import Kind, Refusal
from cases.actions import saved_filters as actions
from cases.queries import saved_filters as queries
from web.paging import LARGEST_ID
from web.viewing import instant_of, user_of, viewer_of, world_of

MOST_LISTED: Final = actions.MOST_FILTERS + queries.MOST_SHOWN
"""All that one person may have, and at least so many of the unit's as stand above the list."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def saved_filters(request: HttpRequest) -> HttpResponse:
    """One's own filters and those of the own unit; sent from the list, the present ones are kept under a name."""
    if request.method != "POST":
        context = {"chips": queries.chips(world_of(request), viewer_of(request), MOST_LISTED)}
        return render(request, "web/staff/saved_filters.html", context)
    query, name = request.POST.get("query", ""), request.POST.get("name", "")
    shared = bool(request.POST.get("shared"))
    try:
        row = actions.save_filter(name=name, query=query, shared=shared, by=user_of(request), at=instant_of(request))
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return redirect("saved_filters")
    messages.success(request, _("Saved. It stands above the list."))
    return redirect(f"{reverse('cases')}?{row.query}")


@login_required
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name, shared or private; or deleted. Only one's own."""
    by, at, pk = user_of(request), instant_of(request), min(pk, LARGEST_ID)
    try:
        if request.POST.get("delete"):
            actions.delete_filter(pk, by=by, at=at)
            messages.success(request, _("Deleted."))
        else:
            shared = bool(request.POST.get("shared"))
            actions.change_filter(pk, name=request.POST.get("name", ""), shared=shared, by=by, at=at)
            messages.success(request, _("Changed."))
    except Refusal as refusal:
        if refusal.kind == Kind.NOT_FOUND:
            raise
        messages.error(request, str(refusal.message))
    return redirect("saved_filters")
