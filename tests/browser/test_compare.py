"""The Compare page: champions of two generations side by side, one race, one clock."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.looking import await_change, await_rest, colours

Visit = Callable[..., Page]


def test_two_generations_are_compared_on_one_clock(run: str, visit: Visit) -> None:
    page = visit(f"{run}compare/?generations=0,3", reduced_motion="reduce")
    alone = page.get_by_role("img", name=re.compile("Champion of gen"))
    race = page.get_by_test_id("race-canvas")
    expect(alone).to_have_count(2)
    still = await_rest(race)
    first = await_rest(alone.first)
    page.get_by_role("button", name="Play", exact=True).click()
    await_change(race, still)
    await_change(alone.first, first)
    page.get_by_role("button", name="Pause", exact=True).click()
    await_rest(race)
    assert colours(race) > 20
    expect(page.get_by_role("heading", name=re.compile(r"Distance at \d+\.\d\d s"))).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("^Nodes"))).to_be_visible()


def test_generations_are_added_and_removed_and_the_address_says_which(run: str, visit: Visit) -> None:
    page = visit(f"{run}compare/?generations=0,3", reduced_motion="reduce")
    chips = page.get_by_role("list", name="Generations compared").get_by_role("listitem")
    expect(chips).to_have_count(2)
    page.get_by_label("Generation to add").fill("1")
    page.get_by_role("button", name="Generation", exact=True).click()
    expect(chips).to_have_text(["gen 0", "gen 1", "gen 3"])
    expect(page).to_have_url(re.compile(r"generations=0,1,3$"))
    page.get_by_role("button", name="Leave generation 0 out").click()
    expect(chips).to_have_text(["gen 1", "gen 3"])
    page.reload()
    expect(chips).to_have_text(["gen 1", "gen 3"])


def test_genomes_and_brains_are_compared_between_any_two_of_them(run: str, visit: Visit) -> None:
    page = visit(f"{run}compare/?generations=0,1,3", reduced_motion="reduce")
    panel = page.locator(".differences")
    expect(panel.get_by_text(re.compile(r"^\d+ genes? changed"))).to_be_visible()
    expect(panel.get_by_text("there is no net that could differ")).to_be_visible()
    panel.get_by_label("After").select_option("0")
    expect(panel.get_by_text("0 genes changed.")).to_be_visible()
    page.get_by_role("button", name="Body size").click()
    expect(page.get_by_role("heading", name=re.compile("^Body sizes"))).to_be_visible()
