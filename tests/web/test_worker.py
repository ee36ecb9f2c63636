"""Real worker processes: a run is computed, and survives kill -9 of a worker and of its whole cluster."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import psutil
import pytest
from django.conf import settings
from django.utils import timezone

from evoweb.launcher import processes
from evoweb.runs.management.commands import keep
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


def kill_worker(cluster: subprocess.Popen[bytes]) -> None:
    """Kill -9 of the process that has torch in memory: the one that computes."""
    worker = max(psutil.Process(cluster.pid).children(recursive=True), key=lambda child: child.memory_info().rss)
    worker.kill()


def let_lease_run_out(run: Run) -> None:
    """The dead worker's lease runs out now, so that nobody waits for it to."""
    Run.objects.filter(pk=run.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_killed_worker_loses_no_generation_and_changes_no_bit(start: Start) -> None:
    run = tiny_run(generations=20)
    cluster = start("qcluster")
    start("keep")
    wait_for(run, lambda run: run.next_generation >= 2)
    kill_worker(cluster)
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


def test_a_queue_that_has_gone_deaf_is_ended_so_that_a_fresh_one_goes_on(
    start: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "VAR", tmp_path)
    monkeypatch.setattr(keep, "DEAF_AFTER_SECONDS", 2.0)
    monkeypatch.setattr(processes, "GRACE_S", 1.0)
    cluster = start("qcluster")
    processes.pid_folder(tmp_path).mkdir()
    processes.remember(processes.pid_folder(tmp_path) / "queue.json", cluster.pid)
    wait_for(tiny_run(), is_done)
    kill_worker(cluster)  # idle by now, it waits at the pipe and takes the pipe's lock along
    run, keeper = tiny_run(), keep.Keeper()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while cluster.poll() is None:
        assert time.monotonic() < deadline
        keeper.go_round()
        time.sleep(0.1)
    assert run.recorded.count() == 0
    start("qcluster")
    keeper.go_round()
    wait_for(run, is_done)
