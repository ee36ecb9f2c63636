"""What is printed is light, whatever the screen is, and comes back as it was."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

Visit = Callable[..., Page]
WATCH = """() => {
  window.printed = [];
  addEventListener("beforeprint", () => {
    const { dataset } = document.documentElement;
    printed.push(dataset.bsTheme, getComputedStyle(document.body).color);
  });
}"""
PAPER = "rgb(20, 25, 27)"  # the light theme's text


def test_a_page_is_printed_in_the_light_theme_with_its_stage_in_shape(run: str, visit: Visit) -> None:
    page = visit(run, color_scheme="dark", viewport={"width": 1000, "height": 900})
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    expect(page.locator(".champion-links")).to_be_visible()
    page.evaluate(WATCH)
    page.pdf()
    assert page.evaluate("printed") == ["light", PAPER]
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.emulate_media(media="print")
    stage = page.locator(".champion .stage").bounding_box()
    assert stage is not None
    assert 0.8 < stage["width"] / stage["height"] < 2.2
    for pressed in (".topbar", ".champion-links"):
        expect(page.locator(pressed)).to_be_hidden()
