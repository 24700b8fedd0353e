"""The states and verbs of service posts and claims. Data only."""

from enum import StrEnum


class PostState(StrEnum):
    """Where a service post stands. `finished` follows its end by itself."""

    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    FINISHED = "finished"


class ClaimState(StrEnum):
    """Where a claim stands. `confirmed`: the volunteer wrote down the own hours."""

    CLAIMED = "claimed"
    WITHDRAWN = "withdrawn"
    CONFIRMED = "confirmed"


ACTIVE = frozenset({ClaimState.CLAIMED, ClaimState.CONFIRMED})
"""Claims that take a place."""


class Verb(StrEnum):
    """What people do with a published post."""

    CLAIM = "claim"
    WITHDRAW_CLAIM = "withdraw_claim"
    CONFIRM = "confirm"
    WITHDRAW = "withdraw"


class ReportKind(StrEnum):
    """As what somebody reports in, by the own declaration."""

    IN_SERVICE_MEMBER = "in_service_member"
    RETIRED_MEMBER = "retired_member"
    UNIT = "unit"
    RESIDENT = "resident"
