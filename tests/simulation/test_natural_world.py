"""The natural world: its laws, that both backends play them alike, and that what is scored in it can be done again."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from bodies_by_hand import genome, muscle, node
from kernel_worlds import WORLDS, by_kernel, by_reference, world

from simulation.batch import simulate_batch
from simulation.bodies import birth, grow, padded
from simulation.body_size import reach
from simulation.brains.frame import own_frame, turned
from simulation.config import RunConfig
from simulation.episode import played, scene_of
from simulation.errors import ConfigError, GenomeError
from simulation.evolve import evolve
from simulation.genome import genome_json, parse_genomes
from simulation.kernel.job import KernelJob
from simulation.laws import TISSUE, laws_of
from simulation.layouts import held_out_layouts, layouts_of
from simulation.newborns import newborns
from simulation.physics.contact import meet_level_ground
from simulation.physics.forces import muscle_force
from simulation.physics.ground import resting_height
from simulation.physics.step import step
from simulation.population import Population
from simulation.replay import filmed

NATURAL = {"world": "natural", "seed": 5}
BRAINS = ["none", "pure", "hybrid", "neat"]


def natural(**settings):
    return RunConfig(**NATURAL | settings)


def wide(population: Population) -> Population:
    return padded(population).map(lambda tensor: tensor.double() if tensor.is_floating_point() else tensor)


def at_birth(population, config):
    bodies = grow(wide(population), config)
    return bodies, birth(bodies)


# --- The kernel plays what the reference plays


@pytest.mark.parametrize(("task", "brain"), WORLDS)
def test_no_node_strays_by_a_millimetre_in_forty_frames(task, brain):
    senses = {} if brain == "none" else {"sense_velocity": True, "sense_ground": True, "sense_strain": True}
    config, born = world(task, brain, 100, **NATURAL, seconds=1, clip_hz=60, layout_count=2, settle=0, **senses)
    kernel, reference = by_kernel(born, config), by_reference(born, config)
    ours, theirs = kernel.films.positions[:, :41], reference.films.positions[:, :41]
    assert np.abs(ours - theirs).max() < 1e-3
    assert np.abs(kernel.films.score[:, :41] - reference.films.score[:, :41]).max() < 1e-2
    assert (kernel.fitness - reference.fitness).abs().median() < 1e-3
    if brain != "none":
        assert np.abs(kernel.films.activations[:, :41] - reference.films.activations[:, :41]).max() < 1e-2


@pytest.mark.parametrize(
    "change",
    [
        {"muscle_strength": 5}, {"stroke": 0.05}, {"physics_hz": 480}, {"start_jitter": 0}, {"ground_friction": 2},
        {"gravity": 5}, {"layouts": "own"}, {"seed": 6},
    ],
    ids=str,
)  # fmt: skip
def test_a_setting_has_the_effect_that_it_has_on_the_reference(change):
    settings = NATURAL | {"clip_hz": 60, "seconds": 1}
    (config, born), (changed, _) = (world("run", "none", 64, **settings | more) for more in ({}, change))
    plain, kernel, reference = by_kernel(born, config), by_kernel(born, changed), by_reference(born, changed)
    assert np.abs(kernel.films.positions - plain.films.positions).max() > 2e-3
    assert np.abs(kernel.films.positions - reference.films.positions).max() < 1e-3


@pytest.mark.parametrize("task", ["run", "climb", "rough", "forage"])
def test_a_batch_cut_in_pieces_has_the_bits_of_the_whole(task):
    config, born = world(task, "none", 100, **NATURAL, layouts="own", layout_count=2)
    whole, pieces = by_kernel(born, config), by_kernel(born, config, most_blocks=1)
    alone = by_kernel(born[torch.tensor([70])], config)
    assert torch.equal(whole.fitness, pieces.fitness)
    assert torch.equal(whole.fitness[70:71], alone.fitness)


# --- Laws


def test_no_muscle_pulls_or_pushes_harder_than_it_is_strong():
    config = natural(muscle_strength=7)
    bodies, state = at_birth(newborns(config, 64, seed=3), config)
    state.motion += torch.randn(state.motion.shape, generator=torch.Generator().manual_seed(1)).double()
    laws = replace(laws_of(config), tissue=0.0)
    freely, bounded = (muscle_force(bodies, state, replace(laws, strength=most)) for most in (math.inf, 7.0))
    assert freely.abs().max() > 100
    most = 7.0 * bodies.pull.abs().sum(0)  # of all muscles that a node holds
    assert (bounded.norm(dim=0) <= most + 1e-9).all()
    assert bounded.sum(1).abs().max() < 1e-10


def test_a_muscle_stretched_beyond_its_stroke_resists_by_its_tissue_alone_and_not_within():
    config, born = natural(stroke=0.25, min_nodes=2, min_muscles=1), 1.2  # m
    pair = genome([node(0, 0.2, 0), node(born, 0.2, 0)], [muscle(0, 1, 0.7, stiffness=0.0, damping=0.0)])
    bodies, state = at_birth(parse_genomes([pair], config), config)
    felt = []
    for length in (0.5, 0.8, 1.0, 1.4, 1.7):
        state.motion[0, 1] = state.motion[0, 0] + length
        felt.append(float(muscle_force(bodies, state, laws_of(config))[0, 0, 0]))
    beyond = [0.5 - 0.9, 0.8 - 0.9, 0.0, 0.0, 1.7 - 1.5]
    assert felt == pytest.approx([TISSUE * over for over in beyond], abs=1e-3)


@pytest.mark.parametrize("brain", BRAINS)
def test_no_muscle_is_told_to_leave_its_stroke(brain):
    config = natural(brain=brain, task="run", stroke=0.2, smoothing=1.0, velocity_cap=20.0, seconds=2)
    born = newborns(config, 32, seed=3)
    scene = scene_of(replace(born, amplitude=0.5 * born.muscle_mask), config, layouts_of(config, 0), 0)
    farthest = torch.zeros_like(scene.bodies.rest_length)
    for state, _ in played(scene):
        share = state.length / scene.bodies.rest_length.clamp(min=1e-6)
        farthest = torch.maximum(farthest, (share - 1).abs() * (scene.bodies.rest_length > 0.2))
    assert farthest.max() <= 0.2 + 1e-6
    assert farthest.max() > 0.1


@pytest.mark.parametrize("hz", [120, 240, 960])
def test_a_sliding_body_is_slowed_by_its_load_at_any_rate(hz):
    """A node of friction 0.5 on ground of friction 0.5 has μ = 0.7: it loses 0.7 g a second, as Coulomb says."""
    config = natural(physics_hz=hz)
    pair = genome([node(-0.5, 0.2, 0, 0.4), node(0.5, 0.2, 0, 0.4)], [muscle(0, 1, 1.0)])
    bodies, state = at_birth(parse_genomes([pair], config), config)
    state.motion[1] = bodies.radius
    laws = laws_of(config)
    for _ in range(12):  # the body sinks onto the ground
        step(bodies, state, laws)
    state.motion[3, :2] = 5.0
    for _ in range(30):
        step(bodies, state, laws)
    brake, drag = 0.7 * 9.8, -math.log(0.9)  # dv/dt = −μg − v·drag
    left = (5.0 + brake / drag) * math.exp(-0.5 * drag) - brake / drag
    assert float(state.velocity[0, 0, 0]) == pytest.approx(left, rel=0.005)


def test_who_bears_twice_the_load_is_slowed_twice_as_much_and_nobody_bounces():
    config = natural()
    bodies, state = at_birth(newborns(config, 32, seed=3), config)
    position = state.position.clone()
    position[1] = bodies.radius - 0.01
    lost = []
    for pressing in (0.05, 0.1):
        velocity = torch.zeros_like(position)
        velocity[0], velocity[1] = 3.0, -pressing
        meet_level_ground(bodies, position.clone(), velocity, laws_of(config))
        assert not velocity[1].any()
        lost.append((3.0 - velocity[0])[bodies.node_mask])
    assert torch.allclose(2 * lost[0], lost[1])
    assert (lost[0] > 0).all()


@pytest.mark.parametrize("yaw", [0.3, 1.5, -2.8])
def test_a_creature_senses_directions_in_its_own_frame(yaw):
    config = natural()
    bodies, state = at_birth(newborns(config, 64, seed=3), config)
    about, (cosine, sine) = state.centre[:, None], (math.cos(yaw), math.sin(yaw))
    x, y, z = state.position - about
    state.motion[:3] = torch.stack([cosine * x - sine * z, y, sine * x + cosine * z]) * bodies.node_mask + about
    frame = own_frame(bodies, state)
    assert torch.allclose(frame, torch.tensor([[cosine], [sine]], dtype=torch.float64).expand(2, 64), atol=1e-6)
    ahead = torch.tensor([cosine, 0.0, sine], dtype=torch.float64)[:, None].expand(3, 64)  # what was along x at birth
    assert torch.allclose(turned(ahead, frame), torch.tensor([[1.0], [0.0], [0.0]], dtype=torch.float64), atol=1e-6)


def test_the_ground_has_no_end_but_that_of_the_numbers():
    config = natural(task="run", seconds=1)
    born = newborns(config, 32, seed=3)

    def from_here(metres):
        away = torch.tensor([metres, 0.0, 0.0]) * born.node_mask[..., None]
        return simulate_batch(replace(born, position=born.position + away), config)

    here, far = from_here(0.0), from_here(1500.0)
    assert not far.disqualified.any()
    assert (here.fitness - far.fitness).abs().median() < 0.05
    assert from_here(2001.0).disqualified.all()


# --- Trials


def starts(config, index, layouts=None, count=32):
    """Nodes at birth in one layout."""
    scene = scene_of(newborns(config, count, seed=3), config, layouts or layouts_of(config, 0), index)
    return scene, scene.bodies.birth[:, :, :count]


@pytest.mark.parametrize("task", ["run", "rough", "climb", "jump", "forage"])
def test_every_layout_moves_the_nodes_a_little_and_puts_the_body_on_the_ground(task):
    config = natural(task=task, layout_count=2)
    (scene, first), (_, second) = starts(config, 0), starts(config, 1)
    _, unmoved = starts(natural(task=task, start_jitter=0), 0)
    mask = scene.bodies.node_mask[:, :32]
    moved = (first - unmoved)[::2][:, mask]
    assert 0.005 < moved.abs().max() <= 0.01 + 1e-6
    assert not torch.equal(first, second)
    above = first[1] - resting_height(scene.bodies, scene.terrain, scene.bodies.birth)[:, :32]
    assert above.masked_fill(~mask, torch.inf).amin(0).abs().max() < 1e-5


def test_layouts_meet_other_pieces_of_the_ground():
    grounds = {task: natural(task=task) for task in ("climb", "rough")}
    copies, met = torch.zeros(16, dtype=torch.int64), {}
    for task, config in grounds.items():
        same = replace(newborns(config, 1, 0)[copies], id=torch.arange(16))
        met[task] = scene_of(same, config, held_out_layouts(config), 0).terrain
    firsts, phases = met["climb"].first[:16].tolist(), met["rough"].waves[0][3][:16].tolist()
    assert 3.5 <= min(firsts) < 3.7
    assert 4.3 < max(firsts) <= 4.5
    assert len(set(phases)) == 16


@pytest.mark.parametrize("task", ["climb", "rough"])
def test_a_replay_tells_the_ground_of_its_own_layout(task):
    config = natural(task=task, seconds=1, layouts="own")
    creature = newborns(config, 3, seed=0)[2:]
    scene = scene_of(creature, config, layouts_of(config, 0), 0)
    told = filmed(creature, config, layouts_of(config, 0), 0).terrain
    if task == "climb":
        assert told["first"] == pytest.approx(float(scene.terrain.first[0]), abs=1e-6)
        assert told["first"] != 2.5
    else:
        assert told["waves"][1][3] == pytest.approx(float(scene.terrain.waves[1][3][0]), abs=1e-3)


# --- Size


@pytest.mark.parametrize("size", [1.0, 3.0])
def test_newborns_and_offspring_are_born_within_their_size(size):
    config = natural(
        task="run", population=40, generations=6, seconds=1, body_size=size, mutation_rate=0.5, structural_rate=0.5,
        mutation_magnitude=1.0,
    )  # fmt: skip
    *_, last = evolve(config)
    born = newborns(config, 200, seed=1)
    assert reach(born.position, born.node_mask).max() <= size / 2
    assert reach(born.position, born.node_mask).max() > 0.9 * size / 2
    from simulation.checkpoint import decode  # noqa: PLC0415

    bred = decode(last.checkpoint, config).population
    assert reach(bred.position, bred.node_mask).max() <= size / 2
    assert bred.rest_length.max() <= max(size, 0.2)
    parse_genomes([genome_json(bred, row, config) for row in range(40)], config)


def test_a_genome_that_is_too_large_is_refused_with_the_bound():
    large = genome([node(-2, 0.2, 0), node(2, 0.2, 0)], [muscle(0, 1, 4.0)])
    with pytest.raises(GenomeError) as refused:
        parse_genomes([large], natural())
    assert [str(problem) for problem in refused.value.problems] == [
        "[0].nodes: must be within 1.5 m of their middle, not 2.00, or body_size 4.00"
    ]
    parse_genomes([large], natural(body_size=4))
    parse_genomes([large], RunConfig(world="published"))


# --- Settings


@pytest.mark.parametrize(
    ("settings", "path", "words"),
    [
        ({"world": "natural", "physics_hz": 250}, "physics_hz", "must be a multiple of 60"),
        ({"world": "natural", "physics_hz": 30}, "physics_hz", "must be a multiple of 60"),
        ({"world": "published", "physics_hz": 240}, "physics_hz", "must be at most 120 in the published world"),
        ({"world": "natural", "physics_hz": 961}, "physics_hz", "must be"),
        ({"world": "natural", "muscle_strength": 501}, "muscle_strength", "must be 1 to 500 N"),
        ({"world": "natural", "stroke": 0.04}, "stroke", "must be"),
        ({"world": "natural", "body_size": 11}, "body_size", "must be"),
        ({"world": "wild"}, "world", "must be one of natural, published"),
    ],
    ids=str,
)
def test_settings_that_a_world_does_not_have_are_refused_with_their_bounds(settings, path, words):
    with pytest.raises(ConfigError) as refused:
        RunConfig.parse(settings)
    assert [(problem.path, problem.message[: len(words)]) for problem in refused.value.problems] == [(path, words)]


def test_a_rate_of_before_there_were_worlds_is_the_published_ones():
    old = RunConfig.parse({"physics_hz": 30})
    assert (old.world, old.step_hz, old.control_hz, old.layout_count, old.layout_period) == ("published", 30, 30, 1, 0)
    assert natural().step_hz == 240
    assert natural(physics_hz=480).control_hz == 60
    assert natural(physics_hz=480).n_substeps == 8


# --- What is scored can be done again


def test_a_champion_scores_the_same_from_other_starts_and_at_other_rates():
    config = natural(
        task="run", population=120, generations=25, seconds=8, seed=1, layout_count=4, layout_period=1, cull=0.7,
        min_nodes=5, min_muscles=8, mutation_rate=0.1, structural_rate=0.05,
    )  # fmt: skip
    *_, last = evolve(config)
    from simulation.checkpoint import decode  # noqa: PLC0415

    champion = decode(last.checkpoint, config).population[torch.tensor([last.champion] * 64)]
    champion = replace(champion, id=torch.arange(64))
    unseen = replace(held_out_layouts(config), purpose="unseen layout")
    medians = []
    for rate in (1, 2, 4):
        faster = config.model_copy(update={"physics_hz": config.step_hz * rate})
        job = KernelJob(champion, faster, unseen, None)
        for shard in job.shards:
            job.play(shard)
        medians.append(float(job.episodes().fitness.median()))
    assert medians[0] > 4
    assert min(medians) > 0.9 * medians[0]
