"""Mediations, petition matters and hazards in a real browser: on a phone and on a desk, for everybody."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.procedures.conftest import agreed, build_with_committees, dispute, found, graded, performing, registered


@pytest.fixture
def running(live_server):
    """A street in which everything runs."""
    town, at = build_with_committees(), timezone.now() - dt.timedelta(hours=5)
    oral = agreed(town, at=at, form="oral")
    written = performing(town, at=at, case=dispute(town, at=at))
    waits = town.report("CIV06", at=at)
    matter = registered(town, case=town.report("CIV06", at=at), at=at)
    hazard = graded(town, "D", at=at - dt.timedelta(days=2))
    found(town, at=at)
    pages = {
        "mediations": reverse("mediations"),
        "mediation": reverse("mediation", args=[written.pk]),
        "agreement": reverse("mediation_agreement", args=[oral.pk]),
        "begin-mediation": reverse("begin_mediation", args=[dispute(town, at=at).number]),
        "petitions": reverse("petitions"),
        "petition": reverse("petition", args=[matter.pk]),
        "register-petition": reverse("register_petition", args=[waits.number]),
        "hazards": reverse("hazards"),
        "hazard": reverse("hazard", args=[hazard.pk]),
        "new-hazard": reverse("new_hazard"),
    }
    return town, pages


FOOT = "document.querySelector('.gz-foot').getBoundingClientRect().bottom"
WHO = {
    "mediator": ("mediations", "mediation", "agreement"),
    "grid": ("begin-mediation", "mediation", "new-hazard"),
    "street": ("petitions", "register-petition", "hazards"),
    "section": ("petition", "hazard"),
}


@pytest.mark.long
def test_every_page_is_for_everybody(transactional_db, running, browser_page, sign_in, faults):
    _town, pages = running
    found, page = {}, browser_page()
    for name, keys in WHO.items():
        sign_in(page, name, "")
        for key in keys:
            found |= faults(page, pages[key])
    assert found == {}


def test_the_case_page_fetches_what_runs_beside_it(transactional_db, running, browser_page, sign_in, shot, width):
    town, _pages = running
    case = dispute(town, at=timezone.now() - dt.timedelta(hours=1))
    page = browser_page(width)
    sign_in(page, "grid", f"/cases/{case.number}/")
    page.locator("#beside a.btn").first.wait_for()
    expect(page).to_have_title(re.compile(case.number))  # what is fetched brings no title of its own
    page.locator("#beside a.btn").first.click()
    page.wait_for_url("**/mediate/")
    page.locator("select[name=apply-unit]").select_option(str(town.unit("committee")))
    page.locator("input[name=apply-name_a]").fill("张三丰")
    page.locator("input[name=apply-name_b]").fill("李四光")
    page.locator("main form .btn-primary").click()
    page.wait_for_url("**/mediations/*/")
    page.evaluate("scrollTo({top: 99999, behavior: 'instant'})")
    # The menu of a phone does not cover the end.
    assert width > PHONE or page.locator(".gz-nav").bounding_box()["y"] >= page.evaluate(FOOT) - 1
    expect(page.locator("#parties ~ .party").first).to_contain_text("张**")
    shot(page, "mediation-begun")
