"""A public page that a browser has already is not sent again: 304 where its content is the same."""

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

TOKEN: Final = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')


def unchanged(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Gives the page of a visitor an ETag of its content, and answers 304 to who has it. It is made all the same.

    `conditional_page` of Django does so for what is the same each time. A page is not: its forms carry their token
    masked anew. The token counts here by its secret, the visitor's cookie, under which an older mask still holds.
    Pages of who is signed in are never stored and get none.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if request.method != "GET" or response.status_code != HTTPStatus.OK or request.user.is_authenticated:
            return response
        etag = quote_etag(_digest(request, response.content))
        response.headers["ETag"] = etag
        return get_conditional_response(request, etag=etag, response=response) or response

    return answer


def _digest(request: HttpRequest, content: bytes) -> str:
    secret = request.META.get("CSRF_COOKIE", "").encode()
    return hashlib.sha256(TOKEN.sub(b"", content) + secret).hexdigest()[:32]
