"""The texts to translate, gathered from the source without the gettext tools, and what lacks a translation."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from babel.messages.extract import extract
from django.utils.translation.template import templatize

PACKAGES = [
    "config",
    "web",
    "api",
    "reports",
    "volunteers",
    "meetings",
    "procedures",
    "cases",
    "residents",
    "grids",
    "notices",
    "accounts",
]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


@dataclass(frozen=True, order=True)
class Message:
    """One text as it stands in the source."""

    text: str
    plural: str = ""
    context: str = ""


def gathered(root: Path) -> dict[Message, list[str]]:
    """Every message of the packages under `root` with the files that use it."""
    found: dict[Message, list[str]] = {}
    for path in sources(root):
        for message in messages_of(path):
            places = found.setdefault(message, [])
            if (place := str(path.relative_to(root))) not in places:
                places.append(place)
    return found


def sources(root: Path) -> list[Path]:
    """The files that may hold messages."""
    folders = [root / package for package in PACKAGES]
    return sorted(path for folder in folders for kind in ("*.py", "*.html", "*.txt") for path in folder.rglob(kind))


def messages_of(path: Path) -> Iterator[Message]:
    """The messages of one Python file or template."""
    text = path.read_text()
    if path.suffix != ".py":
        # Django turns a template into calls of gettext; indentation would mean something to Python.
        text = re.sub(r"^\s+", "", templatize(text, origin=str(path)), flags=re.MULTILINE)
    for _, found, _, context in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
        singular, plural = found if isinstance(found, tuple) else (found, "")
        if singular:
            yield Message(singular, plural, context or "")


def lacking(catalogue: polib.POFile, wanted: dict[Message, list[str]]) -> list[str]:
    """A line for each message without a finished translation, and for each translation nobody uses."""
    have = _by_message(catalogue)
    missing = [_line("not in the catalogue", message, wanted) for message in sorted(wanted.keys() - have.keys())]
    unused = [_line("used nowhere", message, wanted) for message in sorted(have.keys() - wanted.keys())]
    both = sorted(have.keys() & wanted.keys())
    faults = [_line(fault, message, wanted) for message in both if (fault := _fault(have[message]))]
    return missing + unused + faults


def _by_message(catalogue: polib.POFile) -> dict[Message, polib.POEntry]:
    return {Message(entry.msgid, entry.msgid_plural or "", entry.msgctxt or ""): entry for entry in catalogue}


def _line(fault: str, message: Message, wanted: dict[Message, list[str]]) -> str:
    return f"{fault}: {message.text!r} ({', '.join(wanted.get(message, ['no file']))})"


def _fault(entry: polib.POEntry) -> str:
    """What is wrong with one translation; empty if nothing is."""
    if not entry.translated():
        return "fuzzy" if entry.fuzzy else "empty"
    forms = list(entry.msgstr_plural.values()) or [entry.msgstr]
    expected = placeholders(entry.msgid_plural or entry.msgid)
    return "" if all(placeholders(form) == expected for form in forms) else "placeholders differ"


def placeholders(text: str) -> set[str]:
    """The named and positional holes of a text: %(name)s, {name}, %s."""
    return set(re.findall(r"%\(\w+\)[sd]|\{\w*\}|%[sd]", text))


def merge(catalogue: polib.POFile, wanted: dict[Message, list[str]]) -> None:
    """Bring a catalogue up to the source: new messages empty, unused ones gone, translations kept."""
    have = _by_message(catalogue)
    for message in sorted(wanted):
        entry = have.get(message)
        if entry is None:
            entry = polib.POEntry(msgid=message.text, msgid_plural=message.plural, msgctxt=message.context or None)
            if message.plural:
                entry.msgstr_plural = {0: ""}
            catalogue.append(entry)
        entry.occurrences = [(place, "") for place in wanted[message]]
    for message, entry in have.items():
        if message not in wanted:
            catalogue.remove(entry)
    catalogue.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
