"""What every test may stand on: a real Postgres of its own, thrown away afterwards."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from hypothesis import settings as settings_of_properties
from pytest_django import DjangoDbBlocker

from evoweb.launcher.places import DATABASE_NAME
from evoweb.launcher.postgres import Postgres
from tests import nothing_left
from tests.processes import Start, started_in

# The same examples at every `make test`, so that it fails for a change and not for a draw. `make test-faults` explores:
# what it finds is pinned by @example. A test's own @settings take what they do not name from the profile in force.
settings_of_properties.register_profile("steady", derandomize=True, deadline=None)
settings_of_properties.register_profile("explore", derandomize=False, deadline=None, print_blob=True)
settings_of_properties.load_profile("steady")

DISPOSABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
FAULT_TIMEOUT_S = 300.0  # of a test marked `faults` that names no timeout of its own


def pytest_configure() -> None:
    nothing_left.watch()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every long test ends by itself."""
    for item in items:
        if item.get_closest_marker("faults") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(FAULT_TIMEOUT_S))


@pytest.fixture(scope="session")
def throwaway_var() -> Iterator[Path]:
    """A folder that Postgres' user can walk to even when root runs the tests; pytest's own are closed to it."""
    var = Path(tempfile.mkdtemp(prefix="evoweb-test-"))
    var.chmod(0o711)
    yield var
    shutil.rmtree(var)


@pytest.fixture(scope="session")
def postgres(throwaway_var: Path) -> Iterator[Postgres]:
    """A running embedded Postgres, the same code that `make run` starts."""
    server = Postgres(throwaway_var, DISPOSABLE)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest) -> None:
    """Point Django at the throw-away server, unless DATABASE_URL names one; settings load before this file does."""
    if not os.environ.get("DATABASE_URL"):
        server = request.getfixturevalue("postgres")
        settings.DATABASES["default"]["HOST"] = str(server.socket)
        connections["default"].settings_dict["HOST"] = str(server.socket)


@pytest.fixture
def process_environment(db: None, throwaway_var: Path) -> dict[str, str]:
    """The environment in which a process of ours (a worker, a command, the web) works on the test database.

    Use it with `transactional_db`: another process sees only what is committed.
    """
    name = connections["default"].settings_dict["NAME"]
    if given := os.environ.get("DATABASE_URL"):
        url = urlsplit(given)._replace(path=f"/{name}").geturl()
    else:
        url = f"postgres://{DATABASE_NAME}@/{name}?host={settings.DATABASES['default']['HOST']}"
    return {
        **os.environ,
        "DATABASE_URL": url,
        "EVOWEB_VAR": str(throwaway_var),
        "SECRET_KEY": settings.SECRET_KEY,  # the queue signs its bells with it
    }


@pytest.fixture
def start(process_environment: dict[str, str]) -> Iterator[Start]:
    """Starts management commands as processes on the test database; all are gone after the test."""
    with started_in(process_environment) as start:
        yield start


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that Postgres' user can walk to even when root runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix="evoweb-test-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def mortal(folder: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Postgres]:
    """A Postgres as `make run` has it, with its safe settings; this process's Django is turned to it meanwhile."""
    server = Postgres(folder / "database")
    server.start()
    ours = connections["default"].settings_dict
    before = dict(ours)
    with django_db_blocker.unblock():
        connections.close_all()
        ours.update(HOST=str(server.socket), NAME=DATABASE_NAME, USER=DATABASE_NAME, PASSWORD="", PORT="")
        call_command("migrate", verbosity=0)
        yield server
        connections.close_all()
        ours.update(before)
    server.stop()
