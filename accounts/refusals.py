"""Why something is not done: one exception for both surfaces.

A `Refusal` carries a stable code for machines and a sentence that a resident could read.
"""

from enum import StrEnum

from django.utils.functional import Promise


class Kind(StrEnum):
    """How a surface answers: 404, 403, 409, 400, 429."""

    NOT_FOUND = "not_found"
    FORBIDDEN = "forbidden"
    CONFLICT = "conflict"
    INVALID = "invalid"
    TOO_MANY = "too_many"


class Refusal(Exception):
    """Nothing was written. `field` names the input at fault where there is one.

    `retry_after`: seconds until the same may succeed, 0 where waiting alone does not help.
    """

    def __init__(self, kind: Kind, code: str, message: "str | Promise", field: str = "", retry_after: int = 0) -> None:
        super().__init__(code)
        self.kind = kind
        self.code = code
        self.message = message
        self.field = field
        self.retry_after = retry_after

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


def invalid(code: str, message: "str | Promise", field: str = "") -> Refusal:
    """The input is wrong: 400."""
    return Refusal(Kind.INVALID, code, message, field)


def conflict(code: str, message: "str | Promise") -> Refusal:
    """The input is right, the moment is not: 409."""
    return Refusal(Kind.CONFLICT, code, message)


def forbidden(code: str, message: "str | Promise") -> Refusal:
    """Inside your scope, not your verb: 403."""
    return Refusal(Kind.FORBIDDEN, code, message)


def not_found(message: "str | Promise") -> Refusal:
    """Outside your scope, or not there: 404, without saying which."""
    return Refusal(Kind.NOT_FOUND, "not_found", message)


def too_many(code: str, message: "str | Promise", retry_after: int) -> Refusal:
    """Right, but too often: 429. `retry_after` in seconds."""
    return Refusal(Kind.TOO_MANY, code, message, retry_after=retry_after)
