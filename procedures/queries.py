"""What staff read of procedures: lists, one of them with all that hangs on it, counts for a street."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import BigIntegerField, Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import invalid, not_found
from cases.models import Case
from cases.states import OPEN
from cases.viewer import Viewer
from cases.world import World
from grids.models.area import code_end
from procedures import limits, periods, scope, units
from procedures.models import (
    HazardRecord,
    Matter,
    MediationAgreement,
    MediationCase,
    MediationParty,
    MediationSession,
    PetitionHandover,
    PetitionLetter,
    ProcedureClock,
    ProcedureStep,
)
from procedures.states.hazard import Grade, State
from procedures.states.rule import ClockState, Procedure

PAGE = 50
LARGEST_ID = BigIntegerField.MAX_BIGINT
PETITION_CATEGORY = "CIV06"

M = TypeVar("M", bound=Matter)


@dataclass(frozen=True, slots=True)
class Listed:
    """A procedure in a list with the running clock that ends first."""

    matter: Any
    clock: ProcedureClock | None


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of a list, newest first; `next` is the cursor of the one after it, empty at the end."""

    rows: list[Listed]
    next: str


@dataclass(frozen=True, slots=True)
class File:
    """One procedure with its clocks and steps. `steps` of a mediation are without words for whoever may not read it."""

    matter: Any
    clocks: list[ProcedureClock]
    steps: list[ProcedureStep]


@dataclass(frozen=True, slots=True)
class MediationFile(File):
    """With what is between the parties, where `reads` says that the viewer may read it."""

    reads: bool = False
    parties: list[MediationParty] = field(default_factory=list)
    sessions: list[MediationSession] = field(default_factory=list)
    agreement: MediationAgreement | None = None


@dataclass(frozen=True, slots=True)
class PetitionFile(File):
    """With its letters."""

    letters: list[PetitionLetter] = field(default_factory=list)


def find(rows: "QuerySet[M]", pk: int) -> M:
    """One row of what somebody sees, its case read too. Raises `Refusal` not_found outside the scope."""
    row = rows.filter(pk=pk).select_related("case").first() if 0 < pk <= LARGEST_ID else None
    if row is None:
        raise not_found(_("There is no such record."))
    return row


def mediation(viewer: Viewer, pk: int) -> MediationCase:
    """A mediation in the viewer's scope. Raises `Refusal` not_found."""
    return find(MediationCase.objects.visible_to(viewer), pk)


def petition(viewer: Viewer, pk: int) -> PetitionHandover:
    """A petition matter in the viewer's scope. Raises `Refusal` not_found."""
    return find(PetitionHandover.objects.visible_to(viewer), pk)


def hazard(viewer: Viewer, pk: int) -> HazardRecord:
    """A hazard in the viewer's scope. Raises `Refusal` not_found."""
    return find(HazardRecord.objects.visible_to(viewer), pk)


# Files


def mediation_file(viewer: Viewer, row: MediationCase) -> MediationFile:
    """A mediation as far as the viewer reads it: what the parties said is for who mediates and who holds the case."""
    reads = scope.reads_mediation(viewer, row.unit_id, row.case.holder_id)
    clocks, steps = clocks_of(row), steps_of(row)
    if not reads:
        for step in steps:
            step.text = ""
        return MediationFile(row, clocks, steps)
    return MediationFile(
        row,
        clocks,
        steps,
        reads=True,
        parties=list(row.parties.select_related("contact")),
        sessions=list(row.sessions.all()),
        agreement=MediationAgreement.objects.filter(mediation=row).first(),
    )


def petition_file(row: PetitionHandover) -> PetitionFile:
    """A petition matter with its letters."""
    return PetitionFile(row, clocks_of(row), steps_of(row), letters=list(row.letters.all()))


def hazard_file(row: HazardRecord) -> File:
    """A hazard."""
    return File(row, clocks_of(row), steps_of(row))


def clocks_of(matter: Matter) -> list[ProcedureClock]:
    """All clocks of a procedure: the running ones first, by due time."""
    rows = ProcedureClock.objects.filter(procedure=matter.PROCEDURE, subject_id=matter.pk)
    return sorted(rows, key=lambda row: (row.state != ClockState.PENDING, row.due_at, row.pk))


def steps_of(matter: Matter) -> list[ProcedureStep]:
    """Everything that was done, in its order, with who did it."""
    rows = ProcedureStep.objects.filter(procedure=matter.PROCEDURE, subject_id=matter.pk)
    return list(rows.select_related("by").order_by("id"))


# Lists


def mediations(viewer: Viewer, *, ended: bool = False, before: str = "") -> Page:
    """Mediations in the viewer's scope, those that have ended or the others. Two statements."""
    return _page(MediationCase.objects.visible_to(viewer), Procedure.MEDIATION, ended, before)


def petitions(viewer: Viewer, *, ended: bool = False, before: str = "") -> Page:
    """Petition matters in the viewer's scope. Two statements."""
    return _page(PetitionHandover.objects.visible_to(viewer), Procedure.PETITION, ended, before)


@dataclass(frozen=True, slots=True)
class HazardFilter:
    """Which hazards: of a subtree, a grade, overdue at an instant."""

    area_code: str = ""
    grade: str = ""
    overdue_at: dt.datetime | None = None


def hazards(viewer: Viewer, wanted: HazardFilter, *, ended: bool = False, before: str = "") -> Page:
    """Hazards in the viewer's scope by place and grade. Two statements.

    Raises `Refusal` invalid `unknown_choice` or `unknown_area` for a grade or an area that there is not.
    """
    rows = HazardRecord.objects.visible_to(viewer)
    if wanted.area_code:
        if wanted.area_code not in viewer.directory.areas:
            raise invalid("unknown_area", _("There is no such area."), "area_code")
        rows = rows.filter(area_id__gte=wanted.area_code, area_id__lt=code_end(wanted.area_code))
    if wanted.grade:
        if wanted.grade not in list(Grade):
            raise invalid("unknown_choice", _("Choose one from the list."), "grade")
        rows = rows.filter(grade=wanted.grade)
    if wanted.overdue_at is not None:
        rows = rows.filter(Exists(_overdue(wanted.overdue_at)))
    return _page(rows, Procedure.HAZARD, ended, before)


def _overdue(at: dt.datetime) -> "QuerySet[ProcedureClock]":
    return ProcedureClock.objects.filter(
        procedure=Procedure.HAZARD, subject_id=OuterRef("pk"), state=ClockState.PENDING, due_at__lt=at
    )


def _page(rows: "QuerySet[M]", procedure: Procedure, ended: bool, before: str) -> Page:
    rows = rows.filter(ended_at__isnull=not ended).select_related("case").order_by("-id")
    if before:
        rows = rows.filter(pk__lt=_cursor(before))
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    first = _first_clocks(procedure, [row.pk for row in shown])
    after = str(shown[-1].pk) if len(found) > PAGE else ""
    return Page([Listed(row, first.get(row.pk)) for row in shown], after)


def _cursor(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text[:20]) > LARGEST_ID:
        raise invalid("bad_cursor", _("This page of the list is not known. Begin at the first."), "before")
    return int(text)


def _first_clocks(procedure: Procedure, ids: Iterable[int]) -> dict[int, ProcedureClock]:
    rows = ProcedureClock.objects.filter(
        procedure=procedure, subject_id__in=list(ids), state=ClockState.PENDING
    ).order_by("-due_at", "-id")
    return {row.subject_id: row for row in rows}


def mediator_choices(present: World, unit_id: int) -> list[tuple[str, str]]:
    """(post id, name) of everybody who may mediate in a unit."""
    posts = units.mediators(present, unit_id)
    names = dict(User.objects.filter(pk__in=[post.user_id for post in posts]).values_list("pk", "name"))
    return [(str(post.id), names[post.user_id]) for post in posts]


# For a case page and for a street page


def of_case(viewer: Viewer, case: Case) -> dict[Procedure, list[Any]]:
    """The procedures of a case that the viewer sees, the latest first. Three statements."""
    return {
        Procedure.MEDIATION: list(MediationCase.objects.visible_to(viewer).filter(case=case).order_by("-id")),
        Procedure.PETITION: list(PetitionHandover.objects.visible_to(viewer).filter(case=case).order_by("-id")),
        Procedure.HAZARD: list(HazardRecord.objects.visible_to(viewer).filter(case=case).order_by("-id")),
    }


@dataclass(frozen=True, slots=True)
class Unregistered:
    """A petition case that nobody has registered yet, and until when that has to be done."""

    case: Case
    due_at: dt.datetime


def unregistered(viewer: Viewer, present: World) -> list[Unregistered]:
    """Open cases of category CIV06 in areas whose petitions the viewer registers, the oldest first. Fifty at most.

    A case that runs or has run as a petition matter is registered.
    """
    codes = units.registers_petitions(viewer)
    if not codes:
        return []
    inside = Q()
    for code in codes:
        inside |= Q(area_id__gte=code, area_id__lt=code_end(code))
    known = PetitionHandover.objects.filter(case=OuterRef("pk"))
    cases = Case.objects.visible_to(viewer).filter(
        inside, ~Exists(known), category__code=PETITION_CATEGORY, state__in=OPEN
    )
    zone = present.calendar.zone
    return [
        Unregistered(
            case,
            periods.days_from(present.calendar, case.reported_at.astimezone(zone).date(), limits.REGISTER_DAYS).due_at,
        )
        for case in cases.order_by("reported_at", "id")[:PAGE]
    ]


@dataclass(frozen=True, slots=True)
class HazardCount:
    """How many hazards of a grade are on the list, in which states, and how many of them are overdue.

    No grade: not graded yet.
    """

    grade: str
    states: Mapping[State, int]
    overdue: int

    @property
    def on_list(self) -> int:
        """All of the grade."""
        return sum(self.states.values())


def hazard_counts(viewer: Viewer, area_code: str, at: dt.datetime) -> list[HazardCount]:
    """Counts of a subtree, by grade from D down and by state. Places, never persons. One statement."""
    rows = HazardRecord.objects.visible_to(viewer).filter(
        ended_at=None, area_id__gte=area_code, area_id__lt=code_end(area_code)
    )
    found = rows.annotate(is_late=Exists(_overdue(at))).values_list("grade", "state", "is_late").order_by()
    states: dict[str, Counter[str]] = defaultdict(Counter)
    overdue: Counter[str] = Counter()
    for grade, state, is_late, count in found.annotate(Count("id")):
        states[grade][state] += count
        overdue[grade] += count if is_late else 0
    return [
        HazardCount(grade, {state: states[grade][state] for state in State if state in states[grade]}, overdue[grade])
        for grade in ("D", "C", "B", "A", "")
        if grade in states
    ]
