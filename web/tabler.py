"""The part of Tabler's style sheet that our pages use. `manage.py document` writes it, its `--check` compares.

Tabler's sheet is 635 KB and stops a page from being painted; of its classes the pages use a dozen. What is kept:
rules whose every class stands in a template, a script or a widget's `class`, rules about plain elements, and
the variables and animations that these name. Modes of light and dark come from our own tokens instead.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

SHEET = "tabler.css"
NOTE = "/*! Part of Tabler {version}, MIT License, Copyright The Tabler Authors. Made by manage.py document. */\n"
_NESTED = ("@media", "@supports", "@layer")
_CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
_NEGATION = re.compile(r":not\([^)]*\)")
_USE = re.compile(r"var\((--[\w-]+)")
_MARK_UP = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
_ATTRIBUTE = re.compile(r"""\bclass(?:"\s*:\s*|=)"([^"]*)\"""")
_WORD = re.compile(r"[A-Za-z][\w-]*")


@dataclass
class Rule:
    """A rule: its selector or at-rule, and its declarations or the rules inside."""

    head: str
    body: "str | list[Rule]"

    def text(self) -> str:
        """As a style sheet writes it, one rule in one line."""
        if isinstance(self.body, str):
            return f"{self.head}{{{self.body}}}"
        return f"{self.head}{{{''.join(rule.text() for rule in self.body)}}}"


def subset() -> str:
    """The text of the committed style sheet."""
    package = Path(settings.BASE_DIR) / "node_modules" / "@tabler" / "core"
    source = (package / "dist" / "css" / "tabler.min.css").read_text(encoding="utf-8")
    version = re.search(r'"version":\s*"([\d.]+)"', (package / "package.json").read_text(encoding="utf-8"))
    web = Path(settings.BASE_DIR) / "web"
    ours = [path.read_text(encoding="utf-8") for path in (web / "static").rglob("*.css") if path.name != SHEET]
    named = set(re.findall(_USE, "".join(ours)))
    return NOTE.format(version=version.group(1) if version else "") + reduced(source, used_classes(web), named)


def used_classes(web: Path) -> set[str]:
    """Every class that a template, a widget or a script of a folder names."""
    found: set[str] = set()
    for path in (*web.rglob("*.html"), *web.rglob("*.py")):
        text = _MARK_UP.sub(" ", path.read_text(encoding="utf-8"))
        found.update(*(classes.split() for classes in _ATTRIBUTE.findall(text)))
    for path in web.rglob("*.js"):
        strings = re.findall(r'"[^"\n]*"|`[^`]*`', path.read_text(encoding="utf-8"))
        found.update(_WORD.findall(" ".join(strings)))
    return found


def reduced(source: str, classes: set[str], names: set[str]) -> str:
    """A style sheet without rules whose classes are unused, nor variables and animations that nothing names."""
    rules, text, longer = list(_used(parse(source), classes)), "", "x"
    while text != longer:  # a variable may have been named by another one alone
        longer, text = text, "\n".join(rule.text() for rule in rules) + "\n"
        rules = list(_without(rules, names | set(_USE.findall(text)), text))
    return text


def parse(source: str) -> Iterator[Rule]:
    """The rules of a style sheet. Raises `ValueError` where a brace is missing."""
    source = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
    at = 0
    while (opened := _find(source, "{;", at)) < len(source):
        head = source[at:opened].strip()
        if source[opened] == ";":  # @charset, @import
            at = opened + 1
            continue
        closed = _closing(source, opened)
        inside = source[opened + 1 : closed].strip()
        yield Rule(head, list(parse(inside)) if head.startswith(_NESTED) else inside)
        at = closed + 1


def _find(source: str, wanted: str, at: int) -> int:
    """Where one of some characters comes next outside strings and brackets; the length if nowhere."""
    quote, depth = "", 0
    while at < len(source):
        mark = source[at]
        if mark == "\\":
            at += 1
        elif quote:
            quote = "" if mark == quote else quote
        elif mark in "\"'":
            quote = mark
        elif mark in wanted and not depth:
            return at
        else:
            depth += (mark in "([") - (mark in ")]")
        at += 1
    return at


def _closing(source: str, opened: int) -> int:
    depth, at = 1, opened
    while depth:
        at = _find(source, "{}", at + 1)
        if at >= len(source):
            raise ValueError(f"A brace is missing after {source[opened - 40 : opened]}")
        depth += 1 if source[at] == "{" else -1
    return at


def split(text: str, mark: str) -> list[str]:
    """The parts of a list of selectors or of declarations, cut outside strings and brackets."""
    parts, at = [], 0
    while at <= len(text):
        end = _find(text, mark, at)
        parts.append(text[at:end].strip())
        at = end + 1
    return [part for part in parts if part]


def _used(rules: Iterable[Rule], classes: set[str]) -> Iterator[Rule]:
    for rule in rules:
        if not isinstance(rule.body, str):
            inside = list(_used(rule.body, classes))
            if inside:
                yield Rule(rule.head, inside)
        elif rule.head.startswith("@"):
            yield rule
        else:
            kept = [selector for selector in split(rule.head, ",") if _is_used(selector, classes)]
            if kept:
                yield Rule(",".join(kept), rule.body)


def _is_used(selector: str, classes: set[str]) -> bool:
    """Whether a page may hold what the selector names: its classes, and none of Tabler's own data attributes.

    Dark needs none of them: the variables are written with `light-dark()`, which follows our `color-scheme`.
    """
    return "[data-" not in selector and set(_CLASS.findall(_NEGATION.sub("", selector))) <= classes


def _without(rules: Iterable[Rule], names: set[str], text: str) -> Iterator[Rule]:
    """The rules without variables and animations that nothing names."""
    for rule in rules:
        if not isinstance(rule.body, str):
            inside = list(_without(rule.body, names, text))
            if inside:
                yield Rule(rule.head, inside)
        elif rule.head.startswith("@"):
            if _is_named(rule.head, names, text):
                yield rule
        else:
            parts = [part for part in split(rule.body, ";") if part[:2] != "--" or part.split(":")[0] in names]
            if parts:
                yield Rule(rule.head, ";".join(parts))


def _is_named(head: str, names: set[str], text: str) -> bool:
    kind, _, name = head.partition(" ")
    if kind == "@keyframes":
        return re.search(rf"animation[^;}}]*\b{re.escape(name)}\b", text) is not None
    return kind != "@property" or name in names
