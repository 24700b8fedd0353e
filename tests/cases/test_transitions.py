"""The whole product by hand: every state × every verb × every role in every unit.

Nothing here is derived from `RULES`. A row says which roles have a verb, in which units, in which states;
every other cell has to refuse, with the code that names the first thing that is wrong. The facts that the
guards ask for (a request to decide, a milestone, a reply to rate …) lie before every state alike, so that
nothing but state, role and unit decides. Guards have tests of their own, and so has what needs no post
(test_without_a_post.py).
"""

import copy

from cases import rules
from cases.actions import triage
from cases.casefile import CaseFile, read
from cases.models import (
    Assist,
    AssistTask,
    Case,
    Deadline,
    DecisionRequest,
    Proposal,
    Rating,
    ReturnRequest,
)
from cases.states import DeadlineKind, State, Verb
from cases.viewer import Viewer
from cases.world import viewer_in, world
from grids.levels import Level
from grids.roles import Role
from grids.tree import PostNode
from tests.town import (
    AT,
    COMMUNITY,
    COUNTY,
    FAR_COMMUNITY,
    FAR_GRID,
    GRID,
    NEXT_GRID,
    OTHER_COMMUNITY,
    OTHER_GRID,
    OTHER_STREET,
    SINCE,
    STREET,
    local,
)

LATER = local("2026-03-03 11:00")
STATES = ["reported", "dispatched", "processing", "suspended", "checking", "closed", "archived"]

# Who (case process §4.2): H holder, K a unit with a task, T triage desk, P office of the holder's parent, D the
# same or at the top the holder, A every office above, O the holder where it is an office of a community or
# higher, L street and county among A and O, C checking unit, B callback unit. `+ 2`: the second extension, and
# the confirmation of a proposal to terminate.
TABLE = """
verb                 units roles                         states
dispatch             T     clerk,unit_head               x . . . . . .
reject               T     clerk,unit_head               x . . . . . .
refer                T     clerk,unit_head               x . . . . . .
cancel               T     clerk,unit_head               x x x x x . .
merge                T     clerk,unit_head               x x . . . . .
unmerge              T     clerk,unit_head               . . . . . x .
ask_requester        TH    grid_worker,clerk,handler,unit_head  x x x x . . .
urge                 T     clerk,unit_head               x x x x x . .
note                 HK    grid_worker,handler,unit_head . x x x x . .
sign                 H     grid_worker,handler,unit_head . x . . . . .
settle               H     grid_worker                   . x x . . . .
submit_result        H     grid_worker,handler,unit_head . . x . . . .
return_order         H     grid_worker,handler,unit_head . x . . . . .
escalate             H     grid_worker,handler,unit_head . . x . . . .
request_extension    H     grid_worker,handler,unit_head . . x . . . .
request_suspension   H     grid_worker,handler,unit_head . . x . . . .
request_assist       H     grid_worker,handler,unit_head . . x . . . .
meet_milestone       H     grid_worker,handler,unit_head . x x x . . .
reply_assist         K     grid_worker,handler,unit_head . x x x . . .
rate_assist          HA    grid_worker,handler,unit_head . x x x x x .
delegate             H     clerk,unit_head               . . x . . . .
decide_return        P     clerk,unit_head               . x . . . . .
reassign             P     clerk,unit_head               . x x . . . .
designate            P     clerk,unit_head               . x x . . . .
decide_extension     D     clerk,unit_head               . . x . . . .
decide_extension+2   L     leader                        . . x . . . .
decide_suspension    L     leader                        . . x . . . .
resume               L     leader                        . . . x . . .
assign_leader        L     leader                        . x x x x . .
decide_reopen        D     clerk,unit_head               . . . . . x .
terminate            H     handler,unit_head             . x x x . . .
terminate+2          D     handler,unit_head             . x x x . . .
whistle              AO    unit_head,leader              . x x . . . .
supervise            A     unit_head,leader              x x x x x . .
cancel_supervision   A     unit_head,leader              x x x x x x .
pass_check           C     checker                       . . . . x . .
rework               C     checker                       . . . . x . .
callback             B     callback_clerk                . . . . . x .
reopen               B     callback_clerk                . . . . . x .
"""
ROWS = [(*line.split()[:3], line.split()[3:]) for line in TABLE.strip().splitlines()[1:]]

UNITS = {
    "grid": GRID,
    "grid2": OTHER_GRID,
    "community": COMMUNITY,
    "street": STREET,
    "county": COUNTY,
    "next grid": NEXT_GRID,
    "next community": OTHER_COMMUNITY,
    "far grid": FAR_GRID,
    "far community": FAR_COMMUNITY,
    "far street": OTHER_STREET,
    **{name: name for name in ("checking", "other_checking", "section", "callback", "department", "property")},
}
BELOW_STREET = {"grid", "grid2", "community", "next grid", "next community", "far grid", "far community", "property"}
LEADERS_VERBS = {"decide_extension+2", "decide_suspension", "resume", "assign_leader"}

# Which units the letters mean, by the unit that holds the case. In `reported` the triage desk holds it.
ALWAYS = {"T": "community", "K": "department", "C": "checking", "B": "callback"}
STANDING = """
held by    H          P          D          A                        O          L
reported   community  street     street     street,county            community  -
grid       grid       community  community  community,street,county  -          street,county
community  community  street     street     street,county            community  street,county
street     street     county     county     county                   street     street,county
county     county     -          county     -                        county     county
section    section    street     street     street,county            -          street,county
property   property   community  community  community,street,county  -          street,county
"""
MEANT = {line.split()[0]: dict(zip("HPDAOL", line.split()[1:], strict=True)) for line in STANDING.splitlines()[2:]}
LEVELS = {
    "grid": Level.GRID,
    "community": Level.COMMUNITY,
    "street": Level.STREET,
    "county": Level.COUNTY,
    "section": Level.STREET,
    "property": Level.COMMUNITY,
}
CAME_FROM = {"community": "grid", "street": "community", "county": "street"}
# Where the place in the tree says no, whoever asks.
NOT_THERE = {
    ("escalate", "county"): "top_level",
    ("return_order", "county"): "top_level",
    ("delegate", "grid"): "not_from_below",
    ("delegate", "section"): "not_from_below",
    ("delegate", "property"): "not_from_below",
    **{("settle", holder): "not_on_the_spot" for holder in LEVELS if holder != "grid"},
}
REQUESTS = {
    "decide_extension": ("extension", 1),
    "decide_extension+2": ("extension", 2),
    "decide_suspension": ("suspension", 1),
    "decide_reopen": ("reopening", 1),
}


def units_of(letters, holder):
    """The names of the units that a row's letters mean."""
    meant = {**MEANT[holder], **ALWAYS}
    return {unit for letter in letters for unit in meant[letter].split(",")} - {"-"}


def file_in(town, case, state, verb, holder):
    """The case in a state with a holder, and before it whatever the verb's guards ask for."""
    case = copy.copy(case)
    case.state, case.supervision, case.attempted_at = state, "normal", AT
    case.holder_id = town.unit(UNITS[holder])
    case.holder_level, case.held_since = LEVELS[holder], AT
    if holder in CAME_FROM:
        case.came_from_id, case.arrived_by = town.unit(UNITS[CAME_FROM[holder]]), "escalate"
    case.checking_unit_id, case.callback_unit_id = town.unit("checking"), town.unit("callback")
    case.disposed_at = case.closed_at = AT
    case.master_id = 0 if verb == "unmerge" else None
    helper, other = town.unit("department"), town.unit("other_checking")
    file = CaseFile(case, read(case).deadlines)
    file.assists = [Assist(unit_id=helper)]
    file.tasks = [AssistTask(pk=1, unit_id=helper, at=AT)]
    file.unrated = [AssistTask(pk=2, unit_id=other, ended_at=AT)]
    file.item_clocks = {(DeadlineKind.MILESTONE, 1): Deadline(kind="milestone", item=1)}
    if verb in REQUESTS:
        kind, number = REQUESTS[verb]
        file.request = DecisionRequest(kind=kind, number=number, by_id=None)
    if verb == "decide_return":
        file.returns = [ReturnRequest(unit_id=case.holder_id)]
    if verb == "terminate+2":
        file.proposal = Proposal(verb="terminate", by_id=-1)
    return file


def everybody(town, directory):
    """A person for every role in every unit, each with that one post."""
    for unit, key in UNITS.items():
        for role in Role:
            post = PostNode(0, 0, town.unit(key), role, None, SINCE, None)
            yield role.value, unit, Viewer(0, (post,), directory)


def expected(row, state, holder, role, unit):
    """What the hand-written row says: a code, or `ok`."""
    verb, letters, roles, cells = row
    if role not in roles.split(",") or (verb in LEADERS_VERBS and unit in BELOW_STREET):
        return "not_your_verb"
    if cells[STATES.index(state)] == ".":
        return "wrong_state"
    if unit not in units_of(letters, "reported" if state == "reported" else holder):
        return "not_your_unit"
    return NOT_THERE.get((verb, holder), "ok")


def differences(town, cells):
    """Every cell whose answer is another than the row's."""
    case, present = town.report("ENV01"), world(LATER)
    persons = list(everybody(town, present.directory))
    for row, state, holder in cells:
        file = file_in(town, case, state, row[0], "community" if state == "reported" else holder)
        verb = Verb(row[0].removesuffix("+2"))
        for role, unit, person in persons:
            refusal = rules.may(person, verb, file, present)
            found, wanted = refusal.code if refusal else "ok", expected(row, state, holder, role, unit)
            if found != wanted:
                yield f"{row[0]} {state} held by {holder}: {role} in {unit} {found}, not {wanted}"


def test_every_verb_in_every_state_for_every_role_in_every_unit(town):
    held = {"delegate": "community"}
    cells = [(row, state, held.get(row[0], "grid")) for row in ROWS for state in STATES]
    assert list(differences(town, cells)) == []


def test_every_verb_wherever_the_case_is_held(town):
    cells = []
    for row in ROWS:
        places = [state for state, cell in zip(STATES, row[3], strict=True) if cell == "x" and state != "reported"]
        cells += [(row, places[0], holder) for holder in LEVELS if places]
    assert list(differences(town, cells)) == []


def test_the_tables_name_every_verb():
    assert {row[0].removesuffix("+2") for row in ROWS} == set(rules.STAFF_VERBS)
    assert set(STATES) == {state.value for state in State}
    assert len(UNITS) == len(set(UNITS.values())) == 16


# Guards beside the grid


def answer(town, case, name, verb):
    present = world(LATER)
    refusal = rules.may(viewer_in(present, town.user(name)), Verb(verb), read(case), present)
    return "ok" if refusal is None else refusal.code


def test_settle_is_offered_only_where_the_category_allows_it(town):
    allowed, not_allowed = town.report("ENV01"), town.report("SAF02")
    assert answer(town, allowed, "grid", "settle") == "ok"
    assert answer(town, not_allowed, "grid", "settle") == "not_on_the_spot"


def test_what_actions_lists_is_what_may_says(town):
    case = town.report("ENV01")
    present = world(LATER)
    viewer = viewer_in(present, town.user("grid"))
    assert rules.actions(viewer, read(case), present) == [
        Verb.NOTE,
        Verb.SIGN,
        Verb.SETTLE,
        Verb.RETURN_ORDER,
        Verb.ASK_REQUESTER,
    ]


def test_the_proposer_cannot_confirm_and_a_second_person_can(town):
    case = town.report(None, area=COMMUNITY)
    triage.reject(case, by=town.user("community"), at=AT, reason="not_public_duty", reply="不属于公共事务")
    case = Case.objects.get(pk=case.pk)
    assert case.state == "reported"
    assert answer(town, case, "community", "reject") == "second_person"
    assert answer(town, case, "community2", "refer") == "other_proposal"
    case = triage.reject(
        case, by=town.user("community2"), at=LATER, reason="not_public_duty", reply="建议向业委会反映。"
    )
    assert (case.state, case.outcome) == ("closed", "rejected")
    assert not Rating.objects.exists()
