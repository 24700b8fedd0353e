"""Which procedures a person sees (hazards E1, E7).

A mediation is seen by the government posts that see its case and by the unit that mediates; companies
and committees that merely handle the case see nothing of it. Party names, records and the agreement are
narrower still: `reads_mediation`. A petition matter is seen by government posts that see its case, by the
unit that answers and by its desk. Hazards are about buildings: every government post sees those of its area,
departments too, because each trade answers for its own; others see what their unit has to rectify.
"""

from functools import reduce
from operator import or_

from django.db.models import Q

from cases.models import Case
from cases.scope import units_not_to_judge
from cases.viewer import Viewer
from grids.models.area import code_end
from grids.roles import Permission
from grids.tree import PostNode


def mediations(viewer: Viewer) -> Q:
    """The condition on `MediationCase`."""
    return _of_visible_case(viewer) | Q(unit_id__in=_own_units(viewer))


def petitions(viewer: Viewer) -> Q:
    """The condition on `PetitionHandover`. Whoever a case complains about sees nothing of it (Art. 30)."""
    own = _own_units(viewer.in_government())
    seen = _of_visible_case(viewer) | Q(unit_id__in=own) | Q(desk_id__in=own)
    return seen & _not_about_own_unit(viewer)


def hazards(viewer: Viewer) -> Q:
    """The condition on `HazardRecord`."""
    parts = [Q(unit_id__in=_own_units(viewer))]
    for post in viewer.posts:
        unit = viewer.directory.units[post.unit_id]
        if unit.is_government and post.allows(Permission.VIEW):
            code = post.area_code or unit.area_code
            parts.append(Q(area_id__gte=code, area_id__lt=code_end(code)))
    return reduce(or_, parts)


def mediates(viewer: Viewer, unit_id: int) -> bool:
    """Works on the mediations of the unit, and so may know who the parties are."""
    return any(post.unit_id == unit_id and post.allows(Permission.HANDLE) for post in viewer.posts)


def reads_mediation(viewer: Viewer, unit_id: int, holder_id: int) -> bool:
    """Parties, sessions and agreement: the unit that mediates, and the government unit that holds the case."""
    return any(_reads(viewer, post, unit_id, holder_id) for post in viewer.posts)


def _reads(viewer: Viewer, post: PostNode, unit_id: int, holder_id: int) -> bool:
    if not post.allows(Permission.HANDLE) and not post.allows(Permission.DECIDE):
        return False
    unit = viewer.directory.units[post.unit_id]
    return unit.id == unit_id or (unit.id == holder_id and unit.is_government)


def _of_visible_case(viewer: Viewer) -> Q:
    return Q(case__in=Case.objects.visible_to(viewer.in_government()))


def _own_units(viewer: Viewer) -> list[int]:
    return sorted({post.unit_id for post in viewer.posts if post.allows(Permission.VIEW)})


def _not_about_own_unit(viewer: Viewer) -> Q:
    return Q(case__complained_unit=None) | ~Q(case__complained_unit__in=units_not_to_judge(viewer))
