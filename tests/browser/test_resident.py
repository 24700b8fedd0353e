"""The resident's way in a real browser: on a phone without JavaScript, on a desk with it, in large type."""

import io

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from cases.actions import handling
from cases.models import Attachment, Case
from tests.browser.conftest import PHONE
from tests.town import BUILDING, GRID, OTHER_GRID

WORDS = "三号楼门口的垃圾三天没有人收，气味很大。"


KEPT = """() => new Promise(done => {
    const look = () => (localStorage.getItem("gezhi-draft") || "").includes("area_code")
        ? done() : setTimeout(look, 50);
    look();
})"""
"""Ends once the draft with its place is kept."""


def jpeg():
    out = io.BytesIO()
    Image.effect_noise((1200, 900), 40).convert("RGB").save(out, "JPEG")
    return {"name": "IMG_4711.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def settle(town, case):
    """The grid worker signs and settles, on the clock of the browser's server."""
    worker = town.user("grid")
    handling.sign(case, by=worker, at=timezone.now())
    handling.settle(case, by=worker, at=timezone.now(), reply="已清运干净。", outcome="resolved")


def test_without_javascript_one_reports_tracks_and_rates(browser_page, street, shot, width):
    page = browser_page(width, javascript=False)
    page.goto("/")
    page.locator(".btn-hero").click()
    page.locator("textarea[name=text]").fill(WORDS)
    page.locator("input[name=query]").fill("幸福里")
    page.locator("button[name=find]").click()
    expect(page.locator("textarea[name=text]")).to_have_value(WORDS)
    page.locator(".place-list label").first.click()
    page.locator("select[name=category]").select_option("ENV01")
    page.locator("input[name=phone]").fill("12")
    page.locator(".btn-send").click()
    expect(page.locator(".error-summary a")).to_have_attribute("href", "#field-phone")
    shot(page, "report-refused")
    page.locator("input[name=phone]").fill("13812345678")
    page.locator("#id_camera").set_input_files([jpeg()])
    page.locator(".btn-send").click()
    page.wait_for_url("**/receipt/")
    case = Case.objects.get()
    number = page.locator(".receipt-number").inner_text()
    code = page.locator(".cells").get_attribute("aria-label")
    assert (number, case.area_id.startswith(GRID), case.state) == (case.number, True, "dispatched")
    assert Attachment.objects.filter(case=case).count() == 1
    expect(page.locator("[data-print]")).to_be_hidden()
    shot(page, "receipt")
    settle(street, case)
    page.goto("/track/")
    page.locator("input[name=number]").fill(number)
    page.locator("input[name=code]").fill(f"{code[:4]} {code[4:]}")
    page.locator("main form .btn-primary").click()
    page.wait_for_url("**/track/case/")
    expect(page.locator(".reply")).to_contain_text("已清运干净。")
    page.locator(".choice", has=page.locator("input[value=yes]")).click()
    shot(page, "progress-closed")
    page.locator("button[value=very_satisfied]").click()
    expect(page.locator(".note-success")).to_be_visible()
    shot(page, "progress-rated")
    case.refresh_from_db()
    assert (case.rating.solved, case.rating.satisfaction) == ("yes", "very_satisfied")
    page.goto("/grid/")
    page.locator("main input[name=query]").fill("幸福里")
    page.locator("main form .btn-primary").click()
    page.locator(".place-links a").first.click()
    page.get_by_role("link", name="反映这里的问题").click()
    expect(page.locator("main input[name=area_code]:checked, .place-chosen").first).to_be_visible()


def written(page):
    """The first step of the form, filled in."""
    page.goto("/report/")
    page.locator("textarea[name=text]").fill(WORDS)


def on(page, step):
    """On to a step, by the button of the one before."""
    page.locator(f".report-step:visible .btn-primary[data-to='{step}']").click()


def place_chosen(page):
    """The second step, by the list."""
    on(page, 2)
    page.locator("input[name=query]").press_sequentially("红星第一", delay=10)
    page.locator(".place-list label", has_text="红星第一网格").click()


def test_with_javascript_the_map_names_the_grid_and_the_stopper_warns(browser_page, street, shot, broken_rules, width):
    page = browser_page(width)
    written(page)
    page.locator("input[name=photos]").last.set_input_files([jpeg(), jpeg()])
    page.locator("#previews img").nth(1).wait_for()
    on(page, 2)
    expect(page.locator("script[src*=leaflet]")).to_have_count(0)
    page.locator("#show-map").click()
    page.locator("path.leaflet-interactive").nth(1).wait_for()
    with page.expect_response("**/report/places/**"):
        page.locator("path.leaflet-interactive").nth(1).click()
    page.locator(".place-chosen").wait_for()
    expect(page.locator(".place-chosen")).to_contain_text("红星第二网格")
    shot(page, "report-map")
    on(page, 3)
    page.locator("select[name=category]").select_option("SAF01")
    expect(page.locator(".stopper:visible")).to_contain_text("119")
    page.locator("select[name=category]").select_option("ENV01")
    expect(page.locator(".stopper:visible")).to_have_count(0)
    page.locator(".btn-send").dblclick()
    page.wait_for_url("**/receipt/")
    expect(page.locator("[data-print]")).to_be_visible()
    with page.expect_download() as saved:
        page.locator("#receipt-picture").click()
    assert saved.value.suggested_filename == f"{page.locator('.receipt-number').inner_text()}.png"
    assert page.locator("#receipt-image img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 720
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
    with page.expect_navigation():
        page.locator(".btn-danger").click()
    case.refresh_from_db()
    assert case.outcome == "withdrawn"


def test_a_phone_reports_in_three_steps(browser_page, street, shot, broken_rules, small_targets):
    page = browser_page(PHONE)
    page.goto("/report/")
    expect(page.locator("#step-1 :is(input, textarea)").first).to_have_attribute("capture", "environment")
    on(page, 2)
    expect(page.locator("#field-text .field-error")).to_be_visible()  # nothing is written yet
    page.locator("textarea[name=text]").fill(WORDS)
    page.locator("#id_camera").set_input_files([jpeg()])
    page.locator("#previews img").wait_for()
    shot(page, "step-1")
    assert broken_rules(page) + small_targets(page, 44) == []
    on(page, 2)
    expect(page.locator("#step-2-title")).to_be_focused()
    page.locator("input[name=query]").press_sequentially("幸福里", delay=10)
    row = page.locator(".place-list label", has_text="幸福里1号楼")
    expect(row).to_be_visible()
    shot(page, "step-2")
    assert broken_rules(page) + small_targets(page, 44) == []
    page.get_by_role("radio", name="幸福里1号楼").press("Space")
    page.locator("input[name=query]").press("Enter")
    expect(page.locator("input[name=area_code]:checked")).to_have_count(1)
    expect(page.locator("#step-2")).to_be_visible()  # a key ticks, and may go on through the list
    row.click()
    expect(page.locator("#step-3-title")).to_be_focused()
    expect(page.locator("#where")).to_have_text("幸福里1号楼")
    page.locator("input[name=address]").press("Enter")  # on to the next field, not off to the office
    expect(page.locator("input[name=name]")).to_be_focused()
    expect(page.locator("#said")).to_contain_text(WORDS[:9])
    page.locator(".suggestion", has_text="暴露垃圾").click()
    expect(page.locator("select[name=category]")).to_have_value("ENV01")
    shot(page, "step-3")
    assert broken_rules(page) + small_targets(page, 44) == []
    page.go_back()
    expect(page.locator("#step-2")).to_be_visible()
    page.go_forward()
    page.locator("input[name=phone]").fill("12")
    page.locator(".btn-send").click()
    page.locator(".error-summary").wait_for()
    expect(page.locator("#field-phone.field-bad")).to_be_visible()  # an error leads to its step
    page.locator("input[name=phone]").fill("13812345678")
    page.locator(".btn-send").click()
    page.wait_for_url("**/receipt/")
    case = Case.objects.get()
    assert (case.area_id, case.category.code, case.state) == (BUILDING, "ENV01", "dispatched")
    assert Attachment.objects.filter(case=case).count() == 1  # kept over the error
    page.goto("/report/")
    expect(page.locator("textarea[name=text]")).to_have_value("")  # no draft is left


def test_the_first_step_stands_still_and_without_its_script_the_form_is_one_page(browser_page, street):
    page = browser_page(PHONE)
    page.goto("/report/")
    expect(page.locator(".report-form.is-ready")).to_be_visible()
    place = page.locator("#field-text").bounding_box()
    page.route("**/report_steps.js", lambda route: route.abort())
    page.clock.install()
    page.goto("/report/")
    assert page.locator("#field-text").bounding_box() == place
    expect(page.locator("#step-2")).to_be_hidden()
    page.clock.fast_forward(5_000)
    expect(page.locator("#step-3 .btn-send")).to_be_visible()
    expect(page.locator("[data-to]:visible")).to_have_count(0)


def test_an_emergency_is_called_by_telephone_before_a_kind_is_chosen(browser_page, street):
    page = browser_page(PHONE)
    page.goto("/report/")
    page.locator("textarea[name=text]").fill("对面三楼着火了！")
    on(page, 2)
    page.locator("#call-now .stopper").wait_for()
    expect(page.locator("#call-now a")).to_have_attribute("href", "tel:119")


def test_a_draft_comes_back_and_can_be_dropped(browser_page, street, width):
    page = browser_page(width)
    written(page)
    page.locator("#id_camera").set_input_files([jpeg()])
    page.locator("#previews img").wait_for()
    place_chosen(page)
    on(page, 3)
    page.locator("input[name=phone]").fill("13812345678")
    page.evaluate(KEPT)
    page.reload()
    page.locator("#draft-note").wait_for()
    page.locator(".place-chosen").wait_for(state="attached")
    page.locator("#previews img").wait_for()
    expect(page.locator("textarea[name=text]")).to_have_value(WORDS)
    expect(page.locator("input[name=phone]")).to_have_value("")
    with page.expect_navigation():
        page.locator("#draft-drop").click()
    expect(page.locator("textarea[name=text]")).to_have_value("")


def test_without_network_a_report_waits_and_is_sent_once(browser_page, street, shot, width):
    page = browser_page(width)
    written(page)
    page.locator("#id_camera").set_input_files([jpeg()])
    page.locator("#previews img").wait_for()
    place_chosen(page)
    on(page, 3)
    page.context.set_offline(True)
    page.locator(".btn-send").click()
    page.locator("#waiting [data-when=waiting]").first.wait_for()
    expect(page.locator("#report-form")).to_be_hidden()
    assert Case.objects.count() == 0
    shot(page, "waiting")
    page.context.set_offline(False)
    page.wait_for_url("**/receipt/")
    case = Case.objects.get()
    assert (case.area_id, Attachment.objects.filter(case=case).count()) == (GRID, 1)
    expect(page.locator(".receipt-number")).to_have_text(case.number)
    page.goto("/")
    page.wait_for_load_state("networkidle")
    expect(page.locator("#waiting")).to_be_hidden()
    assert Case.objects.count() == 1


def test_an_answer_that_got_lost_makes_no_second_report(browser_page, street):
    page = browser_page(PHONE)
    written(page)
    place_chosen(page)
    on(page, 3)

    def lost(route):
        route.fetch(max_redirects=0)  # it arrives, and the way back is gone
        route.abort()

    page.route("**/report/", lost, times=1)
    page.locator(".btn-send").click()
    page.locator("#waiting [data-when=waiting]").first.wait_for()
    assert Case.objects.count() == 1
    page.goto("/track/")  # any page of this site sends it
    page.locator("#waiting [data-when=sent]").wait_for()
    assert Case.objects.count() == 1
    page.locator("#waiting [data-when=sent] a").click()
    assert page.locator(".receipt-number").inner_text() == Case.objects.get().number


def test_the_own_position_names_the_grid_and_without_leave_the_list_is_there(browser_page, street):
    page = browser_page(PHONE)
    written(page)
    on(page, 2)
    page.locator("#here").click()
    expect(page.locator("#map-problem")).to_have_text("没有取到您的位置。请在地图上点选，或从列表中选择。")
    expect(page.locator(".place-chosen")).to_have_count(0)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 36.005, "longitude": 120.015})
    page.locator("#here").click()
    expect(page.locator(".place-chosen")).to_contain_text("红星第二网格")
    expect(page.locator("#map-problem")).to_be_hidden()
    expect(page.locator("input[name=lon]")).to_have_value("120.015")
    expect(page.locator("#step-3-title")).to_be_focused()  # nothing more to say about the place
    page.go_back()
    expect(page.locator("#step-2")).to_be_visible()
    page.route("**/report/places/**", lambda route: route.abort())
    page.locator("#here").click()
    expect(page.locator("#map-problem")).to_be_visible()
    page.route("**/report/places/**", lambda route: route.fulfill(status=204))
    with page.expect_response("**/report/places/**"):
        page.locator("#here").click()
    expect(page.locator("#map-problem")).to_be_visible()
    expect(page.locator("#step-2")).to_be_visible()  # the place of before is no answer to where one is now


def test_while_it_is_written_the_same_matter_is_shown_before_it_is_sent(browser_page, street):
    earlier = street.report("ENV01", at=timezone.now(), text=WORDS)
    page = browser_page(PHONE)
    written(page)
    place_chosen(page)
    on(page, 3)
    hint = page.locator("#similar details")
    expect(hint.locator("summary")).to_contain_text("暴露垃圾 · 红星第一网格")
    expect(hint.locator("input[name=seen]")).to_be_disabled()
    hint.locator("summary").click()
    expect(hint.locator("input[name=seen]")).to_be_enabled()  # a list that was opened counts as seen
    expect(hint.locator("li")).to_have_count(1)
    hint.get_by_role("button").click()
    page.wait_for_url("**/receipt/")
    assert Case.objects.exclude(pk=earlier.pk).get().master_id == earlier.pk


PAGES = ["/", "/report/", "/track/", "/grid/", f"/grid/{BUILDING}/", "/sign-in/"]


@pytest.mark.long
def test_pages_are_within_reach_of_everybody(browser_page, street, faults):
    page = browser_page()
    found = {}
    for address in PAGES:
        found |= faults(page, address)
    assert found == {}
