"""What a run costs is told without loading the engine, and still by what the engine will do."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from evoweb.runs import costs
from evoweb.runs.models import Run
from evoweb.runs.reading import selectors
from simulation import backends
from simulation.config import RunConfig
from simulation.evolve import evolve
from tests.web.factories import recorded_run, tiny_config


def test_every_backend_has_a_pace_and_its_own_narrowest_batch() -> None:
    assert {name: pace.narrowest for name, pace in costs.PACES.items()} == {
        name: backend.narrowest for name, backend in backends.BACKENDS.items()
    }


@pytest.mark.parametrize("brain", ["none", "pure", "hybrid"])
@pytest.mark.parametrize("task", ["forage", "run"])
@pytest.mark.parametrize("backend", ["auto", "kernel", "torch"])
@pytest.mark.parametrize("device", ["auto", "cpu", "cuda"])
def test_the_backend_reckoned_with_is_the_one_in_force(device: str, backend: str, task: str, brain: str) -> None:
    config = RunConfig.parse({"device": device, "backend": backend, "task": task, "brain": brain})
    assert costs.backend_of(config) == backends.backend_of(config)


@pytest.mark.django_db
def test_a_run_is_estimated_at_the_speed_of_runs_on_its_own_backend() -> None:
    run = recorded_run()
    slow, fast = tiny_config(backend="torch"), tiny_config(backend="kernel")
    assert selectors.measured_speed(slow if run.backend == "torch" else fast) == run.speed
    Run.objects.update(backend="torch", speed=123.0)
    assert selectors.measured_speed(slow) == 123.0
    assert selectors.measured_speed(fast) == costs.usual_speed(fast)


@pytest.mark.parametrize("population", [10, 400, 1000, 10_000])
def test_a_runs_speed_is_below_its_backends_pace_and_nearer_to_it_the_more_it_simulates(population: int) -> None:
    config, longer = (RunConfig(population=population, seconds=seconds) for seconds in (8, 60))
    assert 0 < costs.usual_speed(config) < costs.usual_speed(longer) < costs.PACES["kernel"].speed


def test_a_generation_takes_as_long_as_the_slower_of_computing_and_writing() -> None:
    config = RunConfig(population=1000)
    steps = costs.episode_steps(config, 500)
    assert costs.seconds_of_generation(config, 500, speed=steps / 9.0) == pytest.approx(9.0)
    writing = costs.seconds_of_generation(config, 500, speed=1e15)
    assert 0.01 < writing == costs.seconds_of_generation(config, 1000, speed=1e15)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("chosen", "fits"),
    [
        ({"brain": "hybrid", "hidden": 36, "max_muscles": 50, "max_nodes": 20}, {"population": 37461, "hidden": 1}),
        ({"brain": "neat"}, {"population": 61812, "neat_max_hidden": 8}),
    ],
)
def test_a_population_that_cannot_be_stored_is_refused_before_it_is_queued_and_told_what_can(
    client: Client, django_user_model: type[User], chosen: dict[str, Any], fits: dict[str, int]
) -> None:
    client.force_login(django_user_model.objects.create_user("ada"))
    asked = {"task": "run", "population": 100_000, "seconds": 1} | chosen

    def problems_of(**changes: int) -> list[dict[str, str]]:
        body = {"name": "large", "config": asked | changes}
        answer = client.post("/api/runs", body, content_type="application/json")
        assert answer.status_code in {201, 422}
        return answer.json().get("problems", [])

    ((problem),) = problems_of()
    assert problem["path"] == "population"
    for name, number in fits.items():
        assert f"{number:,}".replace(",", "\N{THIN SPACE}") in problem["message"]
        assert not problems_of(**{name: number})
        assert problems_of(**{name: number + 1})


@pytest.mark.parametrize("brain", ["none", "pure", "hybrid", "neat"])
def test_a_checkpoint_is_never_larger_than_its_genotypes_and_scores(brain: str) -> None:
    config = RunConfig(brain=brain, task="run", population=300, generations=3, seconds=1, seed=3, hidden=64)
    for generation in evolve(config):
        assert len(generation.checkpoint) < config.population * (config.genotype_bytes + 100) + 20_000
