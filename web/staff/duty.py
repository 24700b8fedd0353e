"""The duty roster of a street: a month with its gaps, and a form to fill them."""

import datetime as dt
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.refusals import Refusal, forbidden
from meetings import rules
from meetings.actions import duty as actions
from meetings.queries import duty as queries
from web.forms import refuse
from web.staff import meeting_choices
from web.staff.meeting_forms import DutyForm, choose_from
from web.viewing import instant_of, user_of, viewer_of, world_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def duty(request: HttpRequest) -> HttpResponse:
    """One month of one street; the form below it names who leads on which days."""
    viewer, present = viewer_of(request), world_of(request)
    streets = rules.areas_of(viewer, rules.ROSTERED)
    if not streets:
        raise forbidden("not_your_verb", _("Your posts do not include this."))
    form = DutyForm(request.POST or None, initial={"area_code": streets[0].code, "since": present.today})
    leaders = meeting_choices.leaders(viewer, streets, present.today)
    choose_from(form, area_code=meeting_choices.areas(viewer, streets), leader=leaders, deputy=leaders)
    if form.is_valid():
        try:
            actions.set_days(by=user_of(request), at=instant_of(request), **form.cleaned_data)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The duty roster is changed."))
            chosen = form.cleaned_data
            return redirect(f"{reverse('duty')}?area={chosen['area_code']}&month={chosen['since']:%Y-%m}")
    roster = queries.roster(viewer, request.GET.get("area", streets[0].code), _month(request))
    context = {
        "form": form,
        "roster": roster,
        "streets": streets if len(streets) > 1 else [],
        "today": present.today,
        "gaps": [day for day in roster.gaps if day >= present.today],
        "earlier": roster.month - dt.timedelta(days=1),
        "later": roster.month + dt.timedelta(days=31),
    }
    return render(request, "web/staff/duty.html", context, status=HTTPStatus.BAD_REQUEST if form.errors else 200)


def _month(request: HttpRequest) -> dt.date:
    """The month in the address, such as 2026-03; the present one for anything else."""
    try:
        asked = dt.date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        return world_of(request).today
    return asked if dt.date(2000, 1, 1) <= asked <= dt.date(2100, 1, 1) else world_of(request).today
