"""The leader's way down to where it burns, and the wall that runs by itself."""

import datetime as dt

from django.utils import timezone
from playwright.sync_api import expect

from reports import actions
from tests.town import COMMUNITY, FAR_GRID, GRID, NEXT_GRID, OTHER_GRID, STREET

COUNTERS = "Memory.getDOMCounters"


def test_the_three_worst_communities_are_found_by_what_the_screen_says(busy, browser_page, sign_in, shot, width):
    late = timezone.now() - dt.timedelta(days=20)
    for area in (NEXT_GRID, FAR_GRID, FAR_GRID, OTHER_GRID):
        busy.report("ENV01", at=late, area=area)
    page = browser_page(width)
    sign_in(page, "county")
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="总览").click()
    expect(page.locator("#answer")).to_contain_text("超期最多的3个社区")
    expect(page.locator(".worst li")).to_have_count(3)
    worst = page.locator(".worst li").first.inner_text()
    shot(page, "overview-county")
    page.locator(".burn-table").get_by_role("link", name="金牛山街道").click()
    page.locator(".burn-table").get_by_role("link", name="红星社区").click()
    expect(page.locator("#answer")).to_contain_text("网格")
    shot(page, "overview-community")
    page.locator(".burn-table").get_by_role("link", name="红星第二网格").click()
    expect(page.locator("h1")).to_contain_text("红星第二网格")
    late_here = page.locator(".tile", has_text="超期").locator("b").inner_text()
    page.locator(".tile", has_text="超期").get_by_role("link").click()
    assert late_here == "1"
    expect(page.locator(".case-row")).to_have_count(1)
    page.go_back()
    page.get_by_role("navigation", name="当前位置").get_by_role("link", name="青岚县").click()
    page.locator(".worst li a").first.click()
    expect(page.locator(".case-row")).to_have_count(int("".join(filter(str.isdigit, worst))))


def test_both_pages_are_sound(busy, browser_page, sign_in, faults):
    page = browser_page()
    sign_in(page, "county")
    found = {}
    for address in ("/overview/", f"/overview/{COMMUNITY}/", "/screen/displays/"):
        found |= faults(page, address)
    assert found == {}


def test_the_wall_keeps_its_picture_recovers_and_does_not_grow(busy, browser_page, broken_rules, shot):
    now = timezone.now()
    key, row = actions.put_up(by=busy.user("street"), at=now, area_code=STREET, name="大厅", days=7)
    page = browser_page(1920)
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(f"/screen/open/{key}/")
    page.wait_for_url("**/screen/")
    asked = "() => document.dispatchEvent(new Event('gezhi:fresh'))"
    lost, scenes = page.locator("#screen-lost"), page.locator("[data-scene]")
    for number in range(scenes.count()):
        expect(scenes.nth(number)).to_be_visible()
        expect(page.locator("[data-scene]:visible")).to_have_count(1)
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
        assert broken_rules(page) == []
        shot(page, f"screen-{number}")
        page.evaluate("""() => { const all = [...document.querySelectorAll('[data-scene]')];
            const at = all.findIndex(scene => !scene.hidden);
            all.forEach((scene, place) => { scene.hidden = place !== (at + 1) % all.length; }); }""")

    page.route("**/screen/picture/**", lambda route: route.fulfill(status=404, body="<h1>down</h1>"))
    page.evaluate(asked)
    lost.wait_for()
    shot(page, "screen-lost")
    page.unroute("**/screen/picture/**")
    page.route(
        "**/screen/picture/**", lambda route: route.fulfill(status=200, body="<form>sign in to the network</form>")
    )
    page.evaluate(asked)
    expect(lost).to_be_visible()
    expect(page.locator("h1")).to_contain_text("金牛山街道")
    page.unroute("**/screen/picture/**")
    before = page.locator(".screen-head time").get_attribute("datetime")
    busy.report("ENV01", at=timezone.now(), area=GRID)
    page.evaluate(asked)
    lost.wait_for(state="hidden")
    assert page.locator(".screen-head time").get_attribute("datetime") > before

    assert _grown(page) == (0, 0)

    actions.withdraw(row.pk, by=busy.user("street"), at=timezone.now())
    page.evaluate(asked)
    page.locator(".screen-over").wait_for()
    assert broken_rules(page) == []
    shot(page, "screen-over")


def _grown(page):
    """How many nodes and listeners thirty pictures leave behind, where one each would be thirty.

    They are answered here, not by the server.
    """
    body = page.evaluate("fetch('/screen/picture/').then(answer => answer.text())")
    page.route("**/screen/picture/**", lambda route: route.fulfill(status=200, body=body, content_type="text/html"))
    session = page.context.new_cdp_session(page)

    def counted(times):
        for _time in range(times):
            with page.expect_response("**/screen/picture/**") as answer:
                page.evaluate("() => document.dispatchEvent(new Event('gezhi:fresh'))")
            answer.value.finished()
        return min((settled() for _look in range(10)), key=lambda found: found["nodes"])

    def settled():
        """After the last picture was hung: its answer is there a moment before."""
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
        session.send("HeapProfiler.collectGarbage")
        return session.send(COUNTERS)

    first, last = counted(3), counted(30)
    page.unroute("**/screen/picture/**")
    return last["nodes"] - first["nodes"], last["jsEventListeners"] - first["jsEventListeners"]
