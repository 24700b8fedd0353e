"""Free text: kept as typed, or refused; never cut."""

import pytest

from accounts.refusals import Refusal
from cases import texts


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  楼道有垃圾 ", "楼道有垃圾"),
        ("一\r\n二\r三", "一\n二\n三"),
        ("e\u0301", "é"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("\ue000", "\ue000"),
        ("一\r\n" * 1999 + "二三", "一\n" * 1999 + "二三"),
        ("长" * 4000, "长" * 4000),
    ],
)
def test_kept(typed, kept):
    assert texts.clean(typed) == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "empty"),
        (" \n\t\u3000", "empty"),
        ("\u200b\u200d\ufeff", "empty"),
        ("长" * 4001, "too_long"),
        ("a\0b", "control_characters"),
        ("a\x1bb", "control_characters"),
        ("a\x85b", "control_characters"),
        ("a\ud800b", "control_characters"),
        ("a\ufffeb", "control_characters"),
        ("¥\ufffd\ufffd\ufffd", "wrong_encoding"),
    ],
)
def test_refused(typed, code):
    with pytest.raises(Refusal) as refused:
        texts.clean(typed, "reply")
    assert (refused.value.code, refused.value.field) == (code, "reply")


def test_what_is_not_required_may_be_empty():
    assert texts.clean(" \n", required=False) == ""
