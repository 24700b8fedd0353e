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
from web.viewing import user_of, viewer_of


@dataclass(frozen=True, slots=True)
class Line:
    """A run in words."""

    run: BulkRun
    word: str
    said: "str | Promise"


@login_required
@require_safe
def runs(request: HttpRequest) -> HttpResponse:
    """One's own latest runs, the newest first."""
    lines = [_line(run) for run in queries.runs_of(user_of(request))]
    return render(request, "web/staff/bulk_log.html", {"lines": lines, "most": queries.MOST_RUNS})


@login_required
@require_safe
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of each case: for the person who sent it, and for who audits that person.

    An auditor reads of the cases in the own areas alone, as in the trail.
    """
    viewer, user = viewer_of(request), user_of(request)
    known = pk < 2**63
    run = BulkRun.objects.select_related("user").filter(pk=pk, user=user).first() if known else None
    audited = audit.bulk_run(viewer, pk) if known and run is None else None
    shown = run or audited
    if shown is None:
        raise not_found(_("There is nothing here"))
    items = list(shown.items.order_by("id"))
    numbers = [item.number for item in items]
    told = set(numbers) if run else audit.audited(viewer, numbers)
    context = {
        "run": shown,
        "is_own": run is not None,
        "word": words.word(words.VERBS, shown.verb),
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


def _line(run: queries.Counted) -> Line:
    word = words.word(words.VERBS, run.run.verb)
    return Line(run.run, word, _("%(done)d done, %(refused)d refused") % {"done": run.done, "refused": run.refused})


def said_of(data: dict[str, Any]) -> "str | Promise":
    """A run in one line, for the audit trail."""
    counts = {"done": len(data.get("done", ())), "refused": len(data.get("refused", ()))}
    return _("%(verb)s: %(done)d done, %(refused)d refused") % {
        "verb": words.word(words.VERBS, data.get("verb", "")),
        **counts,
    }
