"""The run page in a real browser: charts of what a run counts, and the map of elites by keyboard."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import START_S, App, post
from tests.browser.looking import await_change, picture

Visit = Callable[..., Page]
SMALL = {"population": 40, "generations": 4, "seconds": 4, "seed": 7}


@pytest.fixture
def run_of(app: App, visit: Visit) -> Callable[..., Page]:
    """The page of a small run with these settings, once it is done."""

    def started(**settings: Any) -> Page:
        page = visit("/", viewport={"width": 1440, "height": 900})
        made = post(page, app, "/api/runs", {"name": settings["selection"], "config": SMALL | settings}).json()
        deadline = time.monotonic() + START_S
        while page.request.get(f"{app.address}/api/runs/{made['id']}").json()["state"] != "DONE":
            assert time.monotonic() < deadline, "the run does not end"
            page.wait_for_timeout(300)
        page.goto(f"{app.address}/runs/{made['id']}/")
        return page

    return started


def test_the_map_of_elites_is_walked_with_arrow_keys_and_opens_a_creature(run_of: Callable[..., Page]) -> None:
    page = run_of(task="run", selection="map_elites", map_cells=6)
    cells = page.get_by_role("group", name=re.compile("Distance.* to the right")).get_by_role("link")
    expect(cells.first).to_be_visible()
    elites = page.request.get(page.url.replace("/runs/", "/api/runs/") + "generations/4/map").json()["elites"]
    assert cells.count() == len(elites) > 3
    assert [cell.get_attribute("tabindex") for cell in cells.all()].count("0") == 1
    cells.first.focus()
    told = page.locator(".elite-words")
    expect(told).to_contain_text("fitness")
    moving = page.locator(".elite-told canvas")
    await_change(moving, picture(moving))
    before = told.inner_text()
    page.keyboard.press("End")
    expect(told).not_to_have_text(before)
    expect(cells.last).to_be_focused()
    named = re.search(r"creature (\d+-\d+)", told.inner_text())
    assert named
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/creatures/{named[1]}/?generation=4")


def test_a_run_shows_the_charts_of_what_it_counts_and_no_others(run_of: Callable[..., Page]) -> None:
    page = run_of(task="forage", brain="neat", selection="rank", islands=2, migration_every=2)
    shown = (
        "Species by generation",
        "Distribution of fitness",
        "Sizes of bodies",
        "Size of nets",
        "Best of each island",
    )
    for chart in (*shown, "Offspring that survive"):
        expect(page.get_by_role("img", name=re.compile(f"^{chart}"))).to_be_visible()
    for chart in ("Novelty", "Cells of the map", "Mutation in force"):
        expect(page.get_by_role("img", name=re.compile(f"^{chart}"))).to_have_count(0)
    expect(page.get_by_role("img", name=re.compile("^Size of nets.*connections [1-9]"))).to_be_visible()
    rail = page.get_by_role("slider", name="Generation")
    rail.hover(position={"x": 5, "y": 20})
    for words in page.locator(".history-words").all():  # one cursor over the rail and all charts
        expect(words).to_contain_text("generation 0: ")


def test_beside_the_champions_score_stands_its_held_out_mean(run_of: Callable[..., Page]) -> None:
    page = run_of(task="forage", selection="truncation", layouts="own")
    address = page.url.replace("/runs/", "/api/runs/").rstrip("/")
    run = page.request.get(address).json()
    for figure in ("Champion on its layouts", "Its held-out mean", "16 layouts"):
        expect(page.locator(".tiles")).to_contain_text(figure)
    assert run["layouts"] == "changing"
    generations = page.request.get(f"{address}/generations").json()
    assert run["held_out_mean"] == max(each["held_out_mean"] for each in generations)
    expect(page.locator(".events")).to_contain_text(f"New champion {run['champion']}: held-out")
