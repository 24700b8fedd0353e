"""The whole time starts anew where the desk had sent a case to the wrong unit by its own mistake (§4.3).

Once a case and only before it is due: what is late stays late, and no second mistake is made good on the
record alone. Who restarted what, from which instant to which, stays on record (invariant 2).
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from accounts.refusals import conflict
from cases.actions import moving
from cases.actions.applying import Draft
from cases.models import DeadlineChange
from cases.states import DeadlineKind

DESK_FAULT: Final = "desk_fault"
"""The reason of the verb, and why a due time moved."""


def restart(draft: Draft) -> None:
    """The limits of the case run from now, for the unit that is about to get it.

    Raises `Refusal` conflict `restarted_before`; `overdue`, when the case is due by now; `nothing_to_restart`,
    where more time was granted than a new start would give.
    """
    case, calendar, limits = draft.case, draft.world.calendar, moving.limits_of(draft)
    if case.due_at is None or case.due_at <= draft.at:
        raise conflict("overdue", _("The case is overdue already: a new start would hide that."))
    if DeadlineChange.objects.filter(deadline__case=case, why=DESK_FAULT).exists():
        raise conflict("restarted_before", _("The time of this case has started anew before. It does so only once."))
    due = calendar.add(draft.at, limits.resolve)
    if due <= case.due_at:
        raise conflict("nothing_to_restart", _("The case has more time than a new start would give."))
    moving.set_due(draft, due, DESK_FAULT, working=limits.resolve.is_working)
    draft.over(DeadlineKind.LEVEL)
    respond = draft.file.deadlines.get(DeadlineKind.RESPOND)
    if respond is not None and respond.due_at > draft.at:
        draft.move(respond, calendar.add(draft.at, limits.respond), DESK_FAULT)
        respond.fire_at, respond.step = respond.due_at, 0
