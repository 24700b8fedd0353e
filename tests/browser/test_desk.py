"""The desk officer's day at the list of cases: beside each other, by keys alone, back and forth."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cases.actions import handling
from cases.models import Case
from notices.models import Notice
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.journeys import SPLIT
from tests.browser.keyboard import Keyboard
from tests.town import COMMUNITY

PANEL = "#case-panel"
KEYS_A_CASE = 8


@pytest.fixture
def width():
    """What is no journey happens on a wide screen."""
    return DESKTOP


@pytest.fixture
def three(town, live_server):
    """Three reports that wait for their dispatch, newest last."""
    return [town.report(None, area=COMMUNITY, text=f"第{n}件：路灯坏了没有人修。") for n in "一二三"]


@pytest.fixture
def desk(browser_page, three, sign_in, width):
    """The triage desk's list."""
    page = browser_page(width)
    sign_in(page, "community", "/cases/?state=reported")
    return page


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)
    return len(keys)


def shown(page, case):
    page.locator(f"{PANEL} .case-number", has_text=case.number).wait_for()


def test_ten_cases_are_dispatched_by_keys_alone(town, three, desk, shot, width):
    waiting = [*three, *(town.report(None, area=COMMUNITY, text=f"第{n}件：井盖松动。") for n in "四五六七八九十")]
    desk.reload()
    if width < SPLIT:
        dispatched_on_their_pages(Keyboard(desk), waiting)
    else:
        dispatched_beside_the_list(desk, waiting)
    shot(desk, "desk-done")
    assert {case.state for case in Case.objects.all()} == {"dispatched"}


def dispatched_beside_the_list(desk, waiting):
    used = 0
    for case in waiting[::-1]:
        used += press(desk, "j", "d")
        shown(desk, case)
        expect(desk.locator("select[name=dispatch-category]")).to_be_focused()
        used += press(desk, "ArrowDown", "Tab", "ArrowDown", "Control+Enter")
        desk.locator(f"{PANEL} .note-success").wait_for()
    expect(desk.locator(".case-row.is-done")).to_have_count(len(waiting))
    assert used <= KEYS_A_CASE * len(waiting)


def dispatched_on_their_pages(keys, waiting):
    for case in waiting:  # the desk begins with the oldest
        keys.follow("工作台")
        with keys.page.expect_navigation(url=f"**/cases/{case.number}/"):
            keys.press("j", "Enter")
        keys.choose("类别", "暴露垃圾")
        keys.choose("地点", "红星第一网格")
        with keys.page.expect_navigation():
            keys.push("派单")
        expect(keys.page.locator(".note-success")).to_be_visible()


def test_back_and_reload_bring_the_case_again(desk, three, broken_rules):
    rows = desk.locator(".case-row > a")
    rows.nth(0).click()
    shown(desk, three[2])
    desk.wait_for_url(f"**/cases/?state=reported&case={three[2].number}")
    rows.nth(1).click()
    shown(desk, three[1])
    desk.go_back()
    shown(desk, three[2])
    desk.reload()
    shown(desk, three[2])
    assert broken_rules(desk) == []
    press(desk, "Escape")
    desk.locator(f"{PANEL} .empty-gz").wait_for()
    assert "case=" not in desk.url


def test_what_the_form_refuses_stays_beside_the_list(desk, three):
    press(desk, "j", "d")
    shown(desk, three[2])
    expect(desk.locator("select[name=dispatch-category]")).to_be_focused()
    desk.locator("select[name=dispatch-category]").select_option("")  # the words suggest one
    press(desk, "Control+Enter")
    desk.locator(f"{PANEL} .error-summary").wait_for()
    expect(desk.locator(".case-row")).to_have_count(3)


def test_whoever_goes_on_at_once_is_not_called_back_to_the_row_before(desk, three):
    rows, held = desk.locator(".case-row > a"), []
    press(desk, "j", "d")
    expect(desk.locator("select[name=dispatch-category]")).to_be_focused()
    desk.route(lambda url: "state=reported" in url, lambda route: held.insert(0, route))
    with desk.expect_request(lambda request: "state=reported" in request.url):  # what became of the row
        press(desk, "ArrowDown", "Tab", "ArrowDown", "Control+Enter")
    press(desk, "j")
    expect(rows.nth(1)).to_be_focused()
    held[0].continue_()
    desk.locator(".case-row.is-done").wait_for()
    expect(rows.nth(1)).to_be_focused()


def test_without_an_answer_no_case_stands_under_the_name_of_another(desk, three):
    rows, said = desk.locator(".case-row > a"), desk.locator("#desk-said", has_text="没有收到")
    rows.nth(0).click()
    shown(desk, three[2])
    desk.route("**/dispatch/", lambda route: route.abort())
    press(desk, "d")
    desk.locator("select[name=dispatch-category]").select_option("ENV01")
    send = desk.locator("#form-dispatch button:not([name])")
    send.click()
    said.wait_for()
    expect(send).to_be_enabled()
    expect(desk.locator(f"{PANEL}[aria-busy]")).to_have_count(0)
    desk.route(f"**/cases/{three[1].number}/", lambda route: route.fulfill(status=204))
    rows.nth(1).click()
    desk.locator(f"{PANEL}:not([aria-busy])").wait_for()
    expect(desk.locator(f"{PANEL} > *")).to_have_count(0)
    expect(said).to_be_visible()
    desk.unroute_all()
    rows.nth(1).click()
    shown(desk, three[1])
    limits = desk.locator(f"{PANEL} [data-limit]").count()
    assert limits
    expect(desk.locator(f"{PANEL} .count-left")).to_have_count(limits)


def test_no_key_fires_while_one_types_or_once_they_are_off(desk, broken_rules, small_targets):
    press(desk, "/")
    desk.keyboard.type("jxs?")
    expect(desk.locator("#filter_q")).to_have_value("jxs?")
    expect(desk.locator("#keys")).to_be_hidden()
    press(desk, "Escape", "Control+j", "Alt+x")
    press(desk, "?")
    assert broken_rules(desk) + small_targets(desk, 44) == []
    desk.locator("#keys-on").uncheck()
    press(desk, "Escape")
    desk.goto("/cases/")
    press(desk, "?", "j", "Enter")
    expect(desk.locator("#keys")).to_be_hidden()
    expect(desk.locator(f"{PANEL} .case-number")).to_have_count(0)
    desk.locator("[data-keys]").click()
    expect(desk.locator("#keys-on")).not_to_be_checked()


def test_on_a_phone_a_row_leads_to_its_page(browser_page, three, sign_in):
    page = browser_page(PHONE)
    sign_in(page, "community", "/cases/")
    page.locator(".case-row > a").first.click()
    page.wait_for_url(f"**/cases/{three[2].number}/")


def test_what_one_writes_survives_and_a_colleague_is_named(browser_page, town, sign_in, shot, live_server):
    case = handling.sign(town.report("ENV01"), by=town.user("grid"), at=timezone.now())
    page = browser_page(DESKTOP)
    sign_in(page, "grid", f"/cases/{case.number}/")
    area = page.locator("#form-note textarea")
    page.locator("#verb-note > summary").click()
    page.locator("#form-note .choice", has=page.locator("input[value=internal]")).click()
    area.press_sequentially("请@测试comm")
    page.locator("#mention-list [aria-selected=true]", has_text="测试community").wait_for()
    shot(page, "desk-mention")
    press(page, "Enter")
    expect(area).to_have_value("请@测试community ")
    page.goto("/desk/")
    page.goto(f"/cases/{case.number}/")
    expect(area).to_have_value("请@测试community ")
    page.locator("#verb-note > summary").click()
    page.locator("#form-note .choice", has=page.locator("input[value=internal]")).click()
    page.locator("#form-note .btn-primary").click()
    page.locator(".note-success").wait_for()
    page.goto(f"/cases/{case.number}/")
    expect(area).to_have_value("")
    assert Notice.objects.filter(kind="mentioned", to_id=town.user("community").pk).exists()


def test_the_piles_by_keys_alone_and_what_comes_anew_keeps_ones_row(browser_page, town, three, sign_in, shot):
    page = browser_page(DESKTOP)
    sign_in(page, "community")
    press(page, "?")
    expect(page.locator("#keys")).to_be_visible()
    shot(page, "desk-piles-keys")
    press(page, "Escape")
    expect(page.locator("#keys")).to_be_hidden()
    rows = page.locator(".case-row > a")
    press(page, "j", "j", "j", "k")
    expect(rows.nth(1)).to_be_focused()
    town.report(None, area=COMMUNITY, text="新来的一件。")
    page.evaluate("htmx.trigger('#desk-piles', 'gezhi:fresh')")
    expect(rows).to_have_count(4)
    middle = page.locator(f'.case-row > a[href="/cases/{three[1].number}/"]')
    expect(middle).to_be_focused()
    press(page, "Enter")
    page.wait_for_url(f"**/cases/{three[1].number}/")


def test_selected_ones_are_done_together(desk, three, shot, broken_rules, small_targets, width):
    if width == PHONE:  # there one works one by one
        expect(desk.locator(".bulk-bar, .case-pick").locator("visible=true")).to_have_count(0)
        return
    if width < SPLIT:
        for box in desk.locator(".case-pick").all()[:2]:
            box.click()
    else:
        press(desk, "j", "x", "j", "x")
    expect(desk.locator("#bulk-count")).to_contain_text("2")
    shot(desk, "desk-picked")
    desk.locator("#bulk button[value=dispatch]").click()
    desk.locator("#bulk_category").select_option("ENV01")
    shot(desk, "desk-bulk-ask")
    desk.locator("form.panel .btn-primary").click()
    desk.locator(".bulk-goes").first.wait_for()
    shot(desk, "desk-bulk-preview")
    assert broken_rules(desk) + small_targets(desk, 44) == []
    desk.locator("form.panel .btn-primary").click()
    desk.wait_for_url("**/cases/bulk/*/")
    shot(desk, "desk-bulk-done")
    assert sorted(Case.objects.values_list("state", flat=True)) == ["dispatched", "dispatched", "reported"]


def test_new_cases_are_told_and_shown_without_losing_the_selection(desk, town, three):
    press(desk, "j", "j", "x")
    desk.evaluate("scrollTo({top: 100, behavior: 'instant'})")
    town.report(None, area=COMMUNITY, text="新来的一件。")
    desk.evaluate("htmx.trigger('#case-fresh', 'gezhi:fresh')")
    told = desk.locator("#case-fresh a")
    told.wait_for()  # it pushes the rows down
    before = desk.locator(".case-row", has_text="第二件").bounding_box()["y"]
    told.click()
    desk.locator(".case-row", has_text="新来的一件").wait_for()
    row = desk.locator(".case-row", has_text="第二件")
    expect(row.locator("input")).to_be_checked()
    expect(desk.locator("#bulk-count")).to_contain_text("1")
    assert abs(row.bounding_box()["y"] - before) < 2
