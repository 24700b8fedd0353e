from cases.models.access_link import AccessLink, LinkKind
from cases.models.alarm import Alarm, Device, DeviceGroup
from cases.models.assist import Assist
from cases.models.attachment import Attachment
from cases.models.bulk import BulkItem, BulkRun
from cases.models.calendar import CalendarDay, OfficeHours
from cases.models.case import Case
from cases.models.category import Category
from cases.models.deadline import Deadline, DeadlineChange
from cases.models.dispatch_rule import DispatchRule
from cases.models.event import Anchor, CaseEvent
from cases.models.leading import LeaderCase, Milestone
from cases.models.pending import Proposal, ReturnRequest
from cases.models.published import PublishedBlock, PublishedMonth
from cases.models.question import Question
from cases.models.rating import CallRecord, Rating
from cases.models.saved_filter import SavedFilter
from cases.models.setting import ReplyTemplate, Setting
from cases.models.task import WHISTLES, AssistTask, TaskKind
from cases.models.text import Text, TextKind
from cases.models.waiting import DecisionRequest, Wish

__all__ = [
    "WHISTLES",
    "AccessLink",
    "Alarm",
    "Anchor",
    "Assist",
    "AssistTask",
    "Attachment",
    "BulkItem",
    "BulkRun",
    "CalendarDay",
    "CallRecord",
    "Case",
    "CaseEvent",
    "Category",
    "Deadline",
    "DeadlineChange",
    "DecisionRequest",
    "Device",
    "DeviceGroup",
    "DispatchRule",
    "LeaderCase",
    "LinkKind",
    "Milestone",
    "OfficeHours",
    "Proposal",
    "PublishedBlock",
    "PublishedMonth",
    "Question",
    "Rating",
    "ReplyTemplate",
    "ReturnRequest",
    "SavedFilter",
    "Setting",
    "TaskKind",
    "Text",
    "TextKind",
    "Wish",
]
