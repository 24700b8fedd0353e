"""What runs beside the cases of the demo: a mediation, a petition matter, hazards in every state."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from accounts.models import User
from cases.models import Case
from cases.states import State
from cases.world import ZONE, world
from config.demo.script import GridPlace
from config.demo.wording import data
from grids.models import Unit, UnitKind
from procedures import units
from procedures.actions import clocks, hazard, mediation, petition
from procedures.actions.hazard import Found
from residents import contact

STEP = dt.timedelta(hours=2)


def run_beside(grids: Sequence[GridPlace], until: dt.datetime) -> None:
    """Whatever is due by `until` has rung."""
    _mediate(grids[0], until)
    _petition(until)
    for row in data("procedures")["hazards"]:
        _hazard(row, grids[0], until)
    clocks.run(until)


def _mediate(grid: GridPlace, until: dt.datetime) -> None:
    """The community mediates a dispute that the first grid holds."""
    case = _processing(area__code__startswith=grid.code, category__group="DIS")
    if case is None or case.signed_at is None:
        return
    words = data("procedures")["mediation"]
    office = Unit.objects.get(kind=UnitKind.OFFICE, area_id=grid.community)
    by, at = _user("community"), min(case.signed_at + STEP, until - 3 * STEP)
    parties = [contact.clean(name, "") for name in words["parties"]]
    row = mediation.apply(case, by=_user("grid"), at=at, unit=office.pk, parties=parties)
    post = units.mediators(world(at), office.pk)[0]
    row = mediation.ask_consent(row, by=by, at=at + STEP, mediators=[post.id])
    for position in range(len(parties)):
        row = mediation.consent(row, by=by, at=at + STEP, party=position)
    mediation.hold_session(row, by=by, at=at + 2 * STEP, held_at=at + 2 * STEP, **words["session"])


def _petition(until: dt.datetime) -> None:
    """The street has registered a matter for which a department of the county answers."""
    case = _processing(holder__area__level="street", sensitive=False)
    facts = data("procedures")["petition"]
    if case is None:
        return
    at = until - dt.timedelta(days=facts["days_ago"]) + dt.timedelta(hours=10)
    received_on = min(at, case.reported_at).astimezone(ZONE).date()
    department = Unit.objects.get(kind=UnitKind.DEPARTMENT)
    row = petition.register(
        case,
        by=_user("street"),
        at=at,
        unit=department.pk,
        system_number=facts["number"],
        received_on=received_on,
    )
    day = at + dt.timedelta(days=facts["accepted_after"])
    head, on = _user("department"), day.astimezone(ZONE).date()
    petition.accept(petition.inform(row, by=head, at=day, on=on, way="letter"), by=head, at=day, on=on)


def _hazard(facts: dict[str, Any], grid: GridPlace, until: dt.datetime) -> None:
    """One record, as far as its facts go; the street's office sees to it."""
    at = until - dt.timedelta(days=facts["days_ago"]) + dt.timedelta(hours=9)
    home = grid.homes[facts["building"] % len(grid.homes)]
    found = Found(facts["kind"], home[0], facts["text"], facts["address"])
    row = hazard.find(found, by=_user(facts["found_by"]), at=at)
    if "grade" not in facts:
        return
    office = Unit.objects.get(kind=UnitKind.OFFICE, area__level="street")
    row = hazard.grade(
        row, by=_user("street2"), at=at + STEP, grade=facts["grade"], unit=office.pk, text=facts["grade_text"]
    )
    steps = dt.timedelta(days=3)
    if "control" in facts:
        hazard.control(row, by=_user("street"), at=at + 2 * STEP, text=facts["control"], evacuated=facts["evacuated"])
    if "rectify" in facts:
        hazard.rectify(row, by=_user("street"), at=at + steps, text=facts["rectify"])
        hazard.recheck(row, by=_user("checker"), at=at + 2 * steps, passed=True, text=facts["recheck"])
        hazard.clear(row, by=_user("street2"), at=at + 2 * steps + STEP, text=facts["clear"])


def _processing(**where: Any) -> Case | None:
    """The case in hand that was reported last, among some."""
    return Case.objects.filter(state=State.PROCESSING, **where).order_by("-reported_at").first()


def _user(username: str) -> User:
    return User.objects.get(username=username)
