"""The staff's day in a real browser: a grid worker on a phone, the triage desk and the street on wide screens."""

import datetime as dt

import pytest
from django.utils import timezone

from cases.actions import handling, timers
from cases.models import Case
from tests.browser.conftest import DESKTOP, PHONE
from tests.town import BUILDING, COMMUNITY, GRID, OTHER_GRID

LONG = "单元门禁坏了半个月，快递和陌生人随意进出，晚上老人不敢下楼，打过两次物业电话都说在等配件，希望尽快修好。"


@pytest.fixture
def busy(town, live_server, settings):
    """A town with work on every desk, some of it late."""
    settings.SETTLE_SAMPLING_PERCENT = 0
    now = timezone.now()
    town.report("ENV01", at=now - dt.timedelta(minutes=20), area=BUILDING, address="2单元3楼")
    town.report("SAF02", at=now - dt.timedelta(hours=3), text="消防通道被三辆面包车堵死，消防车进不来。")
    town.report("PTY01", at=now - dt.timedelta(days=9), text="楼道保洁一周只来一次。")
    town.report("POL01", at=now - dt.timedelta(days=1), area=OTHER_GRID, text="楼上深夜装修。")
    town.report("PTY04", at=now - dt.timedelta(days=2), text=LONG)
    town.report(None, at=now - dt.timedelta(minutes=50), area=COMMUNITY, text=LONG)
    timers.run(now)
    return town


def sign_in(page, name):
    page.goto("/desk/")
    page.locator("input[name=username]").fill(name)
    page.locator("input[name=password]").fill("golden buffalo")
    page.locator("main form .btn-primary").click()
    page.wait_for_url("**/desk/")


def open_case(page, case):
    page.locator(f'.case-row a[href="/cases/{case.number}/"]').click()
    page.wait_for_url(f"**/cases/{case.number}/")


def fits(page):
    """Nothing sticks out of the screen to the side."""
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
def test_a_grid_worker_signs_notes_and_settles_with_one_hand(browser_page, busy, shot, javascript):
    page = browser_page(PHONE, javascript=javascript)
    sign_in(page, "grid")
    shot(page, "desk")
    assert fits(page) if javascript else True
    case = Case.objects.get(area_id=BUILDING)
    open_case(page, case)
    shot(page, "case-to-sign")
    page.locator(".sticky-actions .btn-primary").click()
    page.locator(".note-success").wait_for()
    page.locator("#verb-note > summary").click()
    page.locator("#form-note .choice", has=page.locator("input[value=visit]")).click()
    page.locator("#form-note textarea").fill("上门查看，垃圾已堆到楼梯口，联系保洁。")
    shot(page, "case-note")
    page.locator("#form-note .btn-primary").click()
    page.locator(".step", has_text="上门查看").wait_for()
    page.locator("#verb-settle > summary").click()
    page.locator("#form-settle .btn-primary").click()
    assert page.locator("#form-settle .error-summary").is_visible()
    page.locator("#form-settle textarea").fill("已清运干净，今后每天两次巡查。")
    page.locator("#form-settle .btn-primary").click()
    page.locator(".note-success").wait_for()
    shot(page, "case-settled")
    case.refresh_from_db()
    assert (case.state, case.outcome, case.on_the_spot) == ("closed", "resolved", True)
    assert fits(page) if javascript else True


def test_the_bar_at_the_thumb_opens_the_form(browser_page, busy):
    case = Case.objects.get(area_id=BUILDING)
    handling.sign(case, by=busy.user("grid"), at=timezone.now())
    page = browser_page(PHONE)
    sign_in(page, "grid")
    page.goto(f"/cases/{case.number}/")
    page.locator('.sticky-actions a[href="#verb-settle"]').click()
    page.locator("#form-settle textarea").wait_for()
    assert page.locator("#verb-settle").get_attribute("open") is not None


def test_the_triage_desk_dispatches(browser_page, busy, shot):
    page = browser_page(DESKTOP)
    sign_in(page, "community")
    shot(page, "desk")
    case = Case.objects.get(state="reported")
    open_case(page, case)
    shot(page, "case-to-dispatch")
    form = page.locator("#form-dispatch")
    form.locator("select[name=dispatch-category]").select_option("PTY01")
    form.locator("select[name=dispatch-area_code]").select_option(GRID)
    form.locator(".btn-primary").click()
    page.locator(".note-success").wait_for()
    case.refresh_from_db()
    assert (case.state, case.area_id, case.holder_id) == ("dispatched", GRID, busy.unit(GRID))
    page.locator(".clock summary").first.click()
    shot(page, "case-dispatched")


def test_a_filter_swaps_the_table_without_a_new_page(browser_page, busy, shot):
    page = browser_page(DESKTOP)
    sign_in(page, "street")
    page.goto("/cases/")
    page.evaluate("window.stayed = true")
    rows = page.locator(".case-row")
    assert rows.count() == 6
    page.locator(".chip", has=page.locator("input[value=reported]")).click()
    page.wait_for_url("**/cases/?*state=reported*")
    assert rows.count() == 1
    assert page.evaluate("window.stayed") is True
    shot(page, "cases")
    page.locator(".filter-more").click()
    shot(page, "cases-filters")


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_the_other_pages_fit_their_screen(browser_page, busy, shot, width):
    late = Case.objects.get(category__code="PTY01", state="dispatched")
    page = browser_page(width)
    sign_in(page, "street")
    for name, address in {
        "cases": "/cases/",
        "case-late": f"/cases/{late.number}/",
        "street": "/street/",
        "notices": "/notices/",
        "new-case": "/cases/new/",
    }.items():
        page.goto(address)
        shot(page, f"staff-{name}")
        assert fits(page), address
