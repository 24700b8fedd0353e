"""The reference-data site: everything through an action, refusals beside their field, nothing deleted."""

import pytest
from django.urls import reverse

from accounts.models import AuditEntry, User
from grids import directory
from grids.actions import place_codes
from grids.models import Area, PartyOrganisation, PlaceCode, Post, Unit
from tests.town import AT, BUILDING, COMMUNITY, GRID, STREET, build

pytestmark = pytest.mark.django_db
NAMES = ["area", "unit", "post", "partyorganisation", "placecode"]


@pytest.fixture
def town():
    return build()


@pytest.fixture
def page(client, town):
    chief = User.objects.create(username="chief", name="管理员", is_staff=True, is_superuser=True)
    client.force_login(chief)
    return client


def url(name, verb, *arguments):
    return reverse(f"admin:grids_{name}_{verb}", args=arguments)


def last_deed():
    entry = AuditEntry.objects.order_by("id").last()
    return entry and (entry.user.username, entry.verb)


def errors(answer):
    return {field for field, _problems in answer.context["adminform"].form.errors.items()}


def test_a_unit_is_founded_and_renamed(page, town):
    given = {"kind": "department", "name": "市政工程处", "area": STREET, "phone": "0731-1"}
    assert page.post(url("unit", "add"), given).status_code == 302
    unit = Unit.objects.get(name="市政工程处")
    assert last_deed() == ("chief", "create_unit")
    assert unit.pk in directory.current().units
    page.post(url("unit", "change", unit.pk), {"name": "市政所", "phone": "", "kind": "section", "area": COMMUNITY})
    unit.refresh_from_db()
    assert (unit.name, unit.phone, unit.kind, unit.area_id) == ("市政所", "", "department", STREET)
    assert AuditEntry.objects.count() == 2


def test_a_post_is_given_and_ended(page, town):
    given = {"user": town.user("nobody").pk, "unit": town.unit(GRID), "role": "grid_worker", "since": "2026-03-02"}
    assert page.post(url("post", "add"), given).status_code == 302
    post = Post.objects.get(user=town.user("nobody"))
    assert last_deed() == ("chief", "assign_post")
    page.post(url("post", "change", post.pk), {"until": "2026-04-01", "role": "clerk"})
    post.refresh_from_db()
    assert (str(post.until), post.role) == ("2026-04-01", "grid_worker")
    assert last_deed() == ("chief", "end_post")


def test_a_refusal_stands_beside_its_field_and_nothing_is_written(page, town):
    answer = page.post(url("unit", "add"), {"kind": "office", "name": "第二办公室", "area": BUILDING, "phone": "call"})
    assert answer.status_code == 200
    given = {"user": town.user("nobody").pk, "unit": town.unit(COMMUNITY), "role": "grid_worker", "since": "2026-03-02"}
    answer = page.post(url("post", "add"), given)
    assert errors(answer) == {"unit"}
    given = {"user": town.user("grid").pk, "unit": town.unit(GRID), "role": "grid_worker", "since": "2026-03-02"}
    assert errors(page.post(url("post", "add"), given)) == {"__all__"}
    assert not Unit.objects.filter(name="第二办公室").exists()
    assert not Post.objects.filter(user=town.user("nobody")).exists()
    assert not AuditEntry.objects.exists()


def test_a_party_organisation_is_founded_and_led_by_somebody_else(page, town):
    given = {"kind": "branch", "name": "第一支部", "area": GRID, "secretary": "郑书记"}
    assert page.post(url("partyorganisation", "add"), given).status_code == 302
    row = PartyOrganisation.objects.get()
    page.post(url("partyorganisation", "change", row.pk), {"name": "第一支部", "secretary": "王书记"})
    assert PartyOrganisation.objects.get().secretary == "王书记"
    assert last_deed() == ("chief", "change_party")


def test_a_place_code_is_issued_and_revoked(page, town):
    given = {"area": BUILDING, "spot": "一楼大厅", "expires_at_0": "", "expires_at_1": ""}
    assert page.post(url("placecode", "add"), given).status_code == 302
    row = PlaceCode.objects.get()
    page.post(url("placecode", "changelist"), {"action": "revoke", "_selected_action": [row.pk]})
    assert PlaceCode.objects.get().revoked_at is not None
    assert last_deed() == ("chief", "revoke_place_code")
    assert page.post(url("placecode", "change", row.pk), given).status_code == 403


def test_areas_are_looked_at_only(page, town):
    assert page.get(url("area", "changelist")).status_code == 200
    assert page.post(url("area", "add"), {}).status_code == 403
    pk = Area.objects.get(code=GRID).pk
    assert page.get(url("area", "change", pk)).status_code == 200
    assert page.post(url("area", "change", pk), {"name": "x"}).status_code == 403


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_deleted(page, town, name):
    place_codes.issue(GRID, by=None, at=AT)
    PartyOrganisation.objects.create(kind="branch", name="支部", area_id=GRID)
    model = {"area": Area, "unit": Unit, "post": Post, "partyorganisation": PartyOrganisation, "placecode": PlaceCode}[
        name
    ]
    row = model.objects.order_by("pk").last()
    assert page.post(url(name, "delete", row.pk), {"post": "yes"}).status_code == 403
    answer = page.post(
        url(name, "changelist"), {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    )
    assert answer.status_code in {200, 302}
    assert model.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("person", ["administrator", "street"])
def test_only_the_staff_of_the_installation_enter(client, town, name, person):
    client.force_login(town.user(person))
    assert client.get(url(name, "changelist")).status_code == 302


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_costs_the_same_for_one_row_and_three(page, town, django_assert_num_queries, rows):
    Post.objects.exclude(pk__in=Post.objects.order_by("pk")[:rows]).delete()
    with django_assert_num_queries(4):
        answer = page.get(url("post", "changelist"))
    assert answer.context["cl"].result_count == rows
