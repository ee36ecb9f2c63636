"""What holds of every page: nobody is shut out, nothing is cut off, nothing moves unasked, and no page is heavy."""

import gzip
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.urls import resolve
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.browser.conftest import COARSE, PATIENCE_MS, App, post
from tests.browser.pages import NO_PAGES, PAGES, STRANGERS, Row
from tests.web.test_routes import ROWS

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = os.environ.get("QUALITY_PICTURES")  # a folder for screenshots of every page; none are taken without
WIDTHS = {360: 780, 768: 1024, 1440: 900}  # px, with the height that goes with it
BAD = ["serious", "critical"]
STILL_MS, MOST_TIMES, FITTING_MS = 700, 15, 3000
MOVING = {"home", "run", "replay", "how it works", "compare generations"}  # where creatures could move
MOST_TABS, TABS_AT_ONCE = 400, 20
TABBED = [row for row in PAGES if row.name not in {"fork", "password", "extend"}]  # the same parts as others have

# Counts frames that the page asks for, and notes whatever the keyboard comes to and whether it shows.
WATCH = """
window.frames_asked = 0;
const ask = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = (act) => { window.frames_asked++; return ask(act); };
window.met = new Set();
window.unseen = new Set();
document.addEventListener("focusin", ({ target }) => {
  window.met.add(target);
  const shows = (element) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return outlineStyle !== "none" && outlineWidth !== "0px";
  };
  for (let at = target; at; at = at.parentElement) if (shows(at)) return;
  window.unseen.add(target.outerHTML.slice(0, 120));
});
"""
# What a person can work with, as it stands on the page now.
WORKED_WITH = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
UNMET = f"""() => [...document.querySelectorAll("{WORKED_WITH}")].filter((element) => {{
  if (element.disabled || element.tabIndex < 0 || window.met.has(element)) return false;
  if (element.type === "radio" && !element.checked) return false;
  return element.checkVisibility({{ visibilityProperty: true }}) && element.getClientRects().length > 0;
}}).map((element) => element.outerHTML.slice(0, 120))"""
MOUNTED = "[...document.querySelectorAll('[data-island]')].every((island) => 'mounted' in island.dataset)"
TURN = """async (theme) => {
  document.documentElement.dataset.bsTheme = theme;
  dispatchEvent(new Event("themechange"));
  for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
}"""
BEGINS_WITH_THE_SKIP_LINK = "[...window.met][0].matches('.skip-link') || !document.querySelector('.skip-link')"
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
BEYOND = """() => {
  const wide = document.documentElement.clientWidth;
  return [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > wide + 0.5)
    .map((e) => e.outerHTML.slice(0, 100)).slice(0, 5);
}"""


SOMEWHERE = {"run": "/runs/1/", "champion": "/runs/1/creatures/0-0/", "design": "/designs/1/"}


def routes(addresses: list[str]) -> set[str]:
    return {resolve(address.partition("?")[0]).route for address in addresses}


def test_every_page_stands_in_the_table() -> None:
    filled = [row.address.format(**SOMEWHERE) for row in (*PAGES, *STRANGERS)]
    declared = [
        row.path.format(run=1, public=1, design=1, preset=1)
        for row in ROWS
        if row.method == "GET" and "200" in row.answers.values() and not row.path.startswith(("/api/", "/admin/"))
    ]
    assert routes(filled) - routes(["/sign-in/no-such-token/"]) == routes(declared) - NO_PAGES


class Visitor:
    """A page of Chromium that goes from one address to the next, and what it found on the way."""

    def __init__(self, app: App, context: BrowserContext) -> None:
        self.app = app
        self.page = context.new_page()
        self.scripts: dict[str, int] = {}  # bytes, gzipped, that the address now shown has loaded
        self.sizes: dict[str, int] = {}
        self.places: dict[str, str] = {}  # addresses by the names that the table of pages has for them
        self.page.on("requestfinished", self.weigh)

    def weigh(self, request: Request) -> None:
        if request.resource_type != "script":
            return
        if request.url not in self.sizes:
            response = request.response()
            assert response is not None
            self.sizes[request.url] = len(gzip.compress(response.body(), 6))
        self.scripts[request.url] = self.sizes[request.url]

    def go(self, address: str) -> Page:
        self.scripts.clear()
        self.page.set_viewport_size({"width": 1440, "height": WIDTHS[1440]})
        self.page.goto(self.app.address + address)
        self.settle()
        return self.page

    def settle(self) -> None:
        """Islands are mounted and nothing more is on its way."""
        self.page.wait_for_function(
            "[...document.querySelectorAll('[data-island]')].every((e) => 'mounted' in e.dataset)"
        )
        self.page.wait_for_load_state("networkidle")


@pytest.fixture(scope="module")
def owners(app: App, chromium: Browser, owner: Path, run: str, champion: str) -> Iterator[Visitor]:
    """The owner's browser, in which nothing is to move by itself; their run is public meanwhile, for its embed."""
    context = open_context(chromium, storage_state=owner)
    visitor = Visitor(app, context)
    visitor.page.goto(app.address + "/account/")
    assert post(visitor.page, app, f"/api{run}share", {}).ok
    genome = context.request.get(f"{app.address}/api{champion.replace('/?', '?')}").json()["genome"]
    design = post(visitor.page, app, "/api/designs", {"name": "A copy", "genome": genome}).json()["id"]
    visitor.places = {"run": run, "champion": champion, "design": f"/designs/{design}/"}
    yield visitor
    visitor.page.goto(app.address + "/account/")
    assert post(visitor.page, app, f"/api{run}unshare", {}).ok
    token = visitor.page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    headers = {"X-CSRFToken": token, "Origin": app.address}
    assert context.request.delete(f"{app.address}/api/designs/{design}", headers=headers).ok
    context.close()


@pytest.fixture(scope="module")
def strangers(app: App, chromium: Browser) -> Iterator[Visitor]:
    """The browser of somebody who has not signed in."""
    context = open_context(chromium)
    yield Visitor(app, context)
    context.close()


def open_context(chromium: Browser, **options: Any) -> BrowserContext:
    fine = 1 if PICTURES else COARSE
    context = chromium.new_context(
        bypass_csp=True, reduced_motion="reduce", color_scheme="light", device_scale_factor=fine, **options
    )
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(WATCH)
    context.add_init_script(path=AXE)
    return context


@pytest.mark.parametrize("row", PAGES, ids=lambda row: row.name)
def test_a_page(owners: Visitor, row: Row) -> None:
    page = owners.go(row.address.format(**owners.places))
    if row.name in MOVING:
        assert_still(page)
    assert_light(owners.scripts, row)
    if row in TABBED:
        assert_keyboard_reaches_everything(page)
    look_at(page, row.name)


def test_escape_closes_what_lies_over_the_page(owners: Visitor) -> None:
    page = owners.go("/runs/new/")
    account = page.locator("summary", has_text="Account: owner")
    account.press("Enter")
    expect(page.get_by_role("link", name="API docs")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="API docs")).to_be_hidden()
    expect(account).to_be_focused()
    page.get_by_role("button", name="About Population").focus()
    tip = page.get_by_role("tooltip").filter(has_text="Default 100 creatures")
    expect(tip).to_be_visible()
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


@pytest.mark.parametrize("row", STRANGERS, ids=lambda row: row.name)
def test_a_page_for_strangers(strangers: Visitor, row: Row) -> None:
    page = strangers.go(row.address)
    assert_light(strangers.scripts, row)
    assert_keyboard_reaches_everything(page)
    look_at(page, row.name)


@pytest.mark.parametrize("template", ["403.html", "403_csrf.html", "404.html", "429.html", "500.html", "503.html"])
def test_an_error_page(strangers: Visitor, template: str) -> None:
    address = f"/errors/{template}"
    html = render_to_string(template, {"minutes": 2, "full": False})
    strangers.page.route(f"**{address}", lambda route: route.fulfill(body=html, content_type="text/html"))
    look_at(strangers.go(address), template)


def assert_still(page: Page) -> None:
    """Where motion is reduced, the page comes to rest: once all is drawn it asks for no more frames."""
    for _ in range(MOST_TIMES):
        before = page.evaluate("window.frames_asked")
        page.wait_for_timeout(STILL_MS)
        if page.evaluate("window.frames_asked") == before:
            return
    raise AssertionError("something moves by itself")


def assert_light(scripts: dict[str, int], row: Row) -> None:
    assert scripts, "no script was loaded"
    weight = sum(scripts.values()) / 1000
    print(f"{row.name}: {weight:.1f} kB of script")
    assert weight <= row.most_kb, scripts


def assert_keyboard_reaches_everything(page: Page) -> None:
    """Tab comes to everything that can be worked with, at first to the link that skips the bar, and it shows."""
    page.evaluate("window.met.clear(), window.unseen.clear(), document.activeElement.blur()")
    for _ in range(MOST_TABS // TABS_AT_ONCE):
        for _ in range(TABS_AT_ONCE):
            page.keyboard.press("Tab")
        if not (left := page.evaluate(UNMET)):
            break
    assert left == []
    if not page.locator("[autofocus]").count():
        assert page.evaluate(BEGINS_WITH_THE_SKIP_LINK)
    assert page.evaluate("[...window.unseen]") == []
    page.evaluate("document.activeElement.blur(), scrollTo(0, 0)")


def look_at(page: Page, name: str) -> None:
    """No serious violation of accessibility in either theme; nothing cut off at any width, of which no theme knows."""
    found: list[str] = []
    for theme in ("light", "dark"):
        page.evaluate(TURN, theme)
        for width, height in WIDTHS.items() if theme == "light" or PICTURES else ():
            page.set_viewport_size({"width": width, "height": height})
            found += [f"{theme} {width} px, beyond the edge: {part}" for part in beyond_the_edge(page)]
            if PICTURES:
                page.wait_for_timeout(500)
                page.screenshot(path=Path(PICTURES) / f"{name.replace(' ', '-')}-{width}-{theme}.png")
        found += [f"{theme}: {violation}" for violation in violations(page, theme)]
    assert not found, "\n".join(found)


def beyond_the_edge(page: Page) -> list[str]:
    """What makes the page wider than the screen, once charts have taken on its new size."""
    try:
        page.wait_for_function(FITS, timeout=FITTING_MS)
    except PlaywrightTimeout:
        return page.evaluate(BEYOND) or ["something that is not in sight"]
    return []


def violations(page: Page, theme: str) -> list[str]:
    """What axe finds serious; in the dark, where only colours differ, of colours."""
    options = {"resultTypes": ["violations"]} | ({"runOnly": ["color-contrast"]} if theme == "dark" else {})
    result = page.evaluate("(options) => axe.run(document, options)", options)
    return [
        f"{one['id']}: {node['html'][:160]} {node.get('failureSummary', '')[-160:]}"
        for one in result["violations"]
        if one["impact"] in BAD
        for node in one["nodes"][:4]
    ]
