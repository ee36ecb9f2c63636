"""Run: how far the centre of mass gets along +x."""

from dataclasses import dataclass

import torch
from torch import Tensor

from simulation.bodies import Bodies, State
from simulation.config import RunConfig
from simulation.layouts import Course
from simulation.tasks.task import Tally, Task

BEACON = 1000.0  # m ahead of the start, farther than any creature gets: the direction that brains sense


@dataclass
class RunTally(Tally):
    start: Tensor  # [3, B] m, centre of mass when measuring started


def begin(bodies: Bodies, state: State, course: Course, config: RunConfig) -> RunTally:
    """Measure from here."""
    target = state.centre.clone()
    target[0] += BEACON
    return RunTally(target, torch.zeros_like(bodies.n_muscles), start=state.centre)


def watch(tally: RunTally, bodies: Bodies, state: State, course: Course, config: RunConfig) -> None:
    """Only start and finish count."""


def parts(tally: RunTally, bodies: Bodies, state: State, config: RunConfig) -> dict[str, Tensor]:
    """The distance in m, negative for who ran backwards."""
    return {"distance": state.centre[0] - tally.start[0]}


RUN = Task(begin, watch, parts, lowest=-torch.inf, has_layouts=False, shows_targets=False)
