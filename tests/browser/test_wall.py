"""The wall by its own timers: hours pass on the page's clock, and pictures are answered within the page."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from reports import actions
from tests.town import STREET

MINUTE, HOUR = 60, 3_600
SECOND = 1_000
"""In the page's milliseconds."""
STARTED = dt.datetime(2026, 3, 2, 8, tzinfo=dt.UTC)
ANSWERED_HERE = """() => {
    const body = document.getElementById("screen").innerHTML;
    window.asked = [Date.now()];
    window.fetch = async (_address, options) => {
        asked.push(Date.now());
        if (window.isStuck) await new Promise((_, fail) => { options.signal.addEventListener("abort", fail); });
        if (window.isLost) throw new TypeError("no network");
        return { ok: true, status: 200, text: async () => body };
    };
}"""
"""Each picture at once; the instants on the page's clock at which it was asked for are kept, after that of loading."""
PAUSES = "() => asked.splice(0, asked.length - 1).map((at, place, all) => ((all[place + 1] ?? asked[0]) - at) / 1000)"
"""Seconds between the questions since the last look."""
SPREAD = "Math.random = () => %s"
"""Screens ask a little beside their time: with 0.5 at it, with 0 the soonest, with 1 the latest."""


@pytest.fixture
def wall(busy, browser_page):
    """The screen of a display whose clock stands still."""
    key, _row = actions.put_up(by=busy.user("street"), at=timezone.now(), area_code=STREET, name="大厅", days=7)
    page = browser_page(1920)
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.add_init_script(SPREAD % 0.5)
    page.clock.install(time=STARTED)
    page.clock.pause_at(STARTED + dt.timedelta(seconds=1))
    page.goto(f"/screen/open/{key}/")
    page.wait_for_url("**/screen/")
    return page


def test_the_scenes_change_by_themselves_and_stand_still_under_hold(wall):
    wall.evaluate(ANSWERED_HERE)
    scenes, hold = wall.locator("[data-scene]"), wall.locator("#screen-hold")
    expect(scenes).to_have_count(4)
    wall.clock.run_for(19 * SECOND)
    expect(scenes.nth(0)).to_be_visible()
    for number in (1, 2, 3, 0):
        wall.clock.run_for(20 * SECOND)
        expect(scenes.nth(number)).to_be_visible()
        expect(wall.locator("[data-scene]:visible")).to_have_count(1)
    hold.click()
    wall.clock.run_for(50 * SECOND)  # a fresh picture among them: it shows the same scene
    expect(scenes.nth(0)).to_be_visible()
    assert wall.evaluate(PAUSES) == [60, 60]
    hold.click()
    wall.clock.run_for(20 * SECOND)
    expect(scenes.nth(1)).to_be_visible()


def test_it_asks_once_a_minute_and_ever_more_seldom_while_no_answer_comes(wall):
    wall.evaluate(ANSWERED_HERE)
    lost = wall.locator("#screen-lost")

    def asked(seconds, spread=0.5):
        """The pauses between its questions in so many seconds, from the last question before on."""
        wall.evaluate(SPREAD % spread)
        wall.clock.run_for(seconds * SECOND)
        return wall.evaluate(PAUSES)

    assert asked(HOUR) == [60] * 60
    assert set(asked(HOUR, 0)[1:]) == {48}
    assert set(asked(HOUR, 1)[1:]) == {72}

    wall.evaluate("window.isLost = true")
    assert asked(600)[1:] == [5, 10, 20, 40, 80, 160, 250]
    expect(lost).to_be_visible()
    assert set(asked(HOUR)[1:]) == {250}
    assert set(asked(HOUR, 1)[1:]) == {300}  # the limit, whatever the spread

    wall.evaluate("window.isLost = false")
    asked(300)
    expect(lost).to_be_hidden()
    assert set(asked(HOUR)[1:]) == {60}
    wall.evaluate("window.isStuck = true")
    assert asked(100)[1:] == [20 + 5, 20 + 10]  # from the start again; an answer that hangs is given up
    expect(lost).to_be_visible()


def test_after_an_update_of_the_server_the_page_reloads_once_when_the_new_one_is_there(wall):
    def updated(route):
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace('data-look="', 'data-look="/new.css '))

    def broken(route):
        route.fulfill(status=404, body="<h1>A proxy's own page</h1>")

    wall.evaluate("window.isOld = true")
    wall.route("**/screen/**", updated)
    wall.route("**/screen/", broken)
    wall.clock.run_for(MINUTE * SECOND)
    expect(wall.locator("#screen-lost")).to_be_visible()
    assert wall.evaluate("window.isOld")

    wall.unroute("**/screen/", broken)
    with wall.expect_event("load"):
        wall.clock.run_for(5 * SECOND)
    assert wall.evaluate("window.isOld") is None
    for _picture in range(2):  # the second is asked for by a page that took the first
        with wall.expect_response("**/screen/picture/") as answer:
            wall.clock.run_for(MINUTE * SECOND)
        answer.value.finished()
        wall.evaluate("window.isNew = true")
    expect(wall.locator("#screen-lost")).to_be_hidden()
    assert wall.evaluate("window.isNew")


def test_upright_the_numbers_have_room_in_their_tiles(wall):
    """On a display of 768 by 1024 the words stood on the lower edge."""
    wall.set_viewport_size({"width": 768, "height": 1024})
    room = """tiles => tiles.map(tile => {
        const [outer, number, word] = [tile, ...tile.children].map(part => part.getBoundingClientRect())
        return Math.min(number.top - outer.top, outer.bottom - word.bottom)
    })"""
    assert min(wall.locator(".big").evaluate_all(room)) >= 12
