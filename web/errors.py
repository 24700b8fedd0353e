"""Error pages in plain words: what happened, and what to do now."""

from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Kind, Refusal

STATUS = {
    Kind.NOT_FOUND: HTTPStatus.NOT_FOUND,
    Kind.FORBIDDEN: HTTPStatus.FORBIDDEN,
    Kind.CONFLICT: HTTPStatus.CONFLICT,
    Kind.INVALID: HTTPStatus.BAD_REQUEST,
    Kind.TOO_MANY: HTTPStatus.TOO_MANY_REQUESTS,
}


@dataclass(frozen=True)
class Words:
    """The heading of an error page, its sentence, and the way on."""

    title: "str | Promise"
    sentence: "str | Promise"
    advice: "str | Promise"


WORDS = {
    HTTPStatus.BAD_REQUEST: Words(
        _("This could not be understood"),
        _("Something in what was sent is wrong or missing."),
        _("Go back, look at what you entered, and send it again."),
    ),
    HTTPStatus.FORBIDDEN: Words(
        _("This is not yours to do"),
        _("Your post does not allow this step."),
        _("If you think it should, speak to the head of your unit."),
    ),
    HTTPStatus.NOT_FOUND: Words(
        _("There is nothing here"),
        _("The page does not exist, or it is not open to you."),
        _("Check the address for a typing error, or start again from the first page."),
    ),
    HTTPStatus.CONFLICT: Words(
        _("Somebody was faster"),
        _("The case has changed since you opened the page."),
        _("Go back, reload the page, and look at what has changed before you act."),
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: Words(
        _("This is too much at once"),
        _("A report may have 4 photos of at most 15 MB each."),
        _("Go back, choose fewer or smaller photos, and send it again."),
    ),
    HTTPStatus.TOO_MANY_REQUESTS: Words(
        _("Too many attempts"),
        _("To protect everyone's data, this is paused for a while."),
        _("Wait a while before you try again."),
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: Words(
        _("Something broke on our side"),
        _("Nothing you did caused this. What you sent may not have been kept."),
        _("Try again in a few minutes. In an emergency call 110, 119 or 120."),
    ),
}


def page(request: HttpRequest, status: HTTPStatus, sentence: "str | Promise | None" = None) -> HttpResponse:
    """The page of a status; `sentence` replaces the general one."""
    words = WORDS[status]
    context = {"status": status.value, "words": words, "sentence": sentence or words.sentence}
    return render(request, "web/error.html", context, status=status)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page of a refusal, with its own sentence."""
    response = page(request, STATUS[refusal.kind], refusal.message)
    if refusal.retry_after:
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: malformed input that no form took."""
    return page(request, HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: inside your scope, not your verb."""
    return page(request, HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: not there, or outside your scope."""
    return page(request, HTTPStatus.NOT_FOUND)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is too old, or cookies are off."""
    sentence = _("The form is too old, or your browser keeps no cookies. Go back, reload the page and send it again.")
    return page(request, HTTPStatus.FORBIDDEN, sentence)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: rendered without the request, because whatever broke may break again."""
    context = {"status": 500, "words": WORDS[HTTPStatus.INTERNAL_SERVER_ERROR]}
    return HttpResponse(render_to_string("web/error_plain.html", context), status=HTTPStatus.INTERNAL_SERVER_ERROR)
