"""Units, posts, place codes, outlines and party organisations: each change, each refusal, each record."""

import datetime as dt

import pytest

from accounts.models import AuditEntry
from accounts.refusals import Refusal
from grids import directory, locate, signed_codes
from grids.actions import boundaries, party, place_codes, posts, units
from grids.models import Area, PartyKind, PartyOrganisation, PlaceCode, Post, Unit, UnitKind
from grids.roles import Role
from tests.grids.test_outlines import square
from tests.town import AT, BUILDING, COMMUNITY, GRID, OTHER_GRID, STREET, build

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 2)
WEEK = dt.timedelta(days=7)


@pytest.fixture
def town():
    return build()


@pytest.fixture
def by(town):
    return town.user("administrator")


def refusal(call, *arguments, **options):
    with pytest.raises(Refusal) as refused:
        call(*arguments, **options)
    return refused.value.code, refused.value.field


def recorded():
    entry = AuditEntry.objects.order_by("id").last()
    return entry.user.username, entry.verb, entry.subject_kind, entry.subject_id


# Units


def test_a_unit_is_founded_and_known_at_once(town, by):
    unit = units.create(
        kind=UnitKind.DEPARTMENT, name=" 市政工程处 ", area_code=STREET, phone="0731-8888 1234", by=by, at=AT
    )
    assert (unit.name, unit.phone) == ("市政工程处", "0731-8888 1234")
    assert directory.current().units[unit.pk].name == "市政工程处"
    assert recorded() == ("administrator", "create_unit", "unit", str(unit.pk))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kind": "guild"}, ("unknown_kind", "kind")),
        ({"name": " "}, ("bad_name", "name")),
        ({"name": "长" * 81}, ("bad_name", "name")),
        ({"name": "x\x00"}, ("bad_name", "name")),
        ({"area_code": "nowhere"}, ("unknown_area", "area_code")),
        ({"phone": "call me"}, ("bad_phone", "phone")),
        ({"phone": "1" * 31}, ("bad_phone", "phone")),
        ({"kind": UnitKind.OFFICE}, ("office_exists", "area_code")),
        ({"kind": UnitKind.OFFICE, "area_code": BUILDING}, ("no_office_here", "area_code")),
        ({"kind": UnitKind.CHECKING_GROUP, "name": "金牛山核查组"}, ("name_taken", "name")),
    ],
)
def test_a_unit_that_cannot_be_is_refused(town, by, change, code):
    wanted = {"kind": UnitKind.DEPARTMENT, "name": "市政工程处", "area_code": STREET} | change
    before = Unit.objects.count()
    assert refusal(units.create, **wanted, by=by, at=AT) == code
    assert Unit.objects.count() == before
    assert not AuditEntry.objects.exists()


def test_a_unit_is_renamed(town, by):
    unit = units.change(town.units["section"], name="金牛山综合执法办", phone="12345", by=by, at=AT)
    assert (Unit.objects.get(pk=unit.pk).name, unit.phone) == ("金牛山综合执法办", "12345")
    assert directory.current().units[unit.pk].name == "金牛山综合执法办"
    assert recorded() == ("administrator", "change_unit", "unit", str(unit.pk))


# Posts


def assign(town, by, user="nobody", unit=GRID, role=Role.GRID_WORKER, since=DAY, **more):
    return posts.assign(user=town.user(user), unit=town.units[unit], role=role, since=since, by=by, at=AT, **more)


def test_a_post_counts_from_its_first_day_on(town, by):
    post = assign(town, by)
    assert directory.current().current_posts(town.user("nobody").pk, DAY)[0].id == post.pk
    assert directory.current().current_posts(town.user("nobody").pk, DAY - dt.timedelta(days=1)) == ()
    assert recorded() == ("administrator", "assign_post", "post", str(post.pk))


OVERLAPS = [
    # The post that is there: DAY … DAY + 7. The new one: its first day, its last day, refused.
    (0, 7, True),
    (7, 7, True),
    (-9, 0, True),
    (-9, None, True),
    (3, None, True),
    (2, 3, True),
    (8, None, False),
    (-9, -1, False),
]


@pytest.mark.parametrize(("since", "until", "refused"), OVERLAPS)
def test_the_same_post_is_not_held_twice_on_a_day(town, by, since, until, refused):
    assign(town, by, until=DAY + WEEK)
    wanted = {
        "since": DAY + dt.timedelta(days=since),
        "until": None if until is None else DAY + dt.timedelta(days=until),
    }
    if refused:
        assert refusal(assign, town, by, **wanted) == ("post_overlaps", "")
    else:
        assign(town, by, **wanted)
    assert Post.objects.filter(user=town.user("nobody")).count() == (1 if refused else 2)


def test_another_role_unit_or_person_is_another_post(town, by):
    assign(town, by, unit=COMMUNITY, role=Role.CLERK)
    assign(town, by, unit=COMMUNITY, role=Role.HANDLER)
    assign(town, by, unit=STREET, role=Role.CLERK)
    assign(town, by, user="grid", unit=COMMUNITY, role=Role.CLERK)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"until": DAY - dt.timedelta(days=1)}, ("bad_dates", "until")),
        ({"role": "mayor"}, ("unknown_role", "role")),
        ({"unit": COMMUNITY}, ("no_grid", "unit")),
        ({"unit": "property"}, ("no_grid", "unit")),
        ({"area_code": "nowhere"}, ("unknown_area", "area_code")),
        ({"area_code": OTHER_GRID}, ("outside_unit", "area_code")),
        ({"area_code": COMMUNITY}, ("outside_unit", "area_code")),
    ],
)
def test_a_post_that_cannot_be_is_refused(town, by, change, code):
    assert refusal(assign, town, by, **change) == code
    assert not AuditEntry.objects.exists()


def test_a_closed_account_gets_no_post(town, by):
    town.user("nobody").is_active = False
    assert refusal(assign, town, by) == ("user_inactive", "user")


def test_a_post_is_narrowed_to_a_building(town, by):
    post = assign(town, by, role=Role.BUILDING_STEWARD, area_code=BUILDING)
    assert directory.current().current_posts(town.user("nobody").pk, DAY)[0].area_code == BUILDING == post.area_id


def test_a_deputy_stands_in_for_somebody_else_in_the_same_post(town, by):
    held = Post.objects.get(user=town.user("grid"))
    assert assign(town, by, deputy_of=held, until=DAY + WEEK).deputy_of == held
    assert refusal(assign, town, by, user="grid", deputy_of=held) == ("bad_deputy", "deputy_of")
    assert refusal(assign, town, by, unit=OTHER_GRID, deputy_of=held) == ("bad_deputy", "deputy_of")
    assert refusal(assign, town, by, role=Role.HANDLER, deputy_of=held) == ("bad_deputy", "deputy_of")


def test_a_post_ends_with_its_last_day(town, by):
    post = assign(town, by)
    posts.end(post, on=DAY + WEEK, by=by, at=AT)
    person = town.user("nobody").pk
    assert directory.current().current_posts(person, DAY + WEEK)
    assert not directory.current().current_posts(person, DAY + WEEK + dt.timedelta(days=1))
    assert recorded() == ("administrator", "end_post", "post", str(post.pk))
    assert posts.end(post, on=DAY, by=by, at=AT).until == DAY
    assert refusal(posts.end, post, on=DAY, by=by, at=AT) == ("already_ended", "")


def test_a_post_does_not_end_before_it_begins(town, by):
    post = assign(town, by)
    assert refusal(posts.end, post, on=DAY - WEEK, by=by, at=AT) == ("bad_dates", "until")


# Place codes


def test_a_place_code_leads_to_its_area_until_it_is_revoked(town, by):
    row = place_codes.issue(BUILDING, by=by, at=AT, spot="一楼大厅", expires_at=AT + WEEK)
    assert recorded() == ("administrator", "issue_place_code", "place_code", row.code)
    assert locate.by_place_code(row.code.lower(), AT).area_code == BUILDING
    place_codes.revoke(row, by=by, at=AT, reason="lost")
    assert recorded() == ("administrator", "revoke_place_code", "place_code", row.code)
    assert AuditEntry.objects.order_by("id").last().data == {"area": BUILDING, "reason": "lost"}
    assert refusal(locate.by_place_code, row.code, AT) == ("expired_place_code", "place_code")
    assert refusal(place_codes.revoke, row, by=by, at=AT, reason="lost") == ("already_revoked", "")


def test_place_codes_are_long_random_readable_and_signed(town, by):
    codes = {place_codes.issue(GRID, by=by, at=AT).code for _number in range(50)}
    assert len(codes) == 50
    assert all(len(code) == 14 and set(code) <= set("23456789ABCDEFGHJKMNPQRSTVWXYZ") for code in codes)
    assert all(signed_codes.is_signed(code) for code in codes)


def test_a_facility_is_a_thing_with_a_name_inside_a_grid(town, by):
    row = place_codes.issue(GRID, by=by, at=AT, spot="东广场健身器材", facility="fitness")
    assert locate.by_place_code(row.code, AT).evidence == ("东广场健身器材",)
    assert AuditEntry.objects.order_by("id").last().data == {"area": GRID, "facility": "fitness"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"area_code": "nowhere"}, ("unknown_area", "area_code")),
        ({"area_code": COMMUNITY}, ("wrong_level", "area_code")),
        ({"spot": "长" * 81}, ("bad_name", "spot")),
        ({"facility": "spaceship", "spot": "东广场"}, ("unknown_facility", "facility")),
        ({"facility": "fitness", "spot": "  "}, ("spot_missing", "spot")),
        ({"expires_at": AT}, ("bad_expiry", "expires_at")),
    ],
)
def test_a_place_code_that_cannot_be_is_refused(town, by, change, code):
    assert refusal(place_codes.issue, **({"area_code": GRID} | change), by=by, at=AT) == code
    assert not PlaceCode.objects.exists()


def test_every_grid_and_building_gets_the_code_that_it_lacks_once(town, by):
    place_codes.issue(BUILDING, by=by, at=AT, spot="一楼大厅")
    place_codes.issue(GRID, by=by, at=AT, spot="垃圾房", facility="refuse")
    place_codes.issue(OTHER_GRID, by=by, at=AT - WEEK, expires_at=AT)
    assert place_codes.issue_missing(COMMUNITY, by=town.user("community"), at=AT) == 2
    own = PlaceCode.objects.usable(AT).filter(facility="").order_by("area_id")
    assert list(own.values_list("area_id", flat=True)) == [GRID, BUILDING, OTHER_GRID]
    assert place_codes.issue_missing(COMMUNITY, by=town.user("community"), at=AT) == 0
    assert refusal(place_codes.issue_missing, "nowhere", by=by, at=AT) == ("unknown_area", "area_code")


def test_too_many_codes_at_once_are_refused(town, by, monkeypatch):
    monkeypatch.setattr(place_codes, "MOST_AT_ONCE", 2)
    assert refusal(place_codes.issue_missing, COMMUNITY, by=by, at=AT) == ("too_many", "area_code")
    assert not PlaceCode.objects.exists()


# Written by hand: whose sheets somebody keeps, seen from a building of the first grid.
KEEPERS = {
    **dict.fromkeys(["grid", "community", "community2", "street", "street2", "county", "administrator"], ""),
    **dict.fromkeys(["grid2", "grid3", "next_community", "far_grid", "far_community", "far_street"], "not_found"),
    **dict.fromkeys(["checker", "callback", "section", "department", "property"], "not_your_verb"),
    **dict.fromkeys(["auditor", "steward", "nobody"], "not_your_verb"),
}


@pytest.mark.parametrize("name", KEEPERS)
def test_only_those_who_work_there_issue_and_revoke(town, name):
    row = place_codes.issue(BUILDING, by=None, at=AT)
    deeds = [
        lambda: place_codes.issue(BUILDING, by=town.user(name), at=AT),
        lambda: place_codes.issue_missing(BUILDING, by=town.user(name), at=AT),
        lambda: place_codes.revoke(row, by=town.user(name), at=AT, reason="damaged"),
    ]
    if KEEPERS[name]:
        assert [refusal(deed)[0] for deed in deeds] == [KEEPERS[name]] * 3
    else:
        for deed in deeds:
            deed()


def test_who_is_no_longer_there_keeps_nothing(town):
    gone = town.user("grid")
    gone.is_active = False
    assert refusal(place_codes.issue, GRID, by=gone, at=AT)[0] == "not_your_verb"
    posts.end(
        Post.objects.get(user=town.user("community2"), role="clerk"), on=DAY + dt.timedelta(days=1), by=None, at=AT
    )
    posts.end(
        Post.objects.get(user=town.user("community2"), role="unit_head"), on=DAY + dt.timedelta(days=1), by=None, at=AT
    )
    assert place_codes.issue(GRID, by=town.user("community2"), at=AT)
    assert refusal(place_codes.issue, GRID, by=town.user("community2"), at=AT + WEEK)[0] == "not_your_verb"


# Outlines


def test_an_outline_is_drawn_and_taken_away(town, by):
    boundaries.set_outline(GRID, square(0, 0), by=by, at=AT)
    assert locate.by_point(28.005, 113.005).area_code == GRID
    assert recorded() == ("administrator", "set_outline", "area", GRID)
    boundaries.set_outline(GRID, None, by=by, at=AT)
    assert Area.objects.get(code=GRID).boundary is None
    assert locate.by_point(28.005, 113.005).how == "root"


@pytest.mark.parametrize(
    ("area", "geometry", "code"),
    [
        ("nowhere", square(0, 0), ("unknown_area", "area_code")),
        (GRID, {"type": "Point", "coordinates": [1, 2]}, ("bad_outline", "boundary")),
        (
            GRID,
            {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]},
            ("bad_outline", "boundary"),
        ),
    ],
)
def test_an_outline_that_cannot_be_is_refused(town, by, area, geometry, code):
    assert refusal(boundaries.set_outline, area, geometry, by=by, at=AT) == code
    assert not Area.objects.exclude(boundary=None).exists()


# Party organisations


def found(by, kind, name, area_code, **more):
    return party.found(kind=kind, name=name, area_code=area_code, by=by, at=AT, **more)


def test_the_chain_stands_beside_the_areas(town, by):
    above = None
    for kind, area in zip(PartyKind, (STREET, COMMUNITY, GRID, BUILDING), strict=True):
        above = found(by, kind, f"{kind}组织", area, parent=above, secretary="李书记")
    assert recorded() == ("administrator", "found_party", "party", str(above.pk))
    chain = [above]
    while chain[-1].parent is not None:
        chain.append(chain[-1].parent)
    assert [(row.kind, row.area_id) for row in chain] == [
        ("building_group", BUILDING),
        ("branch", GRID),
        ("community", COMMUNITY),
        ("street", STREET),
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"area_code": "nowhere"}, ("unknown_area", "area_code")),
        ({"area_code": STREET}, ("wrong_level", "area_code")),
        ({"kind": PartyKind.STREET}, ("wrong_level", "area_code")),
        ({"name": ""}, ("bad_name", "name")),
        ({"name": "红星党委"}, ("name_taken", "name")),
        ({"secretary": "长" * 61}, ("bad_name", "secretary")),
    ],
)
def test_a_party_organisation_that_cannot_be_is_refused(town, by, change, code):
    found(by, PartyKind.COMMUNITY, "红星党委", COMMUNITY)
    wanted = {"kind": PartyKind.COMMUNITY, "name": "新党委", "area_code": COMMUNITY} | change
    assert refusal(party.found, **wanted, by=by, at=AT) == code
    assert PartyOrganisation.objects.count() == 1


def test_the_organisation_above_is_higher_and_over_the_area(town, by):
    branch = found(by, PartyKind.BRANCH, "第一支部", GRID)
    assert refusal(found, by, PartyKind.BRANCH, "另一支部", GRID, parent=branch) == ("bad_parent", "parent")
    assert refusal(found, by, PartyKind.BUILDING_GROUP, "楼栋党小组", OTHER_GRID, parent=branch) == (
        "bad_parent",
        "parent",
    )
    assert found(by, PartyKind.BUILDING_GROUP, "楼栋党小组", BUILDING, parent=branch).parent == branch


def test_somebody_else_leads(town, by):
    row = party.change(found(by, PartyKind.BRANCH, "支部", GRID), name="第一支部", secretary="王书记", by=by, at=AT)
    assert (PartyOrganisation.objects.get().name, row.secretary) == ("第一支部", "王书记")
    assert recorded() == ("administrator", "change_party", "party", str(row.pk))
