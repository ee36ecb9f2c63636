"""Laws of physics that every creature obeys."""

import math
from dataclasses import replace

import pytest
import torch
from bodies_by_hand import genome, muscle, node

from simulation.bodies import birth, grow, padded
from simulation.config import RunConfig
from simulation.genome import parse_genomes
from simulation.laws import laws_of
from simulation.newborns import newborns
from simulation.physics.contact import meet_level_ground
from simulation.physics.forces import muscle_force, muscle_lengths
from simulation.physics.step import step


def scene_of(population, config):
    """Bodies in float64 and their state at birth."""
    wide = padded(population).map(lambda tensor: tensor.double() if tensor.is_floating_point() else tensor)
    bodies = grow(wide, config)
    return bodies, birth(bodies)


def crowd(config):
    return newborns(config, 64, seed=3)


def test_internal_forces_sum_to_zero():
    config = RunConfig(world="published", seed=1)
    bodies, state = scene_of(crowd(config), config)
    state.motion += torch.randn(state.motion.shape, generator=torch.Generator().manual_seed(1)).double()
    force = muscle_force(bodies, state, laws_of(config))
    assert force.abs().max() > 10
    assert force.sum(1).abs().max() < 1e-10
    assert not force[:, ~bodies.node_mask].any()


def test_free_fall_matches_the_formula():
    config = RunConfig(world="published", seed=1, physics_hz=60)
    high = crowd(config)
    bodies, state = scene_of(replace(high, position=high.position + torch.tensor([0.0, 15.0, 0.0])), config)
    start = state.centre
    for _ in range(60):
        step(bodies, state, laws_of(config))
    kept = 0.9 ** (1 / 60)  # v after n steps is −g·dt·(kept + … + keptⁿ); x adds dt·v of each step
    speeds = [9.8 / 60 * kept * (1 - kept**n) / (1 - kept) for n in range(1, 61)]
    assert torch.allclose(start[1] - state.centre[1], torch.tensor(sum(speeds) / 60, dtype=torch.float64), atol=1e-9)
    assert torch.allclose(start[::2], state.centre[::2], atol=1e-9)


@pytest.mark.parametrize(("stiffness", "size"), [(50.0, 0.4), (200.0, 0.6)])
def test_an_undamped_spring_pair_keeps_its_frequency(stiffness, size):
    config = RunConfig(world="published", seed=1, gravity=1.0, physics_hz=120)
    pair = [node(-0.6, 19.0, 0.0, size), node(0.6, 19.0, 0.0, size)]
    stretched = genome(pair, [muscle(0, 1, 1.0, stiffness=stiffness, damping=0.0)])
    bodies, state = scene_of(parse_genomes([stretched], config), config)
    lengths = []
    for _ in range(600):
        step(bodies, state, laws_of(config))
        lengths.append(float(muscle_lengths(bodies, state.motion)[1][0, 0]))
    assert float(state.position[1, 0, 0]) > 1  # still in the air
    crossings = [
        n + (lengths[n] - 1) / (lengths[n] - lengths[n + 1])
        for n in range(len(lengths) - 1)
        if lengths[n] > 1 >= lengths[n + 1]
    ]
    period = (crossings[-1] - crossings[0]) / (len(crossings) - 1) / 120
    mass = max(0.5, 4 / 3 * math.pi * (size / 2) ** 3 * 10)
    assert period == pytest.approx(2 * math.pi * math.sqrt(mass / 2 / stiffness), rel=0.01)


def energy(bodies, state, gravity):
    """Kinetic, of height, and of the muscles as springs; [B] J."""
    mass = torch.where(bodies.node_mask, 1 / bodies.inverse_mass, 0)
    kinetic = (0.5 * mass * state.velocity.square().sum(0)).sum(0)
    height = (mass * gravity * state.position[1]).sum(0)
    stretch = muscle_lengths(bodies, state.motion)[1] - bodies.rest_length
    return kinetic + height + (0.5 * bodies.stiffness * stretch.square()).sum(0)


def test_the_energy_of_a_passive_body_never_grows():
    config = RunConfig(world="published", seed=1, physics_hz=120)
    born = crowd(config)
    bodies, state = scene_of(replace(born, rest_length=born.rest_length * 0.7), config)
    left = energy(bodies, state, config.gravity)
    for second in range(5):
        before = left
        for _ in range(120):
            step(bodies, state, laws_of(config))
            left = energy(bodies, state, config.gravity)
            assert (left <= before * (1 + 1e-9)).all()
        assert second > 0 or (left < 0.5 * before).all()


def test_friction_never_reverses_motion_and_takes_no_more_than_its_share():
    config = RunConfig(world="published", seed=1, ground_friction=2.0)
    bodies, state = scene_of(crowd(config), config)
    random = torch.Generator().manual_seed(2)
    velocity = torch.randn(state.position.shape, generator=random).double() * 0.5
    position = state.position - torch.tensor([0.0, 3.0, 0.0])[:, None, None].double()
    before = velocity.clone()
    meet_level_ground(bodies, position, velocity, laws_of(config))
    assert (position[1] == bodies.radius).all()
    assert ((before * velocity)[::2] >= 0).all()
    lost = before[::2].norm(dim=0) - velocity[::2].norm(dim=0)
    assert (lost[bodies.node_mask] <= bodies.brake[bodies.node_mask] + 1e-12).all()
    assert (lost[bodies.node_mask] > 0).all()
    assert torch.allclose(velocity[1], torch.where(before[1] < 0, -0.2 * before[1], before[1]))


def test_a_node_off_the_ground_feels_no_friction():
    config = RunConfig(world="published", seed=1)
    bodies, state = scene_of(crowd(config), config)
    velocity = torch.ones_like(state.position)
    before = velocity.clone()
    meet_level_ground(bodies, state.position, velocity, laws_of(config))
    assert torch.equal(velocity, before)


def test_a_resting_body_rests():
    config = RunConfig(world="published", seed=1)
    bodies, state = scene_of(crowd(config), config)
    for _ in range(900):
        step(bodies, state, laws_of(config))
    position, centre = state.position.clone(), state.centre
    for _ in range(60):
        step(bodies, state, laws_of(config))
    moved = (state.position - position).abs().amax((0, 1))
    assert moved.median() < 1e-9
    assert moved.max() < 0.02  # a few still swing
    assert (state.centre - centre).abs().max() < 1e-3
