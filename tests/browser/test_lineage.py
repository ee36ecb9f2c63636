"""The page of families in a real browser: a graph walked by keyboard, the tree of the living, the film of a line."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import App
from tests.browser.looking import await_change, colours, picture

Visit = Callable[..., Page]
LARGE = {"width": 1280, "height": 860}


def youngest(page: Page, app: App, run: str) -> str:
    """A creature that was born in the last generation, and so has parents."""
    found = page.request.get(f"{app.address}/api{run}generations/4/creatures?order=born").json()["items"]
    return str(next(each["name"] for each in found if each["born"] == 4))


def test_an_ancestry_is_drawn_and_walked_with_arrow_keys(run: str, app: App, visit: Visit) -> None:
    page = visit(run, viewport=LARGE)
    expect(page.get_by_role("link", name="The champion's lineage")).to_have_attribute("href", re.compile("creature="))
    name = youngest(page, app, run)
    page.goto(f"{app.address}{run}lineage/?creature={name}")
    family = page.get_by_test_id("family")
    chosen = page.get_by_role("complementary", name="Chosen creature")
    expect(chosen.get_by_role("heading", name=re.compile(f"^Creature {name},"))).to_be_visible()
    assert colours(family) >= 6
    kin = page.request.get(f"{app.address}/api{run}ancestry?creature={name}").json()
    parent = kin["creatures"][kin["parents"][0][0]]
    before = picture(family)
    family.focus()
    page.keyboard.press("ArrowLeft")
    expect(chosen.get_by_role("heading", name=re.compile(f"^Creature {parent},"))).to_be_visible()
    await_change(family, before)
    page.keyboard.press("ArrowRight")
    expect(chosen.get_by_role("heading", name=re.compile(f"^Creature {name},"))).to_be_visible()
    expect(chosen.get_by_text(f"What changed against {parent}")).to_be_visible()
    expect(chosen.locator(".kin-changes li").first).to_contain_text(re.compile("→|node|muscle|moved|body"))
    zoomed = picture(family)
    page.get_by_role("button", name="Zoom in").click()
    await_change(family, zoomed)

    page.get_by_role("button", name="Whole run").click()
    expect(page.get_by_text("Living in generation 4: 24 creatures")).to_be_visible()
    assert colours(family) >= 6
    plain = picture(family)
    page.get_by_role("button", name="Second parents").click()
    await_change(family, plain)
    page.get_by_text("The living, as a list").click()
    expect(page.locator(".kin-list li")).to_have_count(24)
    page.locator(".kin-list button").first.click()
    expect(chosen).to_contain_text("It lives in generation 4.")
    family.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/creatures/\d+-\d+/\?generation=\d+"))


def test_the_film_shows_one_ancestor_after_the_other(run: str, app: App, visit: Visit) -> None:
    page = visit(run, viewport=LARGE, reduced_motion="reduce")
    name = youngest(page, app, run)
    page.goto(f"{app.address}{run}lineage/?creature={name}&show=film")
    caption = page.get_by_test_id("caption")
    film = page.get_by_test_id("film")
    scenes = page.get_by_role("button", name=re.compile("^Scene "))
    expect(scenes.first).to_have_attribute("aria-current", "true")
    expect(page.get_by_text("ready")).to_be_hidden()
    first = caption.inner_text()
    assert scenes.count() > 1
    before = picture(film)
    scenes.last.click()
    expect(caption).to_contain_text(f" {name} ")
    await_change(film, before)
    assert colours(film) >= 6
    scenes.first.click()
    expect(caption).to_have_text(first)
    page.get_by_role("button", name="4×").click()
    page.get_by_role("button", name="Play", exact=True).click()
    expect(caption).not_to_have_text(first)
