"""MAP-Elites: the best of every cell survives."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scored import scored

from simulation.breeding import couples
from simulation.checkpoint import decode
from simulation.config import RunConfig
from simulation.errors import ConfigError
from simulation.evolve import breed, evolve
from simulation.newborns import newborns
from simulation.population import name_of
from simulation.selection import judge
from simulation.selection.map_elites import cells_of

MAP = {"selection": "map_elites", "population": 50, "map_cells": 4, "seconds": 10.0}


def muscles(saved, counts):
    """The generation with bodies of so many muscles (for the map alone)."""
    mask = torch.arange(saved.population.muscle_mask.shape[1]) < torch.tensor(counts)[:, None]
    return replace(saved, population=replace(saved.population, muscle_mask=mask))


def test_a_cell_is_distance_by_muscles():
    config = RunConfig(**MAP)  # cells of 2.5 m and of 3.5 muscles, from 2 on
    behaviour = [[0.0, 0.0], [2.4, 0.0], [0.0, -2.6], [3.0, 4.0], [60.0, 80.0], [-9.9, 0.0]]
    saved = muscles(scored(config, [0.0] * 6, behaviour), [2, 5, 6, 9, 15, 12])
    assert cells_of(config, saved).tolist() == [[0, 0], [0, 0], [1, 1], [2, 2], [3, 3], [3, 2]]


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**31), out=st.integers(0, 20), islands=st.integers(1, 3))
def test_the_survivors_are_the_best_of_each_cell_of_each_island(seed, out, islands):
    config = RunConfig(**MAP | {"map_cells": 3}, islands=islands)
    random = torch.Generator().manual_seed(seed)
    fitness = torch.randint(0, 10, (50,), generator=random).float()
    behaviour = torch.rand(50, 2, generator=random) * 8
    saved = scored(config, fitness, behaviour, disqualified=range(out))
    best: dict[tuple[int, ...], int] = {}
    for row, (island, cell) in enumerate(
        zip(saved.memory.island.tolist(), cells_of(config, saved).tolist(), strict=True)
    ):
        key = (island, *cell)
        if row >= out and (key not in best or fitness[row] > fitness[best[key]]):
            best[key] = row
    verdict = judge(config, saved)
    elites = verdict.worth.isfinite().nonzero()[:, 0].tolist()
    assert sorted(best.values()) == elites
    alone = set(range(islands)) - {key[0] for key in best}  # where all are disqualified
    assert len(verdict.survivors) == len(elites) + len(alone)
    assert set(elites) <= set(verdict.survivors.tolist())


def test_parents_are_drawn_evenly_among_the_elites():
    config = RunConfig(**MAP, crossover_rate=0)
    saved = muscles(scored(config, range(50), [[0.2 * row, 0.0] for row in range(50)]), [4] * 50)
    verdict = judge(config, saved)
    assert len(verdict.survivors) == 4
    many = [replace(verdict.broods[0], count=20_000)]
    pairs, _ = couples(config, many, 1)
    shares = torch.bincount(pairs[:, 0], minlength=4) / 20_000
    assert shares.tolist() == pytest.approx([0.25] * 4, abs=0.02)


def test_a_cell_once_filled_stays_filled_and_its_elite_never_gets_worse():
    config = RunConfig(
        selection="map_elites", population=40, map_cells=6, generations=8, seconds=2, physics_hz=30, seed=2
    )
    before: dict[tuple[int, int], float] = {}
    coverage = []
    for generation in evolve(config):
        told = generation.statistics["map"]
        after = {tuple(elite["cell"]): elite["fitness"] for elite in told["elites"]}
        assert all(after[cell] >= fitness for cell, fitness in before.items())
        assert told["coverage"] == len(after) / 36
        assert told["qd_score"] == pytest.approx(sum(after.values()))
        assert int(generation.survives.sum()) == len(after)
        names = {name_of(int(creature)) for creature in generation.id[generation.survives]}
        assert {elite["creature"] for elite in told["elites"]} == names
        before = after
        coverage.append(told["coverage"])
    assert coverage[-1] > coverage[0]
    assert [side["name"] for side in told["dimensions"]] == ["Distance from the start (m)", "Muscles"]


def test_where_all_are_disqualified_one_survives():
    config = RunConfig(**MAP)
    assert len(judge(config, scored(config, [0.0] * 50, disqualified=range(50))).survivors) == 1


def test_a_map_that_the_population_cannot_hold_is_refused():
    with pytest.raises(ConfigError, match="map_cells: must be at most 9"):
        RunConfig.parse({"selection": "map_elites", "population": 100, "map_cells": 10})
    with pytest.raises(ConfigError, match="map_cells: must be at most 6"):
        RunConfig.parse({"selection": "map_elites", "population": 100, "islands": 2})
    assert RunConfig.parse({"selection": "rank", "population": 10}).map_cells == 8


def test_a_caller_who_knows_only_scores_is_told_that_behaviour_is_wanted():
    for selection in ("map_elites", "novelty"):
        config = RunConfig(selection=selection)
        with pytest.raises(ConfigError, match="selection: must go by fitness"):
            breed(config, newborns(config, 10, 0), torch.zeros(10), 1)


def test_the_elites_of_a_run_can_be_read_out_of_its_checkpoint():
    config = RunConfig(
        selection="map_elites", population=20, map_cells=4, generations=1, seconds=1, physics_hz=15, seed=1
    )
    generation = next(evolve(config))
    verdict = judge(config, decode(generation.checkpoint, config))
    assert np.array_equal(np.flatnonzero(generation.survives), verdict.survivors.sort().values.numpy())
