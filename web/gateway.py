"""What gateways of SMS and enterprise chat report about messages: no session, a signature instead."""

import json
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from notices import signing
from notices.actions.receipts import receive
from web.viewing import instant_of

LONGEST_BODY: Final = 16 * 1024


@csrf_exempt
@require_POST
def receipt(request: HttpRequest, channel: str) -> HttpResponse:
    """`{"id": key of the message, "state": "sent" or "bounced", "code": why}`, signed as our own messages are.

    Told again it changes nothing: a receipt needs no memory of earlier ones.
    """
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if not announced.isdigit() or int(announced[:9]) > LONGEST_BODY:
        return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    secret = settings.GATEWAYS.get(channel, ("", ""))[1]
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    message_id, timestamp, signature = (request.headers.get(name, "") for name in names)
    now = instant_of(request)
    if not signing.is_signed(secret, message_id, timestamp, signature, request.body, now=now.timestamp()):
        return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
    told = _told(request.body)
    if told is None:
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    return JsonResponse({"new": receive(channel, at=now, **told)})


def _told(body: bytes) -> dict[str, str] | None:
    try:
        content = json.loads(body)
    except ValueError:
        return None
    if not isinstance(content, dict):
        return None
    told = {"key": content.get("id"), "state": content.get("state"), "code": content.get("code", "")}
    return told if all(isinstance(value, str) for value in told.values()) else None
