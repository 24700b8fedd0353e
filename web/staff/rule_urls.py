"""The table of the pages of rules."""

from django.urls import URLPattern, URLResolver, path

from web.staff import rules

urlpatterns: list[URLPattern | URLResolver] = [
    path("rules/", rules.rules, name="rules"),
]
