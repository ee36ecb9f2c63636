"""The home page in a real browser: runs are found, chosen, stopped and tagged together; ends are told of."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import App, post
from tests.browser.looking import await_change, await_rest, colours

Visit = Callable[..., Page]
LONG = {"population": 200, "generations": 5000, "seconds": 20}
SHORT = {"task": "run", "population": 8, "generations": 1, "seconds": 2}
WIDE = {"width": 1440, "height": 900}
# What a page asks the browser to show, and a person who looks elsewhere.
ELSEWHERE = """
    window.notices = [];
    window.Notification = class extends Notification {
        constructor(title, options) { super(title, options); window.notices.push([title, options.body]); }
    };
    document.hasFocus = () => false;
"""


def started(page: Page, app: App, name: str, config: dict[str, Any]) -> int:
    made = post(page, app, "/api/runs", {"name": name, "config": config})
    assert made.ok
    return int(made.json()["id"])


def test_runs_are_found_chosen_stopped_and_tagged_together(app: App, visit: Visit) -> None:
    page = visit("/account/", viewport=WIDE)
    runs = [started(page, app, f"together {number}", LONG) for number in range(4)]
    assert post(page, app, "/api/runs/bulk", {"deed": "pause", "runs": runs}).ok
    page.goto(app.address)
    rows = page.locator(".run-row")
    expect(rows.first).to_be_visible()

    page.keyboard.press("/")
    page.keyboard.type("together")
    expect(page).to_have_url(re.compile(r"\?search=together$"))
    expect(rows).to_have_count(4)
    page.get_by_role("button", name="Name").click()
    expect(page.get_by_role("columnheader", name="Name")).to_have_attribute("aria-sort", "ascending")
    expect(rows.first).to_contain_text("together 0")

    page.get_by_label("Choose together 0").check()
    page.keyboard.press("Shift+ArrowDown")
    expect(page.get_by_label("Choose together 1")).to_be_checked()
    page.get_by_label("Choose together 2").click(modifiers=["Shift"])
    bar = page.get_by_role("region", name="Chosen runs")
    expect(bar).to_contain_text("3 runs selected")
    expect(bar.get_by_role("link", name="Compare")).to_have_attribute(
        "href", f"/compare/?runs={runs[0]},{runs[1]},{runs[2]}"
    )
    expect(bar.get_by_role("button", name="Pause")).to_have_attribute("aria-disabled", "true")

    bar.get_by_role("button", name="Cancel").click()
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("Cancel 3 runs?")
    question.get_by_role("button", name="Cancel 3 runs").click()
    expect(page.get_by_role("status").filter(has_text="3 runs are cancelled.")).to_be_visible()
    expect(rows.filter(has_text="Cancelled")).to_have_count(3)
    expect(rows.filter(has_text="Paused")).to_have_count(1)

    bar.get_by_role("button", name="Tag").click()
    page.get_by_role("dialog").get_by_label("Tag", exact=True).fill("Paper")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="paper", exact=True)).to_have_count(3)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="paper", exact=True).first.click()
    expect(page).to_have_url(re.compile("tag=paper"))
    expect(rows).to_have_count(3)
    page.go_back()
    expect(rows).to_have_count(4)
    page.get_by_label("Search runs").fill("no such run")
    page.get_by_role("button", name="Show all runs").click()
    expect(rows.first).to_be_visible()


def test_rows_stay_in_their_places_while_runs_are_computed_and_the_pointer_is_there(app: App, visit: Visit) -> None:
    page = visit("/?search=moving&order=-generation", viewport=WIDE)
    slow, fast = (started(page, app, f"moving {name}", LONG) for name in ("slow", "fast"))
    assert post(page, app, f"/api/runs/{slow}/pause", {}).ok
    page.goto(f"{app.address}/?search=moving&order=-created")
    rows = page.locator(".run-row")
    expect(rows.first).to_contain_text("moving fast")
    expect(page.locator(".run-card").filter(has_text="moving fast")).to_be_visible()  # it moves the list when it comes
    shifts = "new PerformanceObserver(list => list.getEntries().forEach(e => window.moved += e.value))"
    page.evaluate(f"window.moved = 0; {shifts}.observe({{ type: 'layout-shift' }})")
    rows.last.hover()
    generation = rows.first.locator(".run-progress")
    before = generation.inner_text()
    expect(generation).not_to_have_text(before, use_inner_text=True)
    other = started(page, app, "moving newcomer", LONG)
    expect(page.get_by_role("button", name="The list has changed")).to_be_visible()
    expect(rows).to_have_count(2)
    assert page.evaluate("window.moved") < 0.02
    page.get_by_role("button", name="The list has changed").click()
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text("moving newcomer")
    for run in (slow, fast, other):
        assert post(page, app, f"/api/runs/{run}/cancel", {}).ok


def test_a_row_and_a_card_are_as_high_before_the_first_champion_as_with_one(app: App, visit: Visit) -> None:
    page = visit("/account/", viewport=WIDE)
    run = started(page, app, "growing", LONG)
    page.goto(f"{app.address}/?search=growing")
    for part in (page.locator(".run-row"), page.locator(".run-card").filter(has_text="growing")):
        expect(part.locator(".score-beside")).to_contain_text("±")
        heights = part.evaluate("""part => ["", "± 52.5", "± 52.5 · repeats 0.96"].map(text => {
            part.querySelector(".score-beside").textContent = text;
            return part.getBoundingClientRect().height;
        })""")
        assert len(set(heights)) == 1, heights
    assert post(page, app, f"/api/runs/{run}/cancel", {}).ok


def test_the_end_of_a_run_is_told_once_on_whatever_page_one_is(app: App, visit: Visit) -> None:
    page = visit("/account/", ELSEWHERE, viewport=WIDE, permissions=["notifications"])
    bell = page.get_by_role("button", name="Tell me when a run ends")
    bell.click()
    expect(bell).to_have_attribute("aria-pressed", "true")
    other = page.context.new_page()
    other.goto(f"{app.address}/runs/new/")
    run = started(page, app, "Soon over", SHORT)
    for each in (page, other):
        told = each.locator(".toast-note", has_text="Soon over is done: generation 1")
        expect(told).to_be_visible()
        expect(told.get_by_role("link", name="Open")).to_have_attribute("href", f"/runs/{run}/")
        expect(each).to_have_title(re.compile(r"^\(1\) "))
    notices = [notice for each in (page, other) for notice in each.evaluate("window.notices")]
    assert [title for title, _ in notices] == ["Soon over is done"]


def test_small_creatures_move_only_while_they_are_seen(run: str, visit: Visit) -> None:
    page = visit("/?search=two+dozen", viewport=WIDE, reduced_motion="no-preference")
    creature = page.get_by_role("img", name=re.compile("^Champion")).first
    expect(creature).to_be_visible()
    await_change(creature, await_change(creature, ""))
    page.evaluate("document.querySelector('main').style.marginTop = '4000px'")
    unseen = await_rest(creature)
    page.evaluate("document.querySelector('main').style.marginTop = ''")
    await_change(creature, unseen)
    assert colours(creature) > 8
    assert not page.evaluate("performance.getEntriesByType('resource').some(({ name }) => /view-.*js/.test(name))")
