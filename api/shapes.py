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


def _text() -> serializers.CharField:
    return serializers.CharField()


def _one_of(values: Any, *, or_empty: bool = False) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=[*([""] if or_empty else []), *(str(value) for value in values)])


def _count() -> serializers.IntegerField:
    return serializers.IntegerField(min_value=0)


def _at(*, or_null: bool = False) -> serializers.DateTimeField:
    return serializers.DateTimeField(allow_null=or_null)


def _by_field() -> serializers.DictField:
    return serializers.DictField(child=serializers.ListField(child=serializers.DictField()), required=False)


class Problem(Shape):
    """Problem details (RFC 9457). `errors` names each field of the input at fault."""

    type = _text()
    title = _text()
    status = serializers.IntegerField()
    code = _text()
    detail = _text()
    errors = _by_field()  # type: ignore[assignment]  # the metaclass takes it out of the class


class AreaShape(Shape):
    """An area."""

    code = _text()
    name = _text()
    level = _one_of(Level)


class AreaInTree(AreaShape):
    """An area with the one above it."""

    parent = serializers.CharField(allow_null=True)  # type: ignore[assignment]  # the metaclass takes it out of the class


class UnitShape(Shape):
    """A unit."""

    id = serializers.IntegerField()
    name = _text()
    kind = _one_of(UnitKind.values)


class CategoryShape(Shape):
    """A category."""

    code = _text()
    name = _text()
    group = _text()


class CategoryInForce(CategoryShape):
    """A category with what a requester may want to know beforehand."""

    group_name = _text()
    level = _one_of(Level)
    severity = _one_of(Severity)
    respond_limit = _text()
    resolve_limit = _text()
    emergency_hint = _text()


class RatingShape(Shape):
    """What the requester said."""

    solved = _one_of(Solved.values)
    satisfaction = _one_of(Satisfaction.values)
    at = _at()


class PhotoShape(Shape):
    """A photo."""

    width = _count()
    height = _count()
    digest = _text()
    at = _at()


class Receipt(Shape):
    """What the requester keeps: number and query code open the case."""

    number = _text()
    query_code = _text()
    state = _one_of(State)
    area = AreaShape()
    promise_at = _at(or_null=True)
    emergency_hint = _text()


class StepShape(Shape):
    """A step in the requester's words."""

    at = _at()
    what = _one_of(Happening)
    words = _text()
    text = _text()


class AskedShape(Shape):
    """A question that waits for the requester's answer."""

    text = _text()
    due_at = _at()


class ProgressShape(Shape):
    """A case as its requester reads it."""

    number = _text()
    state = _one_of(State)
    state_words = _text()
    outcome = _one_of(Outcome, or_empty=True)
    area = AreaShape()
    text = _text()
    reply = _text()
    promise_at = _at(or_null=True)
    waits_until = serializers.DateField(allow_null=True)
    is_late = serializers.BooleanField()
    reported_at = _at()
    closed_at = _at(or_null=True)
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

    token = _text()
    expires_at = _at()


class RowShape(Shape):
    """One case of a list. Words and address of a sensitive case are left out."""

    number = _text()
    state = _one_of(State)
    outcome = _one_of(Outcome, or_empty=True)
    severity = _one_of(Severity)
    supervision = _one_of(Supervision)
    channel = _one_of(Channel)
    sensitive = serializers.BooleanField()
    area = AreaShape()
    address = _text()
    category = CategoryShape(allow_null=True)
    holder = UnitShape()
    summary = _text()
    reported_at = _at()
    due_at = _at(or_null=True)
    disposed_at = _at(or_null=True)
    closed_at = _at(or_null=True)
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

    pile = _one_of(Pile)
    count = _count()
    more = serializers.BooleanField()
    rows = RowShape(many=True)


class DeskShape(Shape):
    """What must I do next?"""

    groups = PileShape(many=True)
    unchecked = serializers.IntegerField(allow_null=True)
