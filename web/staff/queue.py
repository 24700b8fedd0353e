"""What waits on this phone to be sent: a page without data, which its script fills from the phone itself."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.states import Verb
from cases.words import VERBS, word
from web.offline import keep
from web.staff.verb_forms import QUICK_NOTES

OFFLINE = (Verb.SIGN, Verb.NOTE, Verb.SETTLE, Verb.SUBMIT_RESULT)
"""What a grid worker does on the spot, beside recording what was found and settled.

The worker's script knows the same (`web/static/web/worker.js`).
"""


@login_required
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """The deeds that wait, and those that were refused with what the server said."""
    verbs = [*((verb.value, word(VERBS, verb)) for verb in OFFLINE), ("settled", _("Found and settled"))]
    quick = [(key, said) for key, (_kind, said) in QUICK_NOTES.items()]
    return keep(request, render(request, "web/staff/queue.html", {"verbs": verbs, "quick": quick}))
