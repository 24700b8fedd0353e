"""What the schema says is what happens: requests made from the schema, good and bad, and never a 500.

Bounded and repeatable: the examples follow from the schema, not from chance.
"""

import zlib
from collections import defaultdict

import pytest
import schemathesis
from django.db import connection
from hypothesis import HealthCheck, settings
from schemathesis import checks
from schemathesis.generation.meta import CoveragePhaseData
from schemathesis.specs.openapi import checks as openapi_checks

from cases import query_code
from config.wsgi import application
from tests.api.conftest import Caller
from tests.town import GRID, STREET

PROMISED = [
    checks.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_schema_conformance,
]
schema = schemathesis.openapi.from_wsgi("/api/v1/schema/", application)
# The table of routes and methods stands in the permission matrix: what other methods answer is asked there.
schema.config.phases.coverage.unexpected_methods = set()
bounded = settings(
    max_examples=1,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


WRONG_TYPES = 4
"""Every field meets a value of a wrong type, and one in so many of the other wrong types as well."""
asked = defaultdict(set)


def adds_nothing(case):
    """It was asked before, word for word, or the field has met a wrong type.

    The schema yields five wrong types for each of a thousand fields that a few parsers read: which of them a field
    meets beside the first follows from its name. That each parser meets all of them is likely, and not counted.
    """
    seen = asked[case.operation.label]
    sent = repr((case.path_parameters, case.query, case.headers, case.cookies, case.media_type, case.body))
    data = case.meta.phase.data
    if isinstance(data, CoveragePhaseData) and data.description.endswith("Incorrect type"):
        field = data.description, data.parameter_location, data.parameter
        if field in seen and zlib.crc32(f"{case.operation.label} {sent}".encode()) % WRONG_TYPES:
            return True
        seen.add(field)
    again = sent in seen
    seen.add(sent)
    return again


@pytest.fixture
def known(town):
    """A case that the street's desk sees, and what opens it."""
    case = town.report()
    headers = Caller(town.user("street")).headers
    return {"number": case.number, "area_code": GRID}, {"code": query_code.of(case.number), "area": STREET}, headers


@pytest.fixture(autouse=True)
def _one_transaction_and_no_limit(monkeypatch):
    """The end of a request would close the connection and with it the test's transaction."""
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
    monkeypatch.setattr("accounts.strangers.WRONG_CODES", 10**6)
    monkeypatch.setattr("cases.queries.progress.TRIES_PER_HOUR", 10**6)


@schema.parametrize()
@bounded
def test_every_answer_is_one_that_the_schema_promises(case, known):
    path, query, headers = known
    # A number out of thin air is only ever not found; with a known one the request gets further.
    case.path_parameters |= {name: value for name, value in path.items() if name in (case.path_parameters or {})}
    if case.query and "code" in case.query:
        case.query["code"] = query["code"]
    if isinstance(case.body, dict):
        known_fields = {"code": query["code"], "area_code": GRID, "category": "ENV01", "phone": "13812345678"}
        case.body |= {name: value for name, value in known_fields.items() if name in case.body}
        if "area_code" in case.body:
            case.body = {name: value for name, value in case.body.items() if name not in {"place_code", "lat", "lon"}}
    if adds_nothing(case):
        return
    case.call_and_validate(checks=PROMISED, headers=headers)
