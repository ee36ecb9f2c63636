"""Real worker processes: a run is computed, and survives kill -9 of a worker and of its whole cluster."""

import time
from pathlib import Path

import pytest
from django.conf import settings

from evoweb.launcher import processes
from evoweb.runs.management.commands import keep
from evoweb.runs.models import Checkpoint
from simulation.evolve import evolve
from tests.processes import PATIENCE_S, Start, is_done, kill_group, let_lease_run_out, numbers, wait_for, worker_of
from tests.web.factories import bits_of, tiny_run

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_killed_worker_loses_no_generation_and_changes_no_bit(start: Start) -> None:
    run = tiny_run(generations=20)
    cluster = start("qcluster")
    start("keep")
    wait_for(run, lambda run: run.next_generation >= 2)
    worker_of(cluster.pid).kill()
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
    worker_of(cluster.pid).kill()  # idle by now, it waits at the pipe and takes the pipe's lock along
    run, keeper = tiny_run(), keep.Keeper()
    deadline = time.monotonic() + PATIENCE_S
    while cluster.poll() is None:
        assert time.monotonic() < deadline
        keeper.go_round()
        time.sleep(0.1)
    assert run.recorded.count() == 0
    start("qcluster")
    keeper.go_round()
    wait_for(run, is_done)
