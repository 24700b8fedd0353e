"""What requests for more time, for a suspension and for a reopening need, and their decisions."""

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal, conflict
from cases import deciders
from cases.casefile import CaseFile
from cases.models.waiting import Wish
from cases.states import DeadlineKind, Severity
from cases.world import World

MOST_EXTENSIONS = 2
NEVER_EXTENDED = frozenset({Severity.URGENT, Severity.CRITICAL})


def nothing_asked(file: CaseFile, present: World) -> Refusal | None:
    """One request at a time: who asks second waits for the first answer."""
    if file.request is not None:
        return conflict("request_open", _("Another request of this case waits for its decision."))
    return None


def may_be_extended(file: CaseFile, present: World) -> Refusal | None:
    """Before the due time, twice at most, and never what is urgent."""
    case = file.case
    if case.severity in NEVER_EXTENDED:
        return conflict("never_extended", _("An urgent or critical case is never extended."))
    if case.extension_count >= MOST_EXTENSIONS:
        return conflict("no_third", _("The case was extended twice; there is no third time."))
    if _is_due(file, present):
        return conflict("too_late", _("The case is due already: more time is asked for before."))
    if _decider(file, present, Wish.EXTENSION, case.extension_count + 1) is None:
        return _nobody()
    return None


def extension_is_asked(file: CaseFile, present: World) -> Refusal | None:
    """Somebody asked, and the case is not due yet."""
    if _open(file, Wish.EXTENSION):
        return (
            conflict("too_late", _("The case is due: what was not decided is refused."))
            if _is_due(file, present)
            else None
        )
    return conflict("no_request", _("No request for more time waits for a decision."))


def may_be_suspended(file: CaseFile, present: World) -> Refusal | None:
    """A street or a county is there to decide."""
    return _nobody() if _decider(file, present, Wish.SUSPENSION, 1) is None else None


def suspension_is_asked(file: CaseFile, present: World) -> Refusal | None:
    """Somebody asked."""
    if not _open(file, Wish.SUSPENSION):
        return conflict("no_request", _("No request for a suspension waits for a decision."))
    return None


def reopening_is_asked(file: CaseFile, present: World) -> Refusal | None:
    """The requester asked; asked in time, it is decided whenever it is."""
    if not _open(file, Wish.REOPENING):
        return conflict("no_request", _("No request to reopen the case waits for a decision."))
    return None


def milestone_is_open(file: CaseFile, present: World) -> Refusal | None:
    """A leader demanded a step that is not done yet."""
    if not any(kind is DeadlineKind.MILESTONE for kind, _item in file.item_clocks):
        return conflict("no_milestone", _("No milestone is open."))
    return None


def _open(file: CaseFile, kind: Wish) -> bool:
    return file.request is not None and file.request.kind == kind


def _is_due(file: CaseFile, present: World) -> bool:
    return file.case.due_at is not None and present.at >= file.case.due_at


def _decider(file: CaseFile, present: World, kind: Wish, number: int) -> object:
    holder = present.directory.units[file.case.holder_id]
    return deciders.of(present, holder, kind, number, file.case.complained_unit_id)


def _nobody() -> Refusal:
    return conflict("no_decider", _("There is no street or county office above that could decide on this."))
