"""A rate as pages write it: never without its two numbers."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.rates import Rate


@dataclass(frozen=True, slots=True)
class Share:
    """A rate, what it is made of, and the address of the figures behind it where there is one."""

    label: "str | Promise"
    value: str
    note: "str | Promise"
    url: str = ""


def share(label: "str | Promise", rate: Rate, url: str = "") -> Share:
    """Of fewer than thirty cases no percentage is made: the two numbers stand alone."""
    parts = f"{rate.numerator}/{rate.denominator}"
    if rate.percent is None:
        return Share(label, "–", _("nothing to count yet"))
    if rate.is_small:
        return Share(label, parts, _("too few to compare"), url)
    return Share(label, str(_("%(percent)s %%") % {"percent": rate.percent}), parts, url)
