"""What callers send to merge cases, and to undo it."""

from rest_framework import serializers

from api.bodies import Body, words_field


class MergeBody(Body):
    """Closes the case as merged; its requester reads every step and answer of the one that goes on.

    Same place, same category, open, not merged itself, due no later: else 409 with a code.
    """

    into = serializers.CharField(max_length=40, help_text="Number of the case that goes on.")
    text = words_field(required=False)


class UnmergeBody(Body):
    """The case stands for itself again, in its state and with its due times; within 30 days."""

    text = words_field()
