"""The task forage: where pellets lie, and who meets which. Scores are checked in test_parity.py."""

import math

import pytest
import torch
from playing import evaluate

from simulation.champions import HELD_OUT
from simulation.config import RunConfig
from simulation.episode import scene_of
from simulation.layouts import held_out_layouts, layouts_of
from simulation.newborns import newborns
from simulation.tasks.forage import FORAGE, drawn_pellet

COUNT = 320


def first_pellets(**settings):
    config = RunConfig(world="published", seed=1, population=COUNT, layouts="own", **settings)
    scene = scene_of(newborns(config, COUNT, seed=2), config, layouts_of(config, 0), 0)
    return scene, FORAGE.begin(scene)


def from_edge(scene, target):
    """Ground distance [B] from the creature's edge, m, and direction [B], rad."""
    x, _, z = target - scene.state.centre
    return torch.hypot(x, z) - scene.bodies.creature_radius, torch.atan2(z, x)


def test_the_first_pellet_lies_anywhere_around_seven_to_eight_metres_away():
    scene, tally = first_pellets()
    distance, direction = from_edge(scene, tally.target)
    assert distance.min() == pytest.approx(7, abs=0.02)
    assert distance.max() == pytest.approx(8, abs=0.02)
    assert torch.allclose(tally.first_gap, distance, atol=1e-5)
    assert torch.histc(direction, 8, -math.pi, math.pi).min() > COUNT / 20
    assert tally.target[1].min() >= 0.5
    assert tally.target[1].max() <= 1.0


@pytest.mark.parametrize(("number", "nearest"), [(1, 8), (2, 8), (3, 9), (9, 9)])
def test_later_pellets_lie_farther_higher_and_behind(number, nearest):
    scene, tally = first_pellets()
    tally.reached += number
    heading, target = drawn_pellet(tally, scene)
    distance, direction = from_edge(scene, target)
    assert distance.min() == pytest.approx(nearest, abs=0.02)
    assert distance.max() == pytest.approx(nearest + 1, abs=0.02)
    turn = torch.remainder(direction - tally.heading + 1e-4, 2 * math.pi)
    assert math.pi / 2 <= turn.min() < math.pi * 0.55
    assert math.pi * 1.45 < turn.max() <= 1.5 * math.pi + 2e-4
    assert torch.allclose(torch.remainder(heading - direction + 1, 2 * math.pi), torch.tensor(1.0), atol=1e-4)
    assert 0.5 + 0.3 * number <= target[1].min() + 1e-5
    assert target[1].max() <= 1 + 0.3 * number + 1e-5


def test_pellets_stay_within_the_arena():
    _, tally = first_pellets(arena=10)
    assert tally.target[::2].abs().max() == pytest.approx(4.5)


def scores(generation=0, **settings):
    config = RunConfig(
        **{"world": "published", "layout_period": 0, "layout_count": 1, "seed": 1, "population": 40, "seconds": 1}
        | settings
    )
    return evaluate(newborns(config, 40, seed=2), config, layouts_of(config, generation)).fitness


def test_shared_layouts_are_the_same_for_all_and_own_ones_differ():
    for own in ("shared", "own"):
        config = RunConfig(world="published", seed=1, layouts=own)
        draws = layouts_of(config, 0).course(0, torch.arange(9), torch.zeros(1)).draws
        assert bool((draws == draws[..., :1]).all()) == (own == "shared")


def test_layouts_change_with_their_period_and_with_nothing_else():
    assert torch.equal(scores(0), scores(7))
    assert torch.equal(scores(0, layout_period=3), scores(2, layout_period=3))
    assert not torch.equal(scores(0, layout_period=3), scores(3, layout_period=3))


def test_fitness_is_the_mean_over_all_layouts():
    config = RunConfig(world="published", seed=1, seconds=1, layout_count=3)
    born = newborns(config, 40, seed=2)
    episodes = evaluate(born, config, layouts_of(config, 0))
    assert not torch.equal(episodes.fitness, scores())
    total = sum(episodes.parts.values())
    assert (episodes.fitness >= total - 1e-4).all()


def test_held_out_layouts_are_sixteen_that_selection_never_meets():
    config = RunConfig(world="published", seed=1, layout_count=16, layout_period=0)
    met, held_out = layouts_of(config, 0), held_out_layouts(config)
    ids = torch.arange(HELD_OUT)
    angles = [float(met.course(k, ids, torch.zeros(1)).draws[0, 0, 0]) for k in range(16)]
    angles += held_out.course(0, ids, torch.zeros(1)).draws[0, 0].tolist()
    assert len(set(angles)) == 16 + 16
