"""Mediations, petition matters and hazards through the API."""

import pytest

from api import matters
from api.matter_shapes import HazardShape, MatterListShape, MediationShape, PetitionShape
from procedures.models import HazardRecord, MediationCase, PetitionHandover
from procedures.states.rule import Procedure
from tests.api import matter_scenes
from tests.procedures.conftest import agreed, applied, build_with_committees, dispute, found, graded, registered
from tests.town import BUILDING, FAR_GRID, OTHER_COMMUNITY
from web.staff import hazards, mediations, petitions

PHONE = "13812345678"


@pytest.fixture
def town(db):
    return build_with_committees()


def test_pages_and_api_have_the_same_verbs_and_call_the_same_actions():
    calls = {
        (kwargs["procedure"], kwargs["verb"]): kwargs["act"]
        for pattern in matters.urlpatterns
        if "act" in (kwargs := getattr(pattern.callback, "view_initkwargs", {}))
    }
    modules = {Procedure.MEDIATION: mediations, Procedure.PETITION: petitions, Procedure.HAZARD: hazards}
    pages = {(kind, verb): act for kind, module in modules.items() for verb, act in module.ACTIONS.items()}
    assert calls == pages
    assert len(calls) == 15 + 12 + 6


def test_a_mediation_is_begun_once_per_key_and_never_shows_a_number(town, caller):
    case = dispute(town)
    body = {
        "unit": town.unit("committee"),
        "parties": [{"name": "张三丰", "phone": PHONE}, {"name": "李四光"}],
    }
    grid = caller("grid")
    first = grid.post(f"cases/{case.number}/mediations/", body, Idempotency_Key="k1")
    again = grid.post(f"cases/{case.number}/mediations/", body, Idempotency_Key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"] == MediationCase.objects.get().pk
    other = grid.post(f"cases/{case.number}/mediations/", body)
    assert (other.status_code, other.json()["code"]) == (409, "mediation_runs")
    answer = caller("mediator").get(f"mediations/{first.json()['id']}/")
    assert [party["name"] for party in answer.json()["parties"]] == ["张**", "李**"]
    assert "张三丰" not in answer.content.decode()
    assert PHONE not in answer.content.decode()
    assert "Going to court" in answer.json()["other_routes"]


def test_what_was_said_stays_between_who_mediates_and_who_holds_the_case(town, caller):
    row = agreed(town)
    for name in ("grid", "mediator"):
        body = caller(name).get(f"mediations/{row.pk}/").json()
        assert body["reads"] is True
        assert (len(body["parties"]), len(body["sessions"]), body["agreement"]["form"]) == (2, 1, "written")
    body = caller("street").get(f"mediations/{row.pk}/").json()
    assert (body["reads"], body["parties"], body["sessions"], body["agreement"]) == (False, [], [], None)
    assert {step["text"] for step in body["steps"]} == {""}
    assert body["actions"] == []


@pytest.mark.parametrize("parties", [[{"name": "张三丰"}], [{"name": "张三丰"}, {"name": " "}], "x", [1, 2], None])
def test_wrong_parties_are_a_400(town, caller, parties):
    body = {"unit": town.unit("committee"), "parties": parties}
    answer = caller("grid").post(f"cases/{dispute(town).number}/mediations/", body)
    assert answer.status_code == 400
    assert MediationCase.objects.count() == 0


def test_a_petition_matter_tells_its_dates_and_nobody(town, caller):
    row = registered(town)
    body = caller("section").get(f"petitions/{row.pk}/").json()
    inform = next(clock for clock in body["clocks"] if clock["kind"] == "inform")
    assert (inform["last_day"], inform["due_at"]) == ("2026-03-18", "2026-03-18T16:00:00Z")
    assert body["actions"] == ["object", "inform"]
    assert not {"requester", "name", "phone", "petitioner"} & set(body)
    answer = caller("section").post(f"petitions/{row.pk}/inform/", {"on": "2026-03-03", "way": "letter"})
    assert (answer.status_code, answer.json()["state"]) == (200, "informed")
    answer = caller("section").post(f"petitions/{row.pk}/inform/", {"on": "2026-03-03", "way": "letter"})
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")
    assert PetitionHandover.objects.get().state == "informed"


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "9999-12-31", "2026-03-04", "soon"])
def test_days_that_cannot_be_are_a_400(town, caller, day):
    row = registered(town)
    answer = caller("section").post(f"petitions/{row.pk}/inform/", {"on": day, "way": "letter"})
    assert answer.status_code == 400
    body = {"unit": town.unit("section"), "system_number": "XF-2", "received_on": day}
    answer = caller("street").post(f"cases/{town.report('CIV06').number}/petitions/", body)
    assert answer.status_code == 400


def test_performance_ends_within_ten_years(town, caller):
    row = agreed(town)
    MediationCase.objects.filter(pk=row.pk).update(state="mediating")
    row.agreement.delete()
    body = {"form": "oral", "agreed_on": "2026-03-03", "perform_by": "9999-12-31", **matter_scenes.WORDS}
    answer = caller("mediator").post(f"mediations/{row.pk}/agree/", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_day")


def test_a_hazard_with_a_case_from_one_call(town, caller):
    body = {"kind": "self_built", "area_code": BUILDING, "text": "墙裂", "open_case": True}
    answer = caller("grid").post("hazards/", body)
    assert answer.status_code == 201
    assert answer.json()["case"] == HazardRecord.objects.get().case.number
    assert answer.json()["actions"] == []
    assert "grade" in caller("street").get(f"hazards/{answer.json()['id']}/").json()["actions"]


@pytest.mark.parametrize(
    ("name", "body", "status"),
    [
        ("grid", {"kind": "ghost", "area_code": BUILDING, "text": "墙裂"}, 400),
        ("grid", {}, 400),
        ("checker", {}, 403),
        ("grid", {"kind": "gas", "area_code": FAR_GRID, "text": "异味"}, 403),
        ("grid", {"kind": "gas", "area_code": "x\u0000", "text": "异味"}, 400),
    ],
)
def test_what_cannot_be_registered(town, caller, name, body, status):
    assert caller(name).post("hazards/", body).status_code == status
    assert HazardRecord.objects.count() == 0


def test_the_register_is_filtered(town, caller):
    here, there = graded(town, "D"), found(town, by="street", area="370211001002001")
    street = caller("street")

    def ids(**query):
        return [row["id"] for row in street.get("hazards/", **query).json()["results"]]

    assert ids() == [there.pk, here.pk]
    assert ids(grade="D") == [here.pk]
    assert ids(area=OTHER_COMMUNITY) == [there.pk]
    assert ids(overdue="true") == ids(ended="true") == []
    for wrong in ({"grade": "E"}, {"area": "zz\u0000"}, {"cursor": "x"}):
        assert street.get("hazards/", **wrong).status_code == 400


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_the_same_however_long(town, caller, django_assert_num_queries, count):
    for number in range(count):
        applied(town, dispute(town))
        registered(town, number=f"XF-{number}")
        found(town)
    street = caller("street")
    street.get("hazards/")
    for path in ("mediations/", "petitions/", "hazards/"):
        with django_assert_num_queries(4):  # token, versions, rows, clocks
            assert len(street.get(path).json()["results"]) == count


@pytest.mark.parametrize(
    ("path", "shape", "make"),
    [("mediations", MediationShape, agreed), ("petitions", PetitionShape, registered), ("hazards", HazardShape, found)],
)
def test_answers_have_the_fields_of_their_shape(town, caller, path, shape, make):
    row = make(town)
    grid = caller("grid")
    body = grid.get(f"{path}/{row.pk}/").json()
    assert set(body) == set(shape().fields)
    for name in ("parties", "sessions", "letters", "clocks", "steps"):
        for item in body.get(name, []):
            assert set(item) == set(shape().fields[name].child.fields), name
    listed = grid.get(f"{path}/").json()
    assert set(listed["results"][0]) == set(MatterListShape().fields["results"].child.fields)


def test_outside_the_scope_nothing_is_there(town, caller):
    rows = {"mediations": applied(town), "petitions": registered(town), "hazards": found(town)}
    far = caller("far_street")
    for path, row in rows.items():
        assert far.get(f"{path}/{row.pk}/").status_code == 404
        assert far.get(f"{path}/").json()["results"] == []
        assert far.get(f"{path}/{2**70}/").status_code == 404
