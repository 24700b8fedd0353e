"""Who may make a link, and withdraw it."""

from cases.casefile import CaseFile
from cases.models import LinkKind
from cases.standing import triage_ids
from cases.viewer import Viewer
from cases.world import World
from grids.roles import Permission

ALLOWING = {
    LinkKind.TASK: (Permission.HANDLE, Permission.SUPERVISE),
    LinkKind.QUESTION: (Permission.ASK,),
    LinkKind.RATING: (Permission.CALL_BACK,),
}


def may_link(viewer: Viewer, file: CaseFile, kind: LinkKind, item: int | None, present: World) -> bool:
    """For a task who holds the case or gave it, for a question who may ask one, for a rating the callback unit.

    The unit that handled a case makes no link to rate it (hazard E9).
    """
    units = _units(file, kind, item, present)
    return any(
        post.unit_id in units and any(post.allows(permission) for permission in ALLOWING[kind]) for post in viewer.posts
    )


def _units(file: CaseFile, kind: LinkKind, item: int | None, present: World) -> set[int | None]:
    case = file.case
    if kind == LinkKind.RATING:
        return {case.callback_unit_id}
    if kind == LinkKind.QUESTION:
        return {case.holder_id, *triage_ids(present.directory, file, present.today)}
    return {case.holder_id, *(task.asked_by_unit_id for task in file.tasks if task.pk == item)}
