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
    """Gives a page an ETag of its content, and answers 304 to a browser that has it. Spares the sending, not the work.

    Django's `conditional_page` compares what is sent, and no page with a form is sent twice the same: the CSRF token
    is masked anew each time. Here the tag is made of the page without the token, and of the cookie that is its secret:
    while the cookie is the same, a token that was masked earlier is still good.
    The pages of people who are signed in are never stored, and get no tag.
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
