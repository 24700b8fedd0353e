"""Found on a round and settled there and then: one form, the same events as one after the other."""

from pathlib import Path

import pytest
from django.conf import settings as configured

from cases.actions import handling, intake, patrol
from cases.models import Attachment, Case, CaseEvent, Category, Deadline, Text
from grids.versions import bump
from tests.town import AT, BUILDING, GRID, OTHER_GRID, place

SENT = {
    "text": "巡查发现1号楼门口堆了两袋垃圾。",
    "category": "ENV01",
    "area_code": BUILDING,
    "address": "2单元门口",
    "reply": "当场清走，已提醒住户。",
    "once": "b" * 32,
}
ADDRESS = "/cases/new/settled/"


def told(case):
    """What a case says about itself, apart from numbers and times of the day."""
    events = CaseEvent.objects.filter(case=case).order_by("seq")
    clocks = Deadline.objects.filter(case=case).order_by("id")
    return (
        (case.state, case.outcome, case.channel, case.on_the_spot, case.holder_id, case.event_count),
        list(events.values_list("verb", "by", "post", "unit", "from_state", "to_state", "data", "at")),
        list(Text.objects.filter(case=case).order_by("seq").values_list("seq", "kind", "body")),
        list(clocks.values_list("kind", "state", "starts_at", "due_at")),
    )


def test_one_form_records_and_settles(as_, town, picture):
    client = as_("grid")
    response = client.post(ADDRESS, {**SENT, "photos": [picture(), picture("red")]})
    case = Case.objects.get()
    assert (response.status_code, response.url) == (302, f"/cases/{case.number}/")
    assert (case.state, case.channel, case.on_the_spot, case.area_id) == ("closed", "patrol", True, BUILDING)
    assert (case.latitude, case.longitude, case.requester) == (None, None, None)
    photos = list(Attachment.objects.values_list("case", "seq", "public"))
    assert photos == [(case.pk, case.event_count, False)] * 2
    assert f"Recorded and settled as {case.number}." in client.get(response.url).text


def test_it_is_the_same_as_one_after_the_other(town):
    worker = town.user("grid")
    words = {"text": SENT["text"], "by": worker, "at": AT, "place": place(GRID), "category_code": "ENV01"}
    together = patrol.found_and_settled(**words, reply=SENT["reply"]).case
    apart = intake.report(**words, channel="patrol").case
    apart = handling.settle(apart, by=worker, at=AT, reply=SENT["reply"])
    together.refresh_from_db()
    assert told(together) == told(apart)


def test_a_share_is_drawn_for_a_check_here_too(as_, town, settings):
    settings.SETTLE_SAMPLING_PERCENT = 100
    client = as_("grid")
    assert "The case was drawn for a check." in client.post(ADDRESS, SENT, follow=True).text
    assert Case.objects.get().state == "checking"


def queued(client, user, **changed):
    """The form as a phone sends it that had no network when it was filled in."""
    return client.post(ADDRESS, {**SENT, **changed}, headers={"Gezhi-Queued": str(user.pk)})


def test_what_a_phone_kept_is_recorded_once(as_, town, picture):
    client, worker = as_("grid"), town.user("grid")
    answers = [queued(client, worker, photos=[picture()]).json() for _time in range(2)]
    assert answers == [{"done": True, "count": 0}] * 2
    case = Case.objects.get()
    assert (case.state, case.channel, case.attachments.count()) == ("closed", "patrol", 1)


def test_what_a_phone_kept_and_cannot_be_recorded_is_said(as_, town):
    client, worker = as_("grid"), town.user("grid")
    bad = queued(client, worker, area_code=OTHER_GRID, reply="")
    assert (bad.status_code, bad.json()["done"], bad.json()["count"]) == (400, False, None)
    assert bad.json()["sentence"].startswith("Where is it?: ")
    assert "What did you do about it?: " in bad.json()["sentence"]
    assert queued(client, town.user("grid2")).status_code == 409  # whoever wrote it has left the phone to a colleague
    assert not Case.objects.exists()


def test_a_phone_may_keep_the_empty_form_and_no_other(as_, town):
    client = as_("grid")
    assert client.get(ADDRESS).headers["Gezhi-Keep"] == str(town.user("grid").pk)
    assert "Gezhi-Keep" not in client.post(ADDRESS, {**SENT, "reply": ""}).headers


def test_pressed_twice_it_is_recorded_once(as_, town):
    client = as_("grid")
    assert client.post(ADDRESS, SENT).url == client.post(ADDRESS, SENT).url
    assert Case.objects.count() == 1


@pytest.mark.parametrize("once", ["", "short", "b" * 31 + "\n", "-" * 32])
def test_two_equal_ones_without_a_fit_mark_stay_two(as_, town, once):
    client = as_("grid")
    assert client.post(ADDRESS, {**SENT, "once": once}).url != client.post(ADDRESS, {**SENT, "once": once}).url
    assert Case.objects.count() == 2


def test_the_form_offers_ones_own_grid_and_what_ends_on_the_spot(as_, town):
    form = as_("grid").get(ADDRESS).context["form"]
    assert [code for code, _name in form.fields["area_code"].choices] == [GRID, BUILDING]
    kinds = {code for code, _name in form.fields["category"].choices}
    assert {"ENV01", "TRF01"} <= kinds
    assert "ENV02" not in kinds
    assert not {"lat", "lon", "position"} & set(form.fields)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"text": ""}, "Please write something."),
        ({"reply": " "}, "Please write something."),
        ({"category": ""}, "Please choose one."),
        ({"category": "ENV02"}, "Select a valid choice."),
        ({"area_code": OTHER_GRID}, "Select a valid choice."),
        ({"text": "长" * 4001}, "4000"),
    ],
)
def test_bad_input_is_refused_at_its_field(as_, town, change, sentence):
    response = as_("grid").post(ADDRESS, {**SENT, **change})
    assert response.status_code == 400
    assert sentence in response.text
    assert not Case.objects.exists()


@pytest.mark.parametrize("name", ["community", "property", "checker", "auditor", "nobody"])
def test_who_does_not_settle_gets_no_form(as_, town, name):
    assert as_(name).get(ADDRESS).status_code == 403
    assert as_(name).post(ADDRESS, SENT).status_code == 403
    assert 'href="/cases/new/settled/"' not in as_(name).get("/desk/").text
    assert not Case.objects.exists()


def test_the_way_to_it_stands_on_desk_and_report(as_, town):
    for address in ("/desk/", "/cases/new/"):
        assert f'href="{ADDRESS}"' in as_("grid").get(address).text


def test_what_the_rules_send_elsewhere_is_not_half_recorded(as_, town, picture):
    """The kind begins at the community: nothing is recorded, no photo is left in the store."""
    Category.objects.filter(code="PTY01").update(level="community")
    bump("catalogue")
    before = set(Path(configured.MEDIA_ROOT).rglob("*.jpg"))
    response = as_("grid").post(ADDRESS, {**SENT, "category": "PTY01", "photos": [picture()]})
    assert response.status_code == 409
    assert "The rules send this to another unit." in response.text
    assert "choose the photos again" in response.text
    assert not Case.objects.exists()
    assert set(Path(configured.MEDIA_ROOT).rglob("*.jpg")) == before
