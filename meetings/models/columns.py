"""The values of an enum as columns and constraints want them."""

from enum import StrEnum


def choices(enum: type[StrEnum]) -> list[tuple[str, str]]:
    """Each value with itself: the words stand in `meetings.words`."""
    return [(member.value, member.value) for member in enum]


def values(enum: type[StrEnum]) -> list[str]:
    """Plain words: a migration must not hang on the enum of a later day."""
    return [member.value for member in enum]
