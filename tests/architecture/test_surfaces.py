"""Pages and API offer the same verbs by the same actions, one line each (case process §4.2 and §4.3)."""

import inspect

from api.urls import urlpatterns as api_patterns
from api.views.verbs import VerbView
from cases.rules import STAFF_VERBS
from web.staff.verb_forms import FORMS
from web.staff.verbs import ACTIONS, verb
from web.urls import staff as web_patterns

# Written by hand: every verb of §4.3 that a member of staff uses, as it stands in an address.
ADDRESSES = {
    "dispatch": "dispatch",
    "reject": "reject",
    "refer": "refer",
    "cancel": "cancel",
    "merge": "merge",
    "unmerge": "unmerge",
    "note": "note",
    "sign": "sign",
    "settle": "settle",
    "submit_result": "submit-result",
    "return_order": "return-order",
    "escalate": "escalate",
    "delegate": "delegate",
    "decide_return": "decide-return",
    "reassign": "reassign",
    "designate": "designate",
    "pass_check": "pass-check",
    "rework": "rework",
    "callback": "callback",
    "reopen": "reopen",
    "request_extension": "request-extension",
    "decide_extension": "decide-extension",
    "request_suspension": "request-suspension",
    "decide_suspension": "decide-suspension",
    "resume": "resume",
    "terminate": "terminate",
    "assign_leader": "assign-leader",
    "meet_milestone": "meet-milestone",
    "decide_reopen": "decide-reopen",
    "ask_requester": "ask-requester",
    "request_assist": "request-assist",
    "whistle": "whistle",
    "reply_assist": "reply-assist",
    "rate_assist": "rate-assist",
    "urge": "urge",
    "supervise": "supervise",
    "cancel_supervision": "cancel-supervision",
}
GIVEN_BY_THE_SURFACE = {"by", "at", "expected"}


def web_verbs():
    return {
        pattern.default_args["verb"].value: str(pattern.pattern) for pattern in web_patterns if pattern.callback is verb
    }


def api_verbs():
    found = {}
    for pattern in api_patterns:
        if getattr(pattern.callback, "view_class", None) is VerbView:
            found[pattern.callback.view_initkwargs["verb"].value] = pattern
    return found


def test_the_rules_the_pages_and_the_api_know_the_same_verbs():
    assert {member.value for member in STAFF_VERBS} == set(ADDRESSES)
    expected = {name: f"cases/<str:number>/{address}/" for name, address in ADDRESSES.items()}
    assert web_verbs() == expected
    assert {name: str(pattern.pattern) for name, pattern in api_verbs().items()} == expected


def test_both_surfaces_call_the_same_action():
    assert {member.value for member in ACTIONS} == set(ADDRESSES)
    assert {member.value for member in FORMS} == set(ADDRESSES)
    for member, action in ACTIONS.items():
        assert api_verbs()[member.value].callback.view_initkwargs["act"] is action
        assert action.__name__ == member.value


def test_a_form_asks_for_what_its_action_takes():
    for member, action in ACTIONS.items():
        parameters = inspect.signature(action).parameters.values()
        keywords = {row.name: row for row in parameters if row.kind is row.KEYWORD_ONLY}
        taken = set(keywords) - GIVEN_BY_THE_SURFACE
        required = {name for name in taken if keywords[name].default is inspect.Parameter.empty}
        asked = set(FORMS[member].base_fields) - GIVEN_BY_THE_SURFACE
        assert required <= asked <= taken, member
