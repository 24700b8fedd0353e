"""The environment: every variable Gezhi reads, declared once with its meaning.

`VARIABLES` is the source of `docs/settings.md`; a value that cannot be understood stops the start
with a sentence naming the variable, instead of being taken for something else.
"""

import datetime as dt
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


class BadSetting(ValueError):
    """A variable holds a value that its type does not know."""


@dataclass(frozen=True)
class Variable:
    """One environment variable: its default in words and what it is for."""

    name: str
    default: str
    meaning: str


VARIABLES: list[Variable] = []
_WORDS = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


def _declared(name: str, default: T, meaning: str, read: Callable[[str], T], shown: str | None = None) -> T:
    VARIABLES.append(Variable(name, str(default) if shown is None else shown, meaning))
    raw = os.environ.get(name, "")
    return read(raw) if raw != "" else default


def text(name: str, default: str, meaning: str, shown: str | None = None) -> str:
    """A string. `shown` replaces the default in the docs where it is computed or secret."""
    return _declared(name, default, meaning, str, shown)


def secret(name: str, make: Callable[[], str], meaning: str) -> str:
    """A string that must not be printed anywhere; `make` is called only when none is given."""
    given = text(name, "", meaning, shown="generated under GEZHI_VAR")
    return given or make()


def flag(name: str, default: bool, meaning: str) -> bool:
    """A yes/no word; raises `BadSetting` for any other, so that "False" is never true."""

    def read(raw: str) -> bool:
        try:
            return _WORDS[raw.strip().lower()]
        except KeyError:
            raise BadSetting(f"{name}={raw!r}: expected one of {', '.join(_WORDS)}") from None

    return _declared(name, default, meaning, read, "yes" if default else "no")


def number(name: str, default: int, meaning: str, least: int | None = None) -> int:
    """A whole number, `least` or more; raises `BadSetting` for anything else."""

    def read(raw: str) -> int:
        try:
            found = int(raw)
        except ValueError:
            raise BadSetting(f"{name}={raw!r}: expected a whole number") from None
        if least is not None and found < least:
            raise BadSetting(f"{name}={raw!r}: expected {least} or more")
        return found

    return _declared(name, default, meaning, read)


def choice(name: str, default: str, options: tuple[str, ...], meaning: str) -> str:
    """One of a few words; raises `BadSetting` for any other."""

    def read(raw: str) -> str:
        found = raw.strip().lower()
        if found not in options:
            raise BadSetting(f"{name}={raw!r}: expected one of {', '.join(options)}")
        return found

    return _declared(name, default, meaning, read)


def tiles(name: str, meaning: str) -> str:
    """The address of map tiles with {z}, {x} and {y}, on https:, http: or this site (/…); raises `BadSetting`.

    One host and no {s}: it is named in the content policy.
    """

    def read(raw: str) -> str:
        found = raw.strip()
        parts = {part: f"{{{part}}}" in found for part in "zxys"}
        is_whole = parts == {"z": True, "x": True, "y": True, "s": False}
        if not is_whole or not re.fullmatch(r"(https?://[\w.-]+(:\d+)?)?/(?!/)[^\s;,'\"]*", found, re.ASCII):
            raise BadSetting(f"{name}={raw!r}: expected an address such as https://host/{{z}}/{{x}}/{{y}}.png")
        return found

    return _declared(name, "", meaning, read)


def time(name: str, default: str, meaning: str) -> dt.time:
    """A time of day as HH:MM; raises `BadSetting` for anything else."""

    def read(raw: str) -> dt.time:
        try:
            return dt.datetime.strptime(raw.strip(), "%H:%M").time()  # noqa: DTZ007 - a time of day has no zone
        except ValueError:
            raise BadSetting(f"{name}={raw!r}: expected a time of day such as 21:00") from None

    return _declared(name, dt.time.fromisoformat(default), meaning, read, default)


def words(name: str, default: str, meaning: str) -> list[str]:
    """A comma-separated list; blanks are dropped."""
    return split(text(name, default, meaning))


def split(listed: str) -> list[str]:
    """The words of a comma-separated list; blanks are dropped."""
    return [word.strip() for word in listed.split(",") if word.strip()]
