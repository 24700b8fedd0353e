"""The agreement to print: what stands on it, who gets the names, and that this goes on record."""

import io

import pytest
from django.urls import reverse
from docx import Document

from accounts.models import AuditEntry
from procedures.words import OTHER_ROUTES
from residents import actions as residents
from tests.procedures.conftest import AT, agreed, applied, build_with_committees, dispute
from tests.web.staff.test_matters import text

FILE, PAGE = "mediation_agreement_file", "mediation_agreement"


@pytest.fixture
def town(db):
    return build_with_committees()


def url(route, row):
    return reverse(route, args=[row.pk])


def lines(answer):
    """The paragraphs of a file, read back."""
    return [paragraph.text for paragraph in Document(io.BytesIO(answer.content)).paragraphs]


def test_the_file_of_a_written_agreement(town, as_):
    row = agreed(town)
    answer = as_("mediator").post(url(FILE, row))
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Cache-Control"] == "private, no-store"
    assert lines(answer) == [
        "People's mediation agreement",
        f"Number: {row.case.number}-{row.pk}",
        "Party A: 张三丰",
        "Sex, age, address or workplace: \t",
        "Party B: 李四光",
        "Sex, age, address or workplace: \t",
        "Facts and what was in dispute",
        "噪声扰民。",
        "What the parties agree on",
        "晚十点后不练琴。",
        "In which way, and until when",
        "自行约束。",
        "To be performed by 13 March 2026.",
        "The parties agreed on 3 March 2026 of their own will. It takes effect when all have signed.",
        "The agreement binds the parties; they perform it as agreed.",
        "Within 30 days of its effect, the parties may together ask the court to confirm this agreement.",
        str(OTHER_ROUTES),
        "Made in 3 copies: one for each party, one for whoever mediated.",
        "Party A, signature or fingerprint: \t",
        "Party B, signature or fingerprint: \t",
        "Mediator 测试mediator, signature: \t",
        "红星调委会 (seal): \t",
        "Date: \t",
    ]
    document = Document(io.BytesIO(answer.content))
    page = document.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    assert (document.core_properties.author, document.core_properties.created.date()) == ("", AT.date())
    assert b"13812345678" not in b"".join(part.blob for part in document.part.package.iter_parts())


def test_an_oral_one_is_recorded_and_not_signed_by_the_parties(town, as_):
    community = town.user("community")
    row = agreed(town, case=dispute(town, "DIS02", by="community"), form="oral", by=community)
    found = lines(as_("mediator").post(url(FILE, row)))
    assert found[0] == "Record of an oral agreement"
    assert [line for line in found if "signature" in line] == ["Mediator 测试mediator, signature: \t"]
    assert any(line.startswith("The parties agreed by word of mouth on 3 March 2026") for line in found)
    assert not [line for line in found if "ask the court" in line]  # a family dispute
    assert not [line for line in found if "copies" in line]


def test_names_are_masked_until_the_mediator_asks_for_them_and_that_is_on_record(town, as_):
    row = agreed(town)
    client = as_("mediator")
    page = text(client.get(url(PAGE, row)))
    assert "Party A: 张**" in page
    assert "张三丰" not in page
    assert "晚十点后不练琴" in page
    assert "Going to court" in page
    assert not AuditEntry.objects.filter(verb="print_names").exists()
    page = text(client.post(url(PAGE, row)))
    assert "Party A: 张三丰" in page
    assert "13812345678" not in page
    client.post(url(FILE, row))
    wrote = AuditEntry.objects.filter(verb="print_names").order_by("id")
    assert [(entry.user, entry.subject_kind, entry.subject_id, entry.data["medium"]) for entry in wrote] == [
        (town.user("mediator"), "mediation", str(row.pk), "page"),
        (town.user("mediator"), "mediation", str(row.pk), "file"),
    ]
    assert not [entry for entry in wrote if "张" in str(entry.data)]


# Whoever is not named sees no such mediation: 404.
WHO = {"mediator": 200, "mediator2": 200, "grid": 403}
OTHERS = ["community", "street", "checker", "property", "far_mediator", "administrator", "auditor", "nobody"]


def test_only_who_mediates_has_the_names(town, as_, client):
    row, early = agreed(town), applied(town)
    for route in (PAGE, FILE):
        assert client.post(url(route, row))["Location"].startswith("/sign-in/")
        answers = {name: as_(name).post(url(route, row)) for name in [*WHO, *OTHERS]}
        assert {name: answer.status_code for name, answer in answers.items()} == WHO | dict.fromkeys(OTHERS, 404)
        assert not [name for name, answer in answers.items() if "张三丰".encode() in answer.content and name not in WHO]
        assert as_("mediator").post(url(route, early)).status_code == 409
        client.logout()
    assert as_("mediator").get(url(FILE, row)).status_code == 405


def test_each_name_counts_as_a_reveal(town, as_, monkeypatch):
    monkeypatch.setattr(residents, "REVEALS_PER_HOUR", 3)
    row = agreed(town)
    client = as_("mediator")
    assert client.post(url(FILE, row)).status_code == 200
    assert client.post(url(FILE, row)).status_code == 403
    assert AuditEntry.objects.filter(verb="print_names").count() == 1


def test_erased_names_leave_room_to_write(town, as_):
    row = agreed(town)
    residents.erase(row.parties.get(position=0).contact, AT)
    assert lines(as_("mediator").post(url(FILE, row)))[2] == "Party A: "
    assert "Party A:" in text(as_("mediator").post(url(PAGE, row)))
