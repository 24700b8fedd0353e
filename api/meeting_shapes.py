"""The bodies and answers of receptions, duty roster and screenings: shape only; every rule is the action's."""

import datetime as dt
from typing import Any

from rest_framework import serializers

from api import output
from api.bodies import Body, choice_field, unit_field, words_field
from api.output import Json
from api.shapes import AreaShape, RowShape, Shape, UnitShape
from cases import query_code
from cases.models import Case
from cases.queries import progress
from cases.viewer import Viewer
from grids.tree import Directory
from meetings.models import Item, ReceptionSession, ScreeningMeeting
from meetings.queries import duty as duty_queries
from meetings.queries import public
from meetings.queries import receptions as reception_queries
from meetings.queries import screenings as screening_queries
from meetings.states import (
    Decision,
    ItemKind,
    MeetingState,
    ReceptionVerb,
    ScreeningVerb,
    SessionKind,
    SessionState,
)


def _post_field(about: str, *, required: bool = True) -> serializers.IntegerField:
    return serializers.IntegerField(required=required, min_value=1, max_value=2**63 - 1, help_text=about)


class ReceptionBody(Body):
    """A reception. A leader reception without a leader takes the one of the duty roster."""

    kind = choice_field(SessionKind)
    area_code = serializers.CharField(help_text="Of a street, or for a property-manager day a community or grid.")
    day = serializers.DateField()
    begins = serializers.TimeField()
    ends = serializers.TimeField()
    place = serializers.CharField()
    leader = _post_field("Id of a post.", required=False)
    deputy = _post_field("Id of a post.", required=False)
    unit = unit_field(required=False)


class TextBody(Body):
    """Words."""

    text = words_field()


class OptionalTextBody(Body):
    """Words, where there is something to add."""

    text = words_field(required=False)


class ItemBody(Body):
    """A matter. Where no place is named or found in the words, it is that of the reception."""

    text = words_field()
    category = serializers.CharField(required=False, allow_blank=True, help_text="Code of a category in force.")
    area_code = serializers.CharField(required=False, allow_blank=True)
    address = serializers.CharField(required=False, allow_blank=True, max_length=200)
    name = serializers.CharField(required=False, allow_blank=True)
    phone = serializers.CharField(required=False, allow_blank=True)


class DutyBody(Body):
    """Who leads a street on the days `since` … `until`, both included."""

    area_code = serializers.CharField(help_text="Code of a street.")
    since = serializers.DateField()
    until = serializers.DateField()
    leader = _post_field("Id of a post.")
    deputy = _post_field("Id of a post.", required=False)


class ScreeningBody(Body):
    """A screening meeting; its agenda makes itself."""

    area_code = serializers.CharField(help_text="Code of a community or a street.")
    day = serializers.DateField()
    participants = serializers.ListField(child=_post_field("Id of a post."), required=False, max_length=40)


class PickBody(Body):
    """A case for the agenda."""

    number = serializers.CharField()


class DecisionBody(Body):
    """The decision on one case."""

    decision = choice_field(Decision)
    text = words_field()
    unit = unit_field()
    due_on = serializers.DateField()


class ReceptionCounts(Shape):
    """What came of a reception."""

    items = serializers.IntegerField()
    cases = serializers.IntegerField()
    answered = serializers.IntegerField()
    settled = serializers.IntegerField()


class ReceptionRow(Shape):
    """A reception in a list. `who` receives: the leader, or the property company."""

    id = serializers.IntegerField()
    kind = choice_field(SessionKind)
    state = choice_field(SessionState)
    area = AreaShape()
    day = serializers.DateField()
    begins = serializers.CharField()
    ends = serializers.CharField()
    place = serializers.CharField()
    who = serializers.CharField()
    counts = ReceptionCounts()


class ReceptionList(Shape):
    """Receptions, the latest day first."""

    next = serializers.CharField(allow_null=True)
    results = ReceptionRow(many=True)


class ItemShape(Shape):
    """A matter. `case` is null for an answer and for a case out of your sight."""

    number = serializers.IntegerField()
    kind = choice_field(ItemKind)
    case = RowShape(allow_null=True)
    text = serializers.CharField()
    instruction = serializers.CharField()
    at = serializers.DateTimeField()


class ReceptionShape(ReceptionRow):
    """A reception. `actions` are the verbs that you may use now; in the address, write them with dashes."""

    deputy = serializers.CharField()
    summary = serializers.CharField()
    signed_by = serializers.CharField()
    signed_at = serializers.DateTimeField(allow_null=True)
    items = ItemShape(many=True)
    actions = serializers.ListField(child=choice_field(ReceptionVerb))


class ItemReceipt(Shape):
    """What the person who spoke takes along."""

    item = serializers.IntegerField()
    number = serializers.CharField()
    query_code = serializers.CharField()
    state = serializers.CharField()
    promise_at = serializers.DateTimeField(allow_null=True)
    emergency_hint = serializers.CharField()


class DutyDayShape(Shape):
    """One day; an empty leader is a gap."""

    day = serializers.DateField()
    leader = serializers.CharField()
    deputy = serializers.CharField()


class RosterShape(Shape):
    """A month of a street."""

    area = AreaShape()
    month = serializers.CharField()
    days = DutyDayShape(many=True)
    gaps = serializers.ListField(child=serializers.DateField())


class ScreeningRow(Shape):
    """A meeting in a list."""

    id = serializers.IntegerField()
    state = choice_field(MeetingState)
    area = AreaShape()
    day = serializers.DateField()
    agenda = serializers.IntegerField()
    decided = serializers.IntegerField()
    acknowledged_at = serializers.DateTimeField(allow_null=True)


class ScreeningList(Shape):
    """Meetings, the latest day first."""

    next = serializers.CharField(allow_null=True)
    results = ScreeningRow(many=True)


class AgendaShape(Shape):
    """A case of the agenda; the words of a sensitive one are left out."""

    case = RowShape()
    picked = serializers.BooleanField()
    decision = serializers.ChoiceField(choices=["", *(str(code) for code in Decision)])
    text = serializers.CharField()
    unit = UnitShape(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    noted = serializers.BooleanField()


class ScreeningShape(ScreeningRow):
    """A meeting. `hidden`: cases of the agenda out of your sight; `actions` as for receptions."""

    participants = serializers.ListField(child=serializers.CharField())
    hidden = serializers.IntegerField()
    cases = AgendaShape(many=True)
    summary = serializers.CharField()
    reported_at = serializers.DateTimeField(allow_null=True)
    reported_to = UnitShape(allow_null=True)
    actions = serializers.ListField(child=choice_field(ScreeningVerb))


class CoverageShape(Shape):
    """Communities with a meeting in the month, of all communities (`screening_coverage`)."""

    month = serializers.CharField()
    numerator = serializers.IntegerField()
    denominator = serializers.IntegerField()
    missing = AreaShape(many=True)


class ComingShape(Shape):
    """A reception that everybody may go to."""

    kind = choice_field(SessionKind)
    area = serializers.CharField()
    who = serializers.CharField()
    day = serializers.DateField()
    begins = serializers.CharField()
    ends = serializers.CharField()
    place = serializers.CharField()


class ComingList(Shape):
    """The next receptions, the soonest first."""

    results = ComingShape(many=True)


def _clock(time: dt.time) -> str:
    return f"{time:%H:%M}"


def _counts(found: reception_queries.Counts) -> Json:
    return {"items": found.items, "cases": found.cases, "answered": found.answered, "settled": found.settled}


def reception_row(directory: Directory, session: ReceptionSession, counts: reception_queries.Counts) -> Json:
    """A reception in a list."""
    who = session.leader.user.name if session.leader else session.unit.name if session.unit else ""
    return {
        "id": session.pk,
        "kind": session.kind,
        "state": session.state,
        "area": output.area(directory.areas[session.area_id]),
        "day": session.day.isoformat(),
        "begins": _clock(session.begins),
        "ends": _clock(session.ends),
        "place": session.place,
        "who": who,
        "counts": _counts(counts),
    }


def reception(viewer: Viewer, found: reception_queries.Sitting) -> Json:
    """A reception as its reader stands to it; the company's people read no summary."""
    session = found.session
    signed = session.signed_by.name if session.signed_by else ""
    return {
        **reception_row(viewer.directory, session, found.counts),
        "deputy": session.deputy.user.name if session.deputy else "",
        "summary": session.summary if found.is_host else "",
        "signed_by": signed,
        "signed_at": output.instant(session.signed_at),
        "items": [_item(line) for line in found.lines],
        "actions": [verb.value for verb in found.actions],
    }


def _item(line: reception_queries.Line) -> Json:
    return {
        "number": line.item.number,
        "kind": line.item.kind,
        "case": output.row(line.case) if line.case else None,
        "text": line.text,
        "instruction": line.instruction,
        "at": output.instant(line.item.at),
    }


def receipt(item: Item, case: Case) -> Json:
    """What the person who spoke takes along, as the case stands now."""
    return {
        "item": item.number,
        "number": case.number,
        "query_code": query_code.of(case.number),
        "state": case.state,
        "promise_at": output.instant(progress.promise(case)),
        "emergency_hint": case.category.emergency_hint if case.category else "",
    }


def roster(found: duty_queries.Roster) -> Json:
    """A month of a street."""
    return {
        "area": output.area(found.area),
        "month": f"{found.month:%Y-%m}",
        "days": [{"day": row.day.isoformat(), "leader": row.leader, "deputy": row.deputy} for row in found.days],
        "gaps": [day.isoformat() for day in found.gaps],
    }


def screening_row(directory: Directory, meeting: ScreeningMeeting, counts: screening_queries.Counts) -> Json:
    """A meeting in a list."""
    return {
        "id": meeting.pk,
        "state": meeting.state,
        "area": output.area(directory.areas[meeting.area_id]),
        "day": meeting.day.isoformat(),
        "agenda": counts.agenda,
        "decided": counts.decided,
        "acknowledged_at": output.instant(meeting.acknowledged_at),
    }


def screening(viewer: Viewer, found: screening_queries.Sitting) -> Json:
    """A meeting as its reader stands to it."""
    meeting, units = found.meeting, viewer.directory.units
    return {
        **screening_row(viewer.directory, meeting, found.counts),
        "participants": [post.user.name for post in found.participants],
        "hidden": found.hidden,
        "cases": [_agenda(line, viewer) for line in found.lines],
        "summary": meeting.summary,
        "reported_at": output.instant(meeting.reported_at),
        "reported_to": output.unit(units.get(meeting.reported_to_id or 0)),
        "actions": [verb.value for verb in found.actions],
    }


def _agenda(line: screening_queries.Line, viewer: Viewer) -> Json:
    item = line.item
    return {
        "case": output.row(line.case),
        "picked": item.picked,
        "decision": item.decision,
        "text": line.text,
        "unit": output.unit(viewer.directory.units.get(item.unit_id or 0)),
        "due_on": item.due_on.isoformat() if item.due_on else None,
        "noted": item.noted,
    }


def coverage(found: screening_queries.Coverage) -> Json:
    """Never a rate without what it is made of."""
    return {
        "month": f"{found.month:%Y-%m}",
        "numerator": len(found.held),
        "denominator": found.communities,
        "missing": [output.area(area) for area in found.missing],
    }


def coming(row: public.Coming) -> dict[str, Any]:
    """A reception that everybody may go to."""
    return {
        "kind": row.kind,
        "area": row.area,
        "who": row.who,
        "day": row.day.isoformat(),
        "begins": _clock(row.begins),
        "ends": _clock(row.ends),
        "place": row.place,
    }
