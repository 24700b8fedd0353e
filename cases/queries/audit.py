"""What an auditor reads: who did what, when, and for what purpose; never a word of a case."""

from collections.abc import Collection, Iterable
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import AuditEntry, User
from cases.models import BulkRun, Case, CaseEvent
from cases.scope import units_not_to_judge
from cases.viewer import Viewer
from grids.models.area import code_end
from grids.roles import Permission

MOST_CHANGES: Final = 50


def scope(viewer: Viewer) -> list[str]:
    """The codes of the areas that the viewer audits, each with all below it."""
    units = viewer.directory.units
    return sorted(
        {post.area_code or units[post.unit_id].area_code for post in viewer.posts if post.allows(Permission.AUDIT)}
    )


def events(viewer: Viewer) -> QuerySet[CaseEvent]:
    """The events of the cases in the viewer's areas, newest first, without their texts.

    A complaint about the auditor's own unit or one above it is left to the auditors further up.
    """
    within = CaseEvent.objects.filter(_within(scope(viewer), "case__area_id"))
    within = within.exclude(case__complained_unit__in=units_not_to_judge(viewer))
    return within.select_related("case", "by").order_by("-id")


def entries(viewer: Viewer) -> QuerySet[AuditEntry]:
    """What the people of the viewer's areas did outside cases, and who looked at contact data; newest first."""
    codes = scope(viewer)
    units = viewer.directory.units.values()
    within = [unit for unit in units if any(viewer.directory.contains(code, unit.area_code) for code in codes)]
    people = {post.user_id for unit in within for post in viewer.directory.posts_by_unit.get(unit.id, ())}
    cases = Case.objects.filter(_within(codes, "area_id"), number=OuterRef("subject_id"))
    cases = cases.exclude(complained_unit__in=units_not_to_judge(viewer))
    concerned = (
        Q(user_id__in=people)
        | Q(subject_kind="user", subject_id__in=[str(pk) for pk in people])
        | Q(subject_kind="case") & Q(Exists(cases))
    )
    return AuditEntry.objects.filter(concerned).select_related("user").order_by("-id")


def bulk_run(viewer: Viewer, pk: int) -> BulkRun | None:
    """A run of one step in many cases, if it stands in the viewer's trail."""
    on_record = entries(viewer).filter(verb="act_in_bulk", subject_kind="bulk", subject_id=str(pk))
    return BulkRun.objects.select_related("user").filter(pk=pk).first() if on_record.exists() else None


def audited(viewer: Viewer, numbers: Collection[str]) -> set[str]:
    """Those of the cases whose events the viewer may read."""
    cases = Case.objects.filter(_within(scope(viewer), "area_id"), number__in=numbers)
    return set(cases.exclude(complained_unit__in=units_not_to_judge(viewer)).values_list("number", flat=True))


def of_rules(*kinds: str, subject: str = "") -> QuerySet[AuditEntry]:
    """The latest fifty changes of these kinds of rule, newest first; of one rule where `subject` names it.

    Rules hold for the whole installation, so this is for its administrators and not cut to an area.
    """
    rows = AuditEntry.objects.filter(subject_kind__in=kinds).select_related("user").order_by("-id")
    return (rows.filter(subject_id=subject) if subject else rows)[:MOST_CHANGES]


def user_names(ids: Iterable[str]) -> dict[str, str]:
    """The names of users by their ids as the trail writes them."""
    known = [int(pk) for pk in ids if pk.isascii() and pk.isdigit()]
    return {str(pk): name for pk, name in User.objects.filter(pk__in=known).values_list("pk", "name")}


def _within(codes: list[str], column: str) -> Q:
    """In the subtree of one of the areas; nothing where there is none."""
    condition = Q(pk__in=[])
    for code in codes:
        condition |= Q(**{f"{column}__gte": code, f"{column}__lt": code_end(code)})
    return condition
