"""The colleagues whom a note on a case may name: those who see the case and may read the note."""

from accounts.models import User
from cases.casefile import CaseFile
from cases.helping import around
from cases.mentions import Colleague
from cases.scope import sees
from cases.viewer import Viewer
from cases.world import World


def of(file: CaseFile, present: World, author_unit_id: int | None) -> list[Colleague]:
    """The people around the case who see it now, by name; one statement, for their names.

    An internal note of a government unit is read by people in government alone, so nobody else is named in one. Who
    works for a company or committee finds the own unit and those who hold the case or help: no list of the offices.
    """
    directory, case = present.directory, file.case
    unit = directory.units.get(author_unit_id or 0)
    for_government = unit is None or unit.is_government
    near = {node.id: node for node in around(directory, case.area_id) if for_government or node is unit}
    near |= {pk: directory.units[pk] for pk in (case.holder_id, *file.helper_ids)}
    places = {post.user_id: pk for pk in near for post in directory.posts_by_unit.get(pk, ())}
    seen = {user: pk for user, pk in places.items() if _may_read(user, file, present, for_government=for_government)}
    names = User.objects.filter(pk__in=seen, is_active=True).values_list("pk", "name").order_by("name", "pk")
    return [Colleague(pk, name, near[seen[pk]].name) for pk, name in names]


def _may_read(user_id: int, file: CaseFile, present: World, *, for_government: bool) -> bool:
    viewer = Viewer(user_id, present.directory.current_posts(user_id, present.today), present.directory)
    if not sees(viewer, file.case, file.helper_ids):
        return False
    return not for_government or sees(viewer.in_government(), file.case, file.helper_ids)
