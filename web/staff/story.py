"""The timeline of a case page: each event in words, with its icon and tone."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from cases.models import Attachment
from cases.queries.page import EventLine
from cases.states import NoteKind, Supervision, Verb
from cases.story import told

LOOKS: Mapping[Verb, tuple[str, str]] = {
    Verb.REPORT: ("message-report", ""),
    Verb.DISPATCH: ("send", ""),
    Verb.REJECT: ("circle-x", "warn"),
    Verb.REFER: ("arrow-right", "warn"),
    Verb.NOTE: ("note", ""),
    Verb.SIGN: ("signature", ""),
    Verb.SETTLE: ("circle-check", "good"),
    Verb.SUBMIT_RESULT: ("clipboard-check", ""),
    Verb.PASS_CHECK: ("circle-check", "good"),
    Verb.REWORK: ("rotate-clockwise", "warn"),
    Verb.RETURN_ORDER: ("arrow-back-up", "warn"),
    Verb.DECIDE_RETURN: ("arrow-back-up", ""),
    Verb.REASSIGN: ("refresh", ""),
    Verb.DESIGNATE: ("user-check", ""),
    Verb.ESCALATE: ("arrow-up-circle", "warn"),
    Verb.DELEGATE: ("arrow-back-up", ""),
    Verb.REQUEST_EXTENSION: ("clock", ""),
    Verb.DECIDE_EXTENSION: ("clock", ""),
    Verb.REQUEST_SUSPENSION: ("player-pause", ""),
    Verb.DECIDE_SUSPENSION: ("player-pause", ""),
    Verb.RESUME: ("refresh", ""),
    Verb.TERMINATE: ("circle-x", "warn"),
    Verb.ASSIGN_LEADER: ("user-check", "warn"),
    Verb.MEET_MILESTONE: ("flag", "good"),
    Verb.REQUEST_REOPEN: ("message-report", "warn"),
    Verb.DECIDE_REOPEN: ("rotate-clockwise", ""),
    Verb.MERGE: ("plus", ""),
    Verb.UNMERGE: ("arrow-back-up", ""),
    Verb.CANCEL: ("trash", "warn"),
    Verb.WITHDRAW: ("x", "warn"),
    Verb.RATE: ("star", ""),
    Verb.CALLBACK: ("phone-call", ""),
    Verb.REOPEN: ("rotate-clockwise", "warn"),
    Verb.ARCHIVE: ("lock", ""),
    Verb.ASK_REQUESTER: ("message-2", ""),
    Verb.ANSWER: ("message-report", "good"),
    Verb.REQUEST_ASSIST: ("heart-handshake", ""),
    Verb.WHISTLE: ("urgent", "warn"),
    Verb.REPLY_ASSIST: ("heart-handshake", "good"),
    Verb.RATE_ASSIST: ("star", ""),
    Verb.URGE: ("bell", "warn"),
    Verb.SUPERVISE: ("flag", "warn"),
    Verb.CANCEL_SUPERVISION: ("flag", "good"),
    Verb.WARN: ("clock-exclamation", "warn"),
    Verb.LAPSE: ("clock-exclamation", "system"),
}
"""Icon and tone of each verb."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the timeline."""

    at: dt.datetime
    icon: str
    tone: str
    title: str
    who: str
    text: str
    note: str
    photos: Sequence[Attachment] = ()


def step(event: EventLine, photos: Sequence[Attachment], named: Callable[[str], str]) -> Step:
    """An event in words, with its photos; `named` says what a category is called.

    The request stands above; of a sealed rating the data are empty.
    """
    icon, tone = LOOKS[event.verb]
    if event.verb == Verb.NOTE and event.data.get("kind") == NoteKind.INTERNAL:
        icon, tone = "eye-off", "system"
    if event.verb == Verb.SUPERVISE and event.data.get("level") == Supervision.RED:
        tone = "bad"
    text = "" if event.verb == Verb.REPORT else event.text
    said = told(event, named)
    return Step(event.at, icon, tone, said.title, said.who, text, " ".join(said.why), photos)
