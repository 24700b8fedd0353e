"""A grid worker's phone loses its network in the stairwell, and finds it again."""

import threading

import pytest
from django.core.signals import request_started
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from cases.actions import handling
from cases.models import Case, CaseEvent
from tests.browser.conftest import DESKTOP, PHONE, press_sign
from tests.town import BUILDING
from web.staff import queue

KEPT = """async address => {
    const isKept = () => caches.match(address, {cacheName: "pages", ignoreVary: true})
    const until = Date.now() + 15000
    while (!(await isKept())) {
        if (Date.now() > until) throw new Error("not kept: " + address)
        await new Promise(resolve => setTimeout(resolve, 50))
    }
}"""
"""Resolves when the worker has a copy of the page."""

COPIES = "caches.open('pages').then(pages => pages.keys()).then(keys => keys.map(key => new URL(key.url).pathname))"
NO_DATABASE = "() => { IDBFactory.prototype.open = () => { throw new DOMException('', 'SecurityError') } }"
SHOWN = "#offline[data-count]"
"""The script has read the queue: before that, its page says that nothing waits."""
SIGN_OUT = "form[action='/sign-out/'] button"
DRAFTS = "Object.keys(sessionStorage).filter(key => key.startsWith('gezhi-draft'))"


@pytest.fixture
def width():
    """What is no journey happens on a phone."""
    return PHONE


@pytest.fixture
def finger(chromium, live_server, busy, width):
    """A phone of the network in the office, on the page of residents, which keeps reports: in another database.

    Whatever its width, it is touched: nothing else keeps pages.
    """
    hand = {"viewport": {"width": width, "height": 844}, "has_touch": True, "is_mobile": width < DESKTOP}
    context = chromium.new_context(base_url=live_server.url, locale="zh-CN", **hand)
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto("/", wait_until="networkidle")
    yield page
    context.close()


@pytest.fixture
def phone(finger, sign_in):
    """A phone whose worker has kept the desk and its cases."""
    sign_in(finger, "grid")
    case = Case.objects.get(area_id=BUILDING)
    finger.evaluate(KEPT, f"/cases/{case.number}/")
    return finger, case


def verbs_of(case):
    return list(CaseEvent.objects.filter(case=case).order_by("seq").values_list("verb", flat=True))[2:]


def note(page, text):
    page.locator("#verb-note > summary").click()
    page.locator("#form-note .choice", has=page.locator("input[value=visit]")).click()
    page.locator("#form-note textarea").fill(text)
    page.locator("#form-note .btn-primary").click()


def test_signed_and_noted_offline_both_arrive_once_and_in_order(phone, shot, width):
    page, case = phone
    page.context.set_offline(True)
    page.goto("/desk/")
    expect(page.locator("#offline")).to_contain_text("离线")
    shot(page, "offline-desk")
    page.goto(f"/cases/{case.number}/")
    shot(page, "offline-case")
    press_sign(page)
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


def test_found_and_settled_without_a_network_is_recorded_once_with_its_photo(phone, tmp_path, shot):
    page, _case = phone
    page.evaluate(KEPT, "/cases/new/settled/")
    Image.new("RGB", (40, 30), "green").save(tmp_path / "after.jpg")
    before = Case.objects.count()
    page.context.set_offline(True)
    page.goto("/cases/new/settled/")
    page.locator("[name=text]").fill("2单元门口堆了两袋垃圾。")
    page.locator(".choice", has_text="暴露垃圾").click()
    page.locator("[name=area_code]").select_option(BUILDING)
    page.locator("[name=reply]").fill("当场清走。")
    page.locator("input[type=file]").first.set_input_files(tmp_path / "after.jpg")
    page.get_by_role("button", name="登记并办结").click()
    page.wait_for_url("**/queue/")
    expect(page.locator(".queue-entry")).to_contain_text("当场清走。")
    expect(page.locator(".queue-entry")).to_contain_text("照片 1 张")
    shot(page, "offline-found")
    page.context.set_offline(False)
    page.locator("#queue-empty").wait_for()
    assert Case.objects.count() == before + 1
    case = Case.objects.latest("pk")
    assert (case.state, case.channel, case.area_id, case.attachments.count()) == ("closed", "patrol", BUILDING, 1)


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
    page.context.set_offline(True)
    page.goto(f"/cases/{case.number}/")
    note(page, "这一条作废。")
    page.wait_for_url("**/queue/")
    handling.note(case, by=busy.user("grid"), at=timezone.now(), kind="visit", text="同事已上门。")
    page.context.set_offline(False)
    page.locator("[data-part=discard]").click()
    expect(page.locator(".queue-entry")).to_have_count(1)  # it asks once more
    page.locator("[data-part=discard]").click()
    page.locator("#queue-empty").wait_for()
    assert verbs_of(case) == ["sign", "note", "note"]
    page.goto(f"/cases/{case.number}/")
    page.locator("#verb-note > summary").click()
    page.locator("#form-note textarea").fill("写了一半。")
    page.goto("/queue/")
    assert len(page.evaluate(DRAFTS)) == 1
    with page.expect_navigation(url="/"):
        page.locator(SIGN_OUT).click()
    assert page.evaluate(COPIES) == []
    assert page.evaluate(DRAFTS) == []


def test_who_signs_out_is_told_what_is_not_sent_and_nobody_else_sees_or_sends_it(phone, busy, sign_in, shot):
    page, case = phone
    page.context.set_offline(True)
    page.goto(f"/cases/{case.number}/")
    note(page, "楼道无信号，上门查看。")
    page.wait_for_url("**/queue/")
    expect(page.locator(".queue-entry")).to_have_count(1)
    page.context.clear_cookies(name="sessionid")  # the session ends, and a colleague takes the phone
    page.context.set_offline(False)
    sign_in(page, "grid2", "/queue/")
    page.locator(SHOWN).wait_for(state="attached")
    expect(page.locator("#queue-empty")).to_be_visible()
    expect(page.locator(".queue-entry")).to_have_count(0)
    page.locator(SIGN_OUT).click()
    page.wait_for_url("/")
    assert verbs_of(case) == []
    handling.sign(case, by=busy.user("grid"), at=timezone.now())
    sign_in(page, "grid", "/queue/")
    expect(page.locator("[data-part=refusal]")).to_contain_text("请重新查看")
    page.locator(SIGN_OUT).click()
    expect(page.locator("#offline")).to_contain_text("还有 1 条未发送")
    expect(page.locator(".queue-entry")).to_have_count(1)
    shot(page, "offline-leaving")
    page.locator(SIGN_OUT).click()
    page.wait_for_url("/")
    sign_in(page, "grid", "/queue/")
    page.locator(SHOWN).wait_for(state="attached")
    expect(page.locator(".queue-entry")).to_have_count(0)
    assert verbs_of(case) == ["sign"]


def test_a_page_that_arrives_after_the_sign_out_is_not_kept(finger, sign_in, monkeypatch):
    asked, answered, after = threading.Event(), threading.Event(), threading.Event()
    keep = queue.keep

    def late(request, response):
        asked.set()
        assert answered.wait(15)
        return keep(request, response)

    def hear(environ, **_signal):
        if answered.is_set() and environ["PATH_INFO"].startswith("/cases/"):
            after.set()

    monkeypatch.setattr(queue, "keep", late)
    request_started.connect(hear)
    sign_in(finger, "grid")
    assert asked.wait(15)
    with finger.expect_navigation(url="/"):
        finger.locator(SIGN_OUT).click()
    answered.set()
    assert after.wait(15)  # the worker is done with the page that came late, and asks for the next one
    assert finger.evaluate(COPIES) == []


def test_where_the_phone_keeps_no_queue_a_form_goes_the_ordinary_way(phone):
    page, case = phone
    page.goto(f"/cases/{case.number}/")
    page.context.service_workers[0].evaluate(NO_DATABASE)
    page.locator(".sticky-actions .btn-primary").click()
    expect(page.locator("main .note-success")).to_be_visible()
    assert verbs_of(case) == ["sign"]


def test_what_was_written_in_a_tab_left_open_is_its_authors_and_not_of_who_signed_in_since(phone, sign_in):
    page, case = phone
    page.goto(f"/cases/{case.number}/")
    other = page.context.new_page()
    page.context.clear_cookies(name="sessionid")
    sign_in(other, "grid2", "/desk/")
    other.evaluate(KEPT, "/queue/")
    page.context.set_offline(True)
    note(page, "甲写的话。")
    page.wait_for_url("**/queue/")
    page.locator(SHOWN).wait_for(state="attached")
    expect(page.locator(".queue-entry")).to_have_count(0)
    page.context.set_offline(False)
    page.context.clear_cookies(name="sessionid")
    sign_in(other, "grid", "/desk/")
    expect(other.locator("#offline")).to_contain_text("已发送 1 条")
    assert verbs_of(case) == ["note"]


def test_a_server_that_is_out_of_order_takes_no_copy_away(phone):
    page, _case = phone
    broken = {"status": 502, "content_type": "text/html", "body": "<h1>502</h1>"}
    page.context.route("**/desk/", lambda route: route.fulfill(**broken))
    page.goto("/desk/")
    expect(page.locator("h1")).to_have_text("502")
    page.context.unroute_all()
    page.goto("/queue/")
    page.locator(SHOWN).wait_for(state="attached")
    assert "/desk/" in page.evaluate(COPIES)


def test_without_a_network_nobody_is_signed_out_and_that_is_said(phone, shot):
    page, case = phone
    page.context.set_offline(True)
    page.goto(f"/cases/{case.number}/")
    note(page, "门锁着。")
    page.wait_for_url("**/queue/")
    page.locator(SIGN_OUT).click()
    expect(page.locator("#offline")).to_contain_text("仍是登录状态")
    shot(page, "offline-staying")
    assert page.evaluate(COPIES) == []
    page.context.set_offline(False)
    expect(page.locator("#offline")).to_contain_text("已发送 1 条")  # what waited was not lost
    assert verbs_of(case) == ["note"]
    # A network that leads nowhere: the phone takes itself to be on line.
    page.context.route("**/sw.js", lambda route: route.abort())
    page.locator(SIGN_OUT).click()
    expect(page.locator("#offline")).to_contain_text("仍是登录状态")
    page.context.unroute("**/sw.js")
    page.locator(SIGN_OUT).click()
    page.wait_for_url("/")
    page.goto("/desk/")
    page.wait_for_url("**/sign-in/**")
