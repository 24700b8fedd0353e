"""A form that comes twice is carried out once; what a phone kept while it was offline gets its answer in JSON."""

import pytest

from accounts.models import AuditEntry, IdempotencyKey
from cases.actions import handling
from cases.models import Attachment, Case, CaseEvent, Text
from tests.town import GRID
from tests.web.staff.conftest import NOW

KEY = "a1b2" * 8


def send(client, case, verb, *, expected=None, once=KEY, queued=False, **fields):
    """A verb's form as the page sends it, or as the queue of a phone does later."""
    data = {f"{verb}-{name}": value for name, value in fields.items()}
    data[f"{verb}-expected"] = case.event_count if expected is None else expected
    headers = (
        {"Gezhi-Queued": str(queued if queued is not True else client.session.get("_auth_user_id", 1))}
        if queued
        else {}
    )
    return client.post(f"/cases/{case.number}/{verb.replace('_', '-')}/", {**data, "once": once}, headers=headers)


def verbs_of(case):
    return list(CaseEvent.objects.filter(case=case).order_by("seq").values_list("verb", flat=True))[2:]


def test_every_form_of_the_page_carries_a_key(as_, town):
    case = town.report("ENV01")
    page = as_("grid").get(f"/cases/{case.number}/")
    assert len(page.context["once"]) == 32
    assert page.text.count(f'name="once" value="{page.context["once"]}"') == len(page.context["offers"])


def test_what_somebody_else_wrote_waits_for_its_author(as_, town):
    """The session of the author ran out, and a colleague signed in on the same phone."""
    client, case = as_("community2"), town.report("ENV02")
    answer = send(client, case, "note", queued=town.user("community").pk, kind="visit", text="上门")
    assert (answer.status_code, answer.headers["Content-Type"]) == (409, "text/plain")
    assert verbs_of(case) == []


def test_a_form_sent_twice_is_carried_out_once(as_, town):
    """The second one comes when the case is at another point: its answer is that of the first."""
    client, case = as_("grid"), town.report("ENV01")
    first = send(client, case, "sign")
    assert (first.status_code, send(client, case, "sign").url) == (302, first.url)
    assert verbs_of(case) == ["sign"]


def test_a_queue_that_lost_the_answer_asks_again_and_learns_the_count(as_, town, picture):
    client, case = as_("grid"), town.report("ENV01")
    told = {"kind": "on_site", "text": "清理前后"}
    first = send(client, case, "note", queued=True, **told, photos=[picture()])
    again = send(client, case, "note", queued=True, **told, photos=[picture()])
    assert first.json() == again.json() == {"done": True, "count": case.event_count + 1}
    assert (verbs_of(case), Attachment.objects.count()) == (["note"], 1)


def test_the_answer_comes_although_the_case_left_the_sight(as_, town):
    case = town.report("ENV01")
    client = as_("grid")
    first = send(client, case, "return_order", queued=True, reason="not_my_area", text="不在本网格")
    assert first.json()["done"] is True
    Case.objects.filter(pk=case.pk).update(holder=town.unit("370211002"), area="370211002001001")
    assert (
        send(client, case, "return_order", queued=True, reason="not_my_area", text="不在本网格").json() == first.json()
    )


def test_other_words_under_the_same_key_are_no_repetition(as_, town, picture):
    client, case = as_("grid"), town.report("ENV01")
    send(client, case, "note", queued=True, kind="visit", text="上门")
    for other in ({"text": "上门两次"}, {"text": "上门", "photos": [picture()]}):
        answer = send(client, case, "note", queued=True, kind="visit", **other)
        assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_mismatch")
    assert verbs_of(case) == ["note"]


def test_a_key_belongs_to_one_person_one_case_and_one_verb(as_, town):
    case, other = town.report("ENV01"), town.report("ENV01")
    client = as_("grid")
    for one in (case, other):
        assert send(client, one, "sign", queued=True).status_code == 200
        one.refresh_from_db()
        assert send(client, one, "note", queued=True, kind="visit", text="上门").status_code == 200
    assert (verbs_of(case), verbs_of(other)) == (["sign", "note"],) * 2


def test_a_refused_deed_leaves_its_key_free_and_names_the_state_as_it_is(as_, town):
    client, case = as_("grid"), town.report("ENV01")
    handling.note(case, by=town.user("grid"), at=NOW, kind="visit", text="同事先到")
    stale = send(client, case, "settle", queued=True, reply="已清运")
    assert stale.status_code == 409
    assert stale.json() == {
        "done": False,
        "code": "stale",
        "sentence": "The case has changed since you read it. Look again.",
        "count": case.event_count + 1,
    }
    assert not IdempotencyKey.objects.exists()
    again = send(client, case, "settle", queued=True, reply="已清运", expected=stale.json()["count"])
    assert again.json() == {"done": True, "count": case.event_count + 2}


@pytest.mark.parametrize(
    ("who", "verb", "fields", "status", "code", "seen"),
    [
        ("grid2", "sign", {}, 404, "not_found", False),
        ("community", "sign", {}, 403, "not_your_unit", True),
        ("grid", "settle", {"reply": " "}, 400, "bad_form", True),
        ("grid", "note", {"kind": "party", "text": "喝酒"}, 400, "bad_form", True),
        ("grid", "pass_check", {}, 403, "not_your_verb", True),
    ],
)
def test_what_is_refused_says_why_in_json(as_, town, who, verb, fields, status, code, seen):
    case = town.report("ENV01")
    answer = send(as_(who), case, verb, queued=True, **fields)
    told = answer.json()
    assert (answer.status_code, told["code"], told["done"]) == (status, code, False)
    assert told["count"] == (case.event_count if seen else None)
    assert told["sentence"]
    assert verbs_of(case) == []


def test_done_before_it_is_sent_is_a_conflict(as_, town):
    client, case = as_("grid"), town.report("ENV01")
    handling.sign(case, by=town.user("grid"), at=NOW)
    answer = send(client, case, "sign", queued=True, expected=case.event_count + 1)
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")


def test_who_is_signed_out_is_sent_to_sign_in(client, town):
    case = town.report("ENV01", area=GRID)
    answer = send(client, case, "sign", queued=True)
    assert (answer.status_code, answer.url.startswith("/sign-in/")) == (302, True)
    assert verbs_of(case) == []


@pytest.mark.parametrize(
    ("quick", "kind", "words"),
    [
        ("met", "visit", "Visited, spoke with the requester."),
        ("nobody", "visit", "Visited, nobody was there."),
        ("seen", "on_site", "Looked at it on site."),
    ],
)
def test_a_visit_is_noted_in_one_tap_more(as_, town, quick, kind, words):
    case = handling.sign(town.report("ENV01"), by=town.user("grid"), at=NOW)
    client = as_("grid")
    assert f'name="note-quick" value="{quick}"' in client.get(f"/cases/{case.number}/").text
    assert send(client, case, "note", quick=quick, kind="internal", text="").status_code == 302
    case.refresh_from_db()
    event = CaseEvent.objects.get(case=case, seq=case.event_count)
    assert (event.data, Text.objects.get(case=case, seq=event.seq).body) == ({"kind": kind}, words)
    assert case.attempted_at == NOW
    send(client, case, "note", once="c" * 32, quick=quick, kind="internal", text="垃圾仍在")
    assert Text.objects.get(case=case, seq=event.seq + 1).body == f"{words}\n垃圾仍在"


def test_a_quick_note_that_is_not_on_the_list_is_no_note(as_, town):
    case = town.report("ENV01")
    assert send(as_("grid"), case, "note", quick="slept").status_code == 400
    assert verbs_of(case) == []


def call(client, case, why="contact"):
    return client.post(f"/cases/{case.number}/reveal/", {"reveal-why": why}, headers={"Accept": "application/json"})


def test_the_call_button_gets_the_number_against_a_purpose_on_record(as_, town):
    case = town.report("ENV01")
    client = as_("grid")
    assert 'id="form-call"' in client.get(f"/cases/{case.number}/").text
    answer = call(client, case)
    assert answer.json() == {"phone": "13812345678"}
    assert answer.headers["Cache-Control"] == "private, no-store"
    entry = AuditEntry.objects.get(verb="reveal_contact")
    assert (entry.user, entry.purpose, entry.subject_id) == (town.user("grid"), "contact", case.number)


def test_calls_are_counted_as_every_other_look(as_, town, monkeypatch):
    monkeypatch.setattr("residents.actions.REVEALS_PER_HOUR", 1)
    client, case = as_("grid"), town.report("ENV01")
    assert call(client, case).status_code == 200
    refused = call(client, case)
    assert (refused.status_code, list(refused.json())) == (403, ["sentence"])
    assert AuditEntry.objects.filter(verb="reveal_contact").count() == 1


def test_no_number_for_who_may_not_see_it(as_, town):
    case, nameless = town.report("ENV01"), town.report("ENV01", phone="")
    assert call(as_("grid2"), case).status_code == 404
    assert call(as_("checker"), case).status_code in {403, 404}
    assert call(as_("grid"), case, why="").status_code == 400
    assert 'id="form-call"' not in as_("grid").get(f"/cases/{nameless.number}/").text
    assert not AuditEntry.objects.filter(verb="reveal_contact").exists()
