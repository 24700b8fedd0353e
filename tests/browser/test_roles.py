"""The roles that stand behind one step of a case, or beside the cases: each does in a browser what it is there for."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cases.actions import checking, deciding, handling, triage
from cases.models import CallRecord, Case, Setting
from tests.browser.journeys import DESKTOP
from tests.browser.people import Staff
from tests.town import BUILDING, COMMUNITY, COUNTY, OTHER_GRID
from volunteers.actions import posts
from volunteers.models import Claim


@pytest.fixture
def staff(town, browser_page, sign_in, width):
    """Brings somebody to the own desk, on the screen of the journey."""

    def enter(name, address="/desk/", page=None):
        person = Staff(page or browser_page(width), name)
        sign_in(person.page, name, address)
        return person

    return enter


def result_of(town, area, by):
    """A case whose handler has submitted its result."""
    now, worker = timezone.now(), town.user(by)
    case = handling.sign(town.report("ENV01", at=now, area=area), by=worker, at=now)
    return handling.submit_result(case, by=worker, at=now, reply="已清理干净。", outcome="resolved")


def test_a_steward_records_what_the_building_needs(town, staff, shot):
    page = staff("steward").page
    page.get_by_role("link", name="登记问题").first.click()
    page.locator("select[name=channel]").select_option("patrol")
    page.locator("textarea[name=text]").fill("二单元的声控灯坏了，老人上下楼看不清。")
    page.locator("input[name=query]").press_sequentially("幸福里", delay=10)
    page.locator(".place-list label", has_text="幸福里1号楼").click()
    page.locator("select[name=category]").select_option("PTY04")
    shot(page, "steward-records")
    page.locator(".btn-send").click()
    expect(page.locator(".note-success")).to_be_visible()
    case = Case.objects.get()
    assert (case.area_id, case.requester) == (BUILDING, None)


def test_found_and_settled_on_the_round(town, staff, shot):
    page = staff("grid").page
    page.get_by_role("link", name="发现即办结").click()
    page.locator("textarea[name=text]").fill("巡查发现1号楼门口堆了两袋垃圾。")
    page.locator(".choice", has_text="暴露垃圾").click()
    page.locator("select[name=area_code]").select_option(BUILDING)
    page.locator("textarea[name=reply]").fill("当场清走，已提醒住户。")
    shot(page, "found-settled")
    page.locator(".btn-send").click()
    expect(page.locator(".note-success")).to_be_visible()
    case = Case.objects.get()
    assert (case.state, case.channel, case.on_the_spot) == ("closed", "patrol", True)


def test_a_department_submits_its_result_and_a_property_company_returns_an_order(town, staff):
    now = timezone.now()
    theirs = triage.dispatch(
        town.report(None, at=now, area=COUNTY),
        by=town.user("county"),
        at=now,
        category="MUN02",
        area_code=COUNTY,
        unit=town.unit("department"),
    )
    other = town.report("ENV01", at=now)
    deciding.reassign(other, by=town.user("community"), at=now, unit=town.unit("property"), reason="better_placed")
    department = staff("department", "")
    department.open(theirs.number)
    department.act("sign")
    department.act("submit_result", tap="resolved", words="井盖已经更换，路面恢复。")
    company = staff("property", "", page=department.page)
    company.open(other.number)
    company.act("return_order", choose="not_my_duty", words="不在物业服务合同范围内。")
    theirs.refresh_from_db()
    assert theirs.state == "checking"
    assert other.events.filter(verb="return_order").exists()


def test_the_head_of_a_unit_decides_on_a_return(town, staff):
    now = timezone.now()
    case = town.report("ENV01", at=now)
    handling.return_order(case, by=town.user("grid"), at=now, reason="not_my_area", text="在二网格一侧。")
    head = staff("community", "")
    head.open(case.number)
    form = head.page.locator("#form-decide_return")
    form.locator(".choice", has=head.page.locator("input[value=yes]")).click()
    form.locator("select").select_option(str(town.unit(OTHER_GRID)))
    form.locator(".btn-primary").click()
    expect(head.page.locator(".note-success")).to_be_visible()
    case.refresh_from_db()
    assert case.holder_id == town.unit(OTHER_GRID)


def test_a_checker_passes_one_result_and_sends_one_back(town, staff):
    good, bad = result_of(town, BUILDING, "grid"), result_of(town, OTHER_GRID, "grid2")
    checker = staff("checker", "")
    checker.open(good.number)
    checker.act("pass_check", words="现场核查属实。")
    checker.open(bad.number)
    checker.act("rework", choose="not_done", words="垃圾仍在原处。")
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.state, bad.state) == ("closed", "processing")


def test_a_call_is_recorded(town, staff, shot):
    now = timezone.now()
    case = checking.pass_check(result_of(town, BUILDING, "grid"), by=town.user("checker"), at=now)
    page = staff("callback").page
    page.locator(f'.case-row a[href="/cases/{case.number}/"]').first.click()
    form = page.locator("#form-callback")
    for name, value in {"contacted": "yes", "solved": "yes", "satisfaction": "satisfied"}.items():
        form.locator(".choice", has=page.locator(f"input[name$={name}][value={value}]")).click()
    shot(page, "callback")
    form.locator(".btn-primary").click()
    expect(page.locator(".note-success")).to_be_visible()
    assert CallRecord.objects.filter(case=case, contacted=True).exists()


def test_a_leader_puts_up_a_wall_display(busy, staff, width):
    page = staff("street").page
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="总览").click()
    page.get_by_role("link", name="大屏管理").click()
    page.locator("input[name=name]").fill("大厅")
    page.get_by_role("button", name="生成链接").click()
    expect(page.get_by_role("textbox", name="链接")).to_have_value(re.compile("/screen/open/"))
    page.goto("/overview/")
    page.get_by_role("link", name="大屏", exact=True).click()
    # One after the other on a screen that lies, below each other on one that stands.
    scenes = page.locator("[data-scene]")
    expect(scenes.locator("visible=true")).to_have_count(1 if width == DESKTOP else scenes.count())


def test_an_auditor_reads_who_did_what(town, staff):
    case = handling.sign(town.report("ENV01", at=timezone.now()), by=town.user("grid"), at=timezone.now())
    page = staff("auditor").page
    page.get_by_role("link", name="操作留痕").click()
    page.get_by_role("link", name="案件操作").click()
    row = page.locator(".audit-table tr", has_text=case.number).filter(has_text="测试grid")
    expect(row.first).to_contain_text("签收")
    page.goto(f"/cases/{case.number}/")  # what was done, never the words
    expect(page.locator(".error-page")).to_be_visible()


def test_a_figure_of_the_process_is_set(town, staff):
    page = staff("administrator").page
    page.get_by_role("link", name="规则").click()
    page.get_by_role("link", name="流程参数").click()
    figures = page.locator(".text-list a")
    named = figures.first.inner_text()
    figures.first.click()
    expect(page.locator("h1")).to_have_text(named)
    page.locator("input[name=value]").fill("2")
    page.get_by_role("button", name="保存参数").click()
    expect(page.locator(".note-success")).to_be_visible()
    assert Setting.objects.filter(by=town.user("administrator")).count() == 1


def test_a_volunteer_reports_in_and_takes_part(town, staff, shot):
    now = timezone.now()
    begins = now + dt.timedelta(days=2)
    posts.publish(
        by=town.user("community"),
        at=now,
        area_code=COMMUNITY,
        title="清理楼道",
        text="请带手套，楼下集合。",
        needed=3,
        starts_at=begins,
        ends_at=begins + dt.timedelta(hours=2),
    )
    page = staff("nobody", "/volunteers/").page
    page.get_by_role("link", name="报到").first.click()
    page.locator("select[name=area_code]").select_option(COMMUNITY)
    page.locator("select[name=kind]").select_option(index=1)
    page.get_by_role("button", name="报到").click()
    page.locator("main a", has_text="清理楼道").click()
    page.get_by_role("button", name="认领岗位").click()
    expect(page.locator(".note-success")).to_contain_text("认领成功")
    shot(page, "volunteer")
    assert Claim.objects.filter(volunteer=town.user("nobody")).count() == 1
