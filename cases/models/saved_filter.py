"""Filters of the list of cases that a person keeps under a name."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.viewer import Viewer
from grids.models import Unit


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def visible_to(self, viewer: Viewer) -> "SavedFilterQuerySet":
        """One's own, and those that colleagues share with a unit in which one has a post now."""
        units = {post.unit_id for post in viewer.posts}
        return self.filter(Q(owner=viewer.user_id) | Q(unit__in=units))


class SavedFilter(models.Model):
    """A query string under a name. It holds filters alone, so it never shows more than its reader's posts do.

    `unit`: the unit with which it is shared; None where it is private.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=20)
    query = models.CharField(max_length=500)
    at = models.DateTimeField()

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "name"], name="cases_saved_filter_name_once"),
        ]

    def __str__(self) -> str:
        return self.name
