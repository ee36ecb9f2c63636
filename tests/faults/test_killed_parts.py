"""kill -9 of a part of EvoWeb: the next run begins within a minute, and what was orphaned changes nothing."""

import os
import signal
import time
from pathlib import Path

import psutil
import pytest
from django_q.models import OrmQ

from evoweb.launcher.processes import recall
from evoweb.runs.models import Run
from evoweb.runs.reading.integrity import digest_of
from tests.faults.conftest import Launch
from tests.processes import is_done, numbers, until, wait_for, worker_of
from tests.web.factories import evolved_run, tiny_run

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

PATIENCE_S = 180.0
BEGUN_WITHIN_S = 60.0
LAST = 150  # generation of the run that is under way


def pid_of(var: Path, service: str) -> int:
    """The process of a service that the launcher keeps alive."""
    pid = recall(var / "pids" / f"{service}.json")
    assert pid is not None
    return pid


def begins(run: Run, killed: float, what: str) -> None:
    """Wait for a run's first generation, which must come within a minute of the kill."""
    wait_for(run, lambda run: run.next_generation > 0, PATIENCE_S)
    print(f"{what} killed: the next run has a generation after {time.monotonic() - killed:.1f} s")
    assert time.monotonic() - killed < BEGUN_WITHIN_S


def test_after_the_death_of_an_idle_worker(launch: Launch, folder: Path) -> None:
    first = tiny_run()
    launch()
    wait_for(first, is_done, PATIENCE_S)
    until(lambda: not OrmQ.objects.exists(), lambda: "bells still hang")
    worker_of(pid_of(folder / "var", "worker-1")).kill()
    killed = time.monotonic()
    begins(tiny_run(), killed, "An idle worker")


@pytest.mark.parametrize("service", ["worker-1", "keeper"])
def test_after_the_death_of_a_clusters_master_and_of_the_keeper(service: str, launch: Launch, folder: Path) -> None:
    under_way = tiny_run(generations=LAST)
    launch()
    wait_for(under_way, lambda run: run.next_generation > 5, PATIENCE_S)
    left = psutil.Process(pid_of(folder / "var", service)).children(recursive=True)
    os.kill(pid_of(folder / "var", service), signal.SIGKILL)
    killed = time.monotonic()
    begins(tiny_run(), killed, service)
    until(lambda: not any(map(psutil.Process.is_running, left)), lambda: "orphans are left", PATIENCE_S)
    assert_undisturbed(under_way)


def test_after_the_death_of_the_launcher_and_after_the_next_start(launch: Launch, folder: Path) -> None:
    under_way = tiny_run(generations=LAST)
    terminal = launch()
    wait_for(under_way, lambda run: run.next_generation > 5, PATIENCE_S)
    terminal.process.kill()
    killed = time.monotonic()
    begins(tiny_run(), killed, "The launcher")
    orphans = [pid_of(folder / "var", service) for service in ("web", "worker-1", "keeper")]
    again = time.monotonic()
    third = tiny_run()
    launch()
    begins(third, again, "The launcher, and started again")
    assert not any(map(psutil.pid_exists, orphans))
    assert_undisturbed(under_way)


def assert_undisturbed(run: Run) -> None:
    """The run comes to its end, to the bits of a run that nothing happened to."""
    wait_for(run, is_done, PATIENCE_S)
    assert numbers(run) == list(range(LAST + 1))
    assert digest_of(run) == digest_of(evolved_run(generations=LAST))
