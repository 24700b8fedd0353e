"""Photos of a case, through the case's own gate."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.refusals import not_found
from cases.queries import page, photos
from web.staff import case_page
from web.viewing import viewer_of


@login_required
@require_safe
def photo(request: HttpRequest, number: str, pk: int) -> FileResponse:
    """A photo of a case inside one's scope; 404 outside, for a photo of another case, and for one not for outsiders."""
    case = case_page.find(request, number)
    viewer = viewer_of(request)
    seen = photos.seen(case, viewer.directory, outside=page.identity_hidden(viewer, case))
    found = next((row for row in seen if row.pk == pk), None)
    if found is None:
        raise not_found(_("There is no such photo."))
    headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
    return FileResponse(found.file.open("rb"), content_type="image/jpeg", headers=headers)
