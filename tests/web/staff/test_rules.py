"""The pages of rules: for the administrators of the highest office, and for nobody else."""

import pytest
from django.urls import reverse

from grids.models import Post
from grids.versions import bump
from tests.town import SINCE, STREET
from web.staff import rule_urls
from web.staff.rules import SECTIONS

PAGES = [pattern for pattern in rule_urls.urlpatterns if not pattern.pattern.converters]


@pytest.fixture
def street_administrator(town):
    """The leader of a street who keeps its users, too."""
    Post.objects.create(user=town.user("street"), unit=town.units[STREET], role="administrator", since=SINCE)
    bump("directory")


def test_the_list_of_rules_leads_to_each_section(as_):
    page = as_("administrator").get("/rules/")
    assert [reverse(section.route) in page.text for section in SECTIONS] == [True] * len(SECTIONS)
    assert '<a href="/rules/" aria-current="page">' in page.text


@pytest.mark.usefixtures("street_administrator")
def test_nobody_else_opens_or_changes_a_rule(as_, client):
    addresses = [reverse(pattern.name) for pattern in PAGES]
    assert [client.get(path).status_code for path in addresses] == [302] * len(PAGES)
    for name in ("street", "county", "nobody"):
        person = as_(name)
        assert {path: person.get(path).status_code for path in addresses} == dict.fromkeys(addresses, 403), name
        assert "/rules/" not in person.get("/notices/").text
    assert {as_("street").post(path, {"x": "1"}).status_code for path in addresses} <= {403, 405}
