"""Found on a round and settled there and then: one short form for the grid worker's phone."""

import hashlib
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts import idempotency
from accounts.refusals import Refusal, forbidden, invalid
from cases.actions import patrol
from cases.models import Case
from cases.states import State
from cases.viewer import Viewer
from cases.world import World
from grids import locate
from grids.roles import Permission
from web.forms import BAD_FORM, LongText, faults, refuse, status_of
from web.offline import keep
from web.staff import area_choices, deeds
from web.staff.form_parts import photos_field, tap_field, words_field
from web.viewing import instant_of, user_of, viewer_of, world_of


class FoundForm(forms.Form):
    """What it was, where inside one's own grid, and what was done about it. The place is a choice, never a position."""

    text = words_field(_("What did you find on your round?"))
    category = tap_field(_("Kind of issue"), [])
    area_code = forms.ChoiceField(label=_("Where is it?"))
    address = LongText(label=_("Where exactly?"), required=False, max_length=200, widget=forms.TextInput)
    reply = words_field(_("What did you do about it?"), _("It closes the case; some are drawn for a check."))
    photos = photos_field()

    def __init__(self, *args: Any, viewer: Viewer, present: World, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [row for row in present.catalogue.all_in_force(present.today) if row.on_the_spot]
        self._choose("category", [(row.code, row.name) for row in kinds])
        self._choose("area_code", area_choices.inside(present.directory, grids_of(viewer)))

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


def grids_of(viewer: Viewer) -> list[str]:
    """The areas of the posts in which one may report and settle, in the order of the posts."""
    units = viewer.directory.units
    able = [post for post in viewer.posts if post.allows(Permission.REPORT) and post.allows(Permission.SETTLE)]
    return [post.area_code or units[post.unit_id].area_code for post in able]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def found(request: HttpRequest) -> HttpResponse:
    """The form, and one transaction for both steps; a second press finds what the first one made."""
    present, viewer = world_of(request), viewer_of(request)
    if not grids_of(viewer):
        raise forbidden("not_your_verb", _("Your posts do not include this."))
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FoundForm(*sent, viewer=viewer, present=present)
    if not form.is_bound:
        return keep(request, _page(request, form))
    if deeds.is_queued(request):
        return deeds.answer(request, "", lambda: _queued(request, form))
    if not form.is_valid():
        return _page(request, form, HTTPStatus.BAD_REQUEST)
    try:
        number = _record(request, form)
    except Refusal as refusal:
        refuse(form, refusal)
        return _page(request, form, status_of(refusal))
    return _after(request, number)


def _queued(request: HttpRequest, form: FoundForm) -> int:
    """What a phone kept while it had no network. No case was open: there is no count of events to tell."""
    if not form.is_valid():
        raise invalid(BAD_FORM, faults(form))
    _record(request, form)
    return 0


def _page(request: HttpRequest, form: FoundForm, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    context = {
        "form": form,
        "once": idempotency.mark_of(request.POST),
        "photos_lost": bool(request.FILES),
    }
    return render(request, "web/staff/report_found.html", context, status=status)


def _record(request: HttpRequest, form: FoundForm) -> str:
    """The number of the case."""
    fields, user, at = form.cleaned_data, user_of(request), instant_of(request)
    content = [fields[name] for name in ("text", "category", "area_code", "address", "reply")]
    digest = hashlib.sha256(repr([*content, [photo.digest for photo in fields["photos"]]]).encode()).hexdigest()

    def run() -> tuple[int, str]:
        reported = patrol.found_and_settled(
            text=fields["text"],
            reply=fields["reply"],
            by=user,
            at=at,
            place=locate.by_area(fields["area_code"]),
            category_code=fields["category"],
            address=fields["address"],
            photos=fields["photos"],
        )
        return HTTPStatus.CREATED, reported.case.number

    key = f"found.{idempotency.mark_of(request.POST)}.{digest[:40]}"
    return idempotency.remember(f"user:{user.pk}", key, digest, at, run)[1]


def _after(request: HttpRequest, number: str) -> HttpResponse:
    """The case; whether it was drawn for a check stands on it."""
    case = Case.objects.visible_to(viewer_of(request)).filter(number=number).first()
    if case is None:
        return redirect("desk")
    drawn = case.state == State.CHECKING
    settled = _("Recorded and settled as %(number)s.")
    checked = _("Recorded and settled as %(number)s. The case was drawn for a check.")
    messages.success(request, (checked if drawn else settled) % {"number": number})
    return redirect("case", number)
