"""The kernel evaluates nets of any graph as the reference does: those that evolution grew, wherever their slots lie."""

from functools import cache

import numpy as np
import pytest
import torch
from kernel_worlds import ALL_SENSES, bits, by_kernel, by_reference, world

from simulation.breeding import first_generation, next_generation
from simulation.checkpoint import Checkpoint
from simulation.episode import Episodes
from simulation.selection import judge

GENERATIONS = 12
GROWING = {"neat_add_node": 0.6, "neat_add_connection": 0.8, "neat_max_hidden": 7, "weight_magnitude": 0.5}


@cache
def grown(**settings):
    """Settings, and 200 creatures whose nets grew for some generations in which chance chose."""
    config, _ = world("forage", "neat", 200, **GROWING | settings)
    bred, random = first_generation(config), torch.Generator().manual_seed(9)
    for number in range(GENERATIONS):
        scores = Episodes(
            fitness=torch.rand(200, generator=random),
            parts={},
            targets_reached=torch.zeros(200, dtype=torch.int64),
            disqualified=torch.zeros(200, dtype=torch.int8),
            behaviour=torch.zeros(200, 2),
        )
        saved = Checkpoint(number, bred.population, scores, bred.memory, torch.zeros(0))
        bred = next_generation(config, saved, judge(config, saved))
    return config, bred.population


@pytest.mark.parametrize("settings", [{}, {"activation": "sigmoid"}, {"activation": "relu"} | ALL_SENSES], ids=str)
def test_grown_nets_think_and_move_the_same_for_forty_steps(settings):
    config, creatures = grown(**settings)
    neurons = (creatures.brain.neuron > 0).sum(1)
    assert neurons.max() == 7
    assert neurons.unique().numel() > 3
    kernel, reference = by_kernel(creatures, config), by_reference(creatures, config)
    for name in ("positions", "activations"):
        ours, theirs = (getattr(one.films, name)[:, :41] for one in (kernel, reference))
        assert np.abs(ours - theirs).max() < 1e-3
    hidden = reference.films.activations[:, 40, -(7 + config.max_muscles) : -config.max_muscles]
    assert np.abs(hidden).max() > 0.5
    assert not hidden[creatures.brain.neuron.numpy() == 0].any()  # nobody speaks from a free slot


def test_a_creature_with_few_neurons_has_the_same_bits_beside_those_with_many():
    config, creatures = grown()
    whole = bits(by_kernel(creatures, config))
    for row in (0, 57, 199):
        assert bits(by_kernel(creatures[row : row + 1], config)) == [whole[row]]
