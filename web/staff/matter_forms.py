"""The forms of mediations, petition matters and hazards: shape only. What a verb means is said by the actions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.viewer import Viewer
from cases.world import World
from grids.models.area import LEVEL_NAMES
from grids.tree import UnitNode
from procedures import limits, queries, units, words
from procedures.models import HazardRecord, MediationCase, PetitionHandover
from procedures.states import hazard, mediation, petition
from procedures.states.rule import Procedure
from residents import contact
from web.forms import LongText
from web.staff.form_parts import YES_NO, day_field, tap_field, words_field

MOST_UNITS = 200


@dataclass(frozen=True)
class Scene:
    """The matter on which a form acts, who acts, and the world in which that happens."""

    matter: Any
    viewer: Viewer
    present: World


def short_field(label: Any, longest: int, help_text: Any = "", *, required: bool = True) -> LongText:
    """One line of text."""
    return LongText(label=label, help_text=help_text, max_length=longest, required=required, widget=forms.TextInput)


def unit_choices(found: list[UnitNode]) -> list[tuple[str, str]]:
    """Units with their level, after an empty line."""
    rows = [(str(unit.id), f"{unit.name} · {LEVEL_NAMES[unit.level]}") for unit in found[:MOST_UNITS]]
    return [("", str(_("Choose …"))), *rows]


def pick_field(label: Any, table: words.Words) -> forms.ChoiceField:
    """One of a short list, as buttons."""
    return tap_field(label, list(table.items()))


class MatterForm(forms.Form):
    """A verb without anything to fill in."""

    def __init__(self, data: Any = None, *, verb: str, scene: Scene) -> None:
        super().__init__(data, prefix=verb)
        self.verb = verb
        self.prepare(scene)

    def prepare(self, scene: Scene) -> None:
        """Choices and first values that depend on the matter."""

    def arguments(self) -> dict[str, Any]:
        """What the action takes beside the matter, after `is_valid`."""
        return dict(self.cleaned_data)

    def choose(self, name: str, choices: Any) -> None:
        """Set the choices of a select."""
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


class TextForm(MatterForm):
    text = words_field(_("In your words"))


class OptionalTextForm(MatterForm):
    text = words_field(_("In your words"), required=False)


class DayForm(MatterForm):
    """What happened on a day, today unless said otherwise."""

    on = day_field(_("On which day?"))

    def prepare(self, scene: Scene) -> None:
        self.initial.setdefault("on", scene.present.today)


# Mediation


def party_choices(row: MediationCase) -> list[tuple[str, str]]:
    """The parties by their label, masked."""
    rows = row.parties.select_related("contact")
    return [(str(party.position), f"{words.PARTIES[party.position]} · {party.contact.name_masked}") for party in rows]


class ApplyForm(MatterForm):
    """A mediation begins. More than three parties go in through the API."""

    unit = forms.ChoiceField(label=_("Who mediates?"))
    name_a = short_field(_("Party A: name"), contact.NAME_LENGTH)
    phone_a = short_field(_("Party A: telephone"), contact.PHONE_LENGTH, required=False)
    name_b = short_field(_("Party B: name"), contact.NAME_LENGTH)
    phone_b = short_field(_("Party B: telephone"), contact.PHONE_LENGTH, required=False)
    name_c = short_field(_("Party C: name"), contact.NAME_LENGTH, required=False)
    phone_c = short_field(_("Party C: telephone"), contact.PHONE_LENGTH, required=False)

    def prepare(self, scene: Scene) -> None:
        case = scene.matter
        self.choose("unit", unit_choices(units.mediating(scene.present, case.area_id, case.complained_unit_id)))

    def arguments(self) -> dict[str, Any]:
        """The parties cleaned. Raises `Refusal` with the field of a wrong name or number."""
        sent = self.cleaned_data
        parties = [contact.clean(sent[f"name_{side}"], sent[f"phone_{side}"]) for side in "abc"]
        return {"unit": int(sent["unit"]), "parties": [party for party in parties if party]}


class MediatorsForm(MatterForm):
    mediators = forms.TypedMultipleChoiceField(
        label=_("Who mediates?"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def prepare(self, scene: Scene) -> None:
        self.choose("mediators", queries.mediator_choices(scene.present, scene.matter.unit_id))


class PartyForm(MatterForm):
    party = forms.TypedChoiceField(label=_("Which party?"), coerce=int, widget=forms.RadioSelect)

    def prepare(self, scene: Scene) -> None:
        self.choose("party", party_choices(scene.matter))


class DeclineForm(PartyForm):
    text = words_field(_("In your words"), _("Refusing costs nothing: no reason is needed."), required=False)


class TerminateForm(PartyForm):
    text = words_field(_("In your words"))

    def prepare(self, scene: Scene) -> None:
        super().prepare(scene)
        self.fields["party"].required = False

    def arguments(self) -> dict[str, Any]:
        party = self.cleaned_data["party"]
        return {"text": self.cleaned_data["text"], "party": None if party == "" else party}


class SessionForm(MatterForm):
    held_at = forms.DateTimeField(
        label=_("When?"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    place = short_field(_("Where?"), 80)
    present = short_field(_("Who was there?"), 200, _("Roles rather than names: both parties, a lawyer, a neighbour."))
    record = words_field(_("Short record"), _("For who mediates alone: nobody else reads it."), rows=5)


class ExtendMediationForm(MatterForm):
    days = forms.IntegerField(label=_("How many days more?"), widget=forms.NumberInput(attrs={"inputmode": "numeric"}))
    parties = forms.TypedMultipleChoiceField(
        label=_("Who has agreed to it?"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def prepare(self, scene: Scene) -> None:
        self.choose("parties", party_choices(scene.matter))


class AgreeForm(MatterForm):
    form = pick_field(_("In which form?"), words.FORMS)
    facts = words_field(_("Facts and what was in dispute"))
    content = words_field(_("What the parties agree on"), rows=5)
    way = words_field(_("In which way it is performed"), rows=2)
    agreed_on = day_field(_("Agreed on"))
    perform_by = day_field(_("To be performed by"))

    def prepare(self, scene: Scene) -> None:
        self.initial.setdefault("agreed_on", scene.present.today)


class CourtForm(DayForm):
    result = pick_field(_("What does the court say?"), words.CONFIRMATIONS)


class PerformedForm(DayForm):
    text = words_field(_("In your words"), required=False)


# Petition matters


class RegisterForm(MatterForm):
    unit = forms.ChoiceField(label=_("Which unit answers?"))
    system_number = short_field(_("Number in the petition system"), 40)
    received_on = day_field(_("Received on"))
    representatives = forms.TypedChoiceField(
        label=_("How many speak for the petitioners?"),
        coerce=int,
        choices=[(str(count), str(count)) for count in range(1, limits.MOST_REPRESENTATIVES + 1)],
        initial="1",
        help_text=_("At most five. Nobody's name stands here."),
    )

    def prepare(self, scene: Scene) -> None:
        case, zone = scene.matter, scene.present.calendar.zone
        self.choose("unit", unit_choices(units.answering(scene.present, case.area_id, case.complained_unit_id)))
        self.initial.setdefault("received_on", case.reported_at.astimezone(zone).date())

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data, "unit": int(self.cleaned_data["unit"])}


class ObjectionForm(MatterForm):
    unit = forms.TypedChoiceField(
        label=_("Another unit answers"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Leave it empty where the objection is wrong: then the unit that objected answers."),
    )
    text = words_field(_("In your words"), required=False)

    def prepare(self, scene: Scene) -> None:
        row: PetitionHandover = scene.matter
        case = row.case
        found = units.answering(scene.present, case.area_id, case.complained_unit_id)
        self.choose("unit", unit_choices([unit for unit in found if unit.id != row.unit_id]))


class InformForm(DayForm):
    way = pick_field(_("In which way?"), words.WAYS)


class ExtendPetitionForm(MatterForm):
    days = forms.IntegerField(label=_("How many days more?"), widget=forms.NumberInput(attrs={"inputmode": "numeric"}))
    reason = words_field(_("Reason"), _("The petitioner is told this."))


class OutcomeForm(DayForm):
    outcome = pick_field(_("What does it say?"), words.OUTCOMES)


class FinishForm(TextForm):
    reason = pick_field(_("Why does it end?"), words.FINISH_REASONS)


# Hazards


class FindForm(MatterForm):
    """A hazard goes into the register. From a case the place and the kind are given."""

    kind = forms.ChoiceField(label=_("What is dangerous?"), choices=[("", _("Choose …")), *words.KINDS.items()])
    area_code = forms.ChoiceField(label=_("Which building or grid?"))
    address = short_field(_("Where exactly?"), 200, required=False)
    text = words_field(_("What did you see?"), _("About the building. Write no names."))
    open_case = forms.BooleanField(label=_("Report a case at the same time"), required=False)


class GradeForm(MatterForm):
    grade = pick_field(_("How dangerous is it?"), words.GRADES)
    unit = forms.ChoiceField(label=_("Which unit sees to it?"))
    text = words_field(_("Who has looked, and what they found"), _("About the building. Write no names of residents."))

    def prepare(self, scene: Scene) -> None:
        row: HazardRecord = scene.matter
        self.choose("unit", unit_choices(units.rectifying(scene.present, row.area_id)))
        trade = words.DEPARTMENTS[row.kind]
        self.fields["unit"].help_text = _("Trade in charge: %(trade)s") % {"trade": trade}

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data, "unit": int(self.cleaned_data["unit"])}


class ControlForm(MatterForm):
    text = words_field(_("Which measures are taken?"), _("Fenced off, gas shut off, people moved to …"))
    evacuated = forms.BooleanField(label=_("Everybody is out of the building"), required=False)


class RecheckForm(MatterForm):
    passed = tap_field(_("Is the danger gone?"), YES_NO)
    text = words_field(_("What did you see?"))

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data, "passed": self.cleaned_data["passed"] == "yes"}


M, T, H = mediation.Verb, petition.Verb, hazard.Verb
FORMS: Mapping[Procedure, Mapping[str, type[MatterForm]]] = {
    Procedure.MEDIATION: {
        M.ASK_CONSENT: MediatorsForm,
        M.CONSENT: PartyForm,
        M.DECLINE: DeclineForm,
        M.HOLD_SESSION: SessionForm,
        M.EXTEND: ExtendMediationForm,
        M.AGREE: AgreeForm,
        M.FAIL: TextForm,
        M.TERMINATE: TerminateForm,
        M.TAKE_EFFECT: DayForm,
        M.PERFORM: PerformedForm,
        M.BREACH: TextForm,
        M.SUE: DayForm,
        M.ENFORCE: DayForm,
        M.APPLY_CONFIRMATION: DayForm,
        M.RECORD_CONFIRMATION: CourtForm,
    },
    Procedure.PETITION: {
        T.OBJECT: TextForm,
        T.DECIDE_OBJECTION: ObjectionForm,
        T.INFORM: InformForm,
        T.ACCEPT: DayForm,
        T.EXTEND: ExtendPetitionForm,
        T.DECIDE: OutcomeForm,
        T.SERVE: DayForm,
        T.ASK_REVIEW: DayForm,
        T.DECIDE_REVIEW: OutcomeForm,
        T.ASK_RE_REVIEW: DayForm,
        T.DECIDE_RE_REVIEW: OutcomeForm,
        T.FINISH: FinishForm,
    },
    Procedure.HAZARD: {
        H.GRADE: GradeForm,
        H.CONTROL: ControlForm,
        H.RECTIFY: TextForm,
        H.RECHECK: RecheckForm,
        H.CLEAR: OptionalTextForm,
        H.FIND_AGAIN: TextForm,
    },
}
