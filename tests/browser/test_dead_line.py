"""A line that is dead and was never closed: pages say that they are not live, and are again once it forwards."""

from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, expect

from tests.browser.conftest import App
from tests.browser.proxy import proxy_to

SAID_WITHIN_MS = 20_000


def test_pages_behind_a_proxy_that_stops_forwarding_say_that_they_are_not_live_until_they_are(
    app: App, run: str, chromium: Browser, owner: Path
) -> None:
    port = urlsplit(app.address).port
    assert port is not None
    context = chromium.new_context(storage_state=owner)  # cookies are the same on all ports
    with proxy_to(port) as proxy:
        pages = [context.new_page() for _ in range(2)]
        for page, path in zip(pages, ("/", run), strict=True):
            with page.expect_websocket() as opened:
                page.goto(f"http://127.0.0.1:{proxy.port}{path}")
            opened.value.wait_for_event("framereceived")
        banners = [page.locator(".connection") for page in pages]
        for banner in banners:
            expect(banner).to_be_hidden()
        proxy.is_forwarding.clear()
        for banner in banners:
            expect(banner).to_contain_text("Not live", timeout=SAID_WITHIN_MS)
            expect(banner).to_be_visible(timeout=SAID_WITHIN_MS)
        proxy.is_forwarding.set()
        for banner in banners:
            expect(banner).to_be_hidden()
        context.close()
