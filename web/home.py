"""The first page: what a resident can do here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """Report, track, find the own grid worker; answers without sign-in and without a statement."""
    return render(request, "web/home.html")
