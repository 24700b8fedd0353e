"""The sheets with QR codes: issued and printed by following the screen, scanned by a resident, gone when revoked."""

import os
import re
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from cases.models import Case
from grids.actions import place_codes
from grids.models import PlaceCode, Unit
from tests.browser.conftest import DESKTOP, PHONE
from tests.town import BUILDING, GRID, OTHER_GRID, STREET

LONGEST = "幸福里小区南门内左手边第二排自行车棚后面" * 4
"""Eighty characters: the longest name there is."""
OVERFLOWING = """() => [...document.querySelectorAll(".sheet-page, .sheet-card, .sheet-words, .sheet-who")]
  .filter(part => {
    const box = part.getBoundingClientRect()
    return [...part.querySelectorAll("*")].some(inner => {
      const it = inner.getBoundingClientRect()
      return it.bottom > box.bottom + 1 || it.right > box.right + 1 || it.top < box.top - 1 || it.left < box.left - 1
    })
  })
  .map(part => part.className + ": " + part.innerText.slice(0, 60))"""


@pytest.fixture
def hung(town, live_server):
    """A grid with a sheet, two facilities, one of them with the longest name there is, and telephones."""
    Unit.objects.filter(pk=town.unit(GRID)).update(phone="0731-8888 1234")
    Unit.objects.filter(pk=town.unit(STREET)).update(phone="0731-8888 5678 转 901")
    now = timezone.now()
    place_codes.issue(GRID, by=None, at=now, spot=LONGEST)
    place_codes.issue(GRID, by=None, at=now, spot="东广场健身器材", facility="fitness")
    place_codes.issue(GRID, by=None, at=now, spot=LONGEST, facility="refuse")
    place_codes.issue(OTHER_GRID, by=None, at=now)
    return town


def printed(page, name):
    """The number of pages of the printed PDF; nothing hangs over the edge of its card."""
    page.emulate_media(media="print")
    assert page.evaluate(OVERFLOWING) == []
    document = page.pdf(prefer_css_page_size=True)
    if folder := os.environ.get("GEZHI_SHOTS"):
        page.set_viewport_size({"width": 794, "height": 1123})
        page.screenshot(path=Path(folder, f"{name}.png"))
    page.emulate_media(media="screen")
    assert re.findall(rb"/MediaBox \[0 0 (\S+) (\S+)\]", document)[0] == (b"594.95996", b"841.91998")
    return len(re.findall(rb"/Type /Page\b", document))


def saved(page, name):
    """The sheet saved as a picture."""
    with page.expect_download() as download:
        page.get_by_role("button", name="保存为图片").click()
    assert download.value.suggested_filename.endswith(".png")
    if folder := os.environ.get("GEZHI_SHOTS"):
        download.value.save_as(Path(folder, f"{name}-picture.png"))
    picture = Image.open(download.value.path()).convert("L")
    assert picture.size == (1587, 2237)  # A4 at 192 dots an inch, less a millimetre
    return picture


def ink(picture, left, top, right, bottom):
    """The share of dark points in a part of a picture, given in shares of its sides."""
    width, height = picture.size
    part = picture.crop((int(left * width), int(top * height), int(right * width), int(bottom * height)))
    return sum(part.histogram()[:128]) / (part.width * part.height)


def test_the_sheet_of_a_building_from_the_desk_to_the_report(hung, browser_page, sign_in, shot, width):
    page = browser_page(width)
    sign_in(page, "grid")
    page.get_by_role("link", name="二维码牌").click()
    shot(page, "places")
    page.get_by_role("link", name="新建二维码").click()
    shot(page, "places-new")
    page.locator("[name=area_code]").select_option(label="幸福里1号楼")
    page.locator("[name=spot]").fill("一楼大厅")
    page.get_by_role("button", name="生成二维码").click()
    shot(page, "places-code")
    page.get_by_role("link", name="打印大幅海报").click()
    shot(page, "places-poster")
    expect(page.get_by_role("button", name="打印")).to_be_visible()
    assert page.evaluate("document.querySelector('.sheet-qr').naturalWidth") > 0
    assert printed(page, "poster") == 1
    sheet = saved(page, "poster")
    assert 0.2 < ink(sheet, 0.3, 0.3, 0.7, 0.6) < 0.8  # the code
    assert all(ink(sheet, 0.1, top, 0.9, top + 0.12) > 0.005 for top in (0.04, 0.16, 0.72, 0.84))  # words around it
    expect(page.locator(".sheet-page")).to_have_count(1)
    row = PlaceCode.objects.get(area_id=BUILDING)
    phone = browser_page(PHONE, javascript=False)
    phone.goto(f"/p/{row.code}/")
    shot(phone, "places-scanned")
    phone.locator("[name=text]").fill("单元门的玻璃碎了，地上都是渣。")
    phone.locator("main form .btn-primary").last.click()
    phone.wait_for_url("**/receipt/")
    case = Case.objects.get()
    assert (case.area_id, case.channel, case.address) == (BUILDING, "qr", "一楼大厅")


def test_the_cards_of_an_area_fit_their_paper(hung, browser_page, sign_in, shot):
    place_codes.issue_missing(GRID, by=None, at=timezone.now())
    for spot in ("井盖", "路灯", "电梯"):
        place_codes.issue(OTHER_GRID, by=None, at=timezone.now(), spot=f"{spot}3号", facility="other")
    page = browser_page(DESKTOP)
    sign_in(page, "community", "/places/")
    shot(page, "places")
    page.get_by_role("link", name="打印全部").click()
    expect(page.locator(".sheet-card")).to_have_count(8)
    shot(page, "places-sheets")
    assert printed(page, "cards") == 1
    cards = saved(page, "cards")
    assert all(ink(cards, x, y / 4, x + 0.5, (y + 1) / 4) > 0.03 for x in (0, 0.5) for y in range(4))
    page.goto(f"/places/{PlaceCode.objects.get(spot=LONGEST, facility='refuse').pk}/poster/")
    assert printed(page, "poster-long") == 1
    english = browser_page(DESKTOP, locale="en")
    sign_in(english, "community", "/places/sheets/")
    assert printed(english, "cards-english") == 1


def test_the_pages_of_sheets_are_for_everybody(hung, browser_page, sign_in, faults):
    row = PlaceCode.objects.get(facility="fitness")
    page = browser_page()
    sign_in(page, "community")
    found = {}
    for part in ("", f"new/?area={GRID}", "sheets/", f"{row.pk}/", f"{row.pk}/poster/"):
        found |= faults(page, f"/places/{part}")
    assert found == {}
