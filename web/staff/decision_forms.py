"""Forms of requests to the level above and of its decisions."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases import deadlines
from cases.actions import suspending
from cases.explanations import limit_words
from cases.states import Severity, Verb
from cases.worktime import Limit, LimitUnit
from web.staff.form_parts import YES_NO, FromListForm, Scene, VerbForm, tap_field, words_field

HOURS: Mapping[LimitUnit, LimitUnit] = {
    LimitUnit.WORKING_DAYS: LimitUnit.WORKING_HOURS,
    LimitUnit.CALENDAR_DAYS: LimitUnit.CLOCK_HOURS,
}


class ExtensionForm(FromListForm):
    """How much more time, on the clock of the case."""

    amount = forms.ChoiceField(label=_("How much more time?"), error_messages={"required": _("Please choose one.")})
    text = words_field(_("In your words"), _("The requester reads the reason from the list, and not these words."))
    field_order = ["amount", "reason", "text"]

    def prepare(self, scene: Scene) -> None:
        super().prepare(scene)
        amounts = [str(amount) for amount in _amounts(_limit(scene))]
        self.choose("amount", [(amount, limit_words(amount)) for amount in amounts])


def _amounts(limit: Limit) -> Iterator[Limit]:
    """Up to as much again; of a single day its hours first."""
    if limit.amount == 1 and limit.unit in HOURS:
        hours = limit.minutes // 60
        yield from (Limit(count, HOURS[limit.unit]) for count in range(1, hours))
    yield from (Limit(count, limit.unit) for count in range(1, limit.amount + 1))


def _limit(scene: Scene) -> Limit:
    """The original limit of the case."""
    case = scene.file.case
    category = scene.present.catalogue.by_id(case.category_id)
    own = Severity(category.severity)
    return deadlines.limits(category.respond_limit, category.resolve_limit, own, Severity(case.severity)).resolve


class SuspensionForm(FromListForm):
    """Why, until when, and what is done meanwhile."""

    review_on = forms.DateField(
        label=_("Day of review"),
        help_text=_("On this day the case goes on by itself; at most 90 days from now."),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": _("Choose a day.")},
    )
    text = words_field(_("The plan"), _("What has to happen until then, and who sees to it."))
    field_order = ["reason", "review_on", "text"]

    def prepare(self, scene: Scene) -> None:
        super().prepare(scene)
        today = scene.present.today
        limits = {"min": today + dt.timedelta(days=1), "max": today + suspending.LONGEST}
        self.fields["review_on"].widget.attrs.update({name: day.isoformat() for name, day in limits.items()})


class DecisionForm(VerbForm):
    """Yes or no; the words are for colleagues."""

    approve = tap_field(pgettext_lazy("to a request", "Approve?"), YES_NO)
    text = words_field(_("In your words"), required=False)

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data, "approve": self.cleaned_data["approve"] == "yes"}


class RemarkForm(VerbForm):
    """Words, where there are some to say."""

    text = words_field(_("In your words"), required=False)


class DecideReopenForm(DecisionForm):
    """Yes or no to the requester, who reads the words."""

    text = words_field(_("Words to the requester"), _("Why it is worked on again, or why the answer stands."))


FORMS: Mapping[Verb, type[VerbForm]] = {
    Verb.REQUEST_EXTENSION: ExtensionForm,
    Verb.DECIDE_EXTENSION: DecisionForm,
    Verb.REQUEST_SUSPENSION: SuspensionForm,
    Verb.DECIDE_SUSPENSION: DecisionForm,
    Verb.RESUME: RemarkForm,
    Verb.DECIDE_REOPEN: DecideReopenForm,
}
