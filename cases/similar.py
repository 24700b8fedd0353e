"""How alike two reports are, by their words alone. Pure.

The tokens are those of the search (`cases.search`): pairs of Chinese characters, and words. What nearly
every report says counts for nothing.
"""

from typing import Final

from cases.search import bigrams

COMMON: Final = frozenset(
    bigrams(
        "你好 您好 请问 我们 你们 他们 这里 那里 希望 有关 部门 尽快 处理 解决 一下 谢谢 感谢 小区 楼下 附近 问题"
        " 反映 投诉 严重 影响 居民 没有 已经 一直 现在 三天 几天 能不能 the is and there please"
    )
)
FEWEST: Final = 3
"""With fewer tokens than this, words say nothing."""

LIKELY: Final = 0.3
"""From here on two reports of one place may well be of one matter."""


def likeness(one: str, other: str) -> float:
    """From 0, nothing in common, to 1: the share of the shorter text's tokens that the other has too."""
    return alike(telling_tokens(one), telling_tokens(other))


def alike(first: frozenset[str], second: frozenset[str]) -> float:
    """The likeness of two texts by their tokens, for who compares one text with many."""
    fewer = min(len(first), len(second))
    return len(first & second) / fewer if fewer >= FEWEST else 0.0


def telling_tokens(text: str) -> frozenset[str]:
    """The tokens that tell something; the last character of a run alone does not."""
    return frozenset(token for token in bigrams(text) if len(token) > 1) - COMMON
