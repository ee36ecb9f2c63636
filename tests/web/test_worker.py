"""Real worker processes: a run is computed, and survives kill -9 of a worker and of its whole cluster."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta

import psutil
import pytest
from django.conf import settings
from django.utils import timezone

from evoweb.runs.models import Checkpoint, Run, State
from simulation.evolve import evolve
from tests.web.factories import bits_of, tiny_run

pytestmark = pytest.mark.django_db(transaction=True)

MANAGE = str(settings.BASE_DIR / "manage.py")
PATIENCE_SECONDS = 60.0
Start = Callable[[str], subprocess.Popen[bytes]]


@pytest.fixture
def start(process_environment: dict[str, str]) -> Iterator[Start]:
    """Starts management commands as processes in sessions of their own; all are gone after the test."""
    started: list[subprocess.Popen[bytes]] = []

    def start(command: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen([sys.executable, MANAGE, command], env=process_environment, start_new_session=True)
        started.append(process)
        return process

    yield start
    for process in started:
        kill_group(process)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill -9 of a process and of everything that it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_for(run: Run, condition: Callable[[Run], bool]) -> None:
    """Wait until the run's row meets the condition."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition(run):
        assert time.monotonic() < deadline, f"{run} is {run.state} at generation {run.next_generation}: {run.error}"
        time.sleep(0.02)
        run.refresh_from_db()


def is_done(run: Run) -> bool:
    assert run.state != State.FAILED, run.error
    return run.state == State.DONE


def numbers(run: Run) -> list[int]:
    return list(run.recorded.order_by("number").values_list("number", flat=True))


def kill_busy_worker(cluster: subprocess.Popen[bytes]) -> None:
    """Kill -9 of the process that has torch in memory: the one that computes."""
    busy = max(psutil.Process(cluster.pid).children(recursive=True), key=lambda child: child.memory_info().rss)
    busy.kill()


def let_lease_run_out(run: Run) -> None:
    """The dead worker's lease runs out now, so that nobody waits for it to."""
    Run.objects.filter(pk=run.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_killed_worker_loses_no_generation_and_changes_no_bit(start: Start) -> None:
    run = tiny_run(generations=20)
    cluster = start("qcluster")
    start("keep")
    wait_for(run, lambda run: run.next_generation >= 2)
    kill_busy_worker(cluster)
    let_lease_run_out(run)
    run.refresh_from_db()
    assert not is_done(run)
    wait_for(run, is_done)
    assert numbers(run) == list(range(21))
    *_, undisturbed = evolve(run.run_config())
    last = Checkpoint.objects.get(generation__number=20)
    assert bits_of(bytes(last.content)) == bits_of(undisturbed.checkpoint)


def test_a_killed_cluster_loses_no_generation(start: Start) -> None:
    run = tiny_run(generations=20)
    cluster = start("qcluster")
    wait_for(run, lambda run: run.next_generation >= 2)
    kill_group(cluster)
    let_lease_run_out(run)
    run.refresh_from_db()
    assert not is_done(run)
    start("qcluster")
    start("keep")
    wait_for(run, is_done)
    assert numbers(run) == list(range(21))
