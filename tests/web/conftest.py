"""What the web's tests stand on besides a database: an engine that is loaded, as it is in a process that serves."""

import pytest

from evoweb.runs.engine import engine


@pytest.fixture(scope="session", autouse=True)
def _loaded_engine() -> None:
    engine.load()
    assert engine.is_loaded
