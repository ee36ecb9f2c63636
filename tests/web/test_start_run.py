"""Starting a run."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django_q.models import OrmQ
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from evoweb.runs.deeds.services import start_run
from evoweb.runs.errors import Refused
from evoweb.runs.models import Run, State
from simulation.config import RunConfig
from simulation.errors import ConfigError
from tests.web.factories import UserFactory, tiny_config, tiny_run, worker_slot

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return UserFactory()


def problems_of(owner: User, **given: Any) -> dict[str, str]:
    values: dict[str, Any] = {"name": "a run", "config": tiny_config(), "preset": ""} | given
    with pytest.raises(ConfigError) as refused:
        start_run(owner, **values)
    assert not Run.objects.exists()
    return {problem.path: problem.message for problem in refused.value.problems}


def test_a_run_is_queued_with_its_settings_and_a_bell_rings(
    owner: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    worker_slot()
    with django_capture_on_commit_callbacks(execute=True):
        run = start_run(owner, "  first  ", tiny_config(), "quick")
    assert (run.name, run.state, run.preset, run.next_generation) == ("first", State.QUEUED, "quick", 0)
    assert run.run_config() == tiny_config()
    assert run.seed == tiny_config().seed
    assert OrmQ.objects.count() == 1


def test_no_bell_rings_for_a_run_that_was_rolled_back(
    owner: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    worker_slot()
    with django_capture_on_commit_callbacks() as bells:
        start_run(owner, "a run", tiny_config())
    assert len(bells) == 1
    assert not OrmQ.objects.exists()


def test_a_seed_left_out_is_drawn_and_stored(owner: User) -> None:
    runs = [start_run(owner, "a run", RunConfig.parse({})) for _ in range(2)]
    assert runs[0].seed != runs[1].seed
    assert [run.run_config().seed for run in runs] == [run.seed for run in runs]


def test_launching_twice_makes_two_runs(owner: User) -> None:
    assert tiny_run(owner).pk != tiny_run(owner).pk
    assert Run.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "complaint"),
    [("", "empty"), ("   ", "empty"), ("x" * 101, "100 characters"), ("a\nb", "contains U+000A, a control character")],
)
def test_a_name_that_will_not_do_is_refused(owner: User, name: str, complaint: str) -> None:
    assert complaint in problems_of(owner, name=name)["name"]


def test_an_unknown_preset_is_refused_and_the_known_ones_are_named(owner: User) -> None:
    assert "quick" in problems_of(owner, preset="nonsense")["preset"]


def test_every_problem_is_named_at_once(owner: User) -> None:
    assert problems_of(owner, name="", preset="nonsense").keys() == {"name", "preset"}


def test_a_run_beyond_the_bounds_on_work_is_refused_with_the_bound(owner: User, settings: Settings) -> None:
    settings.MAX_GENERATION_CREATURE_STEPS = 100
    assert "100 allowed" in problems_of(owner)["population"]
    settings.MAX_GENERATION_CREATURE_STEPS = settings.MAX_RUN_CREATURE_STEPS = 300
    assert "300 allowed" in problems_of(owner)["generations"]


def test_an_owner_cannot_have_more_unfinished_runs_than_allowed(owner: User, settings: Settings) -> None:
    settings.MAX_UNFINISHED_RUNS = 2
    tiny_run(owner)
    second = tiny_run(owner)
    with pytest.raises(Refused, match="2 are allowed"):
        tiny_run(owner)
    Run.objects.filter(pk=second.pk).update(state=State.DONE)
    tiny_run(owner)
    tiny_run(UserFactory())
