"""Photos: through the case's own gate, and nothing but a JPEG."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.refusals import Refusal
from cases import photos, query_code
from cases.actions import checking, deciding, handling
from cases.models import Attachment, Case, Category
from grids.versions import bump
from tests.town import GRID
from tests.web.staff.conftest import NOW


def test_a_photo_is_for_who_may_see_its_case(as_, town, picture):
    case = town.report("ENV01", area=GRID, photos=[photos.read(picture())])
    other = town.report("ENV01", area=GRID, photos=[photos.read(picture("red"))])
    photo = case.attachments.get()
    address = f"/cases/{case.number}/photos/{photo.pk}/"
    response = as_("grid").get(address)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "image/jpeg")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert b"".join(response.streaming_content).startswith(b"\xff\xd8\xff")
    assert as_("grid2").get(address).status_code == 404
    assert as_("grid").get(f"/cases/{other.number}/photos/{photo.pk}/").status_code == 404
    assert f'src="{address}"' in as_("grid").get(f"/cases/{case.number}/").text


def test_a_photo_asks_for_a_sign_in(client, town, picture):
    case = town.report("ENV01", photos=[photos.read(picture())])
    assert client.get(f"/cases/{case.number}/photos/{case.attachments.get().pk}/").status_code == 302


def send(client, case, verb, **fields):
    """Posts a verb's form as the page would, photos and all."""
    data = {f"{verb}-{name}": value for name, value in fields.items()}
    data[f"{verb}-expected"] = Case.objects.get(pk=case.pk).event_count
    return client.post(f"/cases/{case.number}/{verb.replace('_', '-')}/", data)


def need_evidence(code="ENV01"):
    Category.objects.filter(code=code).update(evidence=True)
    bump("catalogue")


def test_photos_of_a_step_stand_at_the_step_and_are_not_public(as_, town, picture):
    case = town.report("ENV01", photos=[photos.read(picture())])
    client = as_("grid")
    send(client, case, "sign")
    assert (
        send(client, case, "note", kind="on_site", text="清理前后", photos=[picture(), picture("red")]).status_code
        == 302
    )
    found = list(Attachment.objects.filter(case=case).order_by("id"))
    assert [(row.seq, row.public) for row in found] == [(1, True), (4, False), (4, False)]
    page = client.get(f"/cases/{case.number}/")
    assert [len(step.photos) for step in page.context["steps"]] == [0, 0, 0, 2]
    assert page.text.count(f'src="/cases/{case.number}/photos/') == 3
    with found[1].file.open() as stored, Image.open(stored) as image:
        assert dict(image.getexif()) == {}
    client.post("/track/", {"number": case.number, "code": query_code.of(case.number)})
    shown = client.get(f"/track/case/photos/{found[0].pk}/")
    assert b"".join(shown.streaming_content).startswith(b"\xff\xd8\xff")
    assert client.get(f"/track/case/photos/{found[1].pk}/").status_code == 404


def test_a_kind_that_needs_evidence_ends_with_a_photo(as_, town, picture):
    need_evidence()
    case, other = town.report("ENV01"), town.report("ENV01")
    client = as_("grid")
    refused = send(client, case, "settle", reply="已清运")
    assert refused.status_code == 400
    assert "This kind of issue ends with a photo of the result." in refused.text
    assert send(client, case, "settle", reply="已清运", photos=[picture()]).status_code == 302
    send(client, other, "sign")
    assert send(client, other, "submit_result", outcome="resolved", reply="已清运").status_code == 400
    send(client, other, "note", kind="on_site", text="清理后", photos=[picture()])
    assert send(client, other, "submit_result", outcome="resolved", reply="已清运").status_code == 302
    assert set(Case.objects.values_list("state", flat=True)) == {"closed", "checking"}


def test_the_photo_of_the_requester_is_no_evidence_and_an_explanation_needs_none(as_, town, picture):
    need_evidence()
    case = town.report("ENV01", photos=[photos.read(picture())])
    client = as_("grid")
    send(client, case, "sign")
    assert send(client, case, "submit_result", outcome="resolved", reply="已清运").status_code == 400
    assert send(client, case, "submit_result", outcome="explained", reply="属于私家院内").status_code == 302


def test_a_photo_that_was_found_wanting_is_no_evidence_any_more(as_, town, picture):
    need_evidence()
    case = town.report("ENV01")
    client = as_("grid")
    send(client, case, "sign")
    result = {"outcome": "resolved", "reply": "已清运"}
    assert send(client, case, "submit_result", **result, photos=[picture()]).status_code == 302
    checking.rework(Case.objects.get(pk=case.pk), by=town.user("checker"), at=NOW, reason="not_done", text="楼后还有")
    assert send(client, case, "submit_result", **result).status_code == 400
    assert send(client, case, "submit_result", **result, photos=[picture("red")]).status_code == 302


def test_a_company_sees_no_photo_of_a_visit_of_the_offices(as_, town, picture):
    """Neither on the page nor by its address; its own, and that of the request, it sees (hazard E7)."""
    case = town.report("PTY04", area=GRID, photos=[photos.read(picture())])
    send(as_("community"), case, "sign")
    send(as_("community"), case, "note", kind="visit", text="上门", photos=[picture("red")])
    given = {"by": town.user("street"), "at": NOW, "unit": town.unit("property"), "reason": "better_placed"}
    deciding.reassign(Case.objects.get(pk=case.pk), **given)
    company = as_("property")
    send(company, case, "sign")
    send(company, case, "note", kind="on_site", text="到场", photos=[picture("blue")])
    request, visit, own = Attachment.objects.filter(case=case).order_by("id").values_list("pk", flat=True)
    page = company.get(f"/cases/{case.number}/").text
    shown = {pk: asked(company, case, pk) for pk in (request, visit, own)}
    assert shown == {request: 200, visit: 404, own: 200}
    assert [f"/photos/{pk}/" in page for pk in shown] == [True, False, True]
    assert asked(as_("community"), case, visit) == 200


def asked(client, case, pk):
    """The status of a photo's address; what was opened is read to its end, and so closed."""
    response = client.get(f"/cases/{case.number}/photos/{pk}/")
    assert not response.streaming or b"".join(response.streaming_content)
    return response.status_code


def test_an_internal_note_takes_no_photo(as_, town, picture):
    """A company that holds the case reads no internal notes of the offices; so their pictures are not there either."""
    case = town.report("ENV01")
    response = send(as_("grid"), case, "note", kind="internal", text="内部", photos=[picture()])
    assert response.status_code == 400
    assert "not with an internal note" in response.text
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("bad", ["five", "text", "torn"])
def test_bad_photos_are_refused_at_their_field_and_leave_nothing_in_the_store(as_, town, picture, bad):
    before = set(Path(settings.MEDIA_ROOT).rglob("*.jpg"))
    files = {
        "five": [picture() for _ in range(5)],
        "text": [SimpleUploadedFile("a.jpg", b"no picture", "image/jpeg")],
        "torn": [SimpleUploadedFile("a.jpg", picture().read()[:200], "image/jpeg")],
    }
    response = send(as_("grid"), town.report("ENV01"), "settle", reply="已清运", photos=files[bad])
    assert response.status_code == 400
    assert "choose the photos again" in response.text
    assert "SimpleUploadedFile" not in response.text
    assert "InMemoryUploadedFile" not in response.text
    assert not Attachment.objects.exists()
    assert set(Path(settings.MEDIA_ROOT).rglob("*.jpg")) == before


def test_a_refused_verb_keeps_no_photo(town, picture):
    case = handling.settle(town.report("ENV01"), by=town.user("grid"), at=NOW, reply="已清运")
    before = set(Path(settings.MEDIA_ROOT).rglob("*.jpg"))
    with pytest.raises(Refusal, match="wrong_state"):
        handling.settle(case, by=town.user("grid"), at=NOW, reply="再来", photos=[photos.read(picture())])
    assert set(Path(settings.MEDIA_ROOT).rglob("*.jpg")) == before
    assert not Attachment.objects.exists()
