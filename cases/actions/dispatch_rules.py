"""Which unit a category goes to (派单目录): named from a day on, ended on a day."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import audit
from accounts.models import User
from accounts.refusals import conflict, invalid
from cases.models import Category, DispatchRule
from grids.models import Unit
from grids.versions import bump


@transaction.atomic
def name_unit(category_code: str, unit_id: int, *, since: dt.date, by: User | None, at: dt.datetime) -> DispatchRule:
    """From `since` on, cases of the category (or of a group: three letters) in the unit's area go to the unit.

    Raises `Refusal` invalid `unknown_category`, `unknown_unit`; conflict `rule_exists`.
    """
    bump("catalogue")
    categories = Category.objects.filter(code=category_code) | Category.objects.filter(group=category_code)
    if not categories.exists():
        raise invalid("unknown_category", _("There is no such category."), "category_code")
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None:
        raise invalid("unknown_unit", _("There is no such unit."), "unit")
    rule, made = DispatchRule.objects.get_or_create(category_code=category_code, unit=unit, since=since)
    if not made:
        raise conflict("rule_exists", _("This rule is there already."))
    _record(rule, "name_unit", by, at)
    return rule


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
    data["until"] = rule.until.isoformat() if rule.until else None
    audit.record(by=by, verb=verb, subject_kind="dispatch_rule", subject_id=rule.pk, at=at, data=data)
