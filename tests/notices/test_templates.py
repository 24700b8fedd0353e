"""What leaves the house: above all, that nothing of the staff's reaches a resident."""

import itertools

import pytest

from accounts.refusals import Refusal
from notices import outbox, templates
from notices.actions.texts import set_text
from notices.models import Notice, NoticeTemplate
from notices.outbox import To
from notices.states import Channel, Language
from notices.templates import text_of
from notices.words import KINDS
from tests.notices.conftest import local

AT = local("2026-03-03 10:00")
SITE = "https://gezhi.example.cn"
RESIDENT_KINDS = [kind for kind in KINDS if kind.startswith("resident_")]
# Everything that a notice could be made to carry, and that a resident must not read.
STAFF_ONLY = {
    "unit": "unit-771",
    "by": "user-772",
    "reason": "reason-773",
    "text": "text-774",
    "state": "state-775",
    "link": "https://inside-776",
    "number": "number-777",
    "about": "about-778",
    "phone": "13812345678",
    "promise": "note-779",
}


def poisoned(kind):
    notice = Notice(kind=kind, to_kind="requester", to_id=5, about_kind="case", about_id="20260303-0001", at=AT)
    notice.params = dict(STAFF_ONLY)
    return notice


@pytest.mark.parametrize("kind", RESIDENT_KINDS)
def test_no_notice_to_a_resident_carries_what_is_the_staffs(kind):
    own = NoticeTemplate(body="{number} {link} {promise} {unit} {by} {reason} {text} {state} {phone} {about}")
    for channel, language, template in itertools.product(Channel, Language, (None, own)):
        text = text_of(poisoned(kind), channel, language, SITE, template)
        said = text.subject + text.body
        assert [value for value in STAFF_ONLY.values() if value in said] == []
        assert "20260303-0001" in said
        assert f"{SITE}/track/" in said
        assert not {"{", "}", "%"} & set(said)


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_kind_has_a_text_on_every_channel_in_both_languages(kind):
    notice = Notice(kind=kind, to_kind="user", to_id=5, about_kind="case", about_id="N-1", at=AT)
    for channel, language in itertools.product(Channel, Language):
        text = text_of(notice, channel, language, SITE, None)
        assert "N-1" in text.body
        assert (text.subject != "") is (channel is Channel.MAIL)
        assert "\n" not in text.subject


def test_a_number_that_is_none_does_not_get_through():
    notice = Notice(kind="resident_closed", to_kind="requester", to_id=5, about_kind="case", about_id="张三 <b>", at=AT)
    assert "张三" not in text_of(notice, Channel.SMS, "en", SITE, None).body


def test_what_is_not_about_a_case_leads_to_the_inbox():
    row = outbox.put("service_post_withdrawn", to=To("user", 1), about=("service_post", "7"), key="k", at=AT)
    assert text_of(row, Channel.SMS, "en", SITE, None).body.endswith(f" {SITE}/notices/")


def test_an_own_text_without_a_subject_keeps_ours():
    notice = Notice(kind="case_arrived", to_kind="user", to_id=5, about_kind="case", about_id="N-1", at=AT)
    text = text_of(notice, Channel.MAIL, "en", SITE, NoticeTemplate(body="Own {number}"))
    assert (text.subject, text.body) == ("Case N-1 has arrived: sign it.", "Own N-1")


def test_a_kind_that_is_none_gets_no_text(reader):
    with pytest.raises(Refusal, match="unknown_kind"):
        set_text("nonsense", Channel.SMS, Language.ENGLISH, subject="", body="x", by=reader, at=AT)


def test_a_subject_needs_its_text():
    with pytest.raises(Refusal, match="bad_template"):
        templates.check("case_arrived", "Only a subject", "")


def test_a_subject_is_one_line():
    with pytest.raises(Refusal, match="bad_template"):
        templates.check("case_arrived", "One\nTwo", "x")
