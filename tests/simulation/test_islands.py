"""Islands: they evolve by themselves, but for migrants along a ring."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scored import scored

from simulation.breeding import next_generation
from simulation.config import RunConfig
from simulation.errors import ConfigError
from simulation.evolve import evolve
from simulation.population import NO_PARENT, OPERATORS
from simulation.selection import SELECTION, judge
from simulation.selection.islands import emigrants, settled

SELECTIONS = [name for name in SELECTION if name != "map_elites"]


@given(count=st.integers(2, 500), islands=st.integers(1, 32))
@settings(deadline=None)
def test_newborns_are_settled_in_parts_of_equal_size(count, islands):
    config = RunConfig(population=100_000, islands=islands)
    home = settled(count, config)
    sizes = torch.bincount(home.long())
    assert home.tolist() == sorted(home.tolist())
    assert len(sizes) == min(islands, count // 2)
    assert sizes.max() - sizes.min() <= 1
    assert sizes.min() >= 2


def test_migrants_go_to_the_next_island_and_the_lasts_to_the_first():
    island = torch.tensor([0, 0, 0, 1, 1, 1, 2, 2, 2])
    best_first = torch.tensor([7, 3, 1, 4, 8, 0, 6, 5, 2])
    one = emigrants(best_first, island, RunConfig(islands=3))
    assert one.tolist() == [[1, 1], [3, 2], [7, 0]]
    two = emigrants(best_first, island, RunConfig(islands=3, migrants=2))
    assert two.tolist() == [[1, 1], [0, 1], [3, 2], [4, 2], [7, 0], [8, 0]]


def generation_after(config: RunConfig, generation: int):
    """A scored generation, its verdict, and the next."""
    fitness = torch.rand(config.population, generator=torch.Generator().manual_seed(3))
    behaviour = torch.randn(config.population, 2, generator=torch.Generator().manual_seed(4))
    saved = scored(config, fitness, behaviour, generation=generation)
    verdict = judge(config, saved)
    return saved, verdict, next_generation(config, saved, verdict)


@pytest.mark.parametrize("selection", SELECTION)
def test_who_competes_and_mates_lives_on_one_island(selection):
    config = RunConfig(population=90, islands=3, selection=selection, map_cells=5, crossover_rate=1)
    saved, verdict, bred = generation_after(config, generation=3)
    home = dict(zip(saved.population.id.tolist(), saved.memory.island.tolist(), strict=True))
    own = bred.memory.island.tolist()
    assert torch.bincount(bred.memory.island.long()).tolist() == [30, 30, 30]
    for creature, parents, island in zip(
        bred.population.id.tolist(), bred.population.parents.tolist(), own, strict=True
    ):
        if creature in home:
            assert home[creature] == island, "a survivor stays"
        else:
            assert {home[parent] for parent in parents if parent != NO_PARENT} == {island}
    per_island = torch.bincount(saved.memory.island[verdict.survivors].long())
    if selection != "map_elites":
        assert per_island.tolist() == [15, 15, 15]
    assert (per_island > 0).all()


@pytest.mark.parametrize("selection", SELECTION)
def test_a_migrant_is_a_copy_of_one_of_the_best_of_the_island_before(selection):
    config = RunConfig(population=60, islands=3, migrants=2, migration_every=5, selection=selection, map_cells=4)
    saved, verdict, bred = generation_after(config, generation=4)
    arrived = (bred.population.operator == OPERATORS.index("migration")).nonzero()[:, 0]
    assert len(arrived) == 6
    assert torch.bincount(bred.memory.island.long()).tolist() == [20, 20, 20]
    for row in arrived.tolist():
        original = int((saved.population.id == bred.population.parents[row, 0]).nonzero())
        assert (saved.memory.island[original] + 1) % 3 == bred.memory.island[row]
        assert torch.equal(saved.population.position[original], bred.population.position[row])
        assert torch.equal(saved.population.phase[original], bred.population.phase[row])
        assert original in verdict.survivors
        rivals = verdict.survivors[saved.memory.island[verdict.survivors] == saved.memory.island[original]]
        better = verdict.worth[rivals] > verdict.worth[original]
        assert better.sum() < 2


def test_nobody_migrates_in_other_generations_nor_on_a_single_island():
    config = RunConfig(population=60, islands=3, migration_every=5)
    assert not len(generation_after(config, generation=3)[1].migrants)
    assert not len(generation_after(config.model_copy(update={"islands": 1}), generation=4)[1].migrants)


@pytest.mark.parametrize(("cull", "migrants_each"), [(0.1, 0), (0.5, 1), (0.9, 1)])
def test_more_migrants_than_there_is_room_for_leave_room_for_one_newborn(cull, migrants_each):
    config = RunConfig(population=12, islands=3, migration_every=1, migrants=100, cull=cull)
    _, verdict, bred = generation_after(config, generation=0)
    assert torch.bincount(bred.memory.island.long()).tolist() == [4, 4, 4]
    assert torch.bincount(verdict.migrants[:, 1], minlength=3).tolist() == [migrants_each] * 3
    assert [brood.count for brood in verdict.broods] == [
        4 - len(brood.parents) - migrants_each for brood in verdict.broods
    ]


@pytest.mark.parametrize("selection", SELECTIONS)
def test_who_survives_on_an_island_does_not_depend_on_scores_of_another(selection):
    config = RunConfig(population=40, islands=2, selection=selection)
    fitness = torch.rand(40, generator=torch.Generator().manual_seed(1))
    behaviour = torch.randn(40, 2, generator=torch.Generator().manual_seed(2))
    fitness[3] = 2.0
    changed = torch.cat([fitness[:20], fitness[20:].flip(0) / 2])
    first, second = (
        {row for row in judge(config, scored(config, one, behaviour)).survivors.tolist() if row < 20}
        for one in (fitness, changed)
    )
    assert first == second
    assert len(first) == 10


def test_statistics_tell_of_every_island():
    config = RunConfig(population=12, islands=3, migration_every=2, generations=2, seconds=1, physics_hz=15, seed=2)
    for generation in evolve(config):
        told = generation.statistics["islands"]
        assert len(told) == 3
        assert max(island["best"] for island in told) == generation.statistics["best"]
    assert generation.statistics["operators"]["migration"]["born"] == 3
    arrived = generation.operator == OPERATORS.index("migration")
    assert np.flatnonzero(arrived).tolist() == [9, 10, 11]


def test_islands_without_two_creatures_each_are_refused():
    with pytest.raises(ConfigError, match="islands: must be at most 5"):
        RunConfig.parse({"population": 10, "islands": 6})
