"""A link in a real browser: its address is told to nobody, and its form arrives all the same."""

from django.utils import timezone

from cases.actions import asking, handling, links
from cases.models import Question
from tests.browser.conftest import PHONE


def test_a_question_is_answered_by_a_link(town, live_server, browser_page, shot):
    now, grid = timezone.now(), town.user("grid")
    case = handling.sign(town.report("ENV01", at=now), by=grid, at=now)
    case = asking.ask_requester(case, by=grid, at=now, text="具体在几楼？")
    token, _row = links.make(case, by=grid, at=now, kind="question")
    page = browser_page(PHONE)
    seen = []
    page.on("request", lambda request: seen.append(request.headers.get("referer", "")))
    page.goto(f"/t/{token}/")
    page.locator("main textarea").fill("在三楼。")
    page.locator("main form .btn-primary").click()
    page.locator("main textarea").wait_for(state="detached")
    shot(page, "link-thanks")
    assert Question.objects.get(case=case).answered_seq is not None
    assert not [address for address in seen if token in address]
