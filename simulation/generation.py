"""Generation: what one generation of a run came to, in numpy and plain Python. This page imports no torch."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Making:
    """How what a generation is kept as is made of it, by whoever asks for it first."""

    statistics: Callable[[], dict[str, Any]]
    clips: Callable[[], dict[int, bytes]]
    checkpoint: Callable[[], bytes]


@dataclass(frozen=True)
class Generation:
    """One evaluated generation of P creatures, in the order of their rows.

    What takes time and only some want is made when it is first asked for, on the thread that asks: so that generation
    g can be summed up and encoded while g + 1 is simulated.
    """

    number: int
    id: NDArray[np.int64]  # [P]
    parents: NDArray[np.int64]  # [P, 2], NO_PARENT where there is none; the fitter first
    operator: NDArray[np.int8]  # [P] index into population.OPERATORS
    fitness: NDArray[np.float32]  # [P]
    parts: dict[str, NDArray[np.float32]]  # [P] each
    targets_reached: NDArray[np.int32]  # [P]
    disqualified: NDArray[np.int8]  # [P] index into episode.REASONS, 0 = in play
    nodes: NDArray[np.int16]  # [P] in the body
    muscles: NDArray[np.int16]  # [P]
    streak: NDArray[np.int32]  # [P] generations survived unchanged
    survives: NDArray[np.bool_]  # [P] passes unchanged into the next generation
    reused: NDArray[np.bool_]  # [P] not simulated: the score is that of the generation before
    rank: NDArray[np.int32]  # [P] 1 = best; of equals the elder first, the disqualified last
    champion: int | None  # row of the best; None where nobody is in play
    held_out: list[float]  # the champion's fitness in layouts that selection never sees; empty where there is none
    wall_s: float  # s from its first creature's breeding to its last score; nothing below is in it
    making: Making

    @cached_property
    def statistics(self) -> dict[str, Any]:
        """The generation in a few numbers (statistics.py), with `wall_s`."""
        return self.making.statistics() | {"wall_s": self.wall_s}

    @cached_property
    def clips(self) -> dict[int, bytes]:
        """By row, encoded (clips.py), of some of the creatures simulated in this generation."""
        return self.making.clips()

    @cached_property
    def checkpoint(self) -> bytes:
        """From which `evolve` continues."""
        return self.making.checkpoint()
