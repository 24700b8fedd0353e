"""Who looks after my building: found by walking or by name, and shown to everybody."""

import datetime as dt

import pytest

from grids.models import PartyOrganisation, Post, Unit
from grids.versions import bump
from tests.town import BUILDING, COMMUNITY, GRID, OTHER_GRID, STREET

pytestmark = pytest.mark.usefixtures("town", "tuesday")
ENGLISH = {"Accept-Language": "en"}


def page(client, code):
    return client.get(f"/grid/{code}/", headers=ENGLISH).content.decode()


def test_my_grid_leads_down_the_tree_to_a_place(client):
    assert f'href="?inside={STREET}"' in client.get("/grid/").content.decode()
    assert f'href="/grid/{COMMUNITY}/"' in client.get(f"/grid/?inside={STREET}").content.decode()
    assert f'href="/grid/{BUILDING}/"' in client.get("/grid/?query=1号楼").content.decode()


def test_grid_of_a_building_names_worker_steward_office_and_telephone(client, town):
    Unit.objects.filter(pk=town.unit(GRID)).update(phone="0532-84012345")
    body = page(client, BUILDING)
    assert "测试grid<" in body
    assert "测试steward" in body
    assert "红星第一网格办公室" in body
    assert 'href="tel:0532-84012345"' in body
    assert f'href="/report/?area_code={BUILDING}"' in body


def test_grid_shows_nobody_of_another_grid_and_nobody_whose_post_ended(client, town):
    Post.objects.filter(user=town.user("grid2")).update(until=dt.date(2026, 3, 2))
    bump("directory")
    body = page(client, OTHER_GRID)
    assert "测试grid" not in body
    assert "红星第二网格办公室" in body


def test_grid_shows_both_chains_in_one(client, town):
    street = PartyOrganisation.objects.create(kind="street", name="金牛山街道党工委", area_id=STREET, secretary="赵一")
    branch = PartyOrganisation.objects.create(kind="branch", name="第一网格党支部", area_id=GRID, parent=street)
    PartyOrganisation.objects.create(kind="branch", name="第二网格党支部", area_id=OTHER_GRID, parent=street)
    body = page(client, BUILDING)
    assert body.index(branch.name) < body.index(street.name)
    assert "Secretary: 赵一" in body
    assert "第二网格党支部" not in body


@pytest.mark.parametrize("code", ["999", "x" * 300, "%00"])
def test_an_unknown_place_is_not_found(client, code):
    assert client.get(f"/grid/{code}/").status_code == 404


def test_grid_links_to_a_report_with_the_place_filled_in(client):
    body = client.get(f"/report/?area_code={BUILDING}", headers=ENGLISH).content.decode()
    assert f'<input type="hidden" name="area_code" value="{BUILDING}">' in body


def test_grid_takes_the_same_statements_for_one_and_three_workers(client, town, django_assert_num_queries):
    page(client, GRID)
    with django_assert_num_queries(5):
        page(client, GRID)
    for name in ("nobody", "grid2"):
        Post.objects.create(user=town.user(name), unit=town.units[GRID], role="grid_worker", since=dt.date(2025, 1, 1))
    bump("directory")
    page(client, GRID)
    with django_assert_num_queries(5):
        body = page(client, GRID)
    assert body.count("Grid worker") == 3
