"""What walks through the pages share: people with phones, steps that are looked at, forms that are filled in."""

import argparse
import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
HOME = "幸福里1号楼"
ENGLISH = re.compile(r"[A-Za-z]{2,}(?: [A-Za-z']{2,}){2,}")
COVERED = """() => {
    scrollTo({top: document.documentElement.scrollHeight, behavior: "instant"})
    const bar = document.querySelector(".gz-nav"), foot = document.querySelector(".gz-foot")
    const covers = bar.getBoundingClientRect().top < foot.getBoundingClientRect().bottom - 1
    scrollTo({top: 0, behavior: "instant"})
    return getComputedStyle(bar).position === "fixed" && covers
}"""

Fields = Mapping[str, object]


class Stuck(Exception):
    """The walk cannot go on, or should not."""


@dataclass
class Walk:
    """One intake: its people with their phones, its steps and pictures."""

    name: str
    browser: Browser
    options: argparse.Namespace
    now: dt.datetime
    faults: list[str] = field(default_factory=list)
    phones: dict[str, Page] = field(default_factory=dict)
    steps: int = 0

    def phone(self, username: str) -> Page:
        """The phone of somebody of the demo, signed in."""
        if username not in self.phones:
            context = self.browser.new_context(base_url=self.options.address, viewport=PHONE, locale="zh-CN")
            page = self.phones[username] = context.new_page()
            page.set_default_timeout(10_000)
            page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
            page.on("console", lambda said: self._hear(said.type, said.text))
            page.goto("/sign-in/?next=/desk/")
            fill(page, "main form", {"username": username, "password": self.options.password})
            press(page, "main form .btn-primary")
        return self.phones[username]

    def step(self, title: str, page: Page) -> None:
        """Says what was done, looks whether the page is sound, keeps its picture."""
        self.steps += 1
        print(f"  {self.steps:2} {title}")
        self._look(page, f"{self.name}-{self.steps:02}")
        if page.locator("main .field-error, main .note-error").count():
            raise Stuck(page.locator("main .field-error, main .note-error").first.inner_text())
        if self.faults:
            raise Stuck("; ".join(self.faults))

    def end(self, title: str, page: Page, said: str = "") -> None:
        """The last page of somebody, on the phone and on a desk; `said` has to stand on it."""
        if said not in page.locator("main").inner_text():
            raise Stuck(f"the last page does not say {said}")
        self.step(title, page)
        page.set_viewport_size(DESK)
        self._look(page, f"{self.name}-{self.steps:02}-desk")
        page.set_viewport_size(PHONE)

    def _hear(self, kind: str, text: str) -> None:
        """A form that comes back is no fault of the page."""
        if kind == "error" and "status of 400" not in text:
            self.faults.append(text)

    def _look(self, page: Page, name: str) -> None:
        page.locator("[hx-trigger=load]").first.wait_for(state="detached")  # what a page fetches by itself is there
        if page.evaluate(COVERED):
            raise Stuck(f"the menu covers the end of {page.url}")
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over:
            raise Stuck(f"{page.url} is {over} px too wide")
        foreign = ENGLISH.search(page.locator("main").inner_text())
        if foreign:
            raise Stuck(f"{page.url} says in English: {foreign.group()}")
        if self.options.shots:
            size = page.viewport_size or PHONE
            tall = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({**size, "height": max(tall, size["height"])})  # bars stay at the end
            page.screenshot(path=self.options.shots / f"{name}.png")
            page.set_viewport_size(size)

    def verb(self, who: str, page_of: str, verb: str, **fields: object) -> Page:
        """One verb of a matter or of a case, at the page of somebody, who has to find it offered there."""
        page = self.phone(who)
        page.goto(page_of)
        form = f"#form-{verb}"
        if not page.locator(form).count():
            raise Stuck(f"{who} is not offered {verb} at {page_of}")
        if page.locator(f"#verb-{verb}:not([open]) > summary").count():
            page.locator(f"#verb-{verb} > summary").click()
        fill(page, form, {f"{verb}-{name}": value for name, value in fields.items()})
        press(page, f"{form} .btn-wide:not([name])")
        self.step(f"{who}: {verb}", page)
        return page

    def folded(self, page: Page, address: str, **fields: object) -> None:
        """A form of a meeting's page, which may lie under its heading."""
        form = f'form[action$="/{address}/"]'
        if not page.locator(form).count():
            raise Stuck(f"{page.url} does not offer {address}")
        fold = page.locator(f"details:not([open]):has({form}) > summary")
        if fold.count():
            fold.first.click()
        fill(page, form, fields)
        press(page, f"{form} button:last-of-type")
        self.step(address, page)

    def report(self, who: str, category: str, text: str) -> str:
        """Records an issue as a member of staff; the address of its case."""
        page = self.phone(who)
        page.goto("/cases/new/")
        fill(page, "form.report-form", {"channel": "patrol", "text": text, "category": category})
        choose_home(page)
        press(page, ".btn-send")
        self.step(f"{who}: records {category}", page)
        return path_of(page)


def fill(page: Page, form: str, fields: Fields) -> None:
    """Fills in fields by their names; a choice by its value, or by words that stand in one of a select."""
    for name, value in fields.items():
        found = page.locator(form).first.locator(f"[name='{name}']")
        kind = found.first.evaluate("e => e.tagName === 'INPUT' ? e.type : e.tagName")
        if kind == "SELECT":
            options = page.locator(form).first.locator(f"[name='{name}'] option").all()
            values = {option.inner_text(): option.get_attribute("value") for option in options}
            match = next(
                (key for words, key in values.items() if str(value) in {key, words} or str(value) in words), None
            )
            if match is None:
                raise Stuck(f"{name} does not offer {value}: {', '.join(values)}")
            found.select_option(match)
        elif kind in {"radio", "checkbox"}:
            chosen = found.first if value is True else found.and_(page.locator(f"[value='{value}']"))
            chosen.check()
        else:
            found.fill(str(value))


def press(page: Page, button: str) -> None:
    """Sends a form."""
    with page.expect_navigation():
        page.locator(button).first.click()


def choose_home(page: Page) -> None:
    """A building by its name, as it is typed and tapped."""
    with page.expect_response("**/report/places/**"):
        page.locator("#place-query").fill(HOME)
    page.locator("#place-rows label", has_text=HOME).first.click()


def path_of(page: Page) -> str:
    """Where a page is, without the host."""
    return urlsplit(page.url).path
