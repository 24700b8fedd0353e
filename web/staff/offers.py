"""The verbs that a person has on a case now, each with its form, the most likely first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import rules, words
from cases.models import ReplyTemplate
from cases.queries.page import CasePage
from cases.reply_words import TO_REQUESTER
from cases.states import State, Verb
from web.staff.story import LOOKS
from web.staff.verb_forms import Scene, VerbForm, form_of

ORDER = (
    Verb.REPLY_ASSIST,
    Verb.DECIDE_RETURN,
    Verb.DECIDE_EXTENSION,
    Verb.DECIDE_SUSPENSION,
    Verb.DECIDE_REOPEN,
    Verb.DISPATCH,
    Verb.SIGN,
    Verb.PASS_CHECK,
    Verb.CALLBACK,
    Verb.NOTE,
    Verb.SETTLE,
    Verb.SUBMIT_RESULT,
    Verb.REWORK,
    Verb.REOPEN,
    Verb.RATE_ASSIST,
    Verb.ASK_REQUESTER,
    Verb.REQUEST_ASSIST,
    Verb.ESCALATE,
    Verb.DELEGATE,
    Verb.RETURN_ORDER,
    Verb.REQUEST_EXTENSION,
    Verb.MEET_MILESTONE,
    Verb.REQUEST_SUSPENSION,
    Verb.RESUME,
    Verb.ASSIGN_LEADER,
    Verb.REJECT,
    Verb.REFER,
    Verb.MERGE,
    Verb.UNMERGE,
    Verb.REASSIGN,
    Verb.DESIGNATE,
    Verb.WHISTLE,
    Verb.URGE,
    Verb.SUPERVISE,
    Verb.CANCEL_SUPERVISION,
    Verb.TERMINATE,
    Verb.CANCEL,
)
HINTS: Mapping[Verb, Promise] = {
    Verb.REQUEST_EXTENSION: _("Before the case is due; twice at most."),
    Verb.DECIDE_EXTENSION: _("Undecided, it counts as refused."),
    Verb.REQUEST_SUSPENSION: _("For an objective cause, with a plan, until a day of review."),
    Verb.DECIDE_SUSPENSION: _("Its clocks stand still until the day of review."),
    Verb.DECIDE_REOPEN: _("The requester says that it is not finished."),
    Verb.ASSIGN_LEADER: _("With a plan and milestones; it replaces the leader before."),
    Verb.MEET_MILESTONE: _("A step that the leader demanded is done."),
    Verb.TERMINATE: _("Legal causes only; the level above confirms."),
    Verb.RESUME: _("Before the day of review; its clocks run again."),
    Verb.DECIDE_RETURN: _("The holder says that the case is not its own."),
    Verb.DISPATCH: _("Fix category and place; the rules find the unit."),
    Verb.PASS_CHECK: _("The result holds: the case is closed."),
    Verb.CALLBACK: _("Solved? Satisfied? At most three tries on different days."),
    Verb.NOTE: _("A visit, a call, work on site, a mediation."),
    Verb.SETTLE: _("Done on the spot: reply and close."),
    Verb.SUBMIT_RESULT: _("Reply to the requester; another unit checks."),
    Verb.REWORK: _("The result does not hold: back to the handler."),
    Verb.REOPEN: _("Half of the limit, under supervision."),
    Verb.ESCALATE: _("After an attempt, with a reason. You stay as helper."),
    Verb.DELEGATE: _("Back down with guidance, once per level."),
    Verb.RETURN_ORDER: _("Not yours? The level above decides; the clock runs on."),
    Verb.REJECT: _("Two persons, with a reply to the requester."),
    Verb.REFER: _("Two persons, with a reply to the requester."),
    Verb.MERGE: _("The same matter at the same place: handled once, answered to everybody."),
    Verb.UNMERGE: _("It was another matter after all: the same clocks run on."),
    Verb.REASSIGN: _("Another unit takes it; the clock runs on."),
    Verb.DESIGNATE: _("This unit handles it and cannot return it."),
    Verb.SUPERVISE: _("It only rises until it is cancelled."),
    Verb.CANCEL_SUPERVISION: _("With the reason in words."),
    Verb.CANCEL: _("A test or a mistake only; two persons."),
    Verb.ASK_REQUESTER: _("On the requester's own page, with a time to answer."),
    Verb.REQUEST_ASSIST: _("A task for another unit; the case stays yours."),
    Verb.WHISTLE: _("Calls a unit to the spot, with a time to arrive."),
    Verb.REPLY_ASSIST: _("Your unit has a task in this case."),
    Verb.RATE_ASSIST: _("Useful or not, once for each reply."),
    Verb.URGE: _("The requester telephoned: once on a day."),
}
NEXT: Mapping[Verb, Promise] = {
    Verb.REPLY_ASSIST: _("Help with it: reply to your unit's task."),
    Verb.DECIDE_RETURN: _("Decide: is the case theirs or not?"),
    Verb.DECIDE_EXTENSION: _("Decide: is more time needed?"),
    Verb.DECIDE_REOPEN: _("Decide: is it worked on again?"),
    Verb.DECIDE_SUSPENSION: _("Decide: does it have to wait?"),
    Verb.DISPATCH: _("Dispatch it: fix what it is and where."),
    Verb.SIGN: _("Sign for it, then go and look."),
    Verb.PASS_CHECK: _("Check whether the result holds."),
    Verb.CALLBACK: _("Call the requester: is it solved?"),
    Verb.SETTLE: _("Deal with it, record what you did, settle it."),
    Verb.SUBMIT_RESULT: _("Deal with it, record what you did, submit the result."),
}
"""What to do next, by the first verb of the order that a person has."""

ENDING = frozenset({Verb.CANCEL, Verb.TERMINATE})
TEACHING = frozenset({"attempt_missing", "second_person", "mediation_runs"})
"""Refusals worth telling before anybody runs into them."""


@dataclass(frozen=True)
class Offer:
    """One verb with its form. `is_open`: the form is shown unfolded."""

    verb: Verb
    word: str
    hint: "str | Promise"
    icon: str
    url: str
    form: VerbForm
    is_open: bool
    replies: Sequence[ReplyTemplate] = ()
    to_requester: bool = False

    @property
    def look(self) -> str:
        """The button: red where the case is ended without having been dealt with."""
        return "btn-danger" if self.verb in ENDING else "btn-primary"


@dataclass(frozen=True)
class Locked:
    """A verb that is nearly there, and what is missing."""

    word: str
    why: "str | Promise"


def offers(page: CasePage, scene: Scene, sent: VerbForm | None = None) -> list[Offer]:
    """A form for each verb of `page.actions`; the one that was sent comes back as it was filled in.

    Unfolded is what was sent, else the only thing to do next.
    """
    verbs = sorted(page.actions, key=lambda verb: _place(verb, page))
    unfolded = sent.verb if sent else next((verb for verb in verbs[:1] if verb in NEXT), None)
    return [
        Offer(
            verb=verb,
            word=words.word(words.VERBS, verb),
            hint=HINTS.get(verb, ""),
            icon=LOOKS[verb][0],
            url=reverse(f"case_{verb}", args=[page.case.number]),
            form=sent if sent and sent.verb == verb else form_of(verb, scene),
            is_open=verb == unfolded,
            replies=scene.present.replies.of(verb, page.category),
            to_requester=verb in TO_REQUESTER,
        )
        for verb in verbs
    ]


def _place(verb: Verb, page: CasePage) -> int:
    """The order of the page; a proposal that waits for this person comes first."""
    return -1 if page.proposal and page.proposal.verb == verb else ORDER.index(verb)


def locked(page: CasePage, scene: Scene) -> list[Locked]:
    """Verbs that the person would have but for one thing that can be mended."""
    found = []
    for verb in (Verb.SETTLE, Verb.SUBMIT_RESULT, Verb.ESCALATE, Verb.REJECT, Verb.REFER, Verb.CANCEL):
        refusal = rules.may(scene.viewer, verb, page.file, scene.present)
        if refusal is not None and refusal.code in TEACHING:
            found.append(Locked(words.word(words.VERBS, verb), refusal.message))
    return found


def next_step(page: CasePage, offered: Sequence[Offer]) -> "str | Promise":
    """One sentence: what must I do next?"""
    if page.proposal and any(offer.verb == page.proposal.verb for offer in offered):
        return _("A colleague proposes to close it: confirm, or leave it.")
    for offer in offered:
        if offer.verb in NEXT:
            return NEXT[offer.verb]
    if page.case.state in {State.CLOSED, State.ARCHIVED}:
        return _("Nothing is left to do.")
    unit = page.checking_unit if page.case.state == State.CHECKING and page.checking_unit else page.holder
    return _("Nothing for you to do now: it is with %(unit)s.") % {"unit": unit.name}
