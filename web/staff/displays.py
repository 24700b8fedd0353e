"""Wall displays of the areas for which a person answers: put up, shown once with the key, withdrawn."""

from http import HTTPStatus
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.refusals import forbidden
from cases.viewer import Viewer
from reports import actions, displays
from reports.models import LONGEST
from reports.stock import is_compared
from web.site import site_of
from web.staff import area_choices
from web.staff.links import drawn
from web.viewing import instant_of, user_of, viewer_of

USUAL_DAYS: Final = 30


class DisplayForm(forms.Form):
    """Where it hangs, what it shows, for how long."""

    name = forms.CharField(
        label=_("Where does it hang?"), max_length=60, help_text=_("For instance: command centre, front wall.")
    )
    area = forms.ChoiceField(label=_("What does it show?"))
    days = forms.IntegerField(
        label=_("For how many days?"),
        min_value=1,
        max_value=LONGEST.days,
        initial=USUAL_DAYS,
        help_text=_("At most 90."),
    )

    def __init__(self, data: Any, *, areas: area_choices.Choices) -> None:
        super().__init__(data, auto_id="display_%s")
        self.fields["area"].choices = areas  # type: ignore[attr-defined]  # a ChoiceField


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def shown(request: HttpRequest) -> HttpResponse:
    """The displays of one's areas; a POST puts one up and shows its key this once."""
    viewer = _host(request)
    form = DisplayForm(request.POST if request.method == "POST" else None, areas=_areas(viewer))
    if form.is_valid():
        given = form.cleaned_data
        who: dict[str, Any] = {"by": user_of(request), "at": instant_of(request)}
        key, row = actions.put_up(**who, area_code=given["area"], name=given["name"], days=given["days"])
        address = site_of(request) + reverse("screen_open", args=[key])
        area = viewer.directory.areas[row.area_id]
        context = {"address": address, "display": row, "qr": drawn(address), "area": area}
        return render(request, "web/staff/display.html", context, status=HTTPStatus.CREATED)
    rows = [(row, viewer.directory.areas[row.area_id]) for row in displays.live(viewer, instant_of(request))]
    status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
    return render(request, "web/staff/displays.html", {"form": form, "rows": rows}, status=status)


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The display shows nothing from now on."""
    _host(request)
    actions.withdraw(pk, by=user_of(request), at=instant_of(request))
    messages.success(request, _("The display is withdrawn."))
    return redirect("displays")


def _host(request: HttpRequest) -> Viewer:
    viewer = viewer_of(request)
    if not displays.hosting(viewer):
        raise forbidden("not_your_displays", _("A leader or the head of an office puts up wall displays."))
    return viewer


def _areas(viewer: Viewer) -> area_choices.Choices:
    """One's areas and those inside them, down to the community."""
    found = area_choices.tree(viewer.directory, displays.hosting(viewer))
    return [(code, name) for code, name in found if is_compared(viewer.directory.areas[code].level)]
