"""The trail: for auditors of the area, without a word of a case."""

import datetime as dt
import re

import pytest
from django.conf import settings

from accounts.actions import audit
from cases.actions import contact, handling
from cases.actions.figures import set_figure
from grids.models import Post
from grids.roles import Role
from grids.versions import bump
from procedures.rules import TABLES
from tests.town import AT, FAR_GRID, GRID, SINCE, STREET
from tests.web.staff.conftest import NOW
from web.staff.audit import ENTRY_WORDS, SUBJECTS


@pytest.fixture
def street_auditor(town):
    """The auditor of one street only."""
    Post.objects.filter(user=town.user("auditor")).delete()
    Post.objects.create(user=town.user("auditor"), unit=town.units[STREET], role=Role.AUDITOR, since=SINCE)
    bump("directory")


def test_the_auditor_reads_who_looked_at_contact_data_and_for_what(as_, town):
    case = town.report("ENV01")
    contact.reveal(case, by=town.user("grid"), at=NOW, purpose="arrange_visit")
    page = as_("auditor").get("/audit/").text
    assert "Looked at contact data" in page
    assert f"Case {case.number}" in page
    assert "Arrange a visit" in page
    assert "13812345678" not in page


def test_an_area_is_named_by_name(as_, town):
    audit.record(by=town.user("community"), verb="set_duty", subject_kind="area", subject_id=STREET, at=NOW)
    assert [entry.about for entry in as_("auditor").get("/audit/").context["entries"]] == ["金牛山街道"]


def test_a_user_is_named_by_name_and_nothing_with_the_same_id(as_, town):
    """A service post may have the id of a user."""
    pk = town.user("grid2").pk
    for kind, verb in (("user", "set_password"), ("service_post", "publish_service_post")):
        audit.record(by=town.user("community"), verb=verb, subject_kind=kind, subject_id=pk, at=NOW)
    entries = as_("auditor").get("/audit/").context["entries"]
    assert [entry.about for entry in entries] == [f"Service post {pk}", "测试grid2"]


def test_events_come_without_words(as_, town):
    case = town.report("ENV01", text="只有承办人该看的内容")
    handling.sign(case, by=town.user("grid"), at=NOW)
    handling.note(case, by=town.user("grid"), at=NOW, kind="visit", text="上门的内部记录")
    page = as_("auditor").get("/audit/?of=cases").text
    assert case.number in page
    assert "Sign for the case" in page
    assert [entry.who for entry in as_("auditor").get("/audit/?of=cases").context["entries"]][-2:] == [
        "Automatic",
        "Requester",
    ]
    assert "只有承办人该看的内容" not in page
    assert "上门的内部记录" not in page


@pytest.mark.usefixtures("street_auditor")
def test_another_street_is_not_in_the_trail(as_, town):
    own, far = town.report("ENV01", area=GRID), town.report("ENV01", area=FAR_GRID)
    audit.record(
        by=town.user("far_grid"), verb="sign_in", subject_kind="user", subject_id=str(town.user("far_grid").pk), at=NOW
    )
    contact.reveal(far, by=town.user("far_grid"), at=NOW, purpose="arrange_visit")
    contact.reveal(own, by=town.user("grid"), at=NOW, purpose="arrange_visit")
    client = as_("auditor")
    events, entries = client.get("/audit/?of=cases").text, client.get("/audit/").text
    assert own.number in events
    assert far.number not in events
    assert own.number in entries
    assert far.number not in entries
    assert "测试far_grid" not in entries


@pytest.mark.parametrize("name", ["grid", "street", "county", "administrator", "nobody"])
def test_only_auditors_read_the_trail(as_, town, name):
    assert as_(name).get("/audit/").status_code == 403


@pytest.mark.parametrize("of", ["people", "cases"])
@pytest.mark.parametrize("count", [1, 3])
def test_the_trail_costs_the_same_for_one_and_three_lines(as_, town, of, count, django_assert_num_queries):
    for _n in range(count):
        case = town.report("ENV01")
        contact.reveal(case, by=town.user("grid"), at=NOW, purpose="arrange_visit")
    client = as_("auditor")
    for _n in range(count):
        audit.record(by=None, verb="lock_out", subject_kind="user", subject_id=town.user("grid").pk, at=NOW)
    client.get("/audit/")
    # user, versions, lines, unread; and the names of the users whom entries are about
    with django_assert_num_queries(5 if of == "people" else 4):
        client.get(f"/audit/?of={of}")


def test_the_trail_goes_on_on_the_next_page(as_, town):
    for n in range(52):
        audit.record(by=town.user("grid"), verb="sign_out", subject_kind="user", subject_id=n, at=NOW)
    client = as_("auditor")
    first = client.get("/audit/")
    second = client.get(f"/audit/?before={first.context['older']}")
    assert (len(first.context["entries"]), len(second.context["entries"])) == (50, 2)
    assert client.get("/audit/?before=x").status_code == 400


def test_every_recorded_verb_and_subject_has_its_words():
    apps = ["accounts", "residents", "grids", "cases", "procedures", "meetings", "volunteers", "notices", "reports"]
    sources = [path.read_text() for app in apps for path in (settings.BASE_DIR / app).rglob("*.py")]
    calls = [call for source in sources for call in re.findall(r"audit\.record\((.+?)\)\n", source, re.DOTALL)]
    verbs = {verb for call in calls for verb in re.findall(r'verb="(\w+)"', call)}
    subjects = {kind for call in calls for kind in re.findall(r'subject_kind="(\w+)"', call)}
    assert len(verbs) > 20
    assert verbs - ENTRY_WORDS.keys() == set()
    assert subjects - SUBJECTS.keys() == set()
    assert {f"{kind}_{verb}" for kind, verbs in TABLES.items() for verb in verbs} - ENTRY_WORDS.keys() == set()
    assert TABLES.keys() - SUBJECTS.keys() == set()


def test_a_changed_rule_stands_there_with_what_it_was_before(town, as_):
    set_figure("check", "2 WD", since=dt.date(2026, 3, 3), by=town.user("administrator"), at=AT)
    page = as_("auditor").get("/audit/").text
    assert "<del>1 WD</del> → <ins>2 WD</ins>" in page
