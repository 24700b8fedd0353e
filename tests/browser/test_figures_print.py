"""The figures of a month on paper."""

import os
import re
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP


def test_the_month_can_be_signed_on_paper(busy, browser_page, sign_in):
    page = browser_page(DESKTOP)
    sign_in(page, "street", "/street/")
    expect(page.get_by_role("button", name="打印")).to_be_visible()
    expect(page.locator(".figures-sign")).to_be_hidden()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 1010})  # A4 without its margins
    expect(page.locator(".figures-sign li")).to_have_text(["制表", "单位负责人", "领导"])
    expect(page.locator("header.gz-top, .filters, .gz-foot").locator("visible=true")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    document = page.pdf(prefer_css_page_size=True)
    assert re.findall(rb"/MediaBox \[0 0 (\S+) (\S+)\]", document)[0] == (b"594.95996", b"841.91998")
    if folder := os.environ.get("GEZHI_SHOTS"):
        page.screenshot(path=Path(folder, "figures-paper.png"), full_page=True)
