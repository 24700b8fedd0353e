"""What merging a case into another one needs, and undoing it (case process §4.3)."""

from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal, conflict
from cases.casefile import CaseFile
from cases.models import Case
from cases.states import OPEN, Severity, State
from cases.worktime import Limit
from cases.world import World
from grids.levels import Level
from grids.tree import Directory

UNMERGE_WINDOW: Final = Limit.parse("30 CD")


def may_be_merged(file: CaseFile, present: World) -> Refusal | None:
    """A case that others were merged into stays; a sensitive one is answered to its requester alone."""
    if file.case.merged_count:
        return conflict("has_merged", _("Other cases are merged into this one. Merge the other case into this one."))
    return _sensitive() if file.case.sensitive else None


def may_be_unmerged(file: CaseFile, present: World) -> Refusal | None:
    """Within 30 calendar days, while its requester follows and the other case is not archived."""
    case = file.case
    if case.master_id is None or case.closed_at is None:
        return conflict("not_merged", _("The case is not merged into another one."))
    if present.at > present.calendar.add(case.closed_at, UNMERGE_WINDOW):
        return conflict("window_passed", _("The time for undoing it has passed."))
    if case.withdrawn_at is not None:
        return conflict("withdrawn", _("Its requester has withdrawn it."))
    if Case.objects.filter(pk=case.master_id, state=State.ARCHIVED).exists():
        return conflict("master_archived", _("The case into which it was merged is archived."))
    return None


def unfit(case: Case, master: Case, present: World) -> Refusal | None:
    """Why the one case cannot be merged into the other, or None: the first that holds."""
    return next((refusal for look in _LOOKS if (refusal := look(case, master, present))), None)


def _goes_on(case: Case, master: Case, present: World) -> Refusal | None:
    """An open case that stands for itself."""
    if case.pk == master.pk:
        return conflict("itself", _("A case is not merged into itself."))
    if master.master_id is not None:
        return conflict("master_merged", _("That case was merged itself. Merge into the one that goes on."))
    if State(master.state) not in OPEN:
        return conflict("master_closed", _("That case is not open any more."))
    return None


def _same_matter(case: Case, master: Case, present: World) -> Refusal | None:
    """The same category and, of complaints about staff, the same office."""
    if master.sensitive:
        return _sensitive()
    if master.category_id is None:
        return conflict("master_without_category", _("That case has no category yet. Dispatch it first."))
    code = present.catalogue.by_id(master.category_id).code
    if case.category_id is not None and present.catalogue.by_id(case.category_id).code != code:
        return conflict("other_category", _("That case has another category."))
    if case.complained_unit_id != master.complained_unit_id:
        return conflict("other_office", _("The two complain about different offices."))
    return None


def _same_place(case: Case, master: Case, present: World) -> Refusal | None:
    """The same grid, or the same area above; before dispatch also an area around it, which the desk narrows."""
    directory = present.directory
    around = case.state == State.REPORTED and directory.contains(case.area_id, master.area_id)
    if not around and spot(directory, case.area_id) != spot(directory, master.area_id):
        return conflict("other_place", _("That case is at another place."))
    return None


def _nothing_lost(case: Case, master: Case, present: World) -> Refusal | None:
    """Nobody waits longer, and nothing is taken less seriously, by merging (hazard E15)."""
    if Severity(master.severity).rank < Severity(case.severity).rank:
        return conflict("less_severe", _("That case is taken less seriously. Merge it into this one."))
    if case.due_at is not None and (master.due_at is None or master.due_at > case.due_at):
        return conflict("due_later", _("That case is due later. Merge it into this one."))
    return None


_LOOKS: tuple[Callable[[Case, Case, World], Refusal | None], ...] = (
    _goes_on,
    _same_matter,
    _same_place,
    _nothing_lost,
)


def spot(directory: Directory, code: str) -> str:
    """The grid of an area, or the area itself above the grids: within it two reports are of one place."""
    return next((node.code for node in directory.path(code) if node.level == Level.GRID), code)


def _sensitive() -> Refusal:
    return conflict("sensitive", _("A sensitive matter is answered to each requester alone: it is not merged."))
