"""What a method of selection is."""

from collections.abc import Callable
from dataclasses import dataclass

from torch import Generator, Tensor

from simulation.checkpoint import Checkpoint
from simulation.config import RunConfig


@dataclass(frozen=True)
class Selection:
    """One way to choose among creatures that compete with each other: a population, or a part of it.

    `worth` says what they compete in. The other functions look at standing alone: they are given how many compete, best
    first, and return places in that order (0 = the best). A worth's scale or offset therefore never matters.
    """

    worth: Callable[[RunConfig, Checkpoint], Tensor]  # [P] the higher the better, −inf for the disqualified
    n_survivors: Callable[[Tensor, int, RunConfig], int]  # (worth of those who compete, size of the next generation)
    survivors: Callable[[int, int, RunConfig, Generator], Tensor]  # (competitors, count) → [count] rising, 0 among them
    parents: Callable[[int, int, RunConfig, Generator], Tensor]  # (survivors, count) → [count, 2] places of survivors
