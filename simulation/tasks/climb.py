"""Climb: up a flight of stairs along +x, each step higher than the one before.

The score is what lies beyond the foot of the stairs, so none of it can be had without climbing: metres over the steps,
and POINTS_A_METRE of the ground's height beneath the centre of mass; standing tall or leaping at the end gains no
height. Before the foot, only the share of the way to it counts, one point in all, so that there is a way to learn. It
does not matter where a body is born: what it was given at the start is subtracted.
"""

from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor

from simulation.physics.ground import step_number, tread_height
from simulation.scene import Scene
from simulation.tasks.task import Tally, Task
from simulation.terrain import Steps, steps

POINTS_A_METRE = 10.0  # of height
LEAST_WAY = 1e-3  # m, who starts nearer to the foot of the stairs has no way to it


@dataclass
class ClimbTally(Tally):
    start: Tensor  # [B] m, x of the centre of mass when measuring started
    start_height: Tensor  # [B] m, of the ground beneath it


def begin(scene: Scene) -> ClimbTally:
    """Measure from here, toward the first step."""
    start = scene.state.centre[0]
    height = ground_height(stairs(scene), start)
    tally = ClimbTally(scene.state.centre, torch.zeros_like(scene.bodies.n_muscles), start, height)
    watch(tally, scene)
    return tally


def watch(tally: ClimbTally, scene: Scene) -> None:
    """Count the steps climbed; what is sensed is the upper edge of the next, straight ahead."""
    terrain = stairs(scene)
    climbed = step_number(terrain, scene.state.centre[0])
    tally.reached = torch.maximum(tally.reached, climbed.to(tally.reached.dtype))
    edge = terrain.first + climbed * terrain.depth
    tally.target = torch.stack([edge, tread_height(terrain, climbed + 1), scene.state.centre[2]])


def parts(tally: ClimbTally, scene: Scene) -> dict[str, Tensor]:
    """The share of the way to the stairs, m beyond their foot, and points for the height of the ground reached."""
    terrain, x = stairs(scene), scene.state.centre[0]
    way = terrain.first - tally.start
    return {
        "approach": ((x - tally.start) / way).clamp(-1, 1).masked_fill(way < LEAST_WAY, 0),
        "distance": x.clamp(min=terrain.first) - tally.start.clamp(min=terrain.first),
        "height": POINTS_A_METRE * (ground_height(terrain, x) - tally.start_height),
    }


def ground_height(terrain: Steps, x: Tensor) -> Tensor:
    """[B] m, at x [B] m."""
    return tread_height(terrain, step_number(terrain, x))


def stairs(scene: Scene) -> Steps:
    """What is climbed."""
    return cast(Steps, scene.terrain)


CLIMB = Task(begin, watch, parts, lowest=-torch.inf, terrain=steps, kernel="simulation.kernel.tasks.climb")
