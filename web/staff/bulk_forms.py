"""What one verb asks for when many cases have it in common."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.queries.bulk import Line
from cases.states import Supervision, Verb
from cases.viewer import Viewer
from cases.words import SUPERVISIONS
from cases.world import World
from web.report_form import category_choices
from web.staff import unit_choices
from web.staff.form_parts import tap_field, words_field


class NothingForm(forms.Form):
    """A verb without anything to fill in."""

    def arguments(self) -> dict[str, Any]:
        """What the action takes beside the case, after `is_valid`."""
        return dict(self.cleaned_data)


class NoteForm(NothingForm):
    text = words_field(
        _("Internal note"), _("The same words in each of the cases. They are no attempt and stay in the office.")
    )


class UrgeForm(NothingForm):
    text = words_field(_("What did the requester say?"), required=False)


class SuperviseForm(NothingForm):
    level = tap_field(_("Level"), [(level, SUPERVISIONS[level]) for level in Supervision if level.rank])
    text = words_field(_("What do you demand, and by when?"))


class DispatchForm(NothingForm):
    """Category and unit for all; each case keeps its own place."""

    category = forms.ChoiceField(label=_("Category"), error_messages={"required": _("Choose a category.")})
    unit = forms.TypedChoiceField(
        label=_("Unit"), coerce=int, empty_value=None, required=False, help_text=_("Leave it to the rules if unsure.")
    )


FORMS: Mapping[Verb, type[NothingForm]] = {
    Verb.SIGN: NothingForm,
    Verb.NOTE: NoteForm,
    Verb.DISPATCH: DispatchForm,
    Verb.URGE: UrgeForm,
    Verb.SUPERVISE: SuperviseForm,
}


def form_of(verb: Verb, viewer: Viewer, present: World, lines: Sequence[Line], data: Any = None) -> NothingForm:
    """The form of a verb for these cases; filled from `data` where it was sent."""
    form = FORMS[verb](data, auto_id="bulk_%s")
    if isinstance(form, DispatchForm):
        categories = category_choices(present.catalogue.all_in_force(present.today))[1:]
        form.fields["category"].choices = [("", _("Choose a category")), *categories]  # type: ignore[attr-defined]
        form.fields["unit"].choices = [("", _("As the rules say")), *_units(viewer, present, lines)]  # type: ignore[attr-defined]
    return form


def _units(viewer: Viewer, present: World, lines: Sequence[Line]) -> list[tuple[str, str]]:
    """The units to which each of the cases may be dispatched."""
    lists = [unit_choices.for_dispatch(viewer, line.file.case, present) for line in lines if line.refusal is None]
    common = set.intersection(*map(set, lists)) if lists else set()
    return [choice for choice in lists[0] if choice in common] if lists else []
