"""Real worker processes: a run is computed, and survives kill -9 of a worker and of its whole cluster."""

import time

import pytest
from django_q.models import OrmQ

from evoweb.runs.models import Checkpoint
from evoweb.runs.queue import canary, slots
from evoweb.runs.worker.keeper import Rounds
from simulation.evolve import evolve
from tests.processes import (
    PATIENCE_S,
    Start,
    is_done,
    kill_group,
    let_lease_run_out,
    numbers,
    until,
    wait_for,
    worker_of,
)
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


def test_a_cluster_whose_idle_worker_was_killed_ends_so_that_a_fresh_one_goes_on(start: Start) -> None:
    cluster = start("qcluster")
    wait_for(tiny_run(), is_done)
    become_idle()
    worker_of(cluster.pid).kill()  # it waits at the pipe, and takes the pipe's lock along
    run = tiny_run()
    cluster.wait(PATIENCE_S)
    assert run.recorded.count() == 0
    start("qcluster")
    start("keep")
    wait_for(run, is_done)


def test_a_slot_whose_worker_is_stopped_is_ended_by_the_keeper(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(canary, "EVERY_SECONDS", 1.0)
    monkeypatch.setattr(canary, "OVERDUE_SECONDS", 3.0)
    cluster = start("qcluster")
    until(lambda: slots.living_queues() != set(), lambda: "no worker reports")
    until(lambda: canary.busy_queues() == set(), lambda: "the engine is not loaded")
    become_idle()
    worker_of(cluster.pid).suspend()
    rounds = Rounds()
    deadline = time.monotonic() + PATIENCE_S
    while cluster.poll() is None:
        assert time.monotonic() < deadline
        rounds.go()
        time.sleep(0.1)
    assert slots.living_queues() == set()


@pytest.mark.faults
def test_a_run_begins_within_a_minute_of_its_idle_workers_death(start: Start) -> None:
    cluster = start("qcluster")
    start("keep")
    wait_for(tiny_run(), is_done)
    become_idle()
    worker_of(cluster.pid).kill()
    killed = time.monotonic()
    run = tiny_run()
    while cluster.poll() is None:
        assert time.monotonic() - killed < 60
        time.sleep(0.1)
    start("qcluster")  # as the launcher does
    wait_for(run, lambda run: run.next_generation > 0)
    print(f"begun {time.monotonic() - killed:.1f} s after the kill")  # docs/reliability.md
    assert time.monotonic() - killed < 60


def test_two_slots_share_the_work_and_leave_no_bells_behind(start: Start) -> None:
    clusters = [start("qcluster"), start("qcluster")]
    runs = [tiny_run(name=f"run {number}") for number in range(4)]
    for run in runs:
        wait_for(run, is_done)
    assert slots.living_queues() <= {f"{slots.HOST}:{cluster.pid}" for cluster in clusters}
    become_idle()


def become_idle() -> None:
    """Wait until every bell has been answered."""
    until(lambda: not OrmQ.objects.exists(), lambda: "bells still hang")
