"""The table of pages: one line per page, one line per verb."""

from django.urls import URLPattern, URLResolver, path
from django.views.i18n import set_language

from web import display, home, my_grid, outlines, report, sign_in, track, volunteers

resident: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("report/", report.report, name="report"),
    path("report/places/", report.places, name="report_places"),
    path("report/outlines/", outlines.outlines, name="outlines"),
    path("p/<str:code>/", report.by_sheet, name="sheet"),
    path("receipt/", report.receipt, name="receipt"),
    path("track/", track.track, name="track"),
    path("track/case/", track.progress, name="progress"),
    path("track/case/rate/", track.rate, name="rate"),
    path("track/case/withdraw/", track.withdraw, name="withdraw"),
    path("track/case/photos/<int:pk>/", track.photo, name="progress_photo"),
    path("track/leave/", track.leave, name="leave"),
    path("grid/", my_grid.my_grid, name="my_grid"),
    path("grid/<str:code>/", my_grid.grid, name="grid"),
]
frame: list[URLPattern | URLResolver] = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("elder/", display.elder, name="elder"),
    path("language/", set_language, name="set_language"),
]
urlpatterns = resident + frame + volunteers.urlpatterns
