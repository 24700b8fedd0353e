"""How much work a report is on a phone: pages, taps, swipes, characters and seconds, up to the receipt.

    .venv/bin/python bench/report_taps.py [--only qr position …]

Starts servers of its own with a small demo street. A thumb walks through the report in Chinese at 390 px in each way
in which a place is given, then a grid worker's sign, note and settle, which is counted, not timed. Nothing optional is
filled in. Prints a line for each walk, and exits 1 when a report takes more than 60 seconds.

The seconds are a model of somebody who has never seen the pages, not a trial with people: a keystroke-level model
(Card, Moran and Newell 1980, Communications of the ACM 23:7) with the hand's constants for a phone, a time to read,
and what the machine takes on slow 4G with a processor four times slower, as in `weight.py`, measured from each tap
to the moment when the next thing to tap is there.

- A tap: a decision (M, 1.35 s), the way to the target (P, 1.10 s), the touch (B, 0.10 s). P is a mouse's in the paper;
  a thumb is quicker. A swipe is as long, without a decision.
- Typing: 50 characters a minute. Palin et al. 2019 (MobileHCI, 37,370 people) measured 36.2 English words a minute on
  phones, of five letters each: 181 taps. A Chinese character takes two to four letters and the choice of a candidate,
  between three and four taps. This is our own step from their figure to Chinese.
- Reading: what stands on a page above the thing that is tapped, each text once, 20 % of it (Nielsen 2008, How Little Do
  Users Read?: at most 28 % of the words, 20 % are likelier), at 330 characters a minute: 255 aloud in Chinese
  (Trauzettel-Klosinski and Dietz 2012, IOVS 53:9), and silently 1.3 times as many (Brysbaert 2019, Journal of Memory
  and Language 109: 238 words against 183).
- Left out: the keyboard that covers half of the screen, a tap that misses, a photo.
- A scan: two taps, the scanner and what it found. A position: one tap for the question of the browser, and 3 s for
  the fix, our assumption outdoors.
"""

import argparse
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from demo_doors import doors
from demo_street import demo_street, session_of
from ground import load
from look import chromium
from playwright.sync_api import Browser, Locator, Page, sync_playwright
from walking import PHONE
from weight import Wire

MOST_S = 60.0
SENTENCE = "三号楼门口的垃圾三天没有人收，味道很大。"
QUERY = "幸福里"
DECIDE_S, POINT_S, TOUCH_S = 1.35, 1.10, 0.10
TYPED_A_MINUTE = 50
READ_A_MINUTE, READ_SHARE = 330, 0.20
FIX_S = 3.0
MENU_PX, FINGER_PX = 60, 44
"""What lies under the menu at the foot of the screen is swiped up, unless a finger finds room on it above."""
ABOVE = """target => {
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT), said = []
    while (walker.nextNode()) {
        const { data, parentElement: e } = walker.currentNode
        if (!target.contains(e) && e.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_PRECEDING) break
        const hidden = !e.checkVisibility({ checkVisibilityCSS: true }) || e.closest(".visually-hidden, option")
        if (!hidden) said.push(data.replace(/\\s/g, ""))
    }
    return said
}"""
"""What stands on the page from its top down to something, that included."""


@dataclass
class Thumb:
    """Somebody with a phone, and what it costs."""

    page: Page
    pages: set[str] = field(default_factory=set)
    taps: int = 0
    swipes: int = 0
    typed: int = 0
    read: set[str] = field(default_factory=set)
    waited: float = 0.0

    @property
    def seconds(self) -> float:
        hand = self.taps * (DECIDE_S + POINT_S + TOUCH_S) + self.swipes * (POINT_S + TOUCH_S)
        reading = self.seen * READ_SHARE * 60 / READ_A_MINUTE
        return hand + reading + self.typed * 60 / TYPED_A_MINUTE + self.waited

    @property
    def seen(self) -> int:
        """Characters that stood above what was tapped, each text once."""
        return sum(map(len, self.read))

    def open(self, path: str, then: str) -> None:
        """What was scanned or kept opens."""
        started = time.perf_counter()
        self.page.goto(path, wait_until="commit")
        self._arrives(then, started)

    def tap(self, what: str, then: str = "") -> None:
        """Reads down to something, taps it, and waits for what comes next."""
        target = self._in_reach(what)
        self.taps += 1
        started = time.perf_counter()
        target.tap()
        if then:
            self._arrives(then, started)

    def type(self, what: str, text: str, then: str = "") -> None:
        """Taps a field and types."""
        self.tap(what)
        self.typed += len(text)
        self.page.locator(what).press_sequentially(text)
        if then:
            self._arrives(then, time.perf_counter())

    def _in_reach(self, what: str) -> Locator:
        target = self.page.locator(what).locator("visible=true").first
        box = target.bounding_box()
        if box is None:
            raise LookupError(f"{what} is nowhere on {self.page.url}")
        self.read |= set(target.evaluate(ABOVE))
        beyond = box["y"] + min(box["height"], FINGER_PX) - (PHONE["height"] - MENU_PX)
        fixed = target.evaluate("e => Boolean(e.closest('.sticky-actions, .gz-nav'))")
        if not fixed and (beyond > 0 or box["y"] < 0):
            self.swipes += math.ceil(max(beyond, -box["y"]) / (PHONE["height"] - MENU_PX))
            target.evaluate("e => e.scrollIntoView({block: 'center', behavior: 'instant'})")
        return target

    def _arrives(self, then: str, started: float) -> None:
        self.page.locator(then).locator("visible=true").first.wait_for()
        self.waited += time.perf_counter() - started
        self.pages.add(self.page.url.split("?")[0])


def _begin(thumb: Thumb) -> None:
    thumb.open("/", ".btn-hero")
    thumb.tap(".btn-hero", "#step-1 [data-to='2']")
    _say(thumb)
    thumb.tap("#step-1 [data-to='2']", "#step-2-title")


def _say(thumb: Thumb) -> None:
    thumb.type("#id_text", SENTENCE)


def _send(thumb: Thumb) -> None:
    thumb.tap(".btn-send", ".receipt-number")


def qr(thumb: Thumb) -> None:
    """The sheet at the door is scanned."""
    thumb.taps += 2
    thumb.open(doors_of["{place}"], ".report-form.is-ready")
    _say(thumb)
    thumb.tap("#step-1 [data-to='3']", ".btn-send")
    _send(thumb)


def position(thumb: Thumb) -> None:
    """ "I am there": the phone says where."""
    _begin(thumb)
    thumb.taps += 1
    thumb.tap("#here", ".btn-send")
    thumb.waited += FIX_S
    _send(thumb)


def search(thumb: Thumb) -> None:
    """The name of the estate is typed."""
    _begin(thumb)
    thumb.type("#place-query", QUERY, f".place-list label:has-text('{QUERY}')")
    thumb.tap(f".place-list label:has-text('{QUERY}')", ".btn-send")
    _send(thumb)


def by_list(thumb: Thumb) -> None:
    """Community, grid and building are opened one after the other."""
    _begin(thumb)
    for inside in ("网格", "号楼"):
        thumb.tap(".place-list button[name=inside]", f".place-list label:has-text('{inside}')")
    thumb.tap(".place-list label:has-text('号楼')", ".btn-send")
    _send(thumb)


REPORTS: dict[str, Callable[[Thumb], None]] = {"qr": qr, "position": position, "search": search, "list": by_list}
doors_of: dict[str, str] = {}


def settle(thumb: Thumb) -> None:
    """From the desk: the first case to sign, a visit in one tap, settled with prepared words."""
    thumb.open("/desk/", ".case-row")
    thumb.tap("#desk-piles .case-row a", ".sticky-actions")
    thumb.tap(".sticky-actions .btn-primary", ".note-success:has-text('已签收')")
    thumb.tap("#verb-note > summary", "[name=note-quick]")
    thumb.tap("[name=note-quick]", ".note-success:has-text('已记录')")
    thumb.tap("#verb-settle > summary", "#form-settle [name=look]")
    thumb.tap("#form-settle [value=fill]", "#form-settle .btn-wide:not([name])")
    thumb.tap("#form-settle .btn-wide:not([name])", ".note-success:has-text('办结')")


def walked(browser: Browser, address: str, key: str, walk: Callable[[Thumb], None]) -> Thumb:
    """One walk on a phone of its own."""
    longitude, latitude = grid_point()
    context = browser.new_context(
        base_url=address,
        locale="zh-CN",
        viewport=PHONE,
        has_touch=True,
        is_mobile=True,
        permissions=["geolocation"],
        geolocation={"longitude": longitude, "latitude": latitude},
    )
    context.add_cookies([{"name": "sessionid", "value": key, "url": address}])
    page = context.new_page()
    page.set_default_timeout(30_000)
    Wire(page)
    thumb = Thumb(page)
    walk(thumb)
    context.close()
    return thumb


def grid_point() -> tuple[float, float]:
    """A point in a grid of the demo street: longitude, latitude."""
    from config.demo import lattice  # noqa: PLC0415 -- after setup
    from config.demo.dice import Dice  # noqa: PLC0415 -- as above

    return lattice.inside(0, 0, Dice("report_taps"))


def line(name: str, thumb: Thumb, seconds: str, verdict: str) -> str:
    """One line of the table."""
    counts = (len(thumb.pages), thumb.taps, thumb.swipes, thumb.typed, thumb.seen)
    return f"{name:10}" + "".join(f"{count:8}" for count in counts) + f"{thumb.waited:8.1f} s{seconds:>10}  {verdict}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", choices=[*REPORTS, "settle"], default=[*REPORTS, "settle"])
    options = parser.parse_args()
    late = []
    with demo_street() as address:
        doors_of.update(doors())
        keys = {name: session_of("grid" if name == "settle" else "passer") for name in options.only}
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--lang=zh-CN"])
            print(load())
            print(f"{'way':10}{'pages':>8}{'taps':>8}{'swipes':>8}{'typed':>8}{'above':>8}{'machine':>10}{'all':>10}")
            for name in (name for name in REPORTS if name in options.only):
                thumb = walked(browser, address, keys[name], REPORTS[name])
                late += [name] if thumb.seconds > MOST_S else []
                verdict = "OVER" if name in late else "ok"
                print(line(name, thumb, f"{thumb.seconds:.1f} s", verdict), flush=True)
            if "settle" in options.only:
                print(line("settle", walked(browser, address, keys["settle"], settle), "", "counted only"))
            browser.close()
    raise SystemExit(1 if late else 0)


if __name__ == "__main__":
    main()
