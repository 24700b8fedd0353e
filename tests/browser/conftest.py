"""A Chromium for the tests that need one, found on this machine."""

import datetime as dt
import os
import re
import shutil
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect, sync_playwright

from accounts.models import User
from cases.actions import timers
from grids.models import Area
from grids.versions import bump
from tests.browser.journeys import DESKTOP, NATURAL, PHONE, WIDTHS
from tests.town import BUILDING, COMMUNITY, FAR_GRID, GRID, NEXT_GRID, OTHER_GRID, Town, build
from web.display import ELDER_COOKIE

# The shell first: it draws the same pages, and takes half of the processor's time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((path for path in map(shutil.which, NAMES) if path), None)
PATIENCE = 10_000
"""Milliseconds that a page may take until it shows what is expected of it."""
LONG = "单元门禁坏了半个月，快递和陌生人随意进出，晚上老人不敢下楼，打过两次物业电话都说在等配件，希望尽快修好。"
SMALL_TARGETS = """pixels => [...document.querySelectorAll(
    "button, .btn, .gz-nav a, .gz-tool, select, textarea, summary, .choice label, .place-list label, .door,"
    + "input:not([type=hidden], [type=radio], [type=checkbox]), .tick-line label, .back-link"
  )]
  .filter(e => e.checkVisibility() && !e.classList.contains("visually-hidden"))
  .filter(e => e.getBoundingClientRect().height < pixels - 0.5)
  .map(e => e.outerHTML.slice(0, 100))"""

OPEN = "document.querySelectorAll('details').forEach(part => { part.removeAttribute('name'); part.open = true; })"
LARGE = "on => { document.documentElement.classList.toggle('elder', on); }"
"""Large type is one class: to switch it spares half of the pages."""
TARGETS = {"plain": 44, "large": 60}
LAYOUTS = ((PHONE, "plain"), (DESKTOP, "large"))
"""What is looked at in every run: each width and each type once."""
# Where a page opens and where its form is sent, nothing may stick out to the side.
TOO_WIDE = """for (const when of ["load", "submit"]) addEventListener(when, (event) => {
    if (when === "load" && event.target !== document) return // of a file: the style sheet may not be there yet
    const page = document.documentElement, over = page.scrollWidth - page.clientWidth
    if (over > 0) console.error(`${over} px too wide for ${page.clientWidth}: ${location.pathname}`)
}, true)"""
# Only what is broken: to carry over what is in order takes longer than to find out.
BROKEN_RULES = """tags => axe
  .run(document, {runOnly: tags, resultTypes: ["violations"]})
  .then(found => found.violations.map(rule => rule.id + ": " + rule.nodes.map(node => node.html.slice(0, 120))))"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here is marked; without a browser it is skipped on a desk and fails in CI."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None and os.environ.get("CI") != "true":
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A journey asks for its `width`: the one of the table, or each with `--widths all`."""
    if natural := NATURAL.get(metafunc.function.__name__):
        every = metafunc.config.getoption("widths") == "all"
        metafunc.parametrize("width", WIDTHS if every else [natural])


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of a worker."""
    # Playwright drives its own event loop; Django's guard against the ORM inside one does not apply to the tests.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session", autouse=True)
def _kept_files() -> Iterator[None]:
    """A browser asks for each style and script once, as it does of an installation, and not again for each page.

    Each file is looked for and read once.
    """
    serve = StaticFilesHandler.serve
    files: dict[str, tuple[bytes, str]] = {}

    def kept(self: StaticFilesHandler, request: HttpRequest) -> HttpResponse:
        if request.path not in files:
            found = serve(self, request)
            files[request.path] = b"".join(found), found.headers["Content-Type"]
            found.close()
        body, kind = files[request.path]
        return HttpResponse(body, content_type=kind, headers={"Cache-Control": "max-age=3600"})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandler, "serve", kept)
        yield


@pytest.fixture
def browser_page(chromium: Browser, live_server, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Opens pages of a width; any script error, failed file or broken content policy fails the test.

    So does a page that is wider than its screen.
    """
    problems: list[str] = []
    contexts = []

    def open_page(width: int = PHONE, *, javascript: bool = True, locale: str = "zh-CN") -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 844 if width < 800 else 900},
            java_script_enabled=javascript,
            locale=locale,
        )
        contexts.append(context)
        context.add_init_script(TOO_WIDE)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: problems.append(f"script: {error}"))
        page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        return page

    yield open_page
    for context in contexts:
        context.close()
    # The page of a refused form is meant, and so is a way that a test cuts.
    cut = r"net::ERR_(FAILED|INTERNET_DISCONNECTED)|^htmx:(afterRequest|sendError)"
    expected = re.compile(rf"status of 4[0-9][0-9]|{cut}")
    strange = [problem for problem in problems if not expected.search(problem)]
    assert strange == [], strange


@pytest.fixture
def shot() -> Callable[[Page, str], None]:
    """Keeps a picture of the whole page in GEZHI_SHOTS, for people to look at."""
    folder = os.environ.get("GEZHI_SHOTS")

    def take(page: Page, name: str) -> None:
        if folder:
            path = Path(folder) / f"{name}-{page.viewport_size['width']}.png"
            page.screenshot(path=path, full_page=True)

    return take


def press_sign(page: Page) -> None:
    """At the thumb on a phone, in its place among the verbs on a wider screen."""
    page.locator("#form-sign .btn-primary, .sticky-actions .btn-primary").locator("visible=true").last.click()


def _square(west: float, south: float) -> dict[str, object]:
    east, north = round(west + 0.01, 4), round(south + 0.01, 4)
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.fixture
def street(live_server) -> Town:
    """The town with outlines of its grids, seen by the server's threads."""
    town = build()
    for place, code in enumerate((GRID, OTHER_GRID, NEXT_GRID, FAR_GRID)):
        Area.objects.filter(code=code).update(boundary=_square(120.0 + 0.01 * (place % 2), 36.0 + 0.01 * (place // 2)))
    bump("boundaries")
    return town


@pytest.fixture
def busy(town, live_server) -> Town:
    """A town with work on every desk, some of it late."""
    now = timezone.now()
    town.report("ENV01", at=now - dt.timedelta(minutes=20), area=BUILDING, address="2单元3楼")
    town.report("SAF02", at=now - dt.timedelta(hours=3), text="消防通道被三辆面包车堵死，消防车进不来。")
    town.report("PTY01", at=now - dt.timedelta(days=9), text="楼道保洁一周只来一次。")
    town.report("POL01", at=now - dt.timedelta(days=1), area=OTHER_GRID, text="楼上深夜装修。")
    town.report("PTY04", at=now - dt.timedelta(days=2), text=LONG)
    town.report(None, at=now - dt.timedelta(minutes=50), area=COMMUNITY, text=LONG)
    timers.run(now)
    return town


@pytest.fixture
def sign_in(live_server) -> Callable[..., None]:
    """Brings a member of the cast to the own desk; who types a password does so in the walk of the whole case.

    Who looks at another page first names it, or none. On the same screen whoever sat there before is gone.
    """

    def enter(page: Page, name: str, address: str = "/desk/") -> None:
        client = Client()
        client.force_login(User.objects.get(username=name), backend="accounts.backends.PasswordBackend")
        session = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": session.key, "value": session.value, "url": live_server.url}])
        if address:
            page.goto(address)

    return enter


@pytest.fixture
def large_type(live_server) -> Callable[..., None]:
    """Switches a page's browser to large type, and back."""

    def switch(page: Page, *, on: bool = True) -> None:
        page.context.add_cookies([{"name": ELDER_COOKIE, "value": "1" if on else "", "url": live_server.url}])

    return switch


@pytest.fixture
def broken_rules() -> Callable[[Page], list[str]]:
    """What axe finds wrong on a page at WCAG 2.2 AA: rule and the elements concerned."""
    axe = (Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

    def check(page: Page) -> list[str]:
        if page.evaluate("typeof axe") == "undefined":
            page.evaluate(axe)
        return page.evaluate(BROKEN_RULES, tags)

    return check


@pytest.fixture
def small_targets() -> Callable[[Page, int], list[str]]:
    """Controls of a page that are lower than so many pixels, links inside sentences excepted."""

    def check(page: Page, pixels: int) -> list[str]:
        return page.evaluate(SMALL_TARGETS, pixels)

    return check


@pytest.fixture
def faults(
    broken_rules: Callable[[Page], list[str]],
    small_targets: Callable[[Page, int], list[str]],
    shot: Callable[[Page, str], None],
) -> Callable[[Page, str], dict[tuple[str, int, str], list[str]]]:
    """What is wrong with a page, plain on a phone and in large type on a desk, every folded part open.

    axe reads one of the two layouts, which one follows from the address: both are made of the same parts, and
    `bench/look.py` reads every page in all of them. The screen is as tall as the page: under the bars of a phone axe
    would see half a control.
    """

    def find(page: Page, address: str) -> dict[tuple[str, int, str], list[str]]:
        found = {}
        page.goto(address)
        page.evaluate(OPEN)
        read = LAYOUTS[zlib.crc32(address.encode()) % len(LAYOUTS)]
        for width, size in LAYOUTS:
            page.evaluate(LARGE, size == "large")
            page.set_viewport_size({"width": width, "height": 800})
            tall = page.evaluate("document.documentElement.scrollHeight") + 200
            page.set_viewport_size({"width": width, "height": tall})
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            wrong = small_targets(page, TARGETS[size]) + ([f"{wide} px too wide"] if wide else [])
            if wrong := wrong + (broken_rules(page) if (width, size) == read else []):
                found[address, width, size] = wrong
            shot(page, f"axe{address.replace('/', '-')}{size}")
        return found

    return find
