"""Newborns are valid under any settings."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.config import RunConfig
from simulation.genome import genome_json, parse_genomes
from simulation.newborns import newborns
from simulation.population import STRIDE


@st.composite
def body_settings(draw):
    max_nodes = draw(st.integers(2, 20))
    min_nodes = draw(st.integers(2, max_nodes))
    min_muscles = draw(st.integers(1, min(50, max_nodes * (max_nodes - 1) // 2)))
    max_muscles = draw(st.integers(max(min_muscles, min_nodes - 1), 50))
    return RunConfig(seed=1, min_nodes=min_nodes, max_nodes=max_nodes, min_muscles=min_muscles, max_muscles=max_muscles)


@settings(max_examples=40, deadline=None)
@given(config=body_settings(), seed=st.integers(0, 2**31))
def test_every_newborn_is_within_its_settings_and_readable(config, seed):
    born = newborns(config, 12, seed)
    nodes, muscles = born.node_mask.sum(1), born.muscle_mask.sum(1)
    assert config.min_nodes <= nodes.min()
    assert nodes.max() <= config.max_nodes
    assert config.min_muscles <= muscles.min()
    assert muscles.max() <= config.max_muscles
    parse_genomes([genome_json(born, row, config) for row in range(12)], config)  # checks all bounds and the graph


def test_newborns_have_ids_of_their_generation_and_no_parents():
    born = newborns(RunConfig(seed=1), 5, seed=3, generation=7)
    assert born.id.tolist() == [7 * STRIDE + index for index in range(5)]
    assert (born.parents == -1).all()


def test_newborns_are_born_without_tension():
    born = newborns(RunConfig(seed=1), 200, seed=3)
    creature = torch.arange(200)[:, None]
    span = born.position[creature, born.ends[..., 0]] - born.position[creature, born.ends[..., 1]]
    tension = (span.norm(dim=-1) - born.rest_length)[born.muscle_mask & (span.norm(dim=-1) > 0.2)]
    assert tension.abs().max() < 1e-5


def test_newborns_differ_in_everything():
    born = newborns(RunConfig(seed=1), 500, seed=3)
    assert set(born.node_mask.sum(1).tolist()) == set(range(3, 9))
    for name, tensor in born.tensors():
        if tensor.is_floating_point():
            assert tensor.unique().numel() > 400, name


@pytest.mark.parametrize("brain", ["pure", "hybrid"])
def test_nets_are_born_small_with_the_output_bias_set(brain):
    born = newborns(RunConfig(seed=1, brain=brain, output_bias=-0.4), 100, seed=3).brain
    assert 0.45 < born.weights_in.abs().max() <= 0.5
    assert born.bias_out.unique().tolist() == pytest.approx([-0.4, 0.0])
    assert newborns(RunConfig(seed=1), 3, seed=3).brain is None
