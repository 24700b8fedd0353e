"""What the pages of mediations, petition matters and hazards share: rows, clocks, steps, one view for all verbs."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Kind, Refusal
from cases.models import Case
from cases.words import DEADLINE_STATES, word
from cases.world import World
from procedures import rules, words
from procedures.actions.frame import last_day
from procedures.explanations import clock_sentences
from procedures.models import Matter, ProcedureClock, ProcedureStep
from procedures.queries import Listed, Page
from procedures.states import mediation, petition
from procedures.states.hazard import State as HazardState
from procedures.states.rule import ClockState, Procedure
from web.forms import refuse, status_of
from web.staff.matter_forms import FORMS, MatterForm, Scene
from web.timeleft import TimeLeft, time_left
from web.viewing import instant_of, user_of, viewer_of, world_of

Render = Callable[[HttpRequest, Any, MatterForm | None, HTTPStatus], HttpResponse]


@dataclass(frozen=True, slots=True)
class Offer:
    """One verb that the person may use now, with its form; shown by `_verbs.html`."""

    verb: str
    word: str
    icon: str
    url: str
    form: MatterForm
    is_open: bool
    hint: "str | Promise" = ""

    @property
    def look(self) -> str:
        """The button: red where the matter is ended without a result."""
        return "btn-danger" if self.verb in ENDING else "btn-primary"


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock in words; `last_day` is the last day on which one is in time."""

    word: str
    state: str
    unit: str
    left: TimeLeft | None
    sentences: list[str]
    last_day: dt.date
    is_live: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One line of `_timeline.html`."""

    at: dt.datetime
    icon: str
    tone: str
    title: str
    who: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One link of a list."""

    url: str
    title: str
    meta: str
    state: str
    tag: str
    left: TimeLeft | None
    opened_at: dt.datetime


ICONS = {
    "decline": "circle-x",
    "fail": "circle-x",
    "terminate": "circle-x",
    "breach": "alert-triangle",
    "object": "arrow-back-up",
    "extend": "clock",
    "agree": "signature",
    "take_effect": "signature",
    "perform": "circle-check",
    "clear": "circle-check",
    "serve": "send",
    "inform": "send",
    "grade": "flag",
    "control": "shield-check",
    "recheck": "eye",
    "find_again": "rotate-clockwise",
}
LAST = frozenset({"decline", "fail", "terminate", "object", "finish", "breach"})
"""Verbs that end or refuse come after those that go on."""
ENDING = LAST - {"object"}
"""Verbs after which there is no result."""
ASIDE = frozenset({"extend", "grade", "find_again", "ask_review", "ask_re_review"})
"""Verbs that lead nowhere further once a matter is on its way, or are only used if the petitioner asks."""
WINDOWS = frozenset({mediation.Clock.CONFIRM, petition.Clock.ASK_REVIEW, petition.Clock.ASK_RE_REVIEW})
"""Clocks that wait for people outside: nobody in the office has to act."""


def offers(scene: Scene, sent: MatterForm | None = None) -> list[Offer]:
    """A form for each verb that the person may use; the one that was sent comes back as it was filled in."""
    procedure = scene.matter.PROCEDURE
    offered = rules.actions(scene.viewer, scene.matter, scene.present)
    verbs = sorted(offered, key=lambda verb: (verb in LAST, not _leads_on(verb, scene.matter)))
    unfolded = sent.verb if sent else verbs[0] if len(verbs) == 1 and _leads_on(verbs[0], scene.matter) else ""
    return [
        Offer(
            verb=verb,
            word=word(words.VERBS[procedure], verb),
            icon=ICONS.get(verb, "arrow-right"),
            url=reverse(f"{procedure}_{verb}", args=[scene.matter.pk]),
            form=sent if sent and sent.verb == verb else FORMS[procedure][verb](verb=verb, scene=scene),
            is_open=verb == unfolded,
        )
        for verb in verbs
    ]


def _leads_on(verb: str, matter: Matter) -> bool:
    """To end it, to refuse it and what is done aside are never what one must do next."""
    return verb not in LAST and (verb not in ASIDE or matter.state == HazardState.FOUND)


def clock(found: ProcedureClock, present: World) -> Clock:
    """A clock with its bar and the sentences that explain it."""
    left = time_left(starts_at=found.starts_at, due_at=found.due_at, at=present.at, ended_at=found.stopped_at)
    return Clock(
        word=word(words.CLOCKS[Procedure(found.procedure)], found.kind),
        state=word(DEADLINE_STATES, found.state),
        unit=present.directory.units[found.unit_id].name,
        left=None if found.state == ClockState.ENDED else left,
        sentences=clock_sentences(found, present.calendar),
        last_day=last_day(found.due_at),
        is_live=found.state == ClockState.PENDING,
    )


def step(found: ProcedureStep, present: World) -> Step:
    """What was done, in words."""
    unit = present.directory.units.get(found.unit_id or 0)
    who = " · ".join(name for name in (found.by.name if found.by else "", unit.name if unit else "") if name)
    return Step(
        at=found.at,
        icon=ICONS.get(found.verb, "arrow-right"),
        tone="warn" if found.verb in LAST else "",
        title=word(words.VERBS[Procedure(found.procedure)], found.verb),
        who=who or str(_("Automatic")),
        text=found.text,
        note=word(words.STATES[Procedure(found.procedure)], found.to_state),
    )


def row(listed: Listed, title: str, place: str, present: World, tag: str = "") -> Row:
    """One procedure of a list in words."""
    matter, found = listed.matter, listed.clock
    return Row(
        url=reverse(matter.PROCEDURE.value, args=[matter.pk]),
        title=title,
        meta=place,
        state=word(words.STATES[matter.PROCEDURE], matter.state),
        tag=tag,
        left=time_left(starts_at=found.starts_at, due_at=found.due_at, at=present.at) if found else None,
        opened_at=matter.opened_at,
    )


def list_context(request: HttpRequest, page: Page, rows: list[Row], procedure: Procedure) -> dict[str, Any]:
    """What `_matter_list.html` shows."""
    first = bool(request.GET.get("before"))
    return {
        "rows": rows,
        "procedure": procedure.value,
        "ended": request.GET.get("ended") == "1",
        "older": page.next,
        "newer_url": request.path if first else "",
    }


def page_context(request: HttpRequest, file: Any, sent: MatterForm | None) -> dict[str, Any]:
    """What every page of one procedure shows."""
    present = world_of(request)
    scene = Scene(file.matter, viewer_of(request), present)
    offered = offers(scene, sent)
    clocks = [clock(found, present) for found in file.clocks]
    return {
        "matter": file.matter,
        "file": file,
        "case": file.matter.case,
        "sees_case": sees_case(request, file.matter.case_id),
        "state": word(words.STATES[file.matter.PROCEDURE], file.matter.state),
        "unit": present.directory.units.get(file.matter.unit_id or 0),
        "offers": offered,
        "left_over": None if sent is None or any(offer.form is sent for offer in offered) else sent,
        "live": [found for found in clocks if found.is_live],
        "past": [found for found in clocks if not found.is_live],
        "steps": [step(found, present) for found in file.steps],
        "next_step": _next_step(scene, offered, file.clocks),
    }


def _next_step(scene: Scene, offered: list[Offer], clocks: list[ProcedureClock]) -> "str | Promise":
    """One sentence: what must I do next? Who else is waited for is who answers for the next clock."""
    matter = scene.matter
    if offered and _leads_on(offered[0].verb, matter):
        return offered[0].word
    if matter.ended_at is not None:
        return _("Nothing is left to do.")
    running = [found for found in clocks if found.state == ClockState.PENDING]
    waits = [found.unit_id for found in running if found.kind not in WINDOWS] if running else [matter.unit_id]
    unit = scene.present.directory.units.get(waits[0] or 0) if waits else None
    if unit is None or any(post.unit_id == unit.id for post in scene.viewer.posts):
        return _("Nothing for you to do now.")
    return _("Nothing for you to do now: it is with %(unit)s.") % {"unit": unit.name}


def carry_out(
    request: HttpRequest, matter: Matter, verb: str, actions: Mapping[str, Callable[..., Any]], show: Render
) -> HttpResponse:
    """One verb on one procedure in one's scope. A refusal comes back at its form, on the page as it is now."""
    name = matter.PROCEDURE.value
    if request.method != "POST":
        return redirect(name, matter.pk)
    scene = Scene(matter, viewer_of(request), world_of(request))
    form = FORMS[matter.PROCEDURE][verb](request.POST, verb=verb, scene=scene)
    refusal = rules.may(scene.viewer, verb, matter, scene.present)
    if refusal is not None:
        return _refused(request, matter, form, refusal, show)
    if not form.is_valid():
        return show(request, matter, form, HTTPStatus.BAD_REQUEST)
    try:
        changed = actions[verb](matter, by=user_of(request), at=instant_of(request), **form.arguments())
    except Refusal as found:
        return _refused(request, matter, form, found, show)
    messages.success(request, _("Recorded."))
    return redirect(name, changed.pk)


def _refused(request: HttpRequest, matter: Any, form: MatterForm, refusal: Refusal, show: Render) -> HttpResponse:
    if refusal.kind in {Kind.FORBIDDEN, Kind.NOT_FOUND}:
        raise refusal
    form.is_valid()
    refuse(form, refusal)
    matter.refresh_from_db()
    return show(request, matter, form, status_of(refusal))


def sees_case(request: HttpRequest, case_id: int | None) -> bool:
    """The viewer may open the case on which the procedure hangs."""
    return case_id is not None and Case.objects.visible_to(viewer_of(request)).filter(pk=case_id).exists()


def form_status(form: MatterForm) -> HTTPStatus:
    """400 for a form that came back, 200 for one that is new."""
    return HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
