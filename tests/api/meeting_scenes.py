"""The scenes of the permission matrix for receptions, duty roster and screenings: (path, body)."""

import datetime as dt

from django.urls import reverse

from meetings.actions import decisions, items, receptions, screenings
from tests.meetings.conftest import leader_day, post_of, screening
from tests.town import AT, COMMUNITY, GRID, STREET, place

TEXT = "楼道口的垃圾三天没有人清运。"
RECEPTION = {
    "kind": "leader_reception",
    "area_code": STREET,
    "day": "2026-03-03",
    "begins": "09:00",
    "ends": "11:00",
    "place": "接待室",
}
DECISION = {"decision": "mediate", "text": "愿意谈", "due_on": "2026-03-20"}


def of_receptions(town, route):
    """A reception of the street's leader, as far on as the route needs it."""
    session, clerk = leader_day(town), town.user("street")
    if route not in {"reception", "reception_begin", "reception_call_off"}:
        receptions.begin(session, by=clerk, at=AT)
    if route == "reception_instruct":
        items.record_case(session, by=clerk, at=AT, text=TEXT, place=place(GRID), category="ENV01")
        return (reverse("api:reception_instruct", args=[session.pk, 1]), {"text": "抓紧"})
    body = {"text": TEXT, "area_code": GRID} if route == "reception_record_case" else {"text": "好"}
    return (reverse(f"api:{route}", args=[session.pk]), body)


def of_screenings(town, route):
    """A meeting of the community, as far on as the route needs it."""
    case, clerk, picked = town.report("DIS01"), town.user("community"), town.report("ENV01")
    meeting = screening(town)
    if route in {"screening_decide", "screening_report", "screening_acknowledge"}:
        screenings.begin(meeting, by=clerk, at=AT)
    if route == "screening_decide":
        path = reverse("api:screening_decide", args=[meeting.pk, case.number])
        return (path, {**DECISION, "unit": town.unit(GRID)})
    if route in {"screening_report", "screening_acknowledge"}:
        day = dt.date(2026, 3, 20)
        facts = {"number": case.number, "decision": "mediate", "text": "谈", "unit": town.unit(GRID), "due_on": day}
        decisions.decide(meeting, by=clerk, at=AT, **facts)
    if route == "screening_acknowledge":
        screenings.report(meeting, by=clerk, at=AT)
    return (reverse(f"api:{route}", args=[meeting.pk]), {"number": picked.number})


def of_lists(town, route):
    """The lists, the roster and what is planned in them."""
    leader = post_of(town, "street", "leader")
    days = {"area_code": STREET, "since": "2026-03-03", "until": "2026-03-04", "leader": leader}
    return {
        "screening_coverage": (f"{reverse('api:screening_coverage')}?area={COMMUNITY}", {}),
        "duty": (f"{reverse('api:duty')}?area={STREET}", days),
        "receptions": (reverse("api:receptions"), {**RECEPTION, "leader": leader}),
        "screenings": (reverse("api:screenings"), {"area_code": COMMUNITY, "day": "2026-03-03"}),
    }[route]


LISTS = {"screening_coverage", "duty", "receptions", "screenings"}
OF_RECEPTION = {"", "_begin", "_record_case", "_record_answer", "_instruct", "_summarise", "_call_off"}
OF_SCREENING = {"", "_begin", "_pick", "_decide", "_report", "_acknowledge", "_call_off"}
ROUTES = LISTS | {f"reception{verb}" for verb in OF_RECEPTION} | {f"screening{verb}" for verb in OF_SCREENING}


def scene_of(town, route):
    """The scene of a row."""
    if route in LISTS:
        return of_lists(town, route)
    return of_receptions(town, route) if route.startswith("reception") else of_screenings(town, route)
