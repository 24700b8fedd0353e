"""What the figures of the process are called, in the groups in which people look for them."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.explanations import limit_words
from cases.figures import Value
from cases.worktime import Limit, LimitUnit

GROUPS: Final[tuple[tuple[Promise, tuple[str, ...]], ...]] = (
    (_("At the triage desk"), ("accept_general", "accept_important", "accept_urgent", "accept_critical")),
    (_("Signing for a case"), ("sign_general", "sign_important", "sign_urgent", "sign_critical")),
    (
        _("Giving a case back or passing it on"),
        ("return_window_general", "return_window_important", "return_window_urgent", "delegate_window"),
    ),
    (_("Levels"), ("first_level_share", "first_level_share_critical", "further_level_share")),
    (_("Supervision"), ("yellow_after", "red_after")),
    (
        _("Decisions"),
        (
            "decide_return",
            "decide_extension",
            "decide_suspension",
            "decide_reopening",
            "proposal",
        ),
    ),
    (_("Questions and whistles"), ("question", "whistle_emergency", "whistle_enforcement", "whistle_hard_issue")),
    (_("After the work"), ("check", "callback", "reopen_window", "archive_after")),
    (_("Sampling"), ("sampling_percent",)),
    (_("What everybody may know"), ("publish_after",)),
)

LABELS: Final[Mapping[str, Promise]] = {
    "accept_general": _("A report waits for its dispatch: general"),
    "accept_important": _("A report waits for its dispatch: important"),
    "accept_urgent": _("A report waits for its dispatch: urgent"),
    "accept_critical": _("A report waits for its dispatch: critical"),
    "sign_general": _("A unit signs for a case: general"),
    "sign_important": _("A unit signs for a case: important"),
    "sign_urgent": _("A unit signs for a case: urgent"),
    "sign_critical": _("A unit signs for a case: critical"),
    "return_window_general": _("A unit may ask to give a case back: general"),
    "return_window_important": _("A unit may ask to give a case back: important"),
    "return_window_urgent": _("A unit may ask to give a case back: urgent"),
    "delegate_window": _("A unit may pass a case down after it has signed"),
    "first_level_share": _("The first level's share of the whole limit"),
    "first_level_share_critical": _("The first level's share of the whole limit: critical"),
    "further_level_share": _("Each further level's share of the time that is left"),
    "yellow_after": _("Supervision turns yellow after the due time"),
    "red_after": _("Supervision turns red after the due time"),
    "decide_return": _("A decision on giving a case back"),
    "decide_extension": _("A decision on more time"),
    "decide_suspension": _("A decision on a suspension"),
    "decide_reopening": _("A decision on reopening a case"),
    "proposal": _("A second person confirms a proposal"),
    "question": _("The requester answers a question"),
    "whistle_emergency": _("A unit that was whistled for arrives: emergency"),
    "whistle_enforcement": _("A unit that was whistled for arrives: joint enforcement"),
    "whistle_hard_issue": _("A unit that was whistled for arrives: hard issue"),
    "check": _("The check of a result"),
    "callback": _("The callback after a case is closed"),
    "reopen_window": _("A closed case may be reopened"),
    "archive_after": _("A closed case goes to the archive"),
    "sampling_percent": _("Cases settled on the spot that are checked by sample"),
    "publish_after": _("A month that is over is counted on the public page"),
}

UNITS: Final[Mapping[LimitUnit, Promise]] = {
    LimitUnit.MINUTES: pgettext_lazy("unit", "minutes"),
    LimitUnit.CLOCK_HOURS: pgettext_lazy("unit", "hours by the clock"),
    LimitUnit.CALENDAR_DAYS: pgettext_lazy("unit", "calendar days"),
    LimitUnit.WORKING_HOURS: pgettext_lazy("unit", "working hours"),
    LimitUnit.WORKING_DAYS: pgettext_lazy("unit", "working days"),
}

IN_DAYS: Final = frozenset({"yellow_after", "red_after"})
"""Whole numbers that count working days; the others are percents."""


def value_words(name: str, value: Value) -> str:
    """`4 WH` as `4 working hours`, 8 as `8 %` or `8 working days`."""
    if isinstance(value, Limit):
        return limit_words(str(value))
    return limit_words(f"{value} WD") if name in IN_DAYS else _("%(percent)s %%") % {"percent": value}
