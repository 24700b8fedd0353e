"""Places by list, by printed code, by point and by text, in the town of the tests."""

import datetime as dt

import pytest

from accounts.refusals import Kind, Refusal
from grids import locate, signed_codes
from grids.actions import place_codes
from grids.levels import Level
from grids.models import Area, PlaceCode
from grids.versions import bump, tokens
from tests.grids.test_outlines import square
from tests.town import AT, BUILDING, COMMUNITY, COUNTY, GRID, OTHER_GRID, OTHER_STREET, STREET, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return build()


@pytest.fixture
def outlined(town):
    """Two grids side by side in their community."""
    for code, shape in [(GRID, square(0, 0)), (OTHER_GRID, square(1, 0)), (COMMUNITY, square(0, 0, 4, 1))]:
        Area.objects.filter(code=code).update(boundary=shape)
    bump("boundaries")


def refused(call, *arguments):
    with pytest.raises(Refusal) as refusal:
        call(*arguments)
    assert refusal.value.kind == Kind.INVALID
    return refusal.value.code, refusal.value.field


def test_an_area_is_found_by_its_code(town):
    place = locate.by_area(f" {GRID} ")
    assert (place.area_code, place.level, place.how, place.confidence) == (GRID, Level.GRID, "area_code", 1.0)


@pytest.mark.parametrize("code", ["", "37", "nowhere", "370211001001001\x00", "*" * 5000])
def test_an_unknown_area_is_refused(town, code):
    assert refused(locate.by_area, code) == ("unknown_area", "area_code")


@pytest.fixture
def sheet(town):
    return place_codes.issue(BUILDING, by=None, at=AT, spot="一楼大厅", expires_at=AT + dt.timedelta(days=30))


@pytest.mark.parametrize(
    "typed",
    [
        lambda code: code,
        lambda code: f" {code.lower()} ",
        signed_codes.in_groups,
        lambda code: "".join(chr(ord(letter) + 0xFEE0) for letter in code),  # wide letters
    ],
)
def test_a_place_code_is_read_as_people_type_it(sheet, typed):
    place = locate.by_place_code(typed(sheet.code), AT)
    assert (place.area_code, place.level, place.how) == (BUILDING, Level.BUILDING, "place_code")
    assert place.evidence == ("一楼大厅",)


@pytest.mark.parametrize("typed", ["", "K7WM2QXPR", "K7WM2QXPRTABCD\x00", "二维码", "K7WM2QXPRT'; --", "K" * 5000])
def test_an_unknown_place_code_is_refused(sheet, typed):
    assert refused(locate.by_place_code, typed, AT) == ("unknown_place_code", "place_code")


def test_what_was_not_signed_here_names_nothing_and_is_not_looked_up(sheet, django_assert_num_queries):
    forged = [
        sheet.code[:-1] + ("2" if sheet.code[-1] != "2" else "3"),
        "K7WM2QXPRT" + sheet.code[10:],
        sheet.code[:10],
    ]
    PlaceCode.objects.bulk_create(PlaceCode(code=code, area_id=GRID, created_at=AT) for code in forged)
    with django_assert_num_queries(0):
        for code in forged:
            assert refused(locate.by_place_code, code, AT) == ("unknown_place_code", "place_code")


def test_a_new_secret_leaves_the_sheets_on_the_walls_good(sheet, settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another secret", [settings.SECRET_KEY]
    assert locate.by_place_code(sheet.code, AT).area_code == BUILDING
    settings.SECRET_KEY_FALLBACKS = []
    assert refused(locate.by_place_code, sheet.code, AT) == ("unknown_place_code", "place_code")


def test_a_place_code_ends_at_its_instant(sheet):
    assert locate.by_place_code(sheet.code, sheet.expires_at - dt.timedelta(seconds=1)).area_code == BUILDING
    assert refused(locate.by_place_code, sheet.code, sheet.expires_at) == ("expired_place_code", "place_code")


def test_a_revoked_place_code_is_refused(sheet):
    PlaceCode.objects.update(revoked_at=AT)
    assert refused(locate.by_place_code, sheet.code, AT) == ("expired_place_code", "place_code")


@pytest.mark.parametrize(("x", "code"), [(0.5, GRID), (1, GRID), (1.5, OTHER_GRID), (3, COMMUNITY)])
def test_a_point_finds_its_grid_or_what_contains_it(outlined, x, code):
    place = locate.by_point(28.005, 113 + x / 100)
    assert (place.area_code, place.how, place.latitude, place.longitude) == (code, "point", 28.005, 113 + x / 100)


def test_a_point_outside_every_outline_is_refused(outlined):
    assert refused(locate.by_point, 28.5, 113.5) == ("outside_area", "lat")


@pytest.mark.parametrize("point", [(113.0, 28.0), (float("nan"), 113.0), (28.0, float("inf"))])
def test_what_is_no_point_is_refused(outlined, point):
    assert refused(locate.by_point, *point) == ("bad_point", "lat")


def test_a_point_says_nothing_before_the_first_outline(town):
    place = locate.by_point(28.005, 113.005)
    assert (place.area_code, place.how, place.confidence) == (COUNTY, "root", 0.0)
    assert (place.latitude, place.longitude) == (28.005, 113.005)


def test_a_changed_outline_counts_at_once(outlined):
    assert locate.by_point(28.005, 113.015).area_code == OTHER_GRID
    Area.objects.filter(code=OTHER_GRID).update(boundary=None)
    bump("boundaries")
    assert locate.by_point(28.005, 113.015).area_code == COMMUNITY


@pytest.mark.parametrize(
    ("text", "code", "how"),
    [
        ("金牛山街道红星社区门口积水", COMMUNITY, "text"),
        ("幸福里1号楼电梯坏了", BUILDING, "text"),
        ("金牛山街道和望江街道之间", COUNTY, "text"),
        ("楼道口的垃圾三天没有人清运", COUNTY, "root"),
        ("", COUNTY, "root"),
    ],
)
def test_a_text_leads_to_a_place(town, text, code, how):
    place = locate.by_text(text)
    assert (place.area_code, place.how) == (code, how)
    assert (place.confidence > 0) == (how == "text")


def test_a_new_alias_counts_at_once(town):
    assert locate.by_text("我住在老街口").how == "root"
    Area.objects.filter(code=OTHER_STREET).update(aliases=["老街口"])
    bump("directory")
    assert locate.by_text("我住在老街口").area_code == OTHER_STREET


def test_the_root_of_several_is_the_highest_then_the_lowest_code(town):
    assert locate.root().area_code == COUNTY
    Area.objects.create(code="110000001", name="甲街道", level=Level.STREET)
    Area.objects.create(code="470211", name="乙县", level=Level.COUNTY)
    bump("directory")
    assert locate.root().area_code == COUNTY


@pytest.mark.parametrize("call", [locate.root, lambda: locate.by_text("垃圾"), lambda: locate.by_point(28, 113)])
def test_an_installation_without_areas_says_so(call):
    bump("directory")
    bump("boundaries")
    with pytest.raises(Refusal) as refusal:
        call()
    assert (refusal.value.kind, refusal.value.code) == (Kind.CONFLICT, "no_areas")


@pytest.mark.parametrize(
    ("call", "statements"),
    [
        (lambda present: locate.by_area(STREET, present), 0),
        (lambda present: locate.by_point(28.005, 113.005, present), 0),
        (lambda present: locate.by_text("金牛山街道", present), 0),
        (lambda present: locate.by_area(STREET), 1),
    ],
)
def test_places_come_from_memory(outlined, django_assert_num_queries, call, statements):
    present = tokens()
    call(present)
    with django_assert_num_queries(statements):
        call(present)
