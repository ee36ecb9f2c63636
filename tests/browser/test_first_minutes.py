"""The first minutes: How it works moves and answers, and the guide leads from a first run to one's own."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.looking import STEP_MS, await_change, await_rest, colours

Visit = Callable[..., Page]
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
SCENES = ("body", "rhythm", "brain", "selection", "variation", "learning")


def test_every_scene_of_how_it_works_is_drawn_and_answers_to_a_stranger(visit: Visit) -> None:
    page = visit("/how-it-works/", reduced_motion="reduce", storage_state=None)
    for name in SCENES:
        scene = page.locator(f"[data-scene={name}]")
        scene.scroll_into_view_if_needed()
        canvas = scene.locator("canvas").first
        expect(canvas).to_be_visible()
        assert is_drawn(canvas), name
    body = page.locator("[data-scene=body]")
    body.scroll_into_view_if_needed()
    canvas = body.locator("canvas")
    still = await_rest(canvas)  # where motion is reduced nothing plays by itself
    grip = body.get_by_label("Grip of the ground")
    said = body.get_by_role("status").inner_text()
    grip.press("Home")
    assert body.get_by_role("status").inner_text() != said
    changed = await_change(canvas, still)
    body.get_by_role("button", name=re.compile("^Play")).click()
    await_change(canvas, await_change(canvas, changed))
    expect(page.locator("[data-scene=learning]")).to_contain_text("Recorded from a run of the preset Quick look")


def test_the_guide_leads_from_a_first_run_to_ones_own_on_a_phone(run: str, visit: Visit) -> None:
    page = visit("/how-it-works/", reduced_motion="reduce", **PHONE)
    page.get_by_role("link", name="Show me round").click()
    hint = page.get_by_role("complementary", name="Guide")
    expect(hint.get_by_role("heading")).to_have_text("Here is a run")
    page.locator(".guide-pointed").scroll_into_view_if_needed()
    beside(page, hint, "Here is a run")
    # It points at the newest run, which another test may have made: the hint may then lie over the link to ours.
    page.locator(f'main [href="{run}"]').first.dispatch_event("click")
    led_to(page, hint, "Go through the generations", page.get_by_role("slider", name="Generation"))
    led_to(page, hint, "Open the champion", page.get_by_role("link", name="Replay"))
    beside(page, hint, "A life, frame by frame")
    hint.get_by_role("link", name="Compare first and last").click()
    beside(page, hint, "Now your own")
    hint.get_by_role("link", name="New run").click()
    expect(page.get_by_role("heading", name="New run")).to_be_visible()
    expect(hint).to_have_count(0)
    page.goto(page.url.replace("runs/new/", "how-it-works/"))
    page.get_by_role("link", name="Show me round").click()
    hint.get_by_role("button", name="End the guide").focus()
    page.keyboard.press("Escape")
    expect(hint).to_have_count(0)
    page.reload()
    expect(page.get_by_role("heading", name="Runs")).to_be_visible()
    expect(hint).to_have_count(0)  # it remembers


def is_drawn(canvas: Locator) -> bool:
    for _ in range(80):
        if colours(canvas) > 15:
            return True
        canvas.page.wait_for_timeout(STEP_MS)
    return False


def led_to(page: Page, hint: Locator, title: str, goal: Locator) -> None:
    """The hint of this title points at something and stands beside it; go where it leads."""
    expect(hint.get_by_role("heading")).to_have_text(title)
    expect(page.locator(".guide-pointed")).to_be_visible()
    page.locator(".guide-pointed").scroll_into_view_if_needed()
    beside(page, hint, title)
    goal.click()


def beside(page: Page, hint: Locator, title: str) -> None:
    expect(hint.get_by_role("heading")).to_have_text(title)
    pointed = page.locator(".guide-pointed")
    expect(pointed).to_be_visible()
    expect(hint).not_to_have_class(re.compile("is-waiting"))
    a, b = hint.bounding_box(), pointed.bounding_box()
    assert a is not None
    assert b is not None
    apart = (
        a["x"] + a["width"] <= b["x"]
        or b["x"] + b["width"] <= a["x"]
        or a["y"] + a["height"] <= b["y"]
        or b["y"] + b["height"] <= a["y"]
    )
    assert apart, f"the hint covers what it points at: {title}"
