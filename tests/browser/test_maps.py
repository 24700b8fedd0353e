"""Maps in a real browser: they draw without tiles, and the lists beside them do the same without JavaScript."""

import base64
import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.town import GRID, NEXT_GRID, OTHER_GRID

JUMPS = """window.jumped = 0; new PerformanceObserver(list => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) window.jumped += one.value
}).observe({ type: "layout-shift", buffered: true })"""
"""Sums up how far what one reads is moved about."""


@pytest.fixture
def reported(street):
    """Eight of a grid six weeks ago, the day before yesterday's late ones, and one of today."""
    now = timezone.now()
    for _number in range(8):
        street.report("ENV01", at=now - dt.timedelta(days=45), area=OTHER_GRID)
    street.report("SAF02", at=now - dt.timedelta(days=3), area=GRID)
    street.report("ENV05", at=now, area=GRID)
    return street.report("ENV01", at=now, area=NEXT_GRID)


def test_the_map_of_the_cases_draws_gathers_and_leads_to_a_case(browser_page, reported, sign_in, shot, faults):
    page = browser_page(DESKTOP)
    sign_in(page, "street", "/map/")
    page.locator(".map-pin").first.wait_for()
    expect(page.locator("path.map-area")).to_have_count(3)
    expect(page.locator(".map-bunch.map-over")).to_have_count(2)
    shot(page, "map")
    page.locator('[data-view="areas"]').click()
    expect(page.locator(".map-count")).to_have_count(3)
    assert sorted(page.locator(".map-count").all_inner_texts()) == ["1", "2", "8"]
    expect(page.locator(".map-pin")).to_have_count(0)
    shot(page, "map-heat")
    page.locator('[data-view="points"]').click()
    page.locator(".map-bunch", has_text="8").click()
    page.locator(".map-list a").first.wait_for()
    shot(page, "map-bunch")
    page.locator(f'.map-pin[title*="{"暴露垃圾"}"]:not(.map-bunch)').press("Enter")
    page.wait_for_url(f"**/cases/{reported.number}/")
    page.goto("/map/")
    page.locator("select[name=category]").select_option("ENV01")
    page.locator("main form .btn-primary").click()
    page.locator('[data-view="areas"]').click()
    expect(page.locator(".map-count")).to_have_text(["8", "1"])  # the fire lane and the heap of sand are left out
    expect(page.locator("path.map-area.shade-5")).to_have_count(1)
    expect(page.locator("path.map-area.shade-5")).to_have_css("fill-opacity", "0.72")
    assert faults(page, "/map/") == {}


def test_without_javascript_the_list_says_the_same(browser_page, reported, sign_in):
    page = browser_page(PHONE, javascript=False)
    sign_in(page, "street", "/map/")
    expect(page.locator(".map-part")).to_be_hidden()
    page.locator(".count-list a", has_text="云峰第一网格").click()
    page.locator(f'.case-row a[href="/cases/{reported.number}/"]').click()
    page.wait_for_url(f"**/cases/{reported.number}/")


def test_what_happens_near_with_a_map_and_without(browser_page, reported, shot, faults):
    page = browser_page(PHONE)
    page.add_init_script(JUMPS)
    page.goto("/nearby/")
    page.locator(".map-count").wait_for()
    assert page.evaluate("jumped") == 0  # the map's room was kept
    expect(page.locator(".map-count")).to_have_text("8")
    expect(page.locator(".map-views")).to_be_hidden()
    expect(page.locator(".count-rows")).to_contain_text("暴露垃圾")
    shot(page, "nearby")
    assert faults(page, "/nearby/") == {}
    plain = browser_page(PHONE, javascript=False)
    plain.goto("/nearby/")
    plain.locator("select[name=group]").select_option("ENV")
    plain.locator("main form .btn-primary").click()
    plain.wait_for_url("**group=ENV**")
    expect(plain.locator(".count-rows")).to_contain_text("8 件")


def test_the_map_beside_the_list_by_keys_and_pins(browser_page, reported, sign_in, shot, faults):
    page = browser_page(DESKTOP)
    sign_in(page, "street", "/cases/")
    expect(page.locator("script[src*=leaflet]")).to_have_count(0)
    page.keyboard.press("m")
    pins = page.locator("#side-map .map-pin")
    expect(pins).to_have_count(3)
    shot(page, "desk-map")
    page.keyboard.press("j")
    marked = page.locator("#side-map .map-pin[aria-current]")
    expect(marked).to_have_count(1)
    page.locator('.map-pin[title*="暴露垃圾"]:not(.map-bunch)').click()
    expect(page.locator("#case-panel .case-number")).to_have_text(reported.number)
    expect(page.locator(f'.case-row a[aria-current][href="/cases/{reported.number}/"]')).to_be_visible()
    expect(marked).to_have_attribute("title", re.compile("暴露垃圾"))
    shot(page, "desk-map-case")
    page.locator(".map-bunch", has_text="8").press("Enter")  # it belongs to what has the focus, not to the row
    expect(page.locator(".map-list a")).to_have_count(8)
    page.keyboard.press("Escape")  # the list alone
    expect(page.locator(".map-list a")).to_have_count(0)
    expect(page.locator("#case-panel .case-number")).to_have_text(reported.number)
    page.locator("[name=q]").focus()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator("#case-panel .case-number")).not_to_have_text(reported.number)
    page.locator('.map-pin[title*="暴露垃圾"]:not(.map-bunch)').press("Enter")
    expect(page.locator("#case-panel .case-number")).to_have_text(reported.number)
    page.locator("input[name=state][value=dispatched]").check()
    page.locator("input[name=state][value=reported]").check()
    page.wait_for_url("**state=reported**")
    expect(page.locator("#map-link")).to_have_attribute("href", re.compile("state=reported"))
    page.reload()  # whoever likes the map keeps it
    expect(pins).to_have_count(3)
    assert faults(page, "/cases/") == {}
    page.keyboard.press("m")
    expect(page.locator("#side-map")).to_be_hidden()


PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
"""One pixel as PNG."""


def test_tiles_by_setting_lie_below_every_map_and_a_tap_fits_them(browser_page, reported, sign_in, settings, shot):
    settings.MAP_TILES, settings.MAP_ATTRIBUTION = "https://tiles.example/{z}/{x}/{y}.png", "天地图 <b>GS(2026)1号</b>"
    settings.MAP_DATUM = "gcj02"
    page = browser_page(PHONE)  # a breach of the content policy is an error in its console
    page.context.route("https://tiles.example/**", lambda route: route.fulfill(body=PICTURE, content_type="image/png"))
    sign_in(page, "street", "/map/")
    expect(page.locator(".leaflet-tile-loaded").first).to_be_attached()
    assert page.locator(".leaflet-tile-loaded").first.evaluate("tile => tile.naturalWidth") == 1
    expect(page.locator(".leaflet-control-attribution")).to_have_text(settings.MAP_ATTRIBUTION)
    shot(page, "map-tiles")

    page.context.clear_cookies()
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 36.005, "longitude": 120.002})
    page.goto("/report/")
    page.locator("textarea[name=text]").fill("垃圾没有人清运。")
    page.locator(".report-step:visible .btn-primary[data-to='2']").click()
    page.locator("#show-map").click()
    expect(page.locator(".leaflet-tile-loaded").first).to_be_attached()
    expect(page.locator(".leaflet-control-attribution")).to_have_text(settings.MAP_ATTRIBUTION)
    outline = page.locator("path.map-outline").first
    outline.click()  # its middle on the tiles is a place of the next grid, were it not taken back
    expect(page.locator(".place-chosen")).to_contain_text("红星第一网格")
    pin = page.locator("path.map-pin")
    before = pin.get_attribute("d")
    shot(page, "report-map-tiles")
    page.locator(".place-chosen button").click()
    expect(pin).to_have_count(0)  # what was given up is not marked
    page.locator("#here").click()
    expect(pin).not_to_have_attribute("d", before)
    expect(page.locator("input[name=lon]")).to_have_value("120.002")
    expect(page.locator("#step-2")).to_be_visible()  # a position on a map is looked at first
    own, drawn = pin.bounding_box(), outline.bounding_box()
    assert own["x"] + own["width"] / 2 == pytest.approx(drawn["x"] + 0.2 * drawn["width"], abs=3)
