"""What a mediation beside a case says on the case itself (case process §4.6)."""

from cases.models import Case


def mark(case_id: int, *, under_way: bool) -> None:
    """Says whether the case is being mediated. Call inside the transaction that says so of the mediation.

    No verb of the case, so no event: the mediation keeps its own record.
    """
    Case.objects.filter(pk=case_id, in_mediation=not under_way).update(in_mediation=under_way)
