"""Computing a run in slices: claimed, recorded one transaction a generation, handed over, finished."""

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from evoweb.runs.models import Checkpoint, Clip, Creature, Run, Score, State
from evoweb.runs.queue import leases
from evoweb.runs.queue.leases import LeaseLost, claim_next, hand_over, held
from evoweb.runs.reading import selectors
from evoweb.runs.reading.replays import clip_of
from evoweb.runs.worker import tasks
from evoweb.runs.worker.recording import record_generation
from simulation.backends import backend_of
from simulation.population import name_of
from tests.web.factories import UserFactory, bits_of, claimed, recorded_run, tiny_config, tiny_generations, tiny_run

pytestmark = pytest.mark.django_db


def numbers(run: Run) -> list[int]:
    return list(run.recorded.order_by("number").values_list("number", flat=True))


def expire_lease(run: Run) -> None:
    Run.objects.filter(pk=run.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


# --- Slices


@pytest.mark.django_db(transaction=True)
def test_a_run_is_evolved_to_its_end_with_generations_exactly_0_to_n(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "SLICE_SECONDS", 0.0)  # a slice is then one generation
    run = tiny_run()
    for number in range(4):
        tasks.advance_next_run()
        run.refresh_from_db()
        assert run.next_generation == number + 1
    assert (run.state, run.error, numbers(run)) == (State.DONE, "", [0, 1, 2, 3])
    assert run.finished is not None
    assert run.lease_until is None


@pytest.mark.django_db(transaction=True)
def test_a_run_in_slices_records_the_bits_of_an_undisturbed_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "SLICE_SECONDS", 0.0)
    tiny_run()
    for _ in range(4):
        tasks.advance_next_run()
    kept = Checkpoint.objects.order_by("generation__number").values_list("content", flat=True)
    assert [bits_of(bytes(content)) for content in kept] == [bits_of(one.checkpoint) for one in tiny_generations()]


def test_a_bell_with_nobody_waiting_does_nothing() -> None:
    tasks.advance_next_run()


def test_a_second_delivery_finds_the_lease_taken() -> None:
    run = tiny_run()
    assert claim_next() == run
    assert claim_next() is None


def test_a_bell_delivered_again_after_the_slice_finds_it_answered() -> None:
    run = tiny_run()
    worker = claimed(run)
    held(worker).update(lease_until=None)  # the lease is free, and nobody rang since
    assert claim_next() is None


def test_slices_rotate_over_owners_then_over_their_runs() -> None:
    eager, modest = UserFactory(username="eager"), UserFactory(username="modest")
    for owner, name in [(eager, "e1"), (eager, "e2"), (eager, "e3"), (modest, "m1")]:
        tiny_run(owner, name)
    order = []
    for _ in range(6):
        worker = claim_next()
        assert worker is not None
        order.append(worker.name)
        hand_over(worker)
    assert order == ["e1", "m1", "e2", "m1", "e3", "m1"]


@pytest.mark.django_db(transaction=True)
def test_an_error_fails_the_run_and_its_text_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise ArithmeticError("springs came loose")

    monkeypatch.setattr(tasks, "evolve", broken)
    run = tiny_run()
    tasks.advance_next_run()
    run.refresh_from_db()
    assert run.state == State.FAILED
    assert "springs came loose" in run.error
    assert run.lease_until is None


@pytest.mark.django_db(transaction=True)
def test_a_damaged_checkpoint_fails_the_run_instead_of_continuing_from_it() -> None:
    run = recorded_run(generations=2, state=State.QUEUED)
    Run.objects.filter(pk=run.pk).update(lease_until=None)
    Checkpoint.objects.filter(generation__number=1).update(content=b"something else")
    leases.ring(run)
    tasks.advance_next_run()
    run.refresh_from_db()
    assert run.state == State.FAILED
    assert "damaged" in run.error
    assert numbers(run) == [0, 1]


# --- The lease


def test_a_worker_that_lost_its_lease_cannot_write() -> None:
    run = tiny_run()
    late = claimed(run)
    expire_lease(late)
    leases.ring(run)
    fresh = claimed(run)
    with pytest.raises(LeaseLost):
        record_generation(late, tiny_generations()[0])
    assert not Creature.objects.exists()
    record_generation(fresh, tiny_generations()[0])
    assert numbers(run) == [0]


def test_a_generation_is_recorded_once() -> None:
    run = tiny_run()
    worker = claimed(run)
    record_generation(worker, tiny_generations()[0])
    with pytest.raises(LeaseLost):
        record_generation(worker, tiny_generations()[0])
    with pytest.raises(LeaseLost):
        record_generation(worker, tiny_generations()[2])
    assert numbers(run) == [0]


@pytest.mark.django_db(transaction=True)
def test_a_heartbeat_keeps_the_lease_while_a_generation_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "BEAT_SECONDS", 0.05)
    run = tiny_run()
    worker = claimed(run)
    expire_lease(run)
    with leases.heartbeat(worker):
        while leases.waiting_runs().exists():
            pass
    leases.ring(run)
    assert claim_next() is None


# --- What is recorded


def test_what_the_engine_found_is_what_is_stored() -> None:
    run = recorded_run()
    for evolved in tiny_generations():
        generation = run.recorded.get(number=evolved.number)
        scores = generation.scores.select_related("creature").order_by("row")
        assert [score.creature.name for score in scores] == [name_of(key) for key in evolved.id.tolist()]
        assert [score.fitness for score in scores] == evolved.fitness.tolist()
        assert [score.rank for score in scores] == evolved.rank.tolist()
        assert [score.survives for score in scores] == evolved.survives.tolist()
        assert [score.reused for score in scores] == evolved.reused.tolist()
        assert [score.streak for score in scores] == evolved.streak.tolist()
        assert [score.parts for score in scores] == [
            {name: float(values[row]) for name, values in evolved.parts.items()} for row in range(len(evolved.id))
        ]
        assert generation.champion == name_of(int(evolved.id[evolved.champion]))
        assert generation.held_out == evolved.held_out


def test_a_creature_has_one_row_however_long_it_survives() -> None:
    run = recorded_run()
    born = {key for evolved in tiny_generations() for key in evolved.id.tolist()}
    assert run.creatures.count() == len(born)
    assert Score.objects.count() == sum(len(evolved.id) for evolved in tiny_generations())


def test_a_survivor_keeps_the_clip_of_the_generation_that_simulated_it() -> None:
    run = recorded_run()
    survivors = Score.objects.filter(generation__run=run, generation__number=3, reused=True, clip__isnull=False)
    assert survivors
    for score in survivors.select_related("creature", "generation", "clip__generation"):
        clip = clip_of(run, score)
        assert score.clip is not None
        assert score.clip.generation.number < 3
        assert (clip.creature, clip.generation, clip.fitness) == (score.creature.name, 3, score.fitness)


def test_a_creature_without_a_stored_clip_is_simulated_again_to_the_same_bits() -> None:
    run = recorded_run()
    score = Score.objects.filter(clip__isnull=False, reused=False).select_related("creature", "generation").first()
    assert score is not None
    stored = clip_of(run, score)
    Clip.objects.all().delete()
    score.refresh_from_db()
    again = clip_of(run, score)
    assert again.fitness == stored.fitness == score.fitness
    assert np.array_equal(again.offsets, stored.offsets)
    assert np.array_equal(again.centre, stored.centre)


def test_progress_adds_up() -> None:
    run = recorded_run()
    statistics = [evolved.statistics for evolved in tiny_generations()]
    assert run.evaluations == sum(found["evaluations"] for found in statistics)
    assert run.reused == sum(found["reused"] for found in statistics)
    assert run.elapsed_s == pytest.approx(sum(found["wall_s"] for found in statistics))
    assert run.best == max(found["best"] for found in statistics)
    best = next(number for number, found in enumerate(statistics) if found["best"] == run.best)
    assert run.champion_generation == best
    assert run.champion == run.recorded.get(number=best).champion
    assert run.backend == backend_of(tiny_config())
    assert selectors.run_summary(run, run.owner).generation == 3


def test_a_score_that_is_no_number_cannot_be_stored() -> None:
    recorded_run(generations=1)
    for fitness in ("NaN", "Infinity", "-Infinity"):
        with pytest.raises(IntegrityError, match="fitness_is_finite"), transaction.atomic():
            Score.objects.update(fitness=fitness)
