"""The hazard register: found, graded, controlled, rectified, looked at again, cleared (case process §4.6)."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import conflict, invalid
from cases import texts
from cases.actions import intake
from cases.models import Case
from cases.states import OPEN, Channel
from cases.world import World, viewer_in, world
from grids import locate
from grids.levels import Level
from procedures import limits, periods, rules, units
from procedures.actions.frame import Draft, begun, opened
from procedures.actions.inputs import line, member
from procedures.models import HazardRecord
from procedures.standing import Facts
from procedures.states.hazard import AT_ONCE, CATEGORY_OF, Clock, Grade, Kind, State, Verb
from procedures.states.rule import Procedure

PLACES = frozenset({Level.BUILDING, Level.GRID})


@dataclass(frozen=True, slots=True)
class Found:
    """What somebody saw: which kind, where, in which words."""

    kind: str
    area_code: str
    text: str
    address: str = ""


@transaction.atomic
def find(
    found: Found,
    *,
    by: User,
    at: dt.datetime,
    case: Case | None = None,
    open_case: bool = False,
) -> HazardRecord:
    """A hazard goes into the register, by itself, from a case, or together with a new case.

    `case`: one that `by` sees, of the kind's category. `open_case`: a case is reported under that category
    at the same time. Raises `Refusal` invalid `unknown_choice`, `unknown_area`, `other_category`; forbidden
    outside the own area; what `intake.report` raises.
    """
    present = world(at)
    kind = member(Kind, found.kind, "kind")
    _check_place(present, found.area_code)
    post = rules.check_beginning(viewer_in(present, by), Procedure.HAZARD, Facts(found.area_code))
    if case is not None:
        check_case(case, kind, present)
    elif open_case:
        case = _reported(found, kind, by, at)
    row = HazardRecord(
        kind=kind,
        area_id=found.area_code,
        address=line(found.address, "address", 200, required=False),
        case=case,
        opened_at=at,
    )
    draft = begun(row, Verb.FIND, State.FOUND, by=by, post=post, present=present, text=texts.clean(found.text))
    _wait_for_grade(draft)
    return row


def check_case(case: Case, kind: Kind, present: World) -> None:
    """An open case of the category of the hazard. Raises `Refusal`."""
    if case.state not in OPEN:
        raise conflict("case_closed", _("The case is closed."))
    category = present.catalogue.by_id(case.category_id).code if case.category_id else ""
    if category != CATEGORY_OF[kind]:
        raise invalid("other_category", _("The case is about something else than this kind of hazard."), "kind")


def _check_place(present: World, code: str) -> None:
    node = present.directory.areas.get(code)
    if node is None or node.level not in PLACES:
        raise invalid("unknown_area", _("Choose a building or a grid."), "area_code")


def _reported(found: Found, kind: Kind, by: User, at: dt.datetime) -> Case:
    return intake.report(
        text=found.text,
        at=at,
        channel=Channel.PATROL,
        place=locate.by_area(found.area_code),
        by=by,
        category_code=CATEGORY_OF[kind],
        address=found.address,
    ).case


def _wait_for_grade(draft: Draft[HazardRecord]) -> None:
    """The lowest office that may grade answers for it."""
    office = grading_office(draft.world, draft.matter.area_id)
    if office is None:
        return
    draft.start(Clock.GRADE, periods.limit_from(draft.world.calendar, draft.at, limits.GRADE), office)
    draft.tell("hazard_found", office)


def grading_office(present: World, place: str) -> int | None:
    """The office at street level, or the lowest above it, around a place."""
    directory = present.directory
    offices = [directory.offices[node.code] for node in directory.path(place) if node.code in directory.offices]
    return next((office.id for office in offices if office.level.rank >= Level.STREET.rank), None)


def grade(row: HazardRecord, *, by: User, at: dt.datetime, grade: str, unit: int, text: str) -> HazardRecord:
    """Experts have looked: how dangerous it is, and which unit has to see to it. May be done again when it gets worse.

    Raises `Refusal` invalid `unknown_unit`.
    """
    with opened(row, Verb.GRADE, by=by, at=at) as draft:
        matter, found = draft.matter, member(Grade, grade, "grade")
        if unit not in {one.id for one in units.rectifying(draft.world, matter.area_id)}:
            raise invalid("unknown_unit", _("Choose a unit that can see to it here."), "unit")
        matter.grade, matter.unit_id, matter.graded_by = found, unit, by
        draft.met(Clock.GRADE)
        draft.end(Clock.CONTROL, Clock.RECTIFY, Clock.CLEAR)
        draft.apply(Verb.GRADE, to=State.GRADED, text=texts.clean(text), data={"grade": found, "unit": unit})
        _after_grade(draft, found, unit)
    return draft.matter


def _after_grade(draft: Draft[HazardRecord], found: Grade, unit: int) -> None:
    calendar = draft.world.calendar
    if found is Grade.A:
        office = grading_office(draft.world, draft.matter.area_id)
        draft.start(Clock.CLEAR, periods.limit_from(calendar, draft.at, limits.CLEAR), office or unit)
        return
    if found in AT_ONCE:
        draft.start(Clock.CONTROL, periods.limit_from(calendar, draft.at, limits.CONTROL[found]), unit)
        draft.tell("hazard_control_now", unit, critical=found is Grade.D)
        return
    draft.start(Clock.RECTIFY, periods.limit_from(calendar, draft.at, limits.RECTIFY), unit)
    draft.tell("hazard_graded", unit)


def control(row: HazardRecord, *, by: User, at: dt.datetime, text: str, evacuated: bool = False) -> HazardRecord:
    """Fenced off, shut off, emptied: nobody is in danger until it is repaired. Grade D: the building is empty.

    Raises `Refusal` invalid `not_evacuated` for grade D with people in it.
    """
    with opened(row, Verb.CONTROL, by=by, at=at) as draft:
        matter = draft.matter
        if matter.grade == Grade.D and not evacuated:
            raise invalid("not_evacuated", _("Grade D: everybody has to be out of the building."), "evacuated")
        matter.evacuated = evacuated
        draft.met(Clock.CONTROL)
        draft.apply(Verb.CONTROL, to=State.CONTROLLED, text=texts.clean(text), data={"evacuated": evacuated})
        if Clock.RECTIFY not in draft.clocks:
            period = periods.limit_from(draft.world.calendar, at, limits.RECTIFY)
            draft.start(Clock.RECTIFY, period, _unit_of(draft))
    return draft.matter


def rectify(row: HazardRecord, *, by: User, at: dt.datetime, text: str) -> HazardRecord:
    """It is repaired or taken down; somebody else looks at it again."""
    with opened(row, Verb.RECTIFY, by=by, at=at) as draft:
        matter = draft.matter
        matter.rectified_by, matter.rectified_unit_id = by, draft.unit_id
        draft.met(Clock.RECTIFY)
        draft.apply(Verb.RECTIFY, to=State.RECTIFIED, text=texts.clean(text))
        office = _other_office(draft)
        draft.start(Clock.RECHECK, periods.limit_from(draft.world.calendar, at, limits.RECHECK), office)
        draft.tell("hazard_recheck", office)
    return draft.matter


def _unit_of(draft: Draft[HazardRecord]) -> int:
    """The unit that has to see to it; from grading on there is one, the database keeps it so."""
    return int(draft.matter.unit_id or 0)


def _other_office(draft: Draft[HazardRecord]) -> int:
    """Who answers for the second look: the office that grades, or the one above where that one rectified."""
    directory = draft.world.directory
    office = directory.units[grading_office(draft.world, draft.matter.area_id) or _unit_of(draft)]
    above = directory.parent_of(office)
    return above.id if office.id == draft.matter.rectified_unit_id and above else office.id


def recheck(row: HazardRecord, *, by: User, at: dt.datetime, passed: bool, text: str) -> HazardRecord:
    """Somebody from another unit has looked: the danger is gone, or it goes back to be rectified."""
    with opened(row, Verb.RECHECK, by=by, at=at) as draft:
        matter, calendar = draft.matter, draft.world.calendar
        draft.met(Clock.RECHECK)
        to = State.RECHECKED if passed else State.CONTROLLED
        draft.apply(Verb.RECHECK, to=to, text=texts.clean(text), data={"passed": passed})
        if passed:
            office = grading_office(draft.world, matter.area_id) or _unit_of(draft)
            draft.start(Clock.CLEAR, periods.limit_from(calendar, at, limits.CLEAR), office)
            return matter
        draft.start(Clock.RECTIFY, periods.limit_from(calendar, at, limits.RECTIFY), _unit_of(draft))
        draft.tell("hazard_rework", matter.unit_id)
    return draft.matter


def clear(row: HazardRecord, *, by: User, at: dt.datetime, text: str = "") -> HazardRecord:
    """Off the list (销号)."""
    with opened(row, Verb.CLEAR, by=by, at=at) as draft:
        draft.met(Clock.CLEAR)
        draft.apply(Verb.CLEAR, to=State.CLEARED, text=texts.clean(text, required=False))
        draft.tell("hazard_cleared", draft.matter.unit_id)
    return draft.matter


def find_again(row: HazardRecord, *, by: User, at: dt.datetime, text: str) -> HazardRecord:
    """The grade was wrong, the hazard is there: a new record follows the cleared one. Returns the new one."""
    with opened(row, Verb.FIND_AGAIN, by=by, at=at) as draft:
        former = draft.matter
        words = texts.clean(text)
        fresh = HazardRecord(
            kind=former.kind,
            area_id=former.area_id,
            address=former.address,
            case=former.case if former.case and former.case.state in OPEN else None,
            former=former,
            opened_at=at,
        )
        anew = Draft(draft.world, fresh, by, draft.unit_id)
        fresh.state = ""
        anew.apply(Verb.FIND, to=State.FOUND, text=words, data={"former": former.pk})
        _wait_for_grade(anew)
        draft.apply(Verb.FIND_AGAIN, text=words, data={"record": fresh.pk})
    return fresh
