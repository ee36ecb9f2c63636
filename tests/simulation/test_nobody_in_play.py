"""Generations in which every creature is disqualified: no champion, no score, no record, and an end."""

from dataclasses import replace

import pytest
import torch
from scored import scored

from simulation.breeding import next_generation
from simulation.config import RunConfig
from simulation.evolve import evolve
from simulation.physics.step import LEFT, NOT_FINITE
from simulation.population import OPERATORS
from simulation.presets import PRESETS
from simulation.selection import SELECTION, judge
from simulation.selection.remembering import remembered
from simulation.stopping import until_stopped
from simulation.worlds import changed

FEW = {
    "task": "run", "population": 3, "generations": 3, "seconds": 1, "seed": 28, "gravity": 20, "physics_hz": 15,
    "damping_scale": 1, "max_nodes": 12, "max_muscles": 30,
}  # fmt: skip


def test_a_run_in_which_nobody_is_ever_in_play_ends_with_the_reason_and_without_a_champion():
    config = RunConfig.parse(
        changed(PRESETS["quick"].settings, {"generations": 6, "physics_hz": 15, "population": 200, "seed": 5})
    )
    generations = list(until_stopped(config, evolve(config)))
    assert len(generations) == 5
    assert generations[-1][1] == "Nobody was in play for 5 generations in a row, up to generation 4"
    for generation, _ in generations:
        assert generation.champion is None
        assert generation.held_out == []
        assert {generation.statistics[name] for name in ("best", "mean", "worst", "held_out_mean")} == {None}


def test_who_left_the_arena_is_no_champion_beside_one_in_play_below_0():
    config = RunConfig.parse(FEW)
    first, second, third, last = evolve(config)
    assert [first.champion, second.champion] == [None, None]
    for generation in (third, last):
        champion = generation.champion
        assert generation.disqualified[champion] == 0
        assert generation.fitness[champion] == generation.statistics["best"] < 0
        assert len(generation.held_out) == 1


@pytest.mark.parametrize("selection", SELECTION)
def test_where_nobody_can_be_computed_newborns_begin_anew_on_that_island(selection):
    config = RunConfig(selection=selection, population=20, islands=2, migration_every=100, map_cells=2, seed=4)
    saved = scored(config, torch.arange(20.0), generation=3)
    saved.scores.disqualified[saved.memory.island == 1] = NOT_FINITE
    saved = replace(saved, memory=remembered(config, saved, None))
    bred = next_generation(config, saved, judge(config, saved))
    second = bred.memory.island == 1
    assert int(second.sum()) == 10
    assert (bred.population.operator[second] == OPERATORS.index("random")).all()
    assert len(set(bred.population.id.tolist())) == 20


@pytest.mark.parametrize("brain", ["none", "pure", "neat"])
def test_where_nobody_at_all_can_be_computed_a_new_population_is_born(brain):
    config = RunConfig(brain=brain, population=12, seed=4)
    saved = scored(config, torch.zeros(12), generation=3)
    saved.scores.disqualified[:] = NOT_FINITE
    saved = replace(saved, memory=remembered(config, saved, None))
    bred = next_generation(config, saved, judge(config, saved))
    assert bred.population.id.tolist() == [4 * 2**20 + row for row in range(12)]
    assert not torch.equal(bred.population.position, saved.population.position)


def test_a_generation_without_anybody_in_play_is_no_progress_of_a_species_and_no_stagnation_of_scores():
    config = RunConfig(selection="speciation", population=20, adaptive_mutation=True, adaptive_window=2, seed=1)
    before = scored(config, torch.full((20,), -3.0))
    before = replace(before, memory=remembered(config, before, None))
    after = replace(before, generation=1)
    after.scores.disqualified[:] = LEFT
    after.scores.fitness[:] = 0.0
    memory = remembered(config, after, before)
    known = {row[0]: row for row in before.memory.species_table.tolist()}
    told = [row for row in memory.species_table.tolist() if row[0] in known]
    assert told
    for row in told:
        assert row == known[row[0]], "the record and its generation are as they were"
    assert torch.equal(memory.progress, before.memory.progress)
