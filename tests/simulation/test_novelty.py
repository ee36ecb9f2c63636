"""Novelty search: who behaves like nobody else."""

from dataclasses import replace

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scored import scored

import simulation.selection.novelty as novelties
from simulation.checkpoint import decode
from simulation.config import RunConfig
from simulation.evolve import evolve
from simulation.memory import ARCHIVED
from simulation.selection import judge
from simulation.selection.novelty import archived, novelty

TINY = {"selection": "novelty", "population": 12, "generations": 4, "seconds": 1, "physics_hz": 60, "seed": 3}


def by_brute_force(behaviour, archive, playing, neighbours):
    """Mean distance to the nearest others, one pair at a time."""
    told = []
    for i, own in enumerate(behaviour):
        others = [b for j, b in enumerate(behaviour) if j != i and playing[j]] + list(archive)
        distances = sorted(((own[0] - x) ** 2 + (own[1] - z) ** 2) ** 0.5 for x, z in others)[:neighbours]
        told.append(sum(distances) / max(len(distances), 1) if playing[i] else float("-inf"))
    return told


@pytest.mark.parametrize("at_once", [3, 1024])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    population=st.integers(2, 40),
    archive=st.integers(0, 30),
    neighbours=st.integers(1, 50),
)
def test_novelty_is_the_mean_distance_to_the_nearest_others(monkeypatch, at_once, population, archive, neighbours):
    monkeypatch.setattr(novelties, "AT_ONCE", at_once)
    config = RunConfig(selection="novelty", novelty_neighbours=neighbours)
    random = torch.Generator().manual_seed(population + 100 * archive)
    behaviour = torch.randint(-3, 4, (population, 2), generator=random) / 2  # some behave alike
    remembered = torch.randint(-3, 4, (archive, 2), generator=random) / 2
    out = list(range(population // 5))
    saved = scored(config, [0.0] * population, behaviour, disqualified=out)
    saved = replace(saved, memory=replace(saved.memory, archive=remembered))
    playing = [row not in out for row in range(population)]
    told = novelty(config, saved).tolist()
    assert told == pytest.approx(by_brute_force(behaviour.tolist(), remembered.tolist(), playing, neighbours))


def test_the_novel_survive_and_so_does_the_champion():
    config = RunConfig(selection="novelty", novelty_neighbours=2)
    behaviour = [[0.0, 0.0]] * 5 + [[9.0, 0.0], [0.0, 20.0], [-40.0, 0.0], [0.0, -80.0]] + [[0.0, 0.0]]
    verdict = judge(config, scored(config, [0.0] * 9 + [5.0], behaviour))
    assert verdict.survivors.tolist()[0] == 9
    assert set(verdict.survivors.tolist()) == {9, 5, 6, 7, 8}


def test_of_a_large_population_some_drawn_at_random_stand_for_all(monkeypatch):
    monkeypatch.setattr(novelties, "NEIGHBOURS", 300)
    config = RunConfig(selection="novelty", novelty_neighbours=1)
    behaviour = torch.arange(1000.0)[:, None] * torch.tensor([1.0, 0.0])
    told = novelty(config, scored(config, [0.0] * 1000, behaviour))
    assert (told > 0).all(), "nobody is a neighbour of itself"
    assert 1 < told.mean() < 5


def test_a_full_archive_stays_full_and_forgets_by_chance():
    config = RunConfig(selection="novelty", novelty_archived=100)
    saved = scored(config, [0.0] * 200, torch.full((200, 2), 7.0))
    saved = replace(saved, memory=replace(saved.memory, archive=torch.zeros(ARCHIVED, 2)))
    after = archived(config, saved)
    assert after.shape == (ARCHIVED, 2)
    assert 60 < (after == 7).all(1).sum() <= 100


def test_the_archive_holds_so_many_of_every_generation_before_and_never_the_disqualified():
    config = RunConfig(**TINY, novelty_archived=3)
    behaviours = []
    for generation in evolve(config):
        saved = decode(generation.checkpoint, config)
        assert len(saved.memory.archive) == 3 * generation.number
        for place, one in enumerate(saved.memory.archive.tolist()):
            assert one in behaviours[place // 3]
        behaviours.append(saved.scores.behaviour.tolist())
        told = generation.statistics["novelty"]
        assert 0 <= told["mean"] <= told["max"]
    out = scored(config, [0.0] * 12, disqualified=range(12))
    assert not len(archived(config, out))


def test_nothing_is_archived_where_nothing_is_asked_for():
    config = RunConfig(**TINY, novelty_archived=0)
    assert [len(decode(one.checkpoint, config).memory.archive) for one in evolve(config)] == [0] * 5


def test_statistics_know_no_novelty_without_it():
    generation = next(evolve(RunConfig(**TINY | {"selection": "rank"})))
    assert generation.statistics["novelty"] is None
