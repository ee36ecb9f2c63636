"""How much does a replay ask of the browser?

    python -m benchmarks.pictures [--json] [--seconds S] [--clicks N]

In a Chromium without a window, whose graphics card is the processor. Prints

    scene        processor time of our script for a picture of 25 creatures in one scene (8 nodes and 15 muscles each),
                 from the browser's own trace: median, 95th percentile; and what a picture leaves to be cleared
    page         the same of the Replay page of a creature with a net, with its panels, while it plays
    click        from the press on a creature of the run page to the first picture of its stored replay, on the page's
                 clock: median, worst

The machine's load is printed too: what else it did is in the figures.
"""

import argparse
import json
import os
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from benchmarks.viewers import app

FRONTEND = Path(__file__).parents[1] / "frontend"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-background-networking"]
CATEGORIES = ["devtools.timeline", "v8", "disabled-by-default-v8.gc"]
SETTLING_MS = 4000
WARM = 30  # pictures until the code is compiled
SETTINGS = {"brain": "hybrid", "hidden": 16, "sense_strain": True, "population": 40, "generations": 2, "seconds": 20}
FIRST_PICTURE = """() => {
    const draw = CanvasRenderingContext2D.prototype.drawImage;
    document.addEventListener("pointerdown", () => { window.pressed = performance.now(); window.first = null; }, true);
    CanvasRenderingContext2D.prototype.drawImage = function (...rest) {
        draw.apply(this, rest);
        window.painted = (window.painted ?? 0) + 1;
        if (this.canvas.dataset.testid === "replay-canvas" && window.first === null) {
            window.first = 0;
            requestAnimationFrame(() => setTimeout(() => { window.first = performance.now() - window.pressed; }));
        }
    };
}"""


def main() -> None:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--seconds", type=float, default=10.0, help="of each trace (default: %(default)s)")
    parser.add_argument("--clicks", type=int, default=8, help="default: %(default)s")
    options = parser.parse_args()
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs a loop in this thread, which the database spares
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        report = {"scene": scene(browser, options.seconds)} | replay_page(browser, options)
        browser.close()
    report["load"] = {"of the last minute": os.getloadavg()[0], "cores": os.cpu_count() or 0}
    print(json.dumps(report) if options.json else table(report))


def scene(browser: Browser, seconds: float) -> dict[str, float]:
    """Figures of 25 creatures in one scene."""
    with tempfile.TemporaryDirectory() as folder:
        build = ["npx", "vite", "build", "src/bench", "--outDir", folder, "--emptyOutDir", "--logLevel", "error"]
        subprocess.run(build, cwd=FRONTEND, check=True)
        with served(folder) as address:
            page = browser.new_page()
            page.goto(f"{address}/index.html")
            while page.evaluate("window.painted") < WARM:
                page.wait_for_timeout(100)
            figures = traced(page, seconds)
            page.close()
    return figures


def replay_page(browser: Browser, options: argparse.Namespace) -> dict[str, dict[str, float]]:
    """Figures of the Replay page, and of the way to it."""
    with app() as (address, _):
        from evoweb.runs.deeds.services import start_run  # noqa: PLC0415
        from simulation.config import RunConfig  # noqa: PLC0415
        from tests.web.factories import UserFactory  # noqa: PLC0415 - needs Django's settings

        run = start_run(UserFactory(), "For pictures", RunConfig.parse(SETTINGS | {"seed": 1}))
        type(run).objects.filter(pk=run.pk).update(public=True)
        while run.state != "DONE":
            time.sleep(1)
            run.refresh_from_db()
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.add_init_script(f"({FIRST_PICTURE})()")
        page = context.new_page()
        page.goto(f"{address}/runs/{run.pk}/")
        page.wait_for_timeout(SETTLING_MS)
        clicks = clicked(page, options.clicks)
        page.wait_for_timeout(SETTLING_MS)
        figures = traced(page, options.seconds)
        context.close()
    return {"page": figures, "click": {"median ms": statistics.median(clicks), "worst ms": max(clicks)}}


def clicked(page: Page, count: int) -> list[float]:
    """ms from the press on a creature to its first picture, of one after another; ends on a Replay page."""
    times = []
    for number in range(count):
        if number:
            page.go_back()
            page.wait_for_timeout(SETTLING_MS)
        page.locator(".creature a").nth(number).click()
        while not (taken := page.evaluate("window.first")):  # the page's policy lets nothing else wait in it
            page.wait_for_timeout(20)
        times.append(float(taken))
    return times


def traced(page: Page, seconds: float) -> dict[str, float]:
    """Script time and garbage of a painted picture, by the browser's trace."""
    session = page.context.new_cdp_session(page)
    events: list[dict[str, Any]] = []
    session.on("Tracing.dataCollected", lambda data: events.extend(data["value"]))
    before = page.evaluate("window.painted")
    session.send("Tracing.start", {"transferMode": "ReportEvents", "traceConfig": {"includedCategories": CATEGORIES}})
    page.wait_for_timeout(1000 * seconds)
    end(session, page)
    painted = max(int(page.evaluate("window.painted")) - before, 1)
    frames = sorted(event["tdur"] / 1000 for event in named(events, "FireAnimationFrame") if "tdur" in event)
    drawn = frames[-painted:]  # the others found the processor still at the last picture, and waited
    collected = [event["args"] for event in named(events, "MinorGC") if "usedHeapSizeAfter" in event["args"]]
    garbage = sum(one["usedHeapSizeBefore"] - one["usedHeapSizeAfter"] for one in collected)
    return {
        "pictures": painted,
        "median ms": statistics.median(drawn),
        "p95 ms": drawn[int(0.95 * len(drawn))],
        "garbage a picture, bytes": garbage / painted,
    }


def named(events: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    """The events of a name."""
    return [event for event in events if event["name"] == name]


def end(session: CDPSession, page: Page) -> None:
    """Stop a trace, and wait for all of it."""
    done: list[object] = []
    session.on("Tracing.tracingComplete", lambda data: done.append(data))  # noqa: PLW0108 - Playwright marks it
    session.send("Tracing.end")
    while not done:
        page.wait_for_timeout(100)


class Quiet(SimpleHTTPRequestHandler):
    """Says nothing of what it serves."""

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@contextmanager
def served(folder: str) -> Iterator[str]:
    """Files over HTTP, as modules want them."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def table(report: dict[str, dict[str, float]]) -> str:
    """The figures, a line each."""
    rows = [(part, name, value) for part, figures in report.items() for name, value in figures.items()]
    return "\n".join(f"{part:8} {name:28} {value:10.2f}" for part, name, value in rows)


if __name__ == "__main__":
    main()
