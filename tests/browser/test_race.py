"""The race page: champions of runs on one ground and one clock; another layout; worlds that differ are refused."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.looking import await_change, await_rest, colours

Visit = Callable[..., Page]


def test_champions_of_runs_race_on_one_clock_and_the_link_restores_the_race(trials: list[int], visit: Visit) -> None:
    page = visit(f"/compare/race/?runs={','.join(map(str, trials))}&layout=3", reduced_motion="reduce")
    race = page.get_by_test_id("race-canvas")
    lines = page.locator(".distances li")
    expect(lines).to_have_count(len(trials))
    still = await_rest(race)
    assert colours(race) > 20
    page.get_by_role("button", name="Play", exact=True).click()
    await_change(race, still)
    page.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_test_id("scrub").click(position={"x": 200, "y": 8})
    moment = page.get_by_test_id("time").inner_text()
    seconds = re.match(r"[\d.]+", moment)
    assert seconds
    expect(page.get_by_role("heading", name=f"Distance at {seconds[0]} s")).to_be_visible()  # one clock for all
    results = page.locator(".results-table tbody tr")
    expect(results).to_have_count(len(trials))
    before = results.all_inner_texts()

    page.get_by_role("button", name="Another layout").click()
    expect(page).to_have_url(re.compile(r"layout=4$"))
    expect(page.get_by_text("Layout 4 is one that no creature of any run has met")).to_be_visible()
    page.get_by_label("Layout", exact=True).fill("3")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Layout 3 is one that no creature of any run has met")).to_be_visible()
    assert page.locator(".results-table tbody tr").all_inner_texts() == before


def test_champions_of_other_worlds_are_not_raced_and_the_page_says_why(
    run: str, trials: list[int], visit: Visit
) -> None:
    number = run.strip("/").split("/")[1]
    page = visit(f"/compare/race/?runs={trials[0]},{number}", reduced_motion="reduce")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("it would not be fair")
    expect(alert).to_contain_text("Episode: 4 s in trial 12 1; 8 s in Two dozen")
    expect(page.get_by_test_id("race-canvas")).to_have_count(0)
