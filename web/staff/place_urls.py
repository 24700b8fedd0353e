"""The table of the pages of place codes and their sheets."""

from django.urls import URLPattern, URLResolver, path

from web.staff import place_codes, place_sheets

CODE = "places/<int:pk>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("places/", place_codes.codes, name="place_codes"),
    path("places/new/", place_codes.new, name="place_code_new"),
    path("places/missing/", place_codes.missing, name="place_codes_missing"),
    path("places/sheets/", place_sheets.sheets, name="place_sheets"),
    path(f"{CODE}/", place_codes.code, name="place_code"),
    path(f"{CODE}/revoke/", place_codes.revoke, name="place_code_revoke"),
    path(f"{CODE}/poster/", place_sheets.poster, name="place_poster"),
    path(f"{CODE}/qr.svg", place_sheets.svg, name="place_qr"),
    path(f"{CODE}/qr.png", place_sheets.png, name="place_qr_png"),
]
