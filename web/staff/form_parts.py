"""What the forms of all verbs are made of: the scene, three kinds of field, the hidden state of the file."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases import texts
from cases.casefile import CaseFile
from cases.reasons import REASONS
from cases.states import Verb
from cases.viewer import Viewer
from cases.world import World
from web.forms import LongText
from web.report_form import PhotosField


@dataclass(frozen=True)
class Scene:
    """The case on which a form acts, who acts, and the world in which that happens.

    `proposed` are the words of an open proposal, for the second person to take over or change.
    """

    file: CaseFile
    viewer: Viewer
    present: World
    proposed: str = ""


YES_NO = [("yes", _("Yes")), ("no", _("No"))]


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


def day_field(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    """A day, from the browser's calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, required=required, widget=widget)


class StaffPhotosField(PhotosField):
    """Photos of a step. A browser sends them once: a form that comes back has none."""

    def bound_data(self, data: Any, initial: Any) -> None:
        return None


def photos_field() -> StaffPhotosField:
    """Photos of what was done, before and after. They stay with the staff."""
    return StaffPhotosField(
        label=_("Photos, before and after"),
        required=False,
        help_text=_("Up to 4, without faces and number plates. They stay in the office."),
    )


class VerbForm(forms.Form):
    """A verb without anything to fill in. `expected` is the state of the file that the person saw.

    `photos_lost`: the form comes back without the photos that came with it.
    """

    expected = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    photos_lost = False

    def __init__(self, data: Any = None, files: Any = None, *, verb: Verb, scene: Scene) -> None:
        super().__init__(data, files, prefix=verb, initial={"expected": scene.file.case.event_count})
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
