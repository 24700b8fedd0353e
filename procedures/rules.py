"""Which verbs a person has on a procedure now.

`check` raises, `may` and `actions` look; all ask the same table, standings and guards, so that a page
offers exactly what an action accepts. Order of the answers: not your verb (403), wrong state (409),
not your unit (403), a guard (409).
"""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal, conflict, forbidden
from cases.viewer import Viewer
from cases.world import World
from grids.tree import PostNode
from procedures import guards
from procedures.models import Matter
from procedures.standing import Facts, facts_of, posts_for, standing_post
from procedures.states import hazard, mediation, petition
from procedures.states.rule import Procedure, Rule

TABLES: Mapping[Procedure, Mapping[str, Rule]] = {
    Procedure.MEDIATION: {str(verb): rule for verb, rule in mediation.RULES.items()},
    Procedure.PETITION: {str(verb): rule for verb, rule in petition.RULES.items()},
    Procedure.HAZARD: {str(verb): rule for verb, rule in hazard.RULES.items()},
}
BEGINNINGS: Mapping[Procedure, str] = {
    Procedure.MEDIATION: mediation.Verb.APPLY,
    Procedure.PETITION: petition.Verb.REGISTER,
    Procedure.HAZARD: hazard.Verb.FIND,
}


def staff_verbs(procedure: Procedure) -> list[str]:
    """The verbs that people use on a procedure that is there."""
    return [verb for verb, rule in TABLES[procedure].items() if rule.permissions and verb != BEGINNINGS[procedure]]


def check(viewer: Viewer, verb: str, matter: Matter, present: World, facts: Facts | None = None) -> PostNode:
    """The post in which the person uses the verb. Raises `Refusal`."""
    rule = TABLES[matter.PROCEDURE][verb]
    posts = _able(viewer, rule)
    if matter.state not in rule.sources:
        raise conflict("wrong_state", _("This is not at a point where that can be done."))
    post = _standing(viewer, posts, rule, facts or facts_of(matter))
    refusal = guards.first_refusal(verb, matter, viewer, present)
    if refusal is not None:
        raise refusal
    return post


def check_beginning(viewer: Viewer, procedure: Procedure, facts: Facts) -> PostNode:
    """The post in which the person may begin a procedure. Raises `Refusal` forbidden."""
    rule = TABLES[procedure][BEGINNINGS[procedure]]
    return _standing(viewer, _able(viewer, rule), rule, facts)


def may_begin(viewer: Viewer, procedure: Procedure, facts: Facts) -> bool:
    """The person may begin one there."""
    try:
        check_beginning(viewer, procedure, facts)
    except Refusal:
        return False
    return True


def may(viewer: Viewer, verb: str, matter: Matter, present: World, facts: Facts | None = None) -> Refusal | None:
    """The refusal of a verb, or None where the person may use it now."""
    try:
        check(viewer, verb, matter, present, facts)
    except Refusal as refusal:
        return refusal
    return None


def actions(viewer: Viewer, matter: Matter, present: World) -> list[str]:
    """The verbs that the person may use now, in the order of the table."""
    facts = facts_of(matter)
    return [verb for verb in staff_verbs(matter.PROCEDURE) if may(viewer, verb, matter, present, facts) is None]


def _able(viewer: Viewer, rule: Rule) -> list[PostNode]:
    posts = posts_for(viewer, rule)
    if not posts:
        raise forbidden("not_your_verb", _("Your posts do not include this."))
    return posts


def _standing(viewer: Viewer, posts: Iterable[PostNode], rule: Rule, facts: Facts) -> PostNode:
    post = standing_post(viewer, posts, rule, facts)
    if post is None:
        raise forbidden("not_your_unit", _("This is for another unit to do."))
    return post
