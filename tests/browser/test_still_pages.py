"""What stands on a page stays where it is while the rest of the page comes."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

Visit = Callable[..., Page]
WATCH = """
window.shift = 0;
window.moved = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (entry.hadRecentInput) continue;
    window.shift += entry.value;
    for (const { node } of entry.sources) moved.push(`${node?.className ?? node} ${entry.value}`);
  }
}).observe({ type: "layout-shift", buffered: true });
"""
DRAWN = "document.querySelector('[data-scene=body]').childElementCount"
MOST = 0.02  # of cumulative layout shift


@pytest.mark.parametrize("size", [(1440, 900), (768, 1024), (360, 740)], ids=lambda size: f"{size[0]}")
def test_how_it_works_does_not_move_while_its_scenes_come(visit: Visit, size: tuple[int, int]) -> None:
    page = visit(
        "/how-it-works/",
        WATCH,
        viewport=dict(zip(("width", "height"), size, strict=True)),
        reduced_motion="reduce",
        bypass_csp=True,
    )
    page.wait_for_function(DRAWN)
    for scene in page.locator("[data-scene]").all():
        scene.scroll_into_view_if_needed()
        page.wait_for_timeout(300)
    assert page.evaluate("shift") < MOST, page.evaluate("moved")
