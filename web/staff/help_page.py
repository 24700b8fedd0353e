"""What the case page shows of helping units, of the question to the requester and of urging."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.link_rights import may_link
from cases.models import WHISTLES, LinkKind, TaskKind
from cases.queries import links as queries
from cases.queries.page import CasePage, TaskLine
from cases.states import State
from web.staff.form_parts import Scene
from web.timeleft import TimeLeft, time_left


@dataclass(frozen=True, slots=True)
class ShownTask:
    """One task in words. `left` runs until the reply, for a whistle until the arrival."""

    pk: int
    title: str
    units: "str | Promise"
    text: str
    state: "str | Promise"
    left: TimeLeft
    reply: str
    verdicts: list["str | Promise"]
    is_open: bool


def tasks(page: CasePage, at: dt.datetime) -> list[ShownTask]:
    """The tasks of the case, open ones first."""
    lines = sorted(page.tasks, key=lambda line: (line.task.ended_at is not None, line.task.pk))
    return [_shown(line, at) for line in lines]


def _shown(line: TaskLine, at: dt.datetime) -> ShownTask:
    task = line.task
    is_whistle = task.kind in WHISTLES
    met_at = task.arrived_at if is_whistle else None
    return ShownTask(
        pk=task.pk,
        title=str(TaskKind(task.kind).label),
        units=_("%(asked)s asks %(unit)s") % {"asked": line.asked_by.name, "unit": line.unit.name},
        text=line.text,
        state=_state(line),
        left=time_left(starts_at=task.at, due_at=task.due_at, at=at, ended_at=met_at or task.ended_at),
        reply=line.reply,
        verdicts=_verdicts(line),
        is_open=task.ended_at is None,
    )


def _state(line: TaskLine) -> "str | Promise":
    task = line.task
    if task.end == "overtaken":
        return _("No longer needed")
    if task.ended_at is not None:
        return _("Replied")
    return _("On the spot") if task.arrived_at else _("Open")


def _verdicts(line: TaskLine) -> list["str | Promise"]:
    """What both sides say of each other."""
    task = line.task
    said = {
        (task.justified, True): _("The call was justified."),
        (task.justified, False): _("The call was not justified."),
    }
    helped = {(task.useful, True): _("The help was useful."), (task.useful, False): _("The help was not useful.")}
    pairs = [*said.items(), *helped.items()]
    return [words for (found, meant), words in pairs if found is meant]


LINKS = {
    LinkKind.TASK: _("Link for the task of %(unit)s"),
    LinkKind.QUESTION: _("Link for answering the question"),
    LinkKind.RATING: _("Link for rating"),
}


@dataclass(frozen=True, slots=True)
class Linkable:
    """Something for which the viewer may make a link."""

    kind: str
    task: int | None
    words: "str | Promise"


@dataclass(frozen=True, slots=True)
class ShownLink:
    """A link that still opens something."""

    pk: int
    words: "str | Promise"
    expires_at: dt.datetime


def links(page: CasePage, scene: Scene) -> dict[str, Any]:
    """What the viewer may make links for, and the live ones; nothing is read where nothing is open."""
    file, units = page.file, scene.present.directory.units
    unit_of = {task.pk: units[task.unit_id].name for task in file.tasks}
    open_items = [
        *((LinkKind.TASK, task.pk) for task in file.tasks),
        *([(LinkKind.QUESTION, file.question.pk)] if file.question else []),
        *([(LinkKind.RATING, None)] if page.case.state == State.CLOSED else []),
    ]
    own = [row for row in open_items if may_link(scene.viewer, file, row[0], row[1], scene.present)]
    rows = queries.live(scene.present, scene.viewer, file) if own else []
    return {
        "linkable": [Linkable(kind, pk, LINKS[kind] % {"unit": unit_of.get(pk or 0, "")}) for kind, pk in own],
        "links": [
            ShownLink(row.pk, LINKS[LinkKind(row.kind)] % {"unit": unit_of.get(row.item or 0, "")}, row.expires_at)
            for row in rows
        ],
    }
