"""Founders: a run that begins with given creatures, as they are, numbered right, and to the same bits every time."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from neat_nets import check_nets, some_generations

from simulation import checkpoint as checkpoints
from simulation.config import RunConfig
from simulation.errors import ConfigError, GenomeError
from simulation.evolve import evolve
from simulation.founders_numbers import renumbered
from simulation.founding import changes_for, founded, founders_given, founders_in, founders_of, genomes_in
from simulation.genome import genome_json, parse_genomes
from simulation.memory import problems as memory_problems
from simulation.neurons import founding_numbers
from simulation.population import OPERATORS, n_inputs
from simulation.variation.innovations import Innovations

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


def strangers(config, seeds, count=6, generations=12):
    """Creatures of runs that know nothing of each other."""
    given = []
    for seed in seeds:
        creatures, _ = some_generations(config, count, generations, seed)
        given += [(genome_json(creatures, row, config), config) for row in range(count)]
    return given


def test_nets_of_different_runs_agree_on_their_numbers_once_they_are_together():
    config = settings("neat", population=24, generations=3)
    given = strangers(config, (1, 2, 3))
    bred = founded(config, founders_given(given, config))
    check_nets(bred.population, config, Innovations(bred.memory.innovations))
    assert memory_problems(bred.memory.tensors(), config) == []
    assert len(list(evolve(config, founders=founders_given(given, config)))) == 4


def test_the_same_split_in_two_runs_is_one_gene_and_unlike_splits_are_two():
    config = settings("neat", population=3)
    body, _ = some_generations(config, 1, 0, seed=4)
    plain = genome_json(body, 0, config)
    links = [{"from": f"in:{i}", "to": "out:0", "weight": 1.0, "enabled": i > 1, "innovation": i + 1} for i in (0, 1)]

    def split(through, first):
        """A net whose one neuron splits the link from an input, with numbers that count on from `first`."""
        own = [
            {"from": f"in:{through}", "to": f"hidden:{first}", "weight": 1.0, "enabled": True, "innovation": first + 1},
            {"from": f"hidden:{first}", "to": "out:0", "weight": 1.0, "enabled": True, "innovation": first + 2},
        ]
        net = plain["brain"] | {"hidden": [{"id": first, "bias": 0.5}], "links": [*links, *own]}
        return plain | {"brain": net}, config

    nets = founded(config, founders_given([split(0, 5000), split(0, 7000), split(1, 5000)], config)).population.brain
    one, same, other = nets.neuron[:, 0].tolist()
    assert one == same != other
    of_neuron = [set(nets.innovation[row][nets.innovation[row] > 0].tolist()) for row in range(3)]
    assert of_neuron[0] == of_neuron[1]
    assert len(of_neuron[0] & of_neuron[2]) == len(links)


def test_numbers_beyond_what_a_run_has_room_for_are_given_anew():
    config = settings("neat", population=4)
    genome, _ = strangers(config, (1,), count=1)[0]
    far = json.loads(json.dumps(genome).replace('"innovation": ', '"innovation": 19999'))
    bred = founded(config, founders_given([(far, config)], config))
    check_nets(bred.population, config, Innovations(bred.memory.innovations))


def test_a_lone_founder_has_mutated_copies_of_itself():
    config = settings("none", crossover_rate=1.0)
    genome, _ = strangers(config, (1,), count=1)[0]
    first = next(evolve(config, founders=founders_given([(genome, config)], config)))
    assert [OPERATORS[code] for code in first.operator] == ["import"] + ["mutation"] * 11
    assert first.parents[first.id > 0].tolist() == [[0, -1]] * 11


def test_those_given_are_all_there_in_their_order():
    config = settings("none")
    given = strangers(config, (1, 2))
    founders = founders_in(founders_given(given, config), config)
    assert [genome_json(founders, row, config) for row in range(12)] == [genome for genome, _ in given]
    with pytest.raises(ConfigError) as refusal:
        founders_given(given, settings("none", population=11))
    assert "at least 12" in dict(refusal.value.problems)["population"]


def test_brains_of_several_kinds_are_refused_at_the_brain():
    given = [*strangers(settings("none"), (1,), 1), *strangers(settings("neat"), (1,), 1)]
    for brain in ("none", "neat"):
        with pytest.raises(ConfigError) as refusal:
            founders_given(given, settings(brain))
        words = dict(refusal.value.problems)["brain"]
        assert words == "cannot be right for all: the founders have neat nets, no net"
    assert changes_for(given, settings("pure", max_nodes=4, min_nodes=3)) == {}


@pytest.mark.parametrize(
    "origin",
    [
        settings("neat", sense_ground=True, neat_max_hidden=30, max_nodes=12, max_muscles=30),
        settings("hybrid", hidden=3, activation="relu", sense_strain=True),
        settings("none", min_nodes=2, max_nodes=20, max_muscles=50),
    ],
)
def test_settings_adapted_to_founders_have_room_for_them(origin):
    config = settings("pure", population=4)
    given = strangers(origin, (1,))
    changes = changes_for(given, config)
    founders_given(given, RunConfig.parse(config.model_dump() | changes))
    assert changes["brain"] == origin.brain
    assert changes["population"] == 6
    assert changes_for(given, RunConfig.parse(config.model_dump() | changes)) == {}


def test_a_genome_that_is_too_long_is_refused_by_its_place():
    config = settings("none", population=4)
    genome, _ = strangers(config, (1,), count=1)[0]
    with pytest.raises(GenomeError) as refusal:
        founders_given([(genome, config), (genome | {"note": "x" * 2**20}, config)], config)
    assert refusal.value.problems[0].path == "[1]"
