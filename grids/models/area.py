"""The area tree: the code is the tree."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _

from grids.levels import Level

LEVEL_NAMES = {
    Level.BUILDING: _("Building"),
    Level.GRID: _("Grid"),
    Level.COMMUNITY: _("Community"),
    Level.STREET: _("Street"),
    Level.COUNTY: _("County"),
    Level.CITY: _("City"),
}


class StartsWith(models.Func):
    """`starts_with(text, prefix)`: true when the text begins with the prefix, compared by bytes."""

    function = "starts_with"
    output_field = models.BooleanField()


class AreaQuerySet(models.QuerySet["Area"]):
    """Reads of the tree; every subtree is one range scan over `code`."""

    def subtree(self, *codes: str) -> "AreaQuerySet":
        """The areas and everything below them; nothing for no area."""
        inside = models.Q(pk__in=[])
        for code in codes:
            inside |= models.Q(code__gte=code, code__lt=code_end(code))
        return self.filter(inside)

    def of_level(self, level: Level) -> "AreaQuerySet":
        """Areas of one level, by code."""
        return self.filter(level=level).order_by("code")


class Area(models.Model):
    """A city, county, street, community, grid or building.

    `code` is hierarchical: it starts with the code of its parent, and within one installation each
    level has one width, so no code is a prefix of a sibling's and a subtree is an index range.
    `boundary` is a GeoJSON geometry (Polygon or MultiPolygon) in WGS-84, longitude first.
    `aliases` are further names under which people mean the place; two areas may share one.
    """

    code = models.CharField(_("code"), max_length=24, unique=True, db_collation="C")
    name = models.CharField(_("name"), max_length=80)
    level = models.CharField(
        _("level"), max_length=10, choices=[(level.value, name) for level, name in LEVEL_NAMES.items()]
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        to_field="code",
        db_column="parent_code",
        related_name="children",
    )
    aliases = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    boundary = models.JSONField(null=True, blank=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["code"]
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(parent=None) | models.Q(StartsWith("code", "parent_id")),
                name="grids_area_code_starts_with_parent",
            ),
            models.CheckConstraint(
                condition=models.Q(parent=None) | models.Q(GreaterThan(Length("code"), Length("parent_id"))),
                name="grids_area_code_longer_than_parent",
            ),
            models.CheckConstraint(
                condition=models.Q(level__in=[level.value for level in Level]), name="grids_area_level_known"
            ),
            models.CheckConstraint(condition=models.Q(code__regex="^[0-9A-Za-z]+$"), name="grids_area_code_is_plain"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


def code_end(code: str) -> str:
    """The first code after the subtree of `code` in byte order: codes are ASCII letters and digits."""
    return code + "\x7f"
