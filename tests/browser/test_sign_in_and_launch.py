"""From the link in the terminal to a run that evolves on the screen."""

import re
from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import App, post

Visit = Callable[..., Page]


def test_the_link_signs_in_once(app: App, chromium: Browser, owner: object) -> None:
    page = chromium.new_page()
    page.goto(app.link)  # the owner has used it
    expect(page.get_by_role("heading", name="This sign-in link no longer works")).to_be_visible()
    page.goto(app.address)
    expect(page).to_have_url(re.compile("/accounts/login/"))
    page.close()


def test_a_run_launched_from_the_form_is_followed_without_reload(run: str, visit: Visit) -> None:
    page = visit("/runs/new/")
    page.get_by_role("textbox", name="Name", exact=True).fill("Eight on a walk")
    for label, value in {"Population": "8", "Generations": "3", "Episode": "3"}.items():
        page.get_by_label(label, exact=True).fill(value)
    with page.expect_navigation(url=re.compile(r"/runs/\d+/$")):
        page.get_by_role("button", name="Start run").click()
    page.evaluate("window.sameDocument = true")
    expect(page.get_by_role("heading", name="Eight on a walk")).to_be_visible()
    expect(page.get_by_text("Done", exact=True).first).to_be_visible()
    expect(page.get_by_text("of 3").first).to_be_visible()
    assert page.evaluate("window.sameDocument") is True, "the page was loaded again"


def test_a_run_rests_goes_on_and_ends_at_the_press_of_a_button(run: str, app: App, visit: Visit) -> None:
    page = visit("/runs/new/")
    settings = {"population": 8, "generations": 100_000, "seconds": 2}
    started = post(page, app, "/api/runs", {"name": "Endless", "config": settings}).json()
    page.goto(f"{app.address}/runs/{started['id']}/")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("Paused", exact=True).first).to_be_visible()
    page.get_by_role("button", name="Resume").click()
    expect(page.get_by_text("Running", exact=True).first).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    question = page.get_by_role("dialog", name="Cancel this run?")
    question.get_by_role("button", name="Go on").click()
    expect(question).to_be_hidden()
    expect(page.get_by_text("Running", exact=True).first).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    question.get_by_role("button", name="Cancel run").click()
    expect(page.get_by_text("Cancelled", exact=True).first).to_be_visible()


def test_a_bad_form_says_what_is_wrong_where_it_is_wrong(run: str, visit: Visit) -> None:
    page = visit("/runs/new/")
    page.get_by_role("textbox", name="Name", exact=True).fill("Never started")
    page.get_by_label("Population", exact=True).fill("1")
    page.get_by_label("Generations", exact=True).fill("")
    with page.expect_response(lambda answer: answer.request.method == "POST" and "/runs/new/" in answer.url) as found:
        page.get_by_role("button", name="Start run").click()
    assert found.value.status == 422
    field = page.get_by_label("Population", exact=True)
    expect(field).to_have_value("1")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("alert")).to_contain_text("Population")
    runs = page.request.get(page.url.replace("/runs/new/", "/api/runs")).json()
    assert "Never started" not in [one["name"] for one in runs["items"]]
