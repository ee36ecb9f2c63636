"""`python -m evoweb.launcher` as a person at a terminal sees it: what it prints, what it serves, what it leaves."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from http.cookiejar import CookieJar
from pathlib import Path

import psutil
import pytest

from evoweb.launcher.processes import recall
from tests.processes import MANAGE, Terminal, free_port, processes_of, status_of, until


@pytest.fixture(scope="module")
def var() -> Iterator[Path]:
    """One installation for the whole file; root's Postgres user can walk to it."""
    folder = Path(tempfile.mkdtemp(prefix="evoweb-test-"))
    folder.chmod(0o711)
    yield folder / "var"
    shutil.rmtree(folder)


@pytest.fixture
def terminal(var: Path) -> Iterator[Callable[..., Terminal]]:
    """Starts launchers; whatever still runs after the test is ended."""
    started: list[Terminal] = []

    def start(**environment: str) -> Terminal:
        started.append(Terminal(var, **environment))
        return started[-1]

    yield start
    for each in started:
        each.put_away()


def test_a_first_start_serves_signs_in_evolves_and_ctrl_c_leaves_no_process(
    terminal: Callable[..., Terminal], var: Path
) -> None:
    first = terminal()
    link = first.link()
    assert status_of(f"http://127.0.0.1:{first.port}/healthz") == 200

    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    with browser.open(link, timeout=20) as home:
        assert home.url == f"http://127.0.0.1:{first.port}/"
    assert status_of(link) == 403  # it was used
    with browser.open(f"http://127.0.0.1:{first.port}/api/runs", timeout=10) as runs:
        listed = json.load(runs)
    assert [run["preset"] for run in listed["items"]] == ["quick"]
    niceness = {name: psutil.Process(recall(var / "pids" / f"{name}.json") or 0).nice() for name in ("web", "worker-1")}
    assert niceness["web"] > niceness["worker-1"]  # runs come first

    second = terminal()
    assert f"already runs here (process {first.process.pid})" in second.refusal()
    assert status_of(f"http://127.0.0.1:{first.port}/healthz") == 200

    first.stop(signal.SIGINT)
    assert processes_of(var) == []


def test_after_a_kill_9_the_next_start_replaces_what_was_left_and_sigterm_stops_it(
    terminal: Callable[..., Terminal], var: Path
) -> None:
    killed = terminal()
    killed.link()
    left = recall(var / "pids" / "worker-1.json")
    os.kill(killed.process.pid, signal.SIGKILL)
    killed.process.wait()

    again = terminal(PORT=killed.port)
    again.link()
    assert recall(var / "pids" / "worker-1.json") != left
    assert not psutil.pid_exists(left) or psutil.Process(left).status() == psutil.STATUS_ZOMBIE

    keeper = recall(var / "pids" / "keeper.json")
    os.kill(keeper, signal.SIGKILL)
    until(lambda: recall(var / "pids" / "keeper.json") not in (keeper, None), lambda: again.said)
    assert "The keeper process ended; starting it again" in again.said

    again.stop(signal.SIGTERM)
    assert processes_of(var) == []


def test_a_taken_port_is_named(terminal: Callable[..., Terminal]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert f"Port {port} is taken" in terminal(PORT=str(port)).refusal()


@pytest.mark.parametrize("port", ["http", "0", "70000", "-1", "８０００"])
def test_a_port_that_is_none_is_refused_with_its_bounds(terminal: Callable[..., Terminal], port: str) -> None:
    assert "a number from 1 to 65535" in terminal(PORT=port).refusal()


def test_a_number_of_threads_that_is_none_is_refused(terminal: Callable[..., Terminal]) -> None:
    assert "EVOWEB_THREADS: must be" in terminal(EVOWEB_THREADS="many").refusal()


def test_a_folder_that_cannot_be_made_is_named(terminal: Callable[..., Terminal], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    said = terminal(EVOWEB_VAR=str(tmp_path / "file" / "var")).refusal()
    assert "cannot be made: Not a directory" in said


def test_production_without_a_secret_key_does_not_start(terminal: Callable[..., Terminal]) -> None:
    said = terminal(EVOWEB_ENV="production", SECRET_KEY="").refusal()
    assert "production needs SECRET_KEY" in said


def test_a_database_url_that_does_not_answer_is_said_and_no_postgres_is_started(
    terminal: Callable[..., Terminal], tmp_path: Path
) -> None:
    nowhere = f"postgres://nobody@127.0.0.1:{free_port()}/nothing"
    said = terminal(EVOWEB_VAR=str(tmp_path / "var"), DATABASE_URL=nowhere).refusal()
    assert "database does not answer" in said
    assert not (tmp_path / "var" / "postgres").exists()


@pytest.mark.faults
def test_an_installation_is_backed_up_at_work_and_restored_at_rest(
    terminal: Callable[..., Terminal], var: Path, tmp_path: Path
) -> None:
    file = str(tmp_path / "evoweb.backup")
    running = terminal()
    running.link()
    assert manage(var, "backup", file).returncode == 0
    refused = manage(var, "restore", file, "--replace")
    assert f"EvoWeb already runs here (process {running.process.pid})" in refused.stderr
    running.stop(signal.SIGTERM)
    assert manage(var, "restore", file, "--replace").returncode == 0
    assert processes_of(var) == []
    again = terminal()
    with_runs = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    with with_runs.open(again.link(), timeout=20):
        pass
    with with_runs.open(f"http://127.0.0.1:{again.port}/api/runs", timeout=10) as runs:
        assert len(json.load(runs)["items"]) == 1
    again.stop(signal.SIGTERM)


def manage(var: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """A management command of this installation."""
    surroundings = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment = surroundings | {"EVOWEB_VAR": str(var)}
    return subprocess.run(
        [sys.executable, MANAGE, *command], env=environment, capture_output=True, text=True, check=False
    )
