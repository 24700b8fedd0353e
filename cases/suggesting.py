"""Which category the words of a report sound like, and by which words. Pure, and never certain.

A table of words, written by hand for each category, is counted in the text: no model, no learning, nothing
that cannot be explained to who reported. A suggestion is shown as one, a person chooses (hazard E12), and it
dispatches nothing (case process §4.2).
"""

import csv
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

WORDS: Final = Path(__file__).parent / "data" / "category_words.csv"
SURE_WEIGHT: Final = 3
HINT_WEIGHT: Final = 1
MOST: Final = 3
"""More suggestions than a thumb reads are none."""

READ: Final = 600
"""Characters: a long letter ends in wishes that name other things."""

FIRST: Final = 40
"""Characters in which people say what it is about: a word found there counts twice."""


class Confidence(StrEnum):
    """How much the words say, in three steps: a figure would claim more than is known."""

    STRONG = "strong"
    FAIR = "fair"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A category by its code, how much speaks for it, and the words of the text that do."""

    code: str
    confidence: Confidence
    words: tuple[str, ...]


@dataclass(frozen=True)
class WordTable:
    """Which categories a word speaks for, and how much; the pattern finds the longest words first."""

    weights: Mapping[str, Mapping[str, int]]
    pattern: re.Pattern[str]


def table_of(rows: Iterable[Mapping[str, str]]) -> WordTable:
    """A table from rows of `code`, `sure` and `hint`: words parted by spaces.

    A sure word names the matter, a hint only goes with it. A word of several categories speaks for each.
    """
    weights: dict[str, dict[str, int]] = {}
    for row in rows:
        for column, weight in (("hint", HINT_WEIGHT), ("sure", SURE_WEIGHT)):
            for word in row[column].casefold().split():
                weights.setdefault(word, {})[row["code"]] = weight
    longest = sorted(weights, key=lambda word: (-len(word), word))
    return WordTable(weights, re.compile("|".join(map(re.escape, longest)) or r"(?!)"))


@cache
def table() -> WordTable:
    """The table of `data/category_words.csv`, read once."""
    with WORDS.open(encoding="utf-8", newline="") as file:
        return table_of(csv.DictReader(file))


def suggest(text: str, codes: Collection[str], words: WordTable | None = None) -> list[Suggestion]:
    """The categories among `codes` that the text sounds like, the likeliest first, at most three.

    Each word counts once, and twice where it stands at the beginning. A word inside a longer one of the table
    does not count: 建筑垃圾 is not 垃圾.
    """
    known = words or table()
    hits = _hits(known, text)
    spoken: dict[str, list[str]] = {}
    for word in hits:
        for code in known.weights[word].keys() & codes:
            spoken.setdefault(code, []).append(word)
    scores = {code: sum(hits[word] * known.weights[word][code] for word in said) for code, said in spoken.items()}
    return [
        Suggestion(code, _confidence(scores, code), tuple(spoken[code]))
        for code in _leading(scores)
        if scores[code] > HINT_WEIGHT
    ]


def _hits(known: WordTable, text: str) -> dict[str, int]:
    """The words of the table in the text, in its order, with how often each counts."""
    hits: dict[str, int] = {}
    for match in known.pattern.finditer(text[:READ].casefold()):
        hits.setdefault(match[0], 2 if match.start() < FIRST else 1)
    return hits


def _leading(scores: Mapping[str, int]) -> list[str]:
    """The codes of the highest scores. Of equals none is better: where not all of them fit, none is shown."""
    ranked = sorted(scores, key=lambda code: (-scores[code], code))
    if len(ranked) <= MOST:
        return ranked
    first_left_out = scores[ranked[MOST]]
    return [code for code in ranked[:MOST] if scores[code] > first_left_out]


def best(text: str, codes: Collection[str]) -> Suggestion | None:
    """The suggestion that is kept with a report whose category nobody chose; None where the words say too little.

    Only a strong one: of the others too many are wrong to put them before a clerk (`bench/suggest.py`).
    """
    first = next(iter(suggest(text, codes)), None)
    return first if first is not None and first.confidence is Confidence.STRONG else None


def _confidence(scores: Mapping[str, int], code: str) -> Confidence:
    """Strong: clearly more than any other. Fair: at least a sure word, and more than any other. Else weak."""
    score = scores[code]
    rival = max((other for name, other in scores.items() if name != code), default=0)
    if score > SURE_WEIGHT and score >= 2 * rival:
        return Confidence.STRONG
    return Confidence.FAIR if score >= SURE_WEIGHT and score > rival else Confidence.WEAK
