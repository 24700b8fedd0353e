"""Who looks after my building? The public page of a place."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.world import ZONE, world
from grids.models.area import LEVEL_NAMES
from grids.queries import place_card
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
    """The grid worker, the office and its telephone, and both chains of one place."""
    card = place_card(code, instant_of(request).astimezone(ZONE).date())
    context = {"card": card, "level": LEVEL_NAMES[card.area.level], "above": card.path[1:]}
    return render(request, "web/resident/grid.html", context)
