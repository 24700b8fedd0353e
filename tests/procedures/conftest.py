"""The town with what procedures need: a mediation committee of the community and one of its neighbour."""

import datetime as dt

import pytest
from django.contrib.auth.hashers import make_password

from accounts.models import User
from cases import world
from cases.actions import handling
from grids.models import Post, Unit, UnitKind
from grids.roles import Role
from grids.versions import bump
from procedures.actions import agreements, hazard, mediation, petition
from procedures.actions.hazard import Found
from procedures.models import ProcedureClock
from procedures.states.rule import ClockState
from residents.contact import Contact
from tests.town import AT, BUILDING, COMMUNITY, FAR_COMMUNITY, SINCE, Town, build

DAY = dt.timedelta(days=1)
MEDIATORS = [
    ("mediator", "committee", Role.HANDLER),
    ("mediator2", "committee", Role.UNIT_HEAD),
    ("far_mediator", "far_committee", Role.HANDLER),
]
PARTIES = (Contact("张三丰", "13812345678"), Contact("李四光", "13987654321"))


def build_with_committees() -> Town:
    """The town and its mediation committees."""
    town = build()
    for key, name, area in [
        ("committee", "红星调委会", COMMUNITY),
        ("far_committee", "江湾调委会", FAR_COMMUNITY),
    ]:
        town.units[key] = Unit.objects.create(kind=UnitKind.MEDIATION_COMMITTEE, name=name, area_id=area)
    for name, unit, role in MEDIATORS:
        town.users[name] = User.objects.create(
            username=name, name=f"测试{name}", password=make_password("golden buffalo")
        )
        Post.objects.create(user=town.users[name], unit=town.units[unit], role=role, since=SINCE)
    bump("directory")
    return town


@pytest.fixture
def town(db):
    return build_with_committees()


def dispute(town, category="DIS01", by="grid", at=AT, **more):
    """A dispute that its holder has signed for."""
    case = town.report(category, at=at, **more)
    return handling.sign(case, by=town.user(by), at=at)


def applied(town, case=None, at=AT, **more):
    """A mediation that the grid has begun, with the committee."""
    case = case or dispute(town, at=at)
    given = {"by": town.user("grid"), "at": at, "unit": town.unit("committee"), "parties": PARTIES}
    return mediation.apply(case, **given | more)


def asked(town, at=AT, **more):
    """The parties are asked."""
    row = applied(town, at=at, **more)
    return mediation.ask_consent(row, by=town.user("mediator"), at=at, mediators=[post_of(town, "mediator")])


def accepted(town, at=AT, **more):
    """Both parties have said yes."""
    row = asked(town, at=at, **more)
    for party in (0, 1):
        row = mediation.consent(row, by=town.user("mediator"), at=at, party=party)
    return row


def in_session(town, at=AT, **more):
    """One session was held."""
    row = accepted(town, at=at, **more)
    words = {"place": "调解室", "present": "双方", "record": "双方陈述。"}
    return mediation.hold_session(row, by=town.user("mediator"), at=at, held_at=at, **words)


def agreed(town, at=AT, form="written", perform_by=None, **more):
    """The parties agreed; performance within ten days unless said otherwise."""
    row = in_session(town, at=at, **more)
    day = at.astimezone(world.ZONE).date()
    return agreements.agree(
        row,
        by=town.user("mediator"),
        at=at,
        form=form,
        facts="噪声扰民。",
        content="晚十点后不练琴。",
        way="自行约束。",
        agreed_on=day,
        perform_by=perform_by or day + 10 * DAY,
    )


def performing(town, at=AT, **more):
    """The agreement is in effect."""
    row = agreed(town, at=at, **more)
    return agreements.take_effect(row, by=town.user("mediator"), at=at, on=at.astimezone(world.ZONE).date())


def breached(town, at=AT, **more):
    """The agreement is not kept."""
    return agreements.breach(performing(town, at=at, **more), by=town.user("mediator"), at=at, text="又开始练琴。")


def registered(town, case=None, at=AT, number="XF-1", **more):
    """A petition matter that the street has registered; the street's section answers."""
    case = case or town.report("CIV06", at=at)
    given = {
        "by": town.user("street"),
        "at": at,
        "unit": town.unit("section"),
        "system_number": number,
        "received_on": at.astimezone(world.ZONE).date(),
    }
    return petition.register(case, **given | more)


def found(town, by="grid", at=AT, kind="self_built", area=BUILDING, **more):
    """A hazard in the first building."""
    return hazard.find(Found(kind, area, "承重墙开裂。", "后院"), by=town.user(by), at=at, **more)


def graded(town, grade="C", by="street", unit="section", at=AT, **more):
    """A graded hazard; the street's section has to rectify it."""
    row = found(town, at=at, **more)
    return hazard.grade(row, by=town.user(by), at=at, grade=grade, unit=town.unit(unit), text="鉴定报告。")


def post_of(town, name):
    """The id of a cast member's first post."""
    return Post.objects.filter(user=town.user(name)).order_by("id").first().pk


def clocks(row):
    """The clocks of a procedure: kind -> (state, last day or instant due)."""
    found_ = ProcedureClock.objects.filter(procedure=row.PROCEDURE, subject_id=row.pk).order_by("id")
    return {clock.kind: clock.state for clock in found_}


def due(row, kind):
    """When a live clock ends, on the office's clock: "2026-03-03 10:00"."""
    clock = ProcedureClock.objects.get(procedure=row.PROCEDURE, subject_id=row.pk, kind=kind, state=ClockState.PENDING)
    return f"{clock.due_at.astimezone(world.ZONE):%Y-%m-%d %H:%M}"


def viewer(town, name, at=AT):
    """A member of the cast, looking."""
    return world.viewer(town.user(name), at)
