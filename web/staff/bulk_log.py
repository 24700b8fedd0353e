"""What was done in many cases at once: one's own runs, and those of the people whom an auditor audits."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.refusals import not_found
from cases import words
from cases.models import BulkRun, Case
from cases.queries import audit
from cases.queries import bulk as queries
from web.paging import LARGEST_ID
from web.viewing import user_of, viewer_of


@dataclass(frozen=True, slots=True)
class Line:
    """A run in words."""

    run: BulkRun
    said: "str | Promise"


@login_required
@require_safe
def runs(request: HttpRequest) -> HttpResponse:
    """One's own latest runs, the newest first."""
    found = queries.runs_of(user_of(request))
    lines = [Line(each.run, _said(each.run.verb, each.done, each.refused)) for each in found]
    return render(request, "web/staff/bulk_log.html", {"lines": lines, "most": queries.MOST_RUNS})


@login_required
@require_safe
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of each case: for the person who sent it, and for who audits that person.

    An auditor reads only of the cases in the areas that the auditor's posts cover, as in the trail.
    """
    viewer, user, pk = viewer_of(request), user_of(request), min(pk, LARGEST_ID)
    own = BulkRun.objects.select_related("user").filter(pk=pk, user=user).first()
    run = own or audit.bulk_run(viewer, pk)
    if run is None:
        raise not_found(_("There is nothing here"))
    items = list(run.items.order_by("id"))
    numbers = [item.number for item in items]
    told = set(numbers) if own else audit.audited(viewer, numbers)
    context = {
        "run": run,
        "is_own": own is not None,
        "word": words.word(words.VERBS, run.verb),
        "done": [item for item in items if item.is_done and item.number in told],
        "refused": [item for item in items if not item.is_done and item.number in told],
        "untold": sum(item.number not in told for item in items),
        "open_to_me": _open_to(request, numbers),
    }
    return render(request, "web/staff/bulk_run.html", context)


def _open_to(request: HttpRequest, numbers: Collection[str]) -> set[str]:
    """Those that the viewer's posts show: they are links."""
    seen = Case.objects.visible_to(viewer_of(request)).filter(number__in=numbers)
    return set(seen.values_list("number", flat=True))


def said_of(data: dict[str, Any]) -> "str | Promise":
    """A run in one line, for the audit trail."""
    return _said(data.get("verb", ""), len(data.get("done", ())), len(data.get("refused", ())))


def _said(verb: str, done: int, refused: int) -> "str | Promise":
    counts = {"done": done, "refused": refused}
    return _("%(verb)s: %(done)d done, %(refused)d refused") % {"verb": words.word(words.VERBS, verb), **counts}
