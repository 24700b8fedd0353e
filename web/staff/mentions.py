"""Names for a note: whom `@` may name in an internal note on a case."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from cases import casefile, rules
from cases.queries import colleagues as queries
from cases.states import Verb
from web.staff import case_page
from web.viewing import viewer_of, world_of


@login_required
@require_safe
def colleagues(request: HttpRequest, number: str) -> JsonResponse:
    """Name and unit of each; 404 outside one's scope, 403 and 409 where one may write no note on the case now."""
    present, viewer = world_of(request), viewer_of(request)
    file = casefile.read(case_page.find(request, number))
    post = rules.check(viewer, Verb.NOTE, file, present)
    found = [row for row in queries.of(file, present, post.unit_id) if row.user_id != viewer.user_id]
    return JsonResponse({"colleagues": [{"name": row.name, "unit": row.unit} for row in found]})
