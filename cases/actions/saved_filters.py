"""Filters of the list of cases under a name: saved, renamed, shared with the own unit, deleted by their owner."""

import datetime as dt
from typing import Final

from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import conflict, invalid, not_found
from cases import texts
from cases.filters import kept
from cases.models import SavedFilter
from cases.world import viewer

LONGEST_NAME: Final = 20
MOST_FILTERS: Final = 30


@transaction.atomic
def save_filter(*, name: str, query: str, shared: bool = False, by: User, at: dt.datetime) -> SavedFilter:
    """Keeps the filters of a query string. `shared`: the colleagues of one's first unit find them too.

    Only filters are kept, so a saved one finds no more than its reader's posts show. Raises `Refusal` 400 `no_filter`,
    `bad_filter`, `bad_name`, 409 `name_taken`, `too_many_filters`, `no_unit`.
    """
    User.objects.select_for_update().get(pk=by.pk)  # two at once may not pass the limit together
    if SavedFilter.objects.filter(owner=by).count() >= MOST_FILTERS:
        raise conflict("too_many_filters", _("You have 30 saved filters. Delete one first."))
    row = SavedFilter(owner=by, name=_name(name), query=kept(QueryDict(query), shared=shared), at=at)
    row.unit_id = _unit(by, at) if shared else None
    _write(row)
    return row


@transaction.atomic
def change_filter(pk: int, *, name: str, shared: bool, by: User, at: dt.datetime) -> SavedFilter:
    """Another name, shared or private. Raises `Refusal` as `save_filter`, and 404 for what is not one's own."""
    row = _own(pk, by)
    row.name = _name(name)
    row.query = kept(QueryDict(row.query), shared=shared)
    row.unit_id = _unit(by, at) if shared else None
    _write(row)
    return row


@transaction.atomic
def delete_filter(pk: int, *, by: User, at: dt.datetime) -> None:
    """It is gone, for colleagues as well. Raises `Refusal` 404 for what is not one's own."""
    _own(pk, by).delete()


def _own(pk: int, by: User) -> SavedFilter:
    row = SavedFilter.objects.select_for_update().filter(pk=pk, owner=by).first()
    if row is None:
        raise not_found(_("There is no such filter of yours."))
    return row


def _name(name: str) -> str:
    tidy = texts.clean(name, "name")
    if len(tidy) > LONGEST_NAME or "\n" in tidy:
        raise invalid("bad_name", _("A name is one line of at most 20 characters."), "name")
    return tidy


def _unit(by: User, at: dt.datetime) -> int:
    units = viewer(by, at).units()
    if not units:
        raise conflict("no_unit", _("You have no unit to share it with."))
    return units[0].id


def _write(row: SavedFilter) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise conflict("name_taken", _("You have a filter of this name.")) from None
