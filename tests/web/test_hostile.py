"""Whatever an address, a query string or a form carries: an answer that was thought of, and never a 500."""

import hashlib
import random
from contextlib import contextmanager
from copy import deepcopy
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from accounts.models import ApiToken
from cases import query_code
from tests.town import AT, GRID, local

HOSTILE = {
    "huge number": "9" * 400,
    "number beyond Python's own limit": "0" * 5000 + "1",
    "just too large": str(2**63),
    "negative": "-1",
    "exponent": "1e9",
    "no number": "NaN",
    "infinity": "-Infinity",
    "NUL": "a\0b",
    "emoji": "💥",
    "digits of another script": "９٣",
    "half a surrogate pair": b"\xed\xa0\x80",
    "no UTF-8": b"\xff\xfe",
    "backwards": "\u202etxt",
    "SQL": "' OR 1=1 --",
    "format": "%s%n{0}{x.__class__}",
    "markup": "<script>alert(1)</script>",
    "path": "../../etc/passwd",
    "list": ["1", "x", "\0"],
    "empty": "",
    "long": "x" * 5000,
}
PLACE = ("place_code", "area_code", "lat", "lon", "query", "inside", "find", "by_return", "other_place", "category")
CASES = (
    "q",
    "state",
    "severity",
    "supervision",
    "overdue",
    "due",
    "area",
    "exact_area",
    "category",
    "holder",
    "since",
    "until",
    "cursor",
)
PARAMETERS = {
    "cases": CASES,
    "cases_fresh": (*CASES, "after"),
    "bulk": ("case", "verb", "category", "unit"),
    "api:cases": CASES,
    "duplicates": ("page",),
    "audit": ("of", "before"),
    "rule_dispatch": ("ended",),
    "notices": ("before",),
    "street": ("area", "since", "until"),
    "screen": ("area",),
    "screen_picture": ("area",),
    "place_codes": ("area", "state", "after"),
    "place_code_new": ("area",),
    "place_sheets": ("area", "code"),
    "api:statistics": ("area", "since", "until"),
    "volunteers": ("cursor",),
    "api:service_posts": ("cursor",),
    "my_grid": ("query", "inside"),
    "nearby": ("area", "group", "month"),
    "nearby_areas": ("area", "group", "month"),
    "map": CASES,
    "case_points": CASES,
    "report": (*PLACE, "text", "once"),
    "report_places": PLACE,
    "new_case": (*PLACE, "text", "once", "channel"),
    "sign_in": ("next",),
    "track": ("number", "code"),
    "api:areas": ("level", "parent", "q", "after"),
    "api:request": ("code",),
}
"""Which query parameters a view reads, where it reads any. Each is tried alone, and all together."""
ALL = sorted({name for read in PARAMETERS.values() for name in read} | {"page", "year", "month", "unit", "kind"})
FIELDS = [
    *("address", "agreed", "approve", "area_code", "category", "channel", "code", "contacted", "ends_at"),
    *("event_count", "expected", "hours", "kind", "language", "lat", "level", "lon", "name", "needed", "new_password1"),
    *(
        "new_password2",
        "next",
        "number",
        "old_password",
        "on",
        "present",
        "again",
        "once",
        "open",
        "organisation",
        "outcome",
        "password",
    ),
    *("follow", "into", "merge", "seen", "facility", "spot", "expires_at"),
    *("phone", "place_code", "purpose", "reason", "reply", "satisfaction", "severity", "shown", "solved", "starts_at"),
    *("text", "title", "unit", "username"),
]
pytestmark = pytest.mark.usefixtures("tuesday")


def names(resolver, inside=""):
    """Every named address below a table: (name, names of its parts)."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.app_name != "admin":
                yield from names(pattern, f"{pattern.app_name}:" if pattern.app_name else inside)
        elif pattern.name:
            yield f"{inside}{pattern.name}", tuple(pattern.pattern.converters)


ROUTES = sorted(set(names(get_resolver())))
IN_PARTS = [(name, parts) for name, parts in ROUTES if parts]
PAGES = [(name, parts) for name, parts in ROUTES if not name.startswith("api:")]
SLICES = 4
"""One street for every fourth route: to build it takes longer than to ask a page."""
in_slices = pytest.mark.parametrize("part", range(SLICES))


@pytest.fixture
def case(town):
    """A case that the street sees."""
    return town.report("ENV01")


@pytest.fixture
def browser(town, case):
    """Everything that a person can be at once: signed in, following a case, with a token. A 500 is an answer."""
    client = Client(raise_request_exception=False)
    client.force_login(town.user("street"), backend="accounts.backends.PasswordBackend")
    client.post("/track/", {"number": case.number, "code": query_code.of(case.number)})
    digest = hashlib.sha256(b"token of street").hexdigest()
    end = local("2026-12-31 00:00")
    ApiToken.objects.create(user=town.user("street"), digest=digest, created_at=AT, expires_at=end)
    client.defaults["HTTP_AUTHORIZATION"] = "Token token of street"
    return client


@contextmanager
def undone(browser):
    """What a page did, a sign-out among it, is undone for the next page."""
    cookies = deepcopy(browser.cookies)
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    browser.cookies = cookies
    cache.clear()


def encoded(fields):
    """A query string or a form of these fields, of words and of bytes."""
    pairs = ((name, one) for name, value in fields.items() for one in (value if isinstance(value, list) else [value]))
    return "&".join(f"{name}={quote(one)}" for name, one in pairs)


def address(name, parts, case, **values):
    known = {"number": case.number, "pk": 1, "area_code": GRID, "code": GRID, "token": "x", **values}
    return reverse(name, kwargs={part: known.get(part, 1) for part in parts})


def broken(answers):
    return {key: status for key, status in answers.items() if status >= 500}


def test_the_table_of_addresses_is_read():
    assert set(PARAMETERS) <= {name for name, _parts in ROUTES}
    assert len(IN_PARTS) > 40


@in_slices
def test_no_query_string_breaks_a_page(browser, case, part):
    found = {}
    for name, parts in ROUTES[part::SLICES]:
        with undone(browser):
            path = address(name, parts, case)
            for what, value in shuffled(name):
                found[name, what, "all"] = browser.get(f"{path}?{encoded(dict.fromkeys(ALL, value))}").status_code
            for place, parameter in enumerate(PARAMETERS.get(name, ())):
                for what, value in shuffled(f"{name} {place}")[:1]:
                    query = encoded({parameter: value})
                    found[name, what, parameter] = browser.get(f"{path}?{query}").status_code
    assert broken(found) == {}


def shuffled(seed):
    """A few of the values, others for every route and parameter, the same on every run.

    All of them everywhere are ten thousand requests; where two hundred routes share a few ways of reading,
    each value meets each way all the same.
    """
    return random.Random(seed).sample(sorted(HOSTILE.items()), 2)


@in_slices
def test_no_part_of_an_address_breaks_a_page(browser, case, part):
    found = {}
    for name, parts in IN_PARTS[part::SLICES]:
        with undone(browser):
            path = address(name, parts, case)
            method = "POST" if browser.get(path).status_code == 405 else "GET"
            asked = list(hostile_addresses(path, {case.number, GRID, "1", "x"}, f"address of {name}"))
            assert asked, name
            for what, hostile in asked:
                found[name, what] = browser.generic(method, hostile, "{}", "application/json").status_code
    assert broken(found) == {}


def hostile_addresses(path, known, seed):
    """The path with one of its known parts replaced by a value, each part by each of a few values."""
    segments = path.split("/")
    for what, value in shuffled(seed):
        for place, segment in enumerate(segments):
            if segment in known:
                hostile = quote(value[0] if isinstance(value, list) else value, safe="")
                yield (what, place), "/".join([*segments[:place], hostile, *segments[place + 1 :]])


@in_slices
def test_no_field_of_a_form_breaks_a_page(browser, case, part):
    found = {}
    for name, parts in PAGES[part::SLICES]:
        with undone(browser):
            path = address(name, parts, case)
            for what, value in shuffled(f"form of {name}"):
                form = encoded(dict.fromkeys(FIELDS, value))
                found[name, what] = browser.post(path, form, "application/x-www-form-urlencoded").status_code
    assert broken(found) == {}
