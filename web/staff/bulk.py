"""One verb on many cases: what would happen, then it happens; `bulk_log.py` shows what did."""

import hashlib
import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts import idempotency
from accounts.refusals import forbidden, invalid
from cases import words
from cases.actions import bulk as actions
from cases.actions.bulk import ACTS, MOST_CASES
from cases.queries import bulk as queries
from cases.queries.bulk import Line
from cases.states import Verb
from cases.viewer import Viewer
from web.staff.bulk_forms import DispatchForm, NothingForm, form_of
from web.staff.rows import case_row
from web.staff.story import LOOKS
from web.viewing import instant_of, user_of, viewer_of, world_of

_PICK = re.compile(r"([0-9A-Za-z-]{1,16})(?:\.([0-9]{1,9}))?", re.ASCII)


def verbs_of(viewer: Viewer) -> list[tuple[Verb, str, str]]:
    """The verbs that the viewer's posts have for many cases at once: verb, word, icon."""
    return [(verb, words.word(words.VERBS, verb), LOOKS[verb][0]) for verb in ACTS if queries.may_ever(viewer, verb)]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: HttpRequest) -> HttpResponse:
    """The cases with what the verb would do to each; sent, it is done to those that were left chosen."""
    sent = request.POST if request.method == "POST" else request.GET
    verb, picks = _verb(request, sent), _picks(sent)
    if not picks:
        messages.error(request, _("Choose at least one case."))
        return redirect("cases")
    present, viewer = world_of(request), viewer_of(request)
    lines = queries.preview(present, viewer, verb, [number for number, _seen in picks])
    filled = sent if request.method == "POST" or "category" in sent else None
    form = form_of(verb, viewer, present, lines, filled)
    known = filled is None or form.is_valid()
    if request.method == "POST" and known:
        return _done(request, verb, picks, form)
    if isinstance(form, DispatchForm) and filled is not None and known:
        lines = _routed(request, lines, form)
    status = HTTPStatus.OK if known else HTTPStatus.BAD_REQUEST
    return render(request, "web/staff/bulk.html", _context(request, verb, lines, form), status=status)


def _context(request: HttpRequest, verb: Verb, lines: Sequence[Line], form: NothingForm) -> dict[str, Any]:
    present = world_of(request)
    return {
        "verb": verb,
        "word": words.word(words.VERBS, verb),
        "icon_name": LOOKS[verb][0],
        "can": [(line, case_row(present, line.row)) for line in lines if line.refusal is None],
        "cannot": [(line, case_row(present, line.row)) for line in lines if line.refusal is not None],
        "lines": lines,
        "form": form,
        "asks_first": isinstance(form, DispatchForm) and not (form.is_bound and form.is_valid()),
        "is_routed": isinstance(form, DispatchForm),
        "filed_as": _filed_as(request, form),
        "once": idempotency.mark_of(request.POST),
    }


def _filed_as(request: HttpRequest, form: NothingForm) -> str:
    """The name of the category that was chosen for all; empty until one is."""
    code = form.cleaned_data.get("category") if form.is_bound and form.is_valid() else None
    found = world_of(request).catalogue.in_force(code, world_of(request).today) if code else None
    return found.name if found else ""


def _routed(request: HttpRequest, lines: Sequence[Line], form: DispatchForm) -> list[Line]:
    """The same cases with the unit to which each would go."""
    present, filled = world_of(request), form.cleaned_data
    category = present.catalogue.in_force(filled["category"], present.today)
    unit = present.directory.units.get(filled["unit"] or 0)
    numbers = [line.row.number for line in lines]
    return queries.preview(present, viewer_of(request), Verb.DISPATCH, numbers, category=category, unit=unit)


def _verb(request: HttpRequest, sent: QueryDict) -> Verb:
    """The verb that was asked for. Raises `Refusal` where many cases never have it, or this person on none."""
    asked = sent.get("verb", "")
    verb = next((verb for verb in ACTS if verb == asked), None)
    if verb is None:
        raise invalid("not_in_bulk", _("This is done for one case at a time."))
    if not queries.may_ever(viewer_of(request), verb):
        raise forbidden("not_your_verb", _("Your posts do not include this."))
    return verb


def _picks(sent: QueryDict) -> list[tuple[str, int]]:
    """The chosen cases, each once, with the state of its file that was seen. Raises `Refusal` above the most."""
    found = [match.groups() for pick in sent.getlist("case") if (match := _PICK.fullmatch(pick))]
    picks = {number: int(seen or 0) for number, seen in found}
    if len(picks) > MOST_CASES:
        raise invalid("too_many_cases", _("At most 50 cases at a time."))
    return list(picks.items())


def _done(request: HttpRequest, verb: Verb, picks: list[tuple[str, int]], form: NothingForm) -> HttpResponse:
    """Carried out. The mark of the page and what was sent make one key: a second tap finds the first's result."""
    once = idempotency.given_mark(request.POST)
    if not once:
        raise invalid("bad_mark", _("The page is too old. Go back, reload it, and send it again."))
    arguments = form.arguments()
    key = hashlib.sha256(repr((once, verb, picks, sorted(arguments.items()))).encode(errors="replace")).hexdigest()
    run = actions.run(verb, picks, by=user_of(request), at=instant_of(request), key=key, words=arguments)
    return redirect("bulk_run", run.pk)
