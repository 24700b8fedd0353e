"""The whole site: the API under /api/v1/, reference data under /admin/, every page from the root."""

from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from api.views.schema import NowhereView

urlpatterns = [
    path("api/v1/", include("api.urls")),
    re_path(r"^api(?:/|$)", NowhereView.as_view()),
    # One way in: the sign-in page locks, counts and leaves its entry in the audit trail.
    path("admin/login/", RedirectView.as_view(pattern_name="sign_in", query_string=True)),
    path("admin/", admin.site.urls),
    path("", include("web.urls")),
]

handler400 = "web.errors.bad_request"
handler403 = "web.errors.forbidden"
handler404 = "web.errors.not_found"
handler500 = "web.errors.server_error"
