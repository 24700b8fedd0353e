"""The shapes of answers, for the schema only: `api.output` builds them, a test compares the two."""

from typing import Any

from rest_framework import serializers

from cases.models.rating import Satisfaction, Solved
from cases.queries.happenings import Happening
from cases.queries.piles import Pile
from cases.states import Channel, Outcome, Severity, State, Supervision
from grids.levels import Level
from grids.models import UnitKind

Shape = serializers.Serializer[Any]


def text_field() -> serializers.CharField:
    """Some words, or a code without a list."""
    return serializers.CharField()


def code_field(values: Any, *, or_empty: bool = False) -> serializers.ChoiceField:
    """One of the codes of a list."""
    return serializers.ChoiceField(choices=[*([""] if or_empty else []), *(str(value) for value in values)])


def count_field() -> serializers.IntegerField:
    """How many: zero or more."""
    return serializers.IntegerField(min_value=0)


def instant_field(*, or_null: bool = False) -> serializers.DateTimeField:
    """An instant, with its offset."""
    return serializers.DateTimeField(allow_null=or_null)


def _errors_field() -> serializers.DictField:
    return serializers.DictField(child=serializers.ListField(child=serializers.DictField()), required=False)


class Problem(Shape):
    """Problem details (RFC 9457). `errors` names each field of the input at fault."""

    type = text_field()
    title = text_field()
    status = serializers.IntegerField()
    code = text_field()
    detail = text_field()
    errors = _errors_field()  # type: ignore[assignment]  # the metaclass takes it out of the class


class AreaShape(Shape):
    """An area."""

    code = text_field()
    name = text_field()
    level = code_field(Level)


class AreaInTree(AreaShape):
    """An area with the one above it."""

    parent = serializers.CharField(allow_null=True)  # type: ignore[assignment]  # the metaclass takes it out of the class


class UnitShape(Shape):
    """A unit."""

    id = serializers.IntegerField()
    name = text_field()
    kind = code_field(UnitKind.values)


class CategoryShape(Shape):
    """A category."""

    code = text_field()
    name = text_field()
    group = text_field()


class CategoryInForce(CategoryShape):
    """A category with what a requester may want to know beforehand."""

    group_name = text_field()
    level = code_field(Level)
    severity = code_field(Severity)
    respond_limit = text_field()
    resolve_limit = text_field()
    emergency_hint = text_field()


class RatingShape(Shape):
    """What the requester said."""

    solved = code_field(Solved.values)
    satisfaction = code_field(Satisfaction.values)
    at = instant_field()


class PhotoShape(Shape):
    """A photo."""

    width = count_field()
    height = count_field()
    digest = text_field()
    at = instant_field()


class Receipt(Shape):
    """What the requester keeps: number and query code open the case."""

    number = text_field()
    query_code = text_field()
    state = code_field(State)
    area = AreaShape()
    promise_at = instant_field(or_null=True)
    emergency_hint = text_field()


class StepShape(Shape):
    """A step in the requester's words."""

    at = instant_field()
    what = code_field(Happening)
    words = text_field()
    text = text_field()


class AskedShape(Shape):
    """A question that waits for the requester's answer."""

    text = text_field()
    due_at = instant_field()


class ProgressShape(Shape):
    """A case as its requester reads it."""

    number = text_field()
    state = code_field(State)
    state_words = text_field()
    outcome = code_field(Outcome, or_empty=True)
    area = AreaShape()
    text = text_field()
    reply = text_field()
    promise_at = instant_field(or_null=True)
    waits_until = serializers.DateField(allow_null=True)
    is_late = serializers.BooleanField()
    reported_at = instant_field()
    closed_at = instant_field(or_null=True)
    timeline = StepShape(many=True)
    rating = RatingShape(allow_null=True)
    photos = PhotoShape(many=True)
    may_rate = serializers.BooleanField()
    may_withdraw = serializers.BooleanField()
    may_ask_reopen = serializers.BooleanField()
    may_urge = serializers.BooleanField()
    question = AskedShape(allow_null=True)


class TokenShape(Shape):
    """Shown once."""

    token = text_field()
    expires_at = instant_field()


class RowShape(Shape):
    """One case of a list. Words and address of a sensitive case are left out."""

    number = text_field()
    state = code_field(State)
    outcome = code_field(Outcome, or_empty=True)
    severity = code_field(Severity)
    supervision = code_field(Supervision)
    channel = code_field(Channel)
    sensitive = serializers.BooleanField()
    area = AreaShape()
    address = text_field()
    category = CategoryShape(allow_null=True)
    holder = UnitShape()
    summary = text_field()
    reported_at = instant_field()
    due_at = instant_field(or_null=True)
    disposed_at = instant_field(or_null=True)
    closed_at = instant_field(or_null=True)
    is_overdue = serializers.BooleanField()


class CaseList(Shape):
    """A page of cases, newest first."""

    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = RowShape(many=True)


class AreaList(Shape):
    """A page of areas, by code."""

    next = serializers.CharField(allow_null=True)
    results = AreaInTree(many=True)


class CategoryList(Shape):
    """The categories in force, by code."""

    results = CategoryInForce(many=True)


class PileShape(Shape):
    """A pile of the desk: `count` stops at 99, then `more` is true."""

    pile = code_field(Pile)
    count = count_field()
    more = serializers.BooleanField()
    rows = RowShape(many=True)


class DeskShape(Shape):
    """What must I do next?"""

    groups = PileShape(many=True)
    unchecked = serializers.IntegerField(allow_null=True)
