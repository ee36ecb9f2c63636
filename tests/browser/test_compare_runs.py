"""The page that compares runs: chosen, overlaid, grouped, marked on axes, kept columns; the address restores it."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

Visit = Callable[..., Page]


def test_runs_are_chosen_grouped_filtered_and_the_address_restores_it(trials: list[int], visit: Visit) -> None:
    page = visit("/compare/", viewport={"width": 1280, "height": 900})
    page.get_by_label("Search runs").fill("trial")
    expect(page.get_by_text("4 of 4 runs")).to_be_visible()
    page.get_by_role("button", name="Tick all 4 that match").click()
    page.get_by_role("button", name="Compare 4 runs").click()
    rows = page.locator(".scores-table tbody tr")
    expect(rows).to_have_count(4)
    expect(page.locator(".overlay-chart canvas")).to_be_visible()

    page.get_by_label("Group by").select_option("seeds")
    groups = page.locator(".groups-table tbody tr")
    expect(groups).to_have_count(2)
    expect(groups.first).to_contain_text("Population 12 creatures")
    expect(page.get_by_text("of 2 runs against 2, p cannot be below 0.333")).to_be_visible()
    page.get_by_label("Horizontal axis").get_by_role("button", name="Evaluations").click()

    page.get_by_text("Ranges in numbers").click()
    page.get_by_label("Population to, creatures").fill("15")
    page.keyboard.press("Tab")
    expect(rows).to_have_count(2)
    expect(groups).to_have_count(1)
    expect(page.locator(".parallel h2")).to_contain_text("2 of 4 runs")
    page.get_by_role("button", name="Clear marks").click()
    expect(rows).to_have_count(4)

    page.locator(".parallel-field").scroll_into_view_if_needed()
    axis = page.locator(".axis-track").first.bounding_box()
    assert axis
    x, top = axis["x"] + axis["width"] / 2, axis["y"]
    page.mouse.move(x, top + 2)
    page.mouse.down()
    page.mouse.move(x, top + axis["height"] / 2)
    page.mouse.up()
    expect(rows).to_have_count(2)
    first = page.locator(".axis-name").first
    first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".axis-name").nth(1)).to_have_text(re.compile("^Population"))
    expect(page.locator(".axis-name").nth(1)).to_be_focused()

    page.goto(page.url)
    expect(page).to_have_url(re.compile(r"/compare/\?runs=[\d,]+&x=evaluations&group=seeds$"))
    expect(page.locator(".groups-table tbody tr")).to_have_count(2)
    axes = page.get_by_label("Horizontal axis")
    expect(axes.get_by_role("button", name="Evaluations")).to_have_attribute("aria-pressed", "true")


def test_columns_are_chosen_kept_sorted_and_saved_as_a_file(trials: list[int], visit: Visit) -> None:
    page = visit(f"/compare/?runs={','.join(map(str, trials))},999999", viewport={"width": 1280, "height": 900})
    expect(page.get_by_text("1 run of those named is not there")).to_be_visible()
    table = page.locator(".scores-table")
    page.get_by_role("button", name="Seed").click()
    expect(table.locator("th[aria-sort=descending]")).to_have_text("Seed")
    expect(table.locator("tbody tr").first).to_contain_text(re.compile(r"trial \d+ 2"))

    menu = page.locator(".scores .check-menu")
    menu.locator("summary").click()
    menu.get_by_label("Owner").check()
    expect(table.get_by_role("button", name="Owner")).to_be_visible()
    menu.get_by_label("Name of these columns").fill("mine")
    menu.get_by_role("button", name="Save these").click()
    expect(menu.get_by_role("button", name="mine", exact=True)).to_be_visible()
    menu.get_by_label("Owner").uncheck()
    expect(table.get_by_role("button", name="Owner")).to_have_count(0)
    menu.get_by_role("button", name="mine", exact=True).click()
    expect(table.get_by_role("button", name="Owner")).to_be_visible()
    menu.get_by_role("button", name="Rename mine").click()
    menu.get_by_label("Another name for mine").fill("ours")
    menu.get_by_role("button", name="Rename", exact=True).click()
    menu.get_by_role("button", name="Delete ours").click()
    expect(menu.get_by_role("button", name="ours", exact=True)).to_have_count(0)
    page.keyboard.press("Escape")

    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    header, *lines = download.value.path().read_text("utf-8-sig").splitlines()
    assert header.startswith("Run,Score,Repeats,")
    assert len(lines) == 4
    page.get_by_role("button", name=re.compile("^Leave trial 12 1 out")).click()
    expect(table.locator("tbody tr")).to_have_count(3)
