"""The figures: of one's own areas only, with what each rate is made of."""

import pytest

from cases.actions import handling
from meetings.actions import screenings
from tests.meetings.conftest import screening
from tests.procedures.conftest import found, graded
from tests.town import COMMUNITY, FAR_GRID, GRID, OTHER_STREET, STREET, local
from tests.web.staff.conftest import NOW


def test_the_month_of_the_street(as_, town):
    first = town.report("ENV01", at=local("2026-03-02 09:00"))
    handling.settle(first, by=town.user("grid"), at=local("2026-03-02 10:00"), reply="已清运")
    town.report("POL01", at=local("2026-03-02 09:00"))
    town.report("ENV01", area=FAR_GRID, at=local("2026-03-02 09:00"))
    town.report("ENV01", at=local("2026-02-28 09:00"))
    response = as_("street").get("/street/")
    assert response.status_code == 200
    assert (response.context["figures"].area_code, response.context["figures"].since.isoformat()) == (
        STREET,
        "2026-03-01",
    )
    shown = {str(figure.label): (figure.value, str(figure.note)) for figure in response.context["numbers"]}
    assert shown["Received"] == ("2", "")
    assert shown["Closed"] == ("1", "")
    # Due in March until now: the one settled, and the one of 28 February (a Saturday worked), due Monday at 09:00.
    assert shown["Done in time"] == ("50.00 %", "1 of 2, too few to compare")
    assert (shown["Overdue now"], shown["Open now"]) == (("1", ""), ("2", "0 of them suspended"))
    levels = {str(bar.label): (bar.value, str(bar.note)) for bar in response.context["levels"]}
    assert levels["Grid"] == ("100.00 %", "1 of 1, too few to compare")
    assert [row.name for row in response.context["areas"]] == ["红星社区"]


def test_a_long_table_shows_its_first_twelve_lines_and_folds_the_rest(as_, town):
    for number in range(1, 9):
        town.report(f"ENV0{number}")
        town.report(f"PTY0{number}")
    page = as_("street").get("/street/").text
    assert "All 16 lines" in page
    assert page.count('<th scope="row">') == 17  # sixteen categories, one community


def test_an_area_and_a_period_of_ones_own(as_, town):
    town.report("ENV01", at=local("2026-02-27 09:00"))
    response = as_("street").get(f"/street/?area={COMMUNITY}&since=2026-02-01&until=2026-02-28")
    assert response.context["figures"].total.received == 1
    assert "红星社区" in response.text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        (f"area={OTHER_STREET}", "Select a valid choice."),
        ("since=2026-03-05&until=2026-03-01", "The period ends before it begins."),
        ("since=soon", "Enter a valid date."),
    ],
)
def test_what_cannot_be_shown_is_said_at_its_field(as_, town, query, sentence):
    response = as_("street").get(f"/street/?{query}")
    assert response.status_code == 400
    assert sentence in response.text
    assert "望江街道" not in response.text


@pytest.mark.parametrize("name", ["grid", "checker", "callback", "property", "department", "administrator", "nobody"])
def test_who_has_no_figures_gets_none(as_, town, name):
    assert as_(name).get("/street/").status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_figures_cost_the_same_for_one_and_three_cases(as_, town, count, django_assert_num_queries):
    for _n in range(count):
        town.report("ENV01", at=NOW, area=GRID)
    client = as_("street")
    client.get("/street/")
    # the user, the versions, five counts, the hazards, the screenings, the unread notices
    with django_assert_num_queries(10):
        client.get("/street/")


def test_hazards_and_screenings_stand_beside_the_cases(as_, town):
    client = as_("street")
    assert "No hazard is on the list." in client.get("/street/").text
    graded(town, "D")
    found(town)
    screenings.begin(screening(town), by=town.user("community"), at=NOW)
    page = client.get("/street/")
    rows = [(str(grade), count.on_list, count.overdue, states) for count, grade, states in page.context["hazards"]]
    assert rows == [
        ("D: the whole building dangerous", 1, 0, [0, 1, 0, 0, 0]),
        ("Not graded yet", 1, 0, [1, 0, 0, 0, 0]),
    ]
    assert page.context["screening_rate"].value == "50.00 %"
    assert str(page.context["screening_rate"].note) == "1 of 2 communities, too few to compare"
    assert "Not yet: 云峰社区" in " ".join(page.text.split())


def test_the_menu_leads_to_figures_only_where_there_are_some(as_, town):
    assert 'href="/overview/"' in as_("street").get("/desk/").text
    assert f'href="/street/?area={STREET}"' in as_("street").get("/overview/").text
    for name in ("grid", "department"):  # a head of a department has cases of the own unit, and no area
        assert 'href="/overview/"' not in as_(name).get("/desk/").text
