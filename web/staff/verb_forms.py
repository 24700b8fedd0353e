"""The form of each verb: shape only. What a verb allows and means is said by the rules and the actions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases import texts
from cases.casefile import CaseFile
from cases.models.rating import Satisfaction, Solved
from cases.reasons import REASONS
from cases.states import NoteKind, Outcome, Supervision, Verb
from cases.viewer import Viewer
from cases.words import NOTE_KINDS, OUTCOMES, SEVERITIES, SUPERVISIONS
from cases.world import World
from web.forms import LongText
from web.report_form import category_choices
from web.staff import area_choices, unit_choices

YES_NO = [("yes", _("Yes")), ("no", _("No"))]


@dataclass(frozen=True)
class Scene:
    """The case on which a form acts, who acts, and the world in which that happens.

    `proposed` are the words of an open proposal, for the second person to take over or change.
    """

    file: CaseFile
    viewer: Viewer
    present: World
    proposed: str = ""


def words_field(label: Any, help_text: Any = "", *, required: bool = True, rows: int = 3) -> LongText:
    """A text of a person, with the limit of all texts."""
    return LongText(
        label=label,
        help_text=help_text,
        required=required,
        max_length=texts.LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": _("Please write something.")},
    )


def tap_field(label: Any, choices: Any, *, required: bool = True, initial: str = "") -> forms.ChoiceField:
    """One of a few answers, as buttons."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=required,
        initial=initial,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one.")},
    )


class VerbForm(forms.Form):
    """A verb without anything to fill in. `expected` is the state of the file that the person saw."""

    expected = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: Any = None, *, verb: Verb, scene: Scene) -> None:
        super().__init__(data, prefix=verb, initial={"expected": scene.file.case.event_count})
        self.verb = verb
        self.prepare(scene)

    def prepare(self, scene: Scene) -> None:
        """Choices and first values that depend on the case."""

    def arguments(self) -> dict[str, Any]:
        """What the action takes beside the case, after `is_valid`."""
        return dict(self.cleaned_data)

    def renew(self, event_count: int) -> None:
        """The form goes back with the file as it is now, so that its sender can look and send again."""
        self.data = {**self.data, self.add_prefix("expected"): str(event_count)}

    def choose(self, name: str, choices: Any) -> None:
        """Set the choices of a select."""
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


class NoteForm(VerbForm):
    kind = tap_field(_("What did you do?"), list(NOTE_KINDS.items()), initial=NoteKind.ON_SITE)
    text = words_field(_("What happened?"), _("An internal note is no attempt: only the others open the way up."))


class SettleForm(VerbForm):
    reply = words_field(_("Reply to the requester"), _("What was done, in words that the requester understands."))


class ResultForm(VerbForm):
    outcome = tap_field(
        _("How did it end?"),
        [(value, OUTCOMES[value]) for value in (Outcome.RESOLVED, Outcome.EXPLAINED)],
        initial=Outcome.RESOLVED,
    )
    reply = words_field(
        _("Reply to the requester"),
        _("What was done, or why it cannot be done. It is shown once the check has passed."),
    )


class FromListForm(VerbForm):
    """A reason from the verb's list; the one proposed where a proposal waits."""

    reason = forms.ChoiceField(label=_("Reason"), error_messages={"required": _("Choose a reason from the list.")})

    def prepare(self, scene: Scene) -> None:
        self.choose("reason", [("", _("Choose a reason")), *REASONS[self.verb].items()])
        proposal = scene.file.proposal
        if proposal is not None and proposal.verb == self.verb:
            self.initial.update(reason=proposal.reason, text=scene.proposed, reply=scene.proposed)


class ReasonForm(FromListForm):
    """A reason, and words for colleagues."""

    text = words_field(_("In your words"))


class ReasonReplyForm(FromListForm):
    """A reason, and words that go to the requester."""

    reply = words_field(
        _("Reply to the requester"), _("Say why, and which way is open instead. Other legal routes stay open.")
    )


class UnitForm(FromListForm):
    """Another unit for the case."""

    unit = forms.TypedChoiceField(
        label=_("Unit"), coerce=int, empty_value=None, error_messages={"required": _("Choose a unit.")}
    )
    field_order = ["unit", "reason"]

    def prepare(self, scene: Scene) -> None:
        super().prepare(scene)
        same = self.verb == Verb.DESIGNATE
        units = unit_choices.for_decision(scene.viewer, scene.file.case, scene.present, holder_too=same)
        self.choose("unit", [("", _("Choose a unit")), *units])


class DecideReturnForm(VerbForm):
    approve = tap_field(_("Approve the return?"), YES_NO)
    unit = forms.TypedChoiceField(label=_("If yes: the new unit"), coerce=int, empty_value=None, required=False)
    text = words_field(_("In your words"), required=False)

    def prepare(self, scene: Scene) -> None:
        units = unit_choices.for_decision(scene.viewer, scene.file.case, scene.present)
        self.choose("unit", [("", _("Choose a unit")), *units])

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data, "approve": self.cleaned_data["approve"] == "yes"}


class DispatchForm(VerbForm):
    category = forms.ChoiceField(label=_("Category"), error_messages={"required": _("Choose a category.")})
    area_code = forms.ChoiceField(label=_("Place"), help_text=_("The finer, the better: best is the grid."))
    severity = forms.ChoiceField(label=_("Severity"), required=False)
    unit = forms.TypedChoiceField(
        label=_("Unit"), coerce=int, empty_value=None, required=False, help_text=_("Leave it to the rules if unsure.")
    )

    def prepare(self, scene: Scene) -> None:
        case, present = scene.file.case, scene.present
        categories = category_choices(present.catalogue.all_in_force(present.today))[1:]
        self.choose("category", [("", _("Choose a category")), *categories])
        self.choose("area_code", area_choices.for_dispatch(scene.viewer, case, present))
        self.choose("severity", [("", _("As the category says")), *SEVERITIES.items()])
        units = unit_choices.for_dispatch(scene.viewer, case, present)
        self.choose("unit", [("", _("As the rules say")), *units])
        filed = case.category_id or case.suggested_category_id
        self.initial["category"] = present.catalogue.by_id(filed).code if filed else ""
        self.initial["area_code"] = case.area_id

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data, "severity": self.cleaned_data["severity"] or None}


class PassForm(VerbForm):
    text = words_field(_("What did you find?"), required=False)


class CallbackForm(VerbForm):
    contacted = tap_field(_("Did you reach the requester?"), YES_NO)
    solved = tap_field(_("Is the matter solved?"), Solved.choices, required=False)
    satisfaction = tap_field(_("How satisfied is the requester?"), Satisfaction.choices, required=False)
    text = words_field(_("What did the requester say?"), required=False)

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data, "contacted": self.cleaned_data["contacted"] == "yes"}


class SuperviseForm(VerbForm):
    level = tap_field(_("Level"), [])
    text = words_field(_("What do you demand, and by when?"))

    def prepare(self, scene: Scene) -> None:
        present = Supervision(scene.file.case.supervision)
        higher = [(level, SUPERVISIONS[level]) for level in Supervision if level.rank > present.rank]
        self.choose("level", higher)


class WordsForm(VerbForm):
    text = words_field(_("Why?"))


FORMS: Mapping[Verb, type[VerbForm]] = {
    Verb.DISPATCH: DispatchForm,
    Verb.REJECT: ReasonReplyForm,
    Verb.REFER: ReasonReplyForm,
    Verb.CANCEL: ReasonForm,
    Verb.NOTE: NoteForm,
    Verb.SIGN: VerbForm,
    Verb.SETTLE: SettleForm,
    Verb.SUBMIT_RESULT: ResultForm,
    Verb.RETURN_ORDER: ReasonForm,
    Verb.ESCALATE: ReasonForm,
    Verb.DELEGATE: ReasonForm,
    Verb.DECIDE_RETURN: DecideReturnForm,
    Verb.REASSIGN: UnitForm,
    Verb.DESIGNATE: UnitForm,
    Verb.PASS_CHECK: PassForm,
    Verb.REWORK: ReasonForm,
    Verb.CALLBACK: CallbackForm,
    Verb.REOPEN: ReasonForm,
    Verb.SUPERVISE: SuperviseForm,
    Verb.CANCEL_SUPERVISION: WordsForm,
}


def form_of(verb: Verb, scene: Scene, data: Any = None) -> VerbForm:
    """The form of a verb on a case; filled from `data` where it was sent."""
    return FORMS[verb](data, verb=verb, scene=scene)
