"""What the web's tests stand on besides a database: an engine that is loaded, as it is in a process that serves."""

import pytest
from django.core.cache import cache

from evoweb.runs.engine import engine


@pytest.fixture(scope="session", autouse=True)
def _loaded_engine() -> None:
    engine.load()
    assert engine.is_loaded


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    """Requests of earlier tests are no reason to refuse those of this one."""
    cache.clear()
