"""NEAT: nets that grow with their bodies, and never a cycle in any of them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from neat_nets import check_nets, random_offspring, some_generations
from operators import seeded
from test_variation import BOUNDS, check_bodies

from simulation.config import RunConfig
from simulation.newborns import newborns
from simulation.variation.innovations import Innovations

SENSES = {"sense_strain": True, "sense_velocity": True, "sense_ground": True, "bias_mode": "bias_node"}
LIVELY = {
    "neat_add_connection": 1.0,
    "neat_add_node": 1.0,
    "neat_enable": 0.5,
    "neat_disable": 0.5,
    "weight_rate": 0.5,
    "structural_rate": 0.5,
}


@settings(max_examples=20, deadline=None)
@given(
    bounds=BOUNDS,
    senses=st.sampled_from([{}, SENSES]),
    connectivity=st.sampled_from(["full", "sparse_inputs", "sparse_outputs", "none"]),
    most=st.sampled_from([1, 5, 16]),
    seed=st.integers(0, 2**31),
)
def test_nets_stay_whole_and_without_cycles_through_many_generations(bounds, senses, connectivity, most, seed):
    config = RunConfig(
        brain="neat", seed=seed, neat_connectivity=connectivity, neat_max_hidden=most, **bounds, **senses, **LIVELY
    )
    creatures, innovations, random = newborns(config, 16, seed), Innovations.founding(config), seeded(seed)
    check_nets(creatures, config, innovations)
    for generation in range(1, 25):
        creatures = random_offspring(config, creatures, generation, innovations, random)
        check_nets(creatures, config, innovations)
    check_bodies(creatures, config)
    assert (creatures.brain.neuron > 0).any()


@pytest.mark.parametrize("most", [1, 4, 16])
def test_nets_fill_their_slots_and_no_more(most):
    config = RunConfig(brain="neat", seed=1, neat_max_hidden=most, neat_add_node=1.0)
    creatures, innovations = some_generations(config, 20, most + 3, seed=1)
    check_nets(creatures, config, innovations)
    assert ((creatures.brain.neuron > 0).sum(1) == most).any()
    assert creatures.brain.neuron.shape == (20, most)
