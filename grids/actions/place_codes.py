"""Place codes: issued for a sheet on a wall, revoked when the sheet is gone."""

import datetime as dt
import secrets

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import audit
from accounts.models import User
from accounts.refusals import conflict, invalid
from grids.models import Area, PlaceCode
from grids.naming import tidy_name

# Nothing that a tired eye takes for something else: no I L O U, no 0 1.
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10


@transaction.atomic
def issue(
    area_code: str, *, by: User | None, at: dt.datetime, spot: str = "", expires_at: dt.datetime | None = None
) -> PlaceCode:
    """A fresh random code for an area; `spot` says in words where the sheet hangs.

    Raises `Refusal` invalid: unknown_area, bad_name (field spot), bad_expiry.
    """
    if not Area.objects.filter(code=area_code).exists():
        raise invalid("unknown_area", _("There is no such area."), field="area_code")
    if expires_at is not None and expires_at <= at:
        raise invalid("bad_expiry", _("A code cannot end before it begins."), field="expires_at")
    code = "".join(secrets.choice(LETTERS) for _letter in range(LENGTH))
    row = PlaceCode.objects.create(
        code=code,
        area_id=area_code,
        spot=tidy_name(spot, "spot") if spot else "",
        created_at=at,
        expires_at=expires_at,
    )
    audit.record(
        by=by, verb="issue_place_code", subject_kind="place_code", subject_id=code, at=at, data={"area": area_code}
    )
    return row


@transaction.atomic
def revoke(row: PlaceCode, *, by: User | None, at: dt.datetime) -> PlaceCode:
    """The sheet counts no more. Raises `Refusal` conflict already_revoked."""
    fresh = PlaceCode.objects.select_for_update().get(pk=row.pk)
    if fresh.revoked_at is not None:
        raise conflict("already_revoked", _("This code has been revoked already."))
    fresh.revoked_at = at
    fresh.save(update_fields=["revoked_at"])
    audit.record(by=by, verb="revoke_place_code", subject_kind="place_code", subject_id=fresh.code, at=at)
    return fresh
