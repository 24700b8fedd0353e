"""What a phone needs to have Gezhi on its start screen and to work without a network (docs/offline.md)."""

import json
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.views.decorators.http import require_safe

KEEP = "Gezhi-Keep"
"""The answer's header that lets a phone keep the page: for whom."""

ICONS = [("icon-192", "192x192", "any"), ("icon-512", "512x512", "any"), ("icon-maskable-512", "512x512", "maskable")]


def keep(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The worker of a phone may keep this page for its reader; every other page it shows and forgets.

    `Cache-Control` stays at `no-store`: it speaks to caches that serve whoever asks, the worker's copies are
    deleted with the sign-out.
    """
    if response.status_code == 200 and request.method == "GET":
        response.headers[KEEP] = str(request.user.pk)
    return response


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """The name, the icons and the first page of the installed application. Its words are Chinese for everybody."""
    words: dict[str, Any] = {
        "id": "/desk/",
        "name": "格治 · 网格治理工作台",
        "short_name": "格治",
        "description": "网格里的事，网格里办。",
        "lang": "zh-Hans",
        "start_url": "/desk/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f6f4ee",
        "theme_color": "#1f6350",
        "icons": [
            {"src": static(f"web/{name}.png"), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes, purpose in ICONS
        ],
        "shortcuts": [
            {"name": "发现即办结", "url": "/cases/new/settled/"},
            {"name": "上报问题", "url": "/cases/new/"},
        ],
    }
    response = JsonResponse(words, json_dumps_params={"ensure_ascii": False})
    response.headers["Content-Type"] = "application/manifest+json; charset=utf-8"
    return _fresh(response)


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: it stands at the root because its scope is the whole site.

    It names the release, so that a new one replaces the worker and what it kept. Where files have no digest in
    their names (development, tests) the network is asked first for each of them.
    """
    digest = getattr(staticfiles_storage, "manifest_hash", "")
    release = {"version": digest or "plain", "hashed": bool(digest), "hours": settings.SESSION_COOKIE_AGE / 3600}
    files = ", ".join(json.dumps(static(f"web/{name}.js")) for name in ("queue", "worker"))
    script = f"self.gezhiRelease = {json.dumps(release)};\nimportScripts({files});\n"
    return _fresh(HttpResponse(script, content_type="text/javascript; charset=utf-8"))


def _fresh(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-cache"
    return response
