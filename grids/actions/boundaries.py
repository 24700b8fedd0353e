"""Outlines of areas."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import audit
from accounts.models import User
from accounts.refusals import invalid
from grids.models import Area
from grids.outline_words import OUTLINE_PROBLEMS
from grids.outlines import BadOutline, shape_of
from grids.versions import bump


@transaction.atomic
def set_outline(area_code: str, geometry: dict[str, Any] | None, *, by: User | None, at: dt.datetime) -> Area:
    """Draw an area's outline (GeoJSON, WGS-84), or take it away with None.

    Raises `Refusal` invalid: unknown_area, bad_outline with the reason in words.
    """
    bump("boundaries")
    area = Area.objects.filter(code=area_code).first()
    if area is None:
        raise invalid("unknown_area", _("There is no such area."), field="area_code")
    if geometry is not None:
        try:
            shape_of(geometry)
        except BadOutline as problem:
            raise invalid("bad_outline", OUTLINE_PROBLEMS[problem.reason], field="boundary") from None
    area.boundary = geometry
    area.save(update_fields=["boundary"])
    audit.record(
        by=by,
        verb="set_outline",
        subject_kind="area",
        subject_id=area_code,
        at=at,
        data={"outlined": geometry is not None},
    )
    return area
