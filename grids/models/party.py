"""Party organisations beside the areas: one grid system for both (双网合一)."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from grids.models.area import Area


class PartyKind(models.TextChoices):
    """The four links of the chain, highest first."""

    STREET = "street", _("Street working committee")
    COMMUNITY = "community", _("Community party organisation")
    BRANCH = "branch", _("Grid or estate branch")
    BUILDING_GROUP = "building_group", _("Building party group")


class PartyOrganisation(models.Model):
    """A party organisation stands beside the area whose work it leads.

    Only the public post of the one who leads it is kept; membership is not (hazard E19).
    """

    kind = models.CharField(_("kind"), max_length=16, choices=PartyKind.choices)
    name = models.CharField(_("name"), max_length=80)
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, to_field="code", db_column="area_code", related_name="party_organisations"
    )
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    secretary = models.CharField(_("secretary"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("party organisation")
        verbose_name_plural = _("party organisations")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area", "name"], name="grids_party_name_once"),
            models.CheckConstraint(condition=models.Q(kind__in=PartyKind.values), name="grids_party_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name
