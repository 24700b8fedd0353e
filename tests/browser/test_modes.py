"""Modes and paper in a real browser: which table of tokens counts, and what of a case file is printed."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cases.actions import handling
from tests.browser.conftest import DESKTOP

PAPER = "getComputedStyle(document.body).backgroundColor"
PRESSED = """[...document.querySelectorAll("main :is(button, form, input, select, textarea, .btn)")]
  .filter(e => e.checkVisibility()).map(e => e.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize(
    ("device", "cookies", "light"),
    [
        ({}, {}, True),
        ({"color_scheme": "dark"}, {}, False),
        ({"color_scheme": "dark"}, {"colours": "light"}, True),
        ({}, {"colours": "dark", "contrast": "high"}, False),
    ],
    ids=["nothing", "a dark device", "light chosen", "dark chosen"],
)
def test_the_device_or_the_choice_decides(db, browser_page, live_server, device, cookies, light):
    page = browser_page()
    page.emulate_media(**device)
    page.context.add_cookies(
        [{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()]
    )
    page.goto("/display/")
    red = int(page.evaluate(PAPER).split("(")[1].split(",")[0])
    assert (red > 200) is light
    page.emulate_media(**device, media="print")
    assert page.evaluate(PAPER) == "rgb(255, 255, 255)"


def test_every_part_is_for_everybody_in_every_mode(db, browser_page, settings, broken_rules, faults, shot):
    settings.DEMO = True
    page = browser_page()
    found = faults(page, "/display/")
    for name, device in {
        "light": {},
        "dark": {"color_scheme": "dark"},
        "contrast": {"contrast": "more"},
        "dark contrast": {"color_scheme": "dark", "contrast": "more"},
    }.items():
        page.emulate_media(**device)
        page.goto("/styleguide/")
        page.set_viewport_size({"width": DESKTOP, "height": page.evaluate("document.documentElement.scrollHeight")})
        if wrong := broken_rules(page):
            found[name] = wrong
        shot(page, f"styleguide-{name}")
        page.emulate_media(color_scheme="null", contrast="null")
    assert found == {}


def test_the_printed_case_file_has_nothing_to_press_and_masks_the_contact(busy, browser_page, sign_in, shot):
    case = busy.report("ENV01", at=timezone.now(), phone="13900001234")
    handling.sign(case, by=busy.user("grid"), at=timezone.now())
    page = browser_page(DESKTOP)
    sign_in(page, "grid", f"/cases/{case.number}/")
    page.locator(".reveal-summary").click()
    form = page.locator("form[action$='/reveal/']")
    form.locator("select").select_option(index=1)
    form.locator("button.btn-outline").click()
    page.get_by_text("13900001234").wait_for()
    page.emulate_media(media="print")
    assert page.evaluate(PRESSED) == []
    expect(page.get_by_text("13900001234")).to_be_hidden()
    expect(page.locator("#asker-panel .print-only")).to_be_visible()
    shot(page, "case-printed")
