"""Which verbs a person has on a case now.

`may` looks, `check` raises; both ask the same table, the same standings and the same guards, so
that a page offers exactly what an action would accept. Order of the answers: not your verb (403),
wrong state (409), not your unit (403), a guard (409).
"""

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal, conflict, forbidden
from cases.casefile import CaseFile
from cases.guards import first_refusal
from cases.routing import hidden_below
from cases.standing import posts_for, standing_post
from cases.states import RULES, SECOND_STAGE, Rule, State, Verb
from cases.viewer import Viewer
from cases.world import World
from grids.tree import PostNode

STAFF_VERBS = tuple(verb for verb, rule in RULES.items() if rule.permission is not None and verb != Verb.REPORT)


def may(viewer: Viewer, verb: Verb, file: CaseFile, present: World) -> Refusal | None:
    """The refusal of a verb, or None where the person may use it now."""
    try:
        check(viewer, verb, file, present)
    except Refusal as refusal:
        return refusal
    return None


def check(viewer: Viewer, verb: Verb, file: CaseFile, present: World) -> PostNode:
    """The post in which the person uses the verb. Raises `Refusal`."""
    rule = rule_for(verb, file)
    posts = posts_for(viewer, rule)
    if not posts:
        raise forbidden("not_your_verb", _("Your posts do not include this."))
    if State(file.case.state) not in rule.sources:
        raise conflict("wrong_state", _("The case is not at a point where this can be done."))
    post = standing_post(viewer, posts, rule, file, present.today)
    if post is None or hidden_below(
        viewer.directory, file.case.complained_unit_id, viewer.directory.units[post.unit_id]
    ):
        raise forbidden("not_your_unit", _("This is for another unit to do."))
    refusal = (
        first_refusal(verb, file, present)
        or _not_proposer(viewer, verb, file)
        or _not_asker(viewer, verb, file)
        or _not_own_work(viewer, verb, file)
    )
    if refusal is not None:
        raise refusal
    return post


def rule_for(verb: Verb, file: CaseFile) -> Rule:
    """The row of the table that holds now: some verbs are for others the second time."""
    request, proposal = file.request, file.proposal
    if verb is Verb.DECIDE_EXTENSION and request is not None and request.number > 1:
        return SECOND_STAGE[verb]
    if verb is Verb.TERMINATE and proposal is not None and proposal.verb == verb:
        return SECOND_STAGE[verb]
    return RULES[verb]


def actions(viewer: Viewer, file: CaseFile, present: World) -> list[Verb]:
    """The verbs that the person may use now, in the order of the table."""
    return [verb for verb in STAFF_VERBS if may(viewer, verb, file, present) is None]


OWN_WORK = {
    Verb.PASS_CHECK: ("holder_id",),
    Verb.REWORK: ("holder_id",),
    Verb.CALLBACK: ("holder_id", "checking_unit_id"),
    Verb.REOPEN: ("holder_id", "checking_unit_id"),
}


def _not_own_work(viewer: Viewer, verb: Verb, file: CaseFile) -> Refusal | None:
    """A person with a post in the handler's unit as well does not check or call back for it."""
    units = {getattr(file.case, name) for name in OWN_WORK.get(verb, ())}
    if any(post.unit_id in units for post in viewer.posts):
        return conflict("own_work", _("Nobody checks the own work."))
    return None


DECISIONS = frozenset({Verb.DECIDE_EXTENSION, Verb.DECIDE_SUSPENSION})


def _not_asker(viewer: Viewer, verb: Verb, file: CaseFile) -> Refusal | None:
    """Nobody grants the own request, in whatever other post."""
    if verb in DECISIONS and file.request is not None and file.request.by_id == viewer.user_id:
        return conflict("second_person", _("Another person has to decide this."))
    return None


def _not_proposer(viewer: Viewer, verb: Verb, file: CaseFile) -> Refusal | None:
    """Two persons: the one who proposed cannot confirm, and one proposal waits at a time."""
    proposal = file.proposal
    if proposal is None or not RULES[verb].two_persons:
        return None
    if proposal.verb != verb:
        return conflict("other_proposal", _("Another proposal waits for its confirmation."))
    if proposal.by_id == viewer.user_id:
        return conflict("second_person", _("Another person has to confirm this."))
    return None
