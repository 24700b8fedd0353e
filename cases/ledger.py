"""What a transaction is about to write, gathered and then written in bulk.

One verb on one case and a timer's batch of two hundred cases go through the same ledger: a
statement a table, however many rows. Nothing here decides anything.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from cases import chain
from cases.models import (
    Assist,
    Attachment,
    Case,
    CaseEvent,
    Deadline,
    DeadlineChange,
    Proposal,
    ReturnRequest,
    Text,
    TextKind,
)
from cases.search import vector_text
from cases.world import World
from notices import bulk, outbox
from notices.models import Notice
from residents.models import Requester

HASHED = ("verb", "by_id", "post_id", "unit_id", "holder_id", "from_state", "to_state", "reason", "cause", "data")
CASE_COLUMNS = tuple(
    column.name
    for column in Case._meta.concrete_fields
    if column.name not in {"id", "number", "external_number", "channel", "reported_at"}
)
DEADLINE_COLUMNS = ("unit", "state", "warn_at", "due_at", "stopped_at", "fire_at", "step")


@dataclass
class Ledger:
    """The rows to be written at one instant."""

    world: World
    requesters: list[Requester] = field(default_factory=list)
    new_cases: list[Case] = field(default_factory=list)
    changed_cases: dict[int, Case] = field(default_factory=dict)
    events: list[CaseEvent] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    new_deadlines: list[Deadline] = field(default_factory=list)
    changed_deadlines: dict[int, Deadline] = field(default_factory=dict)
    deadline_changes: list[DeadlineChange] = field(default_factory=list)
    new_assists: list[Assist] = field(default_factory=list)
    changed_assists: dict[int, Assist] = field(default_factory=dict)
    returns: list[ReturnRequest] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def event(self, case: Case, text: tuple[TextKind, str] | None = None, **content: Any) -> CaseEvent:
        """Appends one event to the case's chain, with its text if there is one."""
        case.event_count += 1
        event = CaseEvent(case=case, seq=case.event_count, at=self.world.at, previous_hash=case.head_hash, **content)
        if text is not None:
            event.text_digest = self._text(case, event.seq, *text)
        event.hash = hash_of(event, case.number)
        case.head_hash = event.hash
        self.events.append(event)
        return event

    def _text(self, case: Case, seq: int, kind: TextKind, body: str) -> str:
        salt = os.urandom(16)
        vector = vector_text(body) if kind == TextKind.REQUEST else None
        self.texts.append(Text(case=case, seq=seq, kind=kind, body=body, salt=salt, search=vector))
        return chain.text_digest(salt, body)

    def write(self) -> None:
        """Writes everything, one statement a table, parents before children."""
        statements = [
            *bulk.insert(self.requesters),
            *bulk.insert(self.new_cases),
            *bulk.update(list(self.changed_cases.values()), CASE_COLUMNS),
            *bulk.update(list(self.changed_deadlines.values()), DEADLINE_COLUMNS),
            *bulk.update(list(self.changed_assists.values()), ("since", "until", "why")),
            *_ended_or_new(self.returns),
            *_ended_or_new(self.proposals),
            *bulk.insert(self.events),
            *bulk.insert(self.texts),
            *bulk.insert(self.new_assists),
            *outbox.statements(self.notices),
        ]
        if not self.deadline_changes:
            bulk.run([*statements, *bulk.insert(self.new_deadlines)])
        else:
            # A change may belong to a clock that is only now written: it needs that row's id.
            bulk.run(statements)
            Deadline.objects.bulk_create(self.new_deadlines)
            DeadlineChange.objects.bulk_create(self.deadline_changes)
        Attachment.objects.bulk_create(self.attachments)


def _ended_or_new(rows: Sequence[Any]) -> list[bulk.Statement]:
    new = [row for row in rows if row.pk is None]
    return [*bulk.update([row for row in rows if row.pk is not None], ("ended_at", "end")), *bulk.insert(new)]


def hash_of(event: CaseEvent, number: str) -> str:
    """The hash that an event must carry; `verify_events` computes it again from the stored row."""
    content = {name: getattr(event, name) for name in HASHED}
    content |= {"case": number, "seq": event.seq, "at": event.at, "text": event.text_digest}
    return chain.event_hash(content, event.previous_hash)
