"""The forms of help and questions."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import helping
from cases.actions.asking import LONGEST_QUESTION
from cases.explanations import limit_words
from cases.models import WHISTLES, AssistTask, TaskKind
from cases.states import Verb
from web.forms import LongText
from web.staff import unit_choices
from web.staff.form_parts import YES_NO, Scene, VerbForm, tap_field, words_field

WHISTLE_WORDS: Mapping[TaskKind, Promise] = {
    TaskKind.EMERGENCY: _("Emergency: there within %(limit)s"),
    TaskKind.ENFORCEMENT: _("Joint enforcement: there within %(limit)s"),
    TaskKind.HARD_ISSUE: _("Hard issue: there within %(limit)s"),
}
UNIT_MISSING = {"required": _("Choose a unit.")}


class AskForm(VerbForm):
    text = LongText(
        label=_("Question to the requester"),
        max_length=LONGEST_QUESTION,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Please write something.")},
    )

    def prepare(self, scene: Scene) -> None:
        said = _("The requester reads it as you write it, and has %(limit)s. The clock runs on.")
        self.fields["text"].help_text = said % {"limit": limit_words(str(scene.present.figures.question))}


class UrgeForm(VerbForm):
    text = words_field(_("What did the requester say?"), required=False, rows=2)


class _UnitForm(VerbForm):
    unit = forms.TypedChoiceField(label=_("Unit"), coerce=int, empty_value=None, error_messages=UNIT_MISSING)

    def prepare(self, scene: Scene) -> None:
        busy = {task.unit_id for task in scene.file.tasks}
        units = [unit for unit in helping.askable(scene.file, scene.present) if unit.id not in busy]
        self.choose("unit", [("", _("Choose a unit")), *unit_choices.named(units)])


class AssistForm(_UnitForm):
    text = words_field(
        _("Task"),
        _("What to do, and where exactly. People outside government read these words, and not the request."),
    )
    limit = forms.ChoiceField(
        label=_("Time for it"),
        required=False,
        choices=[
            ("", _("Half of the time that is left")),
            ("2 WH", _("2 working hours")),
            ("4 WH", _("4 working hours")),
            ("1 WD", _("1 working day")),
            ("2 WD", _("2 working days")),
            ("5 WD", _("5 working days")),
        ],
        help_text=_("At most half of the time that is left of the whole case."),
    )


class WhistleForm(_UnitForm):
    kind = tap_field(_("Why?"), [])
    text = words_field(_("Task"), _("What is needed, and where exactly to come."))
    field_order = ["kind", "unit", "text"]

    def prepare(self, scene: Scene) -> None:
        super().prepare(scene)
        figures = scene.present.figures
        limits = {kind: limit_words(str(figures.whistle(kind))) for kind in WHISTLE_WORDS}
        self.choose("kind", [(kind, word % {"limit": limits[kind]}) for kind, word in WHISTLE_WORDS.items()])


class ReplyForm(VerbForm):
    task = forms.TypedChoiceField(label=_("Which task?"), coerce=int, empty_value=None, required=False)
    done = tap_field(_("Is your part done?"), YES_NO)
    arrived = tap_field(_("Are you on the spot?"), YES_NO, required=False)
    text = words_field(_("Reply to the colleagues"), required=False)
    justified = tap_field(_("Was it right to call you?"), YES_NO, required=False)

    def prepare(self, scene: Scene) -> None:
        own = {post.unit_id for post in scene.viewer.posts}
        tasks = [task for task in scene.file.tasks if task.unit_id in own]
        self.choose("task", _tasks(tasks, scene))
        if len(tasks) == 1:
            self.fields["task"].widget = forms.HiddenInput()
            self.initial["task"] = tasks[0].pk
        if not any(task.kind in WHISTLES for task in tasks):
            del self.fields["justified"]
            del self.fields["arrived"]

    def arguments(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        answer = {"yes": True, "no": False}.get(given.get("justified", ""))
        return {
            **given,
            "done": given["done"] == "yes",
            "arrived": given.get("arrived") == "yes",
            "justified": answer,
        }


class RateAssistForm(VerbForm):
    task = forms.TypedChoiceField(label=_("Whose help?"), coerce=int, empty_value=None)
    useful = tap_field(_("Was the help useful?"), YES_NO)

    def prepare(self, scene: Scene) -> None:
        tasks = [task for task in scene.file.unrated if task.unit_id != scene.file.case.holder_id]
        self.choose("task", _tasks(tasks, scene))

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data, "useful": self.cleaned_data["useful"] == "yes"}


def _tasks(tasks: list[AssistTask], scene: Scene) -> list[tuple[str, str]]:
    units = scene.present.directory.units
    return [(str(task.pk), f"{units[task.unit_id].name} · {TaskKind(task.kind).label}") for task in tasks]


FORMS: dict[Verb, type[VerbForm]] = {
    Verb.ASK_REQUESTER: AskForm,
    Verb.URGE: UrgeForm,
    Verb.REQUEST_ASSIST: AssistForm,
    Verb.WHISTLE: WhistleForm,
    Verb.REPLY_ASSIST: ReplyForm,
    Verb.RATE_ASSIST: RateAssistForm,
}
