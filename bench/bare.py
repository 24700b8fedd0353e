"""The yardstick of the intake: settings and the one endpoint of a bare Django that writes three rows.

`intake.py` serves it as it serves Gezhi and measures both in one run, because machines differ, and one machine
differs from hour to hour; the ratio stays.
"""

import json

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from config.settings import DATABASES  # noqa: F401 -- the same database; nothing else is taken over

SECRET_KEY = "of a benchmark"  # noqa: S105 -- it signs nothing
ALLOWED_HOSTS = ["localhost"]
ROOT_URLCONF = __name__
USE_TZ = True
NAMES = ("one", "two", "three")


def make_tables() -> None:
    """The three tables."""
    with connection.cursor() as cursor:
        for name in NAMES:
            columns = "id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text NOT NULL"
            cursor.execute(f"CREATE TABLE bare_{name} ({columns})")


def write(request: HttpRequest) -> HttpResponse:
    """Three rows in one transaction, durable when answered."""
    body = json.loads(request.body)
    with transaction.atomic(), connection.cursor() as cursor:
        for name in NAMES:
            cursor.execute(f"INSERT INTO bare_{name} (body) VALUES (%s)", [body["text"]])  # noqa: S608 -- constants
    return JsonResponse({}, status=201, headers={"Content-Length": "2"})  # by hand: no middleware runs


urlpatterns = [path("api/v1/requests/", write)]
