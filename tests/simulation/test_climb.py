"""The task climb: up the stairs, and nothing for going where there are none (test_exploits.py)."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from bodies_by_hand import genome, muscle, node
from kernel_worlds import by_kernel, by_reference, world

from simulation.config import RunConfig
from simulation.genome import parse_genomes
from simulation.population import input_slots
from simulation.tasks.climb import POINTS_A_METRE
from simulation.terrain import steps

BODIES = 60
STAIRS = steps(RunConfig(seed=0, world="published"))


def moved(born, shift):
    """The same bodies born elsewhere; shift [P] m along x."""
    along = torch.stack([shift, 0 * shift, 0 * shift], dim=1)
    return replace(born, position=(born.position + along[:, None]) * born.node_mask[..., None])


def climbed(**settings):
    """Bodies all along the first steps, so that some do get up one, and some down."""
    config, born = world("climb", "none", BODIES, seconds=4, **settings)
    return config, by_kernel(moved(born, torch.linspace(0, 6, BODIES)), config)


def expected(config, start, end):
    """The score of a centre of mass that went from x to x [K] m."""
    stairs = steps(config)

    def height(x):
        number = np.maximum(np.floor((x - stairs.first) / stairs.depth) + 1, 0)
        return stairs.rise * number * (number + 1) / 2

    way = np.where(start < stairs.first, stairs.first - start, np.inf)
    beyond = np.maximum(end, stairs.first) - np.maximum(start, stairs.first)
    return np.clip((end - start) / way, -1, 1) + beyond + POINTS_A_METRE * (height(end) - height(start))


@pytest.mark.parametrize("rise", [0.02, 0.05])
def test_the_score_is_the_way_up(rise):
    config, episodes = climbed(step_rise=rise)
    centre = episodes.films.centre[..., 0].astype(np.float64)
    told = expected(config, centre[:, :1], centre)
    # a centre of mass within rounding of a riser may be told to be on either side of it
    assert (np.abs(episodes.films.score - told) < 1e-4).mean() > 0.999
    assert episodes.fitness.max() > 1
    assert np.allclose(sum(part.numpy() for part in episodes.parts.values()), episodes.fitness.numpy(), atol=1e-6)


def test_no_way_on_level_ground_is_worth_more_than_the_first_step():
    """A body born far back, and carried to the foot of the stairs, gets its one point for the approach."""
    config = RunConfig(seed=1, task="climb", seconds=1, settle=0)
    flung = genome([node(0, 0, 0), node(0.4, 0, 0)], [muscle(0, 1, 0.4)])
    born = moved(parse_genomes([flung] * 3, config), torch.tensor([-20.0, -5.0, 2.0]))
    fitness = by_kernel(born, config).fitness
    assert (fitness.abs() <= 1).all()


def test_steps_climbed_are_counted_and_never_taken_back():
    _, episodes = climbed()
    centre = episodes.films.centre[..., 0]
    number = np.maximum(np.floor((centre - STAIRS.first) / STAIRS.depth) + 1, 0)
    assert np.array_equal(episodes.targets_reached.numpy(), number.max(1))
    assert episodes.films.n_events.sum() == 0  # they are no targets to be shown


def test_a_climber_senses_the_edge_of_the_next_step():
    config, born = world("climb", "pure", BODIES, seconds=1, brain_hz=60)
    films = by_kernel(moved(born, torch.linspace(0, 6, BODIES)), config).films
    x, y = films.centre[:, :-1, 0], films.centre[:, :-1, 1]
    number = np.maximum(np.floor((x - STAIRS.first) / STAIRS.depth) + 1, 0)
    ahead = STAIRS.first + number * STAIRS.depth - x
    above = STAIRS.rise * (number + 1) * (number + 2) / 2 - y
    distance = np.hypot(ahead, above)
    sensed, slots = films.activations[:, 1:], input_slots(config)
    assert np.allclose(sensed[..., slots["distance"]][..., 0], distance / 20, atol=1e-5)
    assert np.allclose(sensed[..., slots["target"]][..., 0], ahead / distance, atol=1e-4)
    assert np.allclose(sensed[..., slots["target"]][..., 1], above / distance, atol=1e-4)


def test_the_kernel_counts_steps_as_the_reference_does():
    config, born = world("climb", "none", BODIES, seconds=1)
    born = moved(born, torch.linspace(0, 6, BODIES))
    kernel, reference = by_kernel(born, config), by_reference(born, config)
    assert (kernel.targets_reached == reference.targets_reached).float().mean() > 0.95
    for name, part in reference.parts.items():
        assert (kernel.parts[name] - part).abs().median() < 1e-4, name
