"""The kernel plays what the reference plays: the same ways, scores, nets, targets and faults, under every setting."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import torch
from kernel_worlds import ALL_SENSES, NEAR, WORLDS, by_kernel, by_reference, world

from simulation.layouts import DRAWS, explicit_layout, layouts_of
from simulation.population import input_slots

BODIES = 200
FORTY, HUNDRED = slice(0, 41), 100  # frames
NEAR_ENOUGH, HALF_OF_THEM = 1e-3, 1e-4  # m
NETS = [(task, brain) for task, brain in WORLDS if brain != "none"]
worlds = pytest.mark.parametrize(("task", "brain"), WORLDS)


@cache
def both(task, brain, count=BODIES, met=None, **settings):
    """What the kernel and what the reference make of the same creatures; `met`: layouts of given targets."""
    config, born = world(task, brain, count, **settings)
    return by_kernel(born, config, met), by_reference(born, config, met)


def farthest(ours, theirs):
    """The greatest difference of each creature [K] between arrays [K, …]."""
    return np.abs(ours - theirs).reshape(len(ours), -1).max(1)


# --- A defaults' run


@worlds
def test_no_node_strays_by_a_millimetre_in_forty_steps(task, brain):
    kernel, reference = both(task, brain, seconds=2)
    ours, theirs = kernel.films.positions, reference.films.positions
    assert ours.shape == theirs.shape == (BODIES, 121, 8, 3)
    assert farthest(ours[:, FORTY], theirs[:, FORTY]).max() < NEAR_ENOUGH
    assert farthest(kernel.films.centre[:, FORTY], reference.films.centre[:, FORTY]).max() < NEAR_ENOUGH


@worlds
def test_half_of_the_creatures_stray_by_less_than_a_tenth_of_a_millimetre_in_a_hundred_steps(task, brain):
    kernel, reference = both(task, brain, seconds=2)
    strayed = farthest(kernel.films.positions[:, HUNDRED], reference.films.positions[:, HUNDRED])
    assert np.median(strayed) < HALF_OF_THEM


@worlds
def test_scores_agree_after_forty_steps(task, brain):
    kernel, reference = both(task, brain, seconds=2)
    assert farthest(kernel.films.score[:, FORTY], reference.films.score[:, FORTY]).max() < 1e-3
    parts = [films.part_scores[:, FORTY] for films in (kernel.films, reference.films)]
    assert farthest(*parts).max() < 1e-3
    assert task == "jump" or np.abs(reference.films.score[:, 40]).max() > 0.02  # of jumps see test_jump.py


@pytest.mark.parametrize(("task", "brain"), NETS)
def test_nets_feel_and_think_the_same_for_forty_steps(task, brain):
    kernel, reference = both(task, brain, seconds=2)
    ours, theirs = kernel.films.activations[:, FORTY], reference.films.activations[:, FORTY]
    assert ours.shape == theirs.shape
    assert not ours[:, 0].any()
    assert farthest(ours, theirs).max() < 1e-3


@worlds
def test_what_episodes_come_to_adds_up(task, brain):
    kernel, _ = both(task, brain, seconds=2)
    assert torch.allclose(kernel.fitness, sum(kernel.parts.values()).clamp(min=0 if task == "forage" else -np.inf))
    assert np.array_equal(kernel.films.score[:, -1], kernel.films.fitness)
    for column, part in enumerate(kernel.films.parts.values()):
        assert np.array_equal(kernel.films.part_scores[:, -1, column], part)
    assert np.array_equal(kernel.films.fitness, kernel.fitness.numpy())


# --- Targets


def same_events(kernel, reference, most=1e-3):
    """The same targets in the same frames; `most`: m, how far apart they may be."""
    ours, theirs = kernel.films, reference.films
    assert np.array_equal(ours.n_events, theirs.n_events)
    for k, n_events in enumerate(ours.n_events):
        assert np.array_equal(ours.events[k, :n_events, 0], theirs.events[k, :n_events, 0])
        assert np.abs(ours.events[k, :n_events, 1:] - theirs.events[k, :n_events, 1:]).max(initial=0) < most
    assert torch.equal(kernel.targets_reached, reference.targets_reached)


@pytest.mark.parametrize("brain", ["none", "pure", "hybrid"])
@pytest.mark.parametrize("n_targets", [1, 2, 4])
def test_the_same_explicit_targets_are_reached_in_the_same_frames(brain, n_targets):
    near = explicit_layout(list(NEAR.positions[:n_targets]))
    kernel, reference = both("forage", brain, met=near)
    same_events(kernel, reference)
    assert kernel.targets_reached.max() >= min(n_targets, 2)
    for name, part in kernel.parts.items():
        assert (part - reference.parts[name]).abs().median() < 1e-3


def test_who_reached_the_last_target_has_nothing_more_to_gain():
    kernel, reference = both("forage", "none", met=explicit_layout(list(NEAR.positions[:1])))
    done = kernel.targets_reached == 1
    assert done.sum() > 10
    for played in (kernel, reference):
        assert not played.parts["progress"][done].any()
        assert not played.parts["regression"][done].any()
        assert (played.parts["pellets"][done] == 100).all()


@pytest.mark.parametrize("settings", [{}, {"layouts": "own"}, {"arena": 5}], ids=str)
def test_drawn_targets_are_the_same_ones(settings):
    kernel, reference = both("forage", "none", **settings)
    assert (kernel.films.n_events >= 1).all()
    same_events(kernel, reference)


def test_later_targets_are_drawn_as_the_reference_draws_them():
    """Giants, 40 m across, who collect a pellet a step: more than a layout has numbers, or a film room, for."""
    config, born = world("forage", "none", 40, arena=5, layouts="own", seconds=2)
    giants = replace(born, size=torch.where(born.node_mask, 40.0, 0.0))
    kernel, reference = by_kernel(giants, config), by_reference(giants, config)
    assert kernel.targets_reached.max() == 120 > DRAWS
    assert (kernel.films.n_events == 1 + DRAWS).any()
    same_events(kernel, reference, most=2e-2)  # 35 m away, after a hundred turns that float32 has added up
    assert (kernel.fitness - reference.fitness).abs().max() < 1e-2


# --- Settings

CHANGES = [
    *(("none", change) for change in [
        {"physics_hz": 30, "damping_scale": 0.3}, {"physics_hz": 120},
        {"gravity": 20}, {"ground_friction": 1.5}, {"damping_scale": 3},
        {"arena": 5}, {"layouts": "own"}, {"layout_count": 3}, {"seed": 6}, {"max_nodes": 20, "max_muscles": 50},
        {"seconds": 1.5},
    ]),
    *(("pure", change) for change in [
        {"dead_zone": 0.4}, {"brain_hz": 60}, {"brain_hz": 5}, {"smoothing": 0.9}, {"velocity_cap": 0.1},
        {"max_extension": 1.2}, {"activation": "relu"}, {"activation": "sigmoid"}, {"hidden": 64}, {"hidden": 1},
        {"time_encoding": "sin"}, {"time_encoding": "raw"}, {"time_encoding": "cyclic"}, {"time_encoding": "sin_raw"},
        {"sense_strain": True}, {"sense_velocity": True}, {"sense_ground": True}, {"bias_mode": "bias_node"},
        {"efficiency": 5}, {"physics_hz": 30, "damping_scale": 0.3}, {"physics_hz": 120},
        {"seconds": 1.5, "time_encoding": "raw"}, {"time_encoding": "cyclic", "clock_hz": 3.3},
        {"max_nodes": 20, "max_muscles": 50, "hidden": 64, "time_encoding": "cyclic"} | ALL_SENSES,
        {"min_nodes": 2, "max_nodes": 2, "min_muscles": 1, "max_muscles": 1},
    ]),
    *(("hybrid", change) for change in [
        {"smoothing": 0.9}, {"velocity_cap": 0.1}, {"max_extension": 1.2}, {"time_encoding": "none"}, {"gravity": 5},
        {"clock_hz": 0.1},
        {"max_nodes": 13, "max_muscles": 33, "hidden": 33} | ALL_SENSES,
    ]),
]  # fmt: skip
SOME = 48


def differs(one, other):
    """Whether a setting did something that can be seen."""
    for ours, theirs in [(one.films.positions, other.films.positions), (one.films.score, other.films.score)]:
        if ours.shape != theirs.shape or np.abs(ours - theirs).max() > 5 * NEAR_ENOUGH:
            return True
    if one.films.activations is not None and one.films.activations.shape != other.films.activations.shape:
        return True
    return bool((one.fitness - other.fitness).abs().max() > 5 * NEAR_ENOUGH)


@pytest.mark.parametrize(("brain", "change"), CHANGES, ids=str)
def test_a_setting_has_the_effect_that_it_has_on_the_reference(brain, change):
    kernel, reference = both("forage", brain, SOME, **change)
    plain, _ = both("forage", brain, SOME)
    assert differs(kernel, plain)
    assert farthest(kernel.films.positions[:, FORTY], reference.films.positions[:, FORTY]).max() < NEAR_ENOUGH
    assert farthest(kernel.films.score[:, FORTY], reference.films.score[:, FORTY]).max() < 1e-2
    assert (kernel.fitness - reference.fitness).abs().median() < NEAR_ENOUGH
    if brain != "none":
        ours, theirs = kernel.films.activations, reference.films.activations
        assert farthest(ours[:, FORTY], theirs[:, FORTY]).max() < NEAR_ENOUGH


def test_every_sense_is_felt():
    config, born = world("forage", "pure", SOME, time_encoding="sin_raw", **ALL_SENSES)
    felt = by_kernel(born, config).films.activations
    for name, slots in input_slots(config).items():
        assert felt[..., slots].any(), name


def test_fewer_frames_show_the_same_moments():
    (config, born), (coarse, _) = world("forage", "hybrid", SOME), world("forage", "hybrid", SOME, clip_hz=15)
    every, some = by_kernel(born, config, NEAR).films, by_kernel(born, coarse, NEAR).films
    for name in ("positions", "centre", "score", "activations"):
        assert np.array_equal(getattr(every, name)[:, ::4], getattr(some, name))
    assert np.array_equal(every.n_events, some.n_events)
    for k, n_events in enumerate(every.n_events):
        assert np.array_equal(np.ceil(every.events[k, :n_events, 0] / 4), some.events[k, :n_events, 0])


# --- Settling


@pytest.mark.parametrize("brain", ["none", "hybrid"])
def test_creatures_settle_where_the_reference_has_them_settle(brain):
    kernel, reference = both("run", brain, settle=0.5)
    strayed = farthest(kernel.films.positions[:, 0], reference.films.positions[:, 0])
    assert np.median(strayed) < 1e-3
    born, _ = both("run", brain)
    assert np.median(farthest(kernel.films.positions[:, 0], born.films.positions[:, 0])) > 0.5
    distance = kernel.parts["distance"] - reference.parts["distance"]
    assert distance.abs().median() < 2e-3
    assert (kernel.films.activations is None) == (brain == "none")


# --- Faults


@worlds
def test_who_explodes_is_disqualified_for_the_same_reason_in_the_same_frame(task, brain):
    config, born = world(task, brain, 64)
    kind = torch.arange(64) % 5
    factor = torch.tensor([1.0, 1e5, 1e8, 1e35, 1.0])[kind, None]
    outside = torch.tensor([0.0, 0.0, 0.0, 0.0, 49.5])[kind]
    wild = replace(born, stiffness=born.stiffness * factor, damping=born.damping * factor.sqrt())
    wild.position[..., 2] += outside[:, None]  # along z stairs are level
    kernel, reference = by_kernel(wild, config), by_reference(wild, config)
    assert len(set(reference.disqualified.tolist())) == 4
    assert torch.equal(kernel.disqualified, reference.disqualified)
    assert np.array_equal(kernel.films.fault, reference.films.fault)
    assert np.array_equal(kernel.films.fault_frame, reference.films.fault_frame)
    out = kernel.disqualified > 0
    assert not kernel.fitness[out].any()
    assert not any(part[out].any() for part in kernel.parts.values())


def test_faults_of_any_layout_count_and_the_first_is_told():
    config, born = world("forage", "none", 64, layout_count=2)
    wild = replace(born, stiffness=born.stiffness * torch.tensor([1.0, 1e4])[torch.arange(64) % 2, None])
    layouts = layouts_of(config, 0)
    kernel, reference = by_kernel(wild, config, layouts), by_reference(wild, config, layouts)
    assert kernel.disqualified.any()
    assert torch.equal(kernel.disqualified, reference.disqualified)
