"""Report in to a community, and leave it.

Neither is audited: the trail keeps for ever, and a declaration that may tell a party membership must
be gone when its owner takes it back.
"""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from accounts.characters import has_unprintable
from accounts.models import User
from accounts.refusals import invalid
from grids import directory
from grids.levels import Level
from volunteers.models import ReportIn
from volunteers.states import ReportKind


def report_in(*, by: User, at: dt.datetime, area_code: str, kind: str, organisation: str = "") -> ReportIn:
    """Offer help to a community; doing it again changes the declaration.

    Raises `Refusal` invalid `unknown_area` unless it is a community, `unknown_kind`, and `bad_organisation`
    where somebody comes for a unit without naming it or names one in up to 80 characters otherwise.
    """
    area = directory.current().areas.get(area_code)
    if area is None or area.level is not Level.COMMUNITY:
        raise invalid("unknown_area", _("Choose a community."), "area_code")
    if kind not in list(ReportKind):
        raise invalid("unknown_kind", _("Choose as what you report in."), "kind")
    organisation = organisation.strip()
    if (kind == ReportKind.UNIT) != bool(organisation):
        raise invalid("bad_organisation", _("Name the unit for which you come, and only then."), "organisation")
    if len(organisation) > 80 or has_unprintable(organisation):
        raise invalid("bad_organisation", _("The name is too long or has unprintable characters."), "organisation")
    row, _made = ReportIn.objects.update_or_create(
        user=by, area_id=area_code, defaults={"kind": kind, "organisation": organisation, "at": at}
    )
    return row


def leave(*, by: User, at: dt.datetime, area_code: str) -> None:
    """Take the report-in back; the row is deleted. Claims stay: they are promises to others."""
    if area_code in directory.current().areas:
        ReportIn.objects.filter(user=by, area_id=area_code).delete()
