"""Who receives people when and where, and how far what they said has come: for everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from meetings.queries import public
from meetings.states import SessionKind
from meetings.words import SESSION_KINDS
from web.viewing import world_of


@require_safe
def reception_days(request: HttpRequest) -> HttpResponse:
    """The next receptions, and the numbers of the last ones."""
    present = world_of(request)
    context = {
        "coming": [described(row) for row in public.coming(present)],
        "boards": [{**described(board.session), "counts": board.counts} for board in public.boards(present)],
    }
    return render(request, "web/resident/reception_days.html", context)


@require_safe
def reception_day(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress of one reception: numbers only."""
    board = public.board(world_of(request), pk)
    return render(request, "web/resident/reception_day.html", {**described(board.session), "counts": board.counts})


def described(row: public.Coming) -> dict[str, object]:
    """A reception in words."""
    return {"row": row, "kind": SESSION_KINDS[SessionKind(row.kind)]}
