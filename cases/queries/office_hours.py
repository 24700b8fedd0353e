"""The office hours as people have set them."""

from cases.models import OfficeHours


def all_set() -> list[OfficeHours]:
    """Every change with who made it, the oldest first. One statement."""
    return list(OfficeHours.objects.select_related("by").order_by("since"))
