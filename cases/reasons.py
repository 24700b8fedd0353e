"""The reason lists: a verb that needs a reason takes one of these codes, nothing else."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.refusals import invalid
from cases.states import Verb

Reasons = Mapping[str, "str | Promise"]

REASONS: Mapping[Verb, Reasons] = {
    Verb.ESCALATE: {
        "beyond_authority": _("Beyond the unit's authority"),
        "needs_department": _("Needs a department's enforcement or expertise"),
        "needs_funds": _("Needs money or engineering that the unit does not have"),
        "crosses_areas": _("Concerns several areas"),
        "repeated_without_result": _("Dealt with several times without result"),
        "safety_risk": _("A safety risk that may grow"),
    },
    Verb.DELEGATE: {
        "within_duty": _("Lies within the lower unit's duty list"),
        "attempt_insufficient": _("What was tried is not enough"),
        "guidance_given": _("Can be settled with the guidance given"),
    },
    Verb.RETURN_ORDER: {
        "not_my_area": _("Not in the unit's area"),
        "not_my_duty": _("Not on the unit's duty list"),
        "wrong_category": _("Wrong category"),
        "information_missing": _("What is needed to act is missing"),
    },
    Verb.REWORK: {
        "not_done": _("Not done"),
        "poorly_done": _("Poorly done"),
        "reply_unclear": _("The reply does not answer the request"),
        "evidence_missing": _("Evidence is missing"),
        "requester_disagrees": _("The requester disagrees with the facts"),
    },
    Verb.CANCEL: {
        "test": _("A test"),
        "entered_by_mistake": _("Entered by mistake"),
    },
    Verb.REJECT: {
        "not_public_duty": _("Not a public duty"),
        "no_concrete_matter": _("No concrete matter, and the requester could not be asked"),
        "same_matter_running": _("The same matter is being handled"),
        "already_concluded": _("Concluded before, without new facts"),
        "in_legal_proceedings": _("In litigation, arbitration or review"),
        "unlawful_demand": _("The demand is unlawful"),
    },
    Verb.REFER: {
        "emergency_service": _("Emergency services (110, 119, 120, 122)"),
        "petition": _("Petition office"),
        "litigation": _("Court"),
        "arbitration": _("Arbitration"),
        "administrative_review": _("Administrative review"),
        "other_authority": _("Another authority"),
    },
    Verb.TERMINATE: {
        "requester_refuses": _("The requester refuses to take part, and it cannot go on without"),
        "excluded_matter": _("The law gives the matter to another procedure"),
        "in_legal_proceedings": _("The matter is in legal proceedings"),
        "facts_not_established": _("The facts cannot be established"),
        "object_gone": _("What the request was about is no longer there"),
    },
    Verb.REASSIGN: {
        "wrong_unit": _("Sent to the wrong unit"),
        "desk_fault": _("The desk's own mistake: the time starts anew"),
        "better_placed": _("Another unit is better placed"),
        "conflict_of_interest": _("Conflict of interest"),
        "unit_cannot_act": _("The unit cannot act at present"),
    },
    Verb.DESIGNATE: {
        "returned_twice": _("Returned by two units"),
        "duty_disputed": _("Duty is disputed"),
        "desk_fault": _("The desk's own mistake: the time starts anew"),
        "leader_order": _("A leader's order"),
    },
    # The requester reads the reasons of these two.
    Verb.REQUEST_EXTENSION: {
        "materials": _("Material or equipment has to be ordered"),
        "several_units": _("Several units have to work together"),
        "more_than_seen": _("There is more to do than could be seen at first"),
        "weather": _("The weather does not allow the work"),
        "expert_opinion": _("An examination or an expert opinion is needed"),
        "legal_procedure": _("The law prescribes a procedure that takes longer"),
    },
    Verb.REQUEST_SUSPENSION: {
        "engineering": _("Engineering works have to come first"),
        "season": _("The season does not allow the work"),
        "funding": _("The money has to be granted first"),
        "ownership": _("It has to be settled first who owns what"),
        "legal_proceedings": _("Legal proceedings have to end first"),
        "waiting_for_requester": _("Something is needed from the requester"),
        "legacy_issue": _("A matter left from the past that needs a joint solution"),
    },
    Verb.REOPEN: {
        "not_solved": _("Not solved"),
        "came_back": _("The matter came back at once"),
        "reply_untrue": _("The reply does not match the facts"),
    },
}

REASONS_OF_DECISIONS: Mapping[Verb, Verb] = {
    Verb.DECIDE_EXTENSION: Verb.REQUEST_EXTENSION,
    Verb.DECIDE_SUSPENSION: Verb.REQUEST_SUSPENSION,
}
"""The event of a decision carries the reason for which it was asked."""

SYSTEM_REASONS: Reasons = {
    "level_expired": _("The level's time ran out"),
    "not_signed": _("Not signed for in time"),
    "overdue": _("Overdue"),
    "no_decision": _("No decision in time counts as refused"),
    "reopened": _("Reopened"),
    "reopened_twice": _("Reopened twice"),
    "review_day": _("The day of review has come"),
}


def check_reason(verb: Verb, reason: str) -> None:
    """Refuses (`unknown_reason`, field `reason`) a code that is not on the verb's list."""
    if reason not in REASONS[verb]:
        raise invalid("unknown_reason", _("Choose a reason from the list."), "reason")


def reason_text(verb: Verb, reason: str) -> "str | Promise":
    """The words of a reason, whether a person or a timer gave it."""
    verb = REASONS_OF_DECISIONS.get(verb, verb)
    return REASONS.get(verb, {}).get(reason) or SYSTEM_REASONS.get(reason, reason)
