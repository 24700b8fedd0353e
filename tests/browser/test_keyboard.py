"""Without a mouse: everybody's main way by Tab, arrows, Enter and Space alone, the focus in sight at every stop."""

import datetime as dt

from django.utils import timezone
from playwright.sync_api import expect

from cases.models import Case
from grids.models import PlaceCode
from tests.browser.keyboard import Keyboard
from tests.town import BUILDING, FAR_GRID, GRID, NEXT_GRID, OTHER_GRID

WORDS = "三号楼门口的垃圾三天没有人收，气味很大。"
SAY_PRINTED = "window.print = () => document.documentElement.setAttribute('data-printed', '');"


def test_by_keys_alone_a_resident_reports_and_tracks(browser_page, street, width):
    page = browser_page(width)
    keys = Keyboard(page)
    page.goto("/")
    keys.follow("反映问题")
    keys.write("问题描述", WORDS)
    keys.push("下一步：选地点")
    keys.reach_named("searchbox", "地点名称")
    page.keyboard.insert_text("红星第一")
    keys.tick(page.get_by_role("radio", name="红星第一网格"))
    keys.push("下一步：核对提交")
    keys.choose("类别", "暴露垃圾")
    with page.expect_navigation(url="**/receipt/"):
        keys.push("提交")
    case, code = Case.objects.get(), page.locator(".cells").get_attribute("aria-label")
    assert case.area_id == GRID
    page.context.clear_cookies()  # at home, on another device
    keys.follow("查询进度")
    keys.write("受理编号", case.number)
    keys.write("查询码", code)
    with page.expect_navigation(url="**/track/case/**"):  # behind it still stands where the skip link led
        keys.press("Enter")
    expect(page.locator("main")).to_contain_text(WORDS)


def test_by_keys_alone_a_grid_worker_signs_notes_and_settles(browser_page, busy, sign_in, width):
    page, case = browser_page(width), Case.objects.get(area_id=BUILDING)
    keys = Keyboard(page)
    sign_in(page, "grid")
    keys.follow(case.number)
    with page.expect_navigation():
        keys.push("签收")
    keys.reach(page.locator("#verb-note > summary"))
    keys.press("Enter")
    keys.tick(page.locator("#form-note input[value=visit]"))
    keys.write("处理情况", "上门查看，垃圾已堆到楼梯口。")
    with page.expect_navigation():
        keys.push("添加记录")
    keys.reach(page.locator("#verb-settle > summary"))
    keys.press("Enter")
    keys.write("给诉求人的答复", "已清运干净，今后每天两次巡查。")
    with page.expect_navigation():
        keys.push("当场办结")
    expect(page.locator(".note-success")).to_be_visible()
    case.refresh_from_db()
    assert (case.state, case.on_the_spot) == ("closed", True)


def test_by_keys_alone_a_leader_gets_to_where_it_burns(busy, browser_page, sign_in, width):
    late = timezone.now() - dt.timedelta(days=20)
    for area in (NEXT_GRID, FAR_GRID, FAR_GRID, OTHER_GRID):
        busy.report("ENV01", at=late, area=area)
    page = browser_page(width)
    keys = Keyboard(page)
    sign_in(page, "county")
    keys.follow("总览")
    expect(page.locator(".worst li")).to_have_count(3)
    for name in ("金牛山街道", "红星社区", "红星第二网格"):
        keys.reach(page.locator(".burn-table").get_by_role("link", name=name))
        with page.expect_navigation():
            keys.press("Enter")
        expect(page.locator("h1")).to_have_text(name)
    keys.reach(page.locator(".tile", has_text="超期").get_by_role("link"))
    with page.expect_navigation():
        keys.press("Enter")
    expect(page.locator(".case-row")).to_have_count(1)


def test_by_keys_alone_the_sheet_of_a_building_is_printed(town, browser_page, sign_in, width):
    page = browser_page(width)
    page.add_init_script(SAY_PRINTED)
    keys = Keyboard(page)
    sign_in(page, "administrator")
    keys.follow("二维码牌")
    keys.follow("新建二维码")
    keys.choose("区域", "红星第一网格")
    with page.expect_navigation():
        keys.push("继续")
    keys.choose("贴在哪里？", "幸福里1号楼")
    keys.write("设施名称或具体位置", "一楼大厅")
    with page.expect_navigation():
        keys.push("生成二维码")
    keys.follow("打印大幅海报")
    keys.push("打印")
    expect(page.locator("html")).to_have_attribute("data-printed", "")
    assert PlaceCode.objects.get().area_id == BUILDING
