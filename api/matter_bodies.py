"""What callers send to mediations, petition matters and hazards: shape only; every rule is the action's."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.refusals import invalid
from api.bodies import Body, words_field
from procedures.actions.hazard import Found
from procedures.actions.mediation import MOST_PARTIES
from procedures.limits import MOST_REPRESENTATIVES
from procedures.states import hazard, mediation, petition
from residents import contact
from residents.contact import Contact


def _one_of(values: Any) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=[str(value) for value in values])


def _numbers(help_text: str, most: int) -> serializers.ListField:
    return serializers.ListField(child=serializers.IntegerField(min_value=0), max_length=most, help_text=help_text)


UNIT = "The id of a unit."
POSITION = "Position of a party: 0 for party A."


class MatterTextBody(Body):
    """In your words."""

    text = words_field()


class MatterRemarkBody(Body):
    """In your words, if you like."""

    text = words_field(required=False)


class MatterDayBody(Body):
    """The local day on which it happened, not in the future."""

    on = serializers.DateField()


# Mediation


class PartyBody(Body):
    """A party of a dispute."""

    name = serializers.CharField(max_length=contact.NAME_LENGTH)
    phone = serializers.CharField(max_length=contact.PHONE_LENGTH, required=False, allow_blank=True)


class MediateBody(Body):
    """Who mediates, and between whom. The first is party A."""

    unit = serializers.IntegerField(help_text=UNIT)
    parties = serializers.ListField(child=PartyBody(), min_length=2, max_length=MOST_PARTIES)


def parties_of(sent: list[dict[str, str]]) -> list[Contact]:
    """The parties cleaned. Raises `Refusal` invalid naming `parties`."""
    found = [contact.clean(party["name"], party.get("phone", "")) for party in sent]
    if not all(party.name for party in found):
        raise invalid("bad_parties", _("Name two to six parties."), "parties")
    return found


class MediatorsBody(Body):
    """The posts that mediate."""

    mediators = _numbers("Ids of posts in the unit.", 20)


class PartyAnswerBody(Body):
    """Which party says it."""

    party = serializers.IntegerField(min_value=0, max_value=MOST_PARTIES - 1, help_text=POSITION)


class DeclineBody(PartyAnswerBody):
    """Which party refuses. No reason is needed."""

    text = words_field(required=False)


class TerminateBody(Body):
    """Why it ends; `party` where a party does not go on."""

    text = words_field()
    party = serializers.IntegerField(min_value=0, max_value=MOST_PARTIES - 1, required=False, help_text=POSITION)


class MediationSessionBody(Body):
    """A session. The record is for who mediates alone."""

    held_at = serializers.DateTimeField()
    place = serializers.CharField(max_length=80)
    present = serializers.CharField(max_length=200)
    record = words_field()


class ExtendMediationBody(Body):
    """More days, and every party that has agreed to them: all have to."""

    days = serializers.IntegerField()
    parties = _numbers(POSITION, MOST_PARTIES)


class AgreeBody(Body):
    """What the parties agree on."""

    form = _one_of(mediation.Form)
    facts = words_field()
    content = words_field()
    way = words_field()
    agreed_on = serializers.DateField()
    perform_by = serializers.DateField()


class PerformedBody(MatterDayBody):
    """The day on which it was performed."""

    text = words_field(required=False)


class CourtBody(MatterDayBody):
    """What the court said, and on which day."""

    result = _one_of(mediation.Confirmation)


# Petition matters


class RegisterBody(Body):
    """The number in the legal petition system, and the unit that answers."""

    unit = serializers.IntegerField(help_text=UNIT)
    system_number = serializers.CharField(max_length=40)
    received_on = serializers.DateField()
    representatives = serializers.IntegerField(min_value=1, max_value=MOST_REPRESENTATIVES, required=False)


class ObjectionBody(Body):
    """Another unit answers; without one, the unit that objected has to."""

    unit = serializers.IntegerField(required=False, help_text=UNIT)
    text = words_field(required=False)


class InformBody(MatterDayBody):
    """On which day the petitioner was told in writing, and how."""

    way = _one_of(petition.Way)


class ExtendPetitionBody(Body):
    """At most thirty days; the petitioner is told the reason."""

    days = serializers.IntegerField()
    reason = words_field()


class OutcomeBody(MatterDayBody):
    """What the letter says, and its day."""

    outcome = _one_of(petition.Outcome)


class PetitionFinishBody(MatterTextBody):
    """Why the matter ends without the last word."""

    reason = _one_of(petition.FinishReason)


# Hazards


class FindBody(Body):
    """A hazard of a building or grid, with a case at the same time if you wish. Write no names."""

    kind = _one_of(hazard.Kind)
    area_code = serializers.CharField(help_text="Code of a building or a grid.")
    address = serializers.CharField(required=False, allow_blank=True, max_length=200)
    text = words_field()
    open_case = serializers.BooleanField(required=False)


def found_of(sent: dict[str, Any]) -> Found:
    """What somebody saw."""
    return Found(sent["kind"], sent["area_code"], sent["text"], sent.get("address", ""))


class GradeBody(MatterTextBody):
    """How dangerous it is, and which unit has to see to it."""

    grade = _one_of(hazard.Grade)
    unit = serializers.IntegerField(help_text=UNIT)


class ControlBody(MatterTextBody):
    """Which measures were taken. Grade D: everybody has to be out of the building."""

    evacuated = serializers.BooleanField(required=False)


class RecheckBody(MatterTextBody):
    """Whether the danger is gone."""

    passed = serializers.BooleanField()
