"""Photos of a case, through the case's own gate."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.refusals import not_found
from web.staff import case_page


@login_required
@require_safe
def photo(request: HttpRequest, number: str, pk: int) -> FileResponse:
    """A photo of a case inside one's scope; 404 outside, and for a photo of another case."""
    case = case_page.find(request, number)
    found = case.attachments.filter(pk=pk).first()
    if found is None:
        raise not_found(_("There is no such photo."))
    headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
    return FileResponse(found.file.open("rb"), content_type="image/jpeg", headers=headers)
