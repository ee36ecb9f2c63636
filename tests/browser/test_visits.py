"""From a run to its creatures' replays and back: one document, one drawing context, and the browser's own history."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import await_change

Visit = Callable[..., Page]

COUNTS_CONTEXTS = """
window.contexts = 0;
const original = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
    if (kind === "webgl2") window.contexts++;
    return original.call(this, kind, ...rest);
};
"""
REPLAY = re.compile(r"/creatures/[\d-]+/\?generation=\d+$")


@pytest.fixture
def run_page(run: str, visit: Visit) -> Page:
    page = visit(run, script=COUNTS_CONTEXTS)
    expect(page.locator(".creature a").first).to_be_visible()
    page.wait_for_function("window.contexts > 0")
    return page


def open_creature(page: Page, rank: int) -> str:
    """Click on a creature's card; returns its name, when its replay plays."""
    card = page.locator(".creature").nth(rank - 1)
    name = card.get_by_text(re.compile("^creature ")).inner_text()
    card.get_by_role("link").click()
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
    expect(page.get_by_test_id("scrub")).to_be_visible()
    return name


def test_a_creature_of_a_run_is_shown_with_the_drawing_context_that_is_there(run_page: Page) -> None:
    before = run_page.evaluate("window.contexts")
    name = open_creature(run_page, 3)
    expect(run_page).to_have_url(REPLAY)
    expect(run_page).to_have_title(re.compile(f"^C{name[1:]} of "))
    await_change(run_page.get_by_test_id("replay-canvas"), "")
    assert run_page.evaluate("window.contexts") == before


def test_back_leads_to_the_run_as_it_was_left_and_forth_to_the_replay(run_page: Page) -> None:
    run_page.get_by_label("Order").select_option("-rank")
    expect(run_page.locator(".creature-rank").first).not_to_have_text("1")
    name = open_creature(run_page, 1)
    run_page.go_back()
    expect(run_page.get_by_label("Order")).to_have_value("-rank")
    expect(run_page).to_have_title(re.compile("^Two dozen"))
    run_page.go_forward()
    expect(run_page.get_by_role("heading", name=name, exact=True)).to_be_visible()
    run_page.get_by_role("link", name="Back to the run").click()
    expect(run_page.get_by_label("Order")).to_have_value("-rank")
    assert run_page.evaluate("window.contexts") > 0  # it is still the first document


def test_a_replay_that_was_left_does_not_hear_the_keyboard_any_more(run_page: Page) -> None:
    open_creature(run_page, 2)
    run_page.go_back()
    open_creature(run_page, 1)
    run_page.get_by_role("button", name="Pause", exact=True).click()
    expect(run_page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    run_page.keyboard.press("Home")
    run_page.keyboard.press("ArrowRight")
    expect(run_page.get_by_test_id("time")).to_contain_text("frame 1 of")
    run_page.keyboard.press("?")
    expect(run_page.get_by_role("dialog")).to_have_count(1)


def test_a_replay_that_is_not_there_is_the_servers_own_answer(run_page: Page) -> None:
    page = run_page.context.new_page()  # the browser logs a 404 as an error, which is none here
    page.goto(run_page.url)
    link = page.locator(".creature a").first
    link.evaluate("link => link.href = link.href.replace(/creatures.[^/]+/, 'creatures/0-999999')")
    with page.expect_navigation():
        link.click()
    expect(page.get_by_role("heading", name="Not found")).to_be_visible()
