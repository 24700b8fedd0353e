"""What callers send with the verbs of help and of questions."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.bodies import Body, CodeBody, Words
from cases import texts
from cases.actions.asking import LONGEST_QUESTION
from cases.models import WHISTLES, TaskKind

LARGEST = 2**63 - 1


def _words(*, required: bool = True) -> Words:
    return Words(max_length=texts.LONGEST, required=required, allow_blank=not required)


def _unit() -> serializers.IntegerField:
    return serializers.IntegerField(min_value=1, max_value=LARGEST, help_text=_("Of a unit that serves the place."))


def _task() -> serializers.IntegerField:
    about = _("May be left out where only one comes into question.")
    return serializers.IntegerField(required=False, min_value=1, max_value=LARGEST, help_text=about)


class AskBody(Body):
    """A question that the requester reads as it is written; five working days to answer unless set."""

    text = Words(max_length=LONGEST_QUESTION)


class AssistBody(Body):
    """A task for another unit. `limit` such as `4 WH` or `1 WD`: at most, and else, half of what is left."""

    unit = _unit()
    text = _words()
    limit = serializers.CharField(required=False, allow_blank=True, max_length=10)


class WhistleBody(Body):
    """A unit is called to the spot: within 30 minutes, one or three working days unless set."""

    unit = _unit()
    kind = serializers.ChoiceField(choices=[(kind.value, TaskKind(kind).label) for kind in WHISTLES])
    text = _words()


class ReplyAssistBody(Body):
    """Not `done`: a word in between. `arrived` is what a whistle waits for; words may then be left out."""

    task = _task()
    text = _words(required=False)
    arrived = serializers.BooleanField(required=False)
    done = serializers.BooleanField(required=False, help_text=_("Left out, it means yes."))
    justified = serializers.BooleanField(required=False, help_text=_("Whether the call was."))


class RateAssistBody(Body):
    """Once for each reply."""

    task = _task()
    useful = serializers.BooleanField()


class UrgeByPhoneBody(Body):
    """The requester telephoned. Once on a day, whoever urges."""

    text = _words(required=False)


class AnswerBody(CodeBody):
    """The requester answers the open question."""

    text = _words()


class UrgeBody(CodeBody):
    """The requester asks to hurry, once on a day."""

    text = _words(required=False)
