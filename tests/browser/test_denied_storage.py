"""Where a person has denied this site its storage, or it holds nonsense, every page works as for anybody else."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import App, post
from tests.browser.pages import PAGES, STRANGERS

Visit = Callable[..., Page]
DENIED = """
for (const name of ["localStorage", "sessionStorage"])
  Object.defineProperty(window, name, { get() { throw new DOMException("Access is denied", "SecurityError"); } });
navigator.locks.request = () => Promise.reject(new DOMException("Access is denied", "SecurityError"));
"""
NONSENSE = """
for (const key of ["evoweb-theme", "theme", "guide", "sound", "evoweb-notices", "evoweb-unfinished"])
  localStorage.setItem(key, "auto{");
"""
MOUNTED = "[...document.querySelectorAll('[data-island]')].every((island) => 'mounted' in island.dataset)"


@pytest.fixture(scope="module")
def places(app: App, chromium: Browser, owner: Path, run: str, champion: str) -> Iterator[dict[str, str]]:
    """What the table of pages leaves open; the run is public meanwhile, for its embed."""
    context = chromium.new_context(storage_state=owner)
    page = context.new_page()
    page.goto(app.address + "/account/")
    assert post(page, app, f"/api{run}share", {}).ok
    genome = context.request.get(f"{app.address}/api{champion.replace('/?', '?')}").json()["genome"]
    design = post(page, app, "/api/designs", {"name": "A copy", "genome": genome}).json()["id"]
    yield {"run": run, "champion": champion, "design": f"/designs/{design}/"}
    assert post(page, app, f"/api{run}unshare", {}).ok
    context.close()


@pytest.mark.parametrize("state", [DENIED, NONSENSE], ids=["denied", "nonsense"])
def test_no_page_is_blank_whatever_the_storage_says(visit: Visit, places: dict[str, str], state: str) -> None:
    page = visit("/account/", state, bypass_csp=True)
    site = page.url.removesuffix("/account/")
    for row in PAGES:
        if row.name == "password":
            continue  # who came in by a link has none
        page.goto(site + row.address.format(**places))
        page.wait_for_function(MOUNTED)
        expect(page.locator("body")).not_to_be_empty()


def test_a_theme_is_chosen_and_kept_and_the_admins_word_for_it_changes_nothing(visit: Visit) -> None:
    page = visit("/account/", color_scheme="dark")
    root = page.locator("html")
    switch = page.get_by_role("button", name="Theme:")
    expect(root).to_have_attribute("data-bs-theme", "dark")
    page.evaluate("localStorage.setItem('theme', 'auto')")  # as Django's admin does
    page.reload()
    expect(root).to_have_attribute("data-bs-theme", "dark")
    switch.click()
    expect(root).to_have_attribute("data-bs-theme", "light")
    expect(switch).to_have_accessible_name("Theme: light. Switch to dark")
    page.reload()
    expect(root).to_have_attribute("data-bs-theme", "light")
    switch.click()
    expect(switch).to_have_accessible_name("Theme: dark. Switch to as the system")
    switch.click()
    page.emulate_media(color_scheme="light")
    expect(root).to_have_attribute("data-bs-theme", "light")
    page.evaluate("localStorage.setItem('evoweb-theme', 'auto')")
    page.emulate_media(color_scheme="dark")
    page.reload()
    expect(root).to_have_attribute("data-bs-theme", "dark")


def test_a_choice_holds_on_its_page_where_nothing_can_be_stored(visit: Visit) -> None:
    page = visit(STRANGERS[0].address, DENIED, color_scheme="light", storage_state=None)
    page.get_by_role("button", name="Theme:").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
