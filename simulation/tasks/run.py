"""Run: how far the centre of mass gets along +x."""

from dataclasses import dataclass

import torch
from torch import Tensor

from simulation.scene import Scene
from simulation.tasks.task import Tally, Task

BEACON = 1000.0  # m ahead of the start, farther than any creature gets: the direction that brains sense


@dataclass
class RunTally(Tally):
    start: Tensor  # [3, B] m, centre of mass when measuring started


def begin(scene: Scene) -> RunTally:
    """Measure from here."""
    target = scene.state.centre.clone()
    target[0] += BEACON
    return RunTally(target, torch.zeros_like(scene.bodies.n_muscles), start=scene.state.centre)


def watch(tally: RunTally, scene: Scene) -> None:
    """Only start and finish count."""


def parts(tally: RunTally, scene: Scene) -> dict[str, Tensor]:
    """The distance in m, negative for who ran backwards."""
    return {"distance": scene.state.centre[0] - tally.start[0]}


RUN = Task(begin, watch, parts, lowest=-torch.inf, kernel="simulation.kernel.tasks.run")
