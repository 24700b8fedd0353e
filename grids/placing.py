"""Which area a text means. Pure.

Every name and alias found in the text is a mention. A name shared by several areas is decided by the
other mentions, else it means the common ancestor of its bearers. Mentions that lie in one another
lead to the deepest; mentions that contradict each other lead to their common ancestor. So the answer
is never finer than what the text makes certain.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from operator import add

# How sure a reader may be, for display and order; what is dispatched is decided by the level reached.
NAMED = 0.95
IN_PLACE = 0.85
SEVERAL_PLACES = 0.75
ALIAS_ALONE = 0.6
NOTHING_NAMED = 0.0

SHORTEST = 2
# Two names that this many areas share (building 3, building 5) do not decide each other.
MANY = 1000
# A text with more names than this is a list; deciding each by each would take seconds.
MOST_NAMES = 50
AFTER_SUBTREE = "\x7f"
CHINESE_DIGITS = frozenset("零〇一二两三四五六七八九十百")
# What carries the name of a place without being the place.
ROADS = ("东路", "西路", "南路", "北路", "中路", "大道")
NAMESAKES = (*ROADS, "路", "街", "巷", "桥", "公园", "水库", "医院", "大学", "学院", "精神")
# After these a bare alias is a word of its own: 我住在泉塘, but not 打造书香泉塘.
POINTERS = tuple("在于到至从往去来回住属是原和与及的我们离距映诉报询议求")
# After these a full name is one: 对西湖小区 and 三一路西湖小区, but not 松雅湖畔小区 with its 湖畔小区.
LEADS = POINTERS + tuple("区市县镇乡村路道处了对而过有为将给地么请但还由前后说经合决括被或入就找跟现如像向靠问因")
# A name of this kind is hardly ever the end of a longer one; an estate's often is.
OFFICIAL = ("街道", "镇", "乡", "社区", "网格", "县", "市", "区")
# Words that no name is cut out of: 星沙派出所 is not 星沙派.
WHOLE_WORDS = re.compile("派出所|十字路口")


@dataclass(frozen=True, slots=True)
class Named:
    """An area as its names tell it."""

    code: str
    parent: str | None
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The deepest certain area, how sure, and the words that led there. `code` None: nothing is named."""

    code: str | None
    confidence: float
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Mention:
    """`sure`: a full name standing by itself. `alone`: an alias standing by itself."""

    start: int
    end: int
    word: str
    sure: bool = False
    alone: bool = False


class Gazetteer:
    """All names of an installation, ready to be searched for in texts."""

    def __init__(self, areas: Iterable[Named]) -> None:
        self._parents: dict[str, str | None] = {}
        roots: list[str] = []
        bearers: dict[str, set[str]] = defaultdict(set)
        self._full: set[str] = set()
        for area in areas:
            self._parents[area.code] = area.parent
            roots += [] if area.parent else [area.code]
            full = normalised(area.name)
            self._full.add(full)
            for word in (full, *map(normalised, area.aliases)):
                if len(word) >= SHORTEST:
                    bearers[word].add(area.code)
        # What lies in the only root is no narrower for it.
        self._whole = roots[0] if len(roots) == 1 else None
        self._bearers = {word: sorted(codes) for word, codes in bearers.items()}
        lengths: dict[str, set[int]] = defaultdict(set)
        for word in self._bearers:
            lengths[word[:SHORTEST]].add(len(word))
        self._lengths = {start: sorted(found, reverse=True) for start, found in lengths.items()}

    def find(self, text: str) -> Found:
        """Where a text is, as far as its words make it certain.

        What the first line names is not undone by the lines below; they only lead further down.
        """
        text = normalised(text)
        mentions = self._mentions(text)
        headline, _, below = text.partition("\n")
        head = self._placed([mention for mention in mentions if mention.end <= len(headline)], alone=True)
        if not below:
            return head
        if head.code in (None, self._whole):
            return self._placed(mentions)
        found = self._placed(mentions, frame=head.code or "")
        return head if found.code in (None, head.code) else found

    def _mentions(self, text: str) -> list[_Mention]:
        """The names in a text by their place; where two overlap, the longer one stands."""
        found = [(match.start(), match.end(), "") for match in WHOLE_WORDS.finditer(text)]
        for start in [place for place, pair in enumerate(map(add, text, text[1:])) if pair in self._lengths]:
            for length in self._lengths[text[start : start + SHORTEST]]:
                word = text[start : start + length]
                if word in self._bearers and not _is_part(text, start, start + len(word)):
                    found.append((start, start + len(word), word))
        taken = bytearray(len(text))
        kept = []
        for start, end, word in sorted(found, key=lambda span: (span[2] != "", span[0] - span[1], span[0])):
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                kept.append((start, end, word))
        mentions: list[_Mention] = []
        for start, end, word in sorted(kept):
            beside = bool(mentions) and mentions[-1].end == start
            mention = self._mention(text, start, end, word, beside) if word else None
            if mention is not None:
                mentions.append(mention)
        return mentions

    def _mention(self, text: str, start: int, end: int, word: str, beside: bool) -> _Mention | None:
        """The name as a place, or None when it is a road or a hospital of that name, or half a word.

        A word begins at the edge of a sentence, `beside` another place, or after a word that leads to one.
        """
        firm = word in self._full
        if text.startswith(ROADS if firm else NAMESAKES, end):
            return None
        before = text[:start][-1:]
        begins = beside or not before.isalnum() or before.endswith(LEADS if firm else POINTERS)
        sure = firm and (begins or (word.endswith(OFFICIAL) and not word.endswith("小区")))
        return _Mention(start, end, word, sure=sure, alone=not firm) if firm or begins else None

    def _placed(self, mentions: Collection[_Mention], *, frame: str = "", alone: bool = False) -> Found:
        """The conclusion from these mentions, as far as they lie in the frame.

        What is not sure counts inside an area that is; `alone`: an alias also when nothing is.
        """
        bearers = {mention.word: self._within(frame, self._bearers[mention.word]) for mention in mentions}
        bearers = {
            word: codes for word, codes in sorted(bearers.items(), key=lambda item: (len(item[1]), item)) if codes
        }
        sure = {mention.word for mention in mentions if mention.sure}
        places = self._decided({word: codes for word, codes in bearers.items() if word in sure})
        inside = sorted({code for code in places.values() if code != self._whole})
        unsure = {word: codes for word, codes in bearers.items() if word not in sure}
        if inside:
            unsure = {word: self._related(codes, inside) for word, codes in unsure.items()}
        elif not frame:
            bare = {mention.word for mention in mentions if mention.alone and alone}
            unsure = {word: codes for word, codes in unsure.items() if word in bare}
        places |= self._decided({word: codes for word, codes in unsure.items() if codes})
        return self._concluded(places, bool(inside or frame))

    def _decided(self, bearers: Mapping[str, list[str]]) -> dict[str, str]:
        """Each word's area, shared names narrowed by each other; a word meaning several trees is left out."""
        left = dict(bearers)
        for word, other in permutations(left, 2) if len(left) <= MOST_NAMES else ():
            if len(left[word]) > 1 and min(len(left[word]), len(left[other])) <= MANY:
                left[word] = self._related(left[word], left[other]) or left[word]
        common = {word: self._common(codes) for word, codes in left.items()}
        return {word: code for word, code in common.items() if code is not None}

    def _within(self, frame: str, codes: list[str]) -> list[str]:
        return codes[bisect_left(codes, frame) : bisect_left(codes, frame + AFTER_SUBTREE)] if frame else codes

    def _related(self, codes: Sequence[str], others: Sequence[str]) -> list[str]:
        """Those of the sorted `codes` that lie in, above or at one of the sorted `others`."""
        if len(codes) <= len(others):
            return [code for code in codes if self._lying_with(code, others)]
        return sorted({code for other in others for code in self._lying_with(other, codes)})

    def _lying_with(self, code: str, codes: Sequence[str]) -> list[str]:
        """Those of the sorted `codes` in the subtree of one code, and its ancestors among them."""
        first = bisect_left(codes, code)
        found = list(codes[first : bisect_left(codes, code + AFTER_SUBTREE, lo=first)])
        for above in self._above(code):
            place = bisect_left(codes, above)
            if place < len(codes) and codes[place] == above:
                found.append(above)
        return found

    def _above(self, code: str) -> Iterator[str]:
        parent = self._parents[code]
        while parent is not None:
            yield parent
            parent = self._parents.get(parent)

    def _common(self, codes: Sequence[str]) -> str | None:
        """The deepest area over all of the sorted codes; None in different trees."""
        first, last = codes[0], codes[-1]
        # Codes begin with their parent's, so what contains the first and the last contains all between.
        return next((code for code in (first, *self._above(first)) if last.startswith(code)), None)

    def _concluded(self, places: Mapping[str, str], confirmed: bool) -> Found:
        codes = sorted(set(places.values()))
        deepest = [code for code, after in zip(codes, [*codes[1:], ""], strict=False) if not after.startswith(code)]
        common = self._common(deepest) if deepest else None
        if common is None:
            return Found(None, NOTHING_NAMED)
        words = tuple(sorted(places))
        meant = [word for word, code in places.items() if code in deepest and code in self._bearers[word]]
        if len(deepest) > 1 or not meant:
            return Found(common, SEVERAL_PLACES, words)
        if any(word in self._full and len(self._bearers[word]) == 1 for word in meant):
            return Found(common, NAMED, words)
        return Found(common, IN_PLACE if confirmed else ALIAS_ALONE, words)


def normalised(text: str) -> str:
    """Full-width letters and digits as narrow ones, small letters, no blanks at the ends."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _is_part(text: str, start: int, end: int) -> bool:
    """The name is cut out of a longer Latin word or number: "a3" in "ba3", "1栋" in "31栋"."""
    before, after = text[:start][-1:], text[end : end + 1]
    return _joined(before, text[start]) or _joined(text[end - 1], after)


def _joined(left: str, right: str) -> bool:
    if left in CHINESE_DIGITS and right in CHINESE_DIGITS:
        return True
    return (left + right).isascii() and left.isalnum() and right.isalnum()
