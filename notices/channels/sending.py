"""What every channel takes and how it says that it could not."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one address. `key` stays the same over every try, so that the receiver can tell."""

    key: str
    kind: str
    language: str
    text: str
    subject: str = ""
    address: str = field(default="", repr=False)


class Undelivered(Exception):
    """The message did not leave. `code` is for the log; `permanent` says that trying again is of no use."""

    def __init__(self, code: str, *, permanent: bool) -> None:
        super().__init__(code)
        self.code = code
        self.permanent = permanent


class Sender(Protocol):
    """A channel that is switched on. Used by several threads at once; knows no database."""

    def send(self, message: Message, at: dt.datetime) -> str:
        """The receiver's own name for the message, or "". Raises `Undelivered`."""
        ...
