"""New run starts from chosen creatures: a pasted genome, one of the hall of fame; and settings kept as one's own."""

import json
import re
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import START_S, App, post
from tests.browser.looking import colours

Visit = Callable[..., Page]
LARGE = {"width": 1280, "height": 900}


def first_generation(page: Page, app: App, run: str) -> list[dict[str, Any]]:
    """The creatures of a run's generation 0, founders first."""
    address = f"{app.address}/api{run}generations/0/creatures?order=born"
    deadline = time.monotonic() + START_S
    while (answer := page.request.get(address)).status == 404:
        assert time.monotonic() < deadline, "generation 0 does not come"
        page.wait_for_timeout(300)
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def started(page: Page) -> str:
    """The address of the run that the form starts."""
    page.get_by_role("button", name="Start run").click()
    page.wait_for_url(re.compile(r"/runs/\d+/$"))
    return page.url[page.url.index("/runs/") :]


def test_a_pasted_genome_is_seen_and_begins_a_run(app: App, visit: Visit) -> None:
    page = visit("/runs/new/?from=import", viewport=LARGE)
    small = {"population": 6, "generations": 1, "seconds": 2, "task": "run", "seed": 3, "max_nodes": 12}
    made = post(page, app, "/api/genetics/generate", {"count": 1, "config": small | {"brain": "neat"}}).json()
    genome = made["genomes"][0]
    dialog = page.get_by_role("dialog", name="Start from")
    field = dialog.get_by_label("Genomes as JSON")
    field.fill(json.dumps([genome, genome | {"hue": 7}]))
    expect(dialog.get_by_text("Genome 2, hue: must be 0 to 1")).to_be_visible()
    expect(field).to_have_value(re.compile("hue"))
    field.fill(json.dumps(genome))
    expect(dialog.get_by_text("1 genome, all sound: NEAT net.")).to_be_visible()
    dialog.get_by_role("button", name="Use them").click()
    chosen = page.get_by_role("region", name="Creatures to start from")
    expect(chosen.get_by_text("Adapted to the creatures")).to_contain_text("Brain")
    expect(page.locator("[data-part=caption]")).to_have_text(re.compile("Genome 1"))
    assert colours(page.locator("[data-part=canvas]")) > 20
    page.locator("[name=population]").fill("0")  # what the server refuses loses nothing
    page.get_by_role("button", name="Start run").click()
    expect(page.locator("#id_population_error")).to_contain_text("Must be 2 to")
    for name in ("population", "generations", "seconds"):
        page.locator(f"[name={name}]").fill(f"{small[name]}")
    run = started(page)
    creatures = first_generation(page, app, run)
    assert [creature["operator"] for creature in creatures] == ["import"] + ["mutation"] * 5
    detail = page.request.get(f"{app.address}/api{run}creatures/0-0?generation=0").json()
    assert detail["genome"]["nodes"] == genome["nodes"]


def test_a_champion_of_the_hall_begins_a_run_and_settings_are_kept(run: str, app: App, visit: Visit) -> None:
    number = int(run.split("/")[2])
    page = visit("/hall/?search=Two dozen", viewport=LARGE)
    card = page.locator(".founder", has_text="Two dozen")
    expect(card).to_have_count(1)
    expect(card).to_contain_text(re.compile(r"± [0-9.]+ · repeats [01]\.[0-9]"))
    card.get_by_role("checkbox").check()
    expect(page.get_by_text("1 chosen")).to_be_visible()
    page.get_by_role("link", name="Start a run from them").click()
    page.wait_for_url(re.compile(r"/runs/new/\?creature="))
    expect(page.get_by_role("region", name="Creatures to start from")).to_contain_text("Two dozen")
    expect(page.locator("[name=population]")).to_have_value("24")
    champion = page.request.get(f"{app.address}/api/runs/{number}").json()
    page.locator("[name=population]").fill("5")
    page.locator("[name=generations]").fill("1")
    expect(page.locator("[data-part=modified]")).to_have_text("Two dozen, modified (2)")

    page.get_by_role("button", name="Save as preset…").click()
    asked = page.get_by_role("dialog", name="Save these settings")
    asked.get_by_label("Name").fill("<i>few</i>")
    asked.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="<i>few</i>", pressed=True)).to_be_visible()
    expect(page.locator("[data-part=modified]")).to_be_empty()

    founded = started(page)
    assert first_generation(page, app, founded)[0]["operator"] == "import"
    first = page.request.get(f"{app.address}/api{founded}creatures/0-0?generation=0").json()
    at = f"{champion['champion']}?generation={champion['champion_generation']}"
    assert first["genome"] == page.request.get(f"{app.address}/api{run}creatures/{at}").json()["genome"]

    page.goto(app.address + "/runs/new/")
    page.get_by_role("button", name="<i>few</i>").click()
    expect(page.locator("[name=population]")).to_have_value("5")
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("button", name="<i>few</i>")).to_have_count(0)
    expect(page.locator("[name=population]")).to_have_value("5")
