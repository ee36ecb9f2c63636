"""The engine is loaded beside the pages or when a worker starts; whoever comes before that is told to come again."""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import psutil
import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from evoweb.runs import compute
from evoweb.runs.engine import Engine, Loading
from evoweb.runs.models import ComputeProcess
from evoweb.runs.people.tokens import issue_token
from evoweb.runs.reading import creatures
from simulation.backends import BACKENDS
from tests.processes import free_port
from tests.web.factories import UserFactory, recorded_run
from tests.web.pools import full_pool

PATIENCE_SECONDS = 60.0


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


# --- Within a process


@pytest.fixture
def slow_engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """An engine that goes on loading until the test releases it."""
    engine = Engine()
    monkeypatch.setattr(compute, "engine", engine)
    monkeypatch.setattr(creatures, "engine", engine)
    with engine._work:
        yield engine


def test_the_first_who_needs_the_engine_is_told_to_come_again_and_begins_the_loading() -> None:
    engine = Engine()
    assert engine.report()["state"] == "idle"
    with pytest.raises(Loading, match="still loading"):
        engine.require()
    until(lambda: engine.is_loaded)
    engine.require()
    assert engine.report()["state"] == "loaded"


def test_a_backend_that_cannot_be_loaded_is_reported_and_leaves_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise OSError("no room for the cache")

    monkeypatch.setitem(BACKENDS, "broken", replace(BACKENDS["torch"], load=broken))
    engine = Engine()
    engine.load()
    found = {backend["name"]: backend["error"] for backend in engine.report()["backends"]}
    assert found["broken"] == "OSError: no room for the cache"
    assert found["torch"] == ""
    engine.require()


@pytest.mark.django_db
def test_a_request_that_comes_too_early_is_told_when_to_come_again(slow_engine: Engine) -> None:
    api = Client(headers={"Authorization": f"Bearer {issue_token(UserFactory(), 'tests')}"})
    early = api.post("/api/genetics/generate", {}, content_type="application/json")
    assert early.status_code == 503
    assert int(early["Retry-After"]) > 0
    assert "still loading" in early.json()["detail"]
    slow_engine._work.release()
    until(lambda: slow_engine.is_loaded)
    slow_engine._work.acquire()
    assert api.post("/api/genetics/generate", {}, content_type="application/json").status_code == 200


@pytest.mark.django_db
def test_a_replay_page_that_is_opened_too_early_comes_back_by_itself(slow_engine: Engine) -> None:
    run = recorded_run(generations=1)
    browser = Client()
    browser.force_login(run.owner)
    page = browser.get(f"/runs/{run.pk}/creatures/0-0/")
    assert page.status_code == 503
    assert int(page["Refresh"]) == int(page["Retry-After"]) > 0
    assert "still loading" in page.content.decode()
    assert browser.get(f"/api/runs/{run.pk}/creatures/0-0").status_code == 503
    assert browser.get(f"/runs/{run.pk}/").status_code == 200  # what needs no engine does not wait for it


@pytest.mark.django_db
def test_a_full_queue_turns_away_with_the_time_to_come_again_and_recovers() -> None:
    api = Client(headers={"Authorization": f"Bearer {issue_token(UserFactory(), 'tests')}"})
    with full_pool():
        refused = api.post("/api/genetics/generate", {}, content_type="application/json")
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert api.post("/api/genetics/generate", {}, content_type="application/json").status_code == 200


# --- Real processes


@pytest.fixture
def start(process_environment: dict[str, str]) -> Iterator[Callable[..., psutil.Process]]:
    """Starts Python processes that work on the test database; all are gone after the test."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*arguments: str) -> psutil.Process:
        command = [sys.executable, *arguments]
        process = subprocess.Popen(command, env=process_environment, cwd=settings.BASE_DIR, start_new_session=True)
        started.append(process)
        return psutil.Process(process.pid)

    yield start
    for process in started:
        family = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
        for each in family:
            each.kill()
        process.kill()
        process.wait()


def has_torch(process: psutil.Process) -> bool:
    return any("libtorch" in region.path for region in process.memory_maps())


@pytest.mark.django_db(transaction=True)
def test_a_worker_loads_the_engine_after_the_fork_and_reports(start: Callable[..., psutil.Process]) -> None:
    cluster = start("manage.py", "qcluster")
    until(lambda: ComputeProcess.objects.filter(kind="worker", engine__state="loaded").exists())
    report = ComputeProcess.objects.get(kind="worker")
    worker = psutil.Process(report.pid)
    assert cluster in worker.parents()
    assert has_torch(worker)
    assert [process.pid for process in [cluster, *cluster.children(recursive=True)] if has_torch(process)] == [
        report.pid
    ]


@pytest.mark.django_db(transaction=True)
def test_the_web_serves_while_it_loads_and_simulates_once_it_has(start: Callable[..., psutil.Process]) -> None:
    user: User = UserFactory()
    token, port = issue_token(user, "tests"), free_port()
    start("-m", "daphne", "-b", "127.0.0.1", "-p", str(port), "evoweb.serve:application")
    statuses: list[int] = []
    told_when = True

    def asked(path: str, body: Any = None) -> int:
        nonlocal told_when
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as response:
                statuses.append(response.status)
        except urllib.error.HTTPError as error:
            told_when &= error.status != 503 or int(error.headers["Retry-After"]) > 0
            statuses.append(error.status)
        except urllib.error.URLError:
            statuses.append(0)  # not listening yet
        return statuses[-1]

    until(lambda: asked("/healthz") == 200)
    until(lambda: asked("/api/genetics/generate", {}) == 200)
    assert set(statuses) <= {0, 200, 503}
    assert told_when
    until(lambda: ComputeProcess.objects.filter(kind="web", engine__state="loaded").exists())
