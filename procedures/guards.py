"""What a verb needs beyond its table: facts of the matter, not of the input (case process §4.6).

Each guard looks at a matter, at who acts and at the world, and returns the refusal, or None. Pages and
API ask the same guards before they offer a verb.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal, conflict
from cases.viewer import Viewer
from cases.world import ZONE, World
from procedures import limits, periods
from procedures.models import HazardRecord, Matter, MediationAgreement, MediationCase, PetitionHandover, PetitionLetter
from procedures.states import hazard, mediation, petition
from procedures.states.hazard import AT_ONCE, Grade
from procedures.states.rule import Procedure

# A guard is given the row of its own procedure; `first_refusal` sees to it.
Guard = Callable[[Any, Viewer, World], Refusal | None]


def agreement_of(row: MediationCase) -> MediationAgreement | None:
    """The agreement, if there is one."""
    return MediationAgreement.objects.filter(mediation=row).first()


def letter_of(row: PetitionHandover, stage: str | None = None) -> PetitionLetter | None:
    """The written answer of a stage; of the present one where none is named."""
    return PetitionLetter.objects.filter(petition=row, stage=stage or row.state).first()


# Mediation


def not_extended_to_the_end(row: MediationCase, viewer: Viewer, present: World) -> Refusal | None:
    """At most thirty days more, in one piece or several."""
    if row.extended_days >= limits.MOST_EXTENSION_DAYS:
        return conflict("extended_before", _("The mediation was extended by thirty days; there is no more."))
    return None


def may_ask_court(row: MediationCase, viewer: Viewer, present: World) -> Refusal | None:
    """Once, within 30 days of effect, never over status, adoption or marriage (Art. 33)."""
    found = agreement_of(row)
    if not confirmation_is_offered(row, present):
        return conflict("no_confirmation", _("Courts do not confirm agreements on status, adoption or marriage."))
    if found is None or found.effective_on is None or found.confirmation_asked_on is not None:
        return conflict("asked_before", _("The court was asked before."))
    if present.at > periods.days_from(present.calendar, found.effective_on, limits.CONFIRM_DAYS).due_at:
        return conflict("window_passed", _("The 30 days for a joint application have passed."))
    return None


def confirmation_is_offered(row: MediationCase, present: World) -> bool:
    """Family disputes are left out as a whole: most of them touch status or marriage."""
    category = row.case.category_id
    return category is not None and present.catalogue.by_id(category).code not in NEVER_CONFIRMED


NEVER_CONFIRMED = frozenset({"DIS02"})


def court_was_asked(row: MediationCase, viewer: Viewer, present: World) -> Refusal | None:
    """There is an application that waits for its answer."""
    found = agreement_of(row)
    if found is None or found.confirmation_asked_on is None or found.confirmation:
        return conflict("not_asked", _("No application waits for the court."))
    return None


def is_confirmed(row: MediationCase, viewer: Viewer, present: World) -> Refusal | None:
    """Only a confirmed agreement can be enforced."""
    found = agreement_of(row)
    if found is None or found.confirmation != mediation.Confirmation.CONFIRMED:
        return conflict("not_confirmed", _("Only an agreement that the court has confirmed can be enforced."))
    return None


# Petition


def may_object(row: PetitionHandover, viewer: Viewer, present: World) -> Refusal | None:
    """Within five working days of receipt, while no objection waits."""
    if row.objected_at is not None:
        return conflict("objected_before", _("An objection waits for its decision."))
    if present.at > present.calendar.add(row.assigned_at, limits.OBJECT):
        return conflict("window_passed", _("The five working days for an objection have passed."))
    return None


def has_objection(row: PetitionHandover, viewer: Viewer, present: World) -> Refusal | None:
    """Somebody objected."""
    if row.objected_at is None:
        return conflict("no_objection", _("No objection waits for a decision."))
    return None


def may_extend_decision(row: PetitionHandover, viewer: Viewer, present: World) -> Refusal | None:
    """Once, before the time is up (Art. 34)."""
    if row.extended_days:
        return conflict("extended_before", _("The time was extended before; the law allows it once."))
    if row.accepted_on is not None and present.at > _decision_due(row, present):
        return conflict("window_passed", _("The time has passed; it can only be extended before."))
    return None


def _decision_due(row: PetitionHandover, present: World) -> dt.datetime:
    first = row.accepted_on or present.today
    return periods.days_from(present.calendar, first, limits.DECIDE_DAYS).due_at


def has_letter_to_serve(row: PetitionHandover, viewer: Viewer, present: World) -> Refusal | None:
    """There is a written answer that the petitioner has not received."""
    letter = letter_of(row)
    if letter is None or letter.served_on is not None:
        return conflict("nothing_to_serve", _("There is no written answer that waits to be served."))
    return None


def was_served(row: PetitionHandover, viewer: Viewer, present: World) -> Refusal | None:
    """The petitioner has the answer of this stage in hands."""
    letter = letter_of(row)
    if letter is None or letter.served_on is None:
        return conflict("not_served", _("Serve the written answer first: its 30 days begin then."))
    return None


def not_reviewed(row: PetitionHandover, viewer: Viewer, present: World) -> Refusal | None:
    """One answer a stage."""
    if letter_of(row) is not None:
        return conflict("decided_before", _("The review is decided."))
    return None


# Hazard


def needs_no_control(row: HazardRecord, viewer: Viewer, present: World) -> Refusal | None:
    """Grades C and D are controlled first; grade A has nothing to rectify."""
    if row.state == hazard.State.GRADED and row.grade in AT_ONCE:
        return conflict("control_first", _("Grades C and D need control measures first."))
    if row.grade == Grade.A:
        return conflict("nothing_to_rectify", _("A building of grade A is safe: clear the record."))
    return None


def is_dangerous(row: HazardRecord, viewer: Viewer, present: World) -> Refusal | None:
    """Grade A has nothing to control."""
    if row.grade == Grade.A:
        return conflict("nothing_to_rectify", _("A building of grade A is safe: clear the record."))
    return None


def not_own_repair(row: HazardRecord, viewer: Viewer, present: World) -> Refusal | None:
    """Another unit and another person look at it again."""
    own_unit = any(post.unit_id == row.rectified_unit_id for post in viewer.posts)
    if viewer.user_id == row.rectified_by_id or own_unit:
        return conflict("own_work", _("Nobody checks the own work."))
    return None


def may_clear(row: HazardRecord, viewer: Viewer, present: World) -> Refusal | None:
    """What was re-checked; or grade A, by another person than the one who graded it."""
    if row.state == hazard.State.GRADED:
        if row.grade != Grade.A:
            return conflict("rectify_first", _("Only a building of grade A is cleared without repair."))
        if viewer.user_id == row.graded_by_id:
            return conflict("second_person", _("Another person has to confirm this."))
    if viewer.user_id == row.rectified_by_id:
        return conflict("own_work", _("Nobody checks the own work."))
    return None


def not_found_again(row: HazardRecord, viewer: Viewer, present: World) -> Refusal | None:
    """A cleared record has one follower."""
    if HazardRecord.objects.filter(former=row).exists():
        return conflict("found_before", _("The hazard was registered anew before."))
    return None


M, T, H = mediation.Verb, petition.Verb, hazard.Verb
GUARDS: Mapping[Procedure, Mapping[str, tuple[Guard, ...]]] = {
    Procedure.MEDIATION: {
        M.EXTEND: (not_extended_to_the_end,),
        M.APPLY_CONFIRMATION: (may_ask_court,),
        M.RECORD_CONFIRMATION: (court_was_asked,),
        M.ENFORCE: (is_confirmed,),
    },
    Procedure.PETITION: {
        T.OBJECT: (may_object,),
        T.DECIDE_OBJECTION: (has_objection,),
        T.EXTEND: (may_extend_decision,),
        T.SERVE: (has_letter_to_serve,),
        T.ASK_REVIEW: (was_served,),
        T.DECIDE_REVIEW: (not_reviewed,),
        T.ASK_RE_REVIEW: (was_served,),
    },
    Procedure.HAZARD: {
        H.CONTROL: (is_dangerous,),
        H.RECTIFY: (needs_no_control,),
        H.RECHECK: (not_own_repair,),
        H.CLEAR: (may_clear,),
        H.FIND_AGAIN: (not_found_again,),
    },
}


def first_refusal(verb: str, matter: Matter, viewer: Viewer, present: World) -> Refusal | None:
    """The first guard that refuses the verb, or None."""
    found = GUARDS[matter.PROCEDURE].get(verb, ())
    return next((refusal for guard in found if (refusal := guard(matter, viewer, present))), None)


def on_a_past_day(on: dt.date, present: World, *, since: dt.date | None = None) -> bool:
    """A day that may be recorded: not in the future, not before what it follows."""
    return on <= present.today and (since is None or on >= since)


def day_of(at: dt.datetime) -> dt.date:
    """The day of an instant in the office's time zone."""
    return at.astimezone(ZONE).date()
