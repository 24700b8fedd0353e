"""Chinese text as character bigrams for a `tsvector`. Pure: no dictionary and no extension needed.

A run of Chinese characters becomes its overlapping pairs and, alone, its last character, so that a
single character is found as the beginning of a pair or as that last one. Other letters and digits
are words, in lower case and half width.
"""

import re
import unicodedata

LONGEST_WORD = 40
LONGEST_QUERY = 60

_HAN = "々〇㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff"
_RUN = re.compile(rf"(?P<han>[{_HAN}]+)|(?P<word>(?:(?![{_HAN}])[^\W_])+)")


def bigrams(text: str) -> list[str]:
    """The tokens of a text in order, repetitions included: `3号楼漏水` → `3 号楼 楼漏 漏水 水`."""
    tokens: list[str] = []
    for run in _RUN.finditer(_folded(text)):
        if run["han"]:
            tokens += _pairs(run["han"])
            tokens.append(run["han"][-1])
        else:
            tokens.append(run["word"][:LONGEST_WORD])
    return tokens


def vector_text(text: str) -> str:
    """A text as the literal of a `tsvector`: its tokens once each, quoted, without positions."""
    return " ".join(f"'{token}'" for token in sorted(set(bigrams(text))))


def query_text(text: str) -> str:
    """What a person typed as the literal of a `tsquery`: every token must occur; empty for no token.

    One Chinese character alone asks for its pairs as well. Only the first 60 characters count.
    """
    parts: dict[str, None] = {}
    for run in _RUN.finditer(_folded(text[:LONGEST_QUERY])):
        han = run["han"]
        if han is None:
            parts[f"'{run['word'][:LONGEST_WORD]}'"] = None
        elif len(han) == 1:
            parts[f"'{han}':*"] = None
        else:
            parts |= dict.fromkeys(f"'{pair}'" for pair in _pairs(han))
    return " & ".join(parts)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(len(run) - 1)]
