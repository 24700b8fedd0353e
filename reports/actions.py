"""Wall displays are put up and withdrawn here."""

import datetime as dt
import secrets
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import audit
from accounts.models import User
from accounts.refusals import invalid, not_found
from cases.world import viewer
from reports.displays import digest_of, may_manage
from reports.models import LONGEST, Display

KEY_BYTES: Final = 32


@transaction.atomic
def put_up(*, by: User, at: dt.datetime, area_code: str, name: str, days: int) -> tuple[str, Display]:
    """A display and its key, which is never shown again.

    Raises `Refusal`: 404 for an area for which the person does not answer, 400 `bad_days`.
    """
    if not may_manage(viewer(by, at), area_code):
        raise not_found(_("There is no such area."))
    length = dt.timedelta(days=days)
    if not dt.timedelta(0) < length <= LONGEST:
        raise invalid("bad_days", _("A display is good for 1 to 90 days."), "days")
    key = secrets.token_urlsafe(KEY_BYTES)
    row = Display.objects.create(
        name=name, area_id=area_code, digest=digest_of(key), made_by=by, at=at, expires_at=at + length
    )
    data = {"area": area_code, "until": row.expires_at.isoformat()}
    audit.record(by=by, verb="put_up_display", subject_kind="display", subject_id=row.pk, at=at, data=data)
    return key, row


@transaction.atomic
def withdraw(pk: int, *, by: User, at: dt.datetime) -> None:
    """The display shows nothing from now on; a second time changes nothing. Raises `Refusal` 404."""
    row = Display.objects.select_for_update().filter(pk=pk).first()
    if row is None or not may_manage(viewer(by, at), row.area_id):
        raise not_found(_("There is no such display."))
    if row.revoked_at is None:
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
        audit.record(by=by, verb="withdraw_display", subject_kind="display", subject_id=row.pk, at=at)
