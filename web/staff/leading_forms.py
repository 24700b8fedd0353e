"""Forms of a leader's case."""

import datetime as dt
from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases import leaders
from cases.actions.leading import MOST_MILESTONES, Promised
from cases.models import Milestone
from cases.states import DeadlineKind, Verb
from grids.roles import Permission
from web.staff.form_parts import Scene, VerbForm, words_field


class LeaderForm(VerbForm):
    """Who leads, the plan, and the steps with their days."""

    leader = forms.TypedChoiceField(label=_("Leader"), coerce=int, empty_value=None, required=False)
    text = words_field(_("The plan"), _("What the aim is, and who does what."))
    milestones = forms.CharField(
        label=_("Milestones"),
        help_text=_("One a line, eight at most: the day, then what is done by then. 2026-03-20 The drain is open."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def prepare(self, scene: Scene) -> None:
        units = scene.viewer.directory.units
        offices = {post.unit_id for post in scene.viewer.posts if post.allows(Permission.LEAD)}
        posts = {
            post.user_id: post
            for pk in sorted(offices)
            for post in leaders.candidates(scene.present, units[pk], scene.file.case)
        }
        names = dict(User.objects.filter(pk__in=posts).values_list("pk", "name"))
        found = [(str(pk), f"{names[pk]} · {units[post.unit_id].name}") for pk, post in posts.items() if pk in names]
        self.choose("leader", [("", _("I take it on myself")), *found])

    def clean_milestones(self) -> list[Promised]:
        """The lines as steps."""
        lines = [line.strip() for line in self.cleaned_data["milestones"].splitlines() if line.strip()]
        if len(lines) > MOST_MILESTONES:
            raise forms.ValidationError(_("Eight milestones at most."))
        return [_step(line) for line in lines]


def _step(line: str) -> Promised:
    day, _space, what = line.partition(" ")
    try:
        due_on = dt.date.fromisoformat(day)
    except ValueError:
        due_on = None
    if due_on is None or not what.strip():
        raise forms.ValidationError(_("Begin each line with its day, such as 2026-03-20, then say what is done."))
    return Promised(what=what.strip(), due_on=due_on)


class MilestoneForm(VerbForm):
    """Which step is done."""

    milestone = forms.TypedChoiceField(
        label=_("Milestone"), coerce=int, empty_value=None, error_messages={"required": _("Choose a milestone.")}
    )
    text = words_field(_("In your words"), required=False)

    def prepare(self, scene: Scene) -> None:
        ids = [item for kind, item in scene.file.item_clocks if kind is DeadlineKind.MILESTONE]
        rows = Milestone.objects.filter(pk__in=ids).order_by("due_at", "id") if ids else []
        self.choose("milestone", [(str(row.pk), row.what) for row in rows])


FORMS: Mapping[Verb, type[VerbForm]] = {Verb.ASSIGN_LEADER: LeaderForm, Verb.MEET_MILESTONE: MilestoneForm}
