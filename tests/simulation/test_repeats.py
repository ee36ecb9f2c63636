"""Repeats and energy: what a champion does again in smaller steps, and what that takes."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from bodies_by_hand import genome, muscle, node
from kernel_worlds import by_kernel, by_reference, world

from simulation.bodies import birth, grow, padded
from simulation.config import RunConfig
from simulation.evolve import evolve
from simulation.genome import parse_genomes
from simulation.held_out import in_held_out
from simulation.laws import laws_of
from simulation.newborns import newborns
from simulation.physics.forces import muscle_power
from simulation.repeats import at_rate, energy_of, length_and_mass, measured, ratio_of, scores_at

NATURAL = {"world": "natural", "task": "run", "seed": 5, "seconds": 2}


def evolved(**settings):
    config = RunConfig.parse(NATURAL | {"population": 30, "generations": 3} | settings)
    *_, last = evolve(config)
    return config, last


@pytest.mark.parametrize(
    ("medians", "ratio"),
    [([10, 9, 8], 0.8), ([10, 11, 12], 1.0), ([10, 10, -3], 0.0), ([0, 1, 1], None), ([-2, -2, -2], None)],
)
def test_repeats_is_the_lower_ratio_of_medians_between_0_and_1(medians, ratio):
    assert ratio_of(medians) == ratio


def test_in_the_natural_world_only_physics_goes_faster():
    faster = at_rate(RunConfig(**NATURAL, physics_hz=960), 4)
    assert (faster.step_hz, faster.control_hz, faster.n_substeps, faster.n_steps) == (3840, 60, 64, 120)


@pytest.mark.parametrize("brain", ["none", "neat"])
def test_the_first_16_trials_are_those_that_champions_are_scored_on(brain):
    config, last = evolved(brain=brain)
    found = measured(config, last.checkpoint, int(last.id[last.champion]))
    assert found.medians[0] == pytest.approx(np.median(last.held_out))
    assert found == measured(config, last.checkpoint, int(last.id[last.champion]))


def test_a_creature_has_the_same_score_in_a_trial_whoever_else_is_tested():
    config = RunConfig(**NATURAL)
    creature = newborns(config, 5, 3)[2:3]
    many = scores_at(creature, config, 64, 1)
    assert np.array_equal(many[:16], in_held_out(creature, config).fitness.numpy())


def pair(config, **genes):
    body = genome([node(0, 0.2, 0), node(1.0, 0.2, 0)], [muscle(0, 1, 1.0, **genes)])
    return parse_genomes([body], config)


def test_power_is_what_a_muscle_pulls_with_times_how_fast_it_shortens():
    config = RunConfig(**NATURAL, min_nodes=2, min_muscles=1)
    bodies = grow(padded(pair(config, stiffness=40.0, damping=0.0)), config)
    state, laws = birth(bodies), laws_of(config)
    for told, speed, power in [(0.8, -0.5, 4.0), (0.8, 0.5, 0.0), (1.2, 0.5, 4.0), (1.2, -0.5, 0.0), (0.2, -0.5, 10.0)]:
        state.length = torch.full_like(state.length, told)
        state.motion = state.motion.clone()
        state.motion[3, 1] = speed  # m/s of the second node, along the muscle
        # 40 N/m over 0.2 m are 8 N; over 0.8 m 32 N, but no muscle is stronger than 20 N
        assert float(muscle_power(bodies, state, laws)[0]) == pytest.approx(power, rel=1e-5), (told, speed)


@pytest.mark.parametrize("task", ["run", "forage", "climb"])
def test_the_kernel_works_as_much_as_the_reference(task):
    config, born = world(task, "none", 40, world="natural", seconds=1, settle=0)
    kernel, reference = by_kernel(born, config).films.work, by_reference(born, config).films.work
    assert np.median(kernel) > 1  # J
    assert np.abs(kernel / reference - 1).max() < 0.01


def test_a_limp_body_works_next_to_nothing_and_has_no_cost_of_transport():
    config = RunConfig(**NATURAL)
    creature = newborns(config, 1, 3)
    limp = replace(creature, amplitude=torch.zeros_like(creature.amplitude))
    speed, work, transport = energy_of(limp, config, in_held_out(limp, config, record=True).films)
    assert speed < 0.01
    assert work < 0.1
    assert transport is None


def test_length_is_from_surface_to_surface_and_mass_that_of_the_nodes():
    config = RunConfig(**NATURAL, min_nodes=2, min_muscles=1)
    length, mass = length_and_mass(pair(config), config)
    assert length == pytest.approx(1.4)  # two nodes of 0.4 m, 1 m apart
    assert mass == pytest.approx(1.0)  # 0.5 kg at least


def test_work_changes_no_bit_of_what_is_simulated():
    config = RunConfig(**NATURAL)
    creature = newborns(config, 1, 3)
    filmed, unseen = in_held_out(creature, config, record=True), in_held_out(creature, config)
    assert torch.equal(filmed.fitness, unseen.fitness)
