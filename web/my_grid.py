"""Who looks after my building? The public page of a place."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.world import world
from grids.models.area import LEVEL_NAMES
from grids.queries import place_card
from grids.versions import tokens
from meetings.queries import public
from web.places import place_list
from web.reception_days import described
from web.viewing import instant_of, world_of


@require_safe
def my_grid(request: HttpRequest) -> HttpResponse:
    """Finding the own place by name or by walking down the tree."""
    present = world_of(request)
    rows = place_list(present.directory, query=request.GET.get("query", "")[:60], inside=request.GET.get("inside", ""))
    return render(request, "web/resident/my_grid.html", {"list": rows})


@require_safe
def grid(request: HttpRequest, code: str) -> HttpResponse:
    """The grid worker, the office and its telephone, who receives people next, and both chains of one place."""
    read = tokens()
    present = world(instant_of(request), read)
    card = place_card(code, present.today, read)
    coming = [described(row) for row in public.coming(present, code, most=3)]
    context = {"card": card, "level": LEVEL_NAMES[card.area.level], "above": card.path[1:], "coming": coming}
    return render(request, "web/resident/grid.html", context)
