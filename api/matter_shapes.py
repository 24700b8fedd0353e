"""What callers get of mediations, petition matters and hazards. Contact data of parties is never among it."""

from typing import Any

from rest_framework import serializers

from api.output import Json, area, instant, unit
from api.shapes import AreaShape, Shape, UnitShape
from cases.viewer import Viewer
from cases.worktime import WorkCalendar
from procedures import words
from procedures.actions.frame import last_day
from procedures.explanations import clock_sentences
from procedures.models import HazardRecord, Matter, PetitionHandover, ProcedureClock
from procedures.queries import File, Listed, MediationFile, Page, PetitionFile
from procedures.states import hazard, mediation, petition
from procedures.states.rule import ClockState


def _one_of(values: Any, *, or_empty: bool = False) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=[*([""] if or_empty else []), *(str(value) for value in values)])


def _day() -> serializers.DateField:
    return serializers.DateField(allow_null=True)


class MatterClockShape(Shape):
    """A clock. `last_day` is the last local day on which one is in time."""

    kind = serializers.CharField()
    state = _one_of(ClockState)
    unit = UnitShape()
    starts_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    last_day = serializers.DateField()


class ExplainedClockShape(MatterClockShape):
    """A clock; `why` explains its due time line by line."""

    why = serializers.ListField(child=serializers.CharField())


class MatterStepShape(Shape):
    """What was done."""

    verb = serializers.CharField()
    state = serializers.CharField()
    at = serializers.DateTimeField()
    by = serializers.CharField()
    unit = UnitShape(allow_null=True)
    text = serializers.CharField()


class MatterRowShape(Shape):
    """A procedure in a list, with the running clock that ends first."""

    id = serializers.IntegerField()
    state = serializers.CharField()
    area = AreaShape()
    unit = UnitShape(allow_null=True)
    case = serializers.CharField(allow_null=True)
    opened_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    clock = MatterClockShape(allow_null=True)


class MatterListShape(Shape):
    """A page of a list, newest first."""

    next = serializers.CharField(allow_null=True)
    results = MatterRowShape(many=True)


class MatterShape(Shape):
    """What all procedures have. `actions`: the verbs that you may use now; in the address, with dashes."""

    id = serializers.IntegerField()
    area = AreaShape()
    unit = UnitShape(allow_null=True)
    case = serializers.CharField(allow_null=True)
    opened_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    clocks = ExplainedClockShape(many=True)
    steps = MatterStepShape(many=True)


class MediationPartyShape(Shape):
    """A party, masked."""

    position = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]  # the metaclass takes it out of the class
    name = serializers.CharField()
    consented_at = serializers.DateTimeField(allow_null=True)
    refused_at = serializers.DateTimeField(allow_null=True)


class MediationSessionShape(Shape):
    """A session."""

    held_at = serializers.DateTimeField()
    place = serializers.CharField()
    present = serializers.CharField()
    record = serializers.CharField()


class AgreementShape(Shape):
    """The agreement, and what the court said of it."""

    form = _one_of(mediation.Form)
    facts = serializers.CharField()
    content = serializers.CharField()
    way = serializers.CharField()
    agreed_on = serializers.DateField()
    perform_by = serializers.DateField()
    effective_on = _day()
    confirmation_asked_on = _day()
    confirmation = _one_of(mediation.Confirmation, or_empty=True)
    confirmation_on = _day()


class MediationShape(MatterShape):
    """A mediation. Parties, sessions, agreement and words are for who mediates and who holds the case."""

    state = _one_of(mediation.State)
    reads = serializers.BooleanField()
    parties = MediationPartyShape(many=True)
    sessions = MediationSessionShape(many=True)
    agreement = AgreementShape(allow_null=True)
    other_routes = serializers.CharField()
    actions = serializers.ListField(child=_one_of(mediation.Verb))


class LetterShape(Shape):
    """A written answer."""

    stage = _one_of(petition.State)
    outcome = _one_of(petition.Outcome)
    decided_on = serializers.DateField()
    served_on = _day()


class PetitionShape(MatterShape):
    """A petition matter: its dates, and nothing about who petitions."""

    state = _one_of(petition.State)
    desk = UnitShape()
    system_number = serializers.CharField()
    representatives = serializers.IntegerField()
    received_on = serializers.DateField()
    objected_at = serializers.DateTimeField(allow_null=True)
    informed_on = _day()
    accepted_on = _day()
    extended_days = serializers.IntegerField()
    finish_reason = _one_of(petition.FinishReason, or_empty=True)
    letters = LetterShape(many=True)
    actions = serializers.ListField(child=_one_of(petition.Verb))


class HazardShape(MatterShape):
    """A hazard of a building. `former`: the cleared record whose grade was wrong."""

    state = _one_of(hazard.State)
    kind = _one_of(hazard.Kind)
    grade = _one_of(hazard.Grade, or_empty=True)
    address = serializers.CharField(allow_blank=True)
    evacuated = serializers.BooleanField()
    former = serializers.IntegerField(allow_null=True)
    actions = serializers.ListField(child=_one_of(hazard.Verb))


def _clock(found: ProcedureClock, viewer: Viewer) -> Json:
    return {
        "kind": found.kind,
        "state": found.state,
        "unit": unit(viewer.directory.units[found.unit_id]),
        "starts_at": instant(found.starts_at),
        "due_at": instant(found.due_at),
        "last_day": last_day(found.due_at).isoformat(),
    }


def _base(row: Matter, viewer: Viewer) -> Json:
    return {
        "id": row.pk,
        "state": row.state,
        "area": area(viewer.directory.areas[row.place_code]),
        "unit": unit(viewer.directory.units.get(row.unit_id or 0)),
        "case": row.case.number if row.case else None,
        "opened_at": instant(row.opened_at),
        "ended_at": instant(row.ended_at),
    }


def _file(file: File, viewer: Viewer, actions: list[str], calendar: WorkCalendar) -> Json:
    units = viewer.directory.units
    steps = [
        {
            "verb": step.verb,
            "state": step.to_state,
            "at": instant(step.at),
            "by": step.by.name if step.by else "",
            "unit": unit(units.get(step.unit_id or 0)),
            "text": step.text,
        }
        for step in file.steps
    ]
    clocks = [{**_clock(clock, viewer), "why": clock_sentences(clock, calendar)} for clock in file.clocks]
    return {**_base(file.matter, viewer), "clocks": clocks, "steps": steps, "actions": actions}


def page(found: Page, viewer: Viewer, next_url: str | None) -> Json:
    """A page of a list."""
    return {"next": next_url, "results": [_row(listed, viewer) for listed in found.rows]}


def _row(listed: Listed, viewer: Viewer) -> Json:
    clock = _clock(listed.clock, viewer) if listed.clock else None
    return {**_base(listed.matter, viewer), "clock": clock}


def mediation_of(file: MediationFile, viewer: Viewer, actions: list[str], calendar: WorkCalendar) -> Json:
    """A mediation as far as the viewer reads it."""
    parties = [
        {
            "position": party.position,
            "label": str(words.PARTIES[party.position]),
            "name": party.contact.name_masked,
            "consented_at": instant(party.consented_at),
            "refused_at": instant(party.refused_at),
        }
        for party in file.parties
    ]
    sessions = [
        {"held_at": instant(row.held_at), "place": row.place, "present": row.present, "record": row.record}
        for row in file.sessions
    ]
    return {
        **_file(file, viewer, actions, calendar),
        "reads": file.reads,
        "parties": parties,
        "sessions": sessions,
        "agreement": _plain(file.agreement, AgreementShape) if file.agreement else None,
        "other_routes": str(words.OTHER_ROUTES),
    }


def petition_of(file: PetitionFile, viewer: Viewer, actions: list[str], calendar: WorkCalendar) -> Json:
    """A petition matter."""
    row: PetitionHandover = file.matter
    return {
        **_file(file, viewer, actions, calendar),
        "desk": unit(viewer.directory.units[row.desk_id]),
        "system_number": row.system_number,
        "representatives": row.representatives,
        "received_on": row.received_on.isoformat(),
        "objected_at": instant(row.objected_at),
        "informed_on": row.informed_on.isoformat() if row.informed_on else None,
        "accepted_on": row.accepted_on.isoformat() if row.accepted_on else None,
        "extended_days": row.extended_days,
        "finish_reason": row.finish_reason,
        "letters": [_plain(letter, LetterShape) for letter in file.letters],
    }


def hazard_of(file: File, viewer: Viewer, actions: list[str], calendar: WorkCalendar) -> Json:
    """A hazard."""
    row: HazardRecord = file.matter
    return {
        **_file(file, viewer, actions, calendar),
        "kind": row.kind,
        "grade": row.grade,
        "address": row.address,
        "evacuated": row.evacuated,
        "former": row.former_id,
    }


def _plain(row: Any, shape: type[Shape]) -> Json:
    """The fields of a shape as they stand in a row; days become text."""
    found = {name: getattr(row, name) for name in shape().get_fields()}
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in found.items()}
