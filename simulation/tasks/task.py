"""What a task is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from simulation.config import RunConfig
from simulation.scene import Scene
from simulation.terrain import Terrain, level


@dataclass
class Tally:
    """What any task keeps count of; a task adds its own. New tensors take the place of old ones, as in State."""

    target: Tensor  # [3, B] m, what creatures sense
    reached: Tensor  # [B] int64, targets reached so far


@dataclass(frozen=True)
class Task:
    """The functions a task is made of; Any stands for the task's own Tally.

    What settings and pages need to know of it is in task_facts.py.
    """

    begin: Callable[[Scene], Any]  # when measuring starts
    watch: Callable[[Any, Scene], None]  # after every physics step
    parts: Callable[[Any, Scene], dict[str, Tensor]]  # what fitness is the sum of, each [B]
    lowest: float  # fitness is never below
    collection_radius: float | None = None  # m, how near a node's surface must come to a target; None: none is shown
    terrain: Callable[[RunConfig], Terrain] = level  # the ground it is played on
    kernel: str | None = None  # the module of its compiled form; None: only the reference plays it
