"""A run's champion is measured: when it becomes champion, now and then, and for certain when the run ends."""

from importlib import import_module
from itertools import pairwise

import pytest
from django.apps import apps
from django.test import Client

from evoweb.runs.models import Checkpoint, Run, State
from evoweb.runs.worker import measuring
from evoweb.runs.worker.recording import record_generation
from simulation.evolve import evolve
from simulation.population import STRIDE
from simulation.repeats import measured
from tests.web.factories import claimed, evolved_run, recorded_run, tiny_run

pytestmark = pytest.mark.django_db

NATURAL = {"world": "natural", "physics_hz": 240, "layout_count": 2, "layout_period": 1, "task": "run"}


def test_the_first_champion_is_measured_and_the_last_one_for_certain() -> None:
    run = tiny_run(**NATURAL)
    worker, seen = claimed(run), []
    for generation in evolve(run.run_config()):
        record_generation(worker, generation)
        run.refresh_from_db()
        seen.append(run.measured and run.measured["generation"])
    assert seen[0] == 0
    assert set(seen[:-1]) == {0}  # fewer than ten generations on, whoever is champion by then
    assert run.champion_measured() is not None
    assert run.measured["generation"] == run.champion_generation


def test_a_new_champion_is_measured_ten_generations_later_at_the_soonest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "MEASURED_EVERY", 2)
    run = tiny_run(generations=6, **NATURAL)
    worker, at = claimed(run), []
    for generation in evolve(run.run_config()):
        record_generation(worker, generation)
        run.refresh_from_db()
        at.append(run.measured["at"])
    assert all(later == earlier or later >= earlier + 2 for earlier, later in pairwise(at[:-1]))
    assert len(set(at)) > 1


def test_what_is_measured_follows_from_the_run_alone() -> None:
    once, again = evolved_run(**NATURAL), evolved_run(**NATURAL)
    assert once.measured == again.measured is not None
    generation = once.recorded.get(number=once.champion_generation)
    born, index = map(int, once.champion.split("-"))
    ours = measured(once.run_config(), bytes(generation.checkpoint.content), born * STRIDE + index)
    assert {name: once.measured[name] for name in ("creature", "medians", "repeats", "work")} == {
        "creature": ours.creature, "medians": ours.medians, "repeats": ours.repeats, "work": ours.work,
    }  # fmt: skip


def test_a_damaged_champion_is_not_measured_and_spoils_no_run() -> None:
    run = tiny_run(**NATURAL)
    worker = claimed(run)
    *first, last = evolve(run.run_config())
    for generation in first:
        record_generation(worker, generation)
    at = worker.champion_generation
    worker.measured = None  # as if another had been champion when it was measured
    Checkpoint.objects.filter(generation__run=run, generation__number=at).update(content=b"damaged")
    worker.best = worker.held_out_mean = 1e6  # nobody surpasses it in the last generation
    record_generation(worker, last)
    run.refresh_from_db()
    assert (run.state, run.champion_generation) == (State.DONE, at)
    assert run.measured is None


def test_a_measurement_is_shown_of_the_champion_alone() -> None:
    run = recorded_run()
    assert run.champion_measured() == run.measured
    run.measured = run.measured | {"creature": "9-9"}
    assert run.champion_measured() is None


def test_api_and_hall_tell_the_score_with_its_deviation_and_whether_it_repeats(client: Client) -> None:
    run = evolved_run(**NATURAL)
    client.force_login(run.owner)
    told = client.get(f"/api/runs/{run.pk}").json()
    assert told["measured"]["repeats"] == run.measured["repeats"]
    assert told["held_out_deviation"] == pytest.approx(run.held_out_deviation)
    (entry,) = client.get("/api/hall?task=run").json()["items"]
    assert (entry["held_out_mean"], entry["held_out_deviation"]) == (run.held_out_mean, run.held_out_deviation)
    assert entry["repeats"] == run.measured["repeats"]


def test_any_creature_can_be_tested_from_64_starts_at_three_rates(client: Client) -> None:
    run = evolved_run(**NATURAL)
    client.force_login(run.owner)
    generation = run.recorded.get(number=run.champion_generation)
    address = f"/api/runs/{run.pk}/creatures/{generation.champion}/test?generation={generation.number}"
    test = client.get(address).json()
    assert [(rate["multiple"], rate["hz"], len(rate["scores"])) for rate in test["rates"]] == [
        (1, 240, 64), (2, 480, 64), (4, 960, 64),
    ]  # fmt: skip
    assert test["rates"][0]["scores"][:16] == generation.held_out
    assert client.get(address).json() == test


def test_a_test_that_takes_too_long_is_refused_with_its_time(client: Client, settings: object) -> None:
    settings.MAX_BATCH_SECONDS = 0  # type: ignore[attr-defined]
    run = recorded_run()
    client.force_login(run.owner)
    answer = client.get(f"/api/runs/{run.pk}/creatures/{run.champion}/test")
    assert answer.status_code == 409
    assert "Testing this creature takes some" in answer.json()["detail"]


def test_champions_of_before_get_their_deviation() -> None:
    run = recorded_run()
    Run.objects.filter(pk=run.pk).update(held_out_deviation=None)
    import_module("evoweb.runs.migrations.0015_measured").add_deviations(apps, None)
    assert Run.objects.get(pk=run.pk).held_out_deviation == pytest.approx(run.held_out_deviation)
