"""What a task is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from simulation.bodies import Bodies, State
from simulation.config import RunConfig
from simulation.layouts import Course


@dataclass
class Tally:
    """What any task keeps count of; a task adds its own."""

    target: Tensor  # [3, B] m, what creatures sense
    reached: Tensor  # [B] int64, targets reached so far


@dataclass(frozen=True)
class Task:
    """The functions a task is made of; Any stands for the task's own Tally."""

    begin: Callable[[Bodies, State, Course, RunConfig], Any]  # when measuring starts
    watch: Callable[[Any, Bodies, State, Course, RunConfig], None]  # after every physics step
    parts: Callable[[Any, Bodies, State, RunConfig], dict[str, Tensor]]  # what fitness is the sum of, each [B]
    lowest: float  # fitness is never below
    has_layouts: bool  # whether targets are laid out; else one episode says it all
    shows_targets: bool  # whether a replay shows them
