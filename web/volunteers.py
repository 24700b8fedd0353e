"""The volunteers' pages: where help is needed, what I promised, and my own record."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.refusals import Refusal
from volunteers import queries, rules
from volunteers.actions import claims, posts, reporting
from volunteers.states import ClaimState, PostState, Verb
from volunteers.words import CLAIM_STATES, POST_STATES
from web.forms import refuse, status_of
from web.viewing import instant_of, user_of, viewer_of
from web.volunteer_forms import HoursForm, PostForm, ReportInForm, community_choices

ACTIONS: Mapping[Verb, Callable[..., object]] = {
    Verb.CLAIM: claims.claim,
    Verb.WITHDRAW_CLAIM: claims.withdraw_claim,
    Verb.CONFIRM: claims.confirm,
    Verb.WITHDRAW: posts.withdraw,
}
DONE = {
    Verb.CLAIM: _("You take part. Thank you!"),
    Verb.WITHDRAW_CLAIM: _("Your place is free again."),
    Verb.CONFIRM: _("Your hours are written down."),
    Verb.WITHDRAW: _("The service post is withdrawn, and its volunteers are told."),
}


@login_required
@require_safe
def volunteers(request: HttpRequest) -> HttpResponse:
    """Where help is needed in the communities to which one belongs."""
    viewer = viewer_of(request)
    cursor = request.GET.get("cursor", "")
    page = queries.ahead(viewer, instant_of(request), cursor)
    context = {
        "standings": [_described(standing) for standing in page.standings],
        "newer_url": request.path if cursor else "",
        "older_url": f"?cursor={page.next}" if page.next else "",
        "report_ins": queries.own_report_ins(viewer.user_id),
        "counts": queries.volunteer_counts(viewer),
    }
    return render(request, "web/volunteers/volunteers.html", context)


def _described(standing: rules.Standing) -> dict[str, Any]:
    """What a row and a page show of a post, in words."""
    claim = standing.claim
    return {
        "post": standing.post,
        "claim": claim,
        "state": POST_STATES[PostState(standing.post.state)],
        "own": CLAIM_STATES[ClaimState(claim.state)] if claim else "",
    }


@login_required
@require_safe
def record(request: HttpRequest) -> HttpResponse:
    """The own promises and hours, for nobody else."""
    user_id = user_of(request).pk
    own = queries.own_claims(user_id)[: queries.PAGE]
    rows = [{"claim": claim, "post": claim.post, "own": CLAIM_STATES[ClaimState(claim.state)]} for claim in own]
    return render(request, "web/volunteers/record.html", {"rows": rows, "hours": queries.own_hours(user_id)})


@login_required
@require_http_methods(["GET", "POST"])
def report_in(request: HttpRequest) -> HttpResponse:
    """Offer help to a community."""
    viewer = viewer_of(request)
    choices = community_choices(viewer, rules.communities(viewer))
    form = ReportInForm(request.POST or None, choices=choices)
    if form.is_valid():
        try:
            reporting.report_in(by=user_of(request), at=instant_of(request), **form.cleaned_data)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("You have reported in. Thank you!"))
            return redirect("volunteers")
    return _form(request, "web/volunteers/report_in.html", form)


@login_required
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Take the report-in back."""
    reporting.leave(by=user_of(request), at=instant_of(request), area_code=request.POST.get("area_code", ""))
    messages.success(request, _("You have left the community; your declaration is deleted."))
    return redirect("volunteers")


@login_required
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest) -> HttpResponse:
    """A community looks for volunteers."""
    viewer = viewer_of(request)
    areas = rules.communities_to_publish_for(viewer)
    if not areas:
        rules.check_publisher(viewer, "")
    form = PostForm(request.POST or None, choices=community_choices(viewer, areas))
    if form.is_valid():
        try:
            made = posts.publish(by=user_of(request), at=instant_of(request), **form.cleaned_data)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The service post is published."))
            return redirect("service_post", made.pk)
    return _form(request, "web/volunteers/publish.html", form)


def _form(request: HttpRequest, template: str, form: forms.Form) -> HttpResponse:
    status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
    return render(request, template, {"form": form}, status=status)


@login_required
@require_safe
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """One service post, with the verbs that one may use now."""
    return _post(request, pk, HoursForm(), HTTPStatus.OK)


def _post(request: HttpRequest, pk: int, form: forms.Form, status: HTTPStatus) -> HttpResponse:
    standing = queries.standing(viewer_of(request), pk)
    at = instant_of(request)
    context = {
        **_described(standing),
        "verbs": {verb.value: True for verb in rules.actions(standing, at)},
        "form": form,
        "may_report_in": not standing.reported_in and at < standing.post.ends_at,
    }
    return render(request, "web/volunteers/post.html", context, status=status)


@login_required
@require_POST
def act(request: HttpRequest, pk: int, verb: Verb) -> HttpResponse:
    """One verb on a post in one's scope."""
    standing = queries.standing(viewer_of(request), pk)
    form = HoursForm(request.POST) if verb is Verb.CONFIRM else forms.Form(request.POST)
    if not form.is_valid():
        return _post(request, pk, form, HTTPStatus.BAD_REQUEST)
    try:
        ACTIONS[verb](standing.post, by=user_of(request), at=instant_of(request), **form.cleaned_data)
    except Refusal as refusal:
        refuse(form, refusal)
        return _post(request, pk, form, status_of(refusal))
    messages.success(request, DONE[verb])
    return redirect("service_post", pk)


urlpatterns = [
    path("volunteers/", volunteers, name="volunteers"),
    path("volunteers/record/", record, name="volunteer_record"),
    path("volunteers/report-in/", report_in, name="report_in"),
    path("volunteers/leave/", leave, name="leave_community"),
    path("volunteers/posts/new/", publish, name="publish_post"),
    path("volunteers/posts/<int:pk>/", post, name="service_post"),
    path("volunteers/posts/<int:pk>/claim/", act, {"verb": Verb.CLAIM}, name="claim_post"),
    path("volunteers/posts/<int:pk>/withdraw-claim/", act, {"verb": Verb.WITHDRAW_CLAIM}, name="withdraw_claim"),
    path("volunteers/posts/<int:pk>/confirm/", act, {"verb": Verb.CONFIRM}, name="confirm_hours"),
    path("volunteers/posts/<int:pk>/withdraw/", act, {"verb": Verb.WITHDRAW}, name="withdraw_post"),
]
