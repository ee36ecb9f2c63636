"""The System page: what every process does, live, at any width and with the keyboard."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import App, post

Visit = Callable[..., Page]


def test_a_run_that_is_computed_is_followed_without_reload(run: str, app: App, visit: Visit) -> None:
    page = visit("/runs/new/", viewport={"width": 1280, "height": 800})
    settings = {"population": 8, "generations": 100_000, "seconds": 2}
    started = post(page, app, "/api/runs", {"name": "Watched from afar", "config": settings}).json()
    page.get_by_role("link", name="System").first.click()
    expect(page.get_by_role("heading", name="System")).to_be_visible()
    page.evaluate("window.sameDocument = true")
    for process in ("Web", "Worker"):
        expect(page.get_by_role("region", name=re.compile(f"^{process} "))).to_contain_text("Ready")
    lease = page.get_by_role("row", name=re.compile("Watched from afar"))
    expect(lease).to_contain_text("ends in")
    creatures = page.get_by_role("region", name=re.compile("^Worker ")).get_by_title("Played since").first
    before = creatures.inner_text()
    expect(creatures).not_to_have_text(before)
    assert page.evaluate("window.sameDocument") is True, "the page was loaded again"

    lease.get_by_role("link").focus()
    with page.expect_navigation(url=re.compile(f"/runs/{started['id']}/$")):
        page.keyboard.press("Enter")
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel run").click()
    expect(page.get_by_text("Cancelled", exact=True).first).to_be_visible()
    page.goto(app.address + "/system/")
    expect(page.get_by_text("No worker holds a run")).to_be_visible()


def test_it_fits_a_small_phone(run: str, visit: Visit) -> None:
    page = visit("/system/", viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    expect(page.get_by_role("region", name=re.compile("^Worker "))).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the screen"


def test_a_proxy_that_is_not_trusted_is_told_of(run: str, app: App, visit: Visit) -> None:
    page = visit("/system/", viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page.request.get(app.address + "/accounts/login/", headers={"X-Forwarded-For": "198.51.100.1"})
    expect(
        page.get_by_text("X-Forwarded-For comes from 127.0.0.1, which TRUSTED_PROXIES does not name")
    ).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the screen"
