"""The resident's way in a real browser: on a phone without JavaScript, on a desk with it, in large type."""

import io

import pytest
from django.utils import timezone
from PIL import Image

from cases.actions import handling
from cases.models import Attachment, Case
from tests.browser.conftest import DESKTOP, PHONE
from tests.town import BUILDING, GRID, OTHER_GRID

WORDS = "三号楼门口的垃圾三天没有人收，气味很大。"


def jpeg():
    out = io.BytesIO()
    Image.effect_noise((1200, 900), 40).convert("RGB").save(out, "JPEG")
    return {"name": "IMG_4711.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def settle(town, case):
    """The grid worker signs and settles, on the clock of the browser's server."""
    worker = town.user("grid")
    handling.sign(case, by=worker, at=timezone.now())
    handling.settle(case, by=worker, at=timezone.now(), reply="已清运干净。", outcome="resolved")


def test_without_javascript_a_phone_reports_tracks_and_rates(browser_page, street, shot, settings):
    settings.SETTLE_SAMPLING_PERCENT = 0
    page = browser_page(PHONE, javascript=False)
    page.goto("/")
    page.locator(".btn-hero").click()
    page.locator("textarea[name=text]").fill(WORDS)
    page.locator("input[name=query]").fill("幸福里")
    page.locator("button[name=find]").click()
    assert page.locator("textarea[name=text]").input_value() == WORDS
    page.locator(".place-list label").first.click()
    page.locator("select[name=category]").select_option("ENV01")
    page.locator("input[name=phone]").fill("12")
    page.locator(".btn-send").click()
    assert page.locator(".error-summary a").get_attribute("href") == "#field-phone"
    shot(page, "report-refused")
    page.locator("input[name=phone]").fill("13812345678")
    page.locator("input[name=photos]").set_input_files([jpeg()])
    page.locator(".btn-send").click()
    page.wait_for_url("**/receipt/")
    case = Case.objects.get()
    number = page.locator(".receipt-number").inner_text()
    code = page.locator(".cells").get_attribute("aria-label")
    assert (number, case.area_id.startswith(GRID), case.state) == (case.number, True, "dispatched")
    assert Attachment.objects.filter(case=case).count() == 1
    assert page.locator("[data-print]").is_hidden()
    shot(page, "receipt")
    settle(street, case)
    page.goto("/track/")
    page.locator("input[name=number]").fill(number)
    page.locator("input[name=code]").fill(f"{code[:4]} {code[4:]}")
    page.locator("main form .btn-primary").click()
    page.wait_for_url("**/track/case/")
    assert "已清运干净。" in page.locator(".reply").inner_text()
    page.locator(".choice", has=page.locator("input[value=yes]")).click()
    page.locator(".choice", has=page.locator("input[value=very_satisfied]")).click()
    shot(page, "progress-closed")
    page.locator(".rating .btn-primary").click()
    assert page.locator(".note-success").is_visible()
    case.refresh_from_db()
    assert (case.rating.solved, case.rating.satisfaction) == ("yes", "very_satisfied")


def test_with_javascript_the_map_names_the_grid_and_the_stopper_warns(browser_page, street, shot, broken_rules):
    page = browser_page(DESKTOP)
    page.goto("/report/")
    page.locator("#show-map").click()
    page.locator("path.leaflet-interactive").nth(1).wait_for()
    with page.expect_response("**/report/places/**"):
        page.locator("path.leaflet-interactive").nth(1).click()
    page.locator(".place-chosen").wait_for()
    assert "红星第二网格" in page.locator(".place-chosen").inner_text()
    page.locator("select[name=category]").select_option("SAF01")
    assert page.locator(".stopper:visible").inner_text().strip().endswith("119")
    page.locator("select[name=category]").select_option("ENV01")
    assert page.locator(".stopper:visible").count() == 0
    page.locator("input[name=photos]").set_input_files([jpeg(), jpeg()])
    assert page.locator(".previews img").count() == 2
    page.locator("textarea[name=text]").fill(WORDS)
    shot(page, "report-map")
    page.locator(".btn-send").dblclick()
    page.wait_for_url("**/receipt/")
    assert page.locator("[data-print]").is_visible()
    assert broken_rules(page) == []
    shot(page, "receipt")
    case = Case.objects.get()
    assert (case.area_id, case.latitude is not None, Attachment.objects.count()) == (OTHER_GRID, True, 2)
    page.locator("a[href='/track/case/']").click()
    page.wait_for_url("**/track/case/")
    assert broken_rules(page) == []
    shot(page, "progress")
    page.locator("a[href='/track/case/withdraw/']").click()
    page.wait_for_url("**/withdraw/")
    assert broken_rules(page) == []
    shot(page, "withdraw")
    page.locator(".btn-danger").click()
    case.refresh_from_db()
    assert case.outcome == "withdrawn"


def test_places_are_found_while_typing(browser_page, street):
    page = browser_page(PHONE)
    page.goto("/report/")
    page.locator("textarea[name=text]").fill(WORDS)
    page.locator("input[name=query]").press_sequentially("云峰第一", delay=10)
    page.locator(".place-list label", has_text="云峰第一网格").click()
    page.locator("input[name=query]").press("Enter")
    assert page.url.endswith("/report/")
    assert page.locator("input[name=area_code]:checked").count() == 1
    assert page.locator("textarea[name=text]").input_value() == WORDS


PAGES = ["/", "/report/", "/track/", "/grid/", f"/grid/{BUILDING}/", "/sign-in/"]


@pytest.mark.long
def test_pages_are_within_reach_of_everybody(browser_page, street, faults):
    page = browser_page()
    found = {}
    for address in PAGES:
        found |= faults(page, address)
    assert found == {}
