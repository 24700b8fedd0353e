"""One verb once: a form that arrives twice, or late from a phone that was offline, is carried out one time.

Each page gives its forms a key of its own. What a phone had to keep while it was offline it sends with the header
`Gezhi-Queued`, which names who wrote it, and gets JSON: what became of it, in a sentence that it shows beside what the
person wrote.
"""

import hashlib
from collections.abc import Callable, Iterator
from http import HTTPStatus

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse

from accounts import idempotency
from accounts.refusals import Refusal
from cases.models import Case
from cases.states import Verb
from web.errors import STATUS
from web.viewing import instant_of, user_of, viewer_of

QUEUED = "Gezhi-Queued"
APART = ("csrfmiddlewaretoken", "once")
"""What differs between two sendings of one form, beside the state of the file that it expects."""


def once(request: HttpRequest, number: str, verb: Verb, run: Callable[[], Case]) -> int:
    """The event count after the verb. A form without a fit mark runs each time that it comes.

    Raises what `run` raises, and then the key is free again; `idempotency_mismatch` (409) where the key came with
    other words before.
    """
    mark = idempotency.given_mark(request.POST)
    if not mark:
        return run().event_count
    digest = _digest(request, number, verb)
    owner, at = f"user:{user_of(request).pk}", instant_of(request)
    name = f"deed.{number[:24]}.{verb}.{hashlib.sha256(mark.encode()).hexdigest()[:40]}"
    return int(idempotency.remember(owner, name, digest, at, lambda: (HTTPStatus.OK, str(run().event_count)))[1])


def _digest(request: HttpRequest, number: str, verb: Verb) -> str:
    """Of everything that the person filled in, photos included."""
    content = hashlib.sha256(repr((number, str(verb), sorted(_filled_in(request)))).encode())
    for upload in _uploads(request):
        for chunk in upload.chunks():
            content.update(chunk)
    return content.hexdigest()


def _filled_in(request: HttpRequest) -> Iterator[tuple[str, list[str]]]:
    for name, values in request.POST.lists():
        if name not in APART and not name.endswith("-expected"):
            yield name, values


def _uploads(request: HttpRequest) -> "list[UploadedFile[bytes]]":
    return [upload for _name, uploads in sorted(request.FILES.lists()) for upload in uploads]


def is_queued(request: HttpRequest) -> bool:
    """A phone sends what it kept while it was offline."""
    return request.method == "POST" and QUEUED in request.headers


def answer(request: HttpRequest, number: str, run: Callable[[], int]) -> HttpResponse:
    """What became of a deed: the event count after it, or the refusal with the count as it is now.

    The count is None where the person does not see the case (any more). What somebody else wrote on this device is
    not carried out under the session of who is signed in now: it waits for its author.
    """
    if request.headers[QUEUED] != str(user_of(request).pk):
        return HttpResponse(status=HTTPStatus.CONFLICT, content_type="text/plain")
    try:
        return JsonResponse({"done": True, "count": run()})
    except Refusal as refusal:
        seen = Case.objects.visible_to(viewer_of(request)).filter(number=number)
        count = seen.values_list("event_count", flat=True).first()
        told = {"done": False, "code": refusal.code, "sentence": str(refusal.message), "count": count}
        return JsonResponse(told, status=STATUS[refusal.kind])
