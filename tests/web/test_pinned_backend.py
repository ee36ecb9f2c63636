"""A run keeps the backend and the device that computed its first generation: creatures replay to the bits they had."""

import pytest
from django.test import Client

from evoweb.runs.models import Run, Score, State
from evoweb.runs.reading.replays import clip_of
from evoweb.runs.worker.tasks import evolve_for_a_slice
from simulation.backends import backend_of, device_of
from simulation.config import RunConfig
from simulation.errors import ConfigError
from tests.web.factories import claimed, recorded_run, tiny_run

pytestmark = pytest.mark.django_db


def test_before_its_first_generation_a_run_is_free_to_be_computed_by_any() -> None:
    assert tiny_run().run_config().backend == tiny_run().run_config().device == "auto"


def test_the_first_generation_records_what_computed_it() -> None:
    run = recorded_run(generations=1)
    chosen = RunConfig.parse(run.config)
    assert (run.backend, run.device) == (backend_of(chosen), device_of(chosen))
    assert (run.run_config().backend, run.run_config().device) == (run.backend, run.device)


@pytest.mark.django_db(transaction=True)
def test_a_run_goes_on_and_replays_on_the_recorded_backend_whatever_auto_means_today() -> None:
    run = tiny_run()
    Run.objects.update(backend="torch", device="cpu")
    while run.state != State.DONE:
        evolve_for_a_slice(claimed(run))
        run.refresh_from_db()
    assert run.config["backend"] == "auto"
    assert (run.backend, run.device, run.next_generation) == ("torch", "cpu", 4)
    for score in Score.objects.filter(clip=None, reused=False):
        assert clip_of(run, score).fitness == pytest.approx(score.fitness, rel=1e-6)


def test_a_recorded_backend_that_this_version_does_not_have_is_named() -> None:
    run = tiny_run()
    Run.objects.update(backend="abacus")
    run.refresh_from_db()
    with pytest.raises(ConfigError, match="backend: must be one of"):
        run.run_config()


def test_the_api_tells_what_computed_a_run() -> None:
    run = recorded_run(generations=1)
    client = Client()
    client.force_login(run.owner)
    told = client.get(f"/api/runs/{run.pk}").json()
    assert (told["backend"], told["device"]) == (run.backend, run.device)
    assert told["engine_version"] == run.engine_version
