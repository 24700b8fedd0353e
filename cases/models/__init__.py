from cases.models.assist import Assist
from cases.models.attachment import Attachment
from cases.models.calendar import CalendarDay
from cases.models.case import Case
from cases.models.category import Category
from cases.models.deadline import Deadline, DeadlineChange
from cases.models.dispatch_rule import DispatchRule
from cases.models.event import Anchor, CaseEvent
from cases.models.pending import Proposal, ReturnRequest
from cases.models.rating import CallRecord, Rating
from cases.models.text import Text, TextKind

__all__ = [
    "Anchor",
    "Assist",
    "Attachment",
    "CalendarDay",
    "CallRecord",
    "Case",
    "CaseEvent",
    "Category",
    "Deadline",
    "DeadlineChange",
    "DispatchRule",
    "Proposal",
    "Rating",
    "ReturnRequest",
    "Text",
    "TextKind",
]
