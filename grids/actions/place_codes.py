"""Place codes: issued for a sheet on a wall, revoked when the sheet is gone."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions import audit
from accounts.models import User
from accounts.refusals import conflict, invalid
from grids import directory, rules, signed_codes
from grids.models import Area, Facility, PlaceCode, RevokeReason
from grids.naming import tidy_name
from grids.queries import WITH_SHEETS, without_sheet
from grids.tree import Directory, PostNode

MOST_AT_ONCE = 500


@transaction.atomic
def issue(
    area_code: str,
    *,
    by: User | None,
    at: dt.datetime,
    spot: str = "",
    facility: str = "",
    expires_at: dt.datetime | None = None,
) -> PlaceCode:
    """A fresh signed code for a building or grid; `spot` says in words where the sheet hangs.

    A `facility` is a thing with a name: its spot. Raises `Refusal` invalid: unknown_area, wrong_level,
    unknown_facility, spot_missing, bad_name (field spot), bad_expiry; and what `rules.check_keeper` raises.
    """
    area = Area.objects.filter(code=area_code).first()
    if area is None:
        raise invalid("unknown_area", _("There is no such area."), field="area_code")
    _check_keeper(by, at, area_code)
    if area.level not in WITH_SHEETS:
        raise invalid("wrong_level", _("A sheet belongs to a building or a grid."), field="area_code")
    if facility and facility not in Facility.values:
        raise invalid("unknown_facility", _("There is no such kind of facility."), field="facility")
    if facility and not spot.strip():
        raise invalid("spot_missing", _("Give the facility a name that people know."), field="spot")
    if expires_at is not None and expires_at <= at:
        raise invalid("bad_expiry", _("A code cannot end before it begins."), field="expires_at")
    row = PlaceCode(area_id=area_code, facility=facility, spot=tidy_name(spot, "spot") if spot else "")
    row.created_at, row.expires_at = at, expires_at
    return _issue(row, by, at)


@transaction.atomic
def issue_missing(area_code: str, *, by: User | None, at: dt.datetime) -> int:
    """A code for each grid and building inside the area that has none of its own in use; how many.

    Of two people who press at once the second finds nothing missing. Raises `Refusal` invalid unknown_area,
    too_many where more than 500 are missing; and what `rules.check_keeper` raises.
    """
    # The lock lets foreign keys through; it only makes a second hand wait.
    if Area.objects.select_for_update(no_key=True).filter(code=area_code).first() is None:
        raise invalid("unknown_area", _("There is no such area."), field="area_code")
    _check_keeper(by, at, area_code)
    codes = list(without_sheet([area_code], at).values_list("code", flat=True)[: MOST_AT_ONCE + 1])
    if len(codes) > MOST_AT_ONCE:
        raise invalid("too_many", _("Choose a smaller area: 500 codes at once are the most."), field="area_code")
    for code in codes:
        _issue(PlaceCode(area_id=code, created_at=at), by, at)
    return len(codes)


@transaction.atomic
def revoke(row: PlaceCode, *, by: User | None, at: dt.datetime, reason: str) -> PlaceCode:
    """The sheet counts no more.

    Raises `Refusal` conflict already_revoked, invalid unknown_reason; and what `rules.check_keeper` raises.
    """
    fresh = PlaceCode.objects.select_for_update().get(pk=row.pk)
    _check_keeper(by, at, fresh.area_id)
    if fresh.revoked_at is not None:
        raise conflict("already_revoked", _("This code has been revoked already."))
    if reason not in RevokeReason.values:
        raise invalid("unknown_reason", _("Choose why the sheet counts no more."), field="reason")
    fresh.revoked_at, fresh.revoke_reason = at, reason
    fresh.save(update_fields=["revoked_at", "revoke_reason"])
    facts = {"area": fresh.area_id, "reason": reason}
    audit.record(by=by, verb="revoke_place_code", subject_kind="place_code", subject_id=fresh.code, at=at, data=facts)
    return fresh


def _issue(row: PlaceCode, by: User | None, at: dt.datetime) -> PlaceCode:
    row.code = signed_codes.fresh()
    row.save(force_insert=True)
    facts = {"area": row.area_id, "facility": row.facility} if row.facility else {"area": row.area_id}
    audit.record(by=by, verb="issue_place_code", subject_kind="place_code", subject_id=row.code, at=at, data=facts)
    return row


@dataclass(frozen=True)
class _Person:
    """The posts of a user on the day of the deed."""

    posts: tuple[PostNode, ...]
    directory: Directory


def _check_keeper(by: User | None, at: dt.datetime, area_code: str) -> None:
    """A command acts without a user; a superuser looks after all reference data."""
    if by is None or (by.is_active and by.is_superuser):
        return
    town = directory.current()
    posts = town.current_posts(by.pk, timezone.localtime(at).date()) if by.is_active else ()
    rules.check_keeper(_Person(posts, town), area_code)
