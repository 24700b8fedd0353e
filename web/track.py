"""The requester follows the own case: progress, reply, rating, withdrawal. Opened by number and query code."""

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import strangers
from accounts.addresses import address_of
from accounts.refusals import Kind, Refusal
from cases import texts
from cases.actions import asking, followup, urging
from cases.models.rating import Satisfaction, Solved
from cases.queries import progress as reading
from cases.queries.progress import Progress
from web import tracked
from web.forms import LongText, refuse, status_of
from web.timeleft import time_left
from web.track_steps import stages_of, steps_of
from web.tracked import Tracked
from web.viewing import instant_of

MISSING = {"required": _("Please choose one.")}


class TrackForm(forms.Form):
    """The two numbers of the receipt, with or without the spaces that people write."""

    number = forms.CharField(
        label=_("Case number"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    code = forms.CharField(
        label=_("Query code"),
        max_length=40,
        help_text=_("The eight digits beside the number on your receipt."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def asked(self) -> Tracked:
        """What was typed, without its spaces."""
        return Tracked(*("".join(self.cleaned_data[name].split()) for name in ("number", "code")))


class RatingForm(forms.Form):
    """Two taps; the words are optional."""

    solved = forms.ChoiceField(
        label=_("Is the matter solved?"), choices=Solved.choices, widget=forms.RadioSelect, error_messages=MISSING
    )
    satisfaction = forms.ChoiceField(
        label=_("How satisfied are you?"),
        choices=Satisfaction.choices,
        widget=forms.RadioSelect,
        error_messages=MISSING,
    )
    text = LongText(
        label=_("Do you want to say more?"),
        required=False,
        max_length=texts.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AnswerForm(forms.Form):
    """The answer to the question of the office."""

    text = LongText(
        label=_("Your answer"),
        max_length=texts.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Please write something.")},
    )


class WithdrawForm(forms.Form):
    """Why is up to the requester."""

    text = LongText(
        label=_("Why? You need not say."),
        required=False,
        max_length=texts.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Number and query code; right ones open the progress page for this browser."""
    form = TrackForm(request.POST if request.method == "POST" else None)
    status = HTTPStatus.OK
    if request.method == "POST":
        status = _open(request, form)
        if status == HTTPStatus.FOUND:
            return redirect("progress")
    return render(request, "web/resident/track.html", {"form": form, "kept": tracked.kept(request)}, status=status)


def _open(request: HttpRequest, form: TrackForm) -> HTTPStatus:
    """302 when the case is open; else the status with which the form is shown again."""
    if not form.is_valid():
        return HTTPStatus.BAD_REQUEST
    asked = form.asked()
    try:
        with strangers.code_try(address_of(request)):
            reading.case_of(asked.number, asked.code)
    except Refusal as refusal:
        if refusal.kind is Kind.TOO_MANY:
            raise
        refuse(form, refusal)
        return status_of(refusal)
    tracked.keep(request, asked)
    return HTTPStatus.FOUND


@never_cache
@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """Where the case stands, what was done, what was answered."""
    followed = followed_case(request)
    return _page(request, followed) if followed else redirect("track")


@never_cache
@require_POST
def rate(request: HttpRequest) -> HttpResponse:
    """The requester rates; may be changed until the case is archived."""
    followed = followed_case(request)
    if followed is None:
        return redirect("track")
    form = RatingForm(request.POST)
    if not form.is_valid():
        return _page(request, followed, form, HTTPStatus.BAD_REQUEST)
    try:
        followup.rate(followed.case, at=instant_of(request), **form.cleaned_data)
    except Refusal as refusal:
        refuse(form, refusal)
        return _page(request, followed, form, status_of(refusal))
    messages.success(request, _("Thank you. Your rating is recorded."))
    return redirect("progress")


@never_cache
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest) -> HttpResponse:
    """Asks first; the second step withdraws."""
    followed = followed_case(request)
    if followed is None:
        return redirect("track")
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            followup.withdraw(followed.case, at=instant_of(request), **form.cleaned_data)
        except Refusal as refusal:
            refuse(form, refusal)
            status = status_of(refusal)
        else:
            messages.success(request, _("Your request is withdrawn."))
            return redirect("progress")
    context = {"form": form, "progress": followed}
    return render(request, "web/resident/withdraw.html", context, status=status)


@never_cache
@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """The requester answers the open question."""
    followed = followed_case(request)
    if followed is None:
        return redirect("track")
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, followed, None, HTTPStatus.BAD_REQUEST, form)
    try:
        asking.answer(followed.case, at=instant_of(request), **form.cleaned_data)
    except Refusal as refusal:
        refuse(form, refusal)
        return _page(request, followed, None, status_of(refusal), form)
    messages.success(request, _("Thank you. Your answer is with the office."))
    return redirect("progress")


@never_cache
@require_POST
def urge(request: HttpRequest) -> HttpResponse:
    """The requester asks to hurry, once on a day."""
    followed = followed_case(request)
    if followed is None:
        return redirect("track")
    try:
        urging.urge(followed.case, at=instant_of(request))
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Who handles it has been told that you wait."))
    return redirect("progress")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """The next person at this computer does not see the case."""
    tracked.forget(request)
    messages.success(request, _("Done. This browser has forgotten the case."))
    return redirect("track")


@never_cache
@require_safe
def photo(request: HttpRequest, pk: int) -> FileResponse:
    """A photo of the followed case, only the requester's own."""
    followed = followed_case(request)
    for attachment in followed.photos if followed else []:
        if attachment.pk == pk:
            return FileResponse(attachment.file.open("rb"), content_type="image/jpeg")
    raise Http404


def followed_case(request: HttpRequest) -> Progress | None:
    """The case that this browser follows; one that is no longer to be read is forgotten."""
    asked = tracked.kept(request)
    if asked is None:
        return None
    try:
        return reading.followed(asked.number, asked.code, instant_of(request))
    except Refusal:
        tracked.forget(request)
        return None


def _page(
    request: HttpRequest,
    followed: Progress,
    form: RatingForm | None = None,
    status: HTTPStatus = HTTPStatus.OK,
    answering: AnswerForm | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "progress": followed,
        "stages": stages_of(followed),
        "steps": steps_of(followed),
        "form": form or _rating(followed),
        "answering": answering or AnswerForm(),
    }
    if followed.promise_at is not None:
        context["left"] = time_left(starts_at=followed.reported_at, due_at=followed.promise_at, at=instant_of(request))
    return render(request, "web/resident/progress.html", context, status=status)


def _rating(followed: Progress) -> RatingForm | None:
    if not followed.may_rate:
        return None
    rated = followed.rating
    return RatingForm(initial={"solved": rated.solved, "satisfaction": rated.satisfaction} if rated else None)
