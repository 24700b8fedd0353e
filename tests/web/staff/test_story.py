"""The timeline on the case page: how each event looks, and a rating that its handler does not read yet."""

from types import SimpleNamespace

from django.utils import translation

from cases.actions import checking, followup, handling
from cases.states import Verb
from procedures.models import ProcedureStep
from tests.town import GRID, local
from tests.web.staff.conftest import NOW
from web.staff import matters
from web.staff.story import LOOKS


def test_every_verb_has_its_look():
    assert set(LOOKS) == set(Verb)


def test_a_step_that_a_clock_took_was_automatic():
    present = SimpleNamespace(directory=SimpleNamespace(units={}))
    lapsed = ProcedureStep(procedure="petition", subject_id=1, verb="lapse", to_state="final", at=NOW)
    with translation.override("en"):
        said = matters.step(lapsed, present)
    assert (said.title, said.who) == ("Nobody asked again: final", "Automatic")


def rated(town):
    """Closed at the community and rated badly in the same month."""
    case = handling.sign(town.report("ENV01", area=GRID), by=town.user("grid"), at=NOW)
    case = handling.note(case, by=town.user("grid"), at=NOW, kind="visit", text="上门查看")
    case = handling.submit_result(case, by=town.user("grid"), at=NOW, reply="已清运")
    case = checking.pass_check(case, by=town.user("checker"), at=NOW)
    return followup.rate(case, at=NOW, solved="no", satisfaction="very_dissatisfied", text="根本没有人来")


def test_who_handled_the_case_reads_its_rating_next_month(as_, town, clock):
    case = rated(town)
    page = as_("grid").get(f"/cases/{case.number}/").text
    assert "根本没有人来" not in page
    assert "Very dissatisfied" not in page
    assert "Who handled the case reads the rating next month." in page
    above = as_("community").get(f"/cases/{case.number}/").text
    assert "根本没有人来" in above
    assert "Solved: No · Very dissatisfied" in above
    clock.move_to(local("2026-04-01 00:30"))
    assert "Very dissatisfied" in as_("grid").get(f"/cases/{case.number}/").text
