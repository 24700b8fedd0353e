"""Which photos of a case a member of staff sees."""

from typing import Final

from accounts.prepared import of_id
from cases.models import Attachment, Case, CaseEvent
from grids.tree import Directory

OF_REQUEST: Final = 1
"""The event with which a case begins: its photos are the requester's."""
_PHOTOS = of_id(lambda pk: Attachment.objects.filter(case_id=pk).order_by("id"))


def seen(case: Case, directory: Directory, *, outside: bool) -> list[Attachment]:
    """All photos of a case that was found; from `outside` government those of the request and of outsiders alone.

    A photo of a visit may show a door, a flat or a face, and so who asked (hazard E7).
    """
    rows = _PHOTOS.of(case.pk)
    if not outside or not rows:
        return rows
    events = CaseEvent.objects.filter(case=case, seq__in={row.seq for row in rows}, unit__isnull=False)
    theirs = {seq for seq, unit in events.values_list("seq", "unit_id") if not directory.units[unit].is_government}
    return [row for row in rows if row.seq == OF_REQUEST or row.seq in theirs]
