"""What a page of residents costs on a slow phone: bytes, time to the largest paint, and what jumps.

    .venv/bin/python bench/weight.py [--pages /report/ …] [--tries 3]

Measures every page of residents that `look.py` looks at, or those rows of its table that hold one of the texts.
Starts servers of its own with a small demo street. Chromium opens each page as a device that was never here,
and again with its cache kept, on simulated slow 4G (1.6 Mbit/s down, 0.75 up, 150 ms) with a processor four times
slower; 390 px wide, in Chinese. Bytes are those on the wire, headers included, photos aside. Of several tries the
middle one counts, for the machine that simulates is busy too. Prints a line for each page and exits 1 over the budget.
"""

import argparse
import statistics
from dataclasses import dataclass
from typing import Any

from demo_doors import doors
from demo_street import demo_street, session_of
from ground import load
from look import chromium, go
from look_pages import PAGES
from playwright.sync_api import Browser, Page, sync_playwright

RESIDENTS = ("resident", "asked", "rater", "passer")
NOT_THEIRS = ("/styleguide/", "/no-such-", "/screen/", "{display}")
"""Of the table of `look.py`: what residents do not come to see."""
FIRST_KB, REPEAT_KB, PAINT_S, SHIFT = 130.0, 15.0, 1.5, 0.0
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
SLOWER = 4
SETTLED_MS = 1000
WATCH = """
window.seen = {paint: 0, shift: 0}
new PerformanceObserver(list => { for (const e of list.getEntries()) seen.paint = e.startTime })
  .observe({type: "largest-contentful-paint", buffered: true})
new PerformanceObserver(list => { for (const e of list.getEntries()) if (!e.hadRecentInput) seen.shift += e.value })
  .observe({type: "layout-shift", buffered: true})
"""


@dataclass
class Visit:
    """One visit: kilobytes on the wire, seconds to the largest paint, layout shift."""

    kilobytes: float
    paint: float
    shift: float


class Wire:
    """Counts what comes over the wire for a page."""

    def __init__(self, page: Page) -> None:
        self.count = 0
        self.photos: set[str] = set()
        self.devtools = page.context.new_cdp_session(page)
        self.devtools.send("Network.enable")
        self.devtools.send("Network.emulateNetworkConditions", SLOW_4G)
        self.devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        self.devtools.on("Network.responseReceived", self._response)
        self.devtools.on("Network.loadingFinished", self._finished)

    def _response(self, told: dict[str, Any]) -> None:
        if told["response"]["mimeType"] in {"image/jpeg", "image/webp", "image/png"}:
            self.photos.add(told["requestId"])

    def _finished(self, told: dict[str, Any]) -> None:
        if told["requestId"] not in self.photos:
            self.count += int(told["encodedDataLength"])


def visits(browser: Browser, address: str, path: str, key: str) -> tuple[Visit, Visit]:
    """A first and a repeat visit of one device."""
    context = browser.new_context(
        base_url=address, locale="zh-CN", viewport={"width": 390, "height": 844}, device_scale_factor=2
    )
    context.add_cookies([{"name": "sessionid", "value": key, "url": address}])
    context.add_init_script(WATCH)
    page = context.new_page()
    page.set_default_timeout(120_000)
    wire = Wire(page)
    done = []
    for _visit in range(2):
        page.goto("about:blank")
        wire.count = 0
        page.goto(path, wait_until="load")
        page.wait_for_timeout(SETTLED_MS)
        seen = page.evaluate("seen")
        done.append(Visit(wire.count / 1000, seen["paint"] / 1000, seen["shift"]))
    context.close()
    return done[0], done[1]


def found(browser: Browser, address: str, row: str) -> str:
    """The path of a row of the table."""
    page = browser.new_page(base_url=address)
    if go(page, row) is None:
        raise SystemExit(f"{row}: no such link on the page")
    path = page.url.removeprefix(address)
    page.close()
    return path


def middle(tries: list[Visit]) -> Visit:
    """The middle of each figure."""
    return Visit(
        *(statistics.median(values) for values in zip(*((v.kilobytes, v.paint, v.shift) for v in tries), strict=True))
    )


def measured(browser: Browser, address: str, row: str, tries: int, key: str) -> bool:
    """Prints the figures of a page; whether they keep the budget."""
    path = found(browser, address, row) if " > " in row else row
    pairs = [visits(browser, address, path, key) for _try in range(tries)]
    first, repeat = middle([pair[0] for pair in pairs]), middle([pair[1] for pair in pairs])
    over = [
        name
        for name, value, most in (
            ("first visit", first.kilobytes, FIRST_KB),
            ("repeat visit", repeat.kilobytes, REPEAT_KB),
            ("largest paint", first.paint, PAINT_S),
            ("layout shift", round(first.shift, 3), SHIFT),
        )
        if value > most
    ]
    figures = f"{first.kilobytes:7.1f} KB {repeat.kilobytes:7.1f} KB {first.paint:6.2f} s {repeat.paint:6.2f} s"
    print(f"{path:36}{figures} {first.shift:7.3f}  {'OVER: ' + ', '.join(over) if over else 'ok'}", flush=True)
    return not over


def rows(texts: list[str]) -> list[tuple[str, str]]:
    """Who looks, and the row of the table."""
    return [
        (who, row)
        for who in RESIDENTS
        for row in PAGES[who]
        if not row.startswith(NOT_THEIRS) and (not texts or any(text in row for text in texts))
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", nargs="*", default=[])
    parser.add_argument("--tries", type=int, default=3)
    options = parser.parse_args()
    with demo_street() as address:
        known = doors()
        keys = {who: session_of(who) for who in RESIDENTS}
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--lang=zh-CN"])
            print(load())
            print(f"{'page':36}{'first':>10} {'repeat':>10} {'paint':>8} {'again':>8} {'shift':>7}")
            kept = [
                measured(browser, address, known.get(row, row), options.tries, keys[who])
                for who, row in rows(options.pages)
            ]
            browser.close()
        print(load())
    raise SystemExit(0 if all(kept) else 1)


if __name__ == "__main__":
    main()
