"""Distance between genomes, against the formula in plain Python."""

import math

import pytest
import torch
from neat_nets import some_generations

from simulation.config import RunConfig
from simulation.genes import MUSCLE_GENES
from simulation.neurons import HIDDEN
from simulation.newborns import newborns
from simulation.population import input_mask, input_slots
from simulation.variation.distance import distances

ALL = {"sense_strain": True, "sense_velocity": True, "sense_ground": True, "bias_mode": "bias_node"}


def pairs_of(creatures, row):
    """Muscles' slots by the nodes they join."""
    return {
        frozenset(ends): slot
        for slot, ends in enumerate(creatures.ends[row].tolist())
        if creatures.muscle_mask[row, slot]
    }


def body_distance(creatures, first, second, config):
    own, other = pairs_of(creatures, first), pairs_of(creatures, second)
    apart = []
    for pair in own.keys() & other.keys():
        for name, gene in MUSCLE_GENES.items():
            values = getattr(creatures, name)
            step = abs(float(values[first, own[pair]]) - float(values[second, other[pair]]))
            step /= gene.born_high - gene.born_low
            apart.append(min(step, 1 - step) if gene.wraps else step)
    unmatched = len(own.keys() ^ other.keys()) / max(len(own), len(other))
    return config.distance_disjoint * unmatched + config.distance_weights * mean(apart)


def mean(numbers):
    return math.fsum(numbers) / len(numbers) if numbers else 0.0


def neat_distance(creatures, first, second, config):
    """Stanley & Miikkulainen 2002, equation 1."""
    own, other = (
        {
            int(creatures.brain.innovation[row, source, sink]): float(creatures.brain.weight[row, source, sink])
            for source, sink in creatures.brain.innovation[row].nonzero().tolist()
        }
        for row in (first, second)
    )
    alone = own.keys() ^ other.keys()
    newest = min(max(own, default=0), max(other, default=0))
    excess = sum(number > newest for number in alone)
    n = max(len(own), len(other))
    n = 1 if n < 20 else n
    weights = mean([abs(own[number] - other[number]) for number in own.keys() & other.keys()])
    structure = config.distance_excess * excess / n + config.distance_disjoint * (len(alone) - excess) / n
    return structure + config.distance_weights * weights


def dense_weights(creatures, row, config):
    """Every weight that means something, by what it belongs to."""
    brain, strain = creatures.brain, input_slots(config)["strain"]
    sensing = input_mask(creatures.node_mask, creatures.muscle_mask, config)[row]
    found = {("bias", h): float(brain.bias_hidden[row, h]) for h in range(config.hidden)}
    for i in range(len(sensing)):
        if sensing[i] and not strain.start <= i < strain.stop:
            found |= {("in", i, h): float(brain.weights_in[row, i, h]) for h in range(config.hidden)}
    for pair, slot in pairs_of(creatures, row).items():
        found[pair] = float(brain.bias_out[row, slot])
        found |= {("out", pair, h): float(brain.weights_out[row, h, slot]) for h in range(config.hidden)}
        if config.sense_strain:
            felt = brain.weights_in[row, strain.start + slot]
            found |= {("strain", pair, h): float(felt[h]) for h in range(config.hidden)}
    return found


def dense_distance(creatures, first, second, config):
    own, other = (dense_weights(creatures, row, config) for row in (first, second))
    return config.distance_weights * mean([abs(own[name] - other[name]) for name in own.keys() & other.keys()])


def by_hand(creatures, others, net_distance, config):
    """[P, K]"""
    return torch.tensor(
        [
            [body_distance(creatures, row, k, config) + net_distance(creatures, row, k, config) for k in others]
            for row in range(len(creatures))
        ]
    )


@pytest.mark.parametrize("senses", [{}, ALL])
@pytest.mark.parametrize("connectivity", ["full", "sparse_outputs", "none"])
def test_nets_of_neat_are_as_far_apart_as_their_paper_says(senses, connectivity):
    config = RunConfig(
        brain="neat", seed=2, neat_connectivity=connectivity, neat_add_node=0.5,
        distance_excess=1.5, distance_disjoint=0.7, distance_weights=0.9, **senses,
    )  # fmt: skip
    creatures, _ = some_generations(config, 40, 10, seed=3)
    others = torch.arange(0, 40, 5)
    found = distances(creatures, creatures[others], config)
    expected = by_hand(creatures, others.tolist(), neat_distance, config)
    assert torch.allclose(found, expected, atol=1e-4)
    assert expected.std() > 0.1


@pytest.mark.parametrize("senses", [{}, ALL])
def test_dense_nets_are_as_far_apart_as_the_weights_that_both_have(senses):
    config = RunConfig(brain="pure", seed=2, distance_disjoint=0.7, distance_weights=0.9, hidden=5, **senses)
    creatures, others = newborns(config, 30, 5), [0, 7, 20]
    found = distances(creatures, creatures[torch.tensor(others)], config)
    assert torch.allclose(found, by_hand(creatures, others, dense_distance, config), atol=1e-4)


def test_bodies_without_nets_are_as_far_apart_as_their_muscles():
    config = RunConfig(seed=2, max_nodes=12, max_muscles=30)
    creatures, others = newborns(config, 30, 5), [0, 7, 20]
    found = distances(creatures, creatures[torch.tensor(others)], config)
    assert torch.allclose(found, by_hand(creatures, others, lambda *_: 0.0, config), atol=1e-4)


@pytest.mark.parametrize("brain", ["none", "pure", "neat"])
def test_who_is_the_same_is_no_distance_away_and_distance_has_no_direction(brain):
    config = RunConfig(brain=brain, seed=2)
    creatures, _ = some_generations(config, 50, 8, seed=4)
    found = distances(creatures, creatures, config)
    assert found.diagonal().abs().max() < 1e-5
    assert torch.allclose(found, found.T, atol=1e-5)
    assert found.min() >= 0


def test_nets_apart_by_one_split_are_that_far_apart():
    config = RunConfig(brain="neat", seed=2)
    both = newborns(config, 1, 1)[torch.tensor([0, 0])]
    brain, hidden = both.brain, config.neat_max_hidden
    muscle = hidden  # the first
    assert brain.enabled[0, 0, muscle]
    brain.neuron[1, 0] = HIDDEN + 5000
    for at, number in (((1, 0, 0), 5001), ((1, 7, muscle), 5002)):
        brain.weight[at], brain.innovation[at], brain.enabled[at] = 1.0, number, True
    brain.enabled[1, 0, muscle] = False
    count = int((brain.innovation[1] > 0).sum())
    assert count >= 20
    assert float(distances(both[:1], both[1:], config)) == pytest.approx(2 * config.distance_excess / count, abs=1e-5)
