"""Staff pages for everybody: WCAG 2.2 AA by axe, targets for thumbs, nothing wider than the screen."""

import pytest
from django.utils import timezone

from cases.actions import checking, handling
from cases.models import Case
from tests.browser.conftest import DESKTOP, PHONE
from tests.town import OTHER_GRID

PAGES = {
    "grid": [
        "/desk/",
        "/cases/",
        "/cases/?q=无此案件",
        "/cases/new/",
        "/notices/",
        "/volunteers/",
        "/street/",
        "/password/",
    ],
    "community": ["/desk/", "/volunteers/posts/new/", "/volunteers/record/", "/volunteers/report-in/"],
    "street": ["/desk/", "/street/"],
    "auditor": ["/desk/", "/audit/", "/audit/?of=cases"],
    "administrator": ["/desk/", "/no-such-page/"],
}
OPEN = "document.querySelectorAll('details').forEach(part => { part.removeAttribute('name'); part.open = true; })"
LAYOUTS = [(PHONE, False), (PHONE, True), (DESKTOP, False), (DESKTOP, True)]
NAMES = ["phone", "phone-large", "desktop", "desktop-large"]
every_layout = pytest.mark.parametrize(("width", "large"), LAYOUTS, ids=NAMES)


@pytest.fixture
def faults(broken_rules, small_targets):
    """What is wrong with the page, every folded part of it open.

    The screen is as tall as the page: under the bars of a phone axe would see half a control.
    """

    def find(page, large):
        page.evaluate(OPEN)
        tall = page.evaluate("document.documentElement.scrollHeight") + 200
        page.set_viewport_size({"width": page.viewport_size["width"], "height": tall})
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return broken_rules(page) + small_targets(page, 60 if large else 44) + ([f"{wide} px too wide"] if wide else [])

    return find


@pytest.fixture
def desk_of(browser_page, sign_in, large_type):
    """A browser in which somebody has signed in."""

    def enter(name, width, large):
        page = browser_page(width)
        if large:
            large_type(page)
        sign_in(page, name)
        return page

    return enter


@every_layout
def test_staff_pages(busy, desk_of, faults, shot, width, large):
    found = {}
    for name, addresses in PAGES.items():
        page = desk_of(name, width, large)
        for address in addresses:
            page.goto(address)
            found[name, address] = faults(page, large)
            shot(page, f"axe-{name}{address.replace('/', '-')}{'large' if large else ''}")
    assert {where: wrong for where, wrong in found.items() if wrong} == {}


@every_layout
def test_the_case_page_at_every_step(busy, desk_of, faults, width, large):
    found = {}
    for name, number in _cases_at_every_step(busy):
        page = desk_of(name, width, large)
        page.goto(f"/cases/{number}/")
        assert page.locator(".verb").count() > 0, name
        found[name] = faults(page, large)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def _cases_at_every_step(town):
    """Who has something to do, and the number of a case at which it is to be done."""
    now, worker = timezone.now(), town.user("grid2")
    cases = [town.report("ENV01", at=now, area=OTHER_GRID, text=text) for text in ("垃圾", "油烟", "积水")]
    fresh, checked, closed = cases
    for case in (checked, closed):
        handling.sign(case, by=worker, at=now)
        handling.submit_result(case, by=worker, at=now, reply="已清理干净。", outcome="resolved")
    checking.pass_check(closed, by=town.user("checker"), at=now, text="属实。")
    return [
        ("grid2", fresh.number),
        ("community", Case.objects.get(state="reported").number),
        ("street", fresh.number),
        ("checker", checked.number),
        ("callback", closed.number),
    ]
