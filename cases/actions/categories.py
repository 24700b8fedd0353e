"""A kind of matter in versions: written from a day on, ended on a day, never changed and never deleted.

A case keeps the version under which it was filed.
"""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import audit
from accounts.models import User
from accounts.refusals import Refusal, conflict, invalid, not_found
from cases import administration, category_terms
from cases.category_terms import Terms
from cases.models import Category
from cases.worktime import LAST_DAY
from cases.world import World, world
from grids.versions import bump

_CODE: Final = re.compile(r"[A-Z]{3}[0-9]{2}", re.ASCII)


@transaction.atomic
def write_version(
    code: str, terms: Terms, *, since: dt.date, by: User | None, at: dt.datetime, expected: str | None = None
) -> Category:
    """From `since` on the category says this; a code that is not there yet begins with it.

    The version before ends on the day before. `expected` is the `Catalogue.mark` of the code that the person saw.
    Raises `Refusal`: 403 `not_administrator`; 400 `in_the_past`, `outside_calendar`, `bad_code`, `unknown_group` and
    `fixed_name`, `name_taken` and those of `category_terms.checked`; 409 `stale`, `later_version`, `overlaps`,
    `nothing_changed`.
    """
    present, versions = _begun(code, by, at, expected)
    tidy = category_terms.checked(terms)
    _check_day(since, present, "since")
    group = _group(present, code)
    _check_name(present, code, tidy.name_id)
    last = versions[-1] if versions else None
    if last is not None:
        _check_follows(last, tidy, since)
        if last.until is None:
            _end(last, since - dt.timedelta(days=1))
    row = Category.objects.create(
        code=code,
        since=since,
        group=group.group,
        group_zh=group.group_zh,
        group_id=group.group_id,
        **{name: getattr(tidy, name) for name in category_terms.NAMES},
    )
    bump("catalogue")  # the copy that was read above does not know the row
    changes = category_terms.difference(category_terms.of(last) if last else None, tidy)
    data = {"since": since.isoformat(), "changes": changes}
    audit.record(by=by, verb="write_category", subject_kind="category", subject_id=code, at=at, data=data)
    return row


@transaction.atomic
def end(code: str, *, on: dt.date, by: User | None, at: dt.datetime, expected: str | None = None) -> Category:
    """The category's last day is `on`, today or later. Open cases keep its rules to their end.

    Raises `Refusal`: 404; 403 `not_administrator`; 400 `in_the_past`, `outside_calendar`; 409 `stale`,
    `later_version`, `already_ended`.
    """
    present, versions = _begun(code, by, at, expected)
    if not versions:
        raise not_found(_("There is no such category."))
    _check_day(on, present, "on")
    last = versions[-1]
    if on < last.since:
        raise _later(last)
    if last.until is not None and last.until <= on:
        raise conflict("already_ended", _("This category has ended already by then."))
    old = last.until
    _end(last, on)
    bump("catalogue")
    data = {"changes": {"until": [old.isoformat() if old else "", on.isoformat()]}}
    audit.record(by=by, verb="end_category", subject_kind="category", subject_id=code, at=at, data=data)
    return last


def _begun(code: str, by: User | None, at: dt.datetime, expected: str | None) -> tuple[World, Sequence[Category]]:
    """Locks the catalogue; the present one, and the versions of the code in it."""
    bump("catalogue")
    present = world(at)
    administration.check(by, present)
    if expected is not None and expected != present.catalogue.mark(code):
        raise conflict("stale", _("Somebody else has changed this category in the meantime. Look again."))
    return present, present.catalogue.versions(code)


def _check_day(day: dt.date, present: World, field: str) -> None:
    administration.check_first_day(day, present, field)
    if day > LAST_DAY:
        raise invalid("outside_calendar", _("The calendar knows the years from 2000 to 2099."), field)


def _check_follows(last: Category, terms: Terms, since: dt.date) -> None:
    if since <= last.since:
        raise _later(last)
    if last.until is not None and since <= last.until:
        text = _("The category ends on %(day)s. A new version begins after that.")
        raise conflict("overlaps", text % {"day": last.until})
    if last.until is None and not category_terms.difference(category_terms.of(last), terms):
        raise conflict("nothing_changed", _("Nothing differs from the version before."))


def _later(last: Category) -> Refusal:
    return conflict("later_version", _("A version from %(day)s on is there. Choose a later day.") % {"day": last.since})


def _group(present: World, code: str) -> Category:
    """Some category of the group: it brings the group's names."""
    if not _CODE.fullmatch(code):
        raise invalid("bad_code", _("A code is the three letters of its group and two digits, such as ENV01."), "code")
    found = present.catalogue.of_group(code[:3])
    if not found:
        raise invalid("unknown_group", _("There is no such group. The first three letters name it."), "code")
    return found[-1]


def _check_name(present: World, code: str, name: str) -> None:
    """By its English name the rules know a kind, such as the complaints about staff: it stays what it was."""
    for other in present.catalogue.codes():
        known = present.catalogue.versions(other)[-1].name_id
        if other == code and known != name:
            raise invalid("fixed_name", _("The English name stays: the rules know the category by it."), "name_id")
        if other != code and known == name:
            raise invalid("name_taken", _("The category %(code)s has this name.") % {"code": other}, "name_id")


def _end(row: Category, on: dt.date) -> None:
    Category.objects.filter(pk=row.pk).update(until=on)
    row.until = on
