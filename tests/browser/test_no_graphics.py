"""Where the browser cannot draw in 3D: words instead of a blank, and everything else still works."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.looking import await_change, await_rest

Visit = Callable[..., Page]

WITHOUT_WEBGL = """
const original = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
    return kind.startsWith("webgl") ? null : original.call(this, kind, ...rest);
};
"""
KEEPS_CONTEXTS = """
window.contexts = [];
const original = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
    const context = original.call(this, kind, ...rest);
    if (kind === "webgl2") window.contexts.push(context);
    return context;
};
"""


def test_without_webgl_the_page_says_so_and_its_figures_go_on(champion: str, visit: Visit) -> None:
    page = visit(champion, script=WITHOUT_WEBGL)
    expect(page.get_by_text("This browser offers no WebGL 2")).to_be_visible()
    time = page.get_by_test_id("time").inner_text()
    expect(page.get_by_test_id("time")).not_to_have_text(time)
    expect(page.locator("table.genes").get_by_role("row").nth(1)).to_contain_text("%")


def test_a_lost_graphics_card_is_explained_and_drawn_with_again_when_it_returns(champion: str, visit: Visit) -> None:
    page = visit(f"{champion}&frame=20", script=KEEPS_CONTEXTS)
    canvas = page.get_by_test_id("replay-canvas")
    expect(page.get_by_test_id("scrub")).to_be_visible()
    still = await_rest(canvas)
    page.evaluate("window.card = window.contexts.at(-1).getExtension('WEBGL_lose_context'); card.loseContext()")
    expect(page.get_by_text("The browser took the graphics card away")).to_be_visible()
    page.evaluate("card.restoreContext()")
    expect(page.get_by_text("The browser took the graphics card away")).to_be_hidden()
    page.keyboard.press("End")
    await_change(canvas, still)
