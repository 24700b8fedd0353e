"""Who looks after my building? The public page of a place."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.world import world
from web.places import place_list
from web.viewing import instant_of


@require_safe
def my_grid(request: HttpRequest) -> HttpResponse:
    """Finding the own place by name or by walking down the tree."""
    present = world(instant_of(request))
    rows = place_list(present.directory, query=request.GET.get("query", "")[:60], inside=request.GET.get("inside", ""))
    return render(request, "web/resident/my_grid.html", {"list": rows})


@require_safe
def grid(request: HttpRequest, code: str) -> HttpResponse:
    """The grid worker, the office and its telephone, and the branch of one place."""
    raise Http404
