"""How long until the page of a run with very many generations is usable, and what do lists of them cost the server?

    python -m benchmarks.long_history [--json] [--generations N]

Starts everything that `make run` starts, on a database of its own, and gives a public run N recorded generations:
copies of a real one under other numbers. In a Chromium without a window, whose graphics card is the processor. Prints

    usable       from the beginning of the navigation until chart and rail show the last generation
    key          from a key press on the rail until the page shows the generation before
    growth       of the web's resident memory while 20 anonymous clients ask for 1000 generations each, at once
"""

import argparse
import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import psutil
from playwright.sync_api import Page, expect, sync_playwright

from benchmarks.pictures import CHROMIUM, FLAGS
from benchmarks.viewers import Peak, app

AT_ONCE = 20
SETTINGS = {"population": 100, "generations": 2, "seconds": 4, "seed": 1, "task": "run"}
COPIES = """
INSERT INTO runs_generation (run_id, number, champion, held_out, statistics)
SELECT run_id, copied, champion, held_out, statistics
FROM runs_generation, generate_series(%s, %s) AS copied WHERE id = %s
"""


def main() -> None:
    """Measure, and print lines or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    parser.add_argument("--generations", type=int, default=100_000, help="default: %(default)s")
    options = parser.parse_args()
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs a loop in this thread, which the database spares
    with app() as (address, web):
        run = long_run(options.generations)
        report = listed(address, web, run) | shown(address, run, options.generations - 1)
    report["load"] = os.getloadavg()[0]
    print(json.dumps(report) if options.json else "\n".join(f"{name:20} {value}" for name, value in report.items()))


def long_run(generations: int) -> int:
    """Return a public run, done, with so many generations recorded."""
    from django.db import connection  # noqa: PLC0415 - needs Django's settings

    from evoweb.runs.deeds.services import start_run  # noqa: PLC0415
    from simulation.config import RunConfig  # noqa: PLC0415
    from tests.web.factories import UserFactory  # noqa: PLC0415

    run = start_run(UserFactory(), "Very long", RunConfig.parse(SETTINGS))
    while run.state != "DONE":
        time.sleep(1)
        run.refresh_from_db()
    last = run.recorded.latest("number")
    with connection.cursor() as cursor:
        cursor.execute(COPIES, [last.number + 1, generations - 1, last.pk])
    config = run.config | {"generations": generations - 1}
    type(run).objects.filter(pk=run.pk).update(public=True, next_generation=generations, config=config)
    return run.pk


def listed(address: str, web: psutil.Process, run: int) -> dict[str, Any]:
    """Figures of lists that are asked for at once."""
    url = f"{address}/api/runs/{run}/generations?limit=1000"
    before, peak, start = web.memory_info().rss, Peak(web), time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as clients:
        sizes = [size for size in clients.map(asked, [url] * AT_ONCE) if size]
    took = time.monotonic() - start
    growth = (peak.stop() - before) / 1e6
    return {"growth MB": growth, "lists": len(sizes), "told to come again": AT_ONCE - len(sizes), "lists s": took}


def asked(url: str) -> int:
    """Return the bytes of the answer; 0 where the server is busy and says when to come again."""
    try:
        return len(urlopen(url, timeout=120).read())  # noqa: S310 - our own address
    except HTTPError as refusal:
        if refusal.code != HTTPStatus.SERVICE_UNAVAILABLE:
            raise
        return 0


def shown(address: str, run: int, last: int) -> dict[str, Any]:
    """Figures of the run's page."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        start = time.monotonic()
        page.goto(f"{address}/runs/{run}/", wait_until="commit")
        await_generation(page, last)
        usable = time.monotonic() - start
        rail = page.get_by_role("slider", name="Generation")
        rail.focus()
        start = time.monotonic()
        page.keyboard.press("ArrowLeft")
        await_generation(page, last - 1)
        key = time.monotonic() - start
        browser.close()
    return {"usable s": usable, "key s": key}


def await_generation(page: Page, number: int) -> None:
    """Wait until the rail stands at a generation, whose figures are told."""
    rail = page.get_by_role("slider", name="Generation")
    expect(rail).to_have_attribute("aria-valuenow", f"{number}", timeout=120_000)
    expect(page.locator(".rail-facts")).to_contain_text("mean", timeout=120_000)


if __name__ == "__main__":
    main()
