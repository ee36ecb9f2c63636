"""The body editor: a body is drawn by hand, tried, saved and found again as it was; and everything can be undone."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.looking import await_change, colours, picture

Visit = Callable[..., Page]


@pytest.fixture
def editor(visit: Visit) -> Page:
    return visit("/designs/new/", viewport={"width": 1200, "height": 760}, reduced_motion="reduce")


def place(canvas: Locator, x: float, y: float) -> None:
    """Press the stage at a share of its width and height."""
    box = canvas.bounding_box()
    assert box
    canvas.click(position={"x": x * box["width"], "y": y * box["height"]})


def label_of(page: Page, number: int) -> tuple[float, float]:
    """Where a node is in the window."""
    label = page.locator(".node-labels span").nth(number - 1)
    expect(label).to_be_visible()
    box = label.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=6)
    page.mouse.up()


def coordinates(page: Page, node: int) -> list[float]:
    return [float(page.get_by_label(f"Node {node}, {axis}").input_value()) for axis in ("x", "height", "z")]


def test_a_body_is_drawn_tried_saved_and_found_again(editor: Page) -> None:
    canvas = editor.get_by_test_id("editor-canvas")
    bare = await_change(canvas, "")
    for x, y in ((0.3, 0.55), (0.6, 0.45), (0.55, 0.75)):
        place(canvas, x, y)
    editor.get_by_role("button", name="Table").click()
    expect(editor.get_by_label("Node 3, x")).to_be_visible()
    assert all(round(10 * value, 6) % 1 == 0 for node in (1, 2, 3) for value in coordinates(editor, node)[::2])
    await_change(canvas, bare)

    # a muscle from node to node, and one to a new node beside them; the rest by keys
    editor.keyboard.press("m")
    drag(editor, label_of(editor, 1), label_of(editor, 2))
    expect(editor.get_by_label("Select muscle 1")).to_be_checked()
    first, second = label_of(editor, 1), label_of(editor, 2)
    drag(editor, label_of(editor, 3), (first[0] + 40, second[1] - 60))
    expect(editor.get_by_label("Node 4, x")).to_be_visible()
    editor.keyboard.press("v")
    editor.keyboard.press("Control+a")
    editor.keyboard.press("c")
    expect(editor.get_by_label("Select muscle 6")).to_be_checked()

    # a node is lifted with shift, and by its number in the table
    before = coordinates(editor, 3)
    place_of_third = label_of(editor, 3)
    editor.keyboard.down("Shift")
    drag(editor, place_of_third, (place_of_third[0], place_of_third[1] - 120))
    editor.keyboard.up("Shift")
    x, height, z = coordinates(editor, 3)
    assert (x, z) == (before[0], before[2])
    assert height > before[1] + 0.2
    editor.get_by_label("Node 4, height").fill("1.25")
    editor.get_by_label("Node 4, height").press("Enter")
    expect(editor.get_by_text("to put right")).to_have_count(0)

    # it moves, and then the body stands as it did, before the same camera
    editor.get_by_role("button", name="Try it").click()
    expect(editor.get_by_test_id("scrub")).to_be_visible()
    at_birth = await_change(canvas, "")
    assert colours(canvas) > 20
    editor.get_by_role("button", name="Play", exact=True).click()
    await_change(canvas, at_birth)
    expect(editor.get_by_text("m in 10 s")).to_contain_text("Score")
    editor.keyboard.press("Escape")
    expect(editor.get_by_test_id("scrub")).to_be_hidden()
    assert label_of(editor, 1) == pytest.approx(first, abs=1)

    # saved, it is the same after coming back, and a run can begin with it
    editor.get_by_label("Name", exact=True).fill("Tripod")
    editor.get_by_role("button", name="Save", exact=True).click()
    expect(editor.get_by_text("Saved", exact=True)).to_be_visible()
    drawn = saved(editor)
    assert (len(drawn["nodes"]), len(drawn["muscles"])) == (4, 6)
    editor.reload()
    expect(editor.get_by_label("Name", exact=True)).to_have_value("Tripod")
    assert saved(editor) == drawn
    editor.get_by_role("button", name="Table").click()
    assert coordinates(editor, 4)[1] == 1.25
    editor.get_by_role("button", name="Start a run").click()
    editor.wait_for_url(f"**/runs/new/?design={number_of(drawn)}")


def saved(page: Page) -> dict[str, Any]:
    """The design at the page's address, as the server has it."""
    number = page.url.rstrip("/").rsplit("/", maxsplit=1)[-1]
    found = page.request.get(page.url.replace(f"/designs/{number}/", f"/api/designs/{number}")).json()
    return {"id": found["id"], **found["genome"]}


def number_of(drawn: dict[str, Any]) -> int:
    return int(drawn["id"])


def await_draft(page: Page, part: str) -> None:
    """Until the browser keeps a draft that holds this."""
    for _ in range(100):
        if any(part in draft for draft in page.evaluate("Object.values(localStorage)")):
            return
        page.wait_for_timeout(100)
    raise AssertionError("no draft is kept")


def test_everything_can_be_undone_and_a_closed_tab_loses_nothing(editor: Page) -> None:
    editor.get_by_role("button", name="Quadruped").click()
    editor.get_by_role("button", name="Table").click()
    expect(editor.get_by_label("Node 6, x")).to_be_visible()
    editor.keyboard.press("Control+a")
    editor.keyboard.press("Delete")
    expect(editor.get_by_label("Node 1, x")).to_have_count(0)
    editor.keyboard.press("Control+z")
    expect(editor.get_by_label("Node 6, x")).to_be_visible()
    editor.get_by_label("Node 6, friction").fill("0.33")
    editor.get_by_label("Node 6, friction").press("Enter")
    expect(editor.get_by_role("button", name="Undo (ctrl Z)")).to_be_enabled()
    await_draft(editor, "0.33")
    other = editor.context.new_page()
    other.goto(editor.url)
    expect(other.get_by_text("This is what you left unsaved")).to_be_visible()
    other.get_by_role("button", name="Table").click()
    expect(other.get_by_label("Node 6, friction")).to_have_value("0.33")


def test_on_a_phone_a_body_is_drawn_by_touch_and_nothing_overflows(visit: Visit) -> None:
    page = visit(
        "/designs/new/",
        viewport={"width": 360, "height": 740},
        has_touch=True,
        is_mobile=True,
        reduced_motion="reduce",
    )
    canvas = page.get_by_test_id("editor-canvas")
    bare = await_change(canvas, "")
    box = canvas.bounding_box()
    assert box
    for x, y in ((0.3, 0.6), (0.7, 0.55)):
        page.touchscreen.tap(box["x"] + x * box["width"], box["y"] + y * box["height"])
    expect(page.get_by_role("heading", name="Node 2")).to_be_visible()
    assert picture(canvas) != bare
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the screen"
