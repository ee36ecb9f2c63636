"""Founders: a run that begins with given creatures, as they are, numbered right, and to the same bits every time."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from simulation import checkpoint as checkpoints
from simulation.config import RunConfig
from simulation.errors import ConfigError, GenomeError
from simulation.evolve import evolve
from simulation.founding import founded, founders_in, founders_of, genomes_in, renumbered
from simulation.genome import genome_json, parse_genomes
from simulation.memory import problems as memory_problems
from simulation.neurons import founding_numbers
from simulation.population import OPERATORS, n_inputs

BASE = {"seed": 5, "population": 12, "generations": 4, "seconds": 1.0, "physics_hz": 30, "clips_random": 0}
IMPORT = OPERATORS.index("import")
BRAINS = ["none", "pure", "hybrid", "neat"]


def settings(brain, **changes):
    return RunConfig(**BASE | {"brain": brain, "structural_rate": 0.5, "neat_add_node": 1.0} | changes)


def grown(config):
    """The last generation of a run."""
    return list(evolve(config))[-1]


@pytest.mark.parametrize("brain", BRAINS)
def test_founders_are_the_creatures_of_the_generation_from_the_best_down(brain):
    config = settings(brain)
    parent = grown(config)
    saved = checkpoints.decode(parent.checkpoint, config)
    order = parent.rank.argsort()
    founders = founders_in(founders_of(parent.checkpoint, config, config), config)
    assert founders.id.tolist() == list(range(12))
    assert set(founders.operator.tolist()) == {IMPORT}
    for row, theirs in enumerate(order.tolist()):
        assert genome_json(founders, row, config) == genome_json(saved.population, theirs, config)


@pytest.mark.parametrize("brain", BRAINS)
@pytest.mark.parametrize("task", ["run", "forage"])
def test_a_fork_without_changes_scores_its_founders_as_their_parent_did(brain, task):
    config = settings(brain, task=task)
    parent = grown(config)
    first = next(evolve(config, founders=founders_of(parent.checkpoint, config, config)))
    assert np.array_equal(first.fitness, parent.fitness[parent.rank.argsort()])
    assert first.held_out == parent.held_out
    assert first.rank.tolist() == list(range(1, 13))
    assert (first.parents == -1).all()


@pytest.mark.parametrize("brain", BRAINS)
def test_fewer_founders_than_places_have_offspring_that_fill_them(brain):
    config = settings(brain)
    larger = settings(brain, population=30, islands=2)
    packed = founders_of(grown(config).checkpoint, config, larger)
    first = next(evolve(larger, founders=packed))
    own, born = first.id < 12, first.id >= 12
    assert first.id.tolist() == list(range(30))
    assert set(first.operator[own].tolist()) == {IMPORT}
    assert {OPERATORS[code] for code in first.operator[born]} <= {"mutation", "crossover"}
    assert ((first.parents[born][:, 0] >= 0) & (first.parents[born] < 12).all(1)).all()
    saved = checkpoints.decode(first.checkpoint, larger)
    assert sorted(saved.memory.island.tolist()) == [0] * 15 + [1] * 15
    assert len(list(evolve(larger, first.checkpoint))) == 4


def test_more_founders_than_places_leave_the_best():
    config, smaller = settings("none"), settings("none", population=5)
    parent = grown(config)
    first = next(evolve(smaller, founders=founders_of(parent.checkpoint, config, smaller)))
    assert np.array_equal(first.fitness, np.sort(parent.fitness)[::-1][:5])


@pytest.mark.parametrize("brain", BRAINS)
def test_a_founded_run_is_the_same_to_the_bit_from_its_founders_and_from_any_checkpoint(brain):
    config, changed = settings(brain), settings(brain, population=20, gravity=5.0, mutation_rate=0.9)
    packed = founders_of(grown(config).checkpoint, config, changed)
    whole = list(evolve(changed, founders=packed))
    again = list(evolve(changed, founders=packed))
    resumed = list(evolve(changed, whole[1].checkpoint, packed))
    assert [one.checkpoint for one in again] == [one.checkpoint for one in whole]
    assert [one.checkpoint for one in resumed] == [one.checkpoint for one in whole[2:]]


def test_neats_numbers_of_the_same_settings_stay_and_the_table_holds_them():
    config = settings("neat", population=40, generations=6)
    parent = grown(config)
    packed = founders_of(parent.checkpoint, config, config)
    founders = founders_in(packed, config)
    assert (founders.brain.neuron > 0).any()
    assert torch.equal(renumbered(founders.brain, founders.ends, config).innovation, founders.brain.innovation)
    bred = founded(config, packed)
    assert memory_problems(bred.memory.tensors(), config) == []
    highest = max(int(founders.brain.innovation.max()), int(founders.brain.neuron.max()) - 1_000_000)
    assert len(bred.memory.innovations) == highest


@pytest.mark.parametrize("changes", [{"max_nodes": 12, "max_muscles": 20}, {"neat_max_hidden": 40}])
def test_neats_numbers_mean_the_same_genes_under_settings_with_more_room(changes):
    config = settings("neat", population=40, generations=6)
    wider = settings("neat", population=40, generations=3, **changes)
    packed = founders_of(grown(config).checkpoint, config, wider)
    before, after = founders_in(packed, config), founded(wider, packed).population
    inputs, hidden = n_inputs(wider), wider.neat_max_hidden
    direct = after.brain.innovation[:, :inputs, hidden:]
    expected = founding_numbers(after.ends, wider)
    assert torch.equal(direct, torch.where(direct > 0, expected, 0))
    was, now = before.brain.innovation, after.brain.innovation
    assert torch.equal((was > 0).sum((1, 2)), (now > 0).sum((1, 2)))
    numbers = [
        (int(a) - 1_000_000, int(b) - 1_000_000)
        for a, b in zip(
            before.brain.neuron[before.brain.neuron > 0], after.brain.neuron[after.brain.neuron > 0], strict=True
        )
    ]
    assert len({b - a for a, b in numbers}) == 1
    assert len(list(evolve(wider, founders=packed))) == 4


@pytest.mark.parametrize(
    ("brain", "changes", "setting", "words"),
    [
        ("none", {"max_nodes": 3, "min_nodes": 3}, "max_nodes", "must be at least"),
        ("none", {"max_muscles": 2}, "max_muscles", "must be at least"),
        ("none", {"min_nodes": 8}, "min_nodes", "must be at most"),
        ("none", {"brain": "pure"}, "brain", "must be none: the founders have no nets"),
        ("pure", {"brain": "neat"}, "brain", "must be pure or hybrid: the founders' nets are dense"),
        ("neat", {"brain": "none"}, "brain", "must be neat"),
        ("pure", {"hidden": 5}, "hidden", "must be 8"),
        ("pure", {"activation": "relu"}, "activation", "must be tanh"),
        ("pure", {"sense_ground": True}, "sense_ground", "inputs"),
        ("pure", {"brain": "hybrid"}, "time_encoding", "inputs"),
        ("neat", {"neat_max_hidden": 1}, "neat_max_hidden", "must be at least"),
    ],
)
def test_settings_that_cannot_hold_the_founders_are_named(brain, changes, setting, words):
    config = settings(brain)
    parent = grown(config)
    with pytest.raises(ConfigError) as refusal:
        founders_of(parent.checkpoint, config, RunConfig(**config.model_dump() | changes))
    assert words in dict(refusal.value.problems)[setting]


def test_whatever_fits_is_read():
    config = settings("pure")
    other = RunConfig(**config.model_dump() | {"brain": "hybrid", "time_encoding": "none", "max_nodes": 20})
    packed = founders_of(grown(config).checkpoint, config, other)
    assert len(founders_in(packed, other)) == 12


def test_bytes_that_hold_no_founders_are_refused():
    config = settings("none")
    packed = founders_of(grown(config).checkpoint, config, config)
    for damaged in (b"", packed[:40], b"noise" + packed):
        with pytest.raises(GenomeError):
            founders_in(damaged, config)
    with pytest.raises(GenomeError, match="brain"):
        founders_in(packed, settings("pure"))


def test_a_genome_of_unknown_past_can_found_a_run():
    config = settings("neat")
    genomes = list(genomes_in(founders_of(grown(config).checkpoint, config, config), 12))
    alone = parse_genomes(genomes[:1], config)
    small = replace(alone.brain, innovation=alone.brain.innovation.clamp(max=1))
    assert renumbered(small, alone.ends, config).innovation.max() > 1
