"""Which cases a person sees (case process §4.2, what a post shows).

Posts in area offices, street sections, checking and callback groups show the cases of their
subtree; posts in all other units what the unit holds or assists. A sensitive case needs a
permission more, unless the own unit holds it and the post handles. A complaint about staff is hidden from the unit
complained about and from everything below it, whatever other post its people have.
"""

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from cases.models.assist import Assist
from cases.viewer import Viewer
from grids.models.area import code_end
from grids.roles import Permission
from grids.tree import PostNode

if TYPE_CHECKING:
    from cases.models.case import Case


def visible(viewer: Viewer) -> Q:
    """The condition on `Case`; matches nothing for a person without a post that shows cases."""
    parts: list[Q] = []
    for post in viewer.posts:
        part = _of_post(viewer, post)
        if post.allows(Permission.VIEW) and part not in parts:
            parts.append(part)
    if not parts:
        return Q(pk__in=[])
    return reduce(or_, parts) & _not_about_own_unit(viewer)


def _of_post(viewer: Viewer, post: PostNode) -> Q:
    unit = viewer.directory.units[post.unit_id]
    if not unit.sees_subtree:
        assisted = Assist.objects.filter(case_id=OuterRef("pk"), unit_id=unit.id, until=None)
        return Q(holder_id=unit.id) | Q(Exists(assisted))
    code = post.area_code or unit.area_code
    subtree = Q(area_id__gte=code, area_id__lt=code_end(code))
    if post.allows(Permission.VIEW_SENSITIVE):
        return subtree
    if post.allows(Permission.HANDLE):
        return subtree & (Q(sensitive=False) | Q(holder_id=unit.id))
    return subtree & Q(sensitive=False)


def sees(viewer: Viewer, case: "Case", helper_ids: set[int]) -> bool:
    """The answer of `visible` for one case already read, without a statement: many people are asked about one case.

    `helper_ids` are the units that assist now.
    """
    if case.complained_unit_id in units_not_to_judge(viewer):
        return False
    return any(post.allows(Permission.VIEW) and _post_sees(viewer, post, case, helper_ids) for post in viewer.posts)


def _post_sees(viewer: Viewer, post: PostNode, case: "Case", helper_ids: set[int]) -> bool:
    unit = viewer.directory.units[post.unit_id]
    if not unit.sees_subtree:
        return unit.id == case.holder_id or unit.id in helper_ids
    if not case.area_id.startswith(post.area_code or unit.area_code):
        return False
    holds = post.allows(Permission.HANDLE) and unit.id == case.holder_id
    return not case.sensitive or post.allows(Permission.VIEW_SENSITIVE) or holds


def _not_about_own_unit(viewer: Viewer) -> Q:
    return Q(complained_unit=None) | ~Q(complained_unit__in=units_not_to_judge(viewer))


def units_not_to_judge(viewer: Viewer) -> set[int]:
    """The viewer's units and the offices above them: complaints about these are not for the viewer's eyes."""
    return {above.id for unit in viewer.units() for above in (unit, *viewer.directory.offices_above(unit))}
