"""Pages that go wrong, each in its way."""

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import requires_csrf_token

from accounts.refusals import conflict, forbidden, invalid, not_found
from config.urls import handler400, handler403, handler404, handler500
from config.urls import urlpatterns as site

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

PROBLEMS = {
    "not-found": lambda: not_found(_("There is no such case.")),
    "forbidden": lambda: forbidden("not_your_verb", _("Only the holder may do this.")),
    "conflict": lambda: conflict("stale", _("It has changed.")),
    "invalid": lambda: invalid("empty", _("Please write something."), "text"),
    "http404": Http404,
    "denied": PermissionDenied,
    "bad": BadRequest,
    "broken": lambda: RuntimeError("secret detail"),
}


@requires_csrf_token
def broken(request, how):
    problem = PROBLEMS[how]()
    raise problem


urlpatterns = [path("breaks/<str:how>/", broken), *site]
