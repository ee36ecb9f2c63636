"""The run page in a real browser: charts of what a run counts, and the map of elites by keyboard."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, TimeoutError, expect

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


def test_a_champions_score_is_its_mean_over_unseen_trials_and_beside_it_stands_whether_it_repeats(
    run_of: Callable[..., Page],
) -> None:
    page = run_of(task="forage", selection="truncation", layouts="own")
    address = page.url.replace("/runs/", "/api/runs/").rstrip("/")
    run = page.request.get(address).json()
    for figure in ("Score", "16 trials", "Repeats", "body lengths/s"):
        expect(page.locator(".tiles")).to_contain_text(figure)
    assert run["layouts"] == "changing"
    generations = page.request.get(f"{address}/generations").json()
    assert run["held_out_mean"] == max(each["held_out_mean"] for each in generations)
    expect(page.locator(".events")).to_contain_text(f"New champion {run['champion']}: ")
    expect(page.locator(".events")).to_contain_text(" in its generation")


def test_a_run_is_renamed_tagged_and_noted_and_no_window_loses_anothers_words(run: str, app: App, visit: Visit) -> None:
    page = visit(run, viewport={"width": 1440, "height": 900})
    page.get_by_role("button", name="Rename").click()
    page.get_by_role("textbox", name="Name").fill("Two dozen walkers")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Two dozen walkers")).to_be_visible()
    page.get_by_role("button", name="Tag", exact=True).click()
    page.get_by_role("combobox", name="New tag").fill(" Paper ")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="paper", exact=True)).to_have_attribute("href", "/?tag=paper")
    expect(page.get_by_role("link", name="Compare generations")).to_have_attribute("href", f"{run}compare/")
    assert page.get_by_role("button", name="Delete").get_attribute("aria-disabled") is None

    other = page.context.new_page()
    other.goto(app.address + run)
    for each, words in ((page, "Seen at https://example.org/a, first"), (other, "<b>second</b>")):
        each.get_by_role("button", name="Add notes").click()
        each.get_by_role("textbox", name="Notes").fill(words)
    page.get_by_role("button", name="Save notes").click()
    expect(page.get_by_role("link", name="https://example.org/a")).to_be_visible()
    other.get_by_role("button", name="Save notes").click()
    expect(other.get_by_role("alert")).to_contain_text("first")
    other.get_by_role("button", name="Replace them by mine").click()
    expect(other.get_by_label("Notes", exact=True).get_by_text("<b>second</b>")).to_be_visible()
    page.reload()
    expect(page.locator(".notebook-text")).to_have_text("<b>second</b>")
    page.get_by_role("button", name="Take the tag paper off").click()
    expect(page.get_by_role("link", name="paper", exact=True)).to_have_count(0)
    assert post_name(page, app, run, "Two dozen").ok


def test_no_click_is_lost_before_a_pages_script_has_come(run: str, visit: Visit) -> None:
    page = visit("/")
    held: list[Route] = []
    page.route(re.compile(r"/run-[^/]+\.js$"), lambda route: held.append(route))  # noqa: PLW0108 - playwright marks the function
    page.goto(page.url.rstrip("/") + run)
    rename = page.get_by_role("button", name="Rename")
    with pytest.raises(TimeoutError, match="intercepts pointer events"):
        rename.click(timeout=700)
    assert held
    for route in held:
        route.continue_()
    rename.click()
    expect(page.get_by_role("textbox", name="Name")).to_be_focused()


def test_the_link_to_a_run_that_was_just_made_public_is_there_to_be_copied(run: str, visit: Visit) -> None:
    page = visit(run, viewport={"width": 1440, "height": 900})
    page.locator("summary", has_text="Share").click()
    page.get_by_role("button", name="Let anyone with the link look").click()
    link = page.get_by_label("Anyone with this link may look at the run")
    expect(link).to_be_visible()
    expect(link).to_be_focused()
    assert link.input_value().endswith(run)
    assert page.evaluate("getSelection().toString() || document.activeElement.value") == link.input_value()
    page.get_by_role("button", name="Stop sharing").click()
    expect(page.locator("summary", has_text="Share")).to_be_visible()


def post_name(page: Page, app: App, run: str, name: str) -> Any:
    """The name that other tests know the run by."""
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    headers = {"X-CSRFToken": token, "Origin": app.address}
    return page.request.patch(f"{app.address}/api{run.rstrip('/')}", data={"name": name}, headers=headers)
