"""The page of the design system: for those who build, in every tone; elsewhere it does not exist."""

import re

import pytest

from web.icons import ICONS


@pytest.mark.parametrize(("debug", "demo", "status"), [(False, False, 404), (True, False, 200), (False, True, 200)])
def test_it_exists_in_development_alone(client, db, settings, debug, demo, status):
    settings.DEBUG, settings.DEMO = debug, demo
    assert client.get("/styleguide/").status_code == status


def test_it_shows_every_tone_of_every_part_without_a_statement(client, db, settings, django_assert_num_queries):
    settings.DEMO = True
    with django_assert_num_queries(0):
        body = client.get("/styleguide/").content.decode()
    for kind, wanted in {
        "tone": {"calm", "soon", "over", "done", "late"},
        "note": {"success", "warning", "error"},
        "btn": {"primary", "outline", "danger", "ghost"},
        "step": {"good", "warn", "bad", "system"},
        "state": {"reported", "dispatched", "processing", "suspended", "checking", "closed", "archived"},
    }.items():
        assert wanted <= set(re.findall(rf"\b{kind}-([\w]+)", body)), kind
    assert all(f"icons.svg#{name}" in body for name in ICONS)
    assert 'fill="var(--gz-pine)"' in body
