"""Checkpoints that make room: which stay, and that all others are computed again to the same bits by whoever asks."""

from typing import Any

import pytest
from django.test import Client

import simulation
from evoweb.runs.deeds.forking import fork_run
from evoweb.runs.deeds.pins import pin_replay
from evoweb.runs.models import Checkpoint, Run, Score, State
from evoweb.runs.reading import checkpoints
from evoweb.runs.reading.checkpoints import Computed, checkpoint_of
from evoweb.runs.reading.creatures import creature_detail, genome_of, score_of
from evoweb.runs.reading.integrity import digest_of
from evoweb.runs.reading.replays import clip_of
from evoweb.runs.reading.stored import DamagedError, founders_of
from evoweb.runs.worker import thinning
from evoweb.runs.worker.recording import record_generation
from evoweb.runs.worker.thinning import spacing, thin
from simulation.errors import CheckpointError
from simulation.evolve import evolve
from tests.web.factories import UserFactory, bits_of, claimed, evolved_run
from tests.web.pools import full_pool

pytestmark = pytest.mark.django_db

LAST = 13  # generation
KINDS: dict[str, dict[str, Any]] = {
    **{f"brain {brain}": {"brain": brain} for brain in ("none", "pure", "hybrid", "neat")},
    "species of nets": {"brain": "neat", "selection": "speciation", "compatibility_threshold": 0.8},
    "novelty of nets": {"brain": "neat", "selection": "novelty"},
    "islands of elites": {
        "selection": "map_elites", "map_cells": 2, "population": 12, "islands": 2, "migration_every": 2,
    },
    "adaptive sharing": {
        "adaptive_mutation": True, "adaptive_window": 2, "fitness_sharing": True, "sharing_radius": 2.0,
    },
    "other layouts in time": {"layout_period": 3},
    "torch": {"backend": "torch"},
}  # fmt: skip


@pytest.fixture(autouse=True)
def _few_are_kept_and_none_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thinning, "MOST_SPACED", 4)
    monkeypatch.setattr(checkpoints, "computed_before", Computed(10**8))


def kept(run: Run) -> list[int]:
    return sorted(Checkpoint.objects.filter(generation__run=run).values_list("generation__number", flat=True))


@pytest.mark.parametrize("kind", KINDS)
def test_a_thinned_run_has_the_bits_that_it_had(kind: str) -> None:
    run = evolved_run(generations=LAST, **KINDS[kind])
    before = digest_of(run)
    bits = {one.number: bits_of(checkpoint_of(one)) for one in run.recorded.all()}
    assert thin() > 0
    assert len(kept(run)) <= 4 + 2 + 1
    assert digest_of(run) == before
    checkpoints.computed_before = Computed(10**8)
    for generation in run.recorded.order_by("-number"):  # each without what was computed for the one before it
        assert bits_of(checkpoint_of(generation)) == bits[generation.number]


def test_a_run_that_began_with_chosen_creatures_has_the_bits_that_it_had() -> None:
    run = evolved_run(generations=LAST)
    fork = fork_run(run, 2, run.owner, "fork", {"seed": 12})
    Run.objects.filter(pk=fork.pk).update(state=State.CANCELLED)  # it is computed here, not by a worker
    founded = evolved_from(fork)
    before = digest_of(founded)
    assert thin() > 0
    assert digest_of(founded) == before


def evolved_from(run: Run) -> Run:
    """The run, computed to its end from its founders."""
    Run.objects.filter(pk=run.pk).update(state=State.QUEUED)
    worker = claimed(run)
    for generation in evolve(run.run_config(), None, founders_of(run)):
        record_generation(worker, generation)
    run.refresh_from_db()
    return run


def test_the_distance_of_those_kept_is_the_smallest_power_of_two_for_which_they_are_few_enough() -> None:
    distances = {recorded: spacing(recorded, 64) for recorded in (0, 1, 64, 65, 128, 129, 10_000, 100_001)}
    assert distances == {0: 1, 1: 1, 64: 1, 65: 2, 128: 2, 129: 4, 10_000: 256, 100_001: 2048}


def test_kept_are_the_spaced_the_newest_the_champions_the_pinned_and_those_that_forks_began_with() -> None:
    run = evolved_run(generations=LAST)
    Run.objects.filter(pk=run.pk).update(champion_generation=5)
    pin_replay(run, run.recorded.get(number=6).scores.earliest("pk"), UserFactory())
    fork_run(run, 7, run.owner, "fork", {})
    thin()
    assert kept(run) == [0, 4, 5, 6, 7, 8, 12, 13]
    assert thin() == 0


@pytest.mark.parametrize(
    "other",
    [{"engine_version": "0.1.0"}, {"device": "cuda"}, {"task": "own"}],
    ids=["version", "device", "task"],
)
def test_what_could_not_be_computed_to_the_same_bits_is_not_thinned(other: dict[str, str]) -> None:
    run = evolved_run(generations=LAST)
    Run.objects.filter(pk=run.pk).update(**{"config": run.config | other} if "task" in other else other)
    assert thin() == 0
    assert kept(run) == list(range(LAST + 1))


def test_after_an_upgrade_of_the_engine_what_is_not_kept_is_refused_with_the_reason() -> None:
    run = evolved_run(generations=LAST)
    thin()
    Run.objects.filter(pk=run.pk).update(engine_version="0.1.0")
    run.refresh_from_db()
    with pytest.raises(CheckpointError, match=rf"engine 0\.1\.0 .*this is engine {simulation.__version__}"):
        checkpoint_of(run.recorded.get(number=3))
    detail = creature_detail(run, run.recorded.get(number=3).scores.earliest("pk"), run.owner)
    assert "generation 3 is not kept" in detail.genome_error
    assert checkpoint_of(run.recorded.get(number=4))


def test_a_generation_that_comes_out_otherwise_than_recorded_is_told_as_damaged() -> None:
    run = evolved_run(generations=LAST)
    thin()
    Score.objects.filter(generation__run=run, generation__number=3, rank=2).update(fitness=0.125)
    with pytest.raises(DamagedError, match=r"generation 3 .*computed again"):
        checkpoint_of(run.recorded.get(number=3))


def test_genomes_replays_tables_and_forks_of_a_thinned_generation_are_what_they_were() -> None:
    run = evolved_run(generations=LAST, clips_random=0)
    score = Score.objects.filter(generation__run=run, generation__number=7, clip=None).earliest("pk")
    score = score_of(run, score.creature.name, 7)
    genome, clip = genome_of(run, score), clip_of(run, score)
    thin()
    assert 7 not in kept(run)
    assert genome_of(run, score) == genome
    assert clip_of(run, score).offsets.tobytes() == clip.offsets.tobytes()
    client = Client()
    client.force_login(run.owner)
    creature = f"/runs/{run.pk}/creatures/{score.creature.name}/?generation=7"
    assert client.get(creature).status_code == 200
    assert client.get(f"/api{creature.split('/?', maxsplit=1)[0]}/genome.json?generation=7").json() == genome
    fork = client.post(f"/api/runs/{run.pk}/fork", {"generation": 7, "name": "fork"}, content_type="application/json")
    assert fork.status_code == 201


def test_where_too_much_is_simulated_already_it_is_told_when_to_come_again() -> None:
    run = evolved_run(UserFactory(is_staff=True, is_superuser=True), generations=LAST)
    born = Score.objects.filter(generation__run=run, generation__number=7, creature__born=7)
    score = born.select_related("creature").earliest("pk")
    thin()
    client = Client()
    client.force_login(run.owner)
    address = f"/runs/{run.pk}/creatures/{score.creature.name}"
    with full_pool():
        answers = [
            client.get(f"{address}/?generation=7"),
            client.get(f"/designs/new/?creature={run.pk}/{score.creature.name}/7"),
            client.get(f"/api{address}/genome.json?generation=7"),
            client.get(f"/api/runs/{run.pk}/phylogeny?generation=7&species=true"),
        ]
        admin_page = client.get(f"/admin/runs/creature/{score.creature_id}/change/")
    assert [answer.status_code for answer in answers] == [503, 503, 429, 429]
    assert all(int(answer["Retry-After"]) > 0 for answer in answers)
    assert "Too much is being simulated already" in admin_page.content.decode()


def test_what_was_computed_again_is_remembered_until_it_is_too_much() -> None:
    run = evolved_run(generations=LAST)
    first, second = run.recorded.get(number=1), run.recorded.get(number=2)
    computed = Computed(10)
    computed.put(run.pk, 1, b"123456")
    computed.put(run.pk, 1, b"12345")
    computed.put(run.pk, 2, b"12345")
    assert (computed.get(first), computed.get(second)) == (b"12345", b"12345")
    computed.put(run.pk, 3, b"1")
    assert (computed.get(first), computed.get(second)) == (None, b"12345")
    assert computed.latest(run.recorded.get(number=9), after=2) == (3, b"1")
    assert computed.latest(run.recorded.get(number=3), after=2) is None
