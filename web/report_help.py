"""What the report page asks while it is filled in: which kind of issue the words sound like."""

from collections.abc import Mapping
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import strangers
from accounts.addresses import address_of
from cases import suggesting
from cases.suggesting import Confidence
from web.emergency import numbers_in
from web.viewing import world_of

CONFIDENCE: Final[Mapping[Confidence, Promise]] = {
    Confidence.STRONG: _("quite sure"),
    Confidence.FAIR: _("probably"),
    Confidence.WEAK: _("perhaps"),
}


@never_cache
@require_POST
def suggest(request: HttpRequest) -> HttpResponse:
    """The part of the form that shows what the words sound like: a suggestion that the resident confirms or not.

    Where it is clearly an emergency, whom to call stands above it.
    """
    strangers.count_look(address_of(request))
    present = world_of(request)
    in_force = present.catalogue.by_code(present.today)
    found = suggesting.suggest(request.POST.get("text", ""), in_force.keys())
    likely = [one for one in found if one.confidence is not Confidence.WEAK]
    context = {
        "suggestions": [
            {
                "code": one.code,
                "name": in_force[one.code].name,
                "confidence": CONFIDENCE[one.confidence],
                "words": pgettext("between names", ", ").join(one.words),
            }
            for one in found
        ],
        "numbers": numbers_in(in_force[likely[0].code].emergency_hint) if likely else [],
    }
    return render(request, "web/resident/_suggest.html", context)
