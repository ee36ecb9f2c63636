"""In a real browser: no name is executed, no page breaks its own policy, and embeds stand in other sites' pages."""

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import App, post
from tests.browser.looking import await_change

Visit = Callable[..., Page]
TAG = "<img src=x onerror=\"document.title='executed';window.executed=1\">"
SETTLED_MS = 500  # in which a mounted page has drawn the names that it was sent
POLICY_WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile ?? ""}`);
});
"""


@pytest.fixture(scope="session")
def hostile(app: App, chromium: Browser, owner: Path, run: str) -> Iterator[str]:
    """Address of a run whose name is a tag, of an owner with a token whose name is one."""
    context = chromium.new_context(storage_state=owner)
    page = context.new_page()
    page.goto(app.address + "/account/")
    page.get_by_label("Name").fill(TAG)
    page.get_by_role("button", name="Make a token").click()
    expect(page.get_by_text(TAG)).to_be_visible()
    settings = {"population": 8, "generations": 2, "seconds": 2, "seed": 7}
    started = post(page, app, "/api/runs", {"name": TAG, "config": settings}).json()
    page.goto(f"{app.address}/runs/{started['id']}/")
    expect(page.get_by_text("Done", exact=True).first).to_be_visible()
    assert post(page, app, f"/api/runs/{started['id']}/share", {}).ok
    yield f"/runs/{started['id']}/"
    context.close()


def every_page(hostile: str) -> list[str]:
    return [
        "/",
        "/runs/new/",
        "/account/",
        "/system/",
        "/api/docs",
        hostile,
        f"{hostile}compare/",
        f"{hostile}lineage/",
        f"/compare/?runs={hostile.split('/')[2]}",
        "/hall/",
        "/designs/new/",
        f"{hostile}creatures/0-0/",
        f"/embed{hostile}creatures/0-0/",
        "/admin/",
        "/admin/runs/run/",
        f"/admin{hostile.replace('/runs/', '/runs/run/')}change/",
        "/admin/runs/deed/",
        "/admin/runs/quota/add/",
        "/admin/runs/apitoken/",
        "/admin/auth/user/add/",
    ]


def test_no_name_is_executed_and_no_page_breaks_its_own_policy(hostile: str, app: App, visit: Visit) -> None:
    page = visit("/", script=POLICY_WATCH, reduced_motion="reduce")
    named = 0
    for path in every_page(hostile):
        page.goto(app.address + path)
        expect(page.locator("[data-island]:not([data-mounted])")).to_have_count(0)
        page.wait_for_timeout(SETTLED_MS)
        assert page.evaluate("window.executed") is None, path
        assert page.evaluate("document.querySelectorAll('img[onerror]').length") == 0, path
        assert page.evaluate("window.violations") == [], path
        named += "<img src=x" in page.locator("body").inner_text()
    assert named >= 6  # the name was there to see


def test_a_visitor_sees_a_public_run_live_and_nothing_to_change(hostile: str, app: App, chromium: Browser) -> None:
    page = chromium.new_page()
    page.goto(app.address + hostile)
    expect(page.get_by_role("heading", level=1)).to_contain_text("<img")
    expect(page.get_by_text("Done", exact=True).first).to_be_visible()
    expect(page.locator("canvas").first).to_be_visible()
    expect(page.get_by_role("button", name="Cancel")).to_have_count(0)
    page.goto(f"{app.address}{hostile}creatures/0-0/")
    expect(page.get_by_test_id("scrub")).to_be_visible()
    page.close()


@pytest.fixture
def other_site(app: App, hostile: str) -> Iterator[str]:
    """A page of another origin that puts the embed, and the run's page, into frames."""
    frames = "".join(
        f'<iframe title="{title}" src="{app.address}{path}" width="400" height="300"></iframe>'
        for title, path in [("embed", f"/embed{hostile}creatures/0-0/?theme=dark"), ("page", hostile)]
    )

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(f"<!doctype html><title>A blog</title>{frames}".encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()


def test_an_embed_moves_in_another_sites_frame_and_the_page_itself_is_not_shown_there(
    other_site: str, app: App, chromium: Browser
) -> None:
    page = chromium.new_page()
    page.goto(other_site)
    embed = page.frame_locator("iframe[title=embed]")
    expect(embed.get_by_test_id("scrub")).to_be_visible()
    expect(embed.locator("html")).to_have_attribute("data-bs-theme", "dark")
    canvas = embed.get_by_test_id("replay-canvas")
    await_change(canvas, await_change(canvas, ""))
    expect(embed.get_by_role("link", name="Creature 0-0 of")).to_have_attribute("target", "_blank")
    assert [frame.url for frame in page.frames if frame.url.startswith(app.address)] == [
        frame.url for frame in page.frames if "/embed/" in frame.url
    ]
    page.close()
