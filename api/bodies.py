"""What callers send: the shape of each body. Rules are the actions' own.

A report is looked at here as far as memory reaches (contact, category, area), so that one answer names
every field at fault; its `context` has the `world` and the version `tokens` of the request.
A field that is null counts as left out. What a schema reader has to know of a rule stands in the
field's help text.
"""

import math
from collections.abc import Callable
from copy import copy, deepcopy
from itertools import chain
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.refusals import Refusal
from cases import texts
from cases.actions.triage import known_category
from cases.models.rating import Satisfaction, Solved
from cases.reasons import REASONS
from cases.states import Channel, NoteKind, Outcome, Severity, Supervision, Verb
from grids import locate
from residents import contact


class Body(serializers.Serializer[Any]):
    """A body whose null fields are left out before they are looked at."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """The declared fields, a copy for each body to bind.

        REST framework makes each of them anew, which takes a twelfth of a report's time. Only one that has a field
        inside needs that.
        """
        declared: dict[str, serializers.Field[Any, Any, Any, Any]] = self._declared_fields
        return {name: deepcopy(field) if _holds_fields(field) else copy(field) for name, field in declared.items()}

    def to_internal_value(self, data: Any) -> Any:
        if type(data) is dict:
            data = {name: value for name, value in data.items() if value is not None}
        return super().to_internal_value(data)


def _holds_fields(field: Any) -> bool:
    return hasattr(field, "child") or isinstance(field, serializers.BaseSerializer)


class Degrees(serializers.FloatField):
    """A number of degrees; infinity is none, and neither is `true`, which Python would take for 1."""

    def to_internal_value(self, data: Any) -> float:
        found = super().to_internal_value(data)
        if isinstance(data, bool) or not math.isfinite(found):
            self.fail("invalid")
        return found


class Words(serializers.CharField):
    """Text of people. A line end counts as one character, however it was sent."""

    def to_internal_value(self, data: Any) -> str:
        return super().to_internal_value(data).replace("\r\n", "\n").replace("\r", "\n")

    def run_validation(self, data: Any = serializers.empty) -> Any:
        found = super().run_validation(data)
        return _found_by(texts.clean, found, required=not self.allow_blank) if isinstance(found, str) else found


def _found_by(look: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """What `look` returns; its refusal becomes the error of the field that is being looked at."""
    try:
        return look(*arguments, **options)
    except Refusal as refusal:
        raise serializers.ValidationError(str(refusal.message), refusal.code) from None


def words_field(*, required: bool = True, **more: Any) -> Words:
    """A text of people, with the limit of all texts."""
    return Words(max_length=texts.LONGEST, required=required, allow_blank=not required, **more)


def reason_field(verb: Verb) -> serializers.ChoiceField:
    """A reason of the verb's list."""
    reasons = REASONS[verb]
    meanings = format_lazy("\n".join("* `{}` {}" for _code in reasons), *chain.from_iterable(reasons.items()))
    return serializers.ChoiceField(choices=list(reasons), help_text=meanings)


def choice_field(values: Any, *, required: bool = True, **more: Any) -> serializers.ChoiceField:
    """One of some codes."""
    return serializers.ChoiceField(choices=[str(value) for value in values], required=required, **more)


def unit_field(*, required: bool = True) -> serializers.IntegerField:
    """The id of a unit."""
    return serializers.IntegerField(required=required, min_value=1, max_value=2**63 - 1, help_text="Id of a unit.")


class PlacedBody(Body):
    """Words and a place: one of `area_code`, `place_code`, `lat` with `lon`, or only an `address`."""

    text = words_field()
    category = serializers.CharField(required=False, allow_blank=True, help_text="Code of a category in force.")
    area_code = serializers.CharField(required=False, allow_blank=True)
    place_code = serializers.CharField(required=False, allow_blank=True, help_text="Of a printed sheet.")
    lat = Degrees(required=False, help_text="WGS-84.")
    lon = Degrees(required=False, help_text="WGS-84.")
    address = Words(required=False, allow_blank=True, max_length=200)

    def validate_category(self, code: str) -> str:
        if code:
            present = self.context["world"]
            _found_by(known_category, present.catalogue, code, present.today)
        return code

    def validate_area_code(self, code: str) -> str:
        if code:
            _found_by(locate.by_area, code, self.context["tokens"])
        return code

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        given = [name for name in ("area_code", "place_code") if attrs.get(name)]
        if "lat" in attrs or "lon" in attrs:
            missing = next((name for name in ("lat", "lon") if name not in attrs), None)
            if missing:
                raise serializers.ValidationError({missing: _("Latitude and longitude belong together.")}, "required")
            given.append("lat")
        if len(given) > 1:
            raise serializers.ValidationError({given[1]: _("Give the place in one way only.")}, "place_twice")
        return attrs


class SimilarBody(PlacedBody):
    """A report that is not sent yet, as far as it is written."""


class RequestBody(PlacedBody):
    """A report. The place: one of `area_code`, `place_code`, `lat` with `lon`, or only an `address`."""

    complained_office = serializers.CharField(
        required=False,
        allow_blank=True,
        help_text="Complaints about staff: code of the area whose office it is about, which will not see the report.",
    )
    name = serializers.CharField(required=False, allow_blank=True)
    phone = serializers.CharField(required=False, allow_blank=True)
    channel = choice_field(Channel, required=False, help_text="Without a token: web, app, qr or api (the default).")
    follow = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=40,
        help_text="Token of a similar case: the report joins that case, where it still can.",
    )

    def validate_name(self, name: str) -> str:
        return str(_found_by(contact.clean, name, "").name)

    def validate_phone(self, phone: str) -> str:
        return str(_found_by(contact.clean, "", phone).phone)

    def validate_complained_office(self, code: str) -> str:
        if code and code not in self.context["world"].directory.offices:
            raise serializers.ValidationError(_("There is no such area, or it has no office."), "unknown_unit")
        return code


class RequestWithPhotos(RequestBody):
    """The same as a form, with up to four photos (JPEG, PNG, WebP; at most 15 MB each)."""

    photos = serializers.ListField(child=serializers.FileField(allow_empty_file=True), required=False)


class CodeBody(Body):
    """The query code opens the requester's own case."""

    code = serializers.CharField(help_text="The query code of the receipt.")


class RateBody(CodeBody):
    """What the requester thinks of the result."""

    solved = choice_field(Solved.values)
    satisfaction = choice_field(Satisfaction.values)
    text = words_field(required=False)


class WithdrawBody(CodeBody):
    """The requester takes the request back."""

    text = words_field(required=False)


class CredentialsBody(Body):
    """A user's own name and password."""

    username = serializers.CharField(trim_whitespace=False)
    password = serializers.CharField(trim_whitespace=False)


class AlarmBody(Body):
    """One signal of a device. `external_id` is the sender's own id: sent again, it changes nothing."""

    device = serializers.CharField(max_length=60)
    external_id = serializers.CharField(max_length=80)
    kind = serializers.CharField(max_length=40)
    happened_at = serializers.DateTimeField(help_text="When the device saw it.")


class NoBody(Body):
    """Nothing to say."""


class DispatchBody(Body):
    """What is left out is taken from the case; the unit from the routing rules."""

    category = serializers.CharField(required=False)
    severity = choice_field(Severity, required=False)
    area_code = serializers.CharField(required=False)
    unit = unit_field(required=False)


class RejectBody(Body):
    """A reason and the reply to the requester; another person sends the same to confirm."""

    reason = reason_field(Verb.REJECT)
    reply = words_field()


class ReferBody(Body):
    """The legal route and the reply to the requester; another person sends the same to confirm."""

    reason = reason_field(Verb.REFER)
    reply = words_field()


class CancelBody(Body):
    """Only a test or a mistake; another person sends the same to confirm."""

    reason = reason_field(Verb.CANCEL)
    text = words_field()


class NoteBody(Body):
    """What was done. Every kind but `internal` is an attempt."""

    kind = choice_field(NoteKind)
    text = words_field()


class SettleBody(Body):
    """The reply to the requester."""

    reply = words_field()
    outcome = choice_field([Outcome.RESOLVED], required=False)


class ResultBody(Body):
    """The reply to the requester and how it ended."""

    reply = words_field()
    outcome = choice_field([Outcome.RESOLVED, Outcome.EXPLAINED], required=False)


class ReturnBody(Body):
    """Why the case is not the unit's own."""

    reason = reason_field(Verb.RETURN_ORDER)
    text = words_field()


class DecideReturnBody(Body):
    """To approve, name the unit that holds the case from now on."""

    approve = serializers.BooleanField()
    unit = unit_field(required=False)
    text = words_field(required=False)


class ReassignBody(Body):
    """Another unit of one's own area."""

    unit = unit_field()
    reason = reason_field(Verb.REASSIGN)


class DesignateBody(Body):
    """The unit that handles the case and cannot return it."""

    unit = unit_field()
    reason = reason_field(Verb.DESIGNATE)


class EscalateBody(Body):
    """Why the level cannot settle it; needs a recorded attempt."""

    reason = reason_field(Verb.ESCALATE)
    text = words_field()


class DelegateBody(Body):
    """Why the lower level can, with guidance."""

    reason = reason_field(Verb.DELEGATE)
    text = words_field()


class PassBody(Body):
    """What the checker saw."""

    text = words_field(required=False)


class ReworkBody(Body):
    """What is not right yet."""

    reason = reason_field(Verb.REWORK)
    text = words_field()


class CallbackBody(Body):
    """One attempt to reach the requester; where it succeeded, what the requester said."""

    contacted = serializers.BooleanField()
    solved = choice_field(Solved.values, required=False)
    satisfaction = choice_field(Satisfaction.values, required=False)
    text = words_field(required=False)


class ReopenBody(Body):
    """Why the case is not finished."""

    reason = reason_field(Verb.REOPEN)
    text = words_field()


class SuperviseBody(Body):
    """How hard, and why. It only rises until it is cancelled."""

    level = choice_field([Supervision.NORMAL, Supervision.YELLOW, Supervision.RED])
    text = words_field()


class CancelSupervisionBody(Body):
    """Why it ends."""

    text = words_field()
