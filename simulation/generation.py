"""Generation: what one generation of a run came to, in numpy and plain Python. This page imports no torch."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Generation:
    """One evaluated generation of P creatures, in the order of their rows."""

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
    champion: int  # row of the best
    held_out: list[float]  # the champion's fitness in layouts that selection never sees
    statistics: dict[str, Any]  # statistics.py
    clips: dict[int, bytes]  # by row, encoded (clips.py), of some of the creatures simulated now
    checkpoint: bytes  # from which `evolve` continues
