"""The form of each verb: shape only. What a verb allows and means is said by the rules and the actions."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models.rating import Satisfaction, Solved
from cases.states import NoteKind, Outcome, Supervision, Verb
from cases.words import NOTE_KINDS, OUTCOMES, SEVERITIES, SUPERVISIONS
from web.report_form import category_choices
from web.staff import area_choices, decision_forms, help_forms, leading_forms, unit_choices
from web.staff.form_parts import (
    YES_NO,
    FromListForm,
    ReasonForm,
    Scene,
    VerbForm,
    photos_field,
    tap_field,
    words_field,
)
from web.staff.merging_forms import MergeForm, UnmergeForm

__all__ = ["FORMS", "Scene", "VerbForm", "form_of"]


QUICK_NOTES: Mapping[str, tuple[NoteKind, Promise]] = {
    "met": (NoteKind.VISIT, _("Visited, spoke with the requester.")),
    "nobody": (NoteKind.VISIT, _("Visited, nobody was there.")),
    "seen": (NoteKind.ON_SITE, _("Looked at it on site.")),
}
"""What is noted most often, for one tap: the kind and the words of the note."""


class NoteForm(VerbForm):
    """Kind and words; or a button that stands for both, before what was written already."""

    quick = QUICK_NOTES.items()
    kind = tap_field(_("What did you do?"), list(NOTE_KINDS.items()), initial=NoteKind.ON_SITE)
    text = words_field(
        _("What happened?"),
        _("An internal note is no attempt: only the others open the way up. In it, @ and a name tells that colleague."),
    )
    photos = photos_field()

    def __init__(self, data: Any = None, files: Any = None, *, verb: Verb, scene: Scene) -> None:
        said = QUICK_NOTES.get(data.get(f"{verb}-quick", "")) if data else None
        if said is not None:
            words = "\n".join(filter(None, (str(said[1]), data.get(f"{verb}-text", "").strip())))
            data = {**data.dict(), f"{verb}-kind": said[0].value, f"{verb}-text": words}
        super().__init__(data, files, verb=verb, scene=scene)


class SettleForm(VerbForm):
    reply = words_field(_("Reply to the requester"), _("What was done, in words that the requester understands."))
    photos = photos_field()

    def prepare(self, scene: Scene) -> None:
        ask_for_evidence(self, scene)


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
    photos = photos_field()

    def prepare(self, scene: Scene) -> None:
        ask_for_evidence(self, scene)


def ask_for_evidence(form: VerbForm, scene: Scene) -> None:
    """Says so where the kind of issue ends with a photo; whether one is there already, the action knows."""
    filed = scene.file.case.category_id
    if filed is not None and scene.present.catalogue.by_id(filed).evidence:
        form.fields["photos"].help_text = _("This kind of issue ends with a photo of the result. Up to 4, no faces.")


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
        if filed and not case.category_id:
            self.fields["category"].help_text = _("Only suggested, by the words of the report. Please check it.")
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
    Verb.MERGE: MergeForm,
    Verb.UNMERGE: UnmergeForm,
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
    **decision_forms.FORMS,
    **leading_forms.FORMS,
    Verb.TERMINATE: ReasonReplyForm,
    **help_forms.FORMS,
}


def form_of(verb: Verb, scene: Scene, data: Any = None, files: Any = None) -> VerbForm:
    """The form of a verb on a case; filled from `data` and `files` where it was sent."""
    return FORMS[verb](data, files, verb=verb, scene=scene)
