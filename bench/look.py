"""Every page in every mode and size: a sheet of pictures to look at, and what axe and a ruler find wrong.

    .venv/bin/python bench/look.py --to FOLDER [--who resident grid …] [--pages PART …] [--modes dark …] [--sizes 390 …]
        [--language en]

Starts servers of its own with a small demo street. Each page of `look_pages.py` is opened as the one who sees it,
every folded part open, in Chinese, and no English sentence may stand on it; or in English, and then nothing that the
catalogue says in Chinese may (the data of the demo stay Chinese). Its picture goes to FOLDER, and
FOLDER/index.html shows them side by side. axe reads each with the rules of WCAG 2.2 A and AA; controls are measured
(60 px in large type, 44 px else), and nothing may be wider than the screen. Prints what is wrong and which routes
were not looked at; exits 1 when anything is wrong. `--no-axe` only takes pictures. A full run takes about a quarter
of an hour.
"""

import argparse
import html
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import polib
from demo_doors import doors
from demo_street import demo_street, session_of
from ground import ROOT
from look_pages import PAGES
from playwright.sync_api import Browser, BrowserContext, Page, Response, sync_playwright
from walking import ENGLISH, fill

SIZES = {390: 844, 768: 1024, 1440: 900}
MODES = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "elder": {},
    "contrast": {"contrast": "more"},
    "dark-contrast": {"color_scheme": "dark", "contrast": "more"},
}
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
TARGET, ELDER_TARGET = 44, 60
READY = """() => {
    document.querySelectorAll("details").forEach(part => { part.removeAttribute("name"); part.open = true })
    document.querySelectorAll(".map-canvas").forEach(map => {
        if (map.offsetHeight) map.style.height = map.offsetHeight + "px"
    })
}"""
"""Every folded part is open; a map that is there stays as tall as this screen makes it, however tall the picture."""
AXE = """tags => axe.run(document, {runOnly: tags, resultTypes: ["violations"]}).then(found => found.violations
    .map(rule => rule.id + ": " + rule.nodes.slice(0, 3).map(node => node.html.slice(0, 140)).join("  ")))"""
SAID = """() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), said = []
    while (walker.nextNode()) {
        const { data, parentElement } = walker.currentNode
        if (!parentElement.closest("body [lang], select[name=template]")) said.push(data.trim())
    }
    return said
}"""
"""The words of a page but for those that say their language, and the names of prepared words, which are data."""
SMALL = """pixels => [...document.querySelectorAll(
    "button, .btn, .gz-nav a, .gz-tool, select, textarea, summary, .choice label, .place-list label, .door,"
    + "input:not([type=hidden], [type=radio], [type=checkbox]), .tick-line label, .back-link, .foot-link"
  )]
  .filter(e => e.checkVisibility() && !e.classList.contains("visually-hidden"))
  .filter(e => e.getBoundingClientRect().height < pixels - 0.5)
  .map(e => Math.round(e.getBoundingClientRect().height) + " px high: " + e.outerHTML.slice(0, 100))"""


@dataclass
class Look:
    """One run: what was asked for, what was seen, what is wrong."""

    options: argparse.Namespace
    address: str
    faults: list[str] = field(default_factory=list)
    shots: dict[tuple[str, str], dict[tuple[str, int], str]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    doors: dict[str, str] = field(default_factory=dict)
    chinese: set[str] = field(default_factory=set)

    def everybody(self, browser: Browser, keys: dict[str, str]) -> None:
        """Each mode with browsers of its own, as a device of that mode has."""
        for mode in self.options.modes:
            for who, key in keys.items():
                context = self._context(browser, mode, key)
                page = context.new_page()
                page.set_default_timeout(120_000)
                for row in self._rows(who):
                    self._page(page, who, row, mode)
                context.close()

    def _rows(self, who: str) -> Iterator[str]:
        parts = self.options.pages
        return (row for row in PAGES[who] if not parts or any(part in row for part in parts))

    def _address(self, row: str) -> str:
        for name, address in self.doors.items():
            row = row.replace(name, address)
        return row

    def _context(self, browser: Browser, mode: str, key: str) -> BrowserContext:
        context = browser.new_context(base_url=self.address, locale=LOCALES[self.options.language], **MODES[mode])
        cookies = {"sessionid": key, **({"elder": "1"} if mode == "elder" else {})}
        context.add_cookies([{"name": name, "value": value, "url": self.address} for name, value in cookies.items()])
        return context

    def _page(self, page: Page, who: str, row: str, mode: str) -> None:
        first = self.options.sizes[0]
        page.set_viewport_size({"width": first, "height": SIZES[first]})
        status = go(page, self._address(row))
        if status is None:
            if mode == self.options.modes[0]:
                print(f"      {who} {row}: no such link on the page, not looked at")
            return
        if (status == 404) != ("/no-such-" in row) or status not in {200, 201, 404}:
            self.faults.append(f"{mode:13} {who} {row}: status {status}")
            print(f"WRONG {self.faults[-1]}", flush=True)
            return
        self.seen.add(urlsplit(page.url).path)
        page.locator("[hx-trigger=load]").first.wait_for(state="detached")
        for width in self.options.sizes:
            where = f"{mode:13} {width:4} {who} {row}"
            wrong = self._wrong(page, mode, width)
            self.faults += [f"{where}: {fault}" for fault in wrong]
            print(f"{'WRONG' if wrong else 'ok':5} {where}", *wrong, sep="\n        ", flush=True)
            self._shoot(page, who, row, mode, width)

    def _wrong(self, page: Page, mode: str, width: int) -> list[str]:
        """The screen is as tall as the page: under the bars of a phone axe would see half a control."""
        page.set_viewport_size({"width": width, "height": SIZES[width]})
        page.evaluate(READY)
        tall = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": width, "height": max(tall, SIZES[width])})
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        wrong = [f"{wide} px too wide"] if wide else []
        wrong += self._foreign(page) if mode == self.options.modes[0] else []
        wrong += page.evaluate(SMALL, ELDER_TARGET if mode == "elder" else TARGET)
        return wrong + (page.evaluate(AXE, TAGS) if self.options.axe and self._has_axe(page) else [])

    def _foreign(self, page: Page) -> list[str]:
        """What stands there in the other language."""
        if self.options.language == "en":
            if page.url.endswith("/styleguide/"):  # its samples are Chinese
                return []
            return [f"Chinese words: {words}" for words in sorted({*page.evaluate(SAID)} & self.chinese)]
        found = ENGLISH.search(page.locator("body").inner_text())
        return [f"English words: {found.group()}"] if found else []

    def _has_axe(self, page: Page) -> bool:
        if page.evaluate("typeof axe") == "undefined":
            page.evaluate((ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8"))
        return True

    def _shoot(self, page: Page, who: str, row: str, mode: str, width: int) -> None:
        if self.options.to:
            name = re.sub(r"[^\w-]+", "-", f"{who}{row}").strip("-") + f"-{mode}-{width}.png"
            page.screenshot(path=self.options.to / name)
            self.shots.setdefault((who, row), {})[mode, width] = name

    def sheet(self) -> str:
        """All pictures on one page: a row for each page, a column for each mode and size."""
        columns = [(mode, width) for width in self.options.sizes for mode in self.options.modes]
        head = "".join(f"<th>{mode} {width}" for mode, width in columns)
        rows = [
            f"<tr><th>{html.escape(who)}<br>{html.escape(row)}"
            + "".join(f"<td>{_picture(shots.get(column, ''))}" for column in columns)
            for (who, row), shots in self.shots.items()
        ]
        style = "th{font:14px sans-serif;text-align:left}td{vertical-align:top}img{width:300px;border:1px solid gray}"
        return f"<!doctype html><meta charset=utf-8><style>{style}</style><table><tr><th>{head}{''.join(rows)}</table>"

    def unseen(self) -> list[str]:
        """The routes of pages that no row led to."""
        from django.urls import resolve, reverse  # noqa: PLC0415 -- after setup
        from django.urls.exceptions import NoReverseMatch, Resolver404  # noqa: PLC0415 -- as above

        from web import urls  # noqa: PLC0415 -- as above

        found = set()
        for path in self.seen:
            try:
                found.add(resolve(path).url_name)
            except Resolver404:
                continue
        names = [pattern.name for pattern in urls.urlpatterns if pattern.name not in found]
        lonely = []
        for name in names:
            try:
                lonely.append(reverse(name))  # those about one thing have a verb's form on the page of the thing
            except NoReverseMatch:
                continue
        return lonely


def _picture(name: str) -> str:
    return f'<a href="{name}"><img src="{name}" loading="lazy" alt=""></a>' if name else ""


def go(page: Page, row: str) -> int | None:
    """Opens the page of a row of the table; its status, None where a page before it has no such link."""
    address, *parts = row.split(" > ")
    answer = page.goto(address)
    for part in parts:
        step, _space, rest = part.partition(" ")
        answer = _send(page, *rest.split()) if step == "send" else _follow(page, part)
        if answer is None:
            return None
    return answer.status if answer else None


def _follow(page: Page, part: str) -> Response | None:
    links = page.locator("main a").evaluate_all("links => links.map(link => link.getAttribute('href') || '')")
    found = [link for link in links if re.match(part.removeprefix("last "), link)]
    return page.goto(found[-1 if part.startswith("last ") else 0]) if found else None


def _send(page: Page, part: str, *values: str) -> Response | None:
    """Fills in and sends the first form whose address begins with the part."""
    forms = page.locator("main form[method=post]")
    actions = forms.evaluate_all("forms => forms.map(form => form.getAttribute('action') || '')")
    found = [place for place, action in enumerate(actions) if re.match(part, action)]
    if not found:
        return None
    fill(page, f"main form[method=post] >> nth={found[0]}", dict(value.split("=") for value in values))
    with page.expect_navigation() as sent:
        forms.nth(found[0]).evaluate("form => form.submit()")
    return sent.value


def sentences() -> set[str]:
    """What the catalogue says in Chinese."""
    catalogue = polib.pofile(str(ROOT / "locale/zh_Hans/LC_MESSAGES/django.po"))
    return {entry.msgstr for entry in catalogue if not entry.msgstr.isascii()}


def chromium() -> str | None:
    """The Chromium of this machine."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next((path for path in map(shutil.which, names) if path), None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", type=Path, help="folder of the pictures")
    parser.add_argument("--who", nargs="*", choices=list(PAGES), default=list(PAGES))
    parser.add_argument("--pages", nargs="*", help="only rows of the table that hold one of these texts")
    parser.add_argument("--modes", nargs="*", choices=list(MODES), default=list(MODES)[:4])
    parser.add_argument("--sizes", nargs="*", type=int, choices=list(SIZES), default=list(SIZES))
    parser.add_argument("--language", choices=list(LOCALES), default="zh")
    parser.add_argument("--no-axe", dest="axe", action="store_false")
    options = parser.parse_args()
    if options.to:
        options.to.mkdir(parents=True, exist_ok=True)
    with demo_street() as address:
        look = Look(options, address, doors=doors(), chinese=sentences())
        keys = {who: session_of(who) for who in options.who}
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium(), args=["--no-sandbox", f"--lang={LOCALES[options.language]}"]
            )
            look.everybody(browser, keys)
            browser.close()
        if options.to:
            (options.to / "index.html").write_text(look.sheet(), encoding="utf-8")
        print("not looked at:", ", ".join(look.unseen()))
    print(f"{len(look.faults)} wrong")
    raise SystemExit(1 if look.faults else 0)


if __name__ == "__main__":
    main()
