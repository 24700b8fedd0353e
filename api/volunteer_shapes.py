"""The volunteers' bodies and answers: shape only; every rule is the action's."""

from rest_framework import serializers

from api.bodies import Body
from api.output import Json, area, instant
from api.shapes import AreaShape, Shape
from volunteers.models import Claim, ReportIn
from volunteers.rules import Standing
from volunteers.states import ClaimState, PostState, ReportKind, Verb


class ReportInBody(Body):
    """Where somebody offers help, and as what; `organisation` for the kind `unit` alone."""

    area_code = serializers.CharField(help_text="Code of a community.")
    kind = serializers.ChoiceField(choices=[kind.value for kind in ReportKind])
    organisation = serializers.CharField(required=False, allow_blank=True)


class PostBody(Body):
    """Work for which a community looks for volunteers."""

    area_code = serializers.CharField(help_text="Code of a community.")
    place_code = serializers.CharField(required=False, help_text="Of an area in the community.")
    title = serializers.CharField()
    text = serializers.CharField()
    needed = serializers.IntegerField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class HoursBody(Body):
    """The own hours, in tenths."""

    hours = serializers.DecimalField(max_digits=None, decimal_places=None, coerce_to_string=False)


class ReportInShape(Shape):
    """The own report-in."""

    area = AreaShape()
    kind = serializers.ChoiceField(choices=[kind.value for kind in ReportKind])
    organisation = serializers.CharField()
    at = serializers.DateTimeField()


class ReportInList(Shape):
    """The own report-ins, by area."""

    results = ReportInShape(many=True)


class OwnClaimShape(Shape):
    """The own claim. `hours` is null until written down."""

    state = serializers.ChoiceField(choices=[state.value for state in ClaimState])
    hours = serializers.FloatField(allow_null=True)
    at = serializers.DateTimeField()


class ClaimShape(OwnClaimShape):
    """The own claim with its post."""

    post = serializers.IntegerField()
    title = serializers.CharField()
    area = AreaShape()
    starts_at = serializers.DateTimeField()


class Record(Shape):
    """The own hours in all, and the latest fifty claims."""

    hours = serializers.FloatField()
    results = ClaimShape(many=True)


class PostShape(Shape):
    """A service post. `actions` are the verbs that you may use now; in the address, write them with dashes."""

    id = serializers.IntegerField()
    area = AreaShape()
    place = AreaShape()
    title = serializers.CharField()
    text = serializers.CharField()
    needed = serializers.IntegerField()
    taken = serializers.IntegerField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=[state.value for state in PostState])
    reported_in = serializers.BooleanField()
    own_claim = OwnClaimShape(allow_null=True)
    actions = serializers.ListField(child=serializers.ChoiceField(choices=[verb.value for verb in Verb]))


class PostList(Shape):
    """A page of posts that are not over, the next one first."""

    next = serializers.CharField(allow_null=True)
    results = PostShape(many=True)


def post(standing: Standing, verbs: list[Verb]) -> Json:
    """A post as its reader stands to it."""
    found, areas = standing.post, standing.viewer.directory.areas
    return {
        "id": found.pk,
        "area": area(areas[found.area_id]),
        "place": area(areas[found.place_id]),
        "title": found.title,
        "text": found.text,
        "needed": found.needed,
        "taken": found.taken,
        "starts_at": instant(found.starts_at),
        "ends_at": instant(found.ends_at),
        "state": found.state,
        "reported_in": standing.reported_in,
        "own_claim": _own(standing.claim) if standing.claim else None,
        "actions": [verb.value for verb in verbs],
    }


def _own(claim: Claim) -> Json:
    hours = float(claim.hours) if claim.hours is not None else None
    return {"state": claim.state, "hours": hours, "at": instant(claim.at)}


def claim(found: Claim) -> Json:
    """An own claim with its post."""
    place = found.post.area
    return {
        **_own(found),
        "post": found.post_id,
        "title": found.post.title,
        "area": {"code": place.code, "name": place.name, "level": place.level},
        "starts_at": instant(found.post.starts_at),
    }


def report_in(found: ReportIn) -> Json:
    """An own report-in."""
    place = found.area
    return {
        "area": {"code": place.code, "name": place.name, "level": place.level},
        "kind": found.kind,
        "organisation": found.organisation,
        "at": instant(found.at),
    }
