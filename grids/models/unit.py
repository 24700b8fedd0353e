"""Units hold cases."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from grids.models.area import Area


class UnitKind(models.TextChoices):
    """What a unit is; offices and the two kinds beside them are government and see their subtree."""

    OFFICE = "office", _("Office")
    SECTION = "section", _("Street section")
    CHECKING_GROUP = "checking_group", _("Checking group")
    CALLBACK_GROUP = "callback_group", _("Callback group")
    DEPARTMENT = "department", _("Department")
    PROPERTY_COMPANY = "property_company", _("Property company")
    OWNERS_COMMITTEE = "owners_committee", _("Owners' or self-management committee")
    MEDIATION_COMMITTEE = "mediation_committee", _("Mediation committee")
    VOLUNTEER_TEAM = "volunteer_team", _("Volunteer team")


SUBTREE_KINDS = frozenset({UnitKind.OFFICE, UnitKind.SECTION, UnitKind.CHECKING_GROUP, UnitKind.CALLBACK_GROUP})
"""Posts in these units show the cases of their subtree; in all others only what the unit holds."""

GOVERNMENT_KINDS = SUBTREE_KINDS | {UnitKind.DEPARTMENT}
"""Units whose posts may see a requester's identity; handlers outside government never do."""

WATCHING_KINDS = frozenset({UnitKind.CHECKING_GROUP, UnitKind.CALLBACK_GROUP})
"""They judge what others have done: they never hold a case and never help with one."""


class Unit(models.Model):
    """An office, department, company, committee or team of one area.

    Its parent follows from the tree (`grids.directory`): for an office the office of the nearest
    installed area above, for every other unit the office of its own area.
    """

    kind = models.CharField(_("kind"), max_length=24, choices=UnitKind.choices)
    name = models.CharField(_("name"), max_length=80)
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, to_field="code", db_column="area_code", related_name="units"
    )
    phone = models.CharField(_("public phone"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["area"], condition=models.Q(kind=UnitKind.OFFICE), name="grids_unit_one_office_per_area"
            ),
            models.UniqueConstraint(fields=["area", "kind", "name"], name="grids_unit_name_once"),
            models.CheckConstraint(condition=models.Q(kind__in=UnitKind.values), name="grids_unit_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name
