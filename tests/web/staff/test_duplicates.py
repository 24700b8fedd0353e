"""The page of likely duplicates: chosen cases are merged one by one, and what is refused says why."""

import pytest

from cases.models import Case
from tests.town import NEXT_GRID

WORDS = "幸福里3号楼东侧垃圾桶满了三天没人清运"


def fresh(case):
    return Case.objects.get(pk=case.pk)


def test_one_group_is_merged_case_by_case_and_refusals_are_said(as_, town):
    first, second, third = (town.report(text=WORDS) for _ in range(3))
    other = town.report("ENV05", text=WORDS)
    elsewhere = town.report(area=NEXT_GRID, text=WORDS)
    client = as_("community")
    page = client.get("/cases/duplicates/").text
    assert page.count('name="merge"') == 3
    assert page.count('name="into"') == 3
    assert WORDS in page
    assert "One group of open cases" in page
    assert elsewhere.number not in page
    picks = [f"{case.number}.{case.event_count}" for case in (second, other, elsewhere)]
    stale = f"{third.number}.1"
    sent = {"into": first.number, "merge": [*picks, stale, "x", "1.2.3", f"{first.number}.2"]}
    said = client.post("/cases/duplicates/", sent, follow=True).text
    assert (fresh(second).master_id, fresh(first).merged_count) == (first.pk, 1)
    assert {fresh(case).master_id for case in (third, other, elsewhere)} == {None}
    assert f"1 case was merged into {first.number}." in said
    assert f"{third.number}: The case has changed since you read it." in said
    assert f"{other.number}: That case has another category." in said
    assert f"{elsewhere.number}: There is no such case, or your posts do not show it." in said


@pytest.mark.parametrize("into", ["", "x", "\0", "9" * 400])
def test_without_a_choice_nothing_is_merged(as_, town, into):
    case = town.report()
    said = as_("street").post("/cases/duplicates/", {"into": into, "merge": f"{case.number}.2"}, follow=True).text
    assert "Choose the case that goes on, and at least one other." in said
    assert fresh(case).state == "dispatched"


def test_who_does_not_dispatch_gets_no_page(as_, town):
    for name in ("grid", "checker", "callback", "property", "auditor", "administrator", "nobody"):
        assert as_(name).get("/cases/duplicates/").status_code == 403, name
        assert as_(name).post("/cases/duplicates/").status_code == 403, name
    for name in ("community", "street", "county", "far_street"):
        assert as_(name).get("/cases/duplicates/?page=99").status_code == 200, name


def test_the_pile_of_the_desk_leads_there(as_, town):
    town.report(None)
    assert 'href="/cases/duplicates/"' in as_("community").get("/desk/").text
    assert 'href="/cases/duplicates/"' not in as_("grid").get("/desk/").text


def test_the_page_is_read_in_a_fixed_number_of_statements(as_, town, django_assert_num_queries):
    client = as_("community")
    for size in (2, 4):
        while Case.objects.count() < size:
            town.report(text=WORDS)
        client.get("/cases/duplicates/")
        with django_assert_num_queries(4):  # session, user, version tokens, cases
            assert client.get("/cases/duplicates/").text.count('name="merge"') == size
