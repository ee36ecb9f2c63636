"""The Replay page: a creature moves, stands still, is scrubbed through, and is linked to at a frame."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import await_change, await_rest, colours, glance, picture, unlikeness

Visit = Callable[..., Page]


@pytest.fixture
def replay(champion: str, visit: Visit) -> Page:
    page = visit(champion)
    expect(page.get_by_test_id("scrub")).to_be_visible()
    return page


def test_pixels_change_while_it_plays_and_rest_while_it_is_paused(replay: Page) -> None:
    canvas = replay.get_by_test_id("replay-canvas")
    pause = replay.get_by_role("button", name="Pause", exact=True)
    expect(pause).to_be_visible()  # it plays by itself
    before = await_change(canvas, "")
    await_change(canvas, before)
    pause.click()
    still = await_rest(canvas)
    assert colours(canvas) > 20
    time = replay.get_by_test_id("time").inner_text()
    replay.get_by_role("button", name="Play", exact=True).click()
    await_change(canvas, still)
    expect(replay.get_by_test_id("time")).not_to_have_text(time)


def test_scrubbing_shows_another_moment_everywhere(replay: Page) -> None:
    replay.keyboard.press(" ")
    expect(replay.get_by_role("button", name="Play", exact=True)).to_be_visible()
    canvas = replay.get_by_test_id("replay-canvas")
    scrub = replay.get_by_test_id("scrub")
    still = await_rest(canvas)
    box = scrub.bounding_box()
    assert box
    scrub.click(position={"x": 0.75 * box["width"], "y": box["height"] / 2})
    await_change(canvas, still)
    duration = float(scrub.get_attribute("aria-valuemax") or 0)
    now = float(scrub.get_attribute("aria-valuenow") or 0)
    assert now == pytest.approx(0.75 * duration, rel=0.02)
    expect(replay.get_by_test_id("time")).to_contain_text(f"{now:.2f} s")
    replay.keyboard.press("ArrowRight")
    stepped = float(scrub.get_attribute("aria-valuenow") or 0)
    assert 0 < stepped - now < 0.2
    replay.keyboard.press("Home")
    expect(replay.get_by_test_id("time")).to_contain_text("frame 0 of")


def test_a_link_to_a_frame_shows_that_frame_and_does_not_play(champion: str, visit: Visit) -> None:
    page = visit(f"{champion}&frame=33")
    expect(page.get_by_test_id("time")).to_contain_text("frame 33 of")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_text("Share", exact=True).click()
    page.get_by_role("button", name="Copy link at this frame").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").endswith("&frame=33")


def test_cameras_and_help_answer_to_the_keyboard(replay: Page) -> None:
    replay.keyboard.press("f")
    expect(replay.get_by_role("button", name="Chase")).to_have_attribute("aria-pressed", "true")
    replay.keyboard.press("?")
    expect(replay.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    replay.keyboard.press("Escape")
    expect(replay.get_by_role("dialog", name="Keyboard shortcuts")).to_be_hidden()


def test_the_brain_is_alive_and_a_muscle_is_one_thing_wherever_it_is_shown(thinker: str, visit: Visit) -> None:
    page = visit(f"{thinker}&frame=10", viewport={"width": 1300, "height": 900})
    brain, table = page.get_by_test_id("brain-live"), page.get_by_role("region", name="Genome")
    expect(page.get_by_test_id("time")).to_contain_text("frame 10 of")
    senses = page.get_by_test_id("senses")
    senses.scroll_into_view_if_needed()  # what is out of sight is not drawn
    felt, shown = senses.inner_text(), picture(brain)
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    await_change(brain, shown)
    expect(senses).not_to_have_text(felt)
    stage = page.get_by_test_id("replay-canvas")
    still = await_rest(stage)
    row = table.locator("tbody tr").nth(1)
    row.hover()
    assert await_rest(stage) != still
    name = row.locator("th").inner_text()
    expect(page.locator(".brain-readout")).to_contain_text(f"muscle {name}")
    page.get_by_test_id("brain").focus()
    page.get_by_test_id("brain").press("Escape")
    expect(row).not_to_have_class("is-marked")
    assert await_rest(stage) == still
    page.get_by_test_id("brain").press("ArrowDown")
    expect(page.locator(".brain-readout")).to_contain_text("target x")
    page.get_by_role("region", name="Brain").get_by_text("As a table").click()
    expect(page.get_by_role("row", name=f"muscle {name}")).to_be_visible()


def test_a_champion_is_seen_in_any_unseen_trial_and_tested_from_64_starts(champion: str, visit: Visit) -> None:
    page = visit(champion)
    trials = page.get_by_role("region", name="Trials")
    expect(trials).to_contain_text("In generation 2, its first trial: ")
    trials.get_by_role("link", name=re.compile("Unseen trial 3:")).click()
    page.wait_for_url(re.compile("trial=3"))
    expect(trials).to_contain_text("Unseen trial 3 of 16: ")
    expect(trials.get_by_role("link", name=re.compile("Unseen trial 3:"))).to_have_attribute("aria-current", "true")
    trials.get_by_role("button", name="Test this creature").click()
    expect(trials.get_by_role("img", name=re.compile("240 Hz.* 480 Hz.* 960 Hz, over 64 starts"))).to_be_visible()
    expect(trials).to_contain_text("Repeats ")


def test_an_exact_link_shows_what_was_seen_and_going_back_leads_to_it(champion: str, visit: Visit) -> None:
    page = visit(f"{champion}&frame=20")
    canvas = page.get_by_test_id("replay-canvas")
    await_rest(canvas)
    usual = glance(canvas)
    page.keyboard.press("f")
    page.keyboard.press("2")
    box = canvas.bounding_box()
    assert box
    page.mouse.move(box["x"] + 300, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 380, box["y"] + 170, steps=3)
    page.mouse.up()
    page.mouse.move(1, 1)
    await_rest(canvas)
    seen = glance(canvas)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_text("Share", exact=True).click()
    page.get_by_role("button", name="Copy link at this frame").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert "&frame=20#camera=chase&look=" in link
    assert link.endswith("&speed=0.5")

    page.goto("about:blank")
    page.goto(link)
    await_rest(canvas)
    assert unlikeness(glance(canvas), seen) < 0.05 * unlikeness(usual, seen)
    expect(page.get_by_test_id("time")).to_contain_text("frame 20 of")
    for pressed in ("Chase", "0.5×"):
        expect(page.get_by_role("button", name=pressed, exact=True)).to_have_attribute("aria-pressed", "true")

    page.keyboard.press("ArrowRight")
    page.get_by_role("region", name="Family").get_by_role("link", name=re.compile(r"^\d+-\d+$")).first.click()
    expect(page.get_by_test_id("time")).to_contain_text("frame 0 of")
    page.go_back()
    expect(page.get_by_test_id("time")).to_contain_text("frame 21 of")
    expect(page.get_by_role("button", name="Chase")).to_have_attribute("aria-pressed", "true")


def test_sound_is_off_until_it_is_asked_for_and_stays_as_it_was_left(champion: str, visit: Visit) -> None:
    page = visit(f"{champion}&frame=5")
    sound = page.get_by_role("button", name="Sound (M)")
    expect(sound).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("m")
    page.reload()
    expect(sound).to_have_attribute("aria-pressed", "true")
    page.emulate_media(reduced_motion="reduce")
    page.reload()
    expect(sound).to_have_attribute("aria-pressed", "false")


def test_a_creature_that_never_lived_is_a_friendly_404(run: str, visit: Visit) -> None:
    page = visit("/runs/new/")
    address = page.url.replace("/runs/new/", f"{run}creatures/0-999999/")
    assert page.request.get(address).status == 404
