"""Which unit a category goes to (派单目录): named from a day on, put in order, ended on a day."""

import datetime as dt
from dataclasses import replace
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import audit
from accounts.models import User
from accounts.refusals import conflict, invalid, not_found
from cases import administration
from cases.actions import moving
from cases.catalogue import Rule
from cases.models import DispatchRule
from cases.models.dispatch_rule import Hours
from cases.worktime import LAST_DAY
from cases.world import World, world
from grids.versions import bump

LAST_POSITION: Final = 9999
DAY: Final = dt.timedelta(days=1)


@transaction.atomic
def name_unit(
    category_code: str,
    unit_id: int,
    *,
    since: dt.date,
    until: dt.date | None = None,
    area_code: str | None = None,
    hours: str = Hours.ALWAYS,
    position: int = 0,
    by: User | None,
    at: dt.datetime,
    expected: str = "",
) -> DispatchRule:
    """From `since` on, cases of the category (or of a group: three letters) go to the unit.

    Only those in `area_code`, else in the unit's own area, and only in these `hours`; rules are asked in the order
    of `position`. `expected` is the mark of the list that the person saw. A command, which sets an installation up,
    may name an earlier day. Raises `Refusal`: 403 `not_administrator`; 400 as `proposed`, `in_the_past`;
    409 `stale`, `rule_exists`.
    """
    present = _begin(by, at, expected)
    if by is not None:
        administration.check_first_day(since, present)
    rule = proposed(
        present,
        category_code,
        unit_id,
        since=since,
        until=until,
        area_code=area_code,
        hours=hours,
        position=position,
    )
    row = _row(rule, area_code)
    _record(row, "name_unit", by, at, _entered(present, rule))
    return row


@transaction.atomic
def end_rule(rule: DispatchRule, *, on: dt.date, by: User | None, at: dt.datetime, expected: str = "") -> DispatchRule:
    """The rule's last day is `on`: yesterday, and it stops at once, or later.

    A rule that has not begun is called off by the day before its first. `expected` as in `name_unit`.
    Raises `Refusal`: 403 `not_administrator`; 404; 400 `in_the_past`, `bad_dates`; 409 `stale`, `already_ended`.
    """
    present = _begin(by, at, expected)
    fresh = _fresh(rule.pk)
    ended(present, _of(present, fresh.pk), on)
    before, fresh.until = fresh.until, on
    fresh.save(update_fields=["until"])
    _record(fresh, "end_rule", by, at, {"until": [_day(before), _day(on)]})
    return fresh


@transaction.atomic
def move_rule(
    rule: DispatchRule, *, position: int, by: User | None, at: dt.datetime, expected: str = ""
) -> DispatchRule:
    """From now on the rule is asked at this place of the order. `expected` as in `name_unit`.

    Raises `Refusal`: 403 `not_administrator`; 404; 400 `bad_position`; 409 `stale`, `already_there`.
    """
    present = _begin(by, at, expected)
    fresh = _fresh(rule.pk)
    moved(_of(present, fresh.pk), position)
    before, fresh.position = fresh.position, position
    fresh.save(update_fields=["position"])
    _record(fresh, "move_rule", by, at, {"position": [str(before), str(position)]})
    return fresh


def proposed(
    present: World,
    category_code: str,
    unit_id: int,
    *,
    since: dt.date,
    until: dt.date | None = None,
    area_code: str | None = None,
    hours: str = Hours.ALWAYS,
    position: int = 0,
) -> Rule:
    """The rule as it would stand in the list; writes nothing.

    Raises `Refusal` (400): `unknown_category`, `stays_in_grid`, `unknown_unit`, `never_holds`, `unknown_area`,
    `unknown_hours`, `bad_position`, `bad_dates`.
    """
    _check_category(present, category_code, since)
    if unit_id not in present.directory.units:
        raise invalid("unknown_unit", _("There is no such unit."), "unit")
    moving.check_handles(present.directory.units[unit_id])
    if area_code is not None and area_code not in present.directory.areas:
        raise invalid("unknown_area", _("There is no such area."), "area_code")
    if hours not in Hours.values:
        raise invalid("unknown_hours", _("Choose when the rule holds."), "hours")
    if max(since, until or since) > LAST_DAY:
        raise invalid("bad_dates", _("Choose a day of this century."), "since" if since > LAST_DAY else "until")
    if until is not None and until < since:
        raise invalid("bad_dates", _("A rule does not end before it begins."), "until")
    _check_position(position)
    place = area_code or present.directory.units[unit_id].area_code
    return Rule(category_code, place, unit_id, since, until, position, hours)


def _check_category(present: World, code: str, since: dt.date) -> None:
    if not present.catalogue.knows(code):
        raise invalid("unknown_category", _("There is no such category."), "category_code")
    if present.catalogue.stays_in_grid(code, since):
        text = _("Small issues stay in the grid: this category starts there, and no rule sends it elsewhere.")
        raise invalid("stays_in_grid", text, "category_code")


def ended(present: World, rule: Rule, on: dt.date) -> Rule:
    """The rule with its last day; writes nothing. Refuses as `end_rule`."""
    if rule.until is not None and rule.until <= on:
        raise conflict("already_ended", _("This rule has ended already by then."))
    if on < rule.since - DAY:
        raise invalid("bad_dates", _("A rule does not end before it begins."), "until")
    if on > LAST_DAY:
        raise invalid("bad_dates", _("Choose a day of this century."), "until")
    administration.check_first_day(on + DAY, present, "until")
    return replace(rule, until=on)


def moved(rule: Rule, position: int) -> Rule:
    """The rule at another place of the order; writes nothing. Refuses as `move_rule`."""
    _check_position(position)
    if rule.position == position:
        raise conflict("already_there", _("The rule has this place in the order already."))
    return replace(rule, position=position)


def _begin(by: User | None, at: dt.datetime, expected: str) -> World:
    """The world in which nobody else changes a rule until the end of the transaction."""
    bump("catalogue")
    present = world(at)
    administration.check(by, present)
    if expected and expected != present.catalogue.rules_mark:
        raise conflict("stale", _("Somebody else has changed the list in the meantime. Look again."))
    return present


def _fresh(pk: int) -> DispatchRule:
    row = DispatchRule.objects.filter(pk=pk).first()
    if row is None:
        raise not_found(_("There is no such rule."))
    return row


def _of(present: World, pk: int) -> Rule:
    return next(rule for rule in present.catalogue.rules if rule.pk == pk)


def _check_position(position: int) -> None:
    if not 0 <= position <= LAST_POSITION:
        raise invalid("bad_position", _("The order is a number from 0 to 9999."), "position")


def _row(rule: Rule, area_code: str | None) -> DispatchRule:
    key: dict[str, Any] = {
        "category_code": rule.category_code,
        "unit_id": rule.unit_id,
        "area_id": area_code,
        "hours": rule.hours,
        "since": rule.since,
    }
    row, made = DispatchRule.objects.get_or_create(**key, defaults={"position": rule.position, "until": rule.until})
    if not made:
        raise conflict("rule_exists", _("This rule is there already."))
    return row


def _entered(present: World, rule: Rule) -> dict[str, list[str]]:
    """The difference that a new rule makes, by names."""
    return {
        "category": ["", rule.category_code],
        "area": ["", present.directory.areas[rule.area_code].name],
        "unit": ["", present.directory.units[rule.unit_id].name],
        "hours": ["", rule.hours],
        "position": ["", str(rule.position)],
        "since": ["", _day(rule.since)],
        "until": ["", _day(rule.until)],
    }


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _record(rule: DispatchRule, verb: str, by: User | None, at: dt.datetime, changes: dict[str, list[str]]) -> None:
    """The entry, after which no copy read meanwhile counts."""
    bump("catalogue")
    told = {name: [old, new] for name, (old, new) in changes.items() if old != new}
    data = {"category": rule.category_code, "unit": rule.unit_id, "changes": told}
    audit.record(by=by, verb=verb, subject_kind="dispatch_rule", subject_id=rule.pk, at=at, data=data)
