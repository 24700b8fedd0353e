import pytest

from accounts.characters import has_unprintable


@pytest.mark.parametrize("text", ["", "张三", "𬎆 a😀", "\ue000", "全　角", "e\u0301", "❤\ufe0f"])
def test_has_unprintable_lets_text_pass(text):
    assert not has_unprintable(text)


@pytest.mark.parametrize(
    "text", ["\0", "a\tb", "\x7f", "\x85", "\u200b", "\u202e", "\u2028", "\u2029", "\ud800", "\uffff"]
)
def test_has_unprintable_finds_what_is_no_text(text):
    assert has_unprintable(text)


def test_has_unprintable_lets_named_ones_pass():
    assert not has_unprintable("a\r\nb", allowed="\r\n")
    assert has_unprintable("a\r\nb\0", allowed="\r\n")
