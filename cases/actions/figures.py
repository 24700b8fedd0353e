"""A figure of the process is set from a day on: a row more, never a row changed."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import audit
from accounts.models import User
from accounts.refusals import conflict, invalid, not_found
from cases import administration, figures
from cases.figure_words import value_words
from cases.figures import Value
from cases.models import Setting
from cases.world import World, world
from grids.versions import bump


@transaction.atomic
def set_figure(
    name: str, text: str, *, since: dt.date, by: User | None, at: dt.datetime, expected: int | None = None
) -> Setting:
    """From `since` on, the figure has this value (`4 WH`, `30 min`, or a whole number).

    `expected` is the number of rows of the figure that the person saw. What began before the day keeps the
    figures of its own day. Raises `Refusal`: 404; 403 `not_administrator`; 400 `unfit_value`,
    `in_the_past`, `red_before_yellow`; 409 `stale`, `set_that_day`.
    """
    if name not in figures.NAMES:
        raise not_found(_("There is no such figure."))
    bump("catalogue")
    present = world(at)
    administration.check(by, present)
    rows = list(Setting.objects.filter(name=name).values_list("since", flat=True))
    if expected is not None and expected != len(rows):
        raise conflict("stale", _("Somebody else has set this figure in the meantime. Look again."))
    administration.check_first_day(since, present)
    if since in rows:
        raise conflict("set_that_day", _("The figure is set for that day already. Choose another day."))
    value = _read(name, text)
    _check_together(present, name, value, since)
    row = Setting.objects.create(name=name, since=since, value=_kept(value), by=by, at=at)
    bump("catalogue")  # the copy that was read above does not know the row
    old = getattr(present.settings.on(since), name)
    data = {"since": since.isoformat(), "changes": {name: [str(old), str(value)]}}
    audit.record(by=by, verb="set_figure", subject_kind="figure", subject_id=name, at=at, data=data)
    return row


def _read(name: str, text: str) -> Value:
    try:
        return figures.read(name, text)
    except figures.Unfit as unfit:
        message = _("This figure is between %(least)s and %(most)s, written in the same way.")
        least, most = (value_words(name, value) for value in (unfit.least, unfit.most))
        raise invalid("unfit_value", message % {"least": least, "most": most}, "value") from None


def _check_together(present: World, name: str, value: Value, since: dt.date) -> None:
    """On no day from `since` on may two figures disagree."""
    later = Setting.objects.filter(since__gt=since).values_list("since", flat=True)
    for day in (since, *later):
        found = figures.changed(present.settings.on(day), [(name, value)])
        if figures.disagreement(found):
            raise invalid("red_before_yellow", _("Red supervision comes after yellow."), "value")


def _kept(value: Value) -> str | int:
    return value if isinstance(value, int) else str(value)
