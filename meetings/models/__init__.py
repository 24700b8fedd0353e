from meetings.models.duty import DutyDay
from meetings.models.reception import Item, ReceptionSession
from meetings.models.screening import AgendaItem, ScreeningMeeting

__all__ = ["AgendaItem", "DutyDay", "Item", "ReceptionSession", "ScreeningMeeting"]
