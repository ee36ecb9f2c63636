"""Species: who belongs to which, how long it lasts, and how many places it has."""

from dataclasses import replace
from itertools import pairwise

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scored import scored

from simulation.checkpoint import Checkpoint, decode
from simulation.config import RunConfig
from simulation.evolve import evolve
from simulation.memory import MOST_SPECIES
from simulation.newborns import newborns
from simulation.population import NO_PARENT, Population
from simulation.selection import judge
from simulation.selection.pools import allotted
from simulation.selection.remembering import remembered
from simulation.selection.speciation import assigned
from simulation.variation.distance import distances

CONFIG = RunConfig(selection="speciation", compatibility_threshold=0.35, population=100)
A, B, C, D = range(4)


def kinds(config: RunConfig = CONFIG) -> Population:
    """Four creatures, each farther than the threshold from every other."""
    candidates = newborns(config, 200, 5)
    apart = distances(candidates, candidates[:64], config)
    chosen = [0]
    for row in range(1, 64):
        if (apart[row, chosen] > 2 * config.species_threshold).all():
            chosen.append(row)
    return candidates[torch.tensor(chosen[:4])]


def scripted(letters: list[int], fitness, generation: int, last: Checkpoint | None, config=CONFIG) -> Checkpoint:
    """A scored generation of creatures of these kinds, and what is then remembered."""
    saved = scored(config, fitness, generation=generation)
    population = replace(kinds(config)[torch.tensor(letters)], id=saved.population.id)
    memory = saved.memory if last is None else replace(last.memory, island=saved.memory.island)
    saved = replace(saved, population=population, memory=memory)
    return replace(saved, memory=remembered(config, saved, last))


def test_a_species_keeps_its_number_while_it_lives_and_a_new_one_never_gets_an_old_ones():
    told, last = [], None
    for generation, letters in enumerate([[A, B, A, B], [B, B, A, C], [C, C, B, B], [A, C, B, D]]):
        last = scripted(letters * 2, [0.0] * 8, generation, last)
        told.append(last.memory.species.tolist()[:4])
    assert told == [[1, 2, 1, 2], [2, 2, 1, 3], [3, 3, 2, 2], [4, 3, 2, 5]], "the first kind died out, and came anew"
    assert last.memory.newest_species.tolist() == [5]
    assert last.memory.species_table[:, :2].tolist() == [[2, 0], [3, 1], [4, 3], [5, 3]], "numbers, and when each arose"


def test_a_species_record_and_when_it_improved_are_kept():
    last, told = None, []
    for generation, fitness in enumerate([[1.0, 5.0], [3.0, 5.0], [2.0, 6.0]]):
        last = scripted([A, B] * 2, fitness * 2, generation, last)
        told.append(last.memory.species_table[:, 2:].tolist())
    assert told == [[[1, 0], [5, 0]], [[3, 1], [5, 0]], [[3, 1], [6, 2]]]


def test_a_stagnant_species_has_no_places_but_that_of_the_champion_has():
    config = CONFIG.model_copy(update={"species_stagnation": 2})
    letters, last = [A, A, A, B, B, B, C, C, C], None
    for generation, best_of_c in enumerate([1.0, 1.5, 1.75]):
        last = scripted(letters, [9.0, 8, 8, 3, 2, 2, best_of_c, 0, 0], generation, last, config)
    assert last.memory.species_table[:, 3].tolist() == [0, 0, 2]
    verdict = judge(config, last)
    surviving = set(last.memory.species[verdict.survivors].tolist())
    assert surviving == {1, 3}, "B has stagnated for two generations; so has A, but it holds the champion"
    assert sum(brood.count for brood in verdict.broods) + len(verdict.survivors) == 9


def test_mates_are_of_one_species():
    config = RunConfig(
        selection="speciation", compatibility_threshold=0.8, population=60, generations=4, seconds=1, seed=3,
        crossover_rate=1.0, settle=0, physics_hz=30,
    )  # fmt: skip
    before = None
    crossed = 0
    for generation in evolve(config):
        saved = decode(generation.checkpoint, config)
        if before is not None:
            species = dict(zip(before.population.id.tolist(), before.memory.species.tolist(), strict=True))
            for first, second in saved.population.parents[saved.population.id >= generation.number << 20].tolist():
                if second != NO_PARENT:
                    assert species[first] == species[second]
                    crossed += 1
        before = saved
    assert crossed > 50
    assert len(before.memory.species_table) > 3


def test_places_go_by_shared_fitness():
    """Stanley & Miikkulainen 2002: each creature's fitness is divided by its species' size, and the sums compare."""
    config = CONFIG.model_copy(update={"species_stagnation": 10_000})
    letters = [A] * 60 + [B] * 30 + [C] * 10
    fitness = torch.rand(100, generator=torch.Generator().manual_seed(1)) + torch.tensor([0.5] * 60 + [2.0] * 40)
    saved = scripted(letters, fitness, 0, None, config)
    merit = (fitness - fitness.min()).double()
    size = torch.tensor([60] * 60 + [30] * 30 + [10] * 10)
    shared = torch.stack([(merit / size)[saved.memory.species == number].sum() for number in (1, 2, 3)])
    verdict = judge(config, saved)
    places = torch.bincount(saved.memory.species[verdict.survivors], minlength=4)[1:]
    places += torch.tensor([brood.count for brood in verdict.broods])
    assert places.tolist() == pytest.approx((100 * shared / shared.sum()).tolist(), abs=1)


@settings(max_examples=300, deadline=None)
@given(data=st.data(), places=st.integers(2, 300), fewest=st.integers(2, 20))
def test_places_are_all_given_out_and_no_species_has_fewer_than_the_fewest(data, places, fewest):
    shares = data.draw(st.lists(st.floats(0, 1e6), min_size=1, max_size=MOST_SPECIES))
    kept = data.draw(st.integers(0, len(shares) - 1))
    told = allotted(shares, places, fewest, kept)
    assert sum(told) == places
    assert told[kept] >= min(fewest, places)
    assert all(count == 0 or count >= min(fewest, places) for count in told)
    assert sum(count > 0 for count in told) == min(len(shares), max(places // fewest, 1))
    exact = [places * share / (sum(shares) or 1) for share in shares]
    if sum(shares) and all(one >= fewest for one in exact):
        assert told == pytest.approx(exact, abs=1)


def test_everybody_is_within_the_threshold_of_the_first_such_species():
    population = newborns(RunConfig(), 150, 3)
    config = RunConfig(selection="speciation", compatibility_threshold=0.9)
    species, newest = assigned(population, config, None, 10)
    founders = [int((species == number).nonzero()[0]) for number in range(11, newest + 1)]
    near = distances(population, population[torch.tensor(founders)], config) < 0.9
    assert founders == sorted(founders)
    assert (near[torch.arange(150), species - 11]).all()
    assert torch.equal(near.int().argmax(1) + 11, species)


def test_there_are_never_more_species_than_there_is_room_for():
    population = newborns(RunConfig(), 200, 3)
    config = RunConfig(selection="speciation", compatibility_threshold=0.1)
    species, newest = assigned(population, config, None, 0)
    assert newest == MOST_SPECIES
    founders = torch.tensor([int((species == number).nonzero()[0]) for number in range(1, MOST_SPECIES + 1)])
    apart = distances(population, population[founders], config)
    assert torch.equal(apart.argmin(1) + 1, species)
    few, newest = assigned(population[:9], config.model_copy(update={"min_species_size": 3}), None, 0)
    assert newest == 3
    assert set(few.tolist()) == {1, 2, 3}


@pytest.mark.parametrize("brain", ["none", "pure", "neat"])
def test_species_outlive_generations(brain):
    config = RunConfig(
        selection="speciation", brain=brain, population=60, generations=6, seconds=1, seed=3, settle=0, physics_hz=30
    )
    seen: list[set[int]] = []
    for generation in evolve(config):
        told = generation.statistics["species"]
        assert sum(species["size"] for species in told) == 60
        assert max(species["best"] for species in told) == generation.statistics["best"]
        assert all(species["born"] <= generation.number for species in told)
        seen.append({species["id"] for species in told})
    assert len(seen[0]) > 1
    assert all(before & after for before, after in pairwise(seen))
    assert seen[0] & seen[-1], "some are as old as the run"


def test_nets_of_neat_compete_within_species_whatever_else_is_chosen_but_not_on_a_map():
    for selection, expected in {"rank": True, "tournament": True, "novelty": True, "map_elites": False}.items():
        config = RunConfig(
            selection=selection, brain="neat", population=20, seconds=1, physics_hz=15, map_cells=4, seed=1
        )
        assert bool(next(evolve(config)).statistics["species"]) == expected
    assert next(evolve(RunConfig(population=20, seconds=1, physics_hz=15, seed=1))).statistics["species"] == []
