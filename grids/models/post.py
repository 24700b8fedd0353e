"""Who is responsible for what, from when to when."""

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from grids.models.area import Area
from grids.models.unit import Unit
from grids.roles import Role

ROLE_NAMES = {
    Role.BUILDING_STEWARD: _("Building steward"),
    Role.GRID_WORKER: _("Grid worker"),
    Role.CLERK: _("Clerk"),
    Role.HANDLER: _("Handler"),
    Role.UNIT_HEAD: _("Head of unit"),
    Role.LEADER: _("Leader"),
    Role.CHECKER: _("Checker"),
    Role.CALLBACK_CLERK: _("Callback clerk"),
    Role.AUDITOR: _("Auditor"),
    Role.ADMINISTRATOR: _("Administrator"),
}


class PostQuerySet(models.QuerySet["Post"]):
    """Reads of posts."""

    def current(self, on: dt.date) -> "PostQuerySet":
        """Posts that are held on a day; `until` is the last day."""
        return self.filter(models.Q(until=None) | models.Q(until__gte=on), since__lte=on)


class Post(models.Model):
    """A user holds a role in a unit on the days `since` … `until`, both included.

    `area` narrows the post below the unit's own area (a building steward's building). A deputy's
    post names the post it stands in for. Overlapping posts of one user, unit and role are refused
    by the action under a lock, because exclusion constraints need an extension that is not there.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(_("role"), max_length=20, choices=[(role.value, name) for role, name in ROLE_NAMES.items()])
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, to_field="code", db_column="area_code", null=True, blank=True
    )
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    deputy_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="deputies")

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                name="grids_post_until_after_since",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=[role.value for role in Role]), name="grids_post_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} in {self.unit_id}"
