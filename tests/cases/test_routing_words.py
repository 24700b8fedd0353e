"""Why a case came where it began, in words: one row for each reason, and the reasons of routes found by hand."""

import datetime as dt

import pytest
from django.utils import translation

from cases import routing
from cases.actions import intake, triage
from cases.actions.intake import ImportRow
from cases.catalogue import Rule
from cases.explanations import ROUTING, route_sentences
from cases.routing import Reason
from grids.locate import How
from tests.cases.test_routing import CLERKS, FULL, TODAY, Kind, directory
from tests.town import AT, GRID, OTHER_GRID, place

# what the route kept, the sentence
SAID_OF_RULE = {"unit": "市政处", "category": "MUN", "area": "青岚县", "hours": "off"}
SAID = [
    (["place", {"code": "CSKG", "name": "红星第一网格", "level": "grid"}], "Place: 红星第一网格 (Grid)."),
    (["found_area_code", {}], "The place was named with the report."),
    (["found_place_code", {}], "The place is that of the printed code."),
    (["found_point", {}], "The place is the smallest area around the point on the map."),
    (["found_text", {}], "The place is the smallest area that the words of the report make certain."),
    (
        ["found_root", {}],
        "The report names no place that is known, or more than one: it stands for the whole area.",
    ),
    (["found_desk", {}], "The triage desk corrected the place."),
    (["category", {"code": "ENV01", "level": "grid"}], "The category ENV01 starts at the level: Grid."),
    (["desk_filed", {}], "The triage desk chose the category."),
    (["category_not_chosen", {}], "Nobody chose a category yet."),
    (["category_ended", {}], "The category with which its devices were registered is not in use any more."),
    (["old_record", {}], "It was taken over from old records, so the triage desk looks at it and no clock runs."),
    (["place_too_coarse", {"level": "grid"}], "The category starts at the level: Grid. The place is not that exact."),
    (["nothing_finer", {}], "The place is not that exact, but nothing smaller there could change who holds it."),
    (["no_clerk", {"unit": "红星社区"}], "At 红星社区 nobody is a clerk of the triage desk at present."),
    (
        ["no_clerk_anywhere", {"unit": "青岚县"}],
        "No office here has a clerk of the triage desk at present; the highest stands in.",
    ),
    (["waits_at_triage", {"unit": "红星社区"}], "It waits at the triage desk of 红星社区."),
    (["level_missing", {"level": "grid"}], "There is no office of the level Grid here; another level stands in."),
    (["level_holds", {"unit": "红星社区"}], "So 红星社区 holds the case."),
    (
        ["rule_fits", SAID_OF_RULE],
        "The first dispatch rule that fits (MUN in 青岚县, Outside working hours) names 市政处.",
    ),
    (
        ["rule_passed_over", {"unit": "物业"}],
        "A dispatch rule names 物业, but a sensitive matter stays with government units.",
    ),
    (["desk_chose", {"unit": "市政处"}], "The triage desk chose 市政处."),
    (
        ["above_the_accused", {"unit": "福山街道"}],
        "A complaint about staff is handled above the unit complained about: 福山街道.",
    ),
    (["no_higher_unit", {}], "There is no unit above the one complained about."),
]


@translation.override("en")
@pytest.mark.parametrize(("line", "sentence"), SAID)
def test_a_reason_in_words(line, sentence):
    assert route_sentences([line]) == [sentence]


@translation.override("en")
def test_categories_and_groups_are_called_by_their_names():
    why = [["category", {"code": "ENV01", "level": "grid"}], ["rule_fits", SAID_OF_RULE]]
    named = {"ENV01": "Exposed rubbish", "MUN": "Municipal"}.get
    assert route_sentences(why, named) == [
        "The category Exposed rubbish starts at the level: Grid.",
        "The first dispatch rule that fits (Municipal in 青岚县, Outside working hours) names 市政处.",
    ]


def test_every_reason_has_its_row():
    assert [line[0] for line, _sentence in SAID] == [reason.value for reason in Reason]
    assert set(ROUTING) == set(Reason)


@pytest.mark.parametrize("how", How)
def test_every_way_to_find_a_place_is_a_reason(how):
    found = routing.route(directory(*FULL, posts=CLERKS), "CSKG", Kind(), today=TODAY, found=how)
    assert [code for code, _params in found.why] == ["place", f"found_{how}", "category", "level_holds"]


PROPERTY = [("property", "CSKG", False)]
ODD = ["C", "CS", "CSKG"]


@pytest.mark.parametrize(
    ("codes", "place", "level", "posts", "reasons"),
    [
        (FULL, "CSKG", "grid", CLERKS, ["place", "category", "level_holds"]),
        (FULL, "CSK", "grid", CLERKS, ["place", "category", "place_too_coarse", "waits_at_triage"]),
        (FULL, "CSK", "grid", CLERKS[:2], ["place", "category", "place_too_coarse", "no_clerk", "waits_at_triage"]),
        (FULL, "CSK", "grid", [], ["place", "category", "place_too_coarse", "no_clerk_anywhere", "waits_at_triage"]),
        # no community: the street stands in, for its grid and for a place that nothing finer makes more exact
        (ODD, "CSKG", "community", CLERKS[:2], ["place", "category", "level_missing", "level_holds"]),
        (ODD, "CS", "community", CLERKS[:2], ["place", "category", "nothing_finer", "level_missing", "level_holds"]),
        (ODD, "CS", "grid", CLERKS[:2], ["place", "category", "place_too_coarse", "waits_at_triage"]),
    ],
)
def test_the_reasons_of_a_route(codes, place, level, posts, reasons):
    found = routing.route(directory(*codes, posts=posts), place, Kind(level=level), today=TODAY)
    assert [code for code, _params in found.why] == reasons


def test_why_nothing_was_routed_by_a_category():
    tree = directory(*FULL, posts=CLERKS)
    for unfiled in (Reason.CATEGORY_NOT_CHOSEN, Reason.CATEGORY_ENDED, Reason.OLD_RECORD):
        found = routing.route(tree, "CSKG", None, today=TODAY, unfiled=unfiled)
        assert [code for code, _params in found.why] == ["place", unfiled, "waits_at_triage"]


def test_a_rule_that_names_a_company_is_passed_over_for_a_sensitive_matter():
    tree = directory(*FULL, beside=PROPERTY, posts=CLERKS)
    company = next(unit for unit in tree.units.values() if unit.name == "property")
    rule = Rule("ENV", "CSKG", company.id, TODAY, None)
    found = routing.route(tree, "CSKG", Kind(is_sensitive=True), today=TODAY, named=rule)
    assert found.why[2:] == (("rule_passed_over", {"unit": "property"}), ("level_holds", {"unit": "CSKG"}))


def test_what_the_triage_desk_did_is_told():
    tree = directory(*FULL, beside=PROPERTY, posts=CLERKS)
    company = next(unit for unit in tree.units.values() if unit.name == "property")
    found = routing.filed_by_desk(routing.forced(tree, "CSKG", Kind(), found="desk"))
    assert [code for code, _params in routing.to_unit(found, company).why] == [
        "place",
        "found_desk",
        "desk_filed",
        "category",
        "level_holds",
        "desk_chose",
    ]


def test_a_case_keeps_what_the_desk_did_and_how_its_place_was_found(town):
    """Filed at the named place: the report's own reason stays. Corrected: the desk's. Old records say so."""

    def codes(case):
        return [code for code, _params in case.routing]

    waiting = town.report(None)
    filed = triage.dispatch(town.report(None), by=town.user("community"), at=AT, category="ENV01", area_code=GRID)
    moved = triage.dispatch(town.report(None), by=town.user("community"), at=AT, category="ENV01", area_code=OTHER_GRID)
    old = ImportRow("1", "旧投诉", AT - dt.timedelta(days=40), place(GRID), category_code="ENV01")
    taken = intake.import_batch([old], channel="hotline", at=AT)[0]
    held = ["category", "level_holds"]
    assert codes(waiting) == ["place", "found_area_code", "category_not_chosen", "waits_at_triage"]
    assert codes(filed) == ["place", "found_area_code", "desk_filed", *held]
    assert codes(moved) == ["place", "found_desk", "desk_filed", *held]
    assert codes(taken) == ["place", "found_area_code", "old_record", "waits_at_triage"]
