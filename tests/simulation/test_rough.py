"""The task rough: `run` on the run's own rough ground."""

import numpy as np
import torch
from kernel_worlds import by_kernel, world

from simulation.layouts import layouts_of

BODIES = 60


def test_the_score_is_the_distance():
    config, born = world("rough", "none", BODIES, seconds=3, settle=0.5)
    episodes = by_kernel(born, config)
    centre = episodes.films.centre[..., 0]
    assert np.allclose(episodes.fitness, centre[:, -1] - centre[:, 0], atol=1e-6)
    assert not episodes.targets_reached.any()


def test_roughness_and_seed_make_a_difference_where_the_ground_is_rough():
    told = []
    for settings in ({}, {"roughness": 2.0}, {"seed": 6}):
        config, born = world("rough", "none", BODIES, seconds=3, **settings)
        born.position[..., 0] += 6 * born.node_mask
        told.append(by_kernel(born, config).fitness)
    assert not torch.equal(told[0], told[1])
    assert not torch.equal(told[0], told[2])


def test_layouts_do_not_matter():
    config, born = world("rough", "none", BODIES, layout_count=3)
    other = layouts_of(config.model_copy(update={"seed": 99}), 5)
    assert torch.equal(by_kernel(born, config).fitness, by_kernel(born, config, other).fitness)
