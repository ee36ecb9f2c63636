"""Pictures of the pages for people to look at, in artefacts/; a page without a picture in its canvas fails."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ARTEFACTS
from tests.browser.looking import await_rest, colours

Visit = Callable[..., Page]

DESKTOP = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
PAGES = {
    "replay": "{run}creatures/{champion}/?generation=3&frame=60",
    "compare": "{run}compare/?generations=0,1,3",
    "run": "{run}",
}


PICTURES = [
    ("replay", "desktop-dark"),
    ("replay", "desktop-light"),
    ("replay", "phone-dark"),
    ("compare", "desktop-light"),
    ("compare", "phone-dark"),
    ("run", "desktop-dark"),
]


@pytest.mark.parametrize(("name", "device"), PICTURES)
def test_picture(run: str, visit: Visit, name: str, device: str) -> None:
    shape, scheme = device.split("-")
    options = {**(DESKTOP if shape == "desktop" else PHONE), "color_scheme": scheme, "reduced_motion": "reduce"}
    page = visit(run, **options)
    generation = page.request.get(page.url.replace(run, f"/api{run}generations/3")).json()
    page.goto(page.url.replace(run, PAGES[name].format(run=run, champion=generation["champion"])))
    canvas = page.locator("canvas[role=img]").first
    expect(canvas).to_be_visible()
    if name == "compare":
        page.get_by_test_id("scrub").click()
    await_rest(canvas)
    assert colours(canvas) > 20
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the screen"
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"{name}-{device}.png")
