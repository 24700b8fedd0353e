"""The shapes of what may be the same matter as a report that is not sent yet."""

from rest_framework import serializers

from api.shapes import AreaShape, CategoryShape, Shape
from cases.states import OPEN

TOKEN = "Send it as `follow` with the report; good today and tomorrow."  # noqa: S105 -- a sentence


class HintShape(Shape):
    """What anybody may read of an open case."""

    token = serializers.CharField(help_text=TOKEN)
    category = CategoryShape()
    area = AreaShape()
    reported_on = serializers.DateField()
    state = serializers.ChoiceField(choices=sorted(OPEN))
    state_words = serializers.CharField()


class HintList(Shape):
    """At most three, the likeliest first."""

    results = HintShape(many=True)


class OfferShape(Shape):
    """What staff read of an open case in their scope."""

    token = serializers.CharField(help_text=TOKEN)
    number = serializers.CharField()
    category = CategoryShape()
    area = AreaShape()
    reported_at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=sorted(OPEN))
    words = serializers.CharField()


class OfferList(Shape):
    """At most three, the likeliest first."""

    results = OfferShape(many=True)
