"""The keeper: runs that nobody computes get another bell; runs that kill their workers are given up."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone

from evoweb.runs.deeds.services import pause_run
from evoweb.runs.models import Clip, Keeper, Quota, Run, State
from evoweb.runs.queue.leases import MAX_ATTEMPTS, claim_next, hand_over, ring_again
from evoweb.runs.worker.keeper import Rounds
from evoweb.runs.worker.recording import record_generation
from tests.web.factories import claimed, recorded_run, tiny_generations, tiny_run

pytestmark = pytest.mark.django_db


def long_ago() -> timedelta:
    return timezone.now() - timedelta(minutes=5)


def dies(worker: Run) -> None:
    """The worker is gone: its lease runs out, nothing is handed back."""
    Run.objects.filter(pk=worker.pk).update(lease_until=long_ago())


def test_a_run_whose_worker_died_is_rung_for_and_goes_on() -> None:
    run = tiny_run()
    worker = claimed(run)
    record_generation(worker, tiny_generations()[0])
    dies(worker)
    assert ring_again() == 1
    again = claim_next()
    assert again == run
    assert again.next_generation == 1
    assert again.epoch > worker.epoch


def test_a_lost_bell_is_rung_again_and_a_fresh_one_is_not() -> None:
    run = tiny_run()
    assert ring_again() == 0
    Run.objects.filter(pk=run.pk).update(rung=long_ago())
    assert ring_again() == 1
    Run.objects.filter(pk=run.pk).update(rung=None)
    assert ring_again() == 1
    assert ring_again() == 0


def test_runs_that_are_computed_rest_or_are_over_are_left_alone() -> None:
    claimed(tiny_run())
    resting, over = tiny_run(), tiny_run()
    pause_run(resting, resting.owner)
    Run.objects.filter(pk=over.pk).update(state=State.DONE, rung=None)
    assert ring_again() == 0


def test_a_run_that_kills_worker_after_worker_fails_with_its_reason() -> None:
    run = tiny_run()
    for _ in range(MAX_ATTEMPTS):
        dies(claimed(run))
        ring_again()
    run.refresh_from_db()
    assert run.state == State.FAILED
    assert "Generation 0 was given up: 3 workers" in run.error
    assert claim_next() is None


def test_a_recorded_generation_makes_earlier_deaths_forgotten() -> None:
    run = tiny_run()
    for number in range(MAX_ATTEMPTS):
        worker = claimed(run)
        record_generation(worker, tiny_generations()[number])
        dies(worker)
        ring_again()
    run.refresh_from_db()
    assert (run.state, run.attempts, run.next_generation) == (State.RUNNING, 0, MAX_ATTEMPTS)


def test_a_round_reports_the_keeper_and_collects_replays_that_need_not_be_kept() -> None:
    run = recorded_run()
    Quota.objects.create(user=run.owner, stored_bytes=0)
    kept = Clip.objects.count()
    rounds = Rounds()
    rounds.go()
    assert Clip.objects.count() < kept
    assert Keeper.objects.get().pid == os.getpid()


def test_slices_that_end_without_a_generation_are_no_deaths() -> None:
    run = tiny_run()
    for _ in range(2 * MAX_ATTEMPTS):
        hand_over(claimed(run))
        ring_again()
    run.refresh_from_db()
    assert (run.state, run.attempts) == (State.RUNNING, 0)
