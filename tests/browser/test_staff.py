"""The staff's day in a real browser: a grid worker on a phone, the triage desk and the street on wide screens."""

from django.utils import timezone
from playwright.sync_api import expect

from accounts.actions import audit
from accounts.models import AuditEntry
from cases.actions import handling
from cases.models import Case
from tests.browser.conftest import DESKTOP, PHONE, press_sign
from tests.town import BUILDING, GRID


def open_case(page, case):
    page.locator(f'.case-row a[href="/cases/{case.number}/"]').click()
    page.wait_for_url(f"**/cases/{case.number}/")


def fits(page):
    """Nothing sticks out of the screen to the side."""
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_grid_worker_signs_notes_and_settles(browser_page, busy, sign_in, shot, width):
    page = browser_page(width)
    sign_in(page, "grid")
    shot(page, "desk")
    assert fits(page)
    case = Case.objects.get(area_id=BUILDING)
    open_case(page, case)
    shot(page, "case-to-sign")
    press_sign(page)
    page.locator(".note-success").wait_for()
    page.locator("#verb-note > summary").click()
    page.locator("#form-note .choice", has=page.locator("input[value=visit]")).click()
    page.locator("#form-note textarea").fill("上门查看，垃圾已堆到楼梯口，联系保洁。")
    shot(page, "case-note")
    page.locator("#form-note .btn-primary").click()
    page.locator(".step", has_text="上门查看").wait_for()
    page.locator("#verb-settle > summary").click()
    page.locator("#form-settle .btn-primary").click()
    expect(page.locator("#form-settle .error-summary")).to_be_visible()
    page.locator("#form-settle textarea").fill("已清运干净，今后每天两次巡查。")
    page.locator("#form-settle .btn-primary").click()
    page.locator(".note-success").wait_for()
    shot(page, "case-settled")
    case.refresh_from_db()
    assert (case.state, case.outcome, case.on_the_spot) == ("closed", "resolved", True)
    assert fits(page)


def test_the_bar_at_the_thumb_opens_the_form_and_calls(browser_page, busy, sign_in):
    case = Case.objects.get(area_id=BUILDING)
    handling.sign(case, by=busy.user("grid"), at=timezone.now())
    page = browser_page(PHONE)
    sign_in(page, "grid", f"/cases/{case.number}/")
    page.context.set_offline(True)
    page.locator(".btn-call").click()
    expect(page.locator("#form-call [role=alert]")).to_contain_text("没有网络")
    page.context.set_offline(False)
    page.locator(".btn-call").click()
    expect(page.locator("#form-call a")).to_have_attribute("href", "tel:13812345678")
    expect(page.locator("#form-call [role=alert]")).to_be_hidden()
    expect(page.locator(".btn-call")).to_be_enabled()  # whoever was not there is called again
    assert AuditEntry.objects.get(verb="reveal_contact").purpose == "contact"
    page.locator('.sticky-actions a[href="#verb-settle"]').click()
    page.locator("#form-settle textarea").wait_for()
    expect(page.locator("#verb-settle")).to_have_attribute("open", "")


def test_the_triage_desk_dispatches(browser_page, busy, sign_in, shot, width):
    page = browser_page(width)
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


def test_a_filter_swaps_the_table_without_a_new_page(browser_page, busy, sign_in, shot):
    page = browser_page(DESKTOP)
    sign_in(page, "street", "/cases/")
    page.evaluate("window.stayed = true")
    rows = page.locator(".case-row")
    expect(rows).to_have_count(6)
    page.locator(".chip", has=page.locator("input[value=reported]")).click()
    page.wait_for_url("**/cases/?*state=reported*")
    expect(rows).to_have_count(1)
    assert page.evaluate("window.stayed") is True
    shot(page, "cases")
    page.locator("#filters .filter-more").click()
    shot(page, "cases-filters")


def test_the_other_pages_fit_their_screen(browser_page, busy, sign_in, shot):
    late = Case.objects.get(category__code="PTY01", state="dispatched")
    page = browser_page()
    sign_in(page, "street", "")
    for name, address in {
        "cases": "/cases/",
        "case-late": f"/cases/{late.number}/",
        "street": "/street/",
        "notices": "/notices/",
        "new-case": "/cases/new/",
    }.items():
        page.goto(address)
        for width in (DESKTOP, PHONE):
            page.set_viewport_size({"width": width, "height": 900})
            shot(page, f"staff-{name}")
            assert fits(page), (address, width)


def test_a_worker_taps_the_place_on_the_map(browser_page, street, sign_in, shot):
    page = browser_page(PHONE)
    sign_in(page, "grid", "/cases/new/")
    page.locator("#show-map").click()
    assert page.locator("#map").bounding_box()["height"] > 200
    page.locator("path.leaflet-interactive").first.wait_for()
    shot(page, "new-case-map")
    with page.expect_response("**/report/places/**"):
        page.locator("path.leaflet-interactive").first.click()
    expect(page.locator(".place-chosen")).to_contain_text("网格")


BROKEN_PHRASES = """() => [...document.querySelectorAll(".quick-notes .btn")].flatMap(button => {
    const text = button.firstChild, broken = []
    let from = 0
    for (const phrase of text.data.split(/(?<=[，。])/)) {
        const range = document.createRange()
        range.setStart(text, from)
        range.setEnd(text, from += phrase.length)
        if (range.getClientRects().length > 1) broken.push(phrase)
    }
    return broken
})"""
OFF_THE_EDGE = """() => [...document.querySelectorAll(".chip")].filter(chip => chip.checkVisibility())
  .filter(chip => chip.getBoundingClientRect().right > innerWidth).map(chip => chip.innerText)"""


def test_a_quick_note_breaks_between_phrases_at_most(browser_page, busy, sign_in):
    case = handling.sign(Case.objects.get(area_id=BUILDING), by=busy.user("grid"), at=timezone.now())
    page = browser_page(PHONE)
    sign_in(page, "grid", f"/cases/{case.number}/")
    page.locator("#verb-note > summary").click()
    expect(page.locator(".quick-notes .btn")).to_have_count(3)
    for width in (PHONE, 320):
        page.set_viewport_size({"width": width, "height": 844})
        for large in (False, True):
            page.evaluate("on => document.documentElement.classList.toggle('elder', on)", large)
            assert page.evaluate(BROKEN_PHRASES) == []
            assert fits(page)


def test_no_filter_is_off_the_edge_of_a_phone(browser_page, busy, sign_in):
    page = browser_page(PHONE)
    sign_in(page, "street", "/cases/")
    page.locator("#filters summary").click()
    expect(page.locator(".chip").last).to_be_visible()
    assert page.evaluate(OFF_THE_EDGE) == []


def test_the_rules_fit_a_tablet_and_underline_links_alone(browser_page, town, sign_in):
    changed = {"changes": {"resolve_limit": ["2 WD", "3 WD"]}}
    audit.record(
        by=town.user("administrator"),
        verb="write_category",
        subject_kind="category",
        subject_id="ENV01",
        at=timezone.now(),
        data=changed,
    )
    page = browser_page(768)
    sign_in(page, "administrator", "/rules/categories/")
    expect(page.locator("#history ~ * ins")).to_have_css("text-decoration-line", "none")
    expect(page.locator("#history ~ * del")).to_have_css("text-decoration-line", "line-through")
    hidden = "tables => tables.map(table => table.scrollWidth - table.clientWidth)"
    assert set(page.locator(".table-scroll").evaluate_all(hidden)) == {0}
