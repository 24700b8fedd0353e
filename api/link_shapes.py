"""Links for people without an account: what callers send and get."""

from rest_framework import serializers

from api.bodies import Body
from api.shapes import Shape
from cases.models import LinkKind


class LinkBody(Body):
    """A link for one purpose: to reply to a task, to answer the open question, to rate."""

    kind = serializers.ChoiceField(choices=LinkKind.choices)
    task = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1, help_text="For a task: its id.")


class LinkShape(Shape):
    """`address` is shown once: it is empty in the answer to a repeated request."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=LinkKind.choices)
    task = serializers.IntegerField(allow_null=True)
    expires_at = serializers.DateTimeField()
    address = serializers.CharField(allow_blank=True)
