"""One case from the report to the rating in real browsers, in Chinese: everybody with a screen of their own.

The same steps as tests/flows/test_one_case.py, and the same record at the end.
"""

import re

import pytest
from playwright.sync_api import expect

from cases import verification
from cases.models import Case, CaseEvent
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.people import Staff
from tests.flows.test_one_case import ASKED, ATTEMPT, RECORD, REPLY, REQUEST

PHONE_NUMBER = "13812345678"


class Resident:
    """Somebody who reports on a phone, choosing the place from the list."""

    def __init__(self, page):
        self.page = page

    def report(self):
        page = self.page
        page.goto("/")
        page.locator(".btn-hero").click()
        page.locator("textarea[name=text]").fill(REQUEST)
        page.locator("#step-1 .btn-primary").click()
        self._inside("红星社区")
        page.locator(".place-list label", has_text="红星第一网格").click()
        page.locator("#step-2 .btn-primary").click()
        page.locator("select[name=category]").select_option("ENV01")
        page.locator("input[name=name]").fill("张三丰")
        page.locator("input[name=phone]").fill(PHONE_NUMBER)
        page.locator(".btn-send").click()
        page.wait_for_url("**/receipt/")
        self.code = page.locator(".cells").get_attribute("aria-label")
        return page.locator(".receipt-number").inner_text()

    def _inside(self, name):
        """Down the tree of places, from wherever the list starts."""
        down = self.page.locator(".place-list li", has_text=name).locator("button[name=inside]")
        while down.count() == 0:
            with self.page.expect_response("**/report/places/**"):
                self.page.locator(".place-list button[name=inside]").first.click()
            self.page.locator(".place-inside").wait_for()
        down.click()
        self.page.locator(".place-inside", has_text=name).wait_for()

    def track(self, number):
        """The progress page, by what stands on the receipt."""
        self.page.goto("/track/")
        self.page.locator("input[name=number]").fill(number)
        self.page.locator("input[name=code]").fill(self.code)
        self.page.locator("main form .btn-primary").click()
        self.page.wait_for_url("**/track/case/")
        return self.page.locator("main").inner_text()

    def rate(self):
        self.page.locator(".rating .choice", has=self.page.locator("input[value=yes]")).click()
        self.page.locator(".rating button[value=satisfied]").click()
        self.page.locator(".note-success").wait_for()


@pytest.mark.long
def test_a_case_walks_from_the_report_to_the_rating(browser_page, street, shot):
    resident = Resident(browser_page(PHONE))
    number = resident.report()
    shot(resident.page, "whole-receipt")
    assert re.fullmatch(r"\d{8}", resident.code)
    assert REQUEST in resident.track(number)

    worker = Staff(browser_page(PHONE), "grid")
    worker.open(number)
    assert PHONE_NUMBER not in worker.reads()
    worker.act("sign")
    worker.act("note", tap="visit", words=ATTEMPT)
    worker.act("escalate", choose="needs_funds", words=ASKED)

    community = Staff(browser_page(DESKTOP), "community")
    community.open(number)
    assert ATTEMPT in community.reads()
    community.act("sign")
    community.act("submit_result", tap="resolved", words=REPLY)
    assert REPLY not in resident.track(number)

    checker = Staff(browser_page(DESKTOP), "checker")
    checker.open(number)
    checker.act("pass_check", words="现场核查属实。")
    shot(checker.page, "whole-closed")

    told = resident.track(number)
    assert REPLY in told
    assert ATTEMPT not in told
    assert ASKED not in told
    resident.rate()
    shot(resident.page, "whole-rated")
    for who in (resident, worker, community, checker):
        expect(who.page.locator("html")).to_have_attribute("lang", "zh-hans")
    _check_the_record(street)


def _check_the_record(town):
    case = Case.objects.get()
    names = {user.pk: name for name, user in town.users.items()}
    events = CaseEvent.objects.filter(case=case).order_by("seq")
    rows = events.values_list("verb", "reason", "from_state", "to_state", "by_id")
    assert [(*row[:-1], names.get(row[-1])) for row in rows] == RECORD
    assert (case.outcome, case.closed_level, case.escalation_count) == ("resolved", "community", 1)
    assert list(verification.problems()) == []
