"""The numbers of open cases in the order in which pages show them, and their words."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases import words
from cases.states import Severity, State, Supervision

LABELS: Final[Mapping[str, "str | Promise"]] = {
    "overdue": pgettext_lazy("column", "Overdue"),
    "due_today": _("Due today"),
    "red": words.SUPERVISIONS[Supervision.RED],
    "yellow": words.SUPERVISIONS[Supervision.YELLOW],
    "critical": words.SEVERITIES[Severity.CRITICAL],
    "suspended": words.STATES[State.SUSPENDED],
    "open": pgettext_lazy("column", "Open"),
}
"""By the fields of `reports.stock.Stock`."""
