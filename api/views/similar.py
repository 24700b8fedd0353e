"""Before a report is a duplicate: open cases that may be the same matter."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import strangers
from accounts.refusals import forbidden
from api import output
from api.bodies import SimilarBody
from api.schema import BAD, FORBIDDEN, TOO_MANY, Operation
from api.similar_shapes import HintList, OfferList
from api.views.frame import PublicView, View, caller_address
from api.views.moment import instant_of, viewer_of, world_of
from api.views.requests import place_of
from cases.queries import duplicates
from cases.queries.duplicates import Hint, Offer
from cases.words import RESIDENT_STATES
from grids import versions
from grids.roles import Permission


class SimilarRequestsView(PublicView):
    """Open cases that may be the same matter as a report which is not sent yet. Writes nothing."""

    tag = "requests"
    operations = {"POST": Operation("find_similar", HintList, problems=(BAD, TOO_MANY), body=SimilarBody)}

    def post(self, request: Request) -> Response:
        strangers.count_look(caller_address(request))
        found = duplicates.hints(world_of(request), **_asked(request))
        return Response({"results": [_hint(one) for one in found]})


class SimilarCasesView(View):
    """The same for who records what somebody tells: of the cases that your posts show. Writes nothing."""

    tag = "cases"
    operations = {"POST": Operation("find_similar_cases", OfferList, problems=(BAD, FORBIDDEN), body=SimilarBody)}

    def post(self, request: Request) -> Response:
        viewer = viewer_of(request)
        if not viewer.allows(Permission.REPORT):
            raise forbidden("not_your_verb", _("Your posts do not include this."))
        found = duplicates.offers(world_of(request), viewer, **_asked(request))
        return Response({"results": [_offer(one) for one in found]})


def _asked(request: Request) -> dict[str, Any]:
    """Words, place and kind. Raises `ValidationError` and `Refusal` as a report does."""
    tokens = versions.tokens()
    form = SimilarBody(data=request.data, context={"world": world_of(request), "tokens": tokens})
    form.is_valid(raise_exception=True)
    sent = form.validated_data
    place = place_of(sent, instant_of(request), tokens)
    return {"text": sent["text"], "area_code": place.area_code, "category_code": sent.get("category") or None}


def _hint(found: Hint) -> output.Json:
    return {
        "token": found.token,
        "category": output.category(found.category),
        "area": output.area(found.area),
        "reported_on": found.reported_on.isoformat(),
        "state": found.state.value,
        "state_words": str(RESIDENT_STATES[found.state]),
    }


def _offer(found: Offer) -> output.Json:
    return {
        "token": found.token,
        "number": found.number,
        "category": output.category(found.category),
        "area": output.area(found.area),
        "reported_at": output.instant(found.reported_at),
        "state": found.state.value,
        "words": found.words,
    }
