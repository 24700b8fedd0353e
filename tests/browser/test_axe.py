"""Staff pages for everybody: WCAG 2.2 AA by axe, targets for thumbs, nothing wider than the screen."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cases.actions import checking, handling
from cases.models import Case
from tests.town import OTHER_GRID

PAGES = {
    "grid": [
        "/desk/",
        "/cases/",
        "/cases/?q=无此案件",
        "/cases/new/",
        "/cases/new/settled/",
        "/queue/",
        "/notices/",
        "/volunteers/",
        "/street/",
        "/password/",
    ],
    "community": [
        "/desk/",
        "/cases/duplicates/",
        "/cases/filters/",
        "/cases/bulk/log/",
        "/volunteers/posts/new/",
        "/volunteers/record/",
        "/volunteers/report-in/",
    ],
    "street": ["/desk/"],
    "auditor": ["/audit/"],
    "administrator": [
        "/no-such-page/",
        "/rules/calendar/",
        "/rules/categories/ENV02/",
        "/rules/dispatch/new/",
    ],
}


@pytest.mark.long
def test_staff_pages(busy, browser_page, sign_in, faults):
    found, page = {}, browser_page()  # to open another screen takes as long as four pages
    for name, addresses in PAGES.items():
        sign_in(page, name, "")
        for address in addresses:
            found |= faults(page, address)
    assert found == {}


@pytest.mark.long
def test_the_case_page_at_every_step(busy, browser_page, sign_in, faults):
    found, page = {}, browser_page()
    for name, number in _cases_at_every_step(busy):
        sign_in(page, name, "")
        found |= faults(page, f"/cases/{number}/")
        expect(page.locator(".verb").first).to_be_attached()
    assert found == {}


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
