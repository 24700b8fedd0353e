"""A duty roster, receptions and screening meetings around the last day of the demo."""

import datetime as dt

from accounts.models import User
from cases.models import Case
from cases.world import ZONE, viewer
from config.demo.wording import data
from grids import locate
from grids.models import Area, Post, Unit, UnitKind
from grids.roles import Role
from meetings.actions import decisions, duty, items, receptions, screenings
from meetings.models import ReceptionSession
from meetings.states import SessionKind

MORNING = dt.timedelta(hours=9)
DAY = dt.timedelta(days=1)
NINE, ELEVEN = dt.time(9), dt.time(11)


def meet(until: dt.datetime) -> None:
    """The street received people yesterday and does so again; two communities screen their disputes."""
    street, community = data("street")["street"]["code"], User.objects.get(username="community")
    home = _area_of(community)
    yesterday = until - DAY + MORNING
    _roster(street, until)
    held = _leader_day(street, yesterday, yesterday)
    _record(held, until)
    _leader_day(street, yesterday, until + 6 * DAY)
    _property_day(home, community, yesterday, until + 2 * DAY)
    _screen(home, community, yesterday)
    _property_board(home, community, yesterday)


def _area_of(user: User) -> str:
    return Unit.objects.get(posts__user=user, kind=UnitKind.OFFICE, posts__role=Role.CLERK).area_id


def _day(at: dt.datetime) -> dt.date:
    return at.astimezone(ZONE).date()


def _roster(street: str, until: dt.datetime) -> None:
    """The coming days have a leader; the ones after that are the gap that somebody has to fill."""
    leader = Post.objects.get(user__username="street", role=Role.LEADER).pk
    deputy = Post.objects.get(user__username="street2", role=Role.UNIT_HEAD).pk
    first = _day(until)
    last = first + (data("meetings")["duty_days"] - 1) * DAY
    by = User.objects.get(username="street2")
    duty.set_days(by=by, at=until, area_code=street, since=first, until=last, leader=leader, deputy=deputy)


def _leader_day(street: str, at: dt.datetime, when: dt.datetime) -> ReceptionSession:
    return receptions.plan(
        by=User.objects.get(username="street2"),
        at=at,
        kind=SessionKind.LEADER_RECEPTION,
        area_code=street,
        day=_day(when),
        begins=NINE,
        ends=ELEVEN,
        place=data("meetings")["leader_reception"]["place"],
        leader=Post.objects.get(user__username="street", role=Role.LEADER).pk,
        deputy=Post.objects.get(user__username="street2", role=Role.UNIT_HEAD).pk,
    )


def _record(session: ReceptionSession, until: dt.datetime) -> None:
    """Yesterday's matters, the leader's instruction and the signed summary."""
    clerk, leader = User.objects.get(username="street2"), User.objects.get(username="street")
    script, at = data("meetings")["leader_reception"], until - DAY + MORNING
    receptions.begin(session, by=clerk, at=at)
    place = locate.by_area(Area.objects.filter(level="grid").order_by("code").values_list("code", flat=True)[0])
    for row in data("meetings")["matters"]:
        at += dt.timedelta(minutes=20)
        items.record_case(session, by=clerk, at=at, text=row["text"], place=place, category=row["category"])
    for text in script["answers"]:
        items.record_answer(session, by=clerk, at=at, text=text)
    at += dt.timedelta(minutes=30)
    items.instruct(session, by=leader, at=at, item=1, text=script["instruction"])
    receptions.summarise(session, by=leader, at=at, text=script["summary"])


def _property_day(area: str, by: User, at: dt.datetime, when: dt.datetime) -> ReceptionSession:
    return receptions.plan(
        by=by,
        at=at,
        kind=SessionKind.PROPERTY_RECEPTION,
        area_code=area,
        day=_day(when),
        begins=NINE,
        ends=ELEVEN,
        place=data("meetings")["property_day"]["place"],
        unit=Unit.objects.get(kind=UnitKind.PROPERTY_COMPANY).pk,
    )


def _property_board(area: str, by: User, at: dt.datetime) -> None:
    """Yesterday's property-manager day, with what was answered there."""
    session = _property_day(area, by, at, at)
    receptions.begin(session, by=by, at=at)
    for text in data("meetings")["property_day"]["answers"]:
        items.record_answer(session, by=by, at=at + dt.timedelta(minutes=10), text=text)


def _screen(area: str, by: User, at: dt.datetime) -> None:
    """Yesterday's meeting: the first dispute decided, the others still open."""
    posts = Post.objects.filter(unit__area__code=area, unit__kind=UnitKind.OFFICE, role=Role.CLERK)
    meeting = screenings.plan(
        by=by, at=at, area_code=area, day=_day(at), participants=posts.values_list("pk", flat=True)
    )
    screenings.begin(meeting, by=by, at=at)
    sight = Case.objects.visible_to(viewer(by, at)).open()
    case = sight.filter(pk__in=meeting.agenda.values("case"), sensitive=False).order_by("pk").first()
    if case is not None:
        script = data("meetings")["screening"]
        facts = {"number": case.number, "unit": case.holder_id, "due_on": _day(at) + 10 * DAY, **script}
        decisions.decide(meeting, by=by, at=at, **facts)
