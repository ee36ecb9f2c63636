"""Fitness sharing: creatures of like genomes divide what they score."""

import pytest
import torch
from scored import scored

from simulation.config import RunConfig
from simulation.selection import judge, sharing
from simulation.selection.sharing import above_lowest, niche_count, shared
from simulation.variation.distance import distances


def in_plain_python(config, saved):
    """The niche count of every creature, pair by pair (Goldberg & Richardson 1987)."""
    population, island = saved.population, saved.memory.island.tolist()
    counts = []
    for i in range(len(population)):
        total = 0.0
        for j in range(len(population)):
            distance = 0.0 if i == j else float(distances(population[i : i + 1], population[j : j + 1], config)[0, 0])
            if island[i] == island[j] and distance < config.sharing_radius:
                total += 1 - distance / config.sharing_radius
        counts.append(total)
    return counts


@pytest.mark.parametrize("brain", ["none", "pure", "neat"])
@pytest.mark.parametrize("islands", [1, 2])
def test_the_niche_count_is_the_sum_of_what_is_shared_with_each(brain, islands):
    config = RunConfig(fitness_sharing=True, sharing_radius=1.5, brain=brain, islands=islands)
    saved = scored(config, [0.0] * 24)
    assert niche_count(config, saved).tolist() == pytest.approx(in_plain_python(config, saved), rel=1e-4)


def test_fitness_above_the_lowest_is_divided_by_the_niche_count():
    config = RunConfig(fitness_sharing=True, sharing_radius=2.0)
    saved = scored(config, [3.0, -1.0, 7.0, 5.0], disqualified=[3])
    worth = torch.tensor([3.0, -1.0, 7.0, -torch.inf])
    assert above_lowest(worth).tolist() == [4, 0, 8, -torch.inf]
    counts = torch.tensor(in_plain_python(config, saved))
    assert shared(worth, config, saved).tolist() == pytest.approx((above_lowest(worth) / counts).tolist())


def test_a_lone_kind_outlives_better_copies_of_a_common_one():
    config = RunConfig(fitness_sharing=True, sharing_radius=0.1, cull=0.5)
    saved = scored(config, torch.arange(20.0))
    alike = saved.population[torch.tensor([0, 1, 2, 3, *[19] * 16])]
    saved = type(saved)(0, alike, saved.scores, saved.memory, saved.held_out)
    with_sharing = set(judge(config, saved).survivors.tolist())
    without = set(judge(config.model_copy(update={"fitness_sharing": False}), saved).survivors.tolist())
    assert without == set(range(10, 20))
    assert {2, 3} <= with_sharing
    assert 19 in with_sharing, "the champion is kept"


def test_a_sample_stands_for_a_large_population(monkeypatch):
    config = RunConfig(fitness_sharing=True, sharing_radius=2.0)
    saved = scored(config, [0.0] * 400)
    exact = niche_count(config, saved)
    monkeypatch.setattr(sharing, "SAMPLE", 150)
    estimated = niche_count(config, saved)
    assert float((estimated / exact).mean()) == pytest.approx(1, abs=0.05)
    assert float((estimated / exact - 1).abs().max()) < 0.5
