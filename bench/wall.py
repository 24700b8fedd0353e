"""A week of the wall display in two minutes: does the page that nobody closes grow?

    .venv/bin/python bench/wall.py [--pictures 10080] [--most-seconds 120]

Starts servers of its own with the small demo street, and opens `/screen/` in Chromium. The timers of the page run
six thousand times faster, so that it turns its scenes and asks for its pictures by itself: 10,080 are a week. The
picture is the server's own, read once and handed to the page by the browser's driver. Where the time is over the week
ends early, and the first line says so. Prints the nodes of the page, its listeners and the bytes that its script holds,
each after the garbage is collected, at tenths of the way. Exits 1 where from the first tenth to the last there are
more listeners, fifty nodes more, or the script holds half a megabyte more: what one picture leaves would be thousands.
"""

import argparse
import time
from dataclasses import dataclass

import ground
from demo_street import demo_street, session_of
from look import chromium
from playwright.sync_api import CDPSession, Page, Route, sync_playwright

WEEK = 7 * 24 * 60
TENTHS = 10
MOST_MORE = {"Nodes": 50, "JSEventListeners": 0, "JSHeapUsedSize": 512 * 1024}
"""How much more there may be, by the browser's names: a few nodes come and go with the scenes, and the engine's own
tables move by some ten thousand bytes."""
FASTER = """(() => {
    const { setTimeout: once, setInterval: again } = window
    window.setTimeout = (act, pause) => once(act, pause / 6000)
    window.setInterval = (act, pause) => again(act, pause / 6000)
})()"""


@dataclass
class Wall:
    """The open page, and how many pictures it has asked for."""

    page: Page
    devtools: CDPSession
    pictures: int = 0

    def hang(self) -> None:
        """Opens the screen; every further picture is the first one again."""
        self.page.add_init_script(FASTER)
        body = self.page.request.get("/screen/picture/").text()
        if "data-scene" not in body:
            raise SystemExit("the server has no picture for this sign-in")

        def answer(route: Route) -> None:
            self.pictures += 1
            route.fulfill(body=body, content_type="text/html")

        self.page.route("**/screen/picture/**", answer)
        self.page.goto("/screen/")
        self.devtools.send("Performance.enable")

    def counted(self) -> dict[str, int]:
        """The least of some looks: in one of them the picture may just be changing."""
        looks = []
        for _look in range(5):
            self.devtools.send("HeapProfiler.collectGarbage")
            looks.append({row["name"]: row["value"] for row in self.devtools.send("Performance.getMetrics")["metrics"]})
        return {name: int(min(look[name] for look in looks)) for name in MOST_MORE}


def week(wall: Wall, wanted: int, most_seconds: float) -> list[tuple[int, dict[str, int]]]:
    """After which picture what was counted, at tenths of the pictures, or of the time where that is shorter."""
    found, started = [], time.perf_counter()
    for tenth in range(1, TENTHS + 1):
        while wall.pictures < wanted * tenth / TENTHS and time.perf_counter() - started < most_seconds * tenth / TENTHS:
            wall.page.wait_for_timeout(20)
        found.append((wall.pictures, wall.counted()))
    return found


def hung(address: str, key: str, options: argparse.Namespace) -> list[tuple[int, dict[str, int]]]:
    """The week of a browser with a screen as large as a wall's."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        context = browser.new_context(base_url=address, locale="zh-CN", viewport={"width": 1920, "height": 1080})
        context.add_cookies([{"name": "sessionid", "value": key, "url": address}])
        page = context.new_page()
        wall = Wall(page, context.new_cdp_session(page))
        wall.hang()
        found = week(wall, options.pictures, options.most_seconds)
        browser.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=int, default=WEEK)
    parser.add_argument("--most-seconds", type=float, default=120)
    options = parser.parse_args()
    with demo_street() as address:
        found = hung(address, session_of("street"), options)
    pictures, last = found[-1]
    early = "" if pictures >= options.pictures else f": the time was over before {options.pictures}"
    print(f"{pictures} pictures, {pictures / 1440:.1f} days of a wall{early}; {ground.load()}")
    print("".join(f"{name:>18}" for name in ("pictures", *MOST_MORE)))
    for pictures, figures in found:
        print("".join(f"{value:18,}" for value in (pictures, *figures.values())))
    first = found[0][1]
    grown = {name: last[name] - first[name] for name in MOST_MORE if last[name] - first[name] > MOST_MORE[name]}
    if grown:
        raise SystemExit(f"the page has grown: {grown}")


if __name__ == "__main__":
    main()
