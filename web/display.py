"""How pages are shown: the large-type mode. (The language is switched by Django's own view.)"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

ELDER_COOKIE = "elder"
YEAR_SECONDS = 365 * 24 * 3600


def safe_next(request: HttpRequest, default: str = "/") -> str:
    """The `next` address of a form where it stays on this site and begins at its root."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    hosts = {request.get_host()}
    stays = url_has_allowed_host_and_scheme(wanted, hosts, require_https=request.is_secure())
    # Without the stroke Django would take it for the name of a page, and fail where there is none.
    return wanted if stays and wanted.startswith("/") else default


@require_POST
def elder(request: HttpRequest) -> HttpResponse:
    """Large type and large targets (大字版), on or off for this browser."""
    response = redirect(safe_next(request))
    if request.POST.get("on") == "1":
        response.set_cookie(
            ELDER_COOKIE, "1", max_age=YEAR_SECONDS, samesite="Lax", httponly=True, secure=settings.HTTPS
        )
    else:
        response.delete_cookie(ELDER_COOKIE, samesite="Lax")
    return response
