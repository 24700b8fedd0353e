"""Every route, every method, every role: what is answered. The table beside this file is written by hand.

Each row plays in a scene in which somebody may use the route, so that every other answer means a right
that is missing and not a moment that is wrong. A column is a member of the town's cast; `far_…` have the
same roles in the neighbouring street.
"""

import csv
import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from accounts.models import ApiToken
from cases import query_code
from cases.actions import (
    asking,
    checking,
    extending,
    handling,
    helping,
    leading,
    links,
    merging,
    reopening,
    supervision,
    suspending,
)
from cases.models import AssistTask, Deadline, Milestone, Proposal
from tests.api import matter_scenes, meeting_scenes
from tests.api.conftest import Caller, token_of
from tests.town import AT, COMMUNITY, GRID, local
from volunteers.actions import claims, posts, reporting

TABLE = list(csv.DictReader((Path(__file__).parent / "permission_matrix.csv").read_text().splitlines()))
ROWS = {(row["method"], row["route"]): {name: int(row[name]) for name in list(row)[2:]} for row in TABLE}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
TEXT = "楼道口的垃圾三天没有人清运。"
REPLY = {"reply": "已清运干净。"}


@dataclass
class Scene:
    """Where the request goes and what it carries."""

    path: str
    body: dict = field(default_factory=dict)


def proposed(case, by):
    """The holder's proposal to terminate as its row: the level above confirms."""
    Proposal.objects.create(case=case, verb="terminate", reason="object_gone", seq=2, by=by, at=AT)
    due = local("2026-03-04 10:00")
    Deadline.objects.create(case=case, kind="proposal", state="pending", starts_at=AT, due_at=due)
    return case


def steps(town, *done):
    """A case in the first grid on which each named step was taken."""
    grid, community, checker = (town.user(name) for name in ("grid", "community", "checker"))
    case = town.report()
    other = town.report() if "merge" in done else case
    acts = {
        "sign": lambda: handling.sign(case, by=grid, at=AT),
        "note": lambda: handling.note(case, by=grid, at=AT, kind="visit", text="上门"),
        "escalate": lambda: handling.escalate(case, by=grid, at=AT, reason="needs_funds", text="要经费"),
        "sign above": lambda: handling.sign(case, by=community, at=AT),
        "return": lambda: handling.return_order(case, by=grid, at=AT, reason="not_my_duty", text="不是"),
        "result": lambda: handling.submit_result(case, by=grid, at=AT, **REPLY),
        "more time": lambda: extending.request_extension(
            case, by=grid, at=AT, reason="weather", amount="4 WH", text="下雨"
        ),
        "put off": lambda: suspending.request_suspension(
            case, by=grid, at=AT, reason="season", text="开春补种", review_on=dt.date(2026, 4, 1)
        ),
        "suspend": lambda: suspending.decide_suspension(case, by=town.user("street"), at=AT, approve=True),
        "terminate": lambda: proposed(case, grid),
        "lead": lambda: leading.assign_leader(
            case,
            by=town.user("street"),
            at=AT,
            text="两周内解决",
            milestones=[{"what": "疏通", "due_on": dt.date(2026, 3, 6)}],
        ),
        "ask again": lambda: reopening.request_reopen(case, at=AT, text="没有解决"),
        "pass": lambda: checking.pass_check(case, by=checker, at=AT),
        "merge": lambda: merging.merge(case, by=community, at=AT, into=other.number),
        "assist": lambda: helping.request_assist(case, by=grid, at=AT, unit=town.unit("property"), text="请协助清运"),
        "helped": lambda: helping.reply_assist(case, by=town.user("property"), at=AT, text="已清运"),
        "ask": lambda: asking.ask_requester(case, by=grid, at=AT, text="具体在几楼？"),
        "supervise": lambda: supervision.supervise(case, by=community, at=AT, level="normal", text="抓紧"),
    }
    for step in done:
        case = acts[step]()
    return case


CLOSED = ("sign", "result", "pass")
OF_STAFF = {
    "dispatch": (None, lambda town: {"category": "ENV01", "area_code": GRID}),
    "reject": (None, lambda town: {"reason": "not_public_duty", **REPLY}),
    "refer": (None, lambda town: {"reason": "petition", **REPLY}),
    "cancel": (None, lambda town: {"reason": "test", "text": "测试"}),
    "merge": ((), lambda town: {"into": town.report().number}),
    "unmerge": (("merge",), lambda town: {"text": "不是一回事"}),
    "note": (("sign",), lambda town: {"kind": "visit", "text": "上门"}),
    "sign": ((), lambda town: {}),
    "settle": ((), lambda town: REPLY),
    "submit_result": (("sign",), lambda town: REPLY),
    "return_order": ((), lambda town: {"reason": "not_my_duty", "text": "不是"}),
    "escalate": (("sign", "note"), lambda town: {"reason": "needs_funds", "text": "要经费"}),
    "delegate": (
        ("sign", "note", "escalate", "sign above"),
        lambda town: {"reason": "guidance_given", "text": "照此办理"},
    ),
    "decide_return": (("return",), lambda town: {"approve": False}),
    "reassign": ((), lambda town: {"unit": town.unit("property"), "reason": "better_placed"}),
    "designate": ((), lambda town: {"unit": town.unit("property"), "reason": "leader_order"}),
    "request_extension": (("sign",), lambda town: {"reason": "weather", "amount": "4 WH", "text": "下雨"}),
    "decide_extension": (("sign", "more time"), lambda town: {"approve": True}),
    "request_suspension": (
        ("sign",),
        lambda town: {"reason": "season", "review_on": "2026-04-01", "text": "开春补种"},
    ),
    "decide_suspension": (("sign", "put off"), lambda town: {"approve": True}),
    "resume": (("sign", "put off", "suspend"), lambda town: {}),
    "terminate": (("terminate",), lambda town: {"reason": "object_gone", "reply": "楼已拆除。"}),
    "assign_leader": ((), lambda town: {"text": "两周内解决"}),
    "meet_milestone": (("lead",), lambda town: {"milestone": Milestone.objects.latest("pk").pk}),
    "decide_reopen": ((*CLOSED, "ask again"), lambda town: {"approve": False, "text": "答复属实"}),
    "pass_check": (("sign", "result"), lambda town: {"text": "已查"}),
    "rework": (("sign", "result"), lambda town: {"reason": "not_done", "text": "还在"}),
    "callback": (CLOSED, lambda town: {"contacted": False}),
    "reopen": (CLOSED, lambda town: {"reason": "not_solved", "text": "没有解决"}),
    "ask_requester": ((), lambda town: {"text": "具体在几楼？"}),
    "request_assist": (("sign",), lambda town: {"unit": town.unit("property"), "text": "请协助清运"}),
    "whistle": ((), lambda town: {"unit": town.unit("section"), "kind": "hard_issue", "text": "请到场"}),
    "reply_assist": (("sign", "assist"), lambda town: {"text": "已清运"}),
    "rate_assist": (("sign", "assist", "helped"), lambda town: {"useful": True}),
    "urge": ((), lambda town: {}),
    "supervise": ((), lambda town: {"level": "normal", "text": "抓紧"}),
    "cancel_supervision": (("supervise",), lambda town: {"text": "到位"}),
}


def of_staff(town, route):
    done, body = OF_STAFF[route]
    case = town.report(None) if done is None else steps(town, *done)
    return Scene(reverse(f"api:{route}", args=[case.number]), body(town))


ANSWERS = {
    "rate": {"solved": "yes", "satisfaction": "satisfied"},
    "request_reopen": {"text": "没有解决"},
    "answer": {"text": "三楼"},
}


def of_requester(town, route):
    case = steps(town, *{"rate": CLOSED, "request_reopen": CLOSED, "answer": ("ask",)}.get(route, ()))
    code = query_code.of(case.number)
    if route == "request":
        return Scene(f"{reverse('api:request', args=[case.number])}?code={code}")
    return Scene(reverse(f"api:{route}", args=[case.number]), {"code": code, **ANSWERS.get(route, {})})


POST = {
    "area_code": COMMUNITY,
    "place_code": GRID,
    "title": "清理楼道",
    "text": "九点在门口集合。",
    "needed": 3,
    "starts_at": "2026-03-05T09:00:00+08:00",
    "ends_at": "2026-03-05T11:00:00+08:00",
}


def of_volunteers(town, route):
    """A service post of the community to whom `nobody`, a volunteer without a post in an office, has come."""
    times = {"starts_at": AT, "ends_at": local("2026-03-03 18:00")}
    volunteer = town.user("nobody")
    made = posts.publish(by=town.user("community"), at=local("2026-03-03 09:00"), **{**POST, **times})
    reporting.report_in(by=volunteer, at=AT, area_code=COMMUNITY, kind="resident")
    if route in {"service_post_withdraw_claim", "service_post_confirm"}:
        claims.claim(made, by=volunteer, at=AT)
    body = {"hours": 2} if route == "service_post_confirm" else {}
    return Scene(reverse(f"api:{route}", args=[made.pk]), body)


PLAIN = {
    "requests": {"text": TEXT, "category": "ENV01", "area_code": GRID},
    "similar_requests": {"text": TEXT},
    "similar_cases": {"text": TEXT},
    "tokens": {"username": "grid", "password": "golden buffalo"},
    "report_ins": {"area_code": COMMUNITY, "kind": "resident"},
    "service_posts": POST,
}


OTHERS = {route: scenes for scenes in (matter_scenes, meeting_scenes) for route in scenes.ROUTES}
"""Whose scenes stand in a module of their own."""


def of_links(town, route):
    """A task of the property company in a case of the first grid, and a link to it."""
    case = steps(town, "sign", "assist")
    task = AssistTask.objects.latest("pk").pk
    if route == "links":
        return Scene(reverse("api:links", args=[case.number]), {"kind": "task", "task": task})
    _token, row = links.make(case, by=town.user("grid"), at=AT, kind="task", task=task)
    return Scene(reverse("api:link", args=[case.number, row.pk]))


def of_rules(town, route):
    """A dispatch rule that is tried."""
    body = {"category_code": "MUN", "unit": town.unit("department"), "since": "2026-03-10"}
    return Scene(reverse(f"api:{route}"), body)


MADE_BY = dict.fromkeys(OF_STAFF, of_staff) | {"links": of_links, "link": of_links, "try_dispatch_rule": of_rules}


def scene(town, route):
    """The scene of a row."""
    if route in OTHERS:
        return Scene(*OTHERS[route].scene_of(town, route))
    if route in MADE_BY:
        return MADE_BY[route](town, route)
    if route in {"request", "rate", "withdraw", "request_reopen", "answer", "urge_own"}:
        return of_requester(town, route)
    if route.startswith("service_post_") or route == "service_post":
        return of_volunteers(town, route)
    if route == "case":
        return Scene(reverse("api:case", args=[steps(town).number]))
    if route == "report_in":
        return Scene(reverse("api:report_in", args=[COMMUNITY]))
    if route == "statistics":
        return Scene(f"{reverse('api:statistics')}?area={COMMUNITY}&since=2026-03-01&until=2026-03-31")
    return Scene(reverse(f"api:{route}"), PLAIN.get(route, {}))


class _Undone(Exception):
    pass


@pytest.mark.parametrize(("method", "route"), list(ROWS))
def test_every_role_gets_the_answer_of_the_table(town, method, route):
    played, answers = scene(town, route), {}
    # Nobody here has a session, so all may call through the chain of middleware that one client has loaded.
    client, people = (
        Client(raise_request_exception=False),
        [name for name in ROWS[method, route] if name != "anonymous"],
    )
    ApiToken.objects.bulk_create(token_of(town.user(name))[1] for name in people)
    for name in ROWS[method, route]:
        caller = Caller(None if name == "anonymous" else town.user(name), client=client, has_token=True)
        try:
            with transaction.atomic():
                answers[name] = caller.call(method, played.path, played.body).status_code
                raise _Undone
        except _Undone:
            pass
    assert answers == ROWS[method, route]


def routes():
    """Every named address of the API with the methods that its view has."""
    for pattern in get_resolver("api.urls").url_patterns:
        view = getattr(pattern.callback, "view_class", None)
        if pattern.name:
            yield pattern.name, [method for method in METHODS if view is None or hasattr(view, method.lower())]


def test_no_route_and_no_method_is_missing():
    found = {(method, name) for name, methods in routes() for method in methods}
    assert found == set(ROWS)


def test_the_cast_has_every_role_and_its_neighbour():
    names = set(next(iter(ROWS.values())))
    assert {"anonymous", "nobody", "administrator", "auditor", "steward"} <= names
    assert {f"far_{name}" for name in ("grid", "community", "street", "checker")} <= names
