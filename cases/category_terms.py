"""What a version of a category says, as one value: read, checked, compared."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from types import MappingProxyType
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal, invalid
from cases import texts
from cases.models import Category
from cases.models.category import PERSONAL_DATA
from cases.states import Severity
from cases.worktime import Limit
from grids.levels import Level

FIRST_LEVELS: Final = (Level.GRID, Level.COMMUNITY, Level.STREET, Level.COUNTY)
"""Where a category may start."""
MOST: Final[Mapping[bool, Limit]] = MappingProxyType({True: Limit.parse("250 WD"), False: Limit.parse("366 CD")})
"""The longest limit on the working calendar and on the clock."""
_ENGLISH = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", re.ASCII)

LABELS: Final[Mapping[str, Promise]] = {
    "name_zh": _("Chinese name"),
    "name_id": _("English name"),
    "level": _("First level"),
    "severity": _("Severity"),
    "respond_limit": _("First contact within"),
    "resolve_limit": _("Done within"),
    "milestones": _("Milestones of the kind"),
    "lead_department": _("Lead department"),
    "on_the_spot": _("May be settled on the spot"),
    "evidence": _("Evidence is required"),
    "publish": _("The result may be published"),
    "personal_data": _("Personal data"),
    "emergency_hint": _("Emergency number shown to the requester"),
    "basis": _("Basis"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Everything that a version of a category sets. Limits as written: `4 WH`, `5 WD`, `24 CH`, `30 CD`."""

    name_zh: str
    name_id: str
    level: str
    severity: str
    respond_limit: str
    resolve_limit: str
    milestones: str = ""
    lead_department: str = ""
    on_the_spot: bool = False
    evidence: bool = False
    publish: bool = False
    personal_data: str = "none"
    emergency_hint: str = ""
    basis: str = ""


NAMES: Final = tuple(field.name for field in fields(Terms))
LONGEST: Final[Mapping[str, int]] = MappingProxyType(
    {field.name: field.max_length or 0 for field in Category._meta.fields if field.name in NAMES}
)
_LINES: Final = ("name_zh", "name_id", "milestones", "lead_department", "emergency_hint", "basis")


def of(row: Category) -> Terms:
    """The terms of a version."""
    return Terms(**{name: getattr(row, name) for name in NAMES})


def checked(terms: Terms) -> Terms:
    """The terms as they are kept. Raises `Refusal` invalid naming the field.

    `unknown_level`, `unknown_severity`, `unknown_sensitivity`, `unfit_limit`, `respond_after_resolve`,
    `bad_name`, `too_long`, `empty` and those of `texts.clean`. Two limits are compared where both run on the
    same clock.
    """
    lines: dict[str, Any] = {name: _line(name, getattr(terms, name)) for name in _LINES}
    lines["name_id"] = _english(lines["name_id"])
    if terms.level not in FIRST_LEVELS:
        raise invalid("unknown_level", _("A category starts at a grid, a community, a street or the county."), "level")
    if terms.severity not in list(Severity):
        raise invalid("unknown_severity", _("There is no such severity."), "severity")
    if terms.personal_data not in dict(PERSONAL_DATA):
        raise invalid("unknown_sensitivity", _("Choose one of the list."), "personal_data")
    respond, resolve = _limit(terms.respond_limit, "respond_limit"), _limit(terms.resolve_limit, "resolve_limit")
    if respond.is_working == resolve.is_working and respond.minutes > resolve.minutes:
        text = _("The first contact comes before the case is done: this limit is the longer one.")
        raise invalid("respond_after_resolve", text, "respond_limit")
    return replace(terms, respond_limit=str(respond), resolve_limit=str(resolve), **lines)


def difference(old: Terms | None, new: Terms | None) -> dict[str, list[str]]:
    """What changed, by name: the old value and the new one."""
    before, after = ({} if terms is None else asdict(terms) for terms in (old, new))
    found = {name: [_shown(before.get(name)), _shown(after.get(name))] for name in NAMES}
    return {name: pair for name, pair in found.items() if pair[0] != pair[1]}


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _line(name: str, text: str) -> str:
    tidy = " ".join(texts.clean(text, name, required=name in {"name_zh", "name_id"}).split())
    limit = LONGEST[name]
    if len(tidy) > limit:
        raise invalid("too_long", _("At most %(limit)d characters.") % {"limit": limit}, name)
    return tidy


def _english(text: str) -> str:
    """`Exposed garbage` as `exposed_garbage`."""
    found = text.lower().replace(" ", "_").replace("-", "_")
    if not _ENGLISH.fullmatch(found):
        raise invalid("bad_name", _("The English name is words of letters and digits."), "name_id")
    return found


def _limit(text: str, field: str) -> Limit:
    try:
        limit = Limit.parse(" ".join(text[:20].split()))
    except ValueError:
        raise _unfit(field) from None
    if limit.minutes > MOST[limit.is_working].minutes:
        raise _unfit(field)
    return limit


def _unfit(field: str) -> Refusal:
    text = _("A limit is a whole number and a unit, at most 250 working days or 366 calendar days.")
    return invalid("unfit_limit", text, field)
