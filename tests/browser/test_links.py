"""A link in a real browser: its address is told to nobody, and its form arrives all the same."""

from django.utils import timezone
from playwright.sync_api import expect

from cases.actions import asking, handling, helping, links
from cases.models import AssistTask, Question


def test_a_question_is_answered_by_a_link(town, live_server, browser_page, shot, width):
    now, grid = timezone.now(), town.user("grid")
    case = handling.sign(town.report("ENV01", at=now), by=grid, at=now)
    case = asking.ask_requester(case, by=grid, at=now, text="具体在几楼？")
    token, _row = links.make(case, by=grid, at=now, kind="question")
    page = browser_page(width)
    seen = []
    page.on("request", lambda request: seen.append(request.headers.get("referer", "")))
    page.goto(f"/t/{token}/")
    page.locator("main textarea").fill("在三楼。")
    page.locator("main form .btn-primary").click()
    page.locator("main textarea").wait_for(state="detached")
    shot(page, "link-thanks")
    assert Question.objects.get(case=case).answered_seq is not None
    assert not [address for address in seen if token in address]


def test_a_helping_unit_replies_by_a_link(town, live_server, browser_page, width):
    now, grid = timezone.now(), town.user("grid")
    case = handling.sign(town.report("ENV01", at=now), by=grid, at=now)
    case = helping.request_assist(case, by=grid, at=now, unit=town.unit("property"), text="请清运装修垃圾。")
    token, _row = links.make(case, by=grid, at=now, kind="task", task=AssistTask.objects.get().pk)
    page = browser_page(width)
    page.goto(f"/t/{token}/")
    expect(page.locator("main")).to_contain_text("请清运装修垃圾。")
    page.locator(".choice", has=page.locator("input[name=done][value=yes]")).click()
    page.locator("main textarea").fill("已清运两车。")
    page.locator("main form .btn-primary").click()
    expect(page.locator("main textarea")).to_have_count(0)
    assert AssistTask.objects.get().end == "replied"
