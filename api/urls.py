"""The table of the API: one line per resource, one line per verb."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
