"""Every task pays who moves well: a tripod made by hand, which no evolution has touched, walks, climbs, hops, eats."""

import math

import pytest
import torch
from bodies_by_hand import genome, muscle, node
from kernel_worlds import by_kernel

from simulation.config import RunConfig
from simulation.genome import parse_genomes
from simulation.layouts import explicit_layout
from simulation.tasks import TASKS

HEIGHT, REACH = 1.3, 0.6  # m, of the head above the ground, and from the middle to each foot
LEAST = {"run": 4.0, "rough": 3.0, "climb": 3.0, "jump": 0.8, "forage": 100.0}  # m; m; points; m; points
WALKING = {"pace": 1.0, "lag": math.pi / 3}  # Hz; rad, by which the foremost leg is ahead of the others
HOPPING = {"pace": 1.3, "lag": math.pi / 2}


def tripod(pace, lag):
    """Three feet in a triangle, the first ahead, and a head above them on three legs that swing."""
    feet = [(REACH * math.cos(turn), REACH * math.sin(turn)) for turn in (0, 2 * math.pi / 3, -2 * math.pi / 3)]
    legs = [
        muscle(foot, 3, 1.25, frequency=pace, amplitude=0.35, phase=lag if foot == 0 else 0.0, stiffness=200.0)
        for foot in range(3)
    ]
    sides = [muscle(a, b, REACH * math.sqrt(3), stiffness=200.0) for a, b in ((0, 1), (1, 2), (2, 0))]
    grip = 1.0
    nodes = [node(x, 0.2, z, friction=grip) for x, z in feet] + [node(0, HEIGHT, 0, friction=grip)]
    return genome(nodes, legs + sides)


@pytest.mark.parametrize("task", LEAST)
def test_a_good_mover_made_by_hand_scores_well(task):
    config = RunConfig(task=task, seed=1, layout_count=4, seconds=8)
    layouts = explicit_layout([(2.0, 0.4, 0.0)] * 4) if task == "forage" else None  # straight ahead
    movers = parse_genomes([tripod(**(HOPPING if task == "jump" else WALKING))], config)
    played = by_kernel(movers, config, layouts, record=torch.zeros(1, dtype=torch.bool))
    assert not played.disqualified.any()
    assert played.fitness.item() > LEAST[task]


def test_every_task_is_tested_for_good_movers():
    assert LEAST.keys() == TASKS.keys()
