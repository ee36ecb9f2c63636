"""Forking a run: a new one begins with the creatures of a generation, and depends on its parent no more."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client, override_settings

from evoweb.runs.deeds.forking import fork_run
from evoweb.runs.errors import Refused
from evoweb.runs.models import Checkpoint, Creature, Deed, Founders, Run, Score, State
from evoweb.runs.pages.forms import written_out
from evoweb.runs.queue import leases
from evoweb.runs.reading.replays import clip_of
from evoweb.runs.worker import tasks
from simulation.errors import ConfigError
from tests.web.factories import UserFactory, bits_of, evolved_run, recorded_run, tiny_run

pytestmark = pytest.mark.django_db


def forked(parent: Run, generation: int = 3, by: User | None = None, **changes: Any) -> Run:
    return fork_run(parent, generation, by or parent.owner, "fork", changes)


def computed(run: Run) -> Run:
    tasks.advance_next_run()
    run.refresh_from_db()
    assert (run.state, run.error) == (State.DONE, "")
    return run


def scores(run: Run, generation: int) -> list[float]:
    found = Score.objects.filter(generation__run=run, generation__number=generation)
    return list(found.order_by("rank").values_list("fitness", flat=True))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("brain", ["none", "neat"])
def test_a_fork_without_changes_begins_with_the_creatures_and_the_scores_of_that_generation(brain: str) -> None:
    parent = evolved_run(brain=brain)
    fork = computed(forked(parent, generation=2))
    assert scores(fork, 0) == scores(parent, 2)
    assert set(fork.creatures.filter(born=0).values_list("operator", flat=True)) == {Creature.Operator.IMPORT}
    assert (fork.parent, fork.forked_at, fork.next_generation) == (parent, 2, 4)


@pytest.mark.django_db(transaction=True)
def test_a_fork_killed_before_its_generation_0_begins_again_to_the_same_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    parent = evolved_run()
    changes = {"gravity": 5.0, "population": 12}
    undisturbed = computed(forked(parent, **changes))
    fork = forked(parent, **changes)
    assert leases.claim(fork.pk) is not None  # by a worker that dies
    Run.objects.filter(pk=fork.pk).update(lease_until=None, rung=fork.created)
    monkeypatch.setattr(tasks, "SLICE_SECONDS", 0.0)
    for _ in range(4):
        tasks.advance_next_run()
    kept = [
        [
            bits_of(bytes(found))
            for found in Checkpoint.objects.filter(generation__run=run)
            .order_by("generation__number")
            .values_list("content", flat=True)
        ]
        for run in (undisturbed, fork)
    ]
    assert len(kept[0]) == 4
    assert kept[0] == kept[1]


@pytest.mark.django_db(transaction=True)
def test_a_fork_lives_on_without_its_parent() -> None:
    parent = evolved_run()
    fork = forked(parent, generation=1)
    parent.delete()
    fork.refresh_from_db()
    assert (fork.parent, fork.forked_at) == (None, 1)
    score = Score.objects.filter(generation__run=computed(fork), generation__number=0, clip=None).first()
    assert score is not None
    assert clip_of(fork, score).fitness == score.fitness


@pytest.mark.django_db(transaction=True)
def test_offspring_fill_a_larger_population_and_their_parents_are_founders() -> None:
    fork = computed(forked(evolved_run(), population=20))
    born = fork.creatures.filter(born=0).exclude(operator=Creature.Operator.IMPORT)
    assert born.count() == 12
    founders = {f"0-{index}" for index in range(8)}
    for creature in born:
        assert set(creature.parents) <= founders
        assert creature.parents


def test_settings_are_the_parents_but_for_the_changes() -> None:
    parent = recorded_run()
    fork = forked(parent, gravity=4.0, generations=9)
    assert fork.config == parent.config | {"gravity": 4.0, "generations": 9}
    assert (fork.state, fork.owner, fork.seed) == (State.QUEUED, parent.owner, parent.seed)
    deed = Deed.objects.get(run=fork)
    assert (deed.deed, deed.user, deed.detail) == ("forked", parent.owner, {"parent": parent.pk, "generation": 3})


@pytest.mark.parametrize(
    ("generation", "changes", "field", "words"),
    [
        (4, {}, "generation", "must be 0 to 3"),
        (-1, {}, "generation", "must be 0 to 3"),
        (3, {"gravity": 99}, "gravity", "must be 1 to 30"),
        (3, {"max_nodes": 3, "max_muscles": 3}, "max_nodes", "must be at least"),
        (3, {"brain": "neat"}, "brain", "must be none"),
        (3, {"population": 100_000, "seconds": 120, "physics_hz": 120}, "population", "creature-steps"),
    ],
)
def test_what_cannot_be_is_refused_naming_the_setting_and_leaves_nothing(
    generation: int, changes: dict[str, Any], field: str, words: str
) -> None:
    parent = recorded_run()
    with pytest.raises(ConfigError) as refusal:
        forked(parent, generation, **changes)
    assert words in dict(refusal.value.problems)[field]
    assert Run.objects.count() == 1
    assert not Founders.objects.exists()


def test_a_run_without_a_generation_has_nobody_to_fork() -> None:
    with pytest.raises(ConfigError, match="the run has none yet"):
        forked(tiny_run(), 0)


def test_a_damaged_generation_is_refused() -> None:
    parent = recorded_run()
    Checkpoint.objects.filter(generation__number=3).update(content=b"something else")
    with pytest.raises(Refused, match="cannot be read"):
        forked(parent)


@pytest.mark.django_db(transaction=True)
def test_damaged_founders_fail_the_run_instead_of_beginning_it() -> None:
    fork = forked(recorded_run())
    Founders.objects.update(content=b"something else")
    tasks.advance_next_run()
    fork.refresh_from_db()
    assert fork.state == State.FAILED
    assert "damaged" in fork.error


def test_it_counts_among_the_runs_of_who_forks() -> None:
    parent = recorded_run(public=True)
    stranger = UserFactory()
    tiny_run(stranger)
    with override_settings(MAX_UNFINISHED_RUNS=1), pytest.raises(Refused, match="unfinished"):
        forked(parent, by=stranger)
    assert forked(parent, by=stranger).owner == stranger


def test_by_api_whoever_sees_a_run_may_fork_it() -> None:
    parent = recorded_run()
    client = Client()
    client.force_login(UserFactory())
    url, body = f"/api/runs/{parent.pk}/fork", {"generation": 1, "name": "mine", "config": {"gravity": 3}}
    assert client.post(url, body, content_type="application/json").status_code == 404
    Run.objects.update(public=True)
    answer = client.post(url, body, content_type="application/json")
    assert (answer.status_code, answer.json()["name"], answer.json()["may_edit"]) == (201, "mine", True)
    assert Run.objects.get(pk=answer.json()["id"]).config["gravity"] == 3.0
    refused = client.post(url, body | {"config": {"brain": "neat"}}, content_type="application/json")
    assert (refused.status_code, refused.json()["problems"][0]["path"]) == (422, "brain")


def test_by_the_form_which_is_filled_with_the_parents_settings() -> None:
    parent = recorded_run()
    client = Client()
    client.force_login(parent.owner)
    url = f"/runs/{parent.pk}/fork/"
    html = client.get(f"{url}?generation=2").content.decode()
    assert 'name="generation" value="2"' in html
    assert 'name="population" value="8"' in html
    sent = {
        name: value for name, value in written_out(parent.config).items() if value is not None and value is not False
    }
    refused = client.post(url, sent | {"name": "f", "generation": "9", "gravity": "4"})
    assert refused.status_code == 422
    assert "Must be 0 to 3, which are recorded" in refused.content.decode()
    done = client.post(url, sent | {"name": "f", "generation": "2", "gravity": "4"})
    fork = Run.objects.get(name="f")
    assert done["Location"] == f"/runs/{fork.pk}/"
    assert (fork.forked_at, fork.config) == (2, parent.config | {"gravity": 4.0})
