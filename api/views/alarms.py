"""`POST alarms/`: signals of devices, signed by their group's key."""

from http import HTTPStatus

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.bodies import AlarmBody
from api.errors import TooLarge
from api.schema import BAD, FORBIDDEN, HIDDEN, Operation
from api.shapes import Shape
from api.views.frame import PublicView, body_of
from api.views.moment import instant_of
from cases import alarm_signatures
from cases.actions import alarms

MOST_BYTES = 16 * 1024
GROUP, TIMESTAMP, SIGNATURE = "X-Gezhi-Device-Group", "X-Gezhi-Timestamp", "X-Gezhi-Signature"


def _header(name: str, about: str) -> OpenApiParameter:
    return OpenApiParameter(name, str, OpenApiParameter.HEADER, required=True, description=about)


class AlarmShape(Shape):
    """The case of a signal. `is_new` is false for a repeated signal and within a burst."""

    case = serializers.CharField()
    is_new = serializers.BooleanField()


class AlarmsView(PublicView):
    """A signal: 201 where it made a case, 200 where it belongs to one or came before."""

    tag = "alarms"
    operations = {
        "POST": Operation(
            "alarm",
            AlarmShape,
            HTTPStatus.CREATED,
            problems=(BAD, FORBIDDEN, HIDDEN),
            headers=(
                _header(GROUP, "Code of the device group."),
                _header(TIMESTAMP, "Seconds since 1970, at most five minutes from now."),
                _header(SIGNATURE, "HMAC-SHA256 of timestamp, full stop and body under the group's key, in hex."),
            ),
            body=AlarmBody,
        )
    }

    def post(self, request: Request) -> Response:
        raw, at = request._request.body, instant_of(request)  # noqa: SLF001 -- the very bytes that were signed
        if len(raw) > MOST_BYTES:
            raise TooLarge
        code, timestamp, signature = (request.headers.get(name, "") for name in (GROUP, TIMESTAMP, SIGNATURE))
        group = alarm_signatures.sender(code, timestamp, signature, raw, at)
        received = alarms.receive(group, **body_of(request, AlarmBody), at=at)
        status = HTTPStatus.CREATED if received.is_new else HTTPStatus.OK
        return Response({"case": received.case_number, "is_new": received.is_new}, status=status)
