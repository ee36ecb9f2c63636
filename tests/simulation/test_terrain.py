"""Terrain: its shape, what contact with it does, and that the kernel plays on it what the reference plays."""

import math
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import torch
from kernel_worlds import by_kernel, by_reference, world
from passive_bodies import limp

from simulation.bodies import birth, grow, padded
from simulation.clip_store import decode, encode
from simulation.clips import message
from simulation.config import RunConfig
from simulation.episode import scene_of
from simulation.laws import laws_of
from simulation.layouts import layouts_of
from simulation.newborns import newborns
from simulation.physics.contact import meet_ground
from simulation.physics.ground import relief, resting_height
from simulation.physics.step import step
from simulation.population import input_slots
from simulation.replay import clip_of
from simulation.tasks import TASKS
from simulation.terrain import Level, Waves, described, steps, waves

CONFIG = RunConfig(seed=3)
STAIRS, HILLS = steps(CONFIG), waves(CONFIG)
TERRAINS = [Level(), STAIRS, HILLS]
FAR = 12.0  # m ahead, where steps are high and waves are whole


def places(count=4000):
    """x, z [count] m all over the arena, in float64."""
    spread = torch.rand(2, count, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    return -10 + 30 * spread[0], -20 + 40 * spread[1]


def height_told(told, x, z):
    """The height of the ground as a viewer works it out from a clip's header."""

    def smooth(share):
        share = min(max(share, 0.0), 1.0)
        return share * share * (3 - 2 * share)

    if told["kind"] == "steps":
        number = max(0, math.floor((x - told["first"]) / told["depth"]) + 1)
        return told["rise"] * number * (number + 1) / 2
    whole = sum(amplitude * math.sin(kx * x + kz * z + phase) for amplitude, kx, kz, phase in told["waves"])
    return smooth((x - told["start"]) / told["ramp"]) * whole


# --- Shape


@pytest.mark.parametrize("terrain", [STAIRS, HILLS])
def test_the_ground_is_as_high_as_a_header_tells(terrain):
    x, z = places()
    told = [height_told(described(terrain), *place) for place in zip(x.tolist(), z.tolist(), strict=True)]
    assert torch.allclose(relief(terrain, x, z).height, torch.tensor(told, dtype=torch.float64), atol=1e-12)


def test_slopes_are_those_of_the_height():
    (x, z), by = places(), 1e-6
    _, along, across = relief(HILLS, x, z)
    rise = (relief(HILLS, x + by, z).height - relief(HILLS, x - by, z).height) / (2 * by)
    assert torch.allclose(along, rise, atol=1e-4)
    rise = (relief(HILLS, x, z + by).height - relief(HILLS, x, z - by).height) / (2 * by)
    assert torch.allclose(across, rise, atol=1e-4)


def test_every_step_rises_higher_than_the_one_before():
    middle = STAIRS.first + 0.5 * STAIRS.depth + STAIRS.depth * torch.arange(8)
    height, along, _ = relief(STAIRS, middle, torch.zeros(8))
    rises = height.diff(prepend=torch.zeros(1))
    assert torch.allclose(rises, 0.05 * torch.arange(1, 9))
    assert not along.any()


def test_creatures_are_born_on_level_ground():
    x, z = places()
    for terrain, start in [(STAIRS, STAIRS.first), (HILLS, HILLS.start)]:
        here = relief(terrain, x[x < start], z[x < start])
        assert not torch.cat(list(here)).any()


@pytest.mark.parametrize("roughness", [0.1, 0.8, 2.0])
def test_roughness_bounds_height_and_slope(roughness):
    for seed in range(20):
        x, z = places()
        height, along, across = relief(waves(RunConfig(seed=seed, roughness=roughness)), x, z)
        assert roughness / 4 < height.max() - height.min() <= roughness * 1.01
        beyond = x > 5  # where waves are whole
        assert (along**2 + across**2).sqrt()[beyond].max() <= 0.9 * roughness
        assert height.abs().max() < height.abs()[beyond].max() * 1.001


def test_rough_ground_is_the_runs_own_and_always_the_same():
    assert waves(RunConfig(seed=4)) == waves(RunConfig(seed=4, population=7, task="rough"))
    assert waves(RunConfig(seed=4)) != waves(RunConfig(seed=5))
    assert waves(RunConfig(seed=0)).waves[0] == (0.0455, 3.2348, 0.7303, 3.9159)  # stored runs are played on it


@pytest.mark.parametrize("task", TASKS)
def test_a_clip_tells_its_ground(task):
    config = RunConfig(world="published", seed=4, task=task, seconds=1, settle=0)
    born = newborns(config, 1, seed=0)
    film = by_kernel(born, config).films.film(0)
    clip = clip_of(film, born, 0, config, 0)
    assert clip.terrain == described(TASKS[task].terrain(config))
    assert decode(encode(clip)).terrain == clip.terrain
    assert (b'"terrain"' in message(clip)) == (task in ("climb", "rough"))


# --- Contact


def loose(count=64, **settings):
    """Bodies in float64 whose nodes fly on their own, and their state at birth."""
    config = RunConfig(**{"world": "published", "seed": 1} | settings)
    born = newborns(config, count, seed=3)
    free = replace(born, stiffness=0 * born.stiffness, damping=0 * born.damping)
    wide = padded(free).map(lambda tensor: tensor.double() if tensor.is_floating_point() else tensor)
    bodies = grow(wide, config)
    return config, bodies, birth(bodies)


def test_on_the_level_part_of_a_terrain_contact_is_that_of_level_ground():
    config, bodies, state = loose()
    random = torch.Generator().manual_seed(2)
    position = state.position + torch.tensor([-4.0, -1.5, 0.0])[:, None, None]
    velocity = torch.randn(position.shape, generator=random, dtype=torch.float64)
    flat, laws = (position.clone(), velocity.clone()), laws_of(config)
    meet_ground(bodies, Level(), *flat, laws)
    for terrain in (STAIRS, HILLS):
        here = position.clone(), velocity.clone()
        meet_ground(bodies, terrain, *here, laws)
        assert torch.allclose(here[1], flat[1], atol=1e-12)
        assert torch.allclose(here[0][1], flat[0][1], atol=1e-12)
        taken = velocity[::2] - flat[1][::2]  # by friction, which takes of the way too
        assert torch.allclose(here[0][::2], flat[0][::2] - laws.dt * taken, atol=1e-12)
    assert (flat[0] != position).any()


@pytest.mark.parametrize("terrain", TERRAINS)
def test_the_ground_gives_nobody_energy(terrain):
    """Nodes that are thrown at it keep losing energy; on waves but for the curvature within a step."""
    config, bodies, state = loose(ground_friction=0.05)
    random = torch.Generator().manual_seed(2)
    state.motion[0] += FAR - 3
    state.motion[1] += 2
    state.motion[3:] += 4 * torch.randn(state.velocity.shape, generator=random, dtype=torch.float64)

    def energy():
        return (state.velocity**2).sum(0) / 2 + config.gravity * (state.position[1] - bodies.radius)

    most = energy()
    for _ in range(180):
        step(bodies, state, laws_of(config), terrain)
        assert (energy() <= most + 0.02)[bodies.node_mask].all()  # J/kg, 2 mm of height
        most = torch.minimum(most, energy())


@pytest.mark.parametrize("speed", [1.0, 3.0, 10.0, 20.0])
def test_who_runs_into_a_high_step_is_stopped_by_it(speed):
    """However fast, and be it so fast that it is well within the riser before it is seen there."""
    config, bodies, state = loose(ground_friction=0.05)
    number = 9  # 45 cm high; the largest node is 30 cm in radius
    wall = STAIRS.first + (number - 1) * STAIRS.depth
    state.motion[0] = wall - 0.5
    state.motion[1] = start = STAIRS.rise * number * (number - 1) / 2 + bodies.radius
    state.motion[3] = speed
    for _ in range(120):
        step(bodies, state, laws_of(config), STAIRS)
        assert (state.position[0] <= wall - bodies.radius + 1e-6)[bodies.node_mask].all()
        assert (state.position[1] <= start + 1e-6)[bodies.node_mask].all()


def test_a_node_rolls_over_an_edge_that_is_lower_than_its_centre():
    config, bodies, state = loose(ground_friction=0.05)
    state.motion[0] = STAIRS.first - 0.5
    state.motion[1] = bodies.radius
    state.motion[3] = 3.0
    for _ in range(30):
        step(bodies, state, laws_of(config), STAIRS)
    over = state.position[0] > STAIRS.first
    assert over[bodies.node_mask & (bodies.radius > 0.2)].all()
    assert (state.position[1] >= STAIRS.rise + bodies.radius - 1e-9)[bodies.node_mask & over].all()


def test_a_node_on_a_slope_stays_if_friction_holds_it_and_slides_down_if_not():
    slope = Waves(0.0, 1e-3, ((100.0, 0.003, 0.0, 0.0),))  # rises 0.3 m a metre
    moved = []
    for friction in (2.0, 0.05):
        config, bodies, state = loose(ground_friction=friction)
        state.motion[0] += 10
        state.motion[1] = resting_height(bodies, slope, state.position)
        start = state.position
        for _ in range(60):
            step(bodies, state, laws_of(config), slope)
        gone = (state.position - start)[0][bodies.node_mask & (bodies.brake > 0.5 * bodies.brake.max())]
        assert (state.position[1] <= state.floor)[bodies.node_mask].all()
        moved.append(gone)
    assert moved[0].abs().max() < 1e-3
    assert moved[1].max() < -0.5


@pytest.mark.parametrize("task", ["climb", "rough"])
def test_nobody_is_born_in_the_ground(task):
    config = RunConfig(world="published", seed=1, task=task, settle=0)
    born = newborns(config, 64, seed=3)
    born = replace(born, position=(born.position + torch.tensor([FAR, -1.0, 0])) * born.node_mask[..., None])
    scene = scene_of(born, config, layouts_of(config, 0), 0)
    assert torch.allclose(scene.state.position, scene.bodies.birth)
    height = relief(scene.terrain, scene.state.position[0], scene.state.position[2]).height
    beneath = (scene.state.position[1] - height)[scene.bodies.node_mask]
    assert beneath.min() > -1e-5
    assert scene.bodies.birth[1].max() > 1  # it did lift some


# --- The kernel


@cache
def far_ahead(task, brain, **settings):
    """What the kernel and the reference make of bodies that fall onto the terrain's wilder part."""
    config, born = world(task, brain, 200, seconds=2, **settings)
    shift = torch.tensor([FAR - 4, -0.6, 0.0]) + torch.arange(200)[:, None] % 7 * torch.tensor([0.2, 0.0, 0.3])
    born = replace(born, position=born.position + shift[:, None] * born.node_mask[..., None])
    return by_kernel(born, config), by_reference(born, config)


def farthest(ours, theirs):
    return np.abs(ours - theirs).reshape(len(ours), -1).max(1)


@pytest.mark.parametrize("brain", ["none", "pure", "hybrid"])
@pytest.mark.parametrize("task", ["climb", "rough"])
def test_the_kernel_plays_on_a_terrain_what_the_reference_plays(task, brain):
    kernel, reference = far_ahead(task, brain, sense_ground=brain != "none")
    strayed = farthest(kernel.films.positions[:, :41], reference.films.positions[:, :41])
    assert np.quantile(strayed, 0.99) < 1e-3  # an edge parts ways as a billiard ball does
    assert strayed.max() < 0.05
    assert np.median(farthest(kernel.films.positions[:, 100], reference.films.positions[:, 100])) < 1e-4
    assert np.quantile(farthest(kernel.films.score[:, :41], reference.films.score[:, :41]), 0.99) < 1e-3
    assert np.median(farthest(kernel.fitness.numpy(), reference.fitness.numpy())) < 1e-3
    level_ground, _ = far_ahead("run", brain, sense_ground=brain != "none")
    assert farthest(kernel.films.positions[:, :41], level_ground.films.positions[:, :41]).max() > 0.1


@pytest.mark.parametrize("task", ["climb", "rough"])
def test_nets_feel_the_terrains_ground(task):
    kernel, reference = far_ahead(task, "pure", sense_ground=True)
    slots = input_slots(world(task, "pure", 2, sense_ground=True)[0])["ground"]
    ours, theirs = (films.films.activations[:, 60:, slots] for films in (kernel, reference))
    assert ours.any(axis=(1, 2)).mean() > 0.9
    assert (ours == theirs).mean() > 0.99
    high = kernel.films.positions[:, 60:, :, 1] > 0.5  # in the air, were the ground level
    assert ours.astype(bool)[high[..., : ours.shape[2]]].any()


@pytest.mark.parametrize("task", ["climb", "rough"])
def test_creatures_settle_on_a_terrain_where_the_reference_has_them_settle(task):
    kernel, reference = far_ahead(task, "none", settle=0.5)
    strayed = farthest(kernel.films.positions[:, 0], reference.films.positions[:, 0])
    assert np.median(strayed) < 1e-3


def test_a_limp_body_rests_on_a_terrain_and_stays():
    config = RunConfig(world="published", seed=1, task="rough", seconds=4)
    born = limp(config)
    born = replace(born, position=born.position + torch.tensor([FAR, 0.0, 0.0]) * born.node_mask[..., None])
    films = by_kernel(born, config).films
    moved = np.linalg.norm(films.centre[:, -1] - films.centre[:, 0], axis=1)
    assert np.median(moved) < 0.005
    assert np.quantile(moved, 0.9) < 0.1
