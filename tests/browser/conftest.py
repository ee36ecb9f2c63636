"""The real app for real browsers: the launcher on a folder of its own, and Chromium with WebGL in software."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import APIResponse, Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.processes import free_port

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_S = 60.0
PATIENCE_MS = 30_000  # other processes may want the two cores as well
SMALL = {"width": 820, "height": 560}
COARSE = 0.5  # device pixels a CSS pixel: the processor draws, and fewer pixels leave it more for the rest


@dataclass(frozen=True)
class App:
    """A running EvoWeb and the link that signs its owner in, once."""

    address: str
    link: str


@pytest.fixture(scope="session")
def app() -> Iterator[App]:
    """EvoWeb as `make run` starts it, on an empty database."""
    folder = Path(tempfile.mkdtemp(prefix="evoweb-browser-"))
    folder.chmod(0o711)  # root's Postgres user walks through it
    port = free_port()
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    output = folder / "output"
    with output.open("wb") as stream:
        launcher = subprocess.Popen(
            [sys.executable, "-m", "evoweb.launcher"],
            env={**environment, "EVOWEB_VAR": str(folder / "var"), "PORT": str(port)},
            stdout=stream,
            stderr=stream,
            start_new_session=True,
        )
    try:
        yield App(f"http://127.0.0.1:{port}", printed_link(launcher, output))
    finally:
        launcher.terminate()
        launcher.wait(START_S)
        shutil.rmtree(folder)


def printed_link(launcher: subprocess.Popen[bytes], output: Path) -> str:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and launcher.poll() is None:
        if found := re.search(r"http://\S+/sign-in/\S+/", output.read_text()):
            return found.group()
        time.sleep(0.1)
    raise AssertionError(output.read_text())


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def owner(app: App, chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cookies of the owner, who came in by the link; the first run is cancelled, to leave browsers the cores."""
    cookies = tmp_path_factory.mktemp("owner") / "cookies.json"
    context = chromium.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(app.link)
    expect(page.get_by_role("heading", name="Runs")).to_be_visible()
    page.get_by_role("button", name="End the guide").click()
    assert post(page, app, "/api/runs/1/cancel", {}).ok
    context.storage_state(path=cookies)
    context.close()
    return cookies


@pytest.fixture(scope="session")
def champion(run: str, app: App, chromium: Browser, owner: Path) -> str:
    """Address of the replay of the champion of generation 2."""
    context = chromium.new_context(storage_state=owner)
    name = context.request.get(f"{app.address}/api{run}generations/2").json()["champion"]
    context.close()
    return f"{run}creatures/{name}/?generation=2"


def is_complaint(said: ConsoleMessage) -> bool:
    """An error, but for a refused form: the browser logs every answer that is no success."""
    return said.type == "error" and "status of 422" not in said.text


@pytest.fixture(scope="session")
def thinker(app: App, chromium: Browser, owner: Path) -> str:
    """Address of the replay of a champion that NEAT drives, two crossings of genes from its beginnings."""
    settings = {"brain": "neat", "population": 12, "generations": 2, "seconds": 4, "seed": 3, "crossover_rate": 1}
    run = finished_run(app, chromium, owner, "Thinkers", settings)
    context = chromium.new_context(storage_state=owner)
    name = context.request.get(f"{app.address}/api{run}generations/2").json()["champion"]
    context.close()
    return f"{run}creatures/{name}/?generation=2"


@pytest.fixture(scope="session")
def run(app: App, chromium: Browser, owner: Path) -> str:
    """Address of a small run that is done: generations 0 to 4."""
    settings = {"task": "forage", "population": 24, "generations": 4, "seconds": 8, "seed": 7}
    return finished_run(app, chromium, owner, "Two dozen", settings)


def finished_run(app: App, chromium: Browser, owner: Path, name: str, settings: dict[str, object]) -> str:
    """Address of a run of these settings, once it is done."""
    return finished_runs(app, chromium, owner, {name: settings})[0]


def finished_runs(app: App, chromium: Browser, owner: Path, named: dict[str, dict[str, object]]) -> list[str]:
    """Addresses of runs of these settings by name, once all are done."""
    context = chromium.new_context(storage_state=owner)
    page = context.new_page()
    page.goto(app.address + "/account/")
    started = [
        post(page, app, "/api/runs", {"name": name, "config": settings}).json()["id"]
        for name, settings in named.items()
    ]
    deadline = time.monotonic() + START_S
    while any(page.request.get(f"{app.address}/api/runs/{run}").json()["state"] != "DONE" for run in started):
        assert time.monotonic() < deadline, "a run does not end"
        page.wait_for_timeout(300)
    context.close()
    return [f"/runs/{run}/" for run in started]


@pytest.fixture(scope="session")
def trials(app: App, run: str, chromium: Browser, owner: Path) -> list[int]:
    """Numbers of four small runs that are done: two seeds of each of two sizes of population."""
    same = {"task": "forage", "generations": 3, "seconds": 4}
    named: dict[str, dict[str, object]] = {
        f"trial {population} {seed}": same | {"population": population, "seed": seed}
        for population in (12, 20)
        for seed in (1, 2)
    }
    return [int(address.split("/")[2]) for address in finished_runs(app, chromium, owner, named)]


def post(page: Page, app: App, path: str, body: object) -> APIResponse:
    """POST as the page's own scripts do."""
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    return page.request.post(app.address + path, data=body, headers={"X-CSRFToken": token, "Origin": app.address})


@pytest.fixture
def visit(app: App, chromium: Browser, owner: Path) -> Iterator[Callable[..., Page]]:
    """Opens an address as the owner; whatever the page's scripts complain of fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(address: str, script: str = "", **options: object) -> Page:
        context = chromium.new_context(
            **{"viewport": SMALL, "device_scale_factor": COARSE, "storage_state": owner, **options}
        )
        context.add_init_script(script)
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if is_complaint(said) else None)
        page.goto(app.address + address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
