"""Which unit a category goes to (派单目录): named from a day on, ended on a day."""

import datetime as dt
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import audit
from accounts.models import User
from accounts.refusals import conflict, invalid
from cases.models import Category, DispatchRule
from cases.models.dispatch_rule import Hours
from grids.models import Area, Unit
from grids.versions import bump

LAST_POSITION: Final = 9999


@transaction.atomic
def name_unit(
    category_code: str,
    unit_id: int,
    *,
    since: dt.date,
    area_code: str | None = None,
    hours: str = Hours.ALWAYS,
    position: int = 0,
    by: User | None,
    at: dt.datetime,
) -> DispatchRule:
    """From `since` on, cases of the category (or of a group: three letters) go to the unit.

    Only those in `area_code`, else in the unit's own area, and only in these `hours`; rules are asked in the order
    of `position`. Raises `Refusal` invalid `unknown_category`, `unknown_unit`, `unknown_area`, `unknown_hours`,
    `bad_position`; conflict `rule_exists`.
    """
    bump("catalogue")
    categories = Category.objects.filter(code=category_code) | Category.objects.filter(group=category_code)
    if not categories.exists():
        raise invalid("unknown_category", _("There is no such category."), "category_code")
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None:
        raise invalid("unknown_unit", _("There is no such unit."), "unit")
    area = _scope(area_code, hours, position)
    rule, made = DispatchRule.objects.get_or_create(
        category_code=category_code,
        unit=unit,
        area=area,
        hours=hours,
        since=since,
        defaults={"position": position},
    )
    if not made:
        raise conflict("rule_exists", _("This rule is there already."))
    _record(rule, "name_unit", by, at)
    return rule


def _scope(area_code: str | None, hours: str, position: int) -> Area | None:
    area = Area.objects.filter(code=area_code).first() if area_code is not None else None
    if area_code is not None and area is None:
        raise invalid("unknown_area", _("There is no such area."), "area_code")
    if hours not in Hours.values:
        raise invalid("unknown_hours", _("Choose when the rule holds."), "hours")
    if not 0 <= position <= LAST_POSITION:
        raise invalid("bad_position", _("The order is a number from 0 to 9999."), "position")
    return area


@transaction.atomic
def end_rule(rule: DispatchRule, *, on: dt.date, by: User | None, at: dt.datetime) -> DispatchRule:
    """The rule's last day is `on`. Raises `Refusal` invalid `bad_dates`, conflict `already_ended`."""
    bump("catalogue")
    fresh = DispatchRule.objects.get(pk=rule.pk)
    if fresh.until is not None and fresh.until <= on:
        raise conflict("already_ended", _("This rule has ended already by then."))
    if on < fresh.since:
        raise invalid("bad_dates", _("A rule does not end before it begins."), "until")
    fresh.until = on
    fresh.save(update_fields=["until"])
    _record(fresh, "end_rule", by, at)
    return fresh


def _record(rule: DispatchRule, verb: str, by: User | None, at: dt.datetime) -> None:
    data = {"category": rule.category_code, "unit": rule.unit_id, "since": rule.since.isoformat()}
    data |= {"area": rule.area_id, "hours": rule.hours, "position": rule.position}
    data["until"] = rule.until.isoformat() if rule.until else None
    audit.record(by=by, verb=verb, subject_kind="dispatch_rule", subject_id=rule.pk, at=at, data=data)
