"""What the day has beside its cases: a leader's reception, a property day, a screening, mediations, hazards."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from bench.street_day.people import COMMUNITIES, STREET
from bench.street_day.play import Day, Entry, Fact
from cases.models import Case
from cases.states import State
from cases.world import viewer_in
from config.demo.dice import Dice
from config.demo.wording import Words, data
from grids import locate
from grids.models import Post, Unit, UnitKind
from grids.roles import Role
from meetings.actions import decisions, duty, items, receptions, screenings
from meetings.models import ReceptionSession, ScreeningMeeting
from meetings.responsible import responsible_units
from meetings.states import Decision, SessionKind
from procedures import rules, units
from procedures.actions import agreements, hazard, mediation, petition
from procedures.actions.hazard import Found
from procedures.models import HazardRecord, MediationCase
from procedures.states.rule import Procedure
from residents import contact

Act = Callable[[Day], None]


def entries(day: Day) -> list[Entry]:
    """Everything that is planned, at its instant."""
    planned: list[tuple[str, str, Act]] = [
        ("08:05", "roster", _roster),
        ("08:10", "plan", _plan),
        ("09:00", "leader reception", _receive),
        ("10:00", "property day", _property_day),
        ("11:30", "instruct", _instruct),
        ("14:30", "screening", _screen),
        ("15:20", "screening reported", _report_up),
        ("09:20", "hazards", _hazards),
        ("16:40", "hazards seen to", _see_to_hazards),
        ("11:00", "petition", _petition),
        *((time, "mediation", _mediate) for time in ("10:40", "13:30", "15:10", "16:30")),
    ]
    return [Entry(day.at(time), name, act) for time, name, act in planned]


def _post(username: str, role: Role) -> int:
    return Post.objects.get(user__username=username, role=role).pk


def _leaders() -> dict[str, int]:
    return {"leader": _post("street", Role.LEADER), "deputy": _post("street2", Role.UNIT_HEAD)}


def _roster(day: Day) -> None:
    week = day.date + dt.timedelta(days=6)
    duty.set_days(by=day.street["street2"], at=day.now, area_code=STREET, since=day.date, until=week, **_leaders())


def _plan(day: Day) -> None:
    """The two receptions and the screening of the day are on the calendar."""
    facts: dict[str, Any] = {"at": day.now, "day": day.date, "ends": dt.time(11, 30), "place": "便民服务中心"}
    receptions.plan(
        by=day.street["street2"], kind=SessionKind.LEADER_RECEPTION, area_code=STREET, begins=dt.time(9), **facts
    )
    receptions.plan(
        by=day.street["community"],
        kind=SessionKind.PROPERTY_RECEPTION,
        area_code=COMMUNITIES[0],
        begins=dt.time(10),
        unit=Unit.objects.get(kind=UnitKind.PROPERTY_COMPANY).pk,
        **facts,
    )
    screenings.plan(by=day.street["community-2"], at=day.now, area_code=COMMUNITIES[1], day=day.date)


def _session(kind: SessionKind) -> ReceptionSession:
    return ReceptionSession.objects.get(kind=kind)


def _receive(day: Day) -> None:
    """A leader receives four people; one is answered at once."""
    session, clerk = _session(SessionKind.LEADER_RECEPTION), day.street["street2"]
    receptions.begin(session, by=clerk, at=day.now)
    for serial, (grid, code) in enumerate(zip((0, 5, 10, 15), ("TRF01", "MUN03", "DIS01", "PTY01"), strict=True)):
        _matter(day, session, grid, code, serial)
    items.record_answer(session, by=clerk, at=day.now, text=data("meetings")["leader_reception"]["answers"][0])


def _matter(day: Day, session: ReceptionSession, grid: int, code: str, serial: int) -> None:
    spot = day.street.grids[grid]
    words = Words(code, data("texts")[code]["requests"][0], spot.spots[0], spot.homes[0][1], Dice("matter", serial))
    by = day.street["street2" if session.kind == SessionKind.LEADER_RECEPTION else "community"]
    told = items.record_case(
        session,
        by=by,
        at=day.now,
        text=words.asked(),
        place=locate.by_area(spot.code),
        category=code,
        contact=contact.clean("来访人", f"15400088{serial:03d}"),
    )
    day.facts[told.case.pk] = Fact(code, spot.code, words)


def _property_day(day: Day) -> None:
    session, by = _session(SessionKind.PROPERTY_RECEPTION), day.street["community"]
    receptions.begin(session, by=by, at=day.now)
    for serial, code in enumerate(("PTY01", "PTY04"), start=50):
        _matter(day, session, serial % 4, code, serial)
    items.record_answer(session, by=by, at=day.now, text=data("meetings")["property_day"]["answers"][0])
    receptions.summarise(session, by=by, at=day.now, text="三件事项，两件转办，一件当场答复。")


def _instruct(day: Day) -> None:
    """The leader instructs on the first matter that is still open, and signs."""
    session, leader = _session(SessionKind.LEADER_RECEPTION), day.street["street"]
    for item in session.items.filter(case__isnull=False).order_by("number"):
        if item.case.state not in {State.CLOSED, State.ARCHIVED}:
            items.instruct(session, by=leader, at=day.now, item=item.number, text="请三个工作日内查清并答复。")
            break
    receptions.summarise(session, by=leader, at=day.now, text=data("meetings")["leader_reception"]["summary"])


def _screen(day: Day) -> None:
    """Every open dispute of the second community gets a decision."""
    meeting, by = ScreeningMeeting.objects.get(), day.street["community-2"]
    screenings.begin(meeting, by=by, at=day.now)
    dice = Dice("screening", day.date)
    sight = Case.objects.visible_to(viewer_in(day.present, by)).open()
    for case in sight.filter(pk__in=meeting.agenda.values("case")).order_by("pk"):
        decisions.decide(
            meeting,
            by=by,
            at=day.now,
            number=case.number,
            decision=dice.pick(list(Decision)),
            text="会商后由责任单位牵头。",
            unit=responsible_units(day.present.directory, case)[0].id,
            due_on=day.date + dt.timedelta(days=10),
        )


def _report_up(day: Day) -> None:
    """Disputes that came in during the meeting are decided as well before it reports."""
    meeting, by = ScreeningMeeting.objects.get(), day.street["community-2"]
    meeting = screenings.report(meeting, by=by, at=day.now, text="纠纷已逐件研究。")
    screenings.acknowledge(meeting, by=day.street["street2"], at=day.now)


def _disputes(day: Day) -> list[Case]:
    """Disputes that a government unit is handling and that nobody mediates yet."""
    found = Case.objects.filter(state=State.PROCESSING, category__group="DIS", sensitive=False, complained_unit=None)
    busy = MediationCase.objects.values("case")
    return list(found.exclude(pk__in=busy).filter(holder__kind=UnitKind.OFFICE).order_by("pk"))


def _mediate(day: Day) -> None:
    """The next dispute that can be mediated; of three one ends with an agreement, one goes on, one is declined."""
    for case in _disputes(day):
        by = _handler(day, case)
        if by is None:
            continue
        unit = units.mediating(day.present, case.area_id)[0].id
        parties = [contact.clean(name, "") for name in data("procedures")["mediation"]["parties"]]
        row = mediation.apply(case, by=by, at=day.now, unit=unit, parties=parties)
        post = units.mediators(day.present, unit)[0]
        mediator = next(user for user in day.street.people.values() if user.pk == post.user_id)
        number = MediationCase.objects.count()
        row = mediation.ask_consent(row, by=mediator, at=day.now, mediators=[post.id])
        if number % 3 == 0:
            mediation.decline(row, by=mediator, at=day.now, party=1)
            return
        for position in range(2):
            row = mediation.consent(row, by=mediator, at=day.now, party=position)
        row = mediation.hold_session(
            row, by=mediator, at=day.now, held_at=day.now, **data("procedures")["mediation"]["session"]
        )
        if number % 3 == 1:
            _agree(day, row, mediator)
        return


def _handler(day: Day, case: Case) -> Any:
    facts = mediation.facts_of_case(case)
    viewers = ((user, viewer_in(day.present, user)) for user in day.street.people.values())
    return next((user for user, seen in viewers if rules.may_begin(seen, Procedure.MEDIATION, facts)), None)


def _agree(day: Day, row: MediationCase, by: Any) -> None:
    row = agreements.agree(
        row,
        by=by,
        at=day.now,
        form="written",
        facts="楼上装修漏水，损坏楼下吊顶。",
        content="楼上修复防水，并承担吊顶费用的一半。",
        way="现金，当面交付。",
        agreed_on=day.date,
        perform_by=day.date + dt.timedelta(days=30),
    )
    agreements.take_effect(row, by=by, at=day.now, on=day.date)


def _petition(day: Day) -> None:
    """A matter that belongs to the petition procedure is registered."""
    case = Case.objects.filter(state__in=[State.PROCESSING, State.DISPATCHED], sensitive=False).order_by("pk").first()
    if case is not None:
        unit = units.answering(day.present, case.area_id)[0].id
        petition.register(
            case, by=day.street["street2"], at=day.now, unit=unit, system_number="XF2026-1010", received_on=day.date
        )


def _hazards(day: Day) -> None:
    """Two buildings: one is dangerous as a whole, one needs repair."""
    homes = day.street.grids[0].homes
    by, head = day.street["grid"], day.street["street2"]
    unit = Unit.objects.get(kind=UnitKind.OFFICE, area_id=STREET).pk
    for home, kind, grade in zip(homes, ("self_built", "fire"), ("D", "B"), strict=False):
        row = hazard.find(Found(kind, home[0], "承重墙有贯穿裂缝。", home[1]), by=by, at=day.now)
        hazard.grade(row, by=head, at=day.now, grade=grade, unit=unit, text="现场鉴定。")


def _see_to_hazards(day: Day) -> None:
    """The dangerous one is controlled, the other one repaired, looked at again and cleared."""
    dangerous, other = HazardRecord.objects.order_by("pk")
    by = day.street["street"]
    hazard.control(dangerous, by=by, at=day.now, text="已设围挡，人员全部转移。", evacuated=True)
    hazard.rectify(other, by=by, at=day.now, text="更换水泵控制柜，试水正常。")
    hazard.recheck(other, by=day.street["checker"], at=day.now, passed=True, text="试水正常。")
    hazard.clear(other, by=day.street["street2"], at=day.now, text="已销号。")
