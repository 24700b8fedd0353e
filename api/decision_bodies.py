"""Bodies of requests to the level above, and of its decisions."""

from rest_framework import serializers

from api.bodies import Body, CodeBody, reason_field, words_field
from cases.states import Verb


class ExtensionBody(Body):
    """More time on the clock of the case's limit, at most as much again."""

    reason = reason_field(Verb.REQUEST_EXTENSION)
    amount = serializers.CharField(max_length=10, help_text="A limit, such as `3 WD`, `4 WH`, `5 CD` or `12 CH`.")
    text = words_field()


class SuspensionBody(Body):
    """The cause, the plan, and the local day on which the case goes on at the latest."""

    reason = reason_field(Verb.REQUEST_SUSPENSION)
    review_on = serializers.DateField(help_text="Tomorrow or later, at most 90 days away.")
    text = words_field()


class WishDecisionBody(Body):
    """Yes or no to what was asked."""

    approve = serializers.BooleanField()
    text = words_field(required=False)


class RemarkBody(Body):
    """A few words, if you like."""

    text = words_field(required=False)


class TerminationBody(Body):
    """A legal cause and the explanation to the requester; the level above sends the same to confirm."""

    reason = reason_field(Verb.TERMINATE)
    reply = words_field()


class PromisedBody(Body):
    """A step and the local day by which it is done."""

    what = words_field()
    due_on = serializers.DateField()


class LeaderBody(Body):
    """The plan; who leads (you, unless you name another leader); at most eight steps."""

    text = words_field()
    leader = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1, help_text="Id of a user.")
    milestones = PromisedBody(many=True, required=False)


class MilestoneBody(Body):
    """A step that is done."""

    milestone = serializers.IntegerField(min_value=1, max_value=2**63 - 1, help_text="Id of an open milestone.")
    text = words_field(required=False)


class DecideReopenBody(Body):
    """Yes or no, and the words that the requester reads."""

    approve = serializers.BooleanField()
    text = words_field()


class ReopenRequestBody(CodeBody):
    """Why the matter is not finished."""

    text = words_field()
