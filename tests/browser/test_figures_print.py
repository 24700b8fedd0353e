"""The figures of a month on paper."""

import os
import re
from pathlib import Path

from tests.browser.conftest import DESKTOP


def test_the_month_can_be_signed_on_paper(busy, browser_page, sign_in):
    page = browser_page(DESKTOP)
    sign_in(page, "street")
    page.goto("/street/")
    assert page.get_by_role("button", name="打印").is_visible()
    assert not page.locator(".figures-sign").is_visible()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 1010})  # A4 without its margins
    assert page.locator(".figures-sign li").all_inner_texts() == ["制表", "单位负责人", "领导"]
    assert not page.locator("header.gz-top, .filters, .gz-foot").locator("visible=true").count()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    document = page.pdf(prefer_css_page_size=True)
    assert re.findall(rb"/MediaBox \[0 0 (\S+) (\S+)\]", document)[0] == (b"594.95996", b"841.91998")
    if folder := os.environ.get("GEZHI_SHOTS"):
        page.screenshot(path=Path(folder, "figures-paper.png"), full_page=True)
