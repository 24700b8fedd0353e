"""The desk: each post's own piles, nothing of the neighbours."""

import pytest

from cases.actions import handling, triage
from tests.town import AT, GRID, NEXT_GRID, STREET, local


def piles(response):
    return {pile.key: [row.number for row in pile.rows] for pile in response.context["piles"]}


def test_a_grid_worker_sees_what_is_to_sign_and_nothing_of_the_next_grid(as_, town):
    own = town.report("ENV01", area=GRID)
    town.report("ENV01", area=NEXT_GRID, text="隔壁网格的事")
    response = as_("grid").get("/desk/")
    assert response.status_code == 200
    assert piles(response) == {"to_sign": [own.number]}
    assert "隔壁网格的事" not in response.text
    assert "1 case waits for your next step." in response.text


def test_a_signed_case_moves_to_due_today_and_a_clerk_sees_what_is_to_dispatch(as_, town):
    case = town.report("ENV01", at=local("2026-03-02 10:20"))
    handling.sign(case, by=town.user("grid"), at=local("2026-03-02 10:30"))
    waiting = town.report(None, area=STREET)
    assert piles(as_("grid").get("/desk/")) == {"due_today": [case.number]}
    assert piles(as_("street").get("/desk/")) == {"to_triage": [waiting.number]}


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("grid", "Nothing waits for you"),
        ("nobody", "You have no post at present"),
        ("administrator", "Every case has somebody to check it"),
        ("auditor", "No cases wait here for you"),
    ],
)
def test_an_empty_desk_says_what_will_come(as_, name, sentence):
    response = as_(name).get("/desk/")
    assert response.status_code == 200
    assert sentence in response.text


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_costs_the_same_for_one_and_three_cases(as_, town, count, django_assert_num_queries):
    for _n in range(count):
        town.report("ENV01", at=AT)
    client = as_("grid")
    client.get("/desk/")
    with django_assert_num_queries(7):  # user, versions, piles, cases, words, clocks, unread
        response = client.get("/desk/")
    assert len(response.context["piles"][0].rows) == count


def test_a_case_to_triage_shows_how_long_it_may_wait(as_, town):
    """Reported at 10:00 without a category: two working hours, of which ten minutes have run."""
    town.report(None, at=AT)
    pile = as_("community").get("/desk/").context["piles"][0]
    assert (pile.key, str(pile.rows[0].left.words)) == ("to_triage", "1 hour left")


def test_the_bar_of_a_case_begins_with_its_dispatch(as_, town):
    """Reported on Monday, dispatched on Tuesday at 10:05: five minutes later next to nothing has run."""
    case = town.report(None, at=local("2026-03-02 10:00"))
    sent = local("2026-03-03 10:05")
    triage.dispatch(case, by=town.user("community"), at=sent, category="ENV01", area_code=GRID)
    row = as_("grid").get("/desk/").context["piles"][0].rows[0]
    assert (row.number, row.left.percent) == (case.number, 1)


def test_the_desk_asks_for_a_sign_in(client, db):
    response = client.get("/desk/")
    assert (response.status_code, response.url) == (302, "/sign-in/?next=/desk/")
