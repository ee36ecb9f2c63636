"""What a task is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from simulation.scene import Scene


@dataclass
class Tally:
    """What any task keeps count of; a task adds its own. New tensors take the place of old ones, as in State."""

    target: Tensor  # [3, B] m, what creatures sense
    reached: Tensor  # [B] int64, targets reached so far


@dataclass(frozen=True)
class Task:
    """The functions a task is made of; Any stands for the task's own Tally."""

    begin: Callable[[Scene], Any]  # when measuring starts
    watch: Callable[[Any, Scene], None]  # after every physics step
    parts: Callable[[Any, Scene], dict[str, Tensor]]  # what fitness is the sum of, each [B]
    lowest: float  # fitness is never below
    has_layouts: bool  # whether targets are laid out; else one episode says it all
    collection_radius: float | None  # m, how near a node's surface must come to a target; None: targets are not shown
    kernel: str | None  # the module of its compiled form; None: only the reference plays it
