"""Scenes of the permission matrix for mediations, petition matters and hazards: (path, body) of a route.

The community mediates, the street's section answers (the county's department, where a head is needed) and
rectifies; the street is the desk.
"""

from django.urls import reverse

from procedures.actions import agreements, hazard, mediation, petition
from tests.procedures.conftest import PARTIES, dispute, found, graded, post_of, registered
from tests.town import AT, BUILDING, COMMUNITY

DAY = "2026-03-03"
TODAY = AT.date()
TEXT = {"text": "说明"}
ON = {"on": DAY}
WORDS = {"facts": "噪声", "content": "晚十点后不练琴", "way": "自行约束"}
FIND = {"kind": "self_built", "area_code": BUILDING, "text": "承重墙开裂"}


def _mediation(town, until):
    """A mediation of the community, taken so far."""
    by = {"by": town.user("community"), "at": AT}
    row = mediation.apply(dispute(town), by=town.user("grid"), at=AT, unit=town.unit(COMMUNITY), parties=PARTIES)
    days = {"agreed_on": TODAY, "perform_by": TODAY}
    acts = {
        "ask": lambda: mediation.ask_consent(row, **by, mediators=[post_of(town, "community") + 1]),
        "yes": lambda: [mediation.consent(row, **by, party=party) for party in (0, 1)],
        "sit": lambda: mediation.hold_session(row, **by, held_at=AT, place="室", present="双方", record="记"),
        "agree": lambda: agreements.agree(row, **by, form="written", **WORDS, **days),
        "sign": lambda: agreements.take_effect(row, **by, on=TODAY),
        "court": lambda: agreements.apply_confirmation(row, **by, on=TODAY),
        "confirmed": lambda: agreements.record_confirmation(row, **by, result="confirmed", on=TODAY),
        "breach": lambda: agreements.breach(row, **by, text="不履行"),
    }
    for step in until.split():
        acts[step]()
    return row


MEDIATION = {
    "mediation": ("", {}),
    "mediation_ask_consent": ("", {}),
    "mediation_consent": ("ask", {"party": 0}),
    "mediation_decline": ("ask", {"party": 0}),
    "mediation_hold_session": (
        "ask yes",
        {"held_at": "2026-03-03T10:00:00+08:00", "place": "调解室", "present": "双方", "record": "记录"},
    ),
    "mediation_extend": ("ask yes", {"days": 10, "parties": [0, 1]}),
    "mediation_agree": (
        "ask yes sit",
        {"form": "written", "agreed_on": DAY, "perform_by": DAY, **WORDS},
    ),
    "mediation_fail": ("ask yes sit", TEXT),
    "mediation_terminate": ("ask yes", TEXT),
    "mediation_take_effect": ("ask yes sit agree", ON),
    "mediation_perform": ("ask yes sit agree sign", ON),
    "mediation_breach": ("ask yes sit agree sign", TEXT),
    "mediation_sue": ("ask yes sit agree sign breach", ON),
    "mediation_enforce": ("ask yes sit agree sign court confirmed breach", ON),
    "mediation_apply_confirmation": ("ask yes sit agree sign", ON),
    "mediation_record_confirmation": ("ask yes sit agree sign court", {**ON, "result": "refused"}),
}


def _petition(town, until, unit="section"):
    by, desk = {"by": town.user(unit), "at": AT}, {"by": town.user("street"), "at": AT}
    row = registered(town, unit=town.unit(unit))
    acts = {
        "object": lambda: petition.object(row, **by, text="不归"),
        "inform": lambda: petition.inform(row, **by, on=TODAY, way="letter"),
        "accept": lambda: petition.accept(row, **by, on=TODAY),
        "decide": lambda: petition.decide(row, **by, outcome="supported", on=TODAY),
        "serve": lambda: petition.serve(row, **desk, on=TODAY),
        "ask": lambda: petition.ask_review(row, **desk, on=TODAY),
        "review": lambda: petition.decide_review(row, **desk, outcome="supported", on=TODAY),
        "ask again": lambda: petition.ask_re_review(row, **desk, on=TODAY),
    }
    for step in until.split(","):
        if step:
            acts[step]()
    return row


ANSWERED = "inform,accept,decide"
REVIEWED = f"{ANSWERED},serve,ask,review,serve"
PETITION = {
    "petition": ("", {}),
    "petition_object": ("", TEXT),
    "petition_decide_objection": ("object", TEXT),
    "petition_inform": ("", {**ON, "way": "letter"}),
    "petition_accept": ("inform", ON),
    "petition_extend": ("inform,accept", {"days": 10, "reason": "鉴定"}),
    "petition_decide": ("inform,accept", {**ON, "outcome": "supported"}),
    "petition_serve": (ANSWERED, ON),
    "petition_ask_review": (f"{ANSWERED},serve", ON),
    "petition_decide_review": (f"{ANSWERED},serve,ask", {**ON, "outcome": "supported"}),
    "petition_ask_re_review": (REVIEWED, ON),
    "petition_decide_re_review": (f"{REVIEWED},ask again", {**ON, "outcome": "supported"}),
    "petition_finish": ("", {**TEXT, "reason": "withdrawn"}),
}


def _hazard(town, until):
    by = {"by": town.user("section"), "at": AT}
    row = graded(town, "C") if until else found(town)
    acts = {
        "grade": lambda: row,
        "control": lambda: hazard.control(row, **by, text="围挡"),
        "rectify": lambda: hazard.rectify(row, **by, text="加固"),
        "recheck": lambda: hazard.recheck(row, by=town.user("checker"), at=AT, passed=True, text="合格"),
        "clear": lambda: hazard.clear(row, by=town.user("street"), at=AT),
    }
    for step in until.split():
        acts[step]()
    return row


HAZARD = {
    "hazard": ("", {}),
    "hazard_grade": ("", {}),
    "hazard_control": ("grade", TEXT),
    "hazard_rectify": ("grade control", TEXT),
    "hazard_recheck": ("grade control rectify", {**TEXT, "passed": True}),
    "hazard_clear": ("grade control rectify recheck", {}),
    "hazard_find_again": ("grade control rectify recheck clear", TEXT),
}
LISTS = {"mediations": {}, "petitions": {}, "hazards": FIND}
BEGIN = {"mediation_apply", "petition_register"}
ROUTES = {*MEDIATION, *PETITION, *HAZARD, *LISTS, *BEGIN}


def scene_of(town, route):
    """Where the request goes, and what it carries."""
    if route in LISTS:
        return reverse(f"api:{route}"), LISTS[route]
    if route == "mediation_apply":
        parties = [{"name": "张三丰", "phone": "13812345678"}, {"name": "李四光"}]
        path = reverse("api:mediation_apply", args=[dispute(town).number])
        return path, {"unit": town.unit(COMMUNITY), "parties": parties}
    if route == "petition_register":
        path = reverse("api:petition_register", args=[town.report("CIV06").number])
        return path, {"unit": town.unit("section"), "system_number": "XF-1", "received_on": DAY}
    if route in MEDIATION:
        until, body = MEDIATION[route]
        if route == "mediation_ask_consent":
            body = {"mediators": [post_of(town, "community") + 1]}
        row = _mediation(town, until)
    elif route in PETITION:
        until, body = PETITION[route]
        row = _petition(town, until, "department" if route == "petition_extend" else "section")
    else:
        until, body = HAZARD[route]
        if route == "hazard_grade":
            body = {**TEXT, "grade": "C", "unit": town.unit("section")}
        row = _hazard(town, until)
    return reverse(f"api:{route}", args=[row.pk]), body
