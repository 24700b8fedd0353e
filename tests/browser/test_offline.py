"""A grid worker's phone loses its network in the stairwell, and finds it again."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cases.actions import handling
from cases.models import Case, CaseEvent
from tests.town import BUILDING

KEPT = """async address => {
    const isKept = async () => {
        const names = (await caches.keys()).filter(name => name.startsWith("pages-"))
        return names.length && await (await caches.open(names[0])).match(address, {ignoreVary: true})
    }
    const until = Date.now() + 15000
    while (!(await isKept())) {
        if (Date.now() > until) throw new Error("not kept: " + address + " " + JSON.stringify(await caches.keys()))
        await new Promise(resolve => setTimeout(resolve, 50))
    }
}"""
"""Resolves when the worker has a copy of the page."""

DRAFTS = "Object.keys(sessionStorage).filter(key => key.startsWith('gezhi-draft'))"


@pytest.fixture
def phone(chromium, live_server, busy, sign_in):
    """A phone with a finger, whose worker has kept the desk and its cases."""
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="zh-CN"
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto("/", wait_until="networkidle")  # the page of residents keeps reports: in another database
    sign_in(page, "grid")
    case = Case.objects.get(area_id=BUILDING)
    page.evaluate(KEPT, f"/cases/{case.number}/")
    yield page, case
    context.close()


def verbs_of(case):
    return list(CaseEvent.objects.filter(case=case).order_by("seq").values_list("verb", flat=True))[2:]


def note(page, text):
    page.locator("#verb-note > summary").click()
    page.locator("#form-note .choice", has=page.locator("input[value=visit]")).click()
    page.locator("#form-note textarea").fill(text)
    page.locator("#form-note .btn-primary").click()


def test_signed_and_noted_offline_both_arrive_once_and_in_order(phone, shot):
    page, case = phone
    page.context.set_offline(True)
    page.goto("/desk/")
    expect(page.locator("#offline")).to_contain_text("离线")
    shot(page, "offline-desk")
    page.goto(f"/cases/{case.number}/")
    shot(page, "offline-case")
    page.locator(".sticky-actions .btn-primary").click()
    page.wait_for_url("**/queue/")
    page.goto(f"/cases/{case.number}/")
    note(page, "楼道无信号，上门查看。")
    page.wait_for_url("**/queue/")
    page.locator(".queue-entry >> nth=1").wait_for()
    assert page.evaluate(DRAFTS) == []
    shot(page, "offline-queue")
    assert verbs_of(case) == []
    page.context.set_offline(False)
    page.locator("#queue-empty").wait_for()
    assert verbs_of(case) == ["sign", "note"]
    page.goto("/queue/")
    assert verbs_of(case) == ["sign", "note"]


def test_a_conflict_is_shown_beside_what_was_written_and_the_person_decides(phone, busy, shot):
    page, case = phone
    page.context.set_offline(True)
    page.goto(f"/cases/{case.number}/")
    note(page, "上门两次，家中无人。")
    page.wait_for_url("**/queue/")
    handling.sign(case, by=busy.user("grid"), at=timezone.now())
    page.context.set_offline(False)
    refusal = page.locator(".queue-entry [data-part=refusal]", has_text="请重新查看")
    refusal.wait_for()
    expect(page.locator(".queue-entry")).to_contain_text("上门两次，家中无人。")
    assert verbs_of(case) == ["sign"]
    shot(page, "offline-conflict")
    page.locator("[data-part=again]").click()
    page.locator("#queue-empty").wait_for()
    assert verbs_of(case) == ["sign", "note"]
    page.goto(f"/cases/{case.number}/")
    page.locator("#verb-note > summary").click()
    page.locator("#form-note textarea").fill("写了一半。")
    page.goto("/queue/")
    assert len(page.evaluate(DRAFTS)) == 1
    with page.expect_navigation(url="**/"):
        page.locator("form[action='/sign-out/'] button").click()
    assert page.evaluate("caches.keys().then(names => names.filter(name => name.startsWith('pages-')))") == []
    assert page.evaluate(DRAFTS) == []
