"""The whole of EvoWeb, started by its launcher."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evoweb.runs.engine import engine
from tests.processes import Terminal

Launch = Callable[..., Terminal]


@pytest.fixture(scope="session", autouse=True)
def _loaded_engine() -> None:
    engine.load()


@pytest.fixture
def launchers(folder: Path) -> Iterator[Launch]:
    """Starts launchers in one folder, with this in their environment, and waits for their pages."""
    started: list[Terminal] = []

    def launch(environment: dict[str, str], **more: str) -> Terminal:
        started.append(Terminal(folder / "var", **environment | {"EVOWEB_WORKERS": "1"} | more))
        started[-1].link()
        return started[-1]

    yield launch
    for each in started:
        each.put_away()


@pytest.fixture
def launch(launchers: Launch, process_environment: dict[str, str]) -> Launch:
    """Starts launchers on the test database."""
    environment = {name: value for name, value in process_environment.items() if name != "EVOWEB_VAR"}
    return lambda **more: launchers(environment, **more)
