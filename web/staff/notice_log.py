"""What became of the messages that left the house, without what they said and without addresses."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.refusals import forbidden, invalid
from grids.roles import Permission
from notices import queries
from notices.states import Channel, DeliveryState
from notices.words import CHANNELS, DELIVERIES
from web.paging import id_in
from web.viewing import viewer_of

PAGE_SIZE = 50


@login_required
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """The newest fifty, of one state where asked, and older ones by keyset."""
    viewer = viewer_of(request)
    if not (viewer.allows(Permission.ADMINISTER) or viewer.allows(Permission.AUDIT)):
        raise forbidden("not_your_log", _("Only administrators and auditors read what became of messages."))
    state, before = request.GET.get("state", ""), request.GET.get("before", "")
    if state and state not in set(DeliveryState):
        raise invalid("bad_state", _("There is no such state of a message."), "state")
    rows = queries.log(state)
    if before:
        found = id_in(before)
        if found is None:
            raise invalid("bad_cursor", _("This page of the list is not known. Begin at the first."))
        rows = rows.filter(pk__lt=found)
    listed = list(rows[: PAGE_SIZE + 1])
    context = {
        "rows": [
            (row, CHANNELS[Channel(row.channel)], DELIVERIES[DeliveryState(row.state)]) for row in listed[:PAGE_SIZE]
        ],
        "states": [("", _("All")), *DELIVERIES.items()],
        "state": state,
        "older": listed[PAGE_SIZE - 1].pk if len(listed) > PAGE_SIZE else "",
        "is_first": not before,
        "days": min(settings.MESSAGES_KEPT_DAYS, settings.NOTICES_KEPT_DAYS),
    }
    return render(request, "web/staff/notice_log.html", context)
