"""The task jump: the height of the lowest node, and none of it for nothing (test_exploits.py)."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from bodies_by_hand import genome, muscle, node
from kernel_worlds import by_kernel, by_reference, world

from simulation.config import RunConfig
from simulation.genome import parse_genomes
from simulation.population import input_slots
from simulation.tasks.jump import LEAST_HOP

BODIES = 100


def settled(brain, **settings):
    config, born = world("jump", brain, BODIES, seconds=6, settle=0.5, **settings)
    return by_kernel(born, config), born


def clearances(episodes, born):
    """[K, F] m: of the lowest node in every frame."""
    height = episodes.films.positions[..., 1] - (born.size / 2).numpy()[:, None]
    return np.where(born.node_mask.numpy()[:, None], height, np.inf).min(2)


def test_the_score_is_the_highest_clearance_of_the_lowest_node():
    episodes, born = settled("none")
    seen = clearances(episodes, born)
    jumped, fitness = np.maximum(seen.max(1) - LEAST_HOP, 0), episodes.fitness.numpy()
    assert (fitness <= jumped + 1e-5).all()
    assert np.isclose(fitness, jumped, atol=1e-5).mean() > 0.9  # the others were still moving when it began
    assert fitness.max() > 1
    assert torch.equal(episodes.fitness, episodes.parts["height"])
    assert not episodes.targets_reached.any()


def test_the_score_never_falls_during_an_episode():
    episodes, _ = settled("none")
    assert (np.diff(episodes.films.score, axis=1) >= 0).all()


def test_who_starts_in_the_air_or_under_tension_must_jump_higher_than_that_could_throw_it():
    config = RunConfig(world="published", seed=1, task="jump", seconds=3, settle=0)
    pair = [node(-0.5, 0.0, 0.0), node(0.5, 0.0, 0.0)]
    spring = genome(pair, [muscle(0, 1, 0.2, stiffness=500.0, damping=1.0)])
    (born,) = [parse_genomes([spring, spring], config)]
    born = replace(born, position=born.position + torch.tensor([0.0, 5.0])[:, None, None] * torch.tensor([0, 1.0, 0]))
    episodes = by_kernel(born, config)
    assert not episodes.fitness.any()


def grounded(born):
    """The same bodies, born at rest on the ground, as if they had settled there."""
    bottom = torch.where(born.node_mask, born.position[..., 1] - born.size / 2, torch.inf).amin(1)
    down = torch.stack([0 * bottom, -1 - bottom, 0 * bottom], dim=1)
    return replace(born, position=(born.position + down[:, None]) * born.node_mask[..., None])


@pytest.mark.parametrize("brain", ["none", "pure", "hybrid"])
def test_the_kernel_scores_jumps_as_the_reference_does(brain):
    config, born = world("jump", brain, BODIES, seconds=2)
    born = grounded(born)
    kernel, reference = by_kernel(born, config), by_reference(born, config)
    assert np.abs(kernel.films.score[:, :41] - reference.films.score[:, :41]).max() < 1e-3
    assert (kernel.fitness - reference.fitness).abs().median() < 1e-3
    assert reference.fitness.max() > 0.1


def test_both_charge_the_same_for_a_start_in_the_air():
    """Springs that throw bodies up at birth, and muscles that drive them on: some do better than they were thrown."""
    config, born = world("jump", "none", BODIES, seconds=4)
    thrown = replace(grounded(born), rest_length=born.rest_length * 1.3)
    kernel, reference = by_kernel(thrown, config), by_reference(thrown, config)
    assert (kernel.fitness - reference.fitness).abs().median() < 1e-3


def test_a_jumper_senses_how_high_it_is():
    config, born = world("jump", "pure", BODIES, seconds=1, brain_hz=60)
    films = by_kernel(born, config).films
    slots = input_slots(config)
    sensed = films.activations[:, 1:]  # each frame shows what was sensed a step before
    assert np.allclose(sensed[..., slots["distance"]][..., 0], films.centre[:, :-1, 1] / 20, atol=1e-6)
    assert np.allclose(sensed[..., slots["target"]], [0, -1, 0])
